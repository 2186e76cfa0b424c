"""Rules of the roll on plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from consortium.core.days import long_day


def policy_dates_refusal(name: str, adopted: date | None, review: date | None, today: date) -> str:
    """Why a policy cannot have these days; empty when it can."""
    if adopted and adopted > today:
        return f"{name}: the day of adoption must be today or earlier."
    if adopted and review and review <= adopted:
        return f"{name}: the next review must come after the day of adoption."
    return ""


@dataclass(frozen=True)
class Gap:
    """One policy over all members: who has it, who lacks it, who has not said, who lends it."""

    name: str
    held: tuple[str, ...]
    missing: tuple[str, ...]
    silent: tuple[str, ...]
    lenders: tuple[str, ...]

    @property
    def pairs(self) -> str:
        """Whom those without can ask for a copy to start from (R119)."""
        if not self.missing or not self.lenders:
            return ""
        *others, last = self.lenders
        names = f"{', '.join(others)} or {last}" if others else last
        return f"Ask {names} for a copy"


def gap(name: str, members: Iterable[str], said: Mapping[str, tuple[bool, bool]]) -> Gap:
    """`said`: (held, lends) by member, for those who have said anything."""
    members = list(members)
    return Gap(
        name=name,
        held=tuple(each for each in members if said.get(each, (False, False))[0]),
        missing=tuple(each for each in members if each in said and not said[each][0]),
        silent=tuple(each for each in members if each not in said),
        lenders=tuple(each for each in members if said.get(each, (False, False))[1]),
    )


# --- Leaving ----------------------------------------------------------------------


def resignation_refusals(*, received: date, effective: date, today: date, joined: date | None):
    """Why a resignation cannot have these days, all reasons. `effective` is the last day."""
    reasons = []
    if received > today:
        reasons.append("The day it came must be today or earlier.")
    if effective < received:
        reasons.append(
            f"It came on {long_day(received)}, and that day counts: the last day of membership "
            "cannot be before it."
        )
    if joined and effective < joined:
        reasons.append(f"The membership began on {long_day(joined)}.")
    return reasons


def co_option_refusals(*, starts: date, ends: date | None) -> list[str]:
    if ends and ends < starts:
        return ["The last day must be on or after the first day."]
    return []
