"""Something is decided in writing, from the switch to the next agenda, on members' phones (A19)."""

from datetime import date, timedelta

import pytest

from consortium.core import clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from members.meetings import tasks  # noqa: F401 - its handlers
from members.meetings.models import Ballot, Decision, WrittenProposal
from members.meetings.states import MotionState
from tests.factories import meetings as make
from tests.factories import written as write

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE = 360


@pytest.fixture
def here(transactional_db, afternoon):
    clock.set_today(date(2026, 11, 20), by=SYSTEM)
    return make.consortium(members=4)


def link_of(user) -> str:
    mails = Message.objects.filter(kind="meetings.written_sent", recipient_user_id=user.pk)
    return "/meetings/" + mails.order_by("pk").last().link.partition("/meetings/")[2]


def switched_on(office, decision) -> None:
    office.follow("Decisions in writing")
    office.page.get_by_label("Written decisions are allowed").check()
    office.press("Save")
    assert office.sees("Name the decision of the consortium")
    office.page.locator("[name=decision]").select_option(str(decision.pk))
    office.press("Save")
    assert office.sees(f"Allowed by {decision.reference}")


def sends(office, wording: str) -> WrittenProposal:
    office.go("/meetings/written/")
    office.follow("Put a proposal in writing")
    office.fill(wording=wording, background="It cannot wait.")
    office.press("Send it to all members")
    assert office.sees("Every member has a mail with its link to answer.")
    return WrittenProposal.objects.order_by("pk").last()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_from_the_switch_to_the_register_and_the_next_agenda(here, signed_in, walk, scripts):
    meeting, decision = make.meeting(on=date(2026, 12, 31)), write.decided(here)
    office = signed_in(here.office.secretariat, "/meetings/settings/", scripts=scripts)
    switched_on(office, decision)
    found = sends(office, "Buy the van.")

    one, two, three = here.members[1:]
    phone = walk(link_of(one.representative), scripts=scripts, width=PHONE)
    phone.stop()
    assert not Ballot.objects.exists()
    phone.press("For")
    assert phone.sees("You answered: For")
    phone.go(link_of(one.substitute))
    assert phone.sees("It stands.")

    mine = signed_in(two.representative, "/", scripts=scripts, width=PHONE)
    mine.follow("Answer in writing: Buy the van.")
    mine.press("Abstain")
    assert mine.sees("You answered: Abstained")

    clock.set_today(found.closes_on + timedelta(days=1), by=SYSTEM)
    due.sweep(today=clock.today())
    assert Decision.objects.get(motion=found.motion).how == "written"
    mine.go(found.get_absolute_url())
    assert mine.sees("Agreed in writing")

    other = sends(office, "Paint it green.")
    phone.go(link_of(three.representative))
    phone.page.get_by_text("I want this discussed at a meeting").click()
    phone.press("Take it to a meeting")
    assert phone.sees("Say why you want to discuss it")
    phone.fill(reason="Blue is our colour.")
    phone.press("Take it to a meeting")
    assert phone.sees("Blue is our colour.")
    other.motion.refresh_from_db()
    assert other.motion.state == MotionState.WITHDRAWN
    office.go(meeting.get_absolute_url())
    assert office.sees("Decisions taken in writing since the last meeting")
    assert office.sees("Put in writing before: Paint it green.")
