"""Who says they come, whether that makes a quorum, and who was away without a word (R47)."""

from collections.abc import Iterable
from dataclasses import dataclass

from members.meetings.models import Meeting, Presence, Reply
from members.meetings.models.replies import COMES, Answer
from members.meetings.rules import Quorum
from members.meetings.states import MeetingState
from members.models import Organisation, Seat, User
from members.states import Role

from .quorum import room_of

ASKED = (Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.ADVISER)
IN_WORDS = {
    "coming": "Coming in person",
    "remote": "Joining remotely",
    "substitute": "A substitute comes",
    "apologies": "Apologies",
    "none": "No reply yet",
}


@dataclass(frozen=True)
class Asked:
    """One who is asked to come, with what they said. `comes`: for their member, somebody does."""

    user: User
    organisation: Organisation
    role: str
    reply: Reply | None

    @property
    def code(self) -> str:
        return self.reply.answer if self.reply else "none"

    @property
    def words(self) -> str:
        if self.reply and self.reply.substitute:
            return f"{self.reply.substitute.name} comes instead"
        return IN_WORDS[self.code]

    @property
    def comes(self) -> bool:
        return self.code in COMES or self.code == Answer.SUBSTITUTE

    @property
    def role_words(self) -> str:
        return Role(self.role).label


@dataclass(frozen=True)
class Forecast:
    """How many members say that somebody comes for them."""

    members: int
    coming: int
    silent: int

    @property
    def quorum(self) -> Quorum:
        return Quorum(self.members, self.coming)

    @property
    def sentence(self) -> str:
        """As in "4 of 6 coming, quorum 2"."""
        return f"{self.coming} of {self.members} coming, quorum {self.quorum.needed}"


def asked_of(meeting: Meeting) -> list[Asked]:
    """Representatives of the members of that day and co-opted advisers, each with their reply;
    substitutes only where they said something themselves. Two queries."""
    voting = Organisation.objects.voting_on(meeting.on).values("pk")
    seats = Seat.objects.on(meeting.on).filter(user__is_active=True)
    members = seats.filter(role__in=[Role.REPRESENTATIVE, Role.SUBSTITUTE], organisation__in=voting)
    rows = (members | seats.filter(role=Role.ADVISER)).select_related("user", "organisation")
    replies = {
        (each.organisation_id, each.user_id): each
        for each in meeting.replies.select_related("substitute")
    }
    found: dict[tuple[int, int], Asked] = {}
    for seat in sorted(rows, key=_order):
        key = seat.organisation_id, seat.user_id
        reply = replies.get(key)
        if seat.role == Role.SUBSTITUTE and reply is None:
            continue
        found.setdefault(key, Asked(seat.user, seat.organisation, seat.role, reply))
    return list(found.values())


def _order(seat: Seat):
    return seat.role == Role.ADVISER, seat.organisation.name, ASKED.index(Role(seat.role)), seat.pk


def forecast(meeting: Meeting, asked: list[Asked] | None = None) -> Forecast:
    """By member, not by person: whoever of them says so. One query with `asked`, three without."""
    asked = asked_of(meeting) if asked is None else asked
    members = set(Organisation.objects.voting_on(meeting.on).values_list("pk", flat=True))
    said = [each for each in asked if each.organisation.pk in members and each.reply]
    coming = {each.organisation.pk for each in said if each.comes}
    silent = members - {each.organisation.pk for each in said}
    return Forecast(len(members), len(coming), len(silent))


def without_reply(meeting: Meeting) -> list[Asked]:
    """Representatives and advisers who have not said anything, and nobody of their member has."""
    asked = asked_of(meeting)
    said = {each.organisation.pk for each in asked if each.reply}
    return [each for each in asked if each.reply is None and each.organisation.pk not in said]


def substitutes_of(organisations: Iterable[int], meeting: Meeting):
    """Who can come in the place of these members' representatives on that day, by name."""
    seats = Seat.objects.on(meeting.on).filter(
        role=Role.SUBSTITUTE, organisation__in=set(organisations)
    )
    return User.objects.filter(is_active=True, pk__in=seats.values("user_id")).order_by("name")


@dataclass(frozen=True)
class Attendance:
    """How one member stood at a meeting that was held: there, apologies, or absent."""

    organisation_id: int
    name: str
    how: str


def attendance(meeting: Meeting) -> list[Attendance]:
    """Of every member of that day: apologies are one thing, absent without a word another (R47).
    Three queries; nothing before the meeting was held."""
    if meeting.state != MeetingState.HELD:
        return []
    there = set(
        Presence.objects.standing().voting().filter(meeting=meeting)
        .values_list("organisation_id", flat=True)
    )  # fmt: skip
    sorry = set(
        meeting.replies.filter(answer=Answer.APOLOGIES).values_list("organisation_id", flat=True)
    )
    return [Attendance(pk, name, _how(pk, there, sorry)) for pk, name in room_of(meeting).members]


def _how(organisation_id: int, there: set, sorry: set) -> str:
    if organisation_id in there:
        return "there"
    return "apologies" if organisation_id in sorry else "absent"
