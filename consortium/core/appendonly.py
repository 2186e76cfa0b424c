"""Tables and triggers that the database itself defends, on SQLite and PostgreSQL.

Triggers never live in migrations: on SQLite the next AlterField rebuilds the
table and drops them silently. They are dropped before and made again after every
`migrate`, and `missing_triggers()` says which are not there (V34).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

Sql = str | Sequence[str]


class DoorClosed(Exception):
    """Append-only tables are emptied only in tests, benchmarks and the demo."""


@dataclass(frozen=True)
class AppendOnlyTable:
    """A table whose rows stay as they were written.

    The two conditions are SQL over OLD and NEW, the same on both databases,
    under which an update or a delete is let through; empty means never.
    """

    table: str
    allow_update_when: str = ""
    allow_delete_when: str = ""
    message: str = ""


@dataclass(frozen=True)
class Trigger:
    """One named trigger; on PostgreSQL its function has the trigger's name."""

    app_label: str
    name: str
    table: str
    sqlite_sql: tuple[str, ...]
    postgres_sql: tuple[str, ...]


_triggers: dict[str, Trigger] = {}


def register_triggers(
    app_label: str, name: str, sqlite_sql: Sql, postgres_sql: Sql, table: str
) -> None:
    """Have the trigger `name` on `table` made after every migrate.

    The SQL creates exactly one trigger of that very name. On PostgreSQL it may
    first `CREATE OR REPLACE FUNCTION` of the same name, which is dropped with it.
    Refusals should be raised with ERRCODE 'integrity_constraint_violation', so
    that Django raises IntegrityError on both databases.
    """
    _triggers[name] = Trigger(app_label, name, table, _several(sqlite_sql), _several(postgres_sql))


def protect(
    table: str, *, allow_update_when: str = "", allow_delete_when: str = "", message: str = ""
) -> AppendOnlyTable:
    """Make `table` append-only, apart from what the two SQL conditions let through.

    >>> protect("claims_claimversion")
    >>> protect("funds_line", allow_delete_when="OLD.draft")
    """
    protected = AppendOnlyTable(
        table, allow_update_when, allow_delete_when, message or f"{table} is append-only"
    )
    for event, condition in (("update", allow_update_when), ("delete", allow_delete_when)):
        name = f"{table}_no_{event}"
        register_triggers(
            table.split("_")[0],
            name,
            _refuse_on_sqlite(name, event, condition, protected),
            _refuse_on_postgres(name, event, condition, protected),
            table,
        )
    _refuse_truncate(protected)
    return protected


def _several(sql: Sql) -> tuple[str, ...]:
    return (sql,) if isinstance(sql, str) else tuple(sql)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _refuse_on_sqlite(name, event, condition, protected) -> str:
    when = f"WHEN NOT ({condition})" if condition else ""
    return (
        f'CREATE TRIGGER "{name}" BEFORE {event.upper()} ON "{protected.table}" '
        f"FOR EACH ROW {when} BEGIN SELECT RAISE(ABORT, {_quoted(protected.message)}); END"
    )


def _postgres_function(name: str, message: str) -> str:
    # EXECUTE FUNCTION passes the message as an argument; a function for each
    # trigger keeps create and drop symmetrical.
    return (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $body$ '
        f"BEGIN RAISE EXCEPTION USING MESSAGE = {_quoted(message)}, "
        "ERRCODE = 'integrity_constraint_violation'; END $body$"
    )


def _refuse_on_postgres(name, event, condition, protected) -> tuple[str, str]:
    when = f"WHEN (NOT ({condition}))" if condition else ""
    return (
        _postgres_function(name, protected.message),
        f'CREATE TRIGGER "{name}" BEFORE {event.upper()} ON "{protected.table}" '
        f'FOR EACH ROW {when} EXECUTE FUNCTION "{name}"()',
    )


def _refuse_truncate(protected: AppendOnlyTable) -> None:
    # SQLite has no TRUNCATE; its DELETE without WHERE fires row triggers.
    name = f"{protected.table}_no_truncate"
    create = (
        f'CREATE TRIGGER "{name}" BEFORE TRUNCATE ON "{protected.table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
    )
    function = _postgres_function(name, protected.message)
    register_triggers(protected.table.split("_")[0], name, (), (function, create), protected.table)


def registered(*, vendor: str) -> list[Trigger]:
    """The triggers that a database of this vendor should have."""
    return [each for each in _triggers.values() if _sql(each, vendor)]


def _sql(trigger: Trigger, vendor: str) -> tuple[str, ...]:
    return trigger.postgres_sql if vendor == "postgresql" else trigger.sqlite_sql


def existing_triggers(using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """Names of the triggers that the database has and has switched on."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connections[using].vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    with connections[using].cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def missing_triggers(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Registered triggers that this database lacks, sorted; empty when all is well."""
    wanted = {each.name for each in registered(vendor=connections[using].vendor)}
    return sorted(wanted - existing_triggers(using))


def create_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make every registered trigger that is missing and whose table exists."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    existing = existing_triggers(using)
    with connection.cursor() as cursor:
        for trigger in registered(vendor=connection.vendor):
            if trigger.table in tables and trigger.name not in existing:
                for statement in _sql(trigger, connection.vendor):
                    cursor.execute(statement)


def drop_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Drop every registered trigger, and on PostgreSQL its function."""
    connection = connections[using]
    existing = existing_triggers(using)
    with connection.cursor() as cursor:
        for trigger in registered(vendor=connection.vendor):
            if trigger.name not in existing:
                continue
            if connection.vendor == "postgresql":
                cursor.execute(f'DROP TRIGGER "{trigger.name}" ON "{trigger.table}"')
                cursor.execute(f'DROP FUNCTION IF EXISTS "{trigger.name}"()')
            else:
                cursor.execute(f'DROP TRIGGER "{trigger.name}"')


@contextmanager
def emptying(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """The one door through which append-only tables are emptied.

    For tests, benchmarks and rebuilding a demo; `DoorClosed` anywhere else. The
    triggers are gone inside and back afterwards, also when the block fails.
    """
    if not (getattr(settings, "DEMO", False) or getattr(settings, "EMPTYING_ALLOWED", False)):
        raise DoorClosed("Append-only tables are emptied only in tests, benchmarks and the demo.")
    with transaction.atomic(using=using):
        drop_triggers(using)
    try:
        yield
    finally:
        # A transaction that is being rolled back brings the triggers back itself.
        if not connections[using].needs_rollback:
            with transaction.atomic(using=using):
                create_triggers(using)


def before_migrate(*, using: str = DEFAULT_DB_ALIAS, **_signal) -> None:
    """Migrations rebuild tables; the triggers step aside."""
    drop_triggers(using)


def after_migrate(*, using: str = DEFAULT_DB_ALIAS, **_signal) -> None:
    """And come back."""
    create_triggers(using)
