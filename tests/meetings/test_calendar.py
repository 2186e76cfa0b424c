"""Meetings in calendars: written by icalendar, read back here by vobject (R70, R90)."""

from datetime import UTC, date, datetime, time

import pytest
import vobject
from django.core import mail
from django.urls import reverse

from consortium.core import clock, outbox
from consortium.core.actor import SYSTEM
from consortium.core.models.outbox import Message
from members.meetings.actions import schedule, setting
from members.meetings.actions.schedule import Plan
from members.meetings.models import CalendarFeed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def autumn(day):
    clock.set_today(date(2026, 5, 1), by=SYSTEM)


def plan(on: date, **more) -> Plan:
    values = {"starts_at": time(14), "ends_at": time(16), "place": "The Old Mill", **more}
    return Plan(on=on, **values)


def read(text: str):
    """The calendar as another library reads it; every line short and ended as the RFC says."""
    raw = text.encode()
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    return vobject.readOne(text)


def mailed(kind: str, to: str):
    found = Message.objects.filter(kind=kind, to=to).order_by("-pk").first()
    return read(found.calendar)


def test_an_invitation_names_its_person_alone_and_keeps_its_uid_through_move_and_cancellation(here):
    person = here.members[2].representative.email
    (meeting,) = schedule.plan_meetings([plan(date(2026, 12, 11))], by=here.secretariat)
    first = mailed("meetings.planned", person)
    moved = plan(date(2026, 12, 12), place="By the river; room 2, upstairs")
    schedule.change_meeting(
        meeting, moved, why="The hall is taken.", version=_version(meeting), by=here.secretariat
    )
    second = mailed("meetings.changed", person)
    schedule.cancel_meeting(meeting, why="Snow.", by=here.secretariat)
    third = mailed("meetings.cancelled", person)
    assert [each.method.value for each in (first, second, third)] == [
        "REQUEST",
        "REQUEST",
        "CANCEL",
    ]
    assert len({each.vevent.uid.value for each in (first, second, third)}) == 1
    assert [int(each.vevent.sequence.value) for each in (first, second, third)] == [0, 1, 2]
    assert [each.vevent.status.value for each in (first, second, third)] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED",
    ]  # fmt: skip
    assert second.vevent.location.value == "By the river; room 2, upstairs"
    assert [each.value for each in first.vevent.attendee_list] == [f"mailto:{person}"]


def _version(meeting) -> int:
    meeting.refresh_from_db()
    return meeting.version


@pytest.mark.parametrize(
    ("on", "starts", "utc"),
    [
        (date(2027, 3, 27), time(14), 14),
        (date(2027, 3, 28), time(14), 13),
        (date(2026, 10, 24), time(14), 13),
        (date(2026, 10, 25), time(14), 14),
        (date(2027, 3, 28), time(1, 30), 1),
    ],
    ids=["before spring", "spring", "before autumn", "autumn", "the hour that is skipped"],
)
def test_the_hour_is_right_on_both_sides_of_the_clock_change(here, on, starts, utc):
    schedule.plan_meetings([plan(on, starts_at=starts)], by=here.secretariat)
    found = mailed("meetings.planned", here.adviser.email)
    assert found.vevent.dtstart.value == datetime(
        on.year, on.month, on.day, utc, starts.minute, tzinfo=UTC
    )
    assert found.vevent.dtend.value > found.vevent.dtstart.value


def test_a_mail_program_is_offered_the_calendar_with_its_method(here):
    schedule.plan_meetings([plan(date(2026, 12, 11))], by=here.secretariat)
    message = Message.objects.filter(kind="meetings.planned").first()
    parts = [part.get_content_type() for part in outbox.as_mail(message).message().walk()]
    assert parts.count("text/calendar") == 2
    kinds = [part["Content-Type"] for part in outbox.as_mail(message).message().walk()]
    assert any('method="REQUEST"' in kind for kind in kinds)
    assert mail.outbox == []


def test_a_secret_address_gives_every_meeting_to_a_calendar_without_a_sign_in(here, client):
    made = schedule.plan_meetings(
        [plan(date(2026, 12, 11)), plan(date(2027, 3, 11))], by=here.secretariat
    )
    schedule.cancel_meeting(made[0], why="Snow.", by=here.secretariat)
    token = setting.make_feed(by=here.members[3].by)
    answer = client.get(reverse("calendar_feed", args=[token]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = read(answer.content.decode())
    assert [each.status.value for each in found.vevent_list] == ["CANCELLED", "CONFIRMED"]
    assert "mailto:" not in answer.content.decode()


def test_a_secret_address_is_kept_as_its_sum_and_can_be_turned_off(here, client):
    by = here.members[3].by
    first, second = setting.make_feed(by=by), setting.make_feed(by=by)
    assert not CalendarFeed.objects.filter(token_sha256__in=[first, second]).exists()
    assert client.get(reverse("calendar_feed", args=[first])).status_code == 404
    assert client.get(reverse("calendar_feed", args=[second])).status_code == 200
    assert setting.end_feed(by=by) == 1
    assert client.get(reverse("calendar_feed", args=[second])).status_code == 404
    assert client.get(reverse("calendar_feed", args=["guessed"])).status_code == 404


def test_who_has_no_seat_any_more_reads_nothing(here, client):
    member = here.members[3]
    token = setting.make_feed(by=member.by)
    member.representative.seats.update(withdrawn_at=clock.now())
    assert client.get(reverse("calendar_feed", args=[token])).status_code == 404


def test_the_page_shows_an_address_once(here, sign_in_as):
    user = here.members[3].representative
    client = sign_in_as(user)
    shown = client.post(reverse("meetings_calendar")).content.decode()
    assert "/meetings/calendar/" in shown
    assert ".ics" in shown
    again = client.get(reverse("meetings_calendar")).content.decode()
    assert ".ics" not in again
    assert "You have had an address" in again
