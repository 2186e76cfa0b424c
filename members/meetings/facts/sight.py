"""What the room's page shows, for one person, in a fixed number of queries (S17, S18)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import FilteredRelation, Q

from consortium.core import clock
from consortium.core.actor import Actor
from consortium.core.prepared import prepared
from members.meetings.models import AgendaItem, Meeting, Motion, Presence
from members.meetings.permissions import can_speak_for, why_not_type
from members.meetings.rules import Quorum
from members.meetings.states import (
    OPEN_MOTIONS,
    VOTING_PARTS,
    Cast,
    ItemState,
    MeetingState,
    MotionState,
    Part,
)
from members.models import Organisation
from members.states import Membership, Role

from . import moments, results, seeing
from .beside import Beside, Chair, Change, Declared, Disagrees, StandingIn, ToDo, Voter, beside

NAMED = {
    Role.REPRESENTATIVE: Part.REPRESENTATIVE,
    Role.SUBSTITUTE: Part.SUBSTITUTE,
    Role.ADVISER: Part.CO_OPTED,
}
OF_A_STAY = tuple(each.name for each in Presence._meta.concrete_fields)


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
    interest: Declared | None = None  # in the item that the meeting is at

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
    changes: list[Change]
    chair: Chair | None
    chair_is_here: bool
    stand_in: StandingIn | None
    candidates: list[Presence]
    interests: list[Declared]
    motion: "Put | None"
    decided: list[Motion]
    recorded: list[ToDo]
    carried: list[ToDo]
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
    objections: list[Disagrees]
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
    """The room for one person; `meeting` is read already. Five queries."""
    items = seeing.agenda(meeting, actor)
    now = next((each for each in items if each.state == ItemState.NOW), None)
    rows = _stays(meeting)
    here = [each for each in rows if each.left_at is None]
    groups, guests = grouped(meeting, here)
    motions = _motions(meeting, actor)
    shown = _shown(motions, now)
    found = beside(meeting, item=now, motion=shown, by=actor)
    out = _out_of(groups, found.interests)
    members = [each for each in groups if each.vote]
    present = {each.pk for each in members if each.here}
    chair, stand_in = found.chair, found.stand_in
    stands_in = meeting.state == MeetingState.OPEN and _is(actor, stand_in)
    own = _own(actor, here, members, out, stands_in=stands_in)
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
        changes=found.changes,
        chair=chair,
        chair_is_here=chair is not None and any(each.user_id == chair.holder_id for each in here),
        stand_in=stand_in,
        candidates=[each for each in here if each.part == Part.REPRESENTATIVE],
        interests=found.interests,
        motion=_put(shown, found, members, own) if shown else None,
        decided=[each for each in motions if each.state == MotionState.CLOSED],
        recorded=found.actions,
        carried=found.carried,
        own=own,
        at=moments.now(),
    )


def _stays(meeting: Meeting) -> list[Presence]:
    """Everybody's stays in the order of arrival, of people and organisations the names alone."""
    rows = meeting.presences.standing().select_related("user", "organisation")
    return list(rows.only(*OF_A_STAY, "user__name", "organisation__name"))


def _out_of(groups: list[Group], interests: list[Declared]) -> set[int]:
    """The members that an interest takes out of the item; each group is told of its own."""
    for group in groups:
        group.interest = next((i for i in interests if i.organisation_id == group.pk), None)
    return {each.organisation_id for each in interests}


