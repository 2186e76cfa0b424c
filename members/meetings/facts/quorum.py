"""Who counts for a quorum, now and for one item (10.6; A1, A10; GV4, GV12)."""

from collections.abc import Iterable
from dataclasses import dataclass

from members.meetings.models import AgendaItem, Interest, Meeting, Presence
from members.meetings.rules import Quorum
from members.models import Organisation


@dataclass(frozen=True)
class Room:
    """The members of the day by name, with who is here for each and who is out of the item."""

    members: tuple[tuple[int, str], ...]  # (id, name), every one that has a vote on the day
    speakers: dict[int, tuple[int, ...]]  # who is here for a member and may vote for it
    out: frozenset[int]  # members out of this item by a declared interest

    @property
    def here(self) -> frozenset[int]:
        return frozenset(self.speakers)

    @property
    def quorum(self) -> Quorum:
        """Of this item: a member with a declared interest is in n, and not among the present."""
        return Quorum(len(self.members), len(self.here - self.out))

    @property
    def meeting_quorum(self) -> Quorum:
        """Of the meeting as a whole: interests in one item do not count (R95)."""
        return Quorum(len(self.members), len(self.here))


def room_of(meeting: Meeting, *, item: AgendaItem | None = None) -> Room:
    """The room as it stands now; with `item`, as it stands for that item. Three queries, or two."""
    members = Organisation.objects.voting_on(meeting.on).order_by("name")
    rows = tuple(members.values_list("pk", "name"))
    voting = {pk for pk, _ in rows}
    speakers: dict[int, tuple[int, ...]] = {}
    here = Presence.objects.now().voting().filter(meeting=meeting)
    for organisation, user in here.values_list("organisation_id", "user_id").order_by("pk"):
        if organisation in voting:
            speakers[organisation] = (*speakers.get(organisation, ()), user)
    return Room(rows, speakers, out_of(item) if item else frozenset())


def as_it_was(quorum: Quorum, counted: Iterable[int]) -> dict:
    """Quorum and members that counted at one moment, as they are kept with a decision (GV4)."""
    needed = {"members": quorum.members, "needed": quorum.needed, "present": quorum.present}
    return {"quorum": needed, "present": sorted(counted)}


def out_of(item: AgendaItem) -> frozenset[int]:
    """The members that a declared interest takes out of an item. One query."""
    declared = Interest.objects.filter(item=item, struck_at__isnull=True)
    return frozenset(declared.values_list("organisation_id", flat=True))
