"""What waits about the roll: resignations, and a member about to be without a voice."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.todo import Todo
from members.models import Seat
from members.states import Membership, Role

from .models import Resignation
from .states import KEEPERS, ResignationState

SHOWN = 5
SOON = timedelta(days=30)


def todos(actor: Actor, *, today: date) -> Iterator[Todo]:
    """Two queries for the secretariat and one for a member's people; none for others."""
    if actor.has(Role.SECRETARIAT):
        yield from _resignations()
        yield from _last_representatives(today)
    elif actor.has(*KEEPERS):
        yield from _own_voice(actor, today)


def _resignations() -> Iterator[Todo]:
    waiting = Resignation.objects.filter(state=ResignationState.RECEIVED)
    for each in waiting.select_related("organisation").order_by("effective_on")[:SHOWN]:
        yield Todo(
            f"Confirm the resignation of {each.organisation.name}",
            each.get_absolute_url(),
            due=each.effective_on,
            hint="See what depends on it first",
            state=each.state,
            kind="resignation",
        )


def _last_representatives(today: date) -> Iterator[Todo]:
    """Members whose representative stops within thirty days, and nobody follows."""
    seats = Seat.objects.standing().filter(
        role=Role.REPRESENTATIVE, organisation__membership=Membership.MEMBER
    )
    coming = seats.filter(ends__gte=today - SOON) | seats.filter(ends__isnull=True)
    last: dict[int, Seat] = {}
    for seat in coming.select_related("organisation").order_by("starts"):
        last[seat.organisation_id] = seat
    ending = [each for each in last.values() if each.ends and today <= each.ends <= today + SOON]
    for seat in ending[:SHOWN]:
        organisation = seat.organisation
        if organisation.left and organisation.left <= seat.ends:
            continue
        yield Todo(
            f"Ask {organisation.name} who represents it next",
            reverse("organisation", args=[organisation.pk]),
            due=seat.ends,
            hint=f"The role ends on {long_day(seat.ends)}, and nobody follows",
        )


def _own_voice(actor: Actor, today: date) -> Iterator[Todo]:
    """Its own people hear that their organisation has no representative, or soon none."""
    seats = Seat.objects.overlapping(today, None).filter(
        organisation=actor.organisation_id, role=Role.REPRESENTATIVE
    )
    rows = list(seats.order_by("starts").values_list("starts", "ends"))
    here = reverse("organisation", args=[actor.organisation_id or 0])
    if not rows or rows[0][0] > today:
        if not actor.has(Role.ADVISER):
            hint = "Without a representative you count for the quorum, but cannot vote"
            yield Todo("Tell the secretariat who represents you", here, hint=hint, weight=1)
        return
    last = rows[-1][1]
    if last and last <= today + SOON:
        yield Todo(
            "Tell the secretariat who represents you next", here, due=last,
            hint=f"The role ends on {long_day(last)}, and nobody follows",
        )  # fmt: skip
