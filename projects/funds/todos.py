"""What waits for finance about the books and funds."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.money import format_pence
from consortium.core.periods import Quarter
from consortium.core.todo import Todo

from .models import OverdraftApproval, Period
from .permissions import can_move_money
from .states import OverdraftState, PeriodState


def todos(actor: Actor, *, today: date) -> Iterator[Todo]:
    """Books that somebody began to close or wants opened again, and overdrafts asked for."""
    if not can_move_money(actor):
        return
    yield from _overdrafts(actor)
    asked = Period.objects.filter(state=PeriodState.CLOSED, reopening_by_id__isnull=False)
    waiting = Period.objects.filter(state=PeriodState.CLOSING) | asked.filter(
        reopened_by_id__isnull=True
    )
    for period in waiting.order_by("quarter"):
        label = Quarter.parse(period.quarter).label
        closing = period.state == PeriodState.CLOSING
        first = period.closing_by_id if closing else period.reopening_by_id
        if first == actor.user_id:
            continue
        title = f"Close the books of {label}" if closing else f"Decide about the books of {label}"
        hint = "Somebody started to" if closing else "Somebody asked to open them again"
        yield Todo(title, reverse("books"), hint=hint, state=period.state, kind="period")


def _overdrafts(actor: Actor) -> Iterator[Todo]:
    """Those that another person asked for; one query."""
    asked = OverdraftApproval.objects.filter(state=OverdraftState.ASKED)
    for each in asked.exclude(asked_by_id=actor.user_id).select_related("fund").order_by("pk"):
        yield Todo(
            f"Decide about an overdraft of {each.fund.name}",
            reverse("overdraft_agree", args=[each.pk]),
            hint=f"Up to {format_pence(each.limit)}, until {long_day(each.expires)}",
            state=each.state,
            kind="overdraft",
            weight=1,
        )
