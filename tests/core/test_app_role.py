"""On PostgreSQL the site runs as a role that cannot rewrite the audit record (AU3)."""

from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from consortium.core import audit
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditRow, Message

ROLE = "consortium_app_in_a_test"  # made in the test's transaction, gone with it


@pytest.fixture
def as_the_site(db, settings):
    settings.APP_DATABASE_PASSWORD = "only-here"
    call_command("app_role", ROLE, verbosity=0)
    with acting():
        yield


@contextmanager
def acting():
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def refused(sql):
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"):  # noqa: SIM117
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    return True


@pytest.mark.postgres
def test_the_role_writes_what_the_site_writes(as_the_site):
    row = audit.record("test.done", ("test", "1"), by=SYSTEM)
    assert AuditRow.objects.filter(pk=row.pk).exists()
    assert Message.objects.count() == 0


@pytest.mark.postgres
def test_the_role_cannot_change_audit_rows_or_take_their_guard_away(as_the_site):
    table = AuditRow._meta.db_table
    assert refused(f"UPDATE {table} SET action = 'x'")
    assert refused(f"DELETE FROM {table}")
    assert refused(f"TRUNCATE {table}")
    assert refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    assert refused(f"DROP TRIGGER {table}_no_update ON {table}")


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_second_release_renews_the_role(settings):
    settings.APP_DATABASE_PASSWORD = "only-here"
    call_command("app_role", ROLE, verbosity=0)
    call_command("app_role", ROLE, verbosity=0)


def test_sqlite_has_no_roles(settings):
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="PostgreSQL"):
            call_command("app_role", ROLE)
