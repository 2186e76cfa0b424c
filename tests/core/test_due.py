"""Due things: each once, after any downtime, without a storm."""

import datetime
import threading

import pytest
from django.db import connection

from consortium.core import due
from consortium.core.due import DueHandler, cancel, plan, plan_many, sweep
from consortium.core.models import DueItem

pytestmark = pytest.mark.django_db
CLAIM, OTHER = ("claims.claim", 5), ("claims.claim", 6)


def day(number, month=10):
    return datetime.date(2026, month, number)


@pytest.fixture
def seen():
    return []


@pytest.fixture
def table(seen):
    def note(item, late):
        seen.append((item.kind, item.object_id, item.recipient, item.due_at.day, late))

    return {
        "open": DueHandler(note),
        "soon": DueHandler(note, coalesce=True),
        "overdue": DueHandler(note, coalesce=True),
    }


def test_a_thing_is_handled_on_its_day_and_once(table, seen):
    plan("open", CLAIM, day(21))
    assert sweep(table, today=day(20)) == 0
    assert sweep(table, today=day(21)) == 1
    assert sweep(table, today=day(21)) == 0
    assert seen == [("open", "5", "", 21, False)]


def test_planning_the_same_thing_again_changes_nothing(table, seen):
    first = plan("open", CLAIM, day(21), "ann")
    assert plan("open", CLAIM, day(21), "ann") == first
    plan_many([("open", CLAIM, day(21), "ann"), ("open", CLAIM, day(21), "ben")])
    sweep(table, today=day(21))
    plan("open", CLAIM, day(21), "ann")
    assert sweep(table, today=day(22)) == 0
    assert len(seen) == 2


def test_after_downtime_every_missed_thing_is_caught_up_and_called_late(table, seen):
    plan("open", CLAIM, day(1))
    plan("open", OTHER, day(5))
    assert sweep(table, today=day(20)) == 2
    assert seen == [("open", "5", "", 1, True), ("open", "6", "", 5, True)]


def test_missed_reminders_about_one_thing_to_one_person_become_one(table, seen):
    plan("soon", CLAIM, day(1), "ann")
    plan("overdue", CLAIM, day(8), "ann")
    plan("overdue", CLAIM, day(15), "ann")
    plan("soon", CLAIM, day(1), "ben")
    plan("open", CLAIM, day(1))
    assert sweep(table, today=day(20)) == 5
    assert sorted(seen) == [
        ("open", "5", "", 1, True),
        ("overdue", "5", "ann", 15, True),
        ("soon", "5", "ben", 1, True),
    ]
    kept = DueItem.objects.get(recipient="ann", due_at=day(15))
    others = DueItem.objects.filter(recipient="ann").exclude(pk=kept.pk)
    assert all(item.handled_at and item.coalesced_into_id for item in others)
    assert sweep(table, today=day(20)) == 0


def test_one_that_fails_is_tried_again_and_holds_up_nothing(table, seen):
    table["bad"] = DueHandler(lambda item, late: 1 / 0)
    plan("bad", CLAIM, day(1))
    plan("open", CLAIM, day(2))
    assert sweep(table, today=day(3)) == 1
    bad = DueItem.objects.get(kind="bad")
    assert (bad.handled_at, bad.attempts) == (None, 1)
    assert "ZeroDivisionError" in bad.error
    table["bad"] = table["open"]
    assert sweep(table, today=day(4)) == 1
    assert [kind for kind, *_ in seen] == ["open", "bad"]


def test_what_a_failed_handler_wrote_is_gone(table):
    def half(item, late):
        plan("open", OTHER, day(9))
        raise RuntimeError("in the middle")

    table["half"] = DueHandler(half)
    plan("half", CLAIM, day(1))
    sweep(table, today=day(2))
    assert not DueItem.objects.filter(kind="open").exists()


def test_a_kind_without_a_handler_stays_open(table):
    plan("unknown", CLAIM, day(1))
    assert sweep(table, today=day(2)) == 0
    assert DueItem.objects.get().handled_at is None


def test_what_was_called_off_is_not_handled_unless_planned_anew(table, seen):
    plan("soon", CLAIM, day(1), "ann")
    plan("soon", CLAIM, day(1), "ben")
    plan("soon", OTHER, day(1), "ann")
    assert cancel("soon", CLAIM, recipient="ben") == 1
    assert cancel("soon", CLAIM) == 1
    assert sweep(table, today=day(2)) == 1
    plan("soon", CLAIM, day(1), "ann")
    assert sweep(table, today=day(2)) == 1
    assert [(object_id, who) for _, object_id, who, *_ in seen] == [("6", "ann"), ("5", "ann")]


def test_handlers_are_registered_by_kind(monkeypatch):
    monkeypatch.setattr(due, "handlers", {})

    @due.handles("test.kind", coalesce=True)
    def handle(item, late):
        pass

    assert due.handlers["test.kind"] == DueHandler(handle, coalesce=True)


@pytest.mark.parametrize("change", [datetime.date(2026, 10, 25), datetime.date(2027, 3, 28)])
def test_a_local_day_on_which_clocks_change_is_one_day(table, seen, change):
    plan("open", CLAIM, change)
    for _ in range(3):
        sweep(table, today=change)
    sweep(table, today=change + datetime.timedelta(days=1))
    assert len(seen) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sweeps_at_the_same_moment_handle_each_thing_once(table, seen):
    plan_many([("open", ("claims.claim", n), day(1), "") for n in range(40)])

    def run():
        try:
            sweep(table, today=day(2))
        finally:
            connection.close()

    sweeps = [threading.Thread(target=run) for _ in range(3)]
    for each in sweeps:
        each.start()
    for each in sweeps:
        each.join()
    assert sorted(int(object_id) for _, object_id, *_ in seen) == list(range(40))
