"""A meeting on three screens at once: the chair's laptop, a phone, an adviser's tablet (J4)."""

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from members.meetings.actions import interests, motions, presence, room, voting
from members.meetings.models import Ballot, Meeting
from members.meetings.states import ItemState, MeetingState
from tests.factories import meetings as make

from .axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = 8_000  # ms; a screen looks every 1.5 s, and the machine of a test may be busy


@pytest.fixture
def here(transactional_db):
    clock.set_today(make.TODAY, by=SYSTEM)
    return make.consortium()


@pytest.fixture
def planned(here):
    meeting = make.meeting()
    for title in ("Declarations of interest", "Shared training", "A bid together"):
        make.item(meeting, title=title, minutes=10)
    return meeting


@pytest.fixture
def at_screen(open_page):
    """`at_screen(user, meeting, width=360)` gives a page of the room, signed in."""

    def at_screen(user, meeting, *, width=1280, hat="", **options):
        from .test_people import sign_in

        page = open_page(
            f"/accounts/login/?next=/meetings/{meeting.pk}/room/", width=width, **options
        )
        sign_in(page, user)
        page.wait_for_load_state()
        if hat:
            page.get_by_role("main").get_by_role("button", name=hat).click()
            page.wait_for_load_state()
        page.locator("#room").wait_for()
        return page

    return at_screen


def soon(page, words: str):
    page.locator("#room").get_by_text(words).first.wait_for(timeout=SOON)


def fit(page):
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def tick(page, group: str):
    page.locator(".room-groups > li", has_text=group).get_by_role("button").first.click()


def test_the_chair_takes_a_meeting_through_and_two_others_see_it_at_once(at_screen, here, planned):
    one = here.members[2]
    chair = at_screen(here.members[1].representative, planned, hat="Chairperson")
    phone = at_screen(one.representative, planned, width=360)
    adviser = at_screen(here.adviser, planned, width=768)

    # Who is here: the phone by itself, the adviser without counting, others ticked.
    phone.get_by_role("button", name="I am here").click()
    soon(phone, "You are here since")
    soon(chair, "Quorum 2 of 6 members: 1 present, not quorate")
    chair.get_by_role("button", name="Begin the meeting").click()
    for page in (chair, phone, adviser):
        soon(page, "Not quorate")
    adviser.get_by_label("Remotely").check()
    adviser.get_by_role("button", name="I am here").click()
    soon(adviser, "co-opted adviser")
    for number in (0, 3):
        tick(chair, here.members[number].organisation.name)
        soon(chair, f"{'2' if number == 0 else '3'} present")
    chair.get_by_role("button", name="I am here").click()
    for page in (chair, phone, adviser):
        soon(page, "Quorum 2 of 6 members: 4 present")
        fit(page)

    # An interest takes one member out of one item.
    chair.get_by_role("button", name="Start the next item").click()
    phone.locator("#part-now").get_by_text("Declarations of interest").wait_for(timeout=SOON)
    phone.get_by_text("Declare an interest").click()
    phone.get_by_label("What is your interest?").fill("We run this ourselves.")
    tick(chair, here.members[4].organisation.name)  # the phone's text stays meanwhile
    soon(phone, "Quorum 2 of 6 members: 5 present")
    assert phone.get_by_label("What is your interest?").input_value() == "We run this ourselves."
    assert phone.evaluate("document.activeElement.name") == "reason"
    phone.get_by_role("button", name="Declare it").click()
    soon(chair, "Quorum 2 of 6 members: 4 present")
    soon(chair, "We run this ourselves.")

    # Agreed by consensus, in one tap.
    chair.get_by_role("button", name="Finish this item").click()
    chair.get_by_role("button", name="Start the next item").click()
    chair.locator("#part-now").get_by_text("Shared training").wait_for(timeout=SOON)
    proposal = chair.get_by_label("What is proposed")
    proposal.fill("That we train together.")
    chair.get_by_role("button", name="Does anyone disagree?").click()
    soon(phone, "I disagree")
    fit(phone)
    chair.get_by_role("button", name="Agreed by consensus").click()
    for page in (chair, phone, adviser):
        soon(page, "Decision 1 of 2026/27")

    # One disagrees, so there is a vote: by phone and by show of hands.
    chair.get_by_role("button", name="Finish this item").click()
    chair.get_by_role("button", name="Start the next item").click()
    chair.locator("#part-now").get_by_text("A bid together").wait_for(timeout=SOON)
    chair.get_by_label("What is proposed").fill("That we bid together.")
    chair.get_by_role("button", name="Does anyone disagree?").click()
    soon(phone, "I disagree")
    phone.locator("#object-box summary").click()
    phone.get_by_label("Why do you disagree?").fill("There is no time for it.")
    phone.get_by_role("button", name="I disagree").click()
    soon(chair, "There is no time for it.")
    chair.get_by_role("button", name="Call a vote").click()
    soon(phone, "0 of 5")
    soon(adviser, "You advise, and have no vote.")
    fit(phone)
    phone.get_by_role("button", name="Against", exact=True).click()
    soon(phone, "You have voted Against at")
    soon(chair, "1 of 5")
    for number in (0, 3, 4):
        name = here.members[number].organisation.name
        chair.get_by_role("button", name=f"For for {name}", exact=True).click()
        chair.locator(".voters .is-voted", has_text=name).wait_for(timeout=SOON)
    fit(chair)
    chair.get_by_role("button", name="Close the vote").click()
    for page in (chair, phone, adviser):
        soon(page, "3 for, 1 against, 0 abstained, 1 did not vote, 1 absent: agreed")

    # They leave, the light turns, and what is decided is locked.
    for each in (here.members[0], here.members[3], here.members[4], one):
        presence.leave(
            planned.presences.get(user=each.representative, left_at=None), by=here.secretariat
        )
    for page in (chair, phone, adviser):
        soon(page, "Not quorate")
    soon(chair, "Nothing can be decided now.")
    fit(chair)
    chair.get_by_text("End the meeting").click()
    chair.get_by_role("button", name="End it now").click()
    for page in (chair, phone, adviser):
        soon(page, "The meeting has ended")
        assert page.locator("#room").get_attribute("data-live") == "no"
    assert Meeting.objects.get().state == MeetingState.HELD
    assert [each.quorate for each in planned.quorum_changes.all()] == [False, True, False]


