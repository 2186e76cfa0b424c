"""Bids on plain values: what was agreed, what differs from it, and when a bid is late.

Figures are a mapping: "amount" in pence, "budget" as rows of [heading, pence], "outputs" as rows
of [words, number], "outcomes" as words. Two sets are the same when their digests are.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from consortium.core.money import format_pence

Figures = Mapping[str, Any]
# As `members.meetings.states.Route` has them (Agreement 10.8).
TOGETHER, APART = "together", "apart"


def figures_of(
    *,
    amount: int,
    budget: Iterable[tuple[str, int]],
    outputs: Iterable[tuple[str, int]],
    outcomes: Iterable[str],
) -> dict[str, Any]:
    """Figures in their one written form. The order of rows says nothing, so it is not kept."""
    return {
        "amount": amount,
        "budget": sorted([heading, pence] for heading, pence in budget),
        "outputs": sorted([words, number] for words, number in outputs),
        "outcomes": sorted(outcomes),
    }


def digest_of(figures: Figures) -> str:
    """SHA-256 of the figures as canonical JSON, in hexadecimal."""
    text = json.dumps(figures, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def differences(agreed: Figures, now: Figures) -> list[str]:
    """What differs from what was agreed, one sentence each; empty where they are the same."""
    found = []
    if agreed["amount"] != now["amount"]:
        words = f"{format_pence(agreed['amount'])} was agreed, {format_pence(now['amount'])} is it"
        found.append(f"The amount: {words} now.")
    found += _changed_rows(agreed["budget"], now["budget"], format_pence)
    found += _changed_rows(agreed["outputs"], now["outputs"], str)
    found += [f"Outcome left out: {each}" for each in _beyond(agreed["outcomes"], now["outcomes"])]
    found += [f"Outcome added: {each}" for each in _beyond(now["outcomes"], agreed["outcomes"])]
    return found


def _changed_rows(before: Sequence, after: Sequence, written) -> list[str]:
    old, new = {row[0]: row[1] for row in before}, {row[0]: row[1] for row in after}
    return [
        f"{name}: {_or_nothing(old.get(name), written)} was agreed, "
        f"{_or_nothing(new.get(name), written)} is it now."
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _or_nothing(value: int | None, written) -> str:
    return "nothing" if value is None else written(value)


def _beyond(these: Sequence[str], those: Sequence[str]) -> list[str]:
    left = list(those)
    found = []
    for each in these:
        if each in left:
            left.remove(each)
        else:
            found.append(each)
    return found


def faults_of_figures(figures: Figures) -> list[str]:
    """What a bid still lacks before it is ready: figures that are whole and add up."""
    total = sum(pence for _, pence in figures["budget"])
    found = []
    if figures["amount"] <= 0:
        found.append("Enter the amount that is asked for.")
    if not figures["budget"]:
        found.append("Enter the budget by heading.")
    elif total != figures["amount"]:
        found.append(
            f"The budget makes {format_pence(total)}, the amount asked for is "
            f"{format_pence(figures['amount'])}. They must be the same."
        )
    if not figures["outputs"]:
        found.append("Enter at least one output.")
    if not figures["outcomes"]:
        found.append("Enter at least one outcome.")
    return found


def fault_of_shares(shares: Iterable[int], amount: int) -> str:
    """Partners' shares in pence never pass the amount asked for; "" where they do not."""
    total = sum(shares)
    if total <= amount:
        return ""
    return (
        f"The partners' shares make {format_pence(total)}, more than the "
        f"{format_pence(amount)} that is asked for."
    )


def fault_of_route(*, competition: bool, route: str) -> str:
    """Why a bid of the consortium cannot go on; `route` is what stands decided, or "" (R99)."""
    if not competition or route == TOGETHER:
        return ""
    if route == APART:
        return "The consortium decided that each member applies by itself, so it makes no bid."
    return (
        "This is an open competition. The consortium first decides whether it applies together "
        "(Agreement 10.8)."
    )


def before_meeting(
    deadline: date, at: time | None, *, meeting_on: date | None, meeting_at: time | None = None
) -> bool:
    """Does the deadline lie before the meeting? One without a time runs until its day ends.

    Where no meeting is planned, it does.
    """
    if meeting_on is None or deadline < meeting_on:
        return True
    if deadline > meeting_on or at is None or meeting_at is None:
        return False
    return at <= meeting_at


def is_late(deadline: date, at: time | None, *, sent_on: date, sent_at: time | None) -> bool:
    """Was it sent after the deadline? On the day itself only a later time makes it late."""
    if sent_on != deadline:
        return sent_on > deadline
    return at is not None and sent_at is not None and sent_at > at
