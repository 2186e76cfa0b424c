"""What the room's page shows, for one person, in a fixed number of queries (S17, S18)."""

from dataclasses import dataclass, field
from datetime import datetime

from consortium.core import clock
from consortium.core.actor import Actor
from members.meetings.models import (
    AgendaItem,
    Interest,
    Meeting,
    Motion,
    Presence,
    QuorumChange,
    StandIn,
)
from members.meetings.permissions import can_speak_for, can_type
from members.meetings.rules import Quorum
from members.meetings.states import (
    OPEN_MOTIONS,
    VOTING_PARTS,
    ItemState,
    MeetingState,
    MotionState,
    Part,
)
from members.models import Organisation, Seat, Term
from members.offices import chair_on
from members.states import Membership, Role

from . import moments, results, seeing

NAMED = {
    Role.REPRESENTATIVE: Part.REPRESENTATIVE,
    Role.SUBSTITUTE: Part.SUBSTITUTE,
    Role.ADVISER: Part.CO_OPTED,
}


@dataclass
class Person:
    """Somebody named for an organisation on the day; `row` while they are here."""

    user_id: int
    name: str
    part: str  # as what they are named
    row: Presence | None = None


@dataclass
class Group:
    """An organisation with its people; `vote` is True for a full member of the day."""

    pk: int
    name: str
    vote: bool
    people: list[Person] = field(default_factory=list)
    others: list[Presence] = field(default_factory=list)  # here for it without being named
    interest: Interest | None = None  # in the item that the meeting is at

    @property
    def speakers(self) -> list[Presence]:
        rows = [each.row for each in self.people if each.row]
        return [each for each in (*rows, *self.others) if each.part in VOTING_PARTS]

    @property
    def here(self) -> bool:
        return self.vote and bool(self.speakers)

    @property
    def shown(self) -> list[Person]:
        """Everybody named; once the representative is here, only who is here."""
        led = any(each.row and each.row.part == Part.REPRESENTATIVE for each in self.people)
        return [each for each in self.people if each.row] if led else self.people


@dataclass
class Own:
    """The person who looks: what they may do, and their member's part in the vote."""

    types: bool
    row: Presence | None
    organisation_id: int | None
    speaks: bool  # representative or substitute who is here and may speak for the member
    may_speak: bool  # in the hat that they wear
    out: bool = False


