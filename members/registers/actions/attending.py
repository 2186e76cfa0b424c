"""Signing up for an event, cancelling, ticking who came, and forgetting who it was."""

from collections.abc import Iterable

from django.db import transaction

from consortium.core import audit, clock, outbox
from members.actions.erasing import also_forgets
from members.actions.exporting import also_exports
from members.models import User
from members.registers import event_notices as notices
from members.registers import rules
from members.registers.models import Event, EventInvitee, EventSignUp
from members.registers.permissions import can_host
from members.registers.states import EventState

from .checks import locked, refuse_if

MOST_AT_ONCE = 500
PERSON = ("name", "email", "access_needs")


def against_signing_up(event: Event) -> list[str]:
    """Why nobody can sign up now; empty while they can. One query at most."""
    if event.state == EventState.CANCELLED:
        return ["This event is called off."]
    if event.state == EventState.PLANNED:
        return ["This event is not announced yet."]
    if event.state == EventState.REPORTED:
        return ["This event is over."]
    taken = 0
    if event.places is not None:
        taken = event.sign_ups.standing().filter(at_the_door=False).count()
    return rules.sign_up_refusals(
        on=event.on, until=event.sign_up_until, places=event.places, taken=taken,
        today=clock.today(),
    )  # fmt: skip


@transaction.atomic
def sign_up(
    event: Event, *, name: str, email: str, organisation: str = "", access_needs: str = "",
    agreed: bool, by,
) -> EventSignUp:  # fmt: skip
    """Somebody means to come. They get a mail with their own link.

    The same address once more changes nothing, and only the address hears that it was known.
    """
    current, address = locked(event), email.strip().lower()
    refuse_if(
        "" if name.strip() and address else "Give your name and email address.",
        "" if agreed else "Tick that we may keep your details until after the event.",
    )
    known = current.sign_ups.filter(email=address).first()
    if known and current.state == EventState.OPEN and current.on >= clock.today():
        notices.signed_up_before(known, by=by)
        return known
    refuse_if(*against_signing_up(current))
    made = EventSignUp.objects.create(
        event=current, organisation=" ".join(organisation.split()), name=" ".join(name.split()),
        email=address, access_needs=access_needs.strip(), agreed_on=clock.today(),
        signed_up_on=clock.today(), recorded_by_id=by.user_id,
    )  # fmt: skip
    audit.record("event.signed_up", made, after={"event": current.pk}, by=by)
    notices.signed_up(made, by=by)
    return made


@transaction.atomic
def cancel(sign_up: EventSignUp, *, by) -> EventSignUp:
    """They do not come after all; their details go at once. By their own link, or a host."""
    event = locked(sign_up.event)
    current = locked(sign_up)
    refuse_if(
        can_host(by) if by.user_id else "",
        "It has been; the sign-up stays as it was." if event.on < clock.today() else "",
        "It is cancelled already." if current.cancelled_on else "",
        "They were ticked as having come." if current.attended else "",
    )
    current.cancelled_on, current.attended = clock.today(), None
    audit.record("event.sign_up_cancelled", current, after={"event": event.pk}, by=by)
    return _nameless(current, "cancelled_on", "attended")


@transaction.atomic
def forget(sign_up: EventSignUp, *, by) -> EventSignUp:
    """They ask for it: name, address and access needs go; the organisation is counted on."""
    current = locked(sign_up)
    refuse_if(can_host(by) if by.user_id else "")
    audit.record("event.sign_up_forgotten", current, by=by)
    return _nameless(current)


def _nameless(sign_up: EventSignUp, *also: str) -> EventSignUp:
    """Empty who it was, and save that with the fields called `also`."""
    for name in PERSON:
        setattr(sign_up, name, "")
    sign_up.save(update_fields=[*PERSON, *also])
    outbox.forget_outsiders(sign_up)
    return sign_up


def _today_or_over(event: Event) -> list[str]:
    return [
        "It is called off or reported, so attendance stays." if event.is_settled else "",
        "It has not been yet." if event.on > clock.today() else "",
    ]


