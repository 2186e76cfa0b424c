"""What the database itself keeps true, on SQLite and PostgreSQL: a vote is cast while it is open,
by a member that may vote, and stands; what was decided stays as it was decided."""

from consortium.core.appendonly import protect, register_triggers

FROZEN = ("meeting_id", "item_id", "kind", "wording", "round", "secret", "frozen", "frozen_sha256")
DECIDED = (
    *("financial_year", "number", "kind", "meeting_id", "item_id", "motion_id", "wording", "how"),
    *("mark", "decided_on", "effective_on", "about_kind", "about_id", "route"),
)


def _same(columns: tuple[str, ...]) -> str:
    """SQL over OLD and NEW: none of these columns has changed."""
    return " AND ".join(
        f"COALESCE(CAST(NEW.{each} AS text), '') = COALESCE(CAST(OLD.{each} AS text), '')"
        for each in columns
    )


SAME_VOTE, SAME_DECISION = _same(FROZEN), _same(DECIDED)
OPEN_TO_MEMBER = (
    "SELECT 1 FROM meetings_motion m JOIN meetings_elector e ON e.motion_id = m.id "
    "WHERE m.id = NEW.motion_id AND m.state = 'voting' "
    "AND e.organisation_id = NEW.organisation_id AND e.may_vote "
    "AND (NEW.choice = '') = m.secret"
)
VOTING = "SELECT 1 FROM meetings_motion m WHERE m.id = NEW.motion_id AND m.state = 'voting'"


def only_where(name: str, *, table: str, event: str, holds: str, message: str) -> None:
    """Refuse an event on `table` unless the query `holds`, over NEW or OLD, finds a row."""
    kept = "OLD" if event == "DELETE" else "NEW"
    before = f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW'
    sqlite = f"{before} WHEN NOT EXISTS ({holds}) BEGIN SELECT RAISE(ABORT, '{message}'); END"
    function = (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $body$ '
        f"BEGIN IF NOT EXISTS ({holds}) THEN RAISE EXCEPTION USING MESSAGE = '{message}', "
        f"ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {kept}; END $body$"
    )
    register_triggers(
        "meetings", name, sqlite, (function, f'{before} EXECUTE FUNCTION "{name}"()'), table
    )


protect(
    "meetings_meeting",
    allow_update_when=(
        "OLD.state IN ('planned', 'open') OR (OLD.state = NEW.state "
        'AND OLD."on" = NEW."on" AND OLD.began_at = NEW.began_at AND OLD.ended_at = NEW.ended_at)'
    ),
    message="a meeting that was held stays as it was",
)
protect("meetings_agendaitem", allow_update_when="OLD.meeting_id = NEW.meeting_id")
protect(
    "meetings_presence",
    allow_update_when=(
        "NEW.meeting_id = OLD.meeting_id AND NEW.part = OLD.part "
        "AND NEW.arrived_at = OLD.arrived_at "
        "AND COALESCE(NEW.user_id, 0) = COALESCE(OLD.user_id, 0) "
        "AND COALESCE(NEW.organisation_id, 0) = COALESCE(OLD.organisation_id, 0) "
        "AND (OLD.left_at IS NULL OR NEW.left_at = OLD.left_at) "
        "AND (NEW.name = OLD.name OR NEW.name = '')"
    ),
    message="who was at a meeting stays on record",
)
protect(
    "meetings_interest",
    allow_update_when=(
        "OLD.struck_at IS NULL AND NEW.item_id = OLD.item_id AND NEW.user_id = OLD.user_id "
        "AND NEW.organisation_id = OLD.organisation_id AND NEW.what = OLD.what"
    ),
    message="a declared interest stays on record",
)
protect(
    "meetings_standin",
    allow_update_when="OLD.ended_at IS NULL AND NEW.user_id = OLD.user_id",
    message="who stood in stays on record",
)
protect("meetings_quorumchange", message="when a quorum was there stays on record")
protect(
    "meetings_motion",
    allow_update_when=(
        f"OLD.state IN ('put', 'objected') OR (OLD.state = 'voting' AND {SAME_VOTE})"
    ),
    message="a vote that is open is not changed, and one that is closed stays",
)
protect(
    "meetings_objection",
    allow_update_when=(
        "OLD.withdrawn_at IS NULL AND NEW.motion_id = OLD.motion_id AND NEW.user_id = OLD.user_id "
        "AND NEW.organisation_id = OLD.organisation_id AND NEW.reason = OLD.reason"
    ),
    message="an objection stays as it was made",
)
protect("meetings_elector", message="an electorate stays as it was frozen")
protect("meetings_ballot", message="a vote that is cast stands")
protect(
    "meetings_slip",
    allow_update_when="OLD.choice = '' AND NEW.motion_id = OLD.motion_id AND NEW.id = OLD.id",
    allow_delete_when="1 = 1",  # only while the vote is open: the trigger below
    message="a slip that is filled in stays",
)
only_where(
    "meetings_ballot_only_while_open",
    table="meetings_ballot",
    event="INSERT",
    holds=OPEN_TO_MEMBER,
    message="a vote is cast while it is open, by a member that may vote in it",
)
only_where(
    "meetings_slip_filled_only_while_open",
    table="meetings_slip",
    event="UPDATE",
    holds=VOTING,
    message="a slip is filled in while the vote is open",
)
only_where(
    "meetings_slip_shuffled_only_while_open",
    table="meetings_slip",
    event="DELETE",
    holds=VOTING.replace("NEW.", "OLD."),
    message="the slips of a vote that is closed stay",
)
protect(
    "meetings_decision",
    allow_update_when=SAME_DECISION,  # who looks after it and the day of review may follow
    message="a decision stays as it was taken",
)
protect(
    "meetings_decisionyear",
    allow_update_when="NEW.last >= OLD.last",
    message="a decision's number is never used twice",
)
protect(
    "meetings_optout",
    allow_update_when=(
        "OLD.ended_on IS NULL AND NEW.decision_id = OLD.decision_id "
        "AND NEW.organisation_id = OLD.organisation_id AND NEW.reason = OLD.reason"
    ),
    message="an opt-out stays on record",
)
protect(
    "meetings_override",
    allow_update_when=(
        "OLD.reported_at_id IS NULL AND NEW.decision_id = OLD.decision_id "
        "AND NEW.term = OLD.term AND NEW.clause = OLD.clause AND NEW.reason = OLD.reason "
        "AND NEW.effect = OLD.effect AND NEW.file_id = OLD.file_id"
    ),
    message="an override stays as it was made, and is reported once",
)
