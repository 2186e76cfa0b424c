"""What the clock has to do about an application, and calling it off."""

from datetime import timedelta

from consortium.core import due
from consortium.core.workingdays import add_working_days
from members.applications.models import Application
from members.applications.rules import LAPSE_DAYS, REMIND_LINK_DAYS, REMIND_WORKING_DAYS

LINK_ENDS = "application.link_ends"
LAPSES = "application.lapses"
ANSWER_SOON = "application.answer_soon"
ANSWER_LATE = "application.answer_late"
REPLY_SOON = "application.reply_soon"
REPLY_OVER = "application.reply_over"
A_DAY = timedelta(days=1)


def plan_link(application: Application, ends_on) -> None:
    """A word before the link of a draft ends, and the end of a draft nobody goes on with."""
    due.cancel([LINK_ENDS, LAPSES], application)
    due.plan(LINK_ENDS, application, ends_on - REMIND_LINK_DAYS * A_DAY)
    due.plan(LAPSES, application, ends_on + LAPSE_DAYS * A_DAY)


def plan_answer(application: Application) -> None:
    due.plan(
        ANSWER_SOON, application, add_working_days(application.answer_by, -REMIND_WORKING_DAYS)
    )
    due.plan(ANSWER_LATE, application, application.answer_by + A_DAY)


def plan_replies(application: Application) -> None:
    """A reminder for each member that was asked, and the close of the day after."""
    soon = add_working_days(application.reply_by, -REMIND_WORKING_DAYS)
    for organisation_id in application.replies.values_list("organisation_id", flat=True):
        due.plan(REPLY_SOON, application, soon, f"organisation:{organisation_id}")
    due.plan(REPLY_OVER, application, application.reply_by + A_DAY)


def call_off(application: Application) -> None:
    """Nothing more is to be reminded of."""
    due.cancel([LINK_ENDS, LAPSES, ANSWER_SOON, ANSWER_LATE, REPLY_SOON, REPLY_OVER], application)
