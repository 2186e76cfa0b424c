"""Feedback and other members: passing it on, hearing their side, looking at it together."""

from django.db import transaction

from consortium.core import audit, clock
from members.models import Organisation
from members.registers import notices
from members.registers.models import Feedback, FeedbackEntry
from members.registers.permissions import can_account, can_handle, can_look_with
from members.registers.states import About, EntryKind, Side

from .checks import locked, refuse_if
from .handling import write

SHUT = "It is not open any more."


@transaction.atomic
def pass_on(feedback: Feedback, *, organisation: Organisation, question: str, by) -> Feedback:
    """Let a member read it and say its side. Who it came from is shown if they agreed."""
    current = locked(feedback)
    refuse_if(
        can_handle(by, current),
        "" if current.is_open else SHUT,
        "" if question.strip() else "Write what you want to know.",
        "" if organisation else "Choose the member.",
    )
    current.passed_to, current.passed_on, current.account_on = organisation, clock.today(), None
    current.save(update_fields=["passed_to", "passed_on", "account_on"])
    audit.record("feedback.passed_on", current, after={"organisation": organisation.pk}, by=by)
    write(current, EntryKind.QUESTION, question, by=by)
    notices.passed_on(current, question.strip(), by=by)
    return current


@transaction.atomic
def account(feedback: Feedback, *, words: str, by) -> FeedbackEntry:
    """The member says its side; who handles it reads that, and answers the person."""
    current = locked(feedback)
    refuse_if(
        can_account(by, current),
        "" if current.is_open else SHUT,
        "" if words.strip() else "Write what you want to say.",
    )
    current.account_on = clock.today()
    current.save(update_fields=["account_on"])
    audit.record("feedback.account_given", current, by=by)
    entry = write(current, EntryKind.ACCOUNT, words, by=by)
    notices.account_given(current, by=by)
    return entry


@transaction.atomic
def note(feedback: Feedback, *, words: str, by) -> FeedbackEntry:
    """A note of who handles it, or of the other member that looks at it with the office."""
    current = locked(feedback)
    beside = can_look_with(by, current) is None
    refuse_if(
        None if beside else can_handle(by, current),
        "" if words.strip() else "Write the note.",
    )
    audit.record("feedback.noted", current, by=by)
    entry = write(current, EntryKind.NOTE, words, by=by)
    if beside:
        notices.account_given(current, by=by)
    return entry


@transaction.atomic
def name_second(feedback: Feedback, *, organisation: Organisation, by) -> Feedback:
    """About the chair: ask another member to look at it with the accountable body (R101)."""
    current = locked(feedback)
    own = organisation.pk in (current.organisation_id, current.body_id)
    refuse_if(
        can_handle(by, current),
        "" if current.is_open else SHUT,
        "" if current.about == About.CHAIR and current.side == Side.OFFICE
        else "Another member looks at it with you where it is about the chairperson.",
        "Choose a member that is neither the chairperson's nor the body." if own else "",
    )  # fmt: skip
    current.second = organisation
    current.save(update_fields=["second"])
    audit.record("feedback.second_named", current, after={"organisation": organisation.pk}, by=by)
    notices.asked_to_look(current, by=by)
    return current