def test_without_scripts_the_same_buttons_work_and_the_page_is_looked_at_again(
    at_screen, here, planned
):
    room.begin(planned, by=here.chair)
    one = here.members[2]
    phone = at_screen(one.representative, planned, width=320, java_script_enabled=False)
    phone.get_by_role("button", name="I am here").click()
    phone.get_by_text("You are here since").wait_for()
    presence.check_in(planned, by=here.chair)
    item = room.start(planned.items.first(), by=here.chair)
    motion = motions.put(item, wording="That we share.", by=here.chair)
    voting.open_vote(motion, by=here.chair)
    phone.get_by_role("link", name="Look again").click()
    phone.get_by_role("button", name="For", exact=True).click()
    phone.get_by_text("You have voted For at").wait_for()
    assert Ballot.objects.get().organisation == one.organisation


def test_a_meeting_by_keyboard_alone(at_screen, here, planned):
    make.arrive(planned, *here.members[:3])
    office = at_screen(here.office.secretariat, planned)

    def walk_to(there: str) -> None:
        for _ in range(150):
            office.keyboard.press("Tab")
            if office.evaluate(there):
                return
        raise AssertionError(f"no way by keyboard to where {there}")

    def press(name: str) -> None:
        """Walk to a button and press it, as there is no mouse."""
        walk_to(f"(document.activeElement.innerText || '').trim().startsWith('{name}')")
        office.keyboard.press("Enter")

    press("Begin the meeting")
    soon(office, "Quorate")
    assert office.evaluate("document.activeElement.id") == "chair-title"
    office.locator("#now-title").focus()
    press("Start the next item")
    office.locator("#part-now .kicker").wait_for(timeout=SOON)
    assert office.evaluate("document.activeElement.id") == "now-title"
    walk_to("document.activeElement.name === 'wording'")
    office.keyboard.type("That we share.")
    press("Does anyone disagree?")
    office.get_by_role("button", name="Agreed by consensus").wait_for(timeout=SOON)
    press("Agreed by consensus")
    soon(office, "Decision 1 of 2026/27")
    assert office.evaluate("document.activeElement.id") == "motion-title"


def test_what_is_refused_says_why_and_keeps_what_was_typed(at_screen, here, planned):
    make.arrive(planned, *here.members[:3])
    room.begin(planned, by=here.chair)
    item = room.start(planned.items.first(), by=here.chair)
    office = at_screen(here.office.secretariat, planned)
    office.locator("#carry-box summary").click()
    office.locator("#carry_why").fill("  ")
    office.locator("#notes_notes").fill("Half a sentence")
    office.get_by_role("button", name="Carry it over").click()
    office.get_by_role("heading", name="There is a problem").wait_for(timeout=SOON)
    assert office.locator("#carry_why").get_attribute("aria-invalid") == "true"
    assert office.evaluate("document.activeElement.dataset.errorSummary !== undefined")
    assert office.locator("#notes_notes").input_value() == "Half a sentence"
    fit(office)
    office.locator("#carry_why").fill("No paper.")
    office.get_by_role("button", name="Carry it over").click()
    soon(office, "Between two items")
    item.refresh_from_db()
    assert item.state == ItemState.CARRIED


def test_a_part_in_which_somebody_types_waits_until_they_ask_for_it(at_screen, here, planned):
    make.arrive(planned, *here.members[:4])
    room.begin(planned, by=here.chair)
    item = room.start(planned.items.first(), by=here.chair)
    one, other = here.members[2], here.members[3]
    phone = at_screen(one.representative, planned, width=360)
    phone.locator("#declare-box summary").click()
    phone.get_by_label("What is your interest?").fill("Half a sentence")
    interests.declare(
        item, organisation=other.organisation, user=other.representative, what="We own it.",
        by=other.by,
    )  # fmt: skip
    more = phone.get_by_role("button", name="Show what has changed here")
    more.wait_for(timeout=SOON)
    assert phone.get_by_label("What is your interest?").input_value() == "Half a sentence"
    soon(phone, "For this item, without members who have an interest")  # another part goes on
    more.click()
    soon(phone, "We own it.")
    fit(phone)
