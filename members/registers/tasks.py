"""The clock's doors into the registers."""

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.due import handles

from . import notices, prospect_notices
from .actions import matching  # noqa: F401 - hears of applications, whichever door they come by
from .actions.forgetting import forget
from .actions.handling import FORGET, past_an_empty_chair
from .actions.receiving import LATE, SOON
from .actions.recruiting import STEP
from .actions.seating import REPORT
from .models import Feedback, Prospect, Representation


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
