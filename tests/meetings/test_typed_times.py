"""What is typed from paper keeps the time that stood on it, and the record says so (S17)."""

from datetime import time, timedelta

import pytest

from members.meetings.actions import interests, minutes, motions, presence, room, voting
from members.meetings.actions.typed import at_time
from members.meetings.facts import moments
from members.meetings.facts.record import record_of
from members.meetings.models import Ballot, Interest, Meeting, Motion, Objection, StandIn
from members.meetings.states import Cast
from tests.factories import meetings as make

from .test_room_pages import do

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(here, sign_in_as):
    return sign_in_as(here.office.secretariat)


@pytest.fixture
def typed(here):
    """A meeting of the day before, typed from paper: it began at two, four came, one item is on."""
    meeting = make.meeting(on=make.TODAY - timedelta(days=1))
    make.item(meeting)
    room.begin(meeting, from_paper=True, at=time(14), by=here.secretariat)
    meeting.refresh_from_db()
    for one in here.members[2:6]:
        presence.arrive(
            meeting, user=one.representative, organisation=one.organisation,
            part="representative", at=time(14), by=here.secretariat,
        )  # fmt: skip
    room.start(meeting.items.get(), at=time(14, 20), by=here.secretariat)
    return meeting


def clock(moment) -> str:
    return f"{moment.astimezone(moments.LONDON):%H:%M}"


def ended(here, meeting) -> dict:
    """The section of its one item in the record."""
    room.finish(meeting.items.get(), at=time(15, 30), by=here.secretariat)
    room.end(Meeting.objects.get(pk=meeting.pk), at=time(16), by=here.secretariat)
    found = Meeting.objects.get(pk=meeting.pk)
    return record_of(minutes.begin(found, by=here.secretariat))["sections"][0]


def test_interest_stand_in_and_vote_keep_the_times_that_were_typed(here, office, typed):
    item, one = typed.items.get(), here.members[2].organisation
    stands = here.members[3].representative
    do(office, typed, "stand-in", about=stands.pk, at="14:05")
    do(office, typed, "declare", about=item.pk, who=one.pk, reason="We own it.", at="14.25")
    do(office, typed, "put", about=item.pk, wording="We train together.", at="2.30pm")
    motion = Motion.objects.get()
    do(office, typed, "object", about=motion.pk, who=here.members[4].organisation.pk,
       reason="It costs much.", at="1432")  # fmt: skip
    do(office, typed, "call", about=motion.pk, at="14:40")
    for each, choice in zip(here.members[3:6], ("for", "for", "against"), strict=True):
        do(office, typed, "vote", about=motion.pk, who=each.organisation.pk, choice=choice,
           way=Cast.PAPER)  # fmt: skip
    do(office, typed, "close", about=motion.pk, at="14:50")
    motion.refresh_from_db()
    assert clock(StandIn.objects.get().appointed_at) == "14:05"
    assert clock(Interest.objects.get().declared_at) == "14:25"
    assert clock(Objection.objects.get().at) == "14:32"
    assert [clock(each.cast_at) for each in Ballot.objects.all()] == ["14:40"] * 3
    assert [clock(each) for each in (motion.put_at, motion.opened_at, motion.closed_at)] == [
        "14:30", "14:40", "14:50",
    ]  # fmt: skip
    section = ended(here, typed)
    assert section["interests"][0]["at"] == "14:25"
    assert (section["motions"][0]["voted_from"], section["motions"][0]["settled"]) == (
        "14:40", "14:50",
    )  # fmt: skip
    page = office.get(f"/meetings/{typed.pk}/minutes/").content.decode()
    assert "Interest declared at 14:25:" in page
    assert "Voted on from 14:40 to 14:50." in page


def test_without_a_time_it_was_when_the_meeting_began_and_the_record_names_none(
    here, office, typed
):
    item, one = typed.items.get(), here.members[2].organisation
    do(office, typed, "declare", about=item.pk, who=one.pk, reason="We own it.")
    do(office, typed, "put", about=item.pk, wording="We train together.")
    do(office, typed, "agree", about=Motion.objects.get().pk)
    assert Interest.objects.get().declared_at == typed.began_at
    assert Motion.objects.get().closed_at == typed.began_at
    section = ended(here, typed)
    assert section["interests"][0]["at"] == ""
    assert section["motions"][0]["settled"] == ""


def test_what_follows_something_is_never_before_it(here, office, typed):
    item = typed.items.get()
    do(office, typed, "put", about=item.pk, wording="We train together.", at="14:30")
    motion = Motion.objects.get()
    assert (
        "This came after 14:30"
        in do(office, typed, "call", about=motion.pk, at="14:10").content.decode()
    )
    do(office, typed, "call", about=motion.pk)
    motion.refresh_from_db()
    assert clock(motion.opened_at) == "14:30"
    voting.close_vote(motion, by=here.secretariat)
    motion.refresh_from_db()
    assert clock(motion.closed_at) == "14:30"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("13:00", "had not begun then"),
        ("25:00", "must be a time of day"),
        ("soon", "must be a time of day"),
    ],
)
def test_a_time_that_cannot_be_changes_nothing(here, office, typed, at, words):
    values = {"about": typed.items.get().pk, "who": here.members[2].organisation.pk}
    answer = do(office, typed, "declare", reason="We own it.", at=at, **values)
    assert words in answer.content.decode()
    assert not Interest.objects.exists()


def test_in_a_meeting_that_runs_no_time_is_typed(here, office):
    meeting = make.under_way(here)
    item, one = make.now_at(make.item(meeting)), here.members[2]
    do(office, meeting, "declare", about=item.pk, who=one.organisation.pk, reason="We own it.",
       at="10:00")  # fmt: skip
    assert moments.now() - Interest.objects.get().declared_at < timedelta(minutes=5)
    with pytest.raises(Exception, match="only for a meeting"), at_time(meeting, time(10)):
        interests.declare(
            item, organisation=one.organisation, user=one.representative, what="x", by=one.by
        )


def test_the_forms_ask_for_it_only_where_all_is_typed_from_paper(here, office, typed):
    motions.put(typed.items.get(), wording="We train together.", by=here.secretariat)
    page = office.get(f"/meetings/{typed.pk}/room/").content.decode()
    assert page.count("Time, if known") >= 2
    assert 'id="declare_at"' in page
