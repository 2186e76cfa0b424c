"""Sums of a claim, in pence; and its forecast as the plan suggests it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from claims.rules.variance import Standing
from consortium.core.money import split_pence


def claimed(lines: Iterable[Any]) -> int:
    """What lines come to; one without an amount counts nothing."""
    return sum(line.claimed or 0 for line in lines)


def total_of(standings: Sequence[Standing], name: str = "Total") -> Standing:
    """One row that adds up the others; its forecast only where every row has one."""
    forecasts = [row.forecast for row in standings if row.forecast is not None]
    return Standing(
        budget_line=0,
        name=name,
        budget=sum(row.budget for row in standings),
        planned=sum(row.planned for row in standings),
        actual=sum(row.actual for row in standings),
        planned_to_date=sum(row.planned_to_date for row in standings),
        actual_before=sum(row.actual_before for row in standings),
        forecast=sum(forecasts) if len(forecasts) == len(standings) else None,
    )


def suggested_forecast(
    profile: Mapping[str, int], quarters: Sequence[str], *, left: int
) -> dict[str, int]:
    """What the coming quarters would spend by quarter code: the plan, cut to what is left.

    `profile` has the planned pence by quarter code, `quarters` those still to come.
    Where less is left than planned it is spread as the plan spreads; nothing is
    forecast over the budget or below zero. An underspend is not spent by itself.
    """
    planned = [profile.get(code, 0) for code in quarters]
    if left <= 0 or not quarters:
        return dict.fromkeys(quarters, 0)
    if sum(planned) <= left:
        return dict(zip(quarters, planned, strict=True))
    return dict(zip(quarters, split_pence(left, planned), strict=True))
