"""A proposal in writing between meetings: sent, closed, withdrawn (A19, GV13).

Locks: the proposal; then what a decision or the next agenda locks.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.core.files.uploadedfile import UploadedFile

from consortium.core import audit, clock, due, files
from consortium.core.days import long_day
from consortium.core.locks import retried
from consortium.core.periods import LONDON
from consortium.core.workflow import fire
from consortium.core.workingdays import add_working_days
from members.meetings.facts import moments
from members.meetings.facts import written as facts
from members.meetings.facts.quorum import Room, as_it_was
from members.meetings.models import MeetingSettings, Motion, WrittenProposal
from members.meetings.notices import written as notices
from members.meetings.permissions_written import can_put_in_writing
from members.meetings.rules import canonical, fingerprint
from members.meetings.rules_written import KINDS, RULES, against_closing, quorum_of
from members.meetings.states import Agreed, DecisionKind, Mark, MotionState, Outcome
from members.meetings.workflow.written import WRITTEN
from members.models import Organisation

from . import deciding
from .checks import refuse_if
from .motions import AYE_NO, route_refusal
from .taken import bring_next
from .voting import freeze_electors, frozen_facts

SOON, CLOSES = "written.closes_soon", "written.closes"
SOON_DAYS = 2
OFF = "The consortium has not allowed written decisions. Only a meeting decides (10.7)."


@retried
def send(
    *, wording: str, closes_on: date | None, background: str = "",
    upload: UploadedFile | None = None, rule: str = "", decision_kind: str = DecisionKind.GENERAL,
    route: str = "", mark: str = Mark.MEETING, out: Iterable[Organisation] = (),
    interest: str = "", by,
) -> WrittenProposal:  # fmt: skip
    """Put a proposal to all members in writing. Rule, words and electorate, which is every full
    member of today, are frozen with their hash as in a meeting (GV3, GV13).

    `rule`: the name of one of `rules_written.RULES`, or the usual one. `out`: members that a
    declared interest keeps out, `interest` says which. `FileRefused` says why a file cannot be
    taken.
    """
    settled = MeetingSettings.objects.select_for_update().first()
    room = facts.electorate(clock.today(), out=[each.pk for each in out])
    refuse_if(
        can_put_in_writing(by),
        "" if settled and settled.written_allowed else OFF,
        "" if wording.strip() else "Write down what is proposed.",
        "" if not rule or rule in RULES else "Choose how the answers are counted.",
        "" if decision_kind in KINDS else "This is decided at a meeting.",
        "" if mark in (Mark.PUBLIC, Mark.MEETING, Mark.MEMBERS) else "Choose who may read it.",
        route_refusal(decision_kind, route),
        _against_interest(room, interest),
        against_closing(facts.sent_day(settled), closes_on, settled.written_days)
        if settled
        else "",
    )
    motion = _put(wording=wording, decision_kind=decision_kind, route=route, mark=mark, by=by)
    written = WrittenProposal(
        motion=motion, background=background.strip(), interest=interest.strip(),
        opens_on=clock.today(), closes_on=closes_on, closes_at=_end_of(closes_on),
        allowed_by_id=settled.written_decision_id,
    )  # fmt: skip
    if upload is not None:
        written.file = files.receive(
            upload, owner=motion, organisation_id=by.organisation_id, by=by
        )
    written.save(force_insert=True)
    _open(motion, written, room, rule=rule, by=by)
    _plan(written)
    notices.sent(written, facts.voices(motion.electors.all(), clock.today()), by=by)
    return written


def _against_interest(room: Room, interest: str) -> str:
    if room.out - {pk for pk, _ in room.members}:
        return "Only a full member of today has an interest to declare here."
    if bool(room.out) != bool(interest.strip()):
        return "Name the members that have an interest, and say what it is."
    return ""


def _end_of(day: date) -> datetime:
    """Midnight in London after the closing day."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=LONDON)


def _put(*, wording: str, decision_kind: str, route: str, mark: str, by) -> Motion:
    motion = Motion.objects.create(
        meeting=None, item=None, wording=wording.strip(), options=AYE_NO,
        decision_kind=decision_kind, route=route, mark=mark, put_at=moments.now(),
        put_by_id=by.user_id,
    )  # fmt: skip
    audit.record("motion.put", motion, after={"in_writing": True, "wording": motion.wording}, by=by)
    return motion


