"""Where nobody is strategic development officer, the secretariat goes on (R88 "any appointed")."""

from datetime import date, timedelta

import pytest

from consortium.core import clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.workingdays import add_working_days
from consortium.pages.roles import actor_with, groups
from members.agreement import tasks as agreement_tasks
from members.agreement.actions import commitments, requests
from members.registers import prospect_notices
from members.registers.models import Prospect
from members.roll import tasks as roll_tasks
from members.roll.actions import content
from members.states import Role
from tests.factories import members as make
from tests.pages.access_matrix import SHARED

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 21)
LATER = TODAY + timedelta(days=30)
HANDLERS = (agreement_tasks, roll_tasks)  # the clock's doors, which the sweep opens


@pytest.fixture(autouse=True)
def day():
    clock.set_today(TODAY, by=SYSTEM)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def secretariat(office):
    return make.actor_of(office.secretariat)


def told(kind: str, user) -> bool:
    return Message.objects.filter(kind=kind, to=user.email).exists()


def test_whatever_the_officer_may_do_the_secretariat_may():
    officer, secretariat = actor_with(Role.STRATEGIC_OFFICER), actor_with(Role.SECRETARIAT)
    alone = [
        deed.words
        for _, deeds in groups()
        for deed in deeds
        if deed.may(officer) and not deed.may(secretariat)
    ]
    assert alone == []


def test_whatever_page_the_officer_opens_the_secretariat_opens():
    assert [name for name, who in SHARED.items() if "D" in who and "T" not in who] == []


def test_a_page_that_the_officer_looks_through_is_looked_through(office, secretariat):
    content.looked_through(
        "directory", owner=Role.STRATEGIC_OFFICER, review_by=LATER, by=secretariat
    )
    clock.set_today(LATER, by=SYSTEM)
    due.sweep(today=LATER)
    assert told("roll.content_due", office.secretariat)


def test_another_day_that_a_member_proposes_is_answered(office, secretariat):
    member = make.member()
    made = requests.ask(
        title="Figures", what="How many?", due_on=LATER, organisations=[member.organisation],
        by=secretariat,
    )  # fmt: skip
    requests.propose(
        made.lines.get(), day=LATER + timedelta(days=9), why="We are three.",
        by=make.actor_of(member.representative),
    )  # fmt: skip
    assert told("request.proposed", office.secretariat)


def test_a_promise_of_the_consortium_is_kept_in_mind(office, secretariat):
    commitments.commit(
        None, to_whom="Example Council", promise="A report.", due_on=LATER, by=secretariat
    )
    after = add_working_days(LATER, 1)
    clock.set_today(after, by=SYSTEM)
    due.sweep(today=after)
    assert told("commitment.late", office.secretariat)


def test_a_prospect_is_looked_after(office):
    gone = make.seated(Role.STRATEGIC_OFFICER, office.organisation)
    gone.seats.update(ends=TODAY - timedelta(days=1))
    assert prospect_notices.keepers(Prospect(owner=gone)) == [office.secretariat]
