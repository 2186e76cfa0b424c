"""Quarters and financial years (1 April to 31 March) as values, and local days.

Instants are stored in UTC; which period something belongs to is decided by
its local date in Europe/London, wherever server and database stand (T4).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from .days import MONTHS

LONDON = ZoneInfo("Europe/London")
_CODE = re.compile(r"([0-9]{4})-Q([1-4])")
_YEAR = re.compile(r"([0-9]{4})/([0-9]{2})")


@dataclass(frozen=True, order=True)
class Quarter:
    """Quarter `number` (1 is April to June) of the financial year that starts in `year`."""

    year: int
    number: int

    def __post_init__(self):
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"there is no quarter {self.number}")

    @property
    def start(self) -> date:
        return date(self._calendar_year, self._first_month, 1)

    @property
    def end(self) -> date:
        """The last day of the quarter."""
        month = self._first_month + 2
        return date(self._calendar_year, month, monthrange(self._calendar_year, month)[1])

    @property
    def label(self) -> str:
        """As in "July to September 2026"."""
        return f"{MONTHS[self.start.month - 1]} to {MONTHS[self.end.month - 1]} {self.end.year}"

    @property
    def short(self) -> str:
        """As in "Q2 2026/27"."""
        return f"Q{self.number} {self.financial_year.label}"

    @property
    def code(self) -> str:
        """As in "2026-Q2", as the database keeps it; codes sort as quarters do."""
        return f"{self.year:04d}-Q{self.number}"

    @property
    def financial_year(self) -> "FinancialYear":
        return FinancialYear(self.year)

    def next(self) -> "Quarter":
        after = self.year * 4 + self.number  # quarters counted from year 0
        return Quarter(after // 4, after % 4 + 1)

    def previous(self) -> "Quarter":
        before = self.year * 4 + self.number - 2
        return Quarter(before // 4, before % 4 + 1)

    def __contains__(self, day: date) -> bool:
        return Quarter.containing(day) == self

    def __str__(self) -> str:
        return self.short

    @classmethod
    def containing(cls, day: date) -> "Quarter":
        """The quarter of a local date. An instant has none: take its `local_date` first."""
        _refuse_instants(day)
        return cls(FinancialYear.containing(day).year, (day.month - 4) % 12 // 3 + 1)

    @classmethod
    def parse(cls, code: str) -> "Quarter":
        """From "2026-Q2"; ValueError for anything else."""
        found = _CODE.fullmatch(code)
        if not found:
            raise ValueError(f"{code!r} is not a quarter like 2026-Q2")
        return cls(int(found[1]), int(found[2]))

    @property
    def _first_month(self) -> int:
        return (self.number * 3) % 12 + 1

    @property
    def _calendar_year(self) -> int:
        return self.year + 1 if self.number == 4 else self.year


@dataclass(frozen=True, order=True)
class FinancialYear:
    """1 April of `year` to 31 March of the next."""

    year: int

    @property
    def start(self) -> date:
        return date(self.year, 4, 1)

    @property
    def end(self) -> date:
        return date(self.year + 1, 3, 31)

    @property
    def label(self) -> str:
        """As in "2026/27", as the database keeps it."""
        return f"{self.year:04d}/{(self.year + 1) % 100:02d}"

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(Quarter(self.year, number) for number in (1, 2, 3, 4))

    def next(self) -> "FinancialYear":
        return FinancialYear(self.year + 1)

    def previous(self) -> "FinancialYear":
        return FinancialYear(self.year - 1)

    def __contains__(self, day: date) -> bool:
        return FinancialYear.containing(day) == self

    def __str__(self) -> str:
        return self.label

    @classmethod
    def containing(cls, day: date) -> "FinancialYear":
        _refuse_instants(day)
        return cls(day.year if day.month >= 4 else day.year - 1)

    @classmethod
    def parse(cls, label: str) -> "FinancialYear":
        """From "2026/27"; ValueError for anything else, "2026/28" too."""
        found = _YEAR.fullmatch(label)
        if not found or cls(int(found[1])).label != label:
            raise ValueError(f"{label!r} is not a financial year like 2026/27")
        return cls(int(found[1]))


def local_date(instant: datetime) -> date:
    """The day in London on which an instant falls; ValueError where it has no time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone falls on no day")
    return instant.astimezone(LONDON).date()


def instant_of(day: date, wall: time) -> datetime:
    """The UTC instant of a time on London's clocks, exactly one for each day (T3).

    Of a time that comes twice (25 October 2026, 01:30) it is the first; one
    that is skipped (29 March 2026, 01:30) happens an hour later by the clock.
    """
    return datetime.combine(day, wall.replace(fold=0), tzinfo=LONDON).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The first UTC instant of a local day: bounds for queries on stored instants."""
    return instant_of(day, time.min)


def _refuse_instants(day: date) -> None:
    if isinstance(day, datetime):
        raise TypeError("a period is decided by a local date: use local_date(instant)")
