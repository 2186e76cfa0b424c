"""What waits for finance about the books and funds."""

from collections.abc import Iterator
from datetime import date

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.money import format_pence
from consortium.core.periods import Quarter
from consortium.core.prepared import prepared
from consortium.core.todo import Todo

from .models import OverdraftApproval, Period
from .permissions import can_move_money
from .states import OverdraftState, PeriodState


def todos(actor: Actor, *, today: date) -> Iterator[Todo]:
    """Books that somebody else began to close or wants opened again, and overdrafts that
    somebody else asked for; one query."""
    if not can_move_money(actor):
        return
    for kind, *facts in _waiting(but=actor.user_id):
        yield _overdraft(*facts) if kind == "overdraft" else _books(*facts)


@prepared
def _waiting(*, but: int) -> QuerySet:
    """(kind, id, state, quarter or fund, last day, pence) of what another person began."""
    words = {name: CharField() for name in ("kind", "as_state", "about")}
    closing = Q(state=PeriodState.CLOSING) & ~Q(closing_by_id=but)
    reopening = Q(state=PeriodState.CLOSED, reopening_by_id__isnull=False)
    reopening &= Q(reopened_by_id__isnull=True) & ~Q(reopening_by_id=but)
    columns = "kind", "pk", "as_state", "about", "day", "pence"
    books = Period.objects.filter(closing | reopening).annotate(
        kind=Value("period", words["kind"]),
        as_state=Cast("state", words["as_state"]),
        about=Cast("quarter", words["about"]),
        day=F("ends"),
        pence=Value(0, BigIntegerField()),
    )
    asked = OverdraftApproval.objects.filter(state=OverdraftState.ASKED)
    overdrafts = asked.exclude(asked_by_id=but).annotate(
        kind=Value("overdraft", words["kind"]),
        as_state=Cast("state", words["as_state"]),
        about=Cast("fund__name", words["about"]),
        day=F("expires"),
        pence=F("limit"),
    )
    first, second = (each.order_by().values_list(*columns) for each in (books, overdrafts))
    return first.union(second, all=True).order_by("day", "pk")


def _books(_pk: int, state: str, code: str, *_) -> Todo:
    closing, label = state == PeriodState.CLOSING, Quarter.parse(code).label
    title = f"Close the books of {label}" if closing else f"Decide about the books of {label}"
    hint = "Somebody started to" if closing else "Somebody asked to open them again"
    return Todo(title, reverse("books"), hint=hint, state=state, kind="period")


def _overdraft(pk: int, state: str, fund: str, last: date, pence: int) -> Todo:
    return Todo(
        f"Decide about an overdraft of {fund}",
        reverse("overdraft_agree", args=[pk]),
        hint=f"Up to {format_pence(pence)}, until {long_day(last)}",
        state=state,
        kind="overdraft",
        weight=1,
    )
