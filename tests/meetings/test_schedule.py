"""The year's schedule: planned, changed, called off; the last of the year (R70, R90; A2)."""

from datetime import date, time

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.models.outbox import Message
from consortium.core.workflow import Refused
from members.meetings.actions import schedule
from members.meetings.actions.schedule import Plan
from members.meetings.models import Meeting
from members.meetings.rules_agenda import LAST_KINDS

pytestmark = pytest.mark.django_db


def plan(on: date, **more) -> Plan:
    values = {"starts_at": time(14), "ends_at": time(16), "place": "The Old Mill", **more}
    return Plan(on=on, **values)


def kinds(meeting: Meeting) -> list[str]:
    return list(meeting.items.standing().values_list("kind", flat=True))


@pytest.fixture
def autumn(db):
    clock.set_today(date(2026, 10, 1), by=SYSTEM)


def test_a_years_dates_go_out_at_once_and_everybody_is_invited(here, autumn):
    made = schedule.plan_meetings(
        [plan(date(2027, 3, 11)), plan(date(2026, 12, 10))], by=here.secretariat
    )
    assert [each.on for each in made] == [date(2026, 12, 10), date(2027, 3, 11)]
    assert [each.is_last for each in made] == [False, True]
    to = set(Message.objects.filter(kind="meetings.planned").values_list("to", flat=True))
    assert {here.members[3].representative.email, here.adviser.email} <= to
    assert Message.objects.filter(kind="meetings.planned", calendar="").count() == 0


def test_every_agenda_begins_and_ends_with_what_stands_on_all_of_them(here, autumn):
    december, march = schedule.plan_meetings(
        [plan(date(2026, 12, 10)), plan(date(2027, 3, 11))], by=here.secretariat
    )
    assert kinds(december) == ["welcome", "interests", "minutes", "actions", "other"]
    assert kinds(march) == [
        "welcome", "interests", "minutes", "actions", "plan", "body", "election", "other",
    ]  # fmt: skip


def test_a_later_meeting_takes_the_flag_and_the_three_items_along(here, autumn):
    (first,) = schedule.plan_meetings([plan(date(2027, 3, 4))], by=here.secretariat)
    item = first.items.get(kind="election")
    item.text = "Nominations by 1 March."
    item.save(update_fields=["text"])
    (second,) = schedule.plan_meetings([plan(date(2027, 3, 25))], by=here.secretariat)
    first.refresh_from_db()
    assert (first.is_last, second.is_last) == (False, True)
    assert not set(kinds(first)) & set(LAST_KINDS)
    assert second.items.get(kind="election").text == "Nominations by 1 March."


def test_only_the_secretariat_plans(here, autumn):
    with pytest.raises(Refused, match="Only the secretariat"):
        schedule.plan_meetings([plan(date(2026, 12, 10))], by=here.members[2].by)
    assert not Meeting.objects.exists()
