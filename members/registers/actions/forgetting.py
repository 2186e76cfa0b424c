"""Forgetting who feedback came from: by the clock, or because the person asks (D3)."""

from django.db import transaction

from consortium.core import audit, clock, outbox
from members.registers.models import Feedback
from members.registers.models.feedback import REMOVED
from members.registers.permissions import can_handle

from .checks import locked, refuse_if


@transaction.atomic
def forget(feedback: Feedback, *, by) -> Feedback:
    """Some time after its end: name, address and telephone go, what was said and learned stays."""
    current = locked(feedback)
    if current.is_open or current.forgotten_on:
        return current
    return _nameless(current, by=by)


@transaction.atomic
def forget_now(feedback: Feedback, *, by) -> Feedback:
    """The person asks for it: their details go at once, and every word with them."""
    current = locked(feedback)
    refuse_if(
        can_handle(by, current),
        "Answer it, or record that it was withdrawn, first." if current.is_open else "",
    )
    current.words = REMOVED
    current.save(update_fields=["words"])
    current.entries.update(words=REMOVED)
    return _nameless(current, by=by)


def _nameless(feedback: Feedback, *, by) -> Feedback:
    feedback.name, feedback.email, feedback.telephone = "", "", ""
    feedback.forgotten_on = clock.today()
    feedback.save(update_fields=["name", "email", "telephone", "forgotten_on"])
    outbox.forget_outsiders(feedback)
    audit.record("feedback.forgotten", feedback, by=by)
    return feedback
