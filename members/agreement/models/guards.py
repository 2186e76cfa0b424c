"""What the database itself keeps true: an opened text and a given signature stay as they are."""

from consortium.core.appendonly import protect, register_triggers

CLAUSE, VERSION = "agreement_clause", "agreement_agreement"
SHUT = "a version that was opened for signing keeps its words"
SAME_SIGNATURE = (
    "NEW.id = OLD.id AND NEW.agreement_id = OLD.agreement_id AND OLD.struck_at IS NULL "
    "AND NEW.organisation_id = OLD.organisation_id AND NEW.how = OLD.how "
    "AND NEW.position = OLD.position AND NEW.signed_on = OLD.signed_on "
    "AND NEW.text_sha256 = OLD.text_sha256 AND COALESCE(NEW.scan_id, 0) = COALESCE(OLD.scan_id, 0)"
)
# The text is settled once it has a fingerprint; the state goes on from there.
SAME_TEXT = (
    "OLD.text_sha256 = '' OR (NEW.text_sha256 = OLD.text_sha256 AND NEW.title = OLD.title "
    "AND NEW.number = OLD.number)"
)


def only_in_a_draft(event: str, row: str, answer: str) -> None:
    """Clauses come, go and change while their version is a draft, and never afterwards."""
    name = f"{CLAUSE}_stays_on_{event.lower()}"
    shut = (
        f"SELECT 1 FROM {VERSION} owner WHERE owner.id = {row}.agreement_id "
        "AND owner.state <> 'draft'"
    )
    before = f'CREATE TRIGGER "{name}" BEFORE {event} ON "{CLAUSE}" FOR EACH ROW'
    sqlite = f"{before} WHEN EXISTS ({shut}) BEGIN SELECT RAISE(ABORT, '{SHUT}'); END"
    function = (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $body$ '
        f"BEGIN IF EXISTS ({shut}) THEN RAISE EXCEPTION USING MESSAGE = '{SHUT}', "
        f"ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {answer}; END $body$"
    )
    postgres = f'{before} EXECUTE FUNCTION "{name}"()'
    register_triggers("agreement", name, sqlite, (function, postgres), CLAUSE)


only_in_a_draft("INSERT", "NEW", "NEW")
only_in_a_draft("UPDATE", "OLD", "NEW")
only_in_a_draft("DELETE", "OLD", "OLD")
protect(
    "agreement_signature",
    allow_update_when=SAME_SIGNATURE,
    message="a signature stays as it was given; it can only be struck out",
)
protect(VERSION, allow_update_when=SAME_TEXT, message=SHUT)
