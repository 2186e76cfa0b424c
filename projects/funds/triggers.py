"""What the database itself refuses about journals, on SQLite and PostgreSQL (M1, M2, M9, M10).

The same conditions are written once and wrapped for each database. `NEW` and
`OLD` are the rows of the statement.
"""

from consortium.core.appendonly import protect, register_triggers

JOURNAL, LINE = "funds_journal", "funds_journalline"

SIGNED = "CASE side WHEN 'D' THEN amount ELSE -amount END"
DRAFT = "(SELECT state FROM funds_journal WHERE id = {row}.journal_id) = 'draft'"

TOO_FEW = f"(SELECT COUNT(*) FROM {LINE} WHERE journal_id = NEW.id) < 2"
UNBALANCED = (
    f"EXISTS (SELECT fund_id FROM {LINE} WHERE journal_id = NEW.id "
    f"GROUP BY fund_id HAVING SUM({SIGNED}) <> 0)"
)
OTHER_DAY = (
    f"EXISTS (SELECT 1 FROM {LINE} WHERE journal_id = NEW.id AND effective <> NEW.effective)"
)
NO_OPEN_PERIOD = (
    "NOT EXISTS (SELECT 1 FROM funds_period WHERE quarter = NEW.quarter "
    "AND NEW.effective BETWEEN starts AND ends AND state <> 'closed')"
)
NOT_THE_MIRROR = (
    "NEW.reverses_id IS NOT NULL AND NEW.kind = 'reversal' AND EXISTS ("
    f"SELECT 1 FROM {LINE} WHERE journal_id IN (NEW.id, NEW.reverses_id) "
    "GROUP BY fund_id, account, grant_id, organisation_id, heading_id, project_number "
    f"HAVING SUM({SIGNED}) <> 0)"
)


def register() -> None:
    """Called when the app is ready; the triggers are made after every migrate."""
    protect(
        JOURNAL,
        allow_update_when="OLD.state = 'draft'",
        allow_delete_when="OLD.state = 'draft'",
        message="A posted journal never changes: reverse it.",
    )
    _refuse(
        "funds_journal_starts_as_a_draft",
        JOURNAL,
        "INSERT",
        when="NEW.state <> 'draft'",
        message="A journal starts as a draft.",
    )
    _refuse_flip()
    _refuse(
        "funds_journalline_only_into_drafts",
        LINE,
        "INSERT",
        unless=DRAFT.format(row="NEW"),
        message="Lines are added only while their journal is a draft.",
    )
    _refuse(
        "funds_journalline_never_changes",
        LINE,
        "UPDATE",
        when="",
        message="A line of a journal never changes: reverse the journal.",
    )
    _refuse(
        "funds_journalline_stays",
        LINE,
        "DELETE",
        unless=DRAFT.format(row="OLD"),
        message="A line of a posted journal stays: reverse the journal.",
    )
    _refuse_truncate()


FLIP = (
    (TOO_FEW, "A journal needs at least two lines."),
    (UNBALANCED, "Debits and credits differ in a fund."),
    (OTHER_DAY, "A line has another day than its journal."),
    (NO_OPEN_PERIOD, "The period of this day is closed or missing."),
    (NOT_THE_MIRROR, "A reversal is the mirror image of its journal."),
)


def _refuse_flip() -> None:
    """On the flip from draft to posted the whole journal is read once more.

    PostgreSQL takes the period's row in share mode first, so a period that is
    being closed and a posting into it wait for each other.
    """
    name = "funds_journal_balances_when_posted"
    when = "WHEN (OLD.state = 'draft' AND NEW.state = 'posted')"
    cases = "".join(f"WHEN {wrong} THEN RAISE(ABORT, {_quoted(words)}) " for wrong, words in FLIP)
    sqlite = (
        f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{JOURNAL}" FOR EACH ROW {when} '
        f"BEGIN SELECT CASE {cases}END; END"
    )
    body = "PERFORM 1 FROM funds_period WHERE quarter = NEW.quarter FOR SHARE; "
    body += "".join(f"IF {wrong} THEN {_raise(words)} END IF; " for wrong, words in FLIP)
    _register(name, JOURNAL, sqlite, _function(name, body + "RETURN NEW;"), f"UPDATE|{when}")


def _refuse(
    name: str, table: str, event: str, *, message: str, when: str = "", unless: str = ""
) -> None:
    """Refuse an event on a row `when` a condition holds, or `unless` it does.

    NULL counts as not holding, so `unless` refuses what it cannot find.
    """
    wrong = when or (f"COALESCE({unless}, {{false}}) = {{false}}" if unless else "")
    on_sqlite = wrong.format(false="0")
    sqlite = (
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW '
        f"{f'WHEN {on_sqlite} ' if wrong else ''}"
        f"BEGIN SELECT RAISE(ABORT, {_quoted(message)}); END"
    )
    test = wrong.format(false="FALSE")
    result = "OLD" if event == "DELETE" else "NEW"
    body = (
        f"IF {test} THEN {_raise(message)} END IF; RETURN {result};" if wrong else _raise(message)
    )
    _register(name, table, sqlite, _function(name, body), f"{event}|")


def _refuse_truncate() -> None:
    name = "funds_journalline_no_truncate"
    create = (
        f'CREATE TRIGGER "{name}" BEFORE TRUNCATE ON "{LINE}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
    )
    function = _function(name, _raise("The lines of journals stay."))
    register_triggers("funds", name, (), (function, create), LINE)


def _register(name: str, table: str, sqlite: str, function: str, event: str) -> None:
    event, _, when = event.partition("|")
    postgres = (
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" '
        f'FOR EACH ROW {when} EXECUTE FUNCTION "{name}"()'
    )
    register_triggers("funds", name, sqlite, (function, postgres), table)


def _function(name: str, body: str) -> str:
    return (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql '
        f"AS $body$ BEGIN {body} END $body$"
    )


def _raise(message: str) -> str:
    return (
        f"RAISE EXCEPTION USING MESSAGE = {_quoted(message)}, "
        "ERRCODE = 'integrity_constraint_violation';"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
