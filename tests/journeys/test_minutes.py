"""Minutes are begun, written by two at once, circulated, corrected, approved and sealed (J5)."""

import hashlib
from datetime import timedelta

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from members.meetings.actions import minutes, motions, presence, room
from members.meetings.models import Meeting, Minutes, MinuteSection
from members.meetings.states import ItemKind, MinutesState
from members.states import Role
from tests.factories import meetings as make
from tests.factories import members as people

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db, afternoon):
    clock.set_today(make.TODAY, by=SYSTEM)
    return make.consortium()


@pytest.fixture
def held(here):
    """Four members, notes and a decision."""
    meeting = make.meeting()
    item = make.item(meeting, title="Shared training")
    room.begin(meeting, by=here.chair)
    for each in here.members[:4]:
        presence.arrive(
            meeting, user=each.representative, organisation=each.organisation,
            part="representative", by=here.secretariat,
        )  # fmt: skip
    room.start(item, by=here.chair)
    room.take_notes(item, notes="Much was said about travel.", by=here.secretariat)
    motions.agree(motions.put(item, wording="We train together.", by=here.chair), by=here.chair)
    room.finish(item, by=here.chair)
    room.end(Meeting.objects.get(pk=meeting.pk), by=here.chair)
    return Meeting.objects.get(pk=meeting.pk)


@pytest.fixture
def later(here):
    found = make.meeting(on=clock.today() + timedelta(days=60))
    make.item(found, kind=ItemKind.MINUTES, title="Minutes of the last meeting")
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_minutes_grow_are_corrected_approved_and_sealed(here, held, later, signed_in, scripts):
    at = f"/meetings/{held.pk}/minutes/"
    office = signed_in(here.office.secretariat, at, scripts=scripts)
    office.press("Begin the minutes")
    for words in ("Much was said about travel.", "We train together."):
        assert office.sees(words)
    second = people.seated(Role.SECRETARIAT, here.office.organisation)
    two_write_at_once(office, signed_in(second, at, scripts=scripts))
    office.press("Circulate the draft")
    assert office.sees("draft until a later meeting approves it")

    member = signed_in(here.members[2].representative, at, scripts=scripts, width=360)
    asks_for_a_correction(member)
    answers(office, at)
    member.go(at)
    assert member.sees("Changed to trains.")

    approve(here, later)
    office.go(at)
    sealed = is_sealed(office)
    adds_below(office)
    member.go(at)
    assert member.sees("The hall was in Luton.")
    assert Minutes.objects.get().sealed == sealed.sealed


def two_write_at_once(office, other) -> None:
    """Who saves second is shown the words of the first beside their own, and loses nothing."""
    for walk in (office, other):
        walk.follow("Edit the words of Shared training")
    office.fill(text="Much was said about travel and halls.")
    office.press("Save these words")
    other.fill(text="Much was said about travel and cost.")
    other.press("Save these words")
    for words in ("Much was said about travel and halls.", "Much was said about travel and cost."):
        assert other.sees(words)
    text = MinuteSection.objects.values_list("text", flat=True)
    assert list(text) == ["Much was said about travel and halls."]
    other.page.go_back()
    other.page.reload()
    assert (
        other.page.locator("[name=text]").input_value() == "Much was said about travel and halls."
    )
    other.fill(text="Much was said about travel, halls and cost.")
    other.press("Save these words")
    assert other.sees("Much was said about travel, halls and cost.")
    office.page.reload()
    assert office.sees("Much was said about travel, halls and cost.")


def asks_for_a_correction(member) -> None:
    member.follow("Ask for a correction")
    member.fill(text="It was trains, not travel.")
    member.press("Ask for this correction")
    assert member.sees("It was trains, not travel.")


def answers(office, at: str) -> None:
    office.go(at)
    office.follow("Answer")
    office.page.get_by_label("Taken: the words are changed").check()
    office.fill(answer="Changed to trains.")
    office.press("Answer")
    office.follow("Edit the words of Shared training")
    office.fill(text="Much was said about trains, halls and cost.")
    office.press("Save these words")


def approve(here, later: Meeting) -> None:
    """The chair of the later meeting asks whether anyone disagrees, and nobody does."""
    clock.set_today(later.on, by=SYSTEM)
    room.begin(later, by=here.chair)
    make.arrive(Meeting.objects.get(pk=later.pk), *here.members)
    item = make.now_at(later.items.get(kind=ItemKind.MINUTES))
    kind = minutes.decision_kind(item)
    motion = motions.put(item, wording=item.text, decision_kind=kind, by=here.chair)
    motions.agree(motion, by=here.chair)


def is_sealed(office) -> Minutes:
    """The sum on the page is that of what was kept, and nobody is offered to change words."""
    sealed = Minutes.objects.get()
    assert sealed.state == MinutesState.APPROVED
    assert "trains, halls and cost" in sealed.sealed
    assert hashlib.sha256(sealed.sealed.encode()).hexdigest() == sealed.sealed_sha256
    assert office.sees("Approved on")
    assert office.sees(sealed.sealed_sha256)
    assert office.page.get_by_role("link", name="Edit the words of Shared training").count() == 0
    return sealed


def adds_below(office) -> None:
    office.follow("Add a correction")
    office.fill(text="The hall was in Luton.", note="A slip of the pen.")
    office.press("Add this correction")
    assert office.sees("The hall was in Luton.")
