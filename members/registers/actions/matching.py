"""Prospects and applications: which belongs to which, and what became of it (R123)."""

from django.db import transaction
from django.db.models import Q

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.workflow import fire
from members.applications.actions.following import hears_of_applications
from members.applications.models import Application
from members.applications.states import ApplicationState
from members.registers import prospect_notices as notices
from members.registers.models import Prospect
from members.registers.permissions import can_match
from members.registers.states import PURSUED, ProspectState
from members.registers.workflow import PROSPECT

from .checks import locked, refuse_if
from .recruiting import let_go, nameless, no_step, plan

LED_TO_NOTHING = {
    ApplicationState.REFUSED: "Its application was not admitted.",
    ApplicationState.WITHDRAWN: "It withdrew its application.",
}


@transaction.atomic
def match(prospect: Prospect, application: Application, *, by) -> Prospect:
    """Say that this is its application; what became of that since is taken over at once."""
    sent = Application.objects.select_for_update().get(pk=application.pk)
    current = locked(prospect)
    other = Prospect.objects.filter(application=sent).exclude(pk=current.pk).first()
    refuse_if(
        can_match(by),
        "" if sent.sent_on else "It was not sent yet.",
        f"It is the application of {other.name}." if other else "",
        f"{sent.name} has withdrawn it." if sent.state == ApplicationState.WITHDRAWN else "",
    )
    current = _applied(current, sent, by=by)
    return _decided(current, sent, by=by)


@hears_of_applications
def follow(application: Application, *, by) -> None:
    """An application was sent, decided on or taken back: its prospect goes along, by itself.

    `by` is whoever did that; its owner hears of it, unless that is who did it.
    """
    found = Prospect.objects.select_for_update().filter(application=application).first()
    if found is None and application.state == ApplicationState.RECEIVED:
        found = _meant_by(application)
        if found is not None:
            notices.applied(_applied(found, application, by=SYSTEM), by=by)
    elif found is not None and found.state == ProspectState.APPLIED:
        before, found = found.state, _decided(found, application, by=SYSTEM)
        if found.state != before:
            notices.decided(found, by=by)


def _meant_by(application: Application) -> Prospect | None:
    """By its name, else by the address to write to; the one with the name comes first."""
    open_to_it = Prospect.objects.select_for_update().filter(
        state__in=sorted({*PURSUED, ProspectState.NOT_NOW})
    )
    named = open_to_it.filter(name__iexact=application.name.strip()).first()
    if named or not application.email:
        return named
    same_address = Q(contact_email__iexact=application.email)
    return open_to_it.filter(same_address, state__in=sorted(PURSUED)).order_by("pk").first()


def _applied(current: Prospect, application: Application, *, by) -> Prospect:
    """Its own course begins; there is no next step of ours."""
    current.application, current.next_on = application, None
    current.reason, current.ended_on, current.ask_again_on = "", None, None
    fields = ("application", "next_on", "reason", "ended_on", "ask_again_on")
    current = fire(PROSPECT, current, "apply", fields=fields, by=by)
    no_step(current)
    plan(current)
    return current


def _decided(current: Prospect, application: Application, *, by) -> Prospect:
    """A member, or not; unchanged while nothing is decided."""
    known = {"application_state": application.state}
    if application.state == ApplicationState.ADMITTED:
        nameless(current)
        current.became_on = application.decided_on or clock.today()
        return fire(PROSPECT, current, "join", facts=known, fields=("became_on",), by=by)
    if reason := LED_TO_NOTHING.get(ApplicationState(application.state)):
        return let_go(current, "fall_through", reason=reason, known=known, by=by)
    return current