@dataclass
class Sight:
    """The room as one person sees it."""

    meeting: Meeting
    items: list[AgendaItem]
    now: AgendaItem | None
    following: AgendaItem | None
    groups: list[Group]
    guests: list[Presence]
    left: list[Presence]
    quorum: Quorum
    item_quorum: Quorum
    changes: list[QuorumChange]
    chair: Term | None
    chair_is_here: bool
    stand_in: StandIn | None
    candidates: list[Presence]
    interests: list[Interest]
    motion: "Put | None"
    decided: list[Motion]
    own: Own
    at: datetime

    @property
    def is_on(self) -> bool:
        return self.meeting.state == MeetingState.OPEN

    @property
    def takes_people(self) -> bool:
        """Can people be marked as here?"""
        today = self.meeting.state == MeetingState.PLANNED and self.meeting.on == clock.today()
        return self.is_on or today

    @property
    def is_over(self) -> bool:
        return self.meeting.state == MeetingState.HELD

    @property
    def since(self) -> datetime | None:
        """Since when there is a quorum, or none."""
        return self.changes[-1].at if self.changes else None

    @property
    def elapsed(self) -> int:
        """Whole minutes since the item began."""
        began = self.now.began_at if self.now else None
        return max(0, int((self.at - began).total_seconds()) // 60) if began else 0

    @property
    def locked(self) -> str:
        """Why nothing can be decided now, empty where it can."""
        return "" if self.item_quorum.met else f"{self.item_quorum.sentence}."


@dataclass
class Put:
    """The proposal that is before the meeting, or the last one of the item."""

    motion: Motion
    objections: list
    voted: list[dict]  # every member of the electorate: name, state, choice, at
    could: int
    own_vote: dict | None
    result: str

    @property
    def is_open(self) -> bool:
        return self.motion.state in OPEN_MOTIONS

    @property
    def waiting(self) -> list[dict]:
        return [each for each in self.voted if each["state"] == "waits"]

    @property
    def in_count(self) -> int:
        return sum(each["state"] == "voted" for each in self.voted)


def sight_of(meeting: Meeting, actor: Actor) -> Sight:
    items = seeing.agenda(meeting, actor)
    now = next((each for each in items if each.state == ItemState.NOW), None)
    rows = list(meeting.presences.standing().select_related("user", "organisation"))
    here = [each for each in rows if each.left_at is None]
    groups, guests = grouped(meeting, here)
    interests = _interests(meeting)
    of_item = [each for each in interests if now and each.item_id == now.pk]
    for group in groups:
        group.interest = next((i for i in of_item if i.organisation_id == group.pk), None)
    out = {each.organisation_id for each in of_item}
    members = [each for each in groups if each.vote]
    present = {each.pk for each in members if each.here}
    chair = chair_on(meeting.on)
    stand_in = meeting.stand_ins.filter(ended_at__isnull=True).select_related("user").first()
    motions = _motions(meeting, actor)
    own = _own(meeting, actor, here, members, out)
    return Sight(
        meeting=meeting,
        items=items,
        now=now,
        following=_following(items, now),
        groups=groups,
        guests=guests,
        left=_left(rows, here),
        quorum=Quorum(len(members), len(present)),
        item_quorum=Quorum(len(members), len(present - out)),
        changes=list(meeting.quorum_changes.all()),
        chair=chair,
        chair_is_here=chair is not None and any(each.user_id == chair.holder_id for each in here),
        stand_in=stand_in,
        candidates=[each for each in here if each.part == Part.REPRESENTATIVE],
        interests=of_item,
        motion=_put(motions, now, members, own),
        decided=[each for each in motions if each.state == MotionState.CLOSED],
        own=own,
        at=moments.now(),
    )


def grouped(meeting: Meeting, here: list[Presence]) -> tuple[list[Group], list[Presence]]:
    """Members and co-opted organisations by name with who is named for them, and guests."""
    roll = Organisation.objects.on(meeting.on).order_by("name")
    groups = {
        each.pk: Group(each.pk, each.name, each.standing != Membership.CO_OPTED) for each in roll
    }
    by_user = {each.user_id: each for each in here if each.user_id}
    seats = Seat.objects.on(meeting.on).filter(role__in=NAMED, user__is_active=True)
    for seat in seats.select_related("user").order_by("role", "user__name", "pk"):
        group = groups.get(seat.organisation_id)
        if group is None or group.vote == (seat.role == Role.ADVISER):
            continue
        row = by_user.get(seat.user_id)
        own = row if row and row.organisation_id == group.pk else None
        group.people.append(Person(seat.user_id, str(seat.user), NAMED[Role(seat.role)], own))
    named = {person.user_id for group in groups.values() for person in group.people if person.row}
    guests = []
    for each in here:
        if each.user_id in named:
            continue
        group = groups.get(each.organisation_id)
        (group.others if group else guests).append(each)
    shown = [each for each in groups.values() if each.vote or each.people or each.others]
    return sorted(shown, key=lambda each: (not each.vote, each.name)), guests


def _interests(meeting: Meeting) -> list[Interest]:
    found = Interest.objects.filter(item__meeting=meeting, struck_at__isnull=True)
    return list(found.select_related("organisation", "user"))


def _following(items: list[AgendaItem], now: AgendaItem | None) -> AgendaItem | None:
    """The first item to come after this one, or the first of all that was passed over."""
    coming = [each for each in items if each.state == ItemState.PLANNED]
    after = [each for each in coming if now is None or each.position > now.position]
    return next(iter(after or coming), None)


def _left(rows: list[Presence], here: list[Presence]) -> list[Presence]:
    """Who has left and not come back, the last stay of each."""
    back = {each.user_id for each in here if each.user_id}
    last = {each.user_id or f"row-{each.pk}": each for each in rows if each.left_at}
    return [each for key, each in last.items() if key not in back]


def _motions(meeting: Meeting, actor: Actor) -> list[Motion]:
    found = meeting.motions.select_related("decision", "item", "mover", "seconder")
    read = [each for each in found if seeing.reads(actor, each.item)]
    for each in read:
        each.sentence = results.sentence(each)
    return read


def _own(meeting, actor: Actor, here: list[Presence], members: list[Group], out: set) -> Own:
    row = next((each for each in here if each.user_id == actor.user_id), None)
    member = actor.organisation_id in {each.pk for each in members}
    may = member and can_speak_for(actor, actor.organisation_id or 0) is None
    speaks = (
        may
        and row is not None
        and row.part in VOTING_PARTS
        and row.organisation_id == actor.organisation_id
    )
    return Own(
        types=can_type(actor, meeting) is None,
        row=row,
        organisation_id=actor.organisation_id,
        speaks=speaks,
        may_speak=may,
        out=actor.organisation_id in out,
    )


def _put(motions: list[Motion], now, members: list[Group], own: Own) -> Put | None:
    """What is before the meeting; failing that, what came last of the item that is on."""
    of_item = [each for each in motions if now and each.item_id == now.pk]
    motion = next((each for each in motions if each.state in OPEN_MOTIONS), None)
    motion = motion or (of_item[-1] if of_item else None)
    if motion is None:
        return None
    objections = list(
        motion.objections.filter(withdrawn_at__isnull=True).select_related("organisation")
    )
    voted = _voters(motion, members) if motion.opened_at else []
    mine = next((each for each in voted if each["organisation"] == own.organisation_id), None)
    could = sum(each["state"] in ("voted", "waits", "gone") for each in voted)
    if not motion.opened_at:
        could = sum(each.here and each.interest is None for each in members)
    return Put(motion, objections, voted, could, mine, results.sentence(motion))


def _voters(motion: Motion, members: list[Group]) -> list[dict]:
    """Each member of the frozen electorate: has voted, waits, or cannot vote and why."""
    ballots = {each.organisation_id: each for each in motion.ballots.select_related("cast_by")}
    groups = {each.pk: each for each in members}
    labels = results.labels(motion)
    found = []
    for each in motion.electors.select_related("organisation"):
        ballot, group = ballots.get(each.organisation_id), groups.get(each.organisation_id)
        state, why = "waits", ""
        if ballot:
            state = "voted"
        elif each.out_by_interest:
            state, why = "out", "Out by a declared interest"
        elif not each.present:
            state, why = "absent", "Was not here when the vote opened"
        elif group is None or not group.here:
            state, why = "gone", "Has left"
        found.append(
            {
                "organisation": each.organisation_id,
                "name": each.organisation.name,
                "state": state,
                "why": why,
                "label": labels.get(ballot.choice, "") if ballot else "",
                "at": ballot.cast_at if ballot else None,
                "way": ballot.get_way_display() if ballot and ballot.typed_by_id else "",
                "speakers": each.speakers,
            }
        )
    return found
