"""An auditor's seat has a last day, ends by itself, and is announced."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import members.tasks  # noqa: F401 - registers what falls due
from consortium.core import clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.models.due import DueItem
from consortium.core.workflow import Refused
from members.actions import end_seat, seat_person, take_back_seat
from members.hats import hats_of
from members.rules import a_year_on, auditing_refusal
from members.states import Role
from tests.factories.members import UserFactory

from .conftest import TODAY

LAST = date(2026, 12, 31)


@pytest.fixture
def auditor(office, secretariat):
    return seat_person(
        UserFactory(), office.organisation, Role.AUDITOR, starts=TODAY, ends=LAST, by=secretariat
    )


def on(day):
    clock.set_today(day, by=SYSTEM)
    due.sweep(today=day)


def told(kind):
    return set(Message.objects.filter(kind=kind).values_list("recipient_user_id", flat=True))


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_a_year_is_never_longer_than_a_year(starts):
    last = a_year_on(starts)
    assert 364 <= (last - starts).days <= 365
    assert auditing_refusal(starts=starts, ends=last) == ""
    assert auditing_refusal(starts=starts, ends=last + timedelta(days=1))
    assert auditing_refusal(starts=starts, ends=None)


@pytest.mark.parametrize("ends", [None, date(2027, 10, 21), date(2040, 1, 1)])
def test_no_auditor_without_a_last_day_within_a_year(office, secretariat, ends):
    with pytest.raises(Refused, match="auditor's role"):
        seat_person(
            UserFactory(),
            office.organisation,
            Role.AUDITOR,
            starts=TODAY,
            ends=ends,
            by=secretariat,
        )


def test_the_seat_ends_by_itself_and_both_sides_hear_of_it(auditor, office):
    person, secretary = auditor.user_id, office.secretariat.pk
    on(LAST - timedelta(days=15))
    assert told("members.auditor_ends_soon") == set()
    on(LAST - timedelta(days=14))
    assert told("members.auditor_ends_soon") == {person, secretary}
    on(LAST)
    assert hats_of(person, LAST)
    assert told("members.auditor_ended") == set()
    on(LAST + timedelta(days=1))
    assert hats_of(person, LAST + timedelta(days=1)) == []
    assert told("members.auditor_ended") == {person, secretary}


def test_after_a_long_sleep_only_the_end_is_told(auditor):
    on(LAST + timedelta(days=40))
    assert told("members.auditor_ends_soon") == set()
    assert told("members.auditor_ended")


def test_one_that_was_ended_early_is_told_of_its_new_end(auditor, secretariat):
    end_seat(auditor, ends=date(2026, 11, 30), by=secretariat)
    open_items = DueItem.objects.filter(cancelled_at__isnull=True, handled_at__isnull=True)
    days = open_items.filter(object_id=str(auditor.pk)).order_by("due_at")
    assert list(days.values_list("due_at", flat=True)) == [date(2026, 11, 16), date(2026, 12, 1)]


def test_one_that_was_taken_back_is_told_of_no_end(office, secretariat):
    seat = seat_person(
        UserFactory(),
        office.organisation,
        Role.AUDITOR,
        starts=TODAY + timedelta(days=3),
        ends=LAST,
        by=secretariat,
    )
    take_back_seat(seat, reason="Another was named", by=secretariat)
    on(LAST + timedelta(days=1))
    assert told("members.auditor_ended") == set()


def test_other_roles_are_planned_nothing(office, secretariat):
    seat = seat_person(
        UserFactory(),
        office.organisation,
        Role.FINANCE_OFFICER,
        starts=TODAY,
        ends=LAST,
        by=secretariat,
    )
    assert not DueItem.objects.filter(object_id=str(seat.pk), object_kind="members.seat").exists()
