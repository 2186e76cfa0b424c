"""What the database itself keeps true, on SQLite and PostgreSQL: nobody twice at a time in a
group, one convenor, one arrangement for one thing, and words that stay as they were written."""

from consortium.core.appendonly import protect, register_triggers

OVERLAPS = (
    "(other.ends IS NULL OR other.ends >= NEW.starts) "
    "AND (NEW.ends IS NULL OR NEW.ends >= other.starts)"
)
SAME_MEMBER = (
    "NEW.id = OLD.id AND NEW.group_id = OLD.group_id AND NEW.role = OLD.role "
    "AND NEW.starts = OLD.starts AND COALESCE(NEW.user_id, 0) = COALESCE(OLD.user_id, 0) "
    "AND COALESCE(NEW.organisation_id, 0) = COALESCE(OLD.organisation_id, 0) "
    # An outsider's name may go, and never change into another.
    "AND ((NEW.name = OLD.name AND NEW.who = OLD.who) OR NEW.name = '')"
)
SAME_PROPOSAL = (
    "OLD.state = 'proposed' AND NEW.id = OLD.id AND NEW.dispute_id = OLD.dispute_id "
    "AND NEW.kind = OLD.kind AND NEW.side = OLD.side AND NEW.words = OLD.words "
    "AND NEW.name = OLD.name AND NEW.proposed_by_id = OLD.proposed_by_id"
)


def never_two_at_once(*, name: str, table: str, same: str, lock: str, message: str) -> None:
    """Refuse a row of `table` whose days overlap another's with the `same` key.

    `same` is SQL over NEW and `other`; on `lock`, a text, rivals wait for each other
    on PostgreSQL.
    """
    for event in ("INSERT", "UPDATE"):
        itself = "" if event == "INSERT" else " AND other.id <> OLD.id"
        clash = f"SELECT 1 FROM {table} other WHERE {same} AND {OVERLAPS}{itself}"
        one = f"{name}_on_{event.lower()}"
        before = f'CREATE TRIGGER "{one}" BEFORE {event} ON "{table}" FOR EACH ROW'
        sqlite = f"{before} WHEN EXISTS ({clash}) BEGIN SELECT RAISE(ABORT, '{message}'); END"
        function = (
            f'CREATE OR REPLACE FUNCTION "{one}"() RETURNS trigger LANGUAGE plpgsql AS $body$ '
            f"BEGIN PERFORM pg_advisory_xact_lock(hashtext('{table}'), hashtext({lock})); "
            f"IF EXISTS ({clash}) THEN RAISE EXCEPTION USING MESSAGE = '{message}', "
            "ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $body$"
        )
        postgres = f'{before} EXECUTE FUNCTION "{one}"()'
        register_triggers("working", one, sqlite, (function, postgres), table)


never_two_at_once(
    name="working_groupmember_once_at_a_time",
    table="working_groupmember",
    same="other.group_id = NEW.group_id AND other.who = NEW.who",
    lock="CAST(NEW.group_id AS text)",
    message="nobody is in a group twice at one time",
)
never_two_at_once(
    name="working_groupmember_one_convenor",
    table="working_groupmember",
    same="other.group_id = NEW.group_id AND other.role = 'convenor' AND NEW.role = 'convenor'",
    lock="CAST(NEW.group_id AS text)",
    message="a group has one convenor at a time",
)
never_two_at_once(
    name="working_arrangement_one_at_a_time",
    table="working_arrangement",
    same="LOWER(other.title) = LOWER(NEW.title)",
    lock="LOWER(NEW.title)",
    message="one arrangement for one thing at a time",
)
protect(
    "working_groupmember",
    allow_update_when=SAME_MEMBER,
    message="who was in a group stays on record, apart from the last day",
)
protect("working_groupmeeting", message="what a group wrote about a meeting stays as it is")
protect(
    "working_groupreport",
    allow_update_when="OLD.state = 'asked'",
    message="a report stays as it was sent",
)
protect("working_step", message="what a side wrote stays as it is")
protect(
    "working_proposal",
    allow_update_when=SAME_PROPOSAL,
    message="a proposal is answered once and keeps its words",
)
protect(
    "working_delivery",
    allow_update_when=(
        "OLD.done_on IS NULL AND NEW.due_on = OLD.due_on AND NEW.base_on = OLD.base_on"
    ),
    message="what was measured stays",
)
protect("working_arrangementreview", message="a review stays as it was written")
