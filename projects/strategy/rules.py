"""Needs on plain values."""

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, STEP, TALL_STEP = 370, 29, 56  # of the two drawings, in their own units


@dataclass(frozen=True)
class Bar:
    """One need as chart and table show it; `percent` has one decimal, of the base (R21).

    `drawn` is its length, `y` and `y_tall` its place in the wide and the narrow drawing.
    """

    rank: int
    name: str
    count: int
    percent: str
    drawn: int
    y: int
    y_tall: int


def tenths_of_percent(count: int, base: int) -> int:
    """A share in tenths of a percent, rounded half up; several answers a group are allowed."""
    return (count * 2000 + base) // (2 * base) if base else 0


def bars(needs: Iterable[tuple[int, str, int]], base: int) -> list[Bar]:
    """Bars in the printed order of ranks, the longest as wide as the drawing. Ties stay."""
    needs = sorted(needs)
    most = max((count for _, _, count in needs), default=0) or 1
    rows = []
    for place, (rank, name, count) in enumerate(needs):
        tenths = tenths_of_percent(count, base)
        rows.append(
            Bar(
                rank=rank,
                name=name,
                count=count,
                percent=f"{tenths // 10}.{tenths % 10}%",
                drawn=count * WIDTH // most,
                y=place * STEP,
                y_tall=place * TALL_STEP,
            )
        )
    return rows
