"""What follows when an item is carried over to another meeting, by the kind of item."""

from collections.abc import Callable

from members.meetings.models import AgendaItem

Consequence = Callable[..., None]
CONSEQUENCES: dict[str, Consequence] = {}
UNSETTLED: dict[str, Callable[[AgendaItem], str]] = {}


def when_carried(kind: str) -> Callable[[Consequence], Consequence]:
    """Register `function(item, *, why, by)`, run in the transaction that carries an item over."""

    def keep(function: Consequence) -> Consequence:
        CONSEQUENCES[kind] = function
        return function

    return keep


def follow(item: AgendaItem, *, why: str, by) -> None:
    consequence = CONSEQUENCES.get(item.kind)
    if consequence is not None:
        consequence(item, why=why, by=by)


def never_done_without(kind: str) -> Callable:
    """Register `function(item)`: why an item of a kind is not done yet, "" where it is."""

    def keep(function: Callable[[AgendaItem], str]) -> Callable[[AgendaItem], str]:
        UNSETTLED[kind] = function
        return function

    return keep


def not_settled(item: AgendaItem) -> str:
    """Why this item can be carried over, and not finished; "" where it can be finished."""
    check = UNSETTLED.get(item.kind)
    return check(item) if check else ""
