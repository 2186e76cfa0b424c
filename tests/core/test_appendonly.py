"""Append-only tables: the database itself refuses, and a missing guard is seen."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consortium.core import appendonly
from consortium.core.models import PublishedHead, StoredFile

pytestmark = pytest.mark.django_db
SHA = "a" * 64


@pytest.fixture
def head():
    return PublishedHead.objects.create(
        sequence=1, row_hash=SHA, published_at=timezone.now(), where="here"
    )


@pytest.fixture
def stored():
    return StoredFile.objects.create(
        storage_name="ab/abc", name="a.pdf", extension="pdf", kind="application/pdf", size=5,
        sha256=SHA, created_at=timezone.now(),
    )  # fmt: skip


def refused():
    return pytest.raises(IntegrityError)


def test_rows_are_neither_changed_nor_deleted(head):
    with refused(), transaction.atomic():
        PublishedHead.objects.update(where="there")
    with refused(), transaction.atomic():
        head.delete()
    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_publishedhead")
    assert PublishedHead.objects.get().where == "here"


@pytest.mark.postgres
def test_a_table_is_not_truncated(head):
    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_publishedhead")


def test_a_condition_lets_through_what_may_change_and_nothing_else(stored):
    StoredFile.objects.update(note="seen")
    for change in ({"sha256": "b" * 64}, {"size": 6}, {"name": "b.pdf"}, {"storage_name": "x"}):
        with refused(), transaction.atomic():
            StoredFile.objects.update(**change)
    with refused(), transaction.atomic():
        stored.delete()


def test_a_tombstone_does_not_come_back_to_life(stored):
    StoredFile.objects.update(state="tombstoned", tombstoned_at=timezone.now(), tombstone_rule="R1")
    with refused(), transaction.atomic():
        StoredFile.objects.update(state="clean", checked_at=timezone.now())


def test_inside_the_door_rows_go_and_afterwards_the_guard_is_back(head):
    with appendonly.emptying():
        PublishedHead.objects.all().delete()
    assert appendonly.missing_triggers() == []
    again = PublishedHead.objects.create(
        sequence=1, row_hash=SHA, published_at=timezone.now(), where="here"
    )
    with refused(), transaction.atomic():
        again.delete()


def test_the_guard_is_back_after_a_failure_inside_the_door():
    with pytest.raises(ZeroDivisionError), appendonly.emptying():
        1 / 0  # noqa: B018
    assert appendonly.missing_triggers() == []


def test_the_door_is_closed_outside_tests_and_the_demo(settings, head):
    settings.DEMO = False
    with pytest.raises(appendonly.DoorClosed), appendonly.emptying():
        pytest.fail("the door was open")
    assert appendonly.missing_triggers() == []


def test_a_dropped_trigger_is_named():
    name = "core_auditrow_no_delete"
    on_table = ' ON "core_auditrow"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on_table}')
    assert appendonly.missing_triggers() == [name]
    appendonly.create_triggers()
    assert appendonly.missing_triggers() == []


def test_migrating_takes_the_triggers_away_and_brings_them_back():
    wanted = appendonly.existing_triggers()
    appendonly.before_migrate()
    assert appendonly.existing_triggers() == set()
    appendonly.after_migrate()
    assert appendonly.existing_triggers() == wanted


@pytest.mark.django_db(transaction=True)
def test_flushing_through_the_door_leaves_empty_guarded_tables(head):
    with appendonly.emptying():
        call_command("flush", interactive=False, verbosity=0)
    assert not PublishedHead.objects.exists()
    assert appendonly.missing_triggers() == []


def test_registered_triggers_of_an_app_are_made_and_named(monkeypatch):
    monkeypatch.setattr(appendonly, "_triggers", dict(appendonly._triggers))
    appendonly.register_triggers(
        "core",
        "no_heads_called_x",
        """CREATE TRIGGER "no_heads_called_x" BEFORE INSERT ON core_publishedhead
           WHEN NEW."where" = 'x' BEGIN SELECT RAISE(ABORT, 'not x'); END""",
        (
            """CREATE OR REPLACE FUNCTION no_heads_called_x() RETURNS trigger LANGUAGE plpgsql
               AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = 'not x',
               ERRCODE = 'integrity_constraint_violation'; END $$""",
            """CREATE TRIGGER "no_heads_called_x" BEFORE INSERT ON core_publishedhead
               FOR EACH ROW WHEN (NEW."where" = 'x') EXECUTE FUNCTION no_heads_called_x()""",
        ),
        "core_publishedhead",
    )
    assert appendonly.missing_triggers() == ["no_heads_called_x"]
    appendonly.create_triggers()
    with pytest.raises(IntegrityError, match="not x"), transaction.atomic():
        PublishedHead.objects.create(
            sequence=1, row_hash=SHA, published_at=timezone.now(), where="x"
        )
    appendonly.drop_triggers()
    appendonly.create_triggers()
    assert appendonly.missing_triggers() == []
