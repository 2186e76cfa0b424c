"""Items that members ask for: called for in time, answered by the secretariat (10.5, R91)."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock
from members.meetings.facts.notice import days_of
from members.meetings.models import AgendaItem, ItemProposal, Meeting
from members.meetings.models.agenda import ProposalState
from members.meetings.notices import proposals as notices
from members.meetings.permissions import can_plan, can_propose
from members.meetings.states import ItemKind, MeetingState, Purpose
from members.models import Organisation, User

from .checks import locked_meeting, refuse_if
from .items import agenda_changed, put_item, withdraw
from .taken import not_planned


@transaction.atomic
def call_for_items(meeting: Meeting, *, by) -> Meeting:
    """Ask every member; the day until which they can propose is fixed from now on.

    By the clock twenty working days before, or by the secretariat at once.
    """
    current = locked_meeting(meeting.pk)
    refuse_if(
        None if by.is_system else can_plan(by, current),
        not_planned(current),
    )
    if current.called_on:
        return current
    current.called_on, current.proposals_until = clock.today(), days_of(current).propose
    current.save(update_fields=["called_on", "proposals_until"])
    audit.record("meeting.items_called", current, after={"on": current.called_on}, by=by)
    notices.called(current, current.proposals_until, by=by)
    return current


@transaction.atomic
def propose(
    meeting: Meeting, *, title: str, text: str, purpose: str = Purpose.DISCUSS,
    organisation: Organisation | None = None, proposed_by: User | None = None, by,
) -> ItemProposal:  # fmt: skip
    """A member asks for an item; late ones are taken in and marked (R91).

    The secretariat proposes for others, as co-opted advisers do, with `organisation` and
    `proposed_by`.
    """
    current = locked_meeting(meeting.pk)
    refuse_if(
        can_plan(by, current) if organisation else can_propose(by, current),
        "" if current.state == MeetingState.PLANNED else
        "The meeting has begun or is over. Propose it for the next one.",
        "" if title.strip() else "Enter a title for the item.",
        "" if text.strip() else "Say what it is about.",
    )  # fmt: skip
    found = ItemProposal.objects.create(
        meeting=current,
        organisation_id=organisation.pk if organisation else by.organisation_id,
        proposed_by_id=proposed_by.pk if proposed_by else by.user_id,
        title=" ".join(title.split())[:160], text=text.strip(), purpose=purpose,
        sent_on=clock.today(), late=_late(current, clock.today()),
    )  # fmt: skip
    after = {
        "meeting": current.pk, "organisation": found.organisation_id, "title": found.title,
        "late": found.late,
    }  # fmt: skip
    audit.record("proposal.sent", found, after=after, by=by)
    notices.proposed(found, by=by)
    return found


def _late(meeting: Meeting, day: date) -> bool:
    return day > days_of(meeting).propose


def _waiting(proposal: ItemProposal) -> tuple[Meeting, ItemProposal]:
    """The meeting and then the proposal, under their locks."""
    meeting = locked_meeting(proposal.meeting_id)
    found = ItemProposal.objects.select_for_update().get(pk=proposal.pk)
    return meeting, found


def _answered(found: ItemProposal) -> str:
    return "" if found.state == ProposalState.SENT else "This proposal has its answer already."


@transaction.atomic
def take(proposal: ItemProposal, *, answer: str = "", minutes: int | None = None, by) -> AgendaItem:
    """Put it on the agenda; the proposer is told."""
    meeting, found = _waiting(proposal)
    refuse_if(can_plan(by, meeting), not_planned(meeting), _answered(found))
    item = put_item(
        meeting, kind=ItemKind.PROPOSED, title=found.title, text=found.text,
        purpose=found.purpose, minutes=minutes, leads=found.organisation.name[:120], by=by,
    )  # fmt: skip
    found.item = item
    answer_with(found, ProposalState.TAKEN, answer, by=by)
    agenda_changed(meeting)
    return item


@transaction.atomic
def decline(proposal: ItemProposal, *, answer: str, by) -> ItemProposal:
    """Not this time: the proposer is told why."""
    meeting, found = _waiting(proposal)
    refuse_if(
        can_plan(by, meeting), _answered(found),
        "" if answer.strip() else "Say why, so that who proposed it knows.",
    )  # fmt: skip
    return answer_with(found, ProposalState.DECLINED, answer, by=by)


def answer_with(found: ItemProposal, state: str, answer: str, *, by) -> ItemProposal:
    """Give the answer and tell who proposed it; the caller has asked who may."""
    before = {"state": found.state}
    found.state, found.answer = state, answer.strip()
    found.answered_on, found.answered_by_id = clock.today(), by.user_id
    found.save(update_fields=["state", "answer", "answered_on", "answered_by_id", "item"])
    audit.record("proposal.answered", found, before=before, after={"state": state}, by=by)
    notices.answered(found, by=by)
    return found


@transaction.atomic
def take_back(proposal: ItemProposal, *, by) -> ItemProposal:
    """The member no longer wants it, before it has an answer or while it is still to come."""
    meeting, found = _waiting(proposal)
    own = by.organisation_id == found.organisation_id
    refuse_if(
        can_propose(by, meeting),
        "" if own else "Nobody can speak for another member.",
        "" if found.state in (ProposalState.SENT, ProposalState.TAKEN) else _answered(found),
        not_planned(meeting),
    )
    if found.item_id and found.state == ProposalState.TAKEN:
        withdraw(found.item, why="Taken back by who proposed it.", by=by)
        agenda_changed(meeting)
    before = {"state": found.state}
    found.state = ProposalState.WITHDRAWN
    found.save(update_fields=["state"])
    audit.record("proposal.taken_back", found, before=before, after={"state": found.state}, by=by)
    notices.taken_back(found, by=by)
    return found