@transaction.atomic
def tick(event: Event, came: Iterable[int], *, by) -> Event:
    """Who of those that signed up came: those with these ids; the others did not."""
    current, ids = locked(event), set(came)
    refuse_if(can_host(by), *_today_or_over(current))
    signed = current.sign_ups.standing().filter(at_the_door=False)
    here = set(signed.values_list("pk", flat=True))
    refuse_if("" if ids <= here else "Tick only people who signed up for this event.")
    signed.filter(pk__in=ids).update(attended=True)
    signed.exclude(pk__in=ids).update(attended=False)
    after = {"came": len(ids), "stayed_away": len(here - ids)}
    audit.record("event.attendance", current, after=after, by=by)
    return current


@transaction.atomic
def at_the_door(event: Event, *, organisation: str = "", people: int = 1, by) -> EventSignUp:
    """So many came from there without having signed up; nobody of them is named."""
    current = locked(event)
    refuse_if(
        can_host(by),
        *_today_or_over(current),
        "" if 1 <= people <= MOST_AT_ONCE else f"Enter 1 to {MOST_AT_ONCE} people.",
    )
    made = EventSignUp.objects.create(
        event=current, organisation=" ".join(organisation.split()), people=people,
        at_the_door=True, attended=True, signed_up_on=clock.today(), recorded_by_id=by.user_id,
    )  # fmt: skip
    audit.record("event.at_the_door", made, after={"event": current.pk, "people": people}, by=by)
    return made


@transaction.atomic
def not_at_the_door(made: EventSignUp, *, by) -> None:
    """That line was entered by mistake."""
    event = locked(made.event)
    current = locked(made)
    refuse_if(
        can_host(by),
        *_today_or_over(event),
        "" if current.at_the_door else "Only a line from the door is taken out.",
    )
    after = {"line": current.pk, "people": current.people}
    audit.record("event.not_at_the_door", event, after=after, by=by)
    current.delete()


# --- Forgetting -------------------------------------------------------------------------


@transaction.atomic
def forget_access(event: Event) -> int:
    """The day after: what helps whom is not needed any more. Gives how many."""
    return locked(event).sign_ups.exclude(access_needs="").update(access_needs="")


@transaction.atomic
def forget_everybody(event: Event, *, by) -> Event:
    """By the clock: nobody who was asked or signed up is named; organisations and counts stay."""
    current = locked(event)
    if current.forgotten_on:
        return current
    for sign_up in current.sign_ups.exclude(name="", email="", access_needs=""):
        _nameless(sign_up)
    for invitee in current.invitees.select_related("event"):
        _forget_invitee(invitee)
    current.forgotten_on = clock.today()
    current.save(update_fields=["forgotten_on"])
    audit.record("event.forgotten", current, by=by)
    return current


def _forget_invitee(invitee: EventInvitee) -> None:
    invitee.typed_name, invitee.typed_email = "", ""
    invitee.save(update_fields=["typed_name", "typed_email"])
    outbox.forget_outsiders(invitee)


@also_forgets
def forget_events_of(user: User, *, by) -> None:
    """Sign-ups and invitations with the address of somebody who is made nameless."""
    for sign_up in EventSignUp.objects.filter(email__iexact=user.email):
        _nameless(sign_up)
    for invitee in EventInvitee.objects.filter(typed_email__iexact=user.email):
        _forget_invitee(invitee)


@also_exports
def events_of(user: User) -> list[dict]:
    """What stands at events with the person's address, in full: it is theirs."""
    signed = EventSignUp.objects.filter(email__iexact=user.email).select_related("event")
    asked = EventInvitee.objects.filter(typed_email__iexact=user.email).select_related("event")
    return [
        {
            "what": "Sign-up for an event", "event": str(each.event),
            "on": each.event.on.isoformat(), "name": each.name,
            "organisation": each.organisation, "access_needs": each.access_needs,
            "signed_up": each.signed_up_on.isoformat(),
        }
        for each in signed
    ] + [
        {
            "what": "Invitation to an event", "event": str(each.event),
            "on": each.event.on.isoformat(), "name": each.typed_name,
            "organisation": each.organisation,
        }
        for each in asked
    ]  # fmt: skip
