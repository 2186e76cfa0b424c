"""The order of an agenda, on plain values (8.4, A2)."""

from collections.abc import Sequence

from .states import ItemKind

K = ItemKind
FIRST_BUSINESS = 55
RANK = {
    K.WELCOME: 0, K.STAND_IN: 10, K.INTERESTS: 20, K.MINUTES: 30, K.ACTIONS: 40, K.OVERRIDES: 50,
    K.WRITTEN: 52, K.PLAN: 70, K.BODY: 80, K.ELECTION: 90, K.OTHER: 100,
}  # fmt: skip
USUAL = 60
# The last meeting of a financial year carries these in this order (8.4).
LAST_KINDS = (K.PLAN, K.BODY, K.ELECTION)
LAST_TITLES = {
    K.PLAN: "Refresh of the plan for the coming year",
    K.BODY: "Review of the accountable body",
    K.ELECTION: "Election of the chair",
}
STANDING_KINDS = frozenset({K.WELCOME, K.INTERESTS, K.MINUTES, K.ACTIONS, K.OTHER, K.STAND_IN})


def rank(kind: str, *, carried: bool = False) -> int:
    """Where an item of this kind usually stands. What a last meeting of a year left over comes
    as first business (A3)."""
    if carried and kind in LAST_KINDS:
        return FIRST_BUSINESS + LAST_KINDS.index(ItemKind(kind))
    return RANK.get(ItemKind(kind), USUAL)


def place_for(ranks: Sequence[int], new: int) -> int:
    """The index at which an item of rank `new` goes in: behind the last that ranks no higher."""
    return next((len(ranks) - n for n, each in enumerate(reversed(ranks)) if each <= new), 0)


def keeps_order(kinds: Sequence[str]) -> bool:
    """Whether plan, accountable body and election stand in this order, whatever is between."""
    found = [LAST_KINDS.index(ItemKind(kind)) for kind in kinds if kind in LAST_KINDS]
    return found == sorted(found)
