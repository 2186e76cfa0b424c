"""Votes: opened with a frozen electorate, cast once a member, counted when they close (5.5).

Locks are taken in one order: meeting, then proposal.
"""

import secrets
from collections.abc import Mapping

from django.db import IntegrityError, transaction

from consortium.core import audit
from consortium.core.locks import retried
from consortium.core.periods import LONDON
from consortium.core.workflow import Refused, fire
from members.meetings.facts import moments
from members.meetings.facts.quorum import Room, as_it_was, room_of
from members.meetings.facts.votes import tally
from members.meetings.models import (
    Ballot,
    Elector,
    Meeting,
    Motion,
    Presence,
    Slip,
)
from members.meetings.permissions import can_preside, can_speak_for, can_type
from members.meetings.rules import (
    MAJORITY,
    MOST_VOTES,
    Rule,
    canonical,
    fingerprint,
)
from members.meetings.states import (
    Agreed,
    Cast,
    Choice,
    MotionKind,
    MotionState,
    Outcome,
    Part,
)
from members.meetings.workflow.motions import MOTION
from members.models import Organisation, User

from . import deciding
from .checks import locked, not_under_way, refuse_if
from .motions import is_for_or_against
from .pulse import beat
from .room import carry

NO_QUORUM = "There was no quorum when the vote closed."


@retried
def open_vote(motion: Motion, *, rule: Rule | None = None, secret: bool = False, by) -> Motion:
    """Freeze rule, options and electorate with their hash, and let the members vote (GV3).

    Who is here now may vote; who comes later may not, and who leaves cannot any more. An
    election with several names goes by the most votes, everything else by a majority (A8).
    """
    meeting, motion = locked(motion)
    refuse_if(not_under_way(meeting))
    room = room_of(meeting, item=motion.item)
    several = motion.kind == MotionKind.ELECTION and not is_for_or_against(motion.options)
    rule = rule or (MOST_VOTES if several else MAJORITY)
    motion.secret, motion.opened_by_id = secret, by.user_id
    motion.opened_at = moments.of(meeting, since=motion.put_at)
    motion.frozen = canonical(frozen_facts(motion, room, rule=rule))
    motion.frozen_sha256 = fingerprint(motion.frozen)
    facts = {"quorum": room.quorum, "electors": len(room.here - room.out)}
    names = ("secret", "opened_at", "opened_by_id", "frozen", "frozen_sha256")
    motion = fire(MOTION, motion, "open", facts=facts, fields=names, by=by)
    freeze_electors(motion, room)
    beat(meeting)
    return motion


def frozen_facts(motion: Motion, room: Room, *, rule: Rule) -> dict:
    """What is fixed while the vote is open. People stand as their ids (D3)."""
    return {
        "motion": motion.pk,
        "wording": motion.wording,
        "kind": motion.kind,
        "round": motion.round,
        "secret": motion.secret,
        "options": motion.options,
        "rule": rule.as_json(),
        "opened_at": motion.opened_at.isoformat(),
        "quorum": {"members": len(room.members), "needed": room.quorum.needed},
        "electorate": [
            {
                "organisation": pk,
                "name": name,
                "present": pk in room.here,
                "out": pk in room.out,
                "speakers": list(room.speakers.get(pk, ())),
            }
            for pk, name in room.members
        ],
    }


def freeze_electors(motion: Motion, room: Room) -> None:
    """A row for each member, as it is frozen; and the blank slips of a secret vote."""
    rows = [
        Elector(
            motion=motion,
            organisation_id=pk,
            present=pk in room.here,
            out_by_interest=pk in room.out,
            may_vote=pk in room.here - room.out,
            speakers=list(room.speakers.get(pk, ())),
        )
        for pk, _ in room.members
    ]
    Elector.objects.bulk_create(rows)
    if motion.secret:
        may = sum(each.may_vote for each in rows)
        Slip.objects.bulk_create([Slip(motion=motion) for _ in range(may)])


@retried
def cast(
    motion: Motion,
    *,
    organisation: Organisation,
    user: User,
    choice: str,
    way: str = Cast.SELF,
    by,
) -> Ballot:
    """One member's vote: it is cast once and stands (GV1, GV7; model.md).

    By its representative, or by a substitute who was here when the vote opened while the
    representative is not. Typed from a show of hands or from paper by who may type; in a
    secret vote everybody votes for themselves, or all paper slips are typed together.
    """
    meeting, motion = locked(motion)
    refuse_if(_cannot_cast(organisation, user, motion=motion, meeting=meeting, way=way, by=by))
    if before := motion.ballots.filter(organisation=organisation).first():
        raise Refused(_voted_already(before))
    refuse_if(
        _closed(motion),
        _not_in_the_electorate(motion, organisation),
        _not_its_voice(motion, organisation, user, meeting=meeting),
        "" if choice in _choices(motion) else "Choose one of the answers.",
    )
    try:
        with transaction.atomic():
            ballot = _write(motion, organisation, user, choice=choice, way=way, by=by)
    except IntegrityError as error:
        raise Refused("This vote could not be taken. Look at the page again.") from error
    beat(meeting)
    return ballot


@retried
def type_slips(
    motion: Motion, *, voters: Mapping[Organisation, User], counts: Mapping[str, int], by
) -> Motion:
    """A secret vote that was taken on paper: who put a slip in, and how many slips say what."""
    meeting, motion = locked(motion)
    asked = sum(counts.values())
    refuse_if(
        can_type(by, meeting),
        _closed(motion),
        "" if motion.secret else "Only the slips of a secret vote are typed together.",
        "Votes are in already. Type slips only where nobody has voted on a screen."
        if motion.ballots.exists()
        else "",
        f"{len(voters)} members put in a slip, and {asked} slips were counted. Count them again."
        if asked != len(voters)
        else "",
        "Enter how many slips say what: for answers of this vote, and none below nought."
        if set(counts) - set(_choices(motion)) or min(counts.values(), default=0) < 0
        else "",
        *(_not_in_the_electorate(motion, each) for each in voters),
    )
    choices = [key for key in sorted(counts) for _ in range(counts[key])]
    for (organisation, user), choice in zip(voters.items(), choices, strict=True):
        _write(motion, organisation, user, choice=choice, way=Cast.PAPER, by=by)
    beat(meeting)
    return motion


