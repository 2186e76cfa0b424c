"""A financial year that ends without a last meeting, as none was planned or all were called
off: on 1 April people are told, and the next meeting takes it up (A3)."""

from datetime import date, time

import pytest

from consortium.core import clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models.outbox import Message
from members.meetings import tasks  # noqa: F401 - the clock's doors
from members.meetings.actions import last, schedule
from members.meetings.models import Election, Meeting
from members.meetings.rules_agenda import LAST_KINDS
from members.meetings.states import ItemState, MeetingState
from tests.factories import meetings as make
from tests.factories import members as people

pytestmark = pytest.mark.django_db
FIRST = date(2028, 4, 1)


def swept(day: date) -> None:
    clock.set_today(day, by=SYSTEM)
    due.sweep(today=day)


def planned(here, on: date) -> Meeting:
    plan = schedule.Plan(on=on, starts_at=time(14), ends_at=time(16), place="The Old Mill")
    return schedule.plan_meetings([plan], by=here.secretariat)[0]


@pytest.fixture
def year(here):
    """The last meeting of 2026/27 was held; 2027/28 has a chair and no meeting at all."""
    clock.set_today(date(2026, 10, 1), by=SYSTEM)
    meeting = planned(here, date(2027, 3, 11))
    meeting.items.filter(kind__in=LAST_KINDS).update(state=ItemState.DONE)
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.HELD, began_at=clock.now(), ended_at=clock.now()
    )
    swept(date(2027, 4, 1))
    one = here.members[1]
    people.ChairFactory(
        holder=one.representative, organisation=one.organisation,
        starts=date(2027, 4, 1), ends=date(2028, 3, 31),
    )  # fmt: skip


def told():
    return Message.objects.filter(kind="meetings.year_over")


def test_secretariat_chair_and_members_are_told_on_1_april_once(here, year):
    swept(date(2028, 3, 31))
    assert not told().exists()
    swept(FIRST)
    to = set(told().values_list("to", flat=True))
    assert {here.office.secretariat.email, here.members[1].representative.email} <= to
    assert {one.representative.email for one in here.members} <= to
    mail = told().get(to=here.office.secretariat.email)
    assert mail.subject == "No last meeting was held in 2027/28"
    assert "Plan one soon" in mail.text
    assert "the office is vacant" in mail.text
    swept(date(2028, 4, 2))
    assert told().count() == len(to)


def test_the_first_meeting_that_is_planned_takes_the_three_up_as_first_business(here, year):
    swept(FIRST)
    meeting = planned(here, date(2028, 6, 8))
    about = meeting.items.standing().filter(about_id="2027/28")
    assert [each.kind for each in about] == list(LAST_KINDS)
    kinds = list(meeting.items.standing().values_list("kind", flat=True))
    assert kinds[4:7] == list(LAST_KINDS)
    election = Election.objects.get(for_year="2028/29")
    assert election.item.meeting_id == meeting.pk
    second = planned(here, date(2028, 9, 7))
    assert not second.items.filter(about_id="2027/28").exists()


def test_a_meeting_that_is_planned_already_has_them_on_1_april(here, year):
    clock.set_today(date(2028, 3, 1), by=SYSTEM)
    meeting = planned(here, date(2028, 6, 8))
    assert not meeting.items.filter(about_id="2027/28").exists()
    swept(FIRST)
    assert meeting.items.filter(about_id="2027/28").count() == len(LAST_KINDS)
    assert "They come first on 8 June 2028." in told().first().text


def test_where_the_only_one_was_called_off_it_is_told_as_well(here, year):
    clock.set_today(date(2027, 10, 1), by=SYSTEM)
    meeting = planned(here, date(2028, 3, 9))
    schedule.cancel_meeting(meeting, why="Snow.", by=here.secretariat)
    swept(FIRST)
    mail = told().get(to=here.office.secretariat.email)
    assert "Election of the chair" in mail.text
    assert "No meeting is planned." in mail.text


def test_a_site_that_was_not_there_that_year_brings_nothing_of_it(here):
    clock.set_today(date(2027, 6, 1), by=SYSTEM)
    people.TermFactory(
        organisation=here.office.organisation, starts=date(2027, 4, 1), ends=date(2028, 3, 31)
    )
    meeting = planned(here, date(2027, 9, 9))
    assert not meeting.items.filter(about_id="2026/27").exists()
    assert last.was_never_planned("2026/27")


def test_a_year_with_a_meeting_that_settled_it_ends_in_silence(here, year):
    make.meeting(on=date(2028, 3, 9), is_last=True, state=MeetingState.HELD)
    swept(FIRST)
    assert not told().exists()
