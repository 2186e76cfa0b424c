"""Proposals: put to the meeting, agreed by consensus, or voted on (5.5, 10.6, 10.7).

Locks are taken in one order: meeting, then proposal.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from consortium.core import audit
from consortium.core.locks import retried
from consortium.core.workflow import fire
from members.meetings.facts import moments
from members.meetings.facts.decisions import KIND_OF_BUSINESS
from members.meetings.facts.quorum import as_it_was, room_of
from members.meetings.models import AgendaItem, Decision, Meeting, Motion, Objection
from members.meetings.permissions import can_preside
from members.meetings.states import (
    OPEN_MOTIONS,
    Agreed,
    Choice,
    DecisionKind,
    ItemKind,
    ItemState,
    MotionKind,
    MotionState,
    Outcome,
    Route,
)
from members.meetings.workflow.motions import MOTION
from members.models import Organisation, User

from . import deciding
from .checks import cannot_act_for, locked, locked_meeting, not_under_way, refuse_if
from .pulse import beat

AYE_NO = [
    {"key": Choice.FOR.value, "label": Choice.FOR.label},
    {"key": Choice.AGAINST.value, "label": Choice.AGAINST.label},
]


def is_for_or_against(options: Iterable[Mapping]) -> bool:
    """Or are there several to choose from?"""
    return {each["key"] for each in options} == {each["key"] for each in AYE_NO}


# What is decided under an item of a kind; elsewhere whoever puts it may say.
KIND_OF_ITEM = {
    ItemKind.MINUTES: DecisionKind.MINUTES,
    ItemKind.BUSINESS: DecisionKind.BUSINESS,
    ItemKind.PLAN: DecisionKind.PLAN,
    ItemKind.BODY: DecisionKind.BODY,
    ItemKind.ELECTION: DecisionKind.ELECTION,
}


@retried
def put(
    item: AgendaItem,
    *,
    wording: str,
    mover: Organisation | None = None,
    seconder: Organisation | None = None,
    decision_kind: str = "",
    effective_on: date | None = None,
    route: str = "",
    kind: str = MotionKind.DECISION,
    options: Sequence[Mapping[str, str]] = (),
    round: int = 1,
    by,
) -> Motion:
    """Put a proposal to the meeting: "Does anyone disagree?" (10.7, R36, R96).

    What kind of decision it would be follows from the item unless `decision_kind` says it.
    Mover and seconder are optional; how a competition is answered needs its `route` (R99).
    An election brings its `options`, each with "key" and "label", and its `round`.
    """
    meeting, item = locked_meeting(item.meeting_id), _read(item)
    decision_kind = decision_kind or _kind_of(item)
    refuse_if(
        can_preside(by, meeting),
        not_under_way(meeting),
        *_against_putting(meeting, item, wording, decision_kind=decision_kind, route=route),
    )
    motion = Motion.objects.create(
        meeting=meeting, item=item, kind=kind, wording=wording.strip(), mover=mover,
        seconder=seconder, round=round, options=[dict(each) for each in options] or AYE_NO,
        decision_kind=decision_kind, effective_on=effective_on, route=route, mark=item.mark,
        put_at=moments.of(meeting), put_by_id=by.user_id,
    )  # fmt: skip
    after = {"item": item.pk, "kind": kind, "wording": motion.wording, "round": round}
    audit.record("motion.put", motion, after=after, by=by)
    beat(meeting)
    return motion


def _against_putting(
    meeting: Meeting, item: AgendaItem, wording: str, *, decision_kind: str, route: str
) -> list[str]:
    """What stands against this proposal, whoever puts it."""
    quorum = room_of(meeting, item=item).quorum
    return [
        "" if item.state == ItemState.NOW else "The meeting is not at this item. Start it first.",
        "" if wording.strip() else "Write down what is proposed.",
        route_refusal(decision_kind, route),
        "" if quorum.met else f"{quorum.sentence}. Nothing can be decided now.",
        "Another proposal is before the meeting. Settle or withdraw that first."
        if _open_motions(meeting).exists()
        else "",
    ]


@retried
def agree(motion: Motion, *, by) -> Decision:
    """Nobody disagrees: agreed by consensus, with its number in the register (10.7)."""
    meeting, motion = locked(motion)
    refuse_if(not_under_way(meeting))
    room = room_of(meeting, item=motion.item)
    facts = {
        "quorum": room.quorum,
        "objections": motion.objections.filter(withdrawn_at__isnull=True).count(),
    }
    motion.closed_at = moments.of(meeting, since=motion.put_at)
    motion.closed_by_id = by.user_id
    motion.how, motion.outcome = Agreed.CONSENSUS, Outcome.AGREED
    motion.result = as_it_was(room.quorum, room.here - room.out)
    names = ("closed_at", "closed_by_id", "how", "outcome", "result")
    motion = fire(MOTION, motion, "agree", facts=facts, fields=names, by=by)
    decision = deciding.enter(motion, wording=motion.wording, on=meeting.on, by=by)
    deciding.follow(motion, decision, by=by)
    beat(meeting)
    return decision


@retried
def object_to(
    motion: Motion, *, organisation: Organisation, user: User, reason: str, by
) -> Objection:
    """Somebody who may vote disagrees, and says why; typed for them, or by themselves."""
    meeting, motion = locked(motion)
    room = room_of(meeting, item=motion.item)
    refuse_if(
        not_under_way(meeting),
        cannot_act_for(organisation, user, meeting=meeting, by=by),
        "" if reason.strip() else "Say why you disagree.",
        f"{organisation.name} has declared an interest in this item."
        if organisation.pk in room.out
        else "",
        f"Nobody is here who speaks for {organisation.name}."
        if user.pk not in room.speakers.get(organisation.pk, ())
        else "",
        f"{organisation.name} has disagreed already."
        if motion.objections.filter(organisation=organisation, withdrawn_at__isnull=True).exists()
        else "",
    )
    fire(MOTION, motion, "object", by=by)
    made = Objection.objects.create(
        motion=motion,
        organisation=organisation,
        user=user,
        reason=reason.strip(),
        at=moments.of(meeting, since=motion.put_at),
        typed_by_id=by.user_id,
    )
    after = {"motion": motion.pk, "organisation": organisation.pk, "reason": made.reason}
    audit.record("motion.objected", made, after=after, by=by)
    beat(meeting)
    return made


@retried
def withdraw_objection(objection: Objection, *, by) -> Objection:
    """Talked over: the member does not disagree any more. The objection stays on record."""
    meeting, motion = locked(objection.motion)
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    refuse_if(
        cannot_act_for(objection.organisation, objection.user, meeting=meeting, by=by),
        "" if motion.state == MotionState.OBJECTED else "The proposal is settled or voted on.",
        "This objection was withdrawn before." if objection.withdrawn_at else "",
    )
    objection.withdrawn_at = moments.of(meeting, since=objection.at)
    objection.save(update_fields=["withdrawn_at"])
    audit.record("motion.objection_withdrawn", objection, by=by)
    beat(meeting)
    return objection


@retried
def withdraw(motion: Motion, *, why: str, by) -> Motion:
    """The proposal is not pursued. A vote that is open is closed, not withdrawn."""
    meeting, motion = locked(motion)
    motion.withdrawn_why = why.strip()[:300]
    motion = fire(MOTION, motion, "withdraw", reason=why, fields=["withdrawn_why"], by=by)
    beat(meeting)
    return motion


def route_refusal(decision_kind: str, route: str) -> str:
    """Why a kind of decision cannot have that route, or lacks one (R99)."""
    if decision_kind == DecisionKind.GATE:
        return "" if route in Route.values else "Choose how the competition is answered (10.8)."
    return "Only how a competition is answered has a route." if route else ""


def _read(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.select_related("business").get(pk=item.pk)


def _kind_of(item: AgendaItem) -> str:
    """What is decided under an item: as its business asks, else as items of its kind do."""
    asked = KIND_OF_BUSINESS.get(item.business.kind) if item.business else None
    return asked or KIND_OF_ITEM.get(ItemKind(item.kind), DecisionKind.GENERAL)


def _open_motions(meeting: Meeting):
    return meeting.motions.filter(state__in=sorted(OPEN_MOTIONS))
