"""A meeting under way with somebody there for every member, and a vote that is half cast.

The frame is written in bulk; what is put and voted on goes through the verbs.
"""

from datetime import time

from consortium.core.periods import FinancialYear
from members.meetings.actions import motions, voting
from members.meetings.models import AgendaItem, Meeting, Presence
from members.meetings.states import ItemKind, ItemState, MeetingState, Part, Purpose
from members.models import User
from tests.bench.today import TODAY

from .people import Member, People, instant

ITEMS = 12


def under_way(people: People) -> Meeting:
    """The room as full as it gets: every member named and there, and waiting for half of them."""
    meeting = Meeting.objects.create(
        state=MeetingState.OPEN, on=TODAY, financial_year=FinancialYear.containing(TODAY).label,
        starts_at=time(14), ends_at=time(16), place="The hall", began_at=instant(TODAY, 14),
    )  # fmt: skip
    first = _agenda(meeting)
    Presence.objects.bulk_create(_stay(meeting, each) for each in people.members)
    motion = motions.put(first, wording="That we share a van.", by=people.office.chair)
    motion = voting.open_vote(motion, by=people.office.chair)
    users = User.objects.in_bulk([each.representative.user_id for each in people.members])
    for each in people.members[::2]:
        voting.cast(
            motion, organisation=each.organisation, user=users[each.representative.user_id],
            choice="for", by=each.representative,
        )  # fmt: skip
    return meeting


def _agenda(meeting: Meeting) -> AgendaItem:
    """Twelve items; the meeting is at the first."""
    rows = AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting, position=number, kind=ItemKind.GENERAL, purpose=Purpose.DECIDE,
            title=f"Item {number} of the agenda", text="What it is about.", minutes=10,
        )
        for number in range(1, ITEMS + 1)
    )  # fmt: skip
    rows[0].state, rows[0].began_at = ItemState.NOW, meeting.began_at
    rows[0].save(update_fields=["state", "began_at"])
    return rows[0]


def _stay(meeting: Meeting, member: Member) -> Presence:
    return Presence(
        meeting=meeting, user_id=member.representative.user_id, organisation=member.organisation,
        part=Part.REPRESENTATIVE, arrived_at=meeting.began_at,
    )  # fmt: skip
