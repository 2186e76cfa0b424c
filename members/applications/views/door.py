"""Two doors to one form: the applicant's link, and the secretariat keying in a paper form."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from consortium.core import clock
from consortium.core.access import public
from consortium.core.actor import Actor
from members.applications.actions.links import LinkRefused, application_of
from members.applications.models import Application
from members.applications.permissions import applicant
from members.applications.states import ApplicationState
from members.offices import accountable_body_or_none


@dataclass(frozen=True)
class Door:
    """An application, who has come, and the addresses of their side."""

    application: Application
    by: Actor
    token: str = ""

    def url(self, name: str, *args) -> str:
        """The address of "part", "service", "review", … on this side."""
        if self.token:
            return reverse(f"apply_{name}", args=[self.token, *args])
        return reverse(f"application_{name}", args=[self.application.pk, *args])

    @property
    def form_url(self) -> str:
        return self.url("form")

    @property
    def is_office(self) -> bool:
        return not self.token

    @property
    def base(self) -> str:
        return "base.html"


def by_link(view: Callable) -> Callable:
    """For whoever holds a link that works; a plain page for everybody else, nothing changed."""

    @never_cache
    @public
    @wraps(view)
    def page(request, token: str, *args, **kwargs):
        try:
            application = application_of(token)
        except LinkRefused as refused:
            return refusal(request, refused)
        door = Door(application, applicant(application, request=request), token)
        return view(request, door, *args, **kwargs)

    return page


def refusal(request, refused: LinkRefused):
    context = {"refused": refused, "body": accountable_body_or_none(clock.today())}
    return render(request, "applications/link_refused.html", context, status=410)


def only_draft(door: Door) -> None:
    """The pages of the form are there until it is sent."""
    if door.application.state != ApplicationState.DRAFT:
        raise Http404("This application was sent.")
