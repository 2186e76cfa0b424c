"""The clock's doors into the registers."""

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.due import handles

from . import event_facts, event_notices, notices, prospect_notices
from .actions import attending, hosting, matching  # noqa: F401 - hears of applications, whichever door they come by
from .actions.forgetting import forget
from .actions.handling import FORGET, past_an_empty_chair
from .actions.receiving import LATE, SOON
from .actions.recruiting import STEP
from .actions.seating import REPORT
from .models import Event, Feedback, Prospect, Representation
from .states import EventState


@handles(SOON, coalesce=True)
def remind_of_feedback(item, late: bool) -> None:
    feedback = Feedback.objects.open().filter(pk=item.object_id).first()
    if feedback:
        notices.due_soon(past_an_empty_chair(feedback, by=SYSTEM), by=SYSTEM)


@handles(LATE)
def chase_feedback(item, late: bool) -> None:
    feedback = Feedback.objects.open().filter(pk=item.object_id).first()
    if feedback:
        notices.late(past_an_empty_chair(feedback, by=SYSTEM), by=SYSTEM)


@handles(FORGET)
def forget_who_it_was(item, late: bool) -> None:
    feedback = Feedback.objects.filter(pk=item.object_id).first()
    if feedback:
        forget(feedback, by=SYSTEM)


@handles(REPORT)
def ask_for_a_report(item, late: bool) -> None:
    found = Representation.objects.report_due(clock.today()).filter(pk=item.object_id).first()
    if found:
        notices.report_due(found, by=SYSTEM)


@handles(STEP, coalesce=True)
def remind_of_a_prospect(item, late: bool) -> None:
    found = Prospect.objects.due(clock.today()).filter(pk=item.object_id).first()
    if found:
        prospect_notices.step_due(found, by=SYSTEM)


def _announced(item) -> Event | None:
    """The event, while it is still to come."""
    found = Event.objects.to_come(clock.today()).filter(pk=item.object_id, state=EventState.OPEN)
    return found.first()


@handles(hosting.ASK_AGAIN, coalesce=True)
def ask_who_has_not_signed_up(item, late: bool) -> None:
    event = _announced(item)
    if event and not attending.against_signing_up(event):
        for invitee in event_facts.silent(event, event_facts.addresses(event)):
            event_notices.reminded_invitee(invitee, by=SYSTEM)


@handles(hosting.SOON, coalesce=True)
def remind_who_signed_up(item, late: bool) -> None:
    event = _announced(item)
    if event:
        for one in event_facts.signed_up(event):
            event_notices.reminded(one, by=SYSTEM)


@handles(hosting.REPORT, coalesce=True)
def ask_for_the_report_of_an_event(item, late: bool) -> None:
    event = Event.objects.to_report(clock.today()).filter(pk=item.object_id).first()
    if event:
        event_notices.report_due(event, by=SYSTEM)


@handles(hosting.ACCESS_OVER)
def forget_access_needs(item, late: bool) -> None:
    event = Event.objects.filter(pk=item.object_id, on__lt=clock.today()).first()
    if event:
        attending.forget_access(event)


@handles(hosting.FORGET)
def forget_who_came(item, late: bool) -> None:
    event = Event.objects.filter(pk=item.object_id, on__lt=clock.today()).first()
    if event:
        attending.forget_everybody(event, by=SYSTEM)
