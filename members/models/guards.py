"""What the database itself keeps true about seats and terms, on both kinds of database.

One representative per organisation on a day (R45), one holder of an office on a
day (GV9), and what was once written about a seat or term stays, its last day apart.
On PostgreSQL the check takes a lock first, so that two at once cannot both pass.
"""

from consortium.core.appendonly import protect, register_triggers
from members.states import ONE_HOLDER_ROLES

SAME_SEAT = (
    "NEW.id = OLD.id AND NEW.user_id = OLD.user_id AND NEW.organisation_id = OLD.organisation_id "
    "AND NEW.role = OLD.role AND NEW.starts = OLD.starts AND NEW.granted_at = OLD.granted_at "
    "AND COALESCE(NEW.granted_by_id, 0) = COALESCE(OLD.granted_by_id, 0)"
)
SAME_TERM = (
    "NEW.id = OLD.id AND NEW.office = OLD.office AND NEW.organisation_id = OLD.organisation_id "
    "AND NEW.starts = OLD.starts "
    "AND COALESCE(NEW.holder_id, 0) = COALESCE(OLD.holder_id, 0)"
)
OVERLAPS = (
    "other.withdrawn_at IS NULL AND (other.ends IS NULL OR other.ends >= NEW.starts) "
    "AND (NEW.ends IS NULL OR NEW.ends >= other.starts)"
)


def one_at_a_time(*, name: str, table: str, same: str, when: str, lock: str, message: str) -> None:
    """Refuse a row of `table` whose days overlap those of a row with the `same` key.

    `same` and `when` are SQL over NEW and `other`; `lock` is the number on which
    rivals wait for each other on PostgreSQL.
    """
    for event in ("insert", "update"):
        # A new row has no id yet on SQLite; a changed one must not meet itself.
        itself = "" if event == "insert" else " AND other.id <> OLD.id"
        clash = f"SELECT 1 FROM {table} other WHERE {same} AND {OVERLAPS}{itself}"
        _register(f"{name}_on_{event}", event.upper(), table, when, clash, lock, message)


def _register(name, event, table, when, clash, lock, message) -> None:
    before = f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW WHEN ({when}'
    sqlite = f"{before} AND EXISTS ({clash})) BEGIN SELECT RAISE(ABORT, '{message}'); END"
    function = (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $body$ '
        f"BEGIN PERFORM pg_advisory_xact_lock(hashtext('{table}'), {lock}); "
        f"IF EXISTS ({clash}) THEN RAISE EXCEPTION USING MESSAGE = '{message}', "
        "ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $body$"
    )
    postgres = f'{before}) EXECUTE FUNCTION "{name}"()'
    register_triggers("members", name, sqlite, (function, postgres), table)


def no_two_at_once(*, name: str, table: str, message: str) -> None:
    """Refuse a row of `table` whose days overlap another's of the same organisation."""
    clash = (
        f"SELECT 1 FROM {table} other WHERE other.organisation_id = NEW.organisation_id "
        "AND (NEW.starts IS NULL OR other.ends >= NEW.starts) "
        "AND (other.starts IS NULL OR other.starts <= NEW.ends)"
    )
    lock = "CAST(NEW.organisation_id AS integer)"
    _register(name, "INSERT", table, "NEW.ends IS NOT NULL", clash, lock, message)


ONE_HOLDER = ", ".join(f"'{role.value}'" for role in sorted(ONE_HOLDER_ROLES))

one_at_a_time(
    name="members_seat_one_representative",
    table="members_seat",
    same="other.organisation_id = NEW.organisation_id AND other.role = NEW.role",
    when=f"NEW.withdrawn_at IS NULL AND NEW.role IN ({ONE_HOLDER})",
    lock="CAST(NEW.organisation_id AS integer)",
    message="an organisation has one representative at a time",
)
one_at_a_time(
    name="members_term_one_holder",
    table="members_term",
    same="other.office = NEW.office",
    when="NEW.withdrawn_at IS NULL",
    lock="hashtext(NEW.office)",
    message="an office has one holder at a time",
)
no_two_at_once(
    name="members_earliermembership_one_at_a_time",
    table="members_earliermembership",
    message="an organisation is one thing at a time to the consortium",
)
protect("members_earliermembership", message="what an organisation once was stays on record")
protect(
    "members_seat",
    allow_update_when=SAME_SEAT,
    message="what was written about a seat stays, apart from its last day",
)
protect(
    "members_term",
    allow_update_when=SAME_TERM,
    message="what was written about a term of office stays, apart from its last day",
)
