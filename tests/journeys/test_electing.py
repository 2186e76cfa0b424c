"""A chair is elected: called, nominated, two ballots that are tied, a lot, the minutes (R72)."""

from datetime import date, time

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.due import sweep
from members.meetings import clock_elections  # noqa: F401 - opens nominations
from members.meetings.actions import body, room, schedule, voting
from members.meetings.models import Ballot, Candidate, Election, Lot, Meeting
from members.meetings.rules_elections import draw
from members.meetings.states import ItemKind
from members.models import Term
from members.states import Office
from tests.factories import meetings as make

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MARCH, FIRST = date(2027, 3, 11), date(2027, 4, 1)
SOON = 8_000  # ms; a screen looks every 1.5 s, and the machine of a test may be busy


@pytest.fixture
def here(transactional_db, afternoon):
    clock.set_today(make.TODAY, by=SYSTEM)
    return make.consortium()


@pytest.fixture
def called(here):
    """Nominations for the election at the last meeting of the year are open."""
    plan = schedule.Plan(on=MARCH, starts_at=time(14), ends_at=time(16), place="The Old Mill")
    schedule.plan_meetings([plan], by=here.secretariat)
    opens = Election.objects.get().opens_on
    clock.set_today(opens, by=SYSTEM)
    sweep(today=opens)
    return Election.objects.get()


@pytest.mark.parametrize(
    ("scripts", "secret"), [(True, False), (False, True)], ids=["scripts-open", "plain-secret"]
)
def test_a_chair_is_elected_from_the_call_to_the_minutes(here, called, signed_in, scripts, secret):
    Election.objects.update(secret=secret)
    one, two = here.members[2], here.members[3]
    nominates_two(here, called, signed_in(two.representative, "/meetings/elections/",
                                          scripts=scripts))  # fmt: skip
    phone = signed_in(one.representative, called.get_absolute_url(), scripts=scripts, width=360)
    agrees(phone)

    meeting = at_the_election(here)
    chair = signed_in(here.members[1].representative, f"{meeting.get_absolute_url()}room/",
                      scripts=scripts, hat="Chairperson")  # fmt: skip
    phone.go(f"{meeting.get_absolute_url()}room/")
    for round, button in enumerate(("Open the ballot", "Open the second ballot"), start=1):
        chair.press(button)
        votes(here, chair, phone, secret=secret, round=round)
    the_lot_falls(chair)
    in_the_minutes(here, meeting, signed_in, scripts)


def soon(walk, words: str) -> None:
    """In the room, once it has looked again; without scripts by "Look again"."""
    if not walk.scripts:
        walk.page.reload()
    walk.page.locator("#room").get_by_text(words).first.wait_for(timeout=SOON)


def nominates_two(here, election: Election, office) -> None:
    """Another and themselves; who cannot stand is listed with the clause."""
    office.follow("2027/28")
    for one, words in (
        (here.members[2], "is asked whether they agree"),
        (here.members[3], "You are nominated, and stand."),
    ):
        office.follow("Nominate somebody")
        office.page.get_by_text("Who cannot stand, and why").click()
        body = here.members[0].representative
        assert office.sees(f"{body}, {here.members[0].organisation.name}: 9.1: the accountable")
        choice = f"{one.representative}, {one.organisation.name}"
        assert office.page.get_by_label(str(body)).count() == 0
        office.page.get_by_label(choice).check()
        office.press("Nominate")
        assert office.sees(words)


def agrees(phone) -> None:
    assert phone.sees("You are nominated")
    phone.follow("Yes, I stand")
    phone.fill(statement="I listen.")
    phone.press("Yes, I stand")
    assert phone.sees("You stand for the chair.")
    assert [each.state for each in Candidate.objects.all()] == ["stands", "stands"]


def at_the_election(here) -> Meeting:
    """The day of the meeting: everybody is there, and it has come to the election."""
    clock.set_today(MARCH, by=SYSTEM)
    sweep(today=MARCH)
    meeting = Meeting.objects.get(on=MARCH)
    room.begin(meeting, by=here.secretariat)
    make.arrive(meeting, *here.members)
    review = meeting.items.get(kind=ItemKind.BODY)
    room.start(review, by=here.secretariat)
    body.not_reviewed(review, by=here.secretariat)
    room.finish(review, by=here.secretariat)
    room.start(meeting.items.get(kind=ItemKind.ELECTION), by=here.secretariat)
    return meeting


def votes(here, chair, phone, *, secret: bool, round: int) -> None:
    """Three for each: one from a phone, five typed or from elsewhere. The chair closes it."""
    soon(chair, "0 of 6 have voted")
    soon(phone, "Vote for your member")
    phone.stop()
    if secret:
        assert phone.sees("Only 6 members can vote: people may guess who voted how.")
    motion = Meeting.objects.get(on=MARCH).motions.order_by("pk").last()
    assert (motion.round, motion.secret) == (round, secret)
    assert here.members[2].representative.name not in motion.frozen
    first, second = (each["key"] for each in motion.options)
    one = here.members[2]
    phone.press(f"{one.representative}, {one.organisation.short_name}")
    soon(phone, "Nobody can see how." if secret else "You have voted")
    others = (*here.members[:2], *here.members[3:])
    for one, choice in zip(others, (first, first, second, second, second), strict=True):
        voting.cast(
            motion, organisation=one.organisation, user=one.representative, choice=choice, by=one.by
        )
    if secret:
        assert not Ballot.objects.filter(motion=motion).exclude(choice="").exists()
    soon(chair, "6 of 6")
    chair.press("Close the vote")


def the_lot_falls(chair) -> None:
    """The seed is shown before it is applied, with how anybody can work it out again."""
    soon(chair, "They are tied again, so the lot decides.")
    chair.press("Draw the seed")
    soon(chair, "Seed of the lot:")
    lot = Lot.objects.get()
    assert lot.chosen == ""
    assert chair.sees(lot.seed)
    chair.press("Apply the lot")
    soon(chair, "is declared elected as chair from 1 April 2027")
    lot.refresh_from_db()
    assert lot.chosen == draw(lot.seed, lot.tied)
    chosen = Candidate.objects.get(pk=int(lot.chosen[1:]))
    assert Term.objects.get(office=Office.CHAIR, starts=FIRST).holder == chosen.person


def in_the_minutes(here, meeting: Meeting, signed_in, scripts: bool) -> None:
    current = Meeting.objects.get(pk=meeting.pk)
    room.finish(current.items.get(kind=ItemKind.ELECTION), by=here.secretariat)
    room.end(Meeting.objects.get(pk=meeting.pk), by=here.secretariat)
    office = signed_in(
        here.office.secretariat, f"{meeting.get_absolute_url()}minutes/", scripts=scripts
    )
    office.press("Begin the minutes")
    assert office.sees("is declared elected as chair")
    assert office.sees(Lot.objects.get().seed)
