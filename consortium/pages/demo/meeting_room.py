"""What happened at the meetings of the past, minute by minute, told by the verbs of the room."""

from datetime import date, datetime, time

from consortium.core.periods import LONDON
from members.meetings.actions import (
    agenda,
    interests,
    minutes,
    motions,
    presence,
    room,
    stand_in,
    voting,
)
from members.meetings.facts.moments import told
from members.meetings.models import AgendaItem, Meeting, Motion
from members.meetings.states import Cast, ItemState, Mode, Part
from members.models import Organisation, User

from . import meeting_after, meeting_decisions, office
from .cast import BY_KEY, CHAIR, acting
from .facts import read
from .meeting import SECRETARY, meeting_on


def planned() -> None:
    """The items of those meetings, before their agendas go out."""
    for each in read("meeting_room")["meetings"]:
        office.on(date.fromisoformat(each["planned"]))
        meeting = meeting_on(date.fromisoformat(each["on"]))
        for item in each["items"]:
            agenda.add_item(meeting, by=acting(SECRETARY), **item)


def held() -> None:
    """On time with all members, with a stand-in for the chair, and without a quorum; and what
    became of their decisions before the next one."""
    for each in read("meeting_room")["meetings"]:
        day = date.fromisoformat(each["on"])
        office.on(day)
        meeting = Told(meeting_on(day))
        for at, verb, *words in each["room"]:
            with told(datetime.combine(day, time.fromisoformat(at), LONDON)):
                getattr(meeting, verb)(*words)
        for told_of in each.get("since", ()):
            facts = dict(told_of)
            office.on(date.fromisoformat(facts.pop("on")))
            meeting_decisions.tell(facts.pop("kind"), facts.pop("about"), **facts)
        meeting_after.told(day)


class Told:
    """A meeting, with the verbs as the story names them."""

    def __init__(self, meeting: Meeting):
        self.meeting = meeting

    @property
    def by(self):
        return acting(SECRETARY)

    @property
    def chair(self):
        return acting(CHAIR, "chair")

    @property
    def now(self) -> AgendaItem:
        return self.meeting.items.get(state=ItemState.NOW)

    @property
    def motion(self) -> Motion:
        return self.meeting.motions.order_by("-pk").first()

    def here(self, key: str, mode: str = Mode.ROOM) -> None:
        hat = "office" if key == SECRETARY else "member"
        presence.check_in(self.meeting, mode=mode, by=acting(key, hat))

    substitute = here

    def remote(self, key: str) -> None:
        self.here(key, Mode.REMOTE)

    def arrive(self, key: str) -> None:
        """Ticked by the secretariat."""
        presence.arrive(
            self.meeting, user=_user(key), organisation=_organisation(key),
            part=Part.REPRESENTATIVE, by=self.by,
        )  # fmt: skip

    def guest(self, name: str) -> None:
        presence.arrive(self.meeting, name=name, part=Part.GUEST, by=self.by)

    def leave(self, key: str) -> None:
        row = self.meeting.presences.now().get(user=_user(key))
        presence.leave(row, by=acting(key, "member"))

    def begin(self) -> None:
        self.meeting = room.begin(self.meeting, by=self.by)

    def end(self) -> None:
        room.end(self.meeting, by=self.by)

    def stand_in(self, key: str) -> None:
        stand_in.appoint(self.meeting, user=_user(key), by=self.by)

    def take_over(self) -> None:
        stand_in.take_over(self.meeting, by=self.chair)

    def start(self, title: str) -> None:
        room.start(self.meeting.items.standing().get(title__icontains=title), by=self.by)

    def finish(self) -> None:
        room.finish(self.now, by=self.by)

    def carry(self, why: str) -> None:
        room.carry(self.now, why=why, by=self.by)

    def notes(self, words: str) -> None:
        room.take_notes(self.now, notes=words, by=self.by)

    def interest(self, key: str, what: str) -> None:
        interests.declare(
            self.now, organisation=_organisation(key), user=_user(key), what=what,
            by=acting(key, "member"),
        )  # fmt: skip

    def put(self, wording: str, mover: str = "", seconder: str = "") -> None:
        named = {slug: Organisation.objects.get(slug=slug) for slug in (mover, seconder) if slug}
        motions.put(
            self.now, wording=wording, mover=named.get(mover), seconder=named.get(seconder),
            by=self.by,
        )  # fmt: skip

    def route(self, wording: str, route: str) -> None:
        """How an open competition is answered (10.8)."""
        motions.put(self.now, wording=wording, route=route, by=self.by)

    def put_minutes(self) -> None:
        """As the item proposes it."""
        kind = minutes.decision_kind(self.now)
        motions.put(self.now, wording=self.now.text, decision_kind=kind, by=self.by)

    def agree(self) -> None:
        motions.agree(self.motion, by=self.by)

    def object(self, key: str, reason: str) -> None:
        motions.object_to(
            self.motion, organisation=_organisation(key), user=_user(key), reason=reason,
            by=acting(key, "member"),
        )  # fmt: skip

    def vote(self) -> None:
        voting.open_vote(self.motion, by=self.chair)

    def cast(self, key: str, choice: str) -> None:
        self._cast(key, choice, way=Cast.SELF, by=acting(key, "member"))

    def hands(self, key: str, choice: str) -> None:
        self._cast(key, choice, way=Cast.HANDS, by=self.by)

    def _cast(self, key: str, choice: str, *, way: str, by) -> None:
        voting.cast(
            self.motion, organisation=_organisation(key), user=_user(key), choice=choice, way=way,
            by=by,
        )  # fmt: skip

    def close(self) -> None:
        voting.close_vote(self.motion, by=self.chair)


def _user(key: str) -> User:
    return User.objects.get(email=BY_KEY[key].email)


def _organisation(key: str) -> Organisation:
    return Organisation.objects.get(slug=BY_KEY[key].organisation)
