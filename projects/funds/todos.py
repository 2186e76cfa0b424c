"""What waits for finance about the books."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.periods import Quarter
from consortium.core.todo import Todo

from .models import Period
from .permissions import can_move_money
from .states import PeriodState


def todos(actor: Actor, *, today: date) -> Iterator[Todo]:
    """Books that somebody began to close, or wants opened again. One query."""
    if not can_move_money(actor):
        return
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
