"""What is read together about events: lists, who is to be told, the report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from consortium.core import clock

from . import rules
from .models import Event, EventInvitee, EventSignUp
from .states import EventState


def events(given: dict):
    """As filtered, with `signed_up` and `came` counted: to come (the first), been, or all."""
    today, state = clock.today(), given.get("state") or "now"
    found = Event.objects.annotate(
        signed_up=Count(
            "sign_ups",
            filter=Q(sign_ups__cancelled_on__isnull=True, sign_ups__at_the_door=False),
        ),
        came=Sum("sign_ups__people", filter=Q(sign_ups__attended=True), default=0),
    )
    if state == "now":
        found = found.to_come(today)
    elif state == "friendly":
        found = found.to_come(today).friendly()
    elif state == "been":
        found = found.filter(on__lt=today).exclude(state=EventState.CANCELLED)
        found = found.order_by("-on", "-starts_at", "-id")
    elif state == "cancelled":
        found = found.filter(state=EventState.CANCELLED)
    if given.get("q"):
        words = given["q"]
        found = found.filter(
            Q(title__icontains=words) | Q(about__icontains=words) | Q(place__icontains=words)
        )
    return found


def announced(day: date):
    """What anybody can sign up for, the next first. One query."""
    return Event.objects.to_come(day).filter(state=EventState.OPEN)


def people_to_tell(event: Event) -> list[EventInvitee | EventSignUp]:
    """Everybody who signed up, and who was asked and did not. Two queries."""
    signed = signed_up(event)
    return [*signed, *silent(event, {one.email for one in signed})]


def signed_up(event: Event) -> list[EventSignUp]:
    """Who signed up, and has an address. One query."""
    found = list(event.sign_ups.standing().exclude(email=""))
    for one in found:
        one.event = event
    return found


def silent(event: Event, signed: set[str]) -> list[EventInvitee]:
    """Who was asked, has an address, and has not signed up with it. One query."""
    asked = event.invitees.filter(asked_on__isnull=False).select_related("stakeholder")
    found = [one for one in asked if one.email and one.email.lower() not in signed]
    for one in found:
        one.event = event
    return found


def addresses(event: Event) -> set[str]:
    """Of everybody who has signed up. One query."""
    return set(event.sign_ups.standing().exclude(email="").values_list("email", flat=True))


@dataclass(frozen=True)
class Asked:
    """One line of the list of who is asked, as hosts read it."""

    invitee: EventInvitee
    signed_up: bool


def asked(event: Event, people: Iterable[EventSignUp]) -> list[Asked]:
    """The list in its order; who signed up is known by address or organisation. One query."""
    there = {_one_way(word) for one in people for word in (one.email, one.organisation) if word}
    rows = event.invitees.select_related("stakeholder")
    return [Asked(each, bool({_one_way(each.email), _one_way(each.body)} & there)) for each in rows]


def _one_way(word: str) -> str:
    return " ".join(word.split()).casefold()


def report_of(event: Event) -> rules.EventReport:
    """Two queries."""
    lines = event.sign_ups.standing().values_list(
        "organisation", "people", "attended", "at_the_door"
    )
    names = [each.body for each in event.invitees.select_related("stakeholder")]
    return rules.event_report(names, [rules.Attendance(*line) for line in lines])
