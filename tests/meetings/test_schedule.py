"""The year's schedule: planned, changed, called off; the last of the year (R70, R90; A2)."""

from datetime import date, time

import pytest

from consortium.core import clock, due, workingdays
from consortium.core.actor import SYSTEM
from consortium.core.models.due import DueItem
from consortium.core.models.outbox import Message
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from members.meetings import tasks  # noqa: F401 - the clock's doors
from members.meetings.actions import last, reminders, schedule
from members.meetings.actions.schedule import Plan
from members.meetings.models import Meeting
from members.meetings.rules_agenda import LAST_KINDS
from members.meetings.states import ItemState, MeetingState

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


def one(here, on: date, **more) -> Meeting:
    (meeting,) = schedule.plan_meetings([plan(on, **more)], by=here.secretariat)
    return meeting


def change(meeting: Meeting, here, why="The hall is taken.", **more) -> Meeting:
    meeting.refresh_from_db()
    values = {"on": meeting.on, **more}
    return schedule.change_meeting(
        meeting, plan(**values), why=why, version=meeting.version, by=here.secretariat
    )


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"on": date(2026, 9, 30)}, "has gone by"),
        ({"on": date(2031, 1, 9)}, "more than three years away"),
        ({"ends_at": time(14)}, "must end after it starts"),
        ({"place": " "}, "Enter a place, or a link"),
        ({"title": ""}, "what the meeting is called"),
        ({"proposals_until": date(2026, 12, 10)}, "before the day of the meeting"),
    ],
    ids=["past", "far away", "no time", "nowhere", "no name", "proposed too late"],
)
def test_a_date_that_cannot_be_is_refused_with_the_reason(here, autumn, more, reason):
    values = {"on": date(2026, 12, 10), **more}
    with pytest.raises(Refused, match=reason):
        schedule.plan_meetings([plan(**values)], by=here.secretariat)


def test_two_meetings_never_begin_at_the_same_moment(here, autumn):
    one(here, date(2026, 12, 10))
    with pytest.raises(Refused, match="at that time already"):
        one(here, date(2026, 12, 10))
    with pytest.raises(Refused, match="entered twice"):
        schedule.plan_meetings([plan(date(2027, 1, 7))] * 2, by=here.secretariat)


def test_a_moved_meeting_is_told_to_everybody_with_the_reason_and_its_reminders_move(here, autumn):
    meeting = one(here, date(2026, 12, 10))
    change(meeting, here, on=date(2026, 12, 17))
    mail = Message.objects.filter(kind="meetings.changed", to=here.adviser.email).get()
    assert "The hall is taken." in mail.text
    assert "Thu 10 December 2026" in mail.text
    standing = DueItem.objects.filter(kind=reminders.PAPERS_TODAY, cancelled_at=None)
    assert [each.due_at for each in standing] == [date(2026, 12, 9)]


def test_a_meeting_is_moved_only_with_a_reason_and_over_nobodys_change(here, autumn):
    meeting = one(here, date(2026, 12, 10))
    with pytest.raises(Refused, match="Say why"):
        change(meeting, here, why=" ", on=date(2026, 12, 17))
    with pytest.raises(Refused, match="Nothing was changed"):
        change(meeting, here)
    with pytest.raises(Stale):
        schedule.change_meeting(
            meeting, plan(date(2026, 12, 17)), why="Snow.", version=99, by=here.secretariat
        )


def test_a_meeting_that_has_begun_is_neither_moved_nor_cancelled(here, autumn):
    meeting = one(here, date(2026, 12, 10))
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.OPEN, began_at=clock.now())
    with pytest.raises(Refused, match="has begun, so it cannot be moved"):
        change(meeting, here, on=date(2026, 12, 17))
    with pytest.raises(Refused, match="has begun, so it cannot be cancelled"):
        schedule.cancel_meeting(meeting, why="Snow.", by=here.secretariat)


def test_a_cancelled_last_meeting_gives_its_three_items_to_the_latest_that_is_left(here, autumn):
    first, second = schedule.plan_meetings(
        [plan(date(2027, 2, 11)), plan(date(2027, 3, 11))], by=here.secretariat
    )
    schedule.cancel_meeting(second, why="Snow.", by=here.secretariat)
    first.refresh_from_db()
    assert first.is_last
    assert [each for each in kinds(first) if each in LAST_KINDS] == list(LAST_KINDS)
    mail = Message.objects.filter(kind="meetings.cancelled", to=here.adviser.email).get()
    assert "Snow." in mail.text


def test_the_last_meeting_is_never_after_31_march(here, autumn):
    one(here, date(2026, 12, 10))
    meeting = one(here, date(2027, 3, 31))
    with pytest.raises(Refused, match="on 31 March 2027 at the latest"):
        change(meeting, here, on=date(2027, 4, 1))


def test_the_secretariat_flags_another_as_the_last(here, autumn):
    first, second = schedule.plan_meetings(
        [plan(date(2027, 2, 11)), plan(date(2027, 3, 11))], by=here.secretariat
    )
    last.flag_last(first, by=here.secretariat)
    for each in (first, second):
        each.refresh_from_db()
    assert (first.is_last, second.is_last) == (True, False)
    assert not set(kinds(second)) & set(LAST_KINDS)
    change(second, here, why="", access="By the lift.")
    first.refresh_from_db()
    assert not first.is_last, "the later one was touched, so it is the last again"


