"""Who is told about calls for items, proposals and their answers."""

from datetime import date

from django.urls import reverse

from consortium.core import clock
from consortium.core.days import long_day
from members.meetings.facts.invited import SPEAK
from members.meetings.models import ItemProposal, Meeting
from members.meetings.models.agenda import ProposalState
from members.notices import tell
from members.offices import holders
from members.states import Role

CALLED = "meetings.items_called"


def called(meeting: Meeting, until: date, *, by) -> None:
    """All members: representatives and substitutes; co-opted advisers propose through the
    secretariat."""
    link = reverse("item_propose", args=[meeting.pk])
    for user in holders(*SPEAK, Role.ADVISER, day=clock.today()):
        tell(
            CALLED, meeting, user, f"Items for {long_day(meeting.on)}: until {long_day(until)}",
            f"What should the meeting on {long_day(meeting.on)} talk about? Each member can "
            f"propose items until {long_day(until)}.",
            "Later ones are taken in as well, and marked as late. The secretariat answers each.",
            "If you are co-opted, write to the secretariat, who proposes it for you.",
            link=link, do="Propose an item", by=by,
        )  # fmt: skip


def proposed(proposal: ItemProposal, *, by) -> None:
    for user in holders(Role.SECRETARIAT, day=clock.today()):
        if user.pk != by.user_id:
            tell(
                "meetings.item_proposed", proposal, user, f"Proposed: {proposal.title}",
                f"{proposal.organisation.name} proposes an item for "
                f"{long_day(proposal.meeting.on)}.",
                "It came after the day until which items are proposed." if proposal.late else "",
                link=proposal.meeting.get_absolute_url(), do="Answer the member", by=by,
            )  # fmt: skip


def answered(proposal: ItemProposal, *, by) -> None:
    """Whoever proposed it, and the member's representative where that is somebody else."""
    people = {each.pk: each for each in _of_member(proposal)} | {
        proposal.proposed_by_id: proposal.proposed_by
    }
    taken = proposal.state == ProposalState.TAKEN
    word = "On the agenda" if taken else "Not on the agenda"
    for user in people.values():
        if user.pk != by.user_id and user.is_active:
            tell(
                "meetings.proposal_answered", proposal, user, f"{word}: {proposal.title}",
                f"The secretariat has looked at what {proposal.organisation.name} proposed for "
                f"{long_day(proposal.meeting.on)}.", f"{word}.", proposal.answer,
                link=proposal.meeting.get_absolute_url(), do="See the agenda", by=by,
            )  # fmt: skip


def _of_member(proposal: ItemProposal):
    organisation = proposal.organisation_id
    return holders(Role.REPRESENTATIVE, day=clock.today(), organisation=organisation)


def taken_back(proposal: ItemProposal, *, by) -> None:
    for user in holders(Role.SECRETARIAT, day=clock.today()):
        tell(
            "meetings.proposal_taken_back", proposal, user, f"Taken back: {proposal.title}",
            f"{proposal.organisation.name} no longer proposes it for "
            f"{long_day(proposal.meeting.on)}.",
            link=proposal.meeting.get_absolute_url(), do="See the agenda", by=by,
        )  # fmt: skip
