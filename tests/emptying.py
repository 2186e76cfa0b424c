"""Emptying the database after a transactional test: only the tables that it filled.

Django's flush empties all of the 150 tables, makes every permission anew, and here also
drops and makes every trigger: most of a second for a test of a tenth.
"""

from functools import cache

from django.db import connection, transaction
from django.test import TransactionTestCase

from consortium.core import appendonly

MADE_BY_MIGRATE = ("django_content_type", "auth_permission")
djangos_flush = TransactionTestCase._fixture_teardown


class Emptied:
    """Every table as `migrate` left it, and every trigger there."""

    def __init__(self):
        self.first_rows = None

    def before(self) -> None:
        """Remember, before the first transactional test, what `migrate` made."""
        if self.first_rows is None:
            self.first_rows = made_by_migrate()

    def after(self, test: TransactionTestCase) -> None:
        if self.first_rows == made_by_migrate() and may_be_emptied():
            empty(filled_tables())
            appendonly.create_triggers()  # those that the test dropped
            return
        appendonly.drop_triggers()
        try:
            djangos_flush(test)
        finally:
            appendonly.create_triggers()
        self.first_rows = made_by_migrate()


def made_by_migrate() -> list:
    with connection.cursor() as cursor:
        rows = []
        for table in MADE_BY_MIGRATE:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            rows += cursor.fetchall()
    return rows


@cache
def tables() -> list[str]:
    """Those that Django's flush empties, but for what `migrate` filled."""
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(found) - set(MADE_BY_MIGRATE))


def filled_tables() -> list[str]:
    """Tables with rows; in parts, since SQLite unites 500 questions at most."""
    filled = []
    with connection.cursor() as cursor:
        for start in range(0, len(tables()), 100):
            asked = tables()[start : start + 100]
            one = "SELECT '{0}' WHERE EXISTS (SELECT 1 FROM \"{0}\")"
            cursor.execute(" UNION ALL ".join(one.format(table) for table in asked))
            filled += [name for (name,) in cursor.fetchall()]
    return filled


@cache
def may_be_emptied() -> bool:
    """On PostgreSQL only a superuser steps past triggers; on SQLite everybody may drop them."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        return cursor.fetchone()[0] == "on"


def empty(filled: list[str]) -> None:
    """Delete all rows of these tables, in any order: keys are checked at the end, or not at all."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no keys
        else:
            for trigger in appendonly.registered(vendor=connection.vendor):
                if trigger.table in filled:
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}"')
        for table in filled:
            cursor.execute(f'DELETE FROM "{table}"')
