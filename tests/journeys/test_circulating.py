"""Papers go out in time, are read and answered, and a late one follows with a reason (J5)."""

from datetime import date, datetime, time

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.periods import LONDON
from members.meetings.facts.timing import timing_of
from members.meetings.models import Circulation, Receipt, Reply
from members.meetings.rules_notice import Notice
from members.models import MeetingBusiness
from tests.factories import meetings as make
from tests.factories import papers as files

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ON = date(2026, 12, 10)
GUEST = {"name": "Kim Guest", "email": "kim@example.org"}


@pytest.fixture
def here(transactional_db, afternoon):
    clock.set_today(date(2026, 11, 20), by=SYSTEM)
    return make.consortium()


@pytest.fixture
def meeting(here):
    business = MeetingBusiness.objects.create(
        kind="applications.admission", object_kind="x", object_id="1", title="Admit a member",
        raised_on=date(2026, 11, 1), invited=[GUEST],
    )  # fmt: skip
    found = make.meeting(on=ON)
    make.item(found, title="Training")
    make.item(found, title="Admit a member", business=business)
    return found


def pdf(words: str) -> dict:
    return {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": files.pdf(words)}


def test_the_day_of_the_story_is_on_time_with_six_clear_days():
    at = datetime.combine(date(2026, 12, 1), time(15, 10), LONDON)
    found = timing_of(ON, at=at, notice=Notice())
    assert found.sentence == "On time: 6 clear working days"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_from_asking_for_a_paper_to_a_late_one_with_its_reason(here, meeting, signed_in, scripts):
    owner, papers = here.members[2], f"{meeting.get_absolute_url()}papers/"
    office = signed_in(here.office.secretariat, papers, scripts=scripts)
    office.follow("Ask for a paper")
    office.fill(title="Courses", due_on="30 November 2026")
    office.page.locator("[name=owner]").select_option(str(owner.representative.pk))
    office.press("Ask for the paper")
    member = signed_in(owner.representative, papers, scripts=scripts)
    member.follow("Courses")
    member.follow("Add the file")
    member.page.locator("[name=file]").set_input_files(pdf("Courses"))
    member.press("Add the file")

    office.go(papers)
    office.follow("Circulate")
    assert office.sees("On time: 13 clear working days")
    office.press("Circulate to 14 people")
    assert office.sees("On time: 13 clear working days")
    assert office.sees("14 people, 0 opened")

    member.go(papers)
    member.follow("Courses")
    assert Receipt.objects.filter(user=owner.representative, opened_at__isnull=False).exists()
    answers(member, owner)
    sees_one_item(member)

    clock.set_today(date(2026, 12, 8), by=SYSTEM)
    files.paper(meeting, title="Letter", by=here.secretariat)
    office.go(papers)
    office.follow("Circulate what is new")
    assert office.sees("Late by 4 working days: 1 clear working day")
    office.press("Circulate to 13 people")
    assert office.sees("Say why it is late")
    office.fill(reason="It came on Monday.")
    office.press("Circulate to 13 people")
    assert [each.late for each in Circulation.objects.all()] == [False, True]
    member.go(papers)
    assert member.sees("It came on Monday.")


def answers(walk, owner) -> None:
    """By the link of the mail, in a browser where nobody is signed in."""
    text = Message.objects.get(kind="meetings.circulated", to=owner.representative.email).text
    link = next(word for word in text.split() if "/meetings/reply/" in word)
    outside(walk, link)
    assert not Reply.objects.exists()
    walk.press("I cannot come")
    assert walk.sees("You said: Apologies")
    assert Reply.objects.get().answer == "apologies"


def sees_one_item(walk) -> None:
    outside(walk, Message.objects.get(to=GUEST["email"]).link)
    assert walk.sees("Admit a member")
    assert walk.sees("There are no papers for this item.")


def outside(walk, link: str) -> None:
    walk.go("/meetings/" + link.partition("/meetings/")[2])
