"""Who is asked to an event, from the register of stakeholders or typed, and mailing them."""

from collections.abc import Iterable

from django.db import transaction

from consortium.core import audit, clock
from members.registers import event_notices as notices
from members.registers.models import Event, EventInvitee, Stakeholder
from members.registers.permissions import can_host
from members.registers.states import EventState

from .checks import locked, refuse_if


def _open_to_change(event: Event) -> str:
    return "It is called off or reported, so nobody is asked any more." if event.is_settled else ""


@transaction.atomic
def invite_stakeholders(event: Event, stakeholders: Iterable[Stakeholder], *, by) -> int:
    """Put stakeholders on the list, and mail them if it is announced; gives how many are new."""
    current = locked(event)
    wanted = [each for each in stakeholders if each.ended_on is None]
    there = set(current.invitees.values_list("stakeholder_id", flat=True))
    new = [each for each in wanted if each.pk not in there]
    refuse_if(
        can_host(by),
        _open_to_change(current),
        "" if wanted else "Choose at least one stakeholder.",
        "They are asked already." if wanted and not new else "",
    )
    EventInvitee.objects.bulk_create(
        EventInvitee(event=current, stakeholder=each, recorded_by_id=by.user_id) for each in new
    )
    _listed(current, {"stakeholders": sorted(each.pk for each in new)}, by=by)
    return len(new)


@transaction.atomic
def invite_typed(event: Event, *, organisation: str, name: str = "", email: str = "", by) -> int:
    """The same for somebody who is not in the register; gives 1."""
    current = locked(event)
    body, address = " ".join(organisation.split()), email.strip().lower()
    known = [each for each in invitees(current) if address and each.email.lower() == address]
    refuse_if(
        can_host(by),
        _open_to_change(current),
        "" if body else "Say which organisation is asked.",
        "That address is asked already." if known else "",
    )
    EventInvitee.objects.create(
        event=current, organisation=body, typed_name=" ".join(name.split()), typed_email=address,
        recorded_by_id=by.user_id,
    )  # fmt: skip
    _listed(current, {"typed": 1}, by=by)
    return 1


def invitees(event: Event):
    return event.invitees.select_related("event", "stakeholder")


def _listed(event: Event, after: dict, *, by) -> None:
    audit.record("event.invited", event, after=after, by=by)
    send_invitations(event, by=by)


def send_invitations(event: Event, *, by) -> int:
    """Mail everybody on the list who was not asked before; gives how many.

    Nothing before it is announced, or once its day is over. Somebody without an address is
    asked by other means, and counts as asked.
    """
    if event.state != EventState.OPEN or event.on < clock.today():
        return 0
    waiting = list(invitees(event).filter(asked_on__isnull=True))
    for each in waiting:
        notices.invited(each, by=by)
    event.invitees.filter(pk__in=[each.pk for each in waiting]).update(asked_on=clock.today())
    return len(waiting)


@transaction.atomic
def take_off(invitee: EventInvitee, *, by) -> None:
    """Off the list, as long as nobody was mailed."""
    event = locked(invitee.event)
    current = locked(invitee)
    refuse_if(
        can_host(by),
        _open_to_change(event),
        "They are asked already, and stay on the list." if current.asked_on else "",
    )
    audit.record("event.not_invited", event, after={"invitation": current.pk}, by=by)
    current.delete()
