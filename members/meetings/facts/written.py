"""Proposals in writing: who can answer, who has, and what goes to the next meeting (A19, GV13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast as AsType

from consortium.core import clock
from consortium.core.audit import kind_and_id
from consortium.core.days import long_day
from consortium.core.workingdays import day_sent
from members.meetings.models import (
    AgendaItem,
    Elector,
    Meeting,
    MeetingSettings,
    Motion,
    WrittenProposal,
)
from members.meetings.permissions_marks import decisions_read_by
from members.meetings.rules import Count, Quorum
from members.meetings.rules_written import earliest_closing, quorum_of
from members.meetings.states import (
    Cast,
    ItemKind,
    ItemState,
    Mark,
    MotionState,
    Outcome,
    Purpose,
)
from members.models import Organisation, Seat, User
from members.states import Role

from . import moments, results
from .quorum import Room
from .votes import recount
from .waiting import Brought, brings

OPEN_MARKS = (Mark.PUBLIC, Mark.MEETING)
SPEAK = (Role.REPRESENTATIVE, Role.SUBSTITUTE)


def readable(actor) -> QuerySet[WrittenProposal]:
    """Proposals in writing that this hat may read, the newest first."""
    found = WrittenProposal.objects.filter(motion__mark__in=decisions_read_by(actor))
    found = found.select_related("motion__decision", "file", "allowed_by")
    return found.prefetch_related("motion__objections__organisation")


def electorate(day: date, *, out: Iterable[int] = ()) -> Room:
    """All full members of the day, as a room in which every one of them is: who can answer for
    each, and which of them a declared interest takes out. Two queries."""
    members = Organisation.objects.voting_on(day).order_by("name")
    rows = tuple(members.values_list("pk", "name"))
    speakers: dict[int, tuple[int, ...]] = {pk: () for pk, _ in rows}
    seats = Seat.objects.on(day).filter(
        role__in=SPEAK, organisation__in=list(speakers), user__is_active=True
    )
    for organisation, user in seats.order_by("pk").values_list("organisation_id", "user_id"):
        if user not in speakers[organisation]:
            speakers[organisation] = (*speakers[organisation], user)
    return Room(rows, speakers, frozenset(out))


def tally(motion: Motion) -> tuple[Count, Quorum, set[int]]:
    """The count as it would be now, its quorum, and the members that make it: those that have
    answered. A member that has resigned since is counted as it stood when it was sent."""
    electors = list(motion.electors.order_by("organisation_id"))
    answered = set(motion.ballots.values_list("organisation_id", flat=True))
    counting = {each.organisation_id for each in electors if each.may_vote} & answered
    quorum = quorum_of(members=len(electors), answered=len(counting))
    return recount(motion, electors=electors, quorate=quorum.met), quorum, counting


def voices(electors: Iterable[Elector], day: date) -> dict[int, list[User]]:
    """Who can answer on `day` for each member, by its id: the representative of that day, and a
    substitute who was named when it was sent (GV7). One query."""
    frozen = {each.organisation_id: set(each.speakers) for each in electors}
    seats = Seat.objects.on(day).filter(
        role__in=SPEAK, organisation__in=list(frozen), user__is_active=True
    )
    found: dict[int, list[User]] = {pk: [] for pk in frozen}
    for seat in seats.select_related("user").order_by("role", "pk"):
        here = found[seat.organisation_id]
        named = seat.role == Role.REPRESENTATIVE or seat.user_id in frozen[seat.organisation_id]
        if named and seat.user not in here:
            here.append(seat.user)
    return found


def silent(motion: Motion) -> list[Elector]:
    """The members that can answer and have not. One query."""
    said = motion.ballots.values("organisation_id")
    may = motion.electors.filter(may_vote=True).exclude(organisation_id__in=said)
    return list(may.select_related("organisation"))


def is_over(written: WrittenProposal) -> bool:
    """The closing day has gone by."""
    return clock.today() > written.closes_on


def can_close(written: WrittenProposal) -> bool:
    return is_over(written) or not silent(written.motion)


def state_of(written: WrittenProposal) -> str:
    """A word for how it stands. One query where it was withdrawn."""
    motion = written.motion
    if motion.state == MotionState.CLOSED:
        return motion.outcome
    if motion.state == MotionState.WITHDRAWN:
        return "to_meeting" if motion.objections.all() else "withdrawn"
    return "open"


def sent_day(settled: MeetingSettings) -> date:
    """The day that counts as that of sending, now: after the cut-off it is the next one (A4)."""
    return max(clock.today(), day_sent(moments.now(), cutoff=settled.cut_off))


def first_closing(settled: MeetingSettings) -> date:
    """The first closing day for what is sent now."""
    return earliest_closing(sent_day(settled), settled.written_days)


@dataclass(frozen=True)
class Line:
    """One member in the electorate: `answer` is empty as long as nobody may know it."""

    name: str
    answer: str
    how: str


def lines(motion: Motion) -> list[Line]:
    """Each member with what it answered. While it is open: only whether it has. Three queries."""
    words, ballots = (
        results.labels(motion),
        {each.organisation_id: each for each in motion.ballots.select_related("organisation")},
    )
    asked = {each.organisation_id for each in motion.objections.all()}
    silent_word = "No answer yet" if motion.state == MotionState.VOTING else "Did not answer"
    found = []
    for each in motion.electors.select_related("organisation"):
        ballot = ballots.get(each.organisation_id)
        said, how = silent_word, ""
        if each.out_by_interest:
            said = "Out by a declared interest"
        elif each.organisation_id in asked:
            said = "Asks for a meeting"
        elif ballot is not None:
            said = _said(motion, words.get(ballot.choice, ballot.choice))
            how = "" if ballot.way == Cast.SELF else ballot.get_way_display()
        found.append(Line(each.organisation.name, said, how))
    return found


def _said(motion: Motion, choice: str) -> str:
    """The choice itself only where it was counted."""
    if motion.state == MotionState.CLOSED:
        return choice
    return "Has answered" if motion.state == MotionState.VOTING else "Had answered"


def item_of(written: WrittenProposal) -> AgendaItem | None:
    """Where a meeting takes it up instead; the latest. One query."""
    kind, pk = kind_and_id(written)
    found = AgendaItem.objects.standing().filter(about_kind=kind, about_id=pk)
    found = found.exclude(kind=ItemKind.WRITTEN).select_related("meeting")
    return found.order_by("-meeting__on", "-pk").first()


def own_answer(motion: Motion, organisation_id: int | None):
    """What this member has answered, None while it has not."""
    return motion.ballots.filter(organisation_id=organisation_id).select_related("cast_by").first()


def unanswered(organisation_id: int | None, today: date):
    """Open proposals that this member can answer and has not."""
    here = Elector.objects.filter(
        motion=OuterRef("motion"), organisation_id=organisation_id, may_vote=True
    )
    found = WrittenProposal.objects.open().filter(Exists(here), closes_on__gte=today)
    return found.exclude(motion__ballots__organisation_id=organisation_id)


def to_discuss():
    """What a meeting has to settle in the place of the writing: somebody asked for it, or too few
    answered; as long as it stands on no agenda."""
    kind, _ = kind_and_id(WrittenProposal(pk=0))
    there = AgendaItem.objects.filter(
        about_kind=kind, about_id=AsType(OuterRef("pk"), CharField()), kind=ItemKind.GENERAL
    ).exclude(state=ItemState.WITHDRAWN)
    asked = Q(motion__state=MotionState.WITHDRAWN, motion__objections__isnull=False)
    few = Q(motion__state=MotionState.CLOSED, motion__outcome=Outcome.INQUORATE)
    found = WrittenProposal.objects.filter(asked | few).exclude(Exists(there)).distinct()
    return found.select_related("motion").order_by("opens_on", "pk")


@brings
def for_the_next_meeting(meeting: Meeting) -> list[Brought]:
    """At once, without anybody's doing: members were told that it would be talked over."""
    return [
        Brought(
            kind=ItemKind.GENERAL,
            title=f"Put in writing before: {each.motion.wording}"[:160],
            about=each,
            text=why_here(each),
            purpose=Purpose.DECIDE,
            at_once=True,
            mark=Mark(each.motion.mark),
        )
        for each in to_discuss()
    ]


