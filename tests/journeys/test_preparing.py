"""A meeting is prepared: dates out, an item proposed, the agenda ordered and agreed (J4)."""

import re
from datetime import date

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from members.meetings.models import Meeting
from tests.factories import meetings as make

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db):
    clock.set_today(date(2026, 10, 1), by=SYSTEM)
    return make.consortium()


def titles() -> list[str]:
    items = Meeting.objects.order_by("on").first().items.standing()
    return list(items.values_list("title", flat=True))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_from_the_years_dates_to_an_agenda_that_the_chair_agreed(here, signed_in, scripts):
    office = signed_in(here.office.secretariat, "/meetings/", scripts=scripts)
    office.follow("Plan meetings")
    office.fill(days="10 December 2026\n11 March 2027", place="The Old Mill")
    office.press("Check the dates")
    assert office.sees("2 Dec 2026")
    office.press("Publish these, and invite everybody")
    assert office.sees("Last of the year")

    member = signed_in(here.members[2].representative, "/meetings/", scripts=scripts)
    member.follow("Thursday 10 December 2026")
    member.follow("Propose an item")
    member.fill(title="Shared training", text="One list for all.")
    member.press("Send the proposal")
    assert member.sees("Waits for an answer")

    office.follow("Thursday 10 December 2026")
    office.follow("Proposed items: 1 to answer")
    office.page.get_by_role("main").get_by_role("link", name="Put it on the agenda").click()
    office.stop()
    office.fill(minutes="20", answer="With pleasure.")
    office.press("Put it on the agenda")
    assert titles()[-2] == "Shared training"
    member.page.reload()
    assert member.sees("With pleasure.")

    chair = signed_in(
        here.members[1].representative, "/meetings/", scripts=scripts, hat="Chairperson"
    )
    chair.follow("Thursday 10 December 2026")
    chair.press("Agree this agenda")
    assert Meeting.objects.order_by("on").first().agreed_on == date(2026, 10, 1)


def test_items_are_ordered_by_keyboard_and_by_drag(here, signed_in):
    meeting = make.meeting(on=date(2026, 12, 10))
    for title in ("One", "Two", "Three"):
        make.item(meeting, title=title)
    office = signed_in(here.office.secretariat, meeting.get_absolute_url(), scripts=True)
    office.page.get_by_role("button", name=re.compile("^Up.*Three")).focus()
    office.page.keyboard.press("Enter")
    office.page.wait_for_url("**#item-*")
    office.stop()
    assert titles() == ["One", "Three", "Two"]
    drag(office.page, source=2, target=0)
    office.page.wait_for_url("**#agenda")
    office.stop()
    assert titles() == ["Two", "One", "Three"]


def drag(page, *, source: int, target: int) -> None:
    """An item by its number to the upper edge of another, as a hand does it: in small steps."""
    numbers = page.locator("[data-id] .agenda-number")
    page.evaluate("window.scrollTo(0, 0)")
    start, end = numbers.nth(source).bounding_box(), numbers.nth(target).bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + 3, steps=12)
    page.mouse.move(end["x"] + 5, end["y"] + 2)
    page.mouse.up()