@retried
def close_vote(motion: Motion, *, by) -> Motion:
    """Count, with the quorum of this moment (GV4); asked again, the same result (GV6).

    Agreed, it enters the register; without a quorum there is no decision and the item is
    carried over.
    """
    meeting, motion = locked(motion)
    if motion.state == MotionState.CLOSED and motion.opened_at:
        refuse_if(can_preside(by, meeting))
        return motion
    if motion.state != MotionState.VOTING:
        raise Refused(MOTION.reasons(motion, "close", by))
    if motion.secret:
        _shuffle(motion)
    counted, quorum, counting = tally(motion, meeting)
    motion.closed_at = moments.of(meeting, since=motion.opened_at)
    motion.closed_by_id = by.user_id
    motion.how, motion.outcome, motion.chosen = Agreed.VOTE, counted.outcome, counted.chosen
    motion.result = {**counted.as_json(), **as_it_was(quorum, counting)}
    names = ("closed_at", "closed_by_id", "how", "outcome", "chosen", "result")
    motion = fire(MOTION, motion, "close", fields=names, by=by)
    _settle(motion, meeting, by=by)
    beat(meeting)
    return motion


def _shuffle(motion: Motion) -> None:
    """Every slip anew, in one go and by chance: rows keep which transaction wrote them."""
    choices = list(motion.slips.values_list("choice", flat=True))
    secrets.SystemRandom().shuffle(choices)
    motion.slips.all().delete()
    Slip.objects.bulk_create([Slip(motion=motion, choice=choice) for choice in choices])


def _settle(motion: Motion, meeting: Meeting, *, by) -> None:
    if motion.outcome == Outcome.INQUORATE:
        at = motion.closed_at.astimezone(LONDON).time() if meeting.from_paper else None
        carry(motion.item, why=NO_QUORUM, at=at, by=by)
        return
    decision = None
    if motion.outcome in (Outcome.AGREED, Outcome.CHOSEN):
        chosen = next((o["label"] for o in motion.options if o["key"] == motion.chosen), "")
        wording = f"{motion.wording}: {chosen}" if motion.chosen else motion.wording
        decision = deciding.enter(motion, wording=wording, on=meeting.on, by=by)
    deciding.follow(motion, decision, by=by)


def _write(motion, organisation, user, *, choice: str, way: str, by) -> Ballot:
    secret = motion.secret
    ballot = Ballot.objects.create(
        motion=motion,
        organisation=organisation,
        choice="" if secret else choice,
        cast_by=user,
        cast_at=None if secret else moments.of(motion.meeting, since=motion.opened_at),
        way=way,
        typed_by_id=by.user_id if way != Cast.SELF else None,
    )
    if secret:
        slip = motion.slips.select_for_update().filter(choice="").order_by("?").first()
        slip.choice = choice
        slip.save(update_fields=["choice"])
    after = {"motion": motion.pk, "organisation": organisation.pk, "way": way}
    after |= {} if secret else {"choice": choice}
    audit.record("motion.voted", ballot, after=after, by=by)
    return ballot


def _choices(motion: Motion) -> tuple[str, ...]:
    return (*(each["key"] for each in motion.options), Choice.ABSTAIN.value)


def _closed(motion: Motion) -> str:
    if motion.state == MotionState.VOTING:
        return ""
    if motion.closed_at:
        at = motion.closed_at.astimezone(LONDON)
        return f"This vote closed at {at:%H:%M}. A vote that comes later does not count."
    return "The vote is not open."


def _voted_already(ballot: Ballot) -> str:
    at = f" at {ballot.cast_at.astimezone(LONDON):%H:%M}" if ballot.cast_at else ""
    return f"{ballot.organisation.name} has voted already{at}. A vote that is cast stands."


def _not_in_the_electorate(motion: Motion, organisation: Organisation) -> str:
    elector = motion.electors.filter(organisation=organisation).first()
    if elector is None:
        return f"{organisation.name} has no vote in this."
    if elector.out_by_interest:
        return f"{organisation.name} has declared an interest in this item, and does not vote."
    if not elector.present:
        return f"Nobody was here for {organisation.name} when the vote opened."
    return ""


def _cannot_cast(organisation, user, *, motion, meeting, way, by) -> str:
    if way == Cast.SELF:
        itself = "" if by.user_id == user.pk else "Nobody can vote in another person's place."
        return can_speak_for(by, organisation.pk) or itself
    if motion.secret:
        return "In a secret vote everybody votes for themselves."
    return can_type(by, meeting) or ""


def _not_its_voice(motion, organisation, user, *, meeting) -> str:
    """The representative who is here; in their absence a substitute who was when it opened."""
    here = Presence.objects.now().voting().filter(meeting=meeting, organisation=organisation)
    parts = dict(here.values_list("user_id", "part"))
    if user.pk not in parts:
        return "Only somebody who is at the meeting for this member can vote for it."
    if parts[user.pk] == Part.REPRESENTATIVE:
        return ""
    if Part.REPRESENTATIVE in parts.values():
        return "The representative is here, and votes for this member."
    elector = motion.electors.filter(organisation=organisation).first()
    if elector is None or user.pk not in elector.speakers:
        return "A substitute votes only if they were here when the vote opened."
    return ""