def why_here(written: WrittenProposal) -> str:
    """Wording, background and what stood against settling it in writing."""
    motion = written.motion
    parts = [motion.wording, written.background]
    parts += [
        f"{each.organisation.name} asks for a meeting: {each.reason}"
        for each in motion.objections.select_related("organisation")
    ]
    if motion.outcome == Outcome.INQUORATE:
        parts.append(f"In writing: {results.sentence(motion)}.")
    return "\n".join(part for part in parts if part)


@brings
def to_note(meeting: Meeting) -> list[Brought]:
    """One item for all that was settled in writing; "about" the oldest, which stays the same
    until the meeting has noted it."""
    found = list(WrittenProposal.objects.to_note().select_related("motion__decision"))
    if not found:
        return []
    return [
        Brought(
            kind=ItemKind.WRITTEN,
            title="Decisions taken in writing since the last meeting",
            about=found[0],
            text="\n".join(settled(each) for each in found),
            minutes=5,
            purpose=Purpose.NOTE,
        )
    ]


def settled(written: WrittenProposal) -> str:
    """As in "Decision 3 of 2026/27: We buy a van. 3 for, 1 against, …: agreed"; what is not for
    everybody at a meeting without its words."""
    decision = getattr(written.motion, "decision", None)
    head = f"{decision.reference}: " if decision else ""
    if written.motion.mark not in OPEN_MARKS:
        return f"{head}Not for everybody at a meeting: look it up in the register."
    return f"{head}{written.motion.wording} {results.sentence(written.motion)}."


def noted_at(meeting: Meeting) -> list[dict]:
    """What a meeting noted, for its minutes. One query."""
    rows = meeting.written_noted.select_related("motion__decision").order_by("closes_on", "pk")
    return [
        {
            "decision": each.motion.decision.reference if hasattr(each.motion, "decision") else "",
            "wording": each.motion.wording,
            "result": results.sentence(each.motion),
            "until": long_day(each.closes_on),
            "fingerprint": each.motion.frozen_sha256,
        }
        for each in rows.filter(motion__mark__in=OPEN_MARKS)
    ]
