"""What waits about the roll: resignations, and a member about to be without a voice."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.todo import Todo
from members.models import Organisation, Seat
from members.states import Membership, Role

from .models import Resignation
from .states import KEEPERS, ResignationState

SHOWN = 5
SOON = timedelta(days=30)


def todos(actor: Actor, *, today: date) -> Iterator[Todo]:
    """One query for the secretariat or for a member's people, none for others."""
    if actor.has(Role.SECRETARIAT):
        yield from _leaving_or_falling_silent(today)
    elif actor.has(*KEEPERS):
        yield from _own_voice(actor, today)


def _leaving_or_falling_silent(today: date) -> Iterator[Todo]:
    """Resignations to confirm, and members without a voice, today or soon."""
    letters = Resignation.objects.filter(
        organisation=OuterRef("pk"), state=ResignationState.RECEIVED
    )
    voices = Seat.objects.overlapping(today, None).filter(
        organisation=OuterRef("pk"), role=Role.REPRESENTATIVE
    )
    rows = (
        Organisation.objects.on(today)
        .annotate(
            leaves=Subquery(letters.values("effective_on")[:1]),
            silent_after=Subquery(voices.order_by("-starts").values("ends")[:1]),
            speaks=Exists(voices.filter(starts__lte=today)),
        )
        .filter(
            Q(leaves__isnull=False)
            | Q(membership=Membership.MEMBER, speaks=False)
            | Q(membership=Membership.MEMBER, silent_after__range=(today, today + SOON))
        )
    )
    found = list(rows.order_by("name")[: 4 * SHOWN])
    yield from (_to_confirm(each) for each in found if each.leaves)
    yield from _silent([each for each in found if not each.leaves and not each.speaks])
    for each in [each for each in found if not each.leaves and each.speaks][:SHOWN]:
        if not each.left or each.left > each.silent_after:
            yield _to_ask(each)


def _silent(found: list[Organisation]) -> Iterator[Todo]:
    if len(found) > SHOWN:
        yield Todo("Ask members to name their representatives", reverse("organisations"))
        return
    for each in found:
        yield Todo(
            f"Ask {each.name} to name a representative",
            each.get_absolute_url(),
            hint="It counts for the quorum, but cannot vote",
        )


def _to_confirm(organisation: Organisation) -> Todo:
    return Todo(
        f"Confirm the resignation of {organisation.name}",
        reverse("membership", args=[organisation.pk]),
        due=organisation.leaves,
        hint="See what depends on it first",
        state=ResignationState.RECEIVED,
        kind="resignation",
    )


def _to_ask(organisation: Organisation) -> Todo:
    last = organisation.silent_after
    return Todo(
        f"Ask {organisation.name} who represents it next",
        organisation.get_absolute_url(),
        due=last,
        hint=f"The role ends on {long_day(last)}, and nobody follows",
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
