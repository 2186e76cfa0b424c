"""Beginning an application: by mail, from a form on paper, and the link once more."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.workflow import Refused
from members.applications import notices
from members.applications.models import Application, ApplicationPoint
from members.applications.permissions import can_handle
from members.applications.states import OVER, ApplicationState, Point

from .checks import refuse_if
from .links import end_links, new_link


@transaction.atomic
def begin(*, name: str, email: str, by) -> Application:
    """Begin an application and mail its link to `email`; for anybody, without an account.

    Begun again for the same organisation from the same address it is the same
    application, and its link is sent anew. The application's `token` (in memory
    only) is what the link carries.
    """
    name, email = " ".join(name.split()), email.strip().lower()
    drafts = Application.objects.select_for_update().filter(state=ApplicationState.DRAFT)
    application = drafts.filter(email=email, name__iexact=name, on_paper=False).first()
    if application is not None:
        return _send_again(application, by=by)
    application = _create(name=name, email=email, by=by)
    application.token, link = new_link(application)
    notices.begun(application, application.token, link, by=by)
    return application


@transaction.atomic
def begin_on_paper(*, name: str, received_on: date, email: str = "", by) -> Application:
    """Begin to key in a form that came on paper; without an address letters go by post."""
    refuse_if(
        can_handle(by),
        "The form must have come today or earlier." if received_on > clock.today() else "",
    )
    return _create(
        name=" ".join(name.split()),
        email=email.strip().lower(),
        on_paper=True,
        received_on=received_on,
        by=by,
    )


@transaction.atomic
def send_links(email: str, *, by) -> int:
    """Mail a new link for every application of this address; gives how many.

    The caller shows the same page whatever the number is: strangers do not learn
    whether somebody applies.
    """
    found = Application.objects.select_for_update().filter(email=email.strip().lower())
    open_ones = [each for each in found if _may_have_a_link(each)]
    for application in open_ones:
        _send_again(application, by=by)
    return len(open_ones)


@transaction.atomic
def send_link(application: Application, *, by) -> Application:
    """The secretariat sends the link anew, to the address that the application names."""
    refuse_if(can_handle(by))
    application = Application.objects.select_for_update().get(pk=application.pk)
    if not application.email:
        raise Refused("The application names no email address.")
    return _send_again(application, by=by)


def _may_have_a_link(application: Application) -> bool:
    return application.state not in OVER or application.state in (
        ApplicationState.ADMITTED,
        ApplicationState.REFUSED,
    )


def _send_again(application: Application, *, by) -> Application:
    end_links(application)
    application.token, link = new_link(application)
    audit.record("application.link_sent", application, after={"ends_on": link.ends_on}, by=by)
    notices.link_again(application, application.token, link, by=by)
    return application


def _create(*, name: str, email: str, by, **fields) -> Application:
    application = Application.objects.create(
        name=name[:200], email=email, begun_on=clock.today(), begun_by_id=by.user_id, **fields
    )
    ApplicationPoint.objects.bulk_create(
        ApplicationPoint(application=application, code=point) for point in Point
    )
    after = {"on_paper": application.on_paper}
    audit.record("application.begun", application, after=after, by=by)
    return application