def grouped(meeting: Meeting, here: list[Presence]) -> tuple[list[Group], list[Presence]]:
    """Members and co-opted organisations by name with who is named for them, and guests.
    One query."""
    groups: dict[int, Group] = {}
    by_user = {each.user_id: each for each in here if each.user_id}
    for pk, name, standing, role, user_id, user, active in sorted(
        _named(day=meeting.on), key=lambda row: (row[3] or "", row[5] or "", row[4] or 0)
    ):
        group = groups.setdefault(pk, Group(pk, name, standing != Membership.CO_OPTED))
        if not active or group.vote == (role == Role.ADVISER):
            continue
        row = by_user.get(user_id)
        own = row if row and row.organisation_id == pk else None
        group.people.append(Person(user_id, user, NAMED[Role(role)], own))
    named = {person.user_id for group in groups.values() for person in group.people if person.row}
    guests = []
    for each in here:
        if each.user_id in named:
            continue
        at = groups.get(each.organisation_id)
        (at.others if at else guests).append(each)
    shown = [each for each in groups.values() if each.vote or each.people or each.others]
    return sorted(shown, key=lambda each: (not each.vote, each.name)), guests


@prepared  # with every look at the room: the SQL is kept, the rows are read anew
def _named(*, day: date):
    """(id, name, standing; role, user's id and name, account open?) of every organisation on the
    roll of the day with each person who is named for it, or None in their place."""
    in_time = Q(seats__starts__lte=day) & (Q(seats__ends__isnull=True) | Q(seats__ends__gte=day))
    standing = Q(seats__withdrawn_at__isnull=True, seats__role__in=sorted(NAMED))
    return (
        Organisation.objects.on(day)
        .order_by()
        .annotate(named=FilteredRelation("seats", condition=standing & in_time))
        .values_list(
            "pk", "name", "standing",
            "named__role", "named__user_id", "named__user__name", "named__user__is_active",
        )
    )  # fmt: skip


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
    """What was put to the meeting under items that this person reads, in that order."""
    found = meeting.motions.select_related("decision", "item", "mover", "seconder")
    read = [each for each in found.defer("frozen") if seeing.reads(actor, each.item)]
    for each in read:
        each.sentence = results.sentence(each)
    return read


def _shown(motions: list[Motion], now: AgendaItem | None) -> Motion | None:
    """What is before the meeting; failing that, what came last of the item that is on."""
    of_item = [each for each in motions if now and each.item_id == now.pk]
    is_open = next((each for each in motions if each.state in OPEN_MOTIONS), None)
    return is_open or (of_item[-1] if of_item else None)


def _is(actor: Actor, person: StandingIn | None) -> bool:
    return person is not None and person.user_id == actor.user_id


def _own(
    actor: Actor, here: list[Presence], members: list[Group], out: set[int], *, stands_in: bool
) -> Own:
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
        types=why_not_type(actor, stands_in=stands_in) is None,
        row=row,
        organisation_id=actor.organisation_id,
        speaks=speaks,
        may_speak=may,
        out=actor.organisation_id in out,
    )


def _put(motion: Motion, found: Beside, members: list[Group], own: Own) -> Put:
    voted = _voters(motion, found.voters, members)
    mine = next((each for each in voted if each["organisation"] == own.organisation_id), None)
    could = sum(each["state"] in ("voted", "waits", "gone") for each in voted)
    if not motion.opened_at:
        could = sum(each.here and each.interest is None for each in members)
    return Put(motion, found.objections, voted, could, mine, motion.sentence)


def _voters(motion: Motion, electorate: list[Voter], members: list[Group]) -> list[dict]:
    """Each member of the frozen electorate: has voted, waits, or cannot vote and why."""
    here = {each.pk for each in members if each.here}
    labels = results.labels(motion)
    found = []
    for each in electorate:
        state, why = _state(each, here)
        found.append(
            {
                "organisation": each.organisation_id,
                "name": each.name,
                "state": state,
                "why": why,
                "label": labels.get(each.choice, ""),
                "at": each.at,
                "way": Cast(each.way).label if each.typed else "",
            }
        )
    return found


def _state(voter: Voter, here: set[int]) -> tuple[str, str]:
    if voter.way:
        return "voted", ""
    if voter.out:
        return "out", "Out by a declared interest"
    if not voter.present:
        return "absent", "Was not here when the vote opened"
    return ("waits", "") if voter.organisation_id in here else ("gone", "Has left")
