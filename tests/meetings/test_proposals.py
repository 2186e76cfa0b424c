"""Items proposed by members: called for, late or not, each with an answer (10.5, R91)."""

from datetime import date, time

import pytest

from consortium.core import clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models.outbox import Message
from consortium.core.workflow import Refused
from members.meetings import tasks  # noqa: F401 - the clock's doors
from members.meetings.actions import agenda, proposals
from members.meetings.actions.schedule import Plan, plan_meetings
from members.meetings.facts.invited import asked_for_items
from members.meetings.models.agenda import ProposalState
from members.meetings.notices.proposals import CALLED

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(here):
    clock.set_today(date(2026, 10, 1), by=SYSTEM)
    plan = Plan(on=date(2026, 12, 10), starts_at=time(14), ends_at=time(16), place="The Mill")
    return plan_meetings([plan], by=here.secretariat)[0]


def sent(meeting, by, **more):
    values = {"title": "Shared training", "text": "One list for all.", **more}
    return proposals.propose(meeting, by=by, **values)


def mails(kind: str, to) -> int:
    return Message.objects.filter(kind=kind, to=to.email).count()


def test_every_member_is_asked_twenty_working_days_before_with_the_day_until(here, meeting):
    clock.set_today(date(2026, 11, 12), by=SYSTEM)
    due.sweep(today=date(2026, 11, 11))
    assert not Message.objects.filter(kind=CALLED).exists()
    due.sweep(today=date(2026, 11, 12))
    for member in here.members:
        assert mails(CALLED, member.representative) == mails(CALLED, member.substitute) == 1
    assert mails(CALLED, here.adviser) == 1
    assert "until 26 November 2026" in Message.objects.filter(kind=CALLED).first().text
    due.sweep(today=date(2026, 11, 13))
    assert mails(CALLED, here.adviser) == 1


def test_it_shows_who_of_each_member_has_been_asked(here, meeting):
    here.members[3].representative.seats.update(ends=date(2026, 9, 30))
    here.members[3].substitute.seats.update(ends=date(2026, 9, 30))
    proposals.call_for_items(meeting, by=here.secretariat)
    asked = {each.organisation.pk: each for each in asked_for_items(meeting, kind=CALLED)}
    first, silent = here.members[2], here.members[3]
    assert set(asked[first.organisation.pk].names) == {
        first.representative.name, first.substitute.name,
    }  # fmt: skip
    assert asked[silent.organisation.pk].names == ()
    assert len(asked) == len(here.members)


def test_a_proposal_taken_in_stands_on_the_agenda_and_who_proposed_it_is_told(here, meeting):
    member = here.members[2]
    found = sent(meeting, member.by_substitute)
    assert mails("meetings.item_proposed", here.office.secretariat) == 1
    item = proposals.take(found, answer="With pleasure.", minutes=15, by=here.secretariat)
    assert (item.title, item.leads) == ("Shared training", member.organisation.name)
    assert mails("meetings.proposal_answered", member.substitute) == 1
    assert mails("meetings.proposal_answered", member.representative) == 1
    with pytest.raises(Refused, match="has its answer already"):
        proposals.decline(found, answer="No.", by=here.secretariat)


def test_a_proposal_is_declined_only_with_a_reason_that_the_proposer_reads(here, meeting):
    member = here.members[2]
    found = sent(meeting, member.by)
    with pytest.raises(Refused, match="Say why"):
        proposals.decline(found, answer=" ", by=here.secretariat)
    proposals.decline(found, answer="The group takes it up first.", by=here.secretariat)
    mail = Message.objects.get(kind="meetings.proposal_answered", to=member.representative.email)
    assert "The group takes it up first." in mail.text


def test_a_late_one_is_taken_and_marked(here, meeting):
    clock.set_today(date(2026, 11, 26), by=SYSTEM)
    assert not sent(meeting, here.members[2].by).late
    clock.set_today(date(2026, 11, 27), by=SYSTEM)
    assert sent(meeting, here.members[3].by, title="Late").late


def test_an_item_taken_off_again_tells_who_proposed_it(here, meeting):
    found = sent(meeting, here.members[2].by)
    item = proposals.take(found, by=here.secretariat)
    agenda.remove_item(item, why="No time is left.", by=here.secretariat)
    found.refresh_from_db()
    assert (found.state, found.answer) == (ProposalState.DECLINED, "No time is left.")
    assert mails("meetings.proposal_answered", here.members[2].representative) == 2


def test_a_member_takes_its_own_back_and_never_anothers(here, meeting):
    found = sent(meeting, here.members[2].by)
    proposals.take(found, by=here.secretariat)
    with pytest.raises(Refused, match="speak for another member"):
        proposals.take_back(found, by=here.members[3].by)
    proposals.take_back(found, by=here.members[2].by_substitute)
    assert "Shared training" not in [each.title for each in meeting.items.standing()]


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"title": " "}, "Enter a title"), ({"text": ""}, "Say what it is about")],
    ids=["no title", "no words"],
)
def test_an_empty_proposal_is_refused(here, meeting, more, reason):
    with pytest.raises(Refused, match=reason):
        sent(meeting, here.members[2].by, **more)


def test_co_opted_advisers_propose_through_the_secretariat(here, meeting):
    with pytest.raises(Refused, match="representative or substitute"):
        sent(meeting, _adviser(here))
    seat = here.adviser.seats.get()
    found = sent(
        meeting, here.secretariat, organisation=seat.organisation, proposed_by=here.adviser
    )
    proposals.decline(found, answer="Next time.", by=here.secretariat)
    assert mails("meetings.proposal_answered", here.adviser) == 1


def _adviser(here):
    from tests.factories.members import actor_of

    return actor_of(here.adviser)
