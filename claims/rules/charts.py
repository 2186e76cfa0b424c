"""Drawings for pages and papers alike: numbers in, places on a canvas out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LABEL, BAR, FIGURE = 250, 330, 120  # widths of name, bar and figures, in units of the canvas
ROW, TOP = 26, 26
FULL = 150  # per cent of the profile at the right end


@dataclass(frozen=True)
class OutputBar:
    """One output: its name, its figures in words, how far the bar reaches."""

    y: int
    name: str
    words: str
    width: int
    over: bool
    reached: bool

    @property
    def text_y(self) -> int:
        return self.y + 14

    @property
    def bar_y(self) -> int:
        return self.y + 3


@dataclass(frozen=True)
class OutputChart:
    """`title` says the finding; the table beside the drawing says the figures."""

    title: str
    bars: tuple[OutputBar, ...]
    width: int
    height: int
    bar_x: int
    target_x: int
    figure_x: int


def output_chart(outputs: Sequence[Mapping]) -> OutputChart | None:
    """How far each output is towards its profile to date; None where none has one."""
    known = [each for each in outputs if each["target_to_date"]]
    if not known:
        return None
    bars = tuple(_bar(number, each) for number, each in enumerate(known))
    reached = sum(bar.reached for bar in bars)
    outputs_are = "output is" if len(bars) == 1 else "outputs are"
    return OutputChart(
        title=f"{reached} of {len(bars)} {outputs_are} on or above profile to date",
        bars=bars,
        width=LABEL + BAR + FIGURE,
        height=TOP + ROW * len(bars) + 4,
        bar_x=LABEL,
        target_x=LABEL + BAR * 100 // FULL,
        figure_x=LABEL + BAR + 10,
    )


def _bar(number: int, each: Mapping) -> OutputBar:
    actual, target = each["actual_to_date"], each["target_to_date"]
    percent = actual * 100 // target
    name = f"{each['code']} {each['name']}"
    return OutputBar(
        y=TOP + number * ROW,
        name=name if len(name) <= 42 else f"{name[:41].rstrip()}…",
        words=f"{actual:,} of {target:,}",
        width=BAR * min(percent, FULL) // FULL,
        over=percent > FULL,
        reached=actual >= target,
    )
