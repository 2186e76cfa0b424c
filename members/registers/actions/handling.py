"""Handling feedback: acknowledging, looking into it, answering, taking it further, closing."""

from datetime import timedelta

from django.db import transaction

from consortium.core import audit, clock, due
from consortium.core.workflow import fire
from consortium.core.workingdays import add_working_days
from members.offices import chair_on
from members.registers import notices, rules
from members.registers.models import Feedback, FeedbackEntry, FeedbackSettings
from members.registers.permissions import can_handle
from members.registers.states import EntryKind, Side
from members.registers.workflow import FEEDBACK

from .checks import locked, refuse_if
from .receiving import plan

FORGET = "feedback.forget"
TAKEN = ("handler", "second")


def write(feedback: Feedback, kind: EntryKind, words: str, *, by) -> FeedbackEntry:
    """One line of its course. Words stay out of the audit, which keeps no names (D3)."""
    return FeedbackEntry.objects.create(
        feedback=feedback, kind=kind, words=words.strip(), organisation_id=by.organisation_id,
        made_on=clock.today(), made_at=clock.now(), made_by_id=by.user_id,
    )  # fmt: skip


def _take(feedback: Feedback, *, by) -> None:
    """Whoever acts is its handler; on side "member" it is their organisation's from then on."""
    if can_handle(by, feedback) is None:
        feedback.handler_id = by.user_id
        if feedback.side == Side.MEMBER:
            feedback.second_id = by.organisation_id


@transaction.atomic
def acknowledge(feedback: Feedback, *, words: str = "", by) -> Feedback:
    """Say to the person that it is read; by mail, or as it was said where there is no address."""
    current = locked(feedback)
    current.acknowledged_on = clock.today()
    _take(current, by=by)
    fields = ("acknowledged_on", *TAKEN)
    current = fire(FEEDBACK, current, "acknowledge", fields=fields, by=by)
    words = words.strip() or "We have read what you wrote, and will look into it."
    write(current, EntryKind.ACKNOWLEDGED, words, by=by)
    notices.acknowledged(current, words, by=by)
    plan(current)
    return current


@transaction.atomic
def look(feedback: Feedback, *, by) -> Feedback:
    """Begin to look into it; whoever does is its handler. On side "member" it is theirs."""
    current = locked(feedback)
    _take(current, by=by)
    current = fire(FEEDBACK, current, "look", fields=TAKEN, by=by)
    plan(current)
    return current


@transaction.atomic
def answer(feedback: Feedback, *, words: str, outcome: str, by) -> Feedback:
    """Answer, with what came of it; mailed where there is an address."""
    current, words = locked(feedback), words.strip()
    current.outcome, current.answered_on = outcome, clock.today()
    current.acknowledged_on = current.acknowledged_on or clock.today()
    _take(current, by=by)
    fields = ("outcome", "answered_on", "acknowledged_on", *TAKEN)
    facts = {"words": words, "second_has_spoken": second_has_spoken(current)}
    current = fire(FEEDBACK, current, "answer", facts=facts, fields=fields, by=by)
    write(current, EntryKind.ANSWER, words, by=by)
    notices.answered(current, words, by=by)
    plan(current)
    return current


def second_has_spoken(feedback: Feedback) -> bool:
    """Has the other member, beside the office, said what it thinks?"""
    if not feedback.second_id:
        return False
    spoken = feedback.entries.filter(kind=EntryKind.NOTE, organisation=feedback.second_id)
    return spoken.exists()


@transaction.atomic
def appeal(feedback: Feedback, *, words: str, by) -> Feedback:
    """The person is not satisfied: somebody else looks at it, with a new day for the answer."""
    current, chair, words = locked(feedback), chair_on(clock.today()), words.strip()
    refuse_if(can_handle(by, current))
    side = rules.next_side(
        current.side, organisation_id=current.organisation_id,
        chair_organisation_id=chair.organisation_id if chair else None,
    )  # fmt: skip
    current.side, current.second, current.handler, current.over_on = Side(side), None, None, None
    days = FeedbackSettings.current().answer_days
    current.answer_by = add_working_days(clock.today(), days)
    current.answered_on, current.outcome = None, ""
    # Who hands it on is not on the new side, so the move is made before the side changes.
    sided = ("side", "second", "handler", "over_on", "answer_by", "answered_on", "outcome")
    moved = fire(FEEDBACK, current, "appeal", facts={"words": words}, by=by)
    for name in sided:
        setattr(moved, name, getattr(current, name))
    moved.save(update_fields=sided)
    write(moved, EntryKind.HEARD, words, by=by)
    due.cancel(FORGET, moved)
    plan(moved)
    notices.taken_further(moved, by=by)
    return moved


@transaction.atomic
def past_an_empty_chair(feedback: Feedback, *, by) -> Feedback:
    """Where the chair has fallen vacant, what waits there goes to the other members."""
    current = locked(feedback)
    if current.side != Side.CHAIR or not current.is_open or chair_on(clock.today()):
        return current
    current.side, current.second, current.handler = Side.MEMBER, None, None
    current.save(update_fields=["side", "second", "handler"])
    audit.record("feedback.past_an_empty_chair", current, after={"side": current.side}, by=by)
    notices.handed_over(current, by=by)
    return current


@transaction.atomic
def close(feedback: Feedback, *, lesson: str = "", by) -> Feedback:
    """Close what was answered, with what was learned; every member reads the lesson."""
    current = locked(feedback)
    current.lesson, current.over_on = lesson.strip(), clock.today()
    current = fire(FEEDBACK, current, "close", fields=("lesson", "over_on"), by=by)
    _over(current)
    return current


@transaction.atomic
def end(feedback: Feedback, move: str, *, reason: str, by) -> Feedback:
    """The person took it back ("withdraw"), or it is not for us ("drop")."""
    current = locked(feedback)
    current.over_on = clock.today()
    current = fire(FEEDBACK, current, move, reason=reason, fields=("over_on",), by=by)
    _over(current)
    return current


def _over(feedback: Feedback) -> None:
    """No more reminders; in a while nobody needs to know who it came from."""
    plan(feedback)
    days = FeedbackSettings.current().forget_days
    due.plan(FORGET, feedback, clock.today() + timedelta(days=days))