def test_a_last_meeting_that_was_held_keeps_the_flag_when_another_is_added(here, autumn):
    first = one(here, date(2027, 3, 4))
    _held(first)
    second = one(here, date(2027, 3, 25))
    first.refresh_from_db()
    assert (first.is_last, second.is_last) == (True, False)


def _held(meeting: Meeting, *, items: str = ItemState.DONE) -> None:
    meeting.items.filter(kind__in=LAST_KINDS).update(state=items)
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.HELD, began_at=clock.now(), ended_at=clock.now()
    )


def test_what_an_inquorate_last_meeting_left_over_is_first_business_of_the_next(here, autumn):
    first = one(here, date(2027, 3, 4))
    _held(first, items=ItemState.CARRIED)
    second = one(here, date(2027, 3, 25))
    assert kinds(second) == [
        "welcome", "interests", "minutes", "actions", "plan", "body", "election", "other",
    ]  # fmt: skip
    clock.set_today(date(2027, 4, 1), by=SYSTEM)
    due.sweep(today=date(2027, 4, 1))
    told = Message.objects.filter(kind="meetings.year_over", to=here.adviser.email)
    assert "Election of the chair" in told.get().text


def test_a_last_meeting_that_never_happened_by_31_march_is_noticed_on_1_april(here, autumn):
    """A3: vacancy; the election is first business at the next meeting; members are told."""
    never = one(here, date(2027, 3, 11))
    clock.set_today(date(2027, 3, 20), by=SYSTEM)
    following = one(here, date(2027, 6, 10))
    clock.set_today(date(2027, 4, 1), by=SYSTEM)
    due.sweep(today=date(2027, 4, 1))
    carried = following.items.filter(carried_from__meeting=never).order_by("position")
    assert [each.kind for each in carried] == list(LAST_KINDS)
    assert kinds(following)[4:7] == list(LAST_KINDS)
    mail = Message.objects.filter(kind="meetings.year_over", to=here.adviser.email).get()
    assert "They come first on 10 June 2027." in mail.text
    assert "the office is vacant" in mail.text
    due.sweep(today=date(2027, 4, 2))
    assert Message.objects.filter(kind="meetings.year_over", to=mail.to).count() == 1


def test_with_no_meeting_to_come_they_wait_for_the_first_that_is_planned(here, autumn):
    one(here, date(2027, 3, 11))
    secretariat = here.secretariat  # in the office until 31 March
    clock.set_today(date(2027, 4, 1), by=SYSTEM)
    due.sweep(today=date(2027, 4, 1))
    mail = Message.objects.filter(kind="meetings.year_over", to=here.adviser.email).get()
    assert "No meeting is planned." in mail.text
    (meeting,) = schedule.plan_meetings([plan(date(2027, 6, 10))], by=secretariat)
    assert meeting.items.standing().filter(about_id="2026/27").count() == len(LAST_KINDS)
    assert not meeting.items.filter(about_id="2026/27", carried_from=None).exists()


def test_a_year_whose_last_meeting_settled_all_ends_in_silence(here, autumn):
    _held(one(here, date(2027, 3, 11)))
    clock.set_today(date(2027, 4, 1), by=SYSTEM)
    due.sweep(today=date(2027, 4, 1))
    assert not Message.objects.filter(kind="meetings.year_over").exists()


def test_the_secretariat_is_reminded_of_next_years_dates_by_the_december_meeting(here, autumn):
    one(here, date(2026, 12, 10))
    for day in (date(2026, 11, 1), date(2026, 12, 10)):
        clock.set_today(day, by=SYSTEM)
        due.sweep(today=day)
    mails = Message.objects.filter(kind="meetings.schedule_wanted").order_by("pk")
    assert [each.subject for each in mails] == [
        "Publish the dates of 2027/28", "Dates of 2027/28 are not out",
    ]  # fmt: skip


def test_nobody_is_reminded_of_dates_that_are_out(here, autumn):
    schedule.plan_meetings([plan(date(2026, 12, 10)), plan(date(2027, 6, 10))], by=here.secretariat)
    clock.set_today(date(2026, 12, 11), by=SYSTEM)
    due.sweep(today=date(2026, 12, 11))
    assert not Message.objects.filter(kind="meetings.schedule_wanted").exists()


def test_a_bank_holiday_announced_later_moves_the_reminders_and_the_secretariat_is_told(
    here, autumn
):
    one(here, date(2026, 12, 10))
    workingdays.announce([date(2026, 12, 7)])
    try:
        clock.set_today(date(2026, 10, 2), by=SYSTEM)
        due.sweep(today=date(2026, 10, 2))
        standing = DueItem.objects.filter(kind=reminders.PAPERS_TODAY, cancelled_at=None)
        assert [each.due_at for each in standing] == [date(2026, 12, 1)]
        mail = Message.objects.get(kind="meetings.days_moved")
        assert "papers are in time until 1 December 2026" in mail.text
        due.sweep(today=date(2026, 10, 3))
        assert Message.objects.filter(kind="meetings.days_moved").count() == 1
    finally:
        workingdays.forget_announced()