def _open(motion: Motion, written: WrittenProposal, room: Room, *, rule: str, by) -> None:
    motion.opened_at, motion.opened_by_id = moments.now(), by.user_id
    frozen = frozen_facts(motion, room, rule=RULES.get(rule) or next(iter(RULES.values())))
    frozen |= {"in_writing": True, "closes_on": written.closes_on.isoformat()}
    motion.frozen = canonical(frozen)
    motion.frozen_sha256 = fingerprint(motion.frozen)
    able = len(room.here - room.out)
    enough = quorum_of(members=len(room.members), answered=able).met
    names = ("opened_at", "opened_by_id", "frozen", "frozen_sha256")
    found = fire(
        WRITTEN, motion, "send", facts={"electors": able, "enough": enough}, fields=names, by=by
    )
    freeze_electors(found, room)
    after = {"motion": found.pk, "closes_on": written.closes_on, "sha256": found.frozen_sha256}
    audit.record("written.sent", written, after=after, by=by)
    written.motion = found


def _plan(written: WrittenProposal) -> None:
    soon = add_working_days(written.closes_on, -SOON_DAYS)
    if soon <= written.opens_on:
        soon = add_working_days(written.closes_on, -1)
    if soon > written.opens_on:
        due.plan(SOON, written, soon)
    due.plan(CLOSES, written, written.closes_on + timedelta(days=1))


def locked(written: WrittenProposal) -> tuple[WrittenProposal, Motion]:
    """The proposal in writing and its vote, read anew; the vote under its lock."""
    motion = Motion.objects.select_for_update().get(pk=written.motion_id)
    found = WrittenProposal.objects.get(pk=written.pk)
    found.motion = motion
    return found, motion


@retried
def close(written: WrittenProposal, *, by) -> Motion:
    """Count the answers after the closing day, or once all have answered; asked again, the same
    result (GV6). Agreed, it enters the register; without a quorum it goes to a meeting (GV4)."""
    found, motion = locked(written)
    if motion.state == MotionState.CLOSED:
        return motion
    counted, quorum, counting = facts.tally(motion)
    motion.closed_at, motion.closed_by_id = moments.now(), by.user_id
    motion.how, motion.outcome = Agreed.WRITTEN, counted.outcome
    motion.result = {**counted.as_json(), **as_it_was(quorum, counting)}
    names = ("closed_at", "closed_by_id", "how", "outcome", "result")
    over = {"over": facts.can_close(found)}
    motion = fire(WRITTEN, motion, "close", facts=over, fields=names, by=by)
    found.motion = motion
    _settle(found, by=by)
    return motion


def _settle(written: WrittenProposal, *, by) -> None:
    motion, decision = written.motion, None
    if motion.outcome == Outcome.AGREED:
        on = min(clock.today(), written.closes_on)
        decision = deciding.enter(motion, wording=motion.wording, on=on, by=by)
    if motion.outcome != Outcome.INQUORATE:
        deciding.follow(motion, decision, by=by)
    meeting = _no_more(written, by=by)
    notices.closed(written, decision, meeting, by=by)


def _no_more(written: WrittenProposal, *, by):
    """Nobody is reminded any more; the next agenda takes in what is for a meeting."""
    due.cancel([SOON, CLOSES], written)
    return bring_next(by=by)


@retried
def withdraw(written: WrittenProposal, *, why: str, by) -> Motion:
    """Not pursued, by who put it. Answers that are in stay on record, and decide nothing."""
    found, motion = locked(written)
    motion.withdrawn_why = why.strip()[:300]
    motion = fire(WRITTEN, motion, "withdraw", reason=why, fields=["withdrawn_why"], by=by)
    found.motion = motion
    due.cancel([SOON, CLOSES], found)
    notices.withdrawn(found, by=by)
    return motion


def take_to_meeting(written: WrittenProposal, motion: Motion, *, who: str, reason: str, by):
    """Somebody asks for a meeting: withdrawn, and on the next agenda by itself. The vote is
    locked; gives the meeting, None where none is planned yet."""
    motion.withdrawn_why = f"{who} asks that it be discussed at a meeting."[:300]
    written.motion = fire(
        WRITTEN, motion, "discuss", reason=reason, fields=["withdrawn_why"], by=by
    )
    return _no_more(written, by=by)


@retried
def remind(written: WrittenProposal, *, by) -> int:
    """Ask those again that have not answered, each once a day however often it is pressed; by
    the clock or the secretariat. How many members."""
    written, motion = locked(written)
    refuse_if(
        None if by.is_system else can_put_in_writing(by),
        "" if motion.state == MotionState.VOTING else "This is not open any more.",
        "The last day for answers has gone by." if facts.is_over(written) else "",
    )
    waiting = facts.silent(motion)
    notices.reminder(written, facts.voices(waiting, clock.today()), by=by)
    return len(waiting)


def refuse_late(written: WrittenProposal, motion: Motion) -> str:
    """Why an answer that comes now does not count; empty while it does."""
    if motion.state == MotionState.WITHDRAWN:
        return f"This proposal was withdrawn. {motion.withdrawn_why}".strip()
    if motion.state != MotionState.VOTING or facts.is_over(written):
        until = long_day(written.closes_on)
        return f"Answers were possible until {until}. One that comes later does not count."
    return ""
