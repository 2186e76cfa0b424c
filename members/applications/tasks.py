"""The clock's doors into applications, and the job that makes their papers."""

from consortium.core.actor import SYSTEM
from consortium.core.due import handles
from consortium.core.jobs import job

from . import notices
from .actions import handling, planning, sending
from .actions.links import new_link
from .actions.papers import keep_paper
from .models import Application
from .reports import render
from .states import ApplicationState as S


@job("applications.paper")
def paper(current, application_id: int, kind: str) -> str:
    """Make and keep the copy or the letter; gives the address of the application."""
    current.progress(0, 1, "Making the PDF")
    application = Application.objects.get(pk=application_id)
    if getattr(application, f"{kind}_id") is None:
        keep_paper(application, kind, render(application, kind), by=current.actor)
    return application.get_absolute_url()


def _in(item, *states) -> Application | None:
    """The application of a due item, None where it has moved on."""
    return Application.objects.filter(pk=item.object_id, state__in=states).first()


@handles(planning.LINK_ENDS)
def warn_of_the_links_end(item, late: bool) -> None:
    application = _in(item, S.DRAFT)
    link = application and application.links.filter(ended_at=None).first()
    if link and application.email:
        notices.link_ends(application, link.ends_on, by=SYSTEM)


@handles(planning.LAPSES)
def end_a_draft(item, late: bool) -> None:
    application = _in(item, S.DRAFT)
    if application:
        sending.lapse(application, by=SYSTEM)


@handles(planning.ANSWER_SOON)
def remind_of_the_answer(item, late: bool) -> None:
    application = _in(item, S.QUESTION)
    if application and application.email:
        token, _ = new_link(application)
        notices.answer_soon(application, token, by=SYSTEM)


@handles(planning.ANSWER_LATE)
def tell_of_no_answer(item, late: bool) -> None:
    application = _in(item, S.QUESTION)
    if application:
        notices.answer_late(application, by=SYSTEM)


@handles(planning.REPLY_SOON, coalesce=True)
def remind_of_the_reply(item, late: bool) -> None:
    application = _in(item, S.CONSULTING)
    organisation_id = int(item.recipient.removeprefix("organisation:"))
    if application and application.replies.filter(organisation=organisation_id, stance=""):
        notices.reply_soon(application, organisation_id, by=SYSTEM)


@handles(planning.REPLY_OVER)
def end_the_consultation(item, late: bool) -> None:
    application = _in(item, S.CONSULTING)
    if application:
        handling.close(application, by=SYSTEM)
