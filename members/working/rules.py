"""Plain rules: when a dispute is prompted, when a thing was due, and what was met."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from consortium.core.workingdays import add_working_days, is_working_day, latest_circulation

from .states import Basis

# The agreement gives no time. A council's clause prompts at 14 and 28 days (R75, ours).
PROMPT_DAYS = (14, 28)
REPORT_SOON, REPORT_LATE = -5, 1
# What a chair did not hand over goes ninety days after the term (ours).
NOTES_KEPT = timedelta(days=90)


def prompts(opened_on: date) -> list[date]:
    """The days on which both sides of a dispute are asked how it stands.

    They fall on working days, so that somebody reads them.

    >>> prompts(date(2026, 12, 11))[0]
    datetime.date(2026, 12, 29)
    """
    return [working_day_from(opened_on + timedelta(days=days)) for days in PROMPT_DAYS]


def working_day_from(day: date) -> date:
    """`day`, or the next working day where it is none."""
    return day if is_working_day(day) else add_working_days(day, 1)


def due_on(*, base: date, basis: str, days: int) -> date:
    """The last day on which a standard is met, counted from `base` (A4 for clear days)."""
    if basis == Basis.BEFORE:
        return latest_circulation(base, days)
    return add_working_days(base, days)


@dataclass(frozen=True)
class Case:
    """One time that a standard was put to the test; `done` is None while it is not done."""

    what: str
    base: date
    due: date
    done: date | None

    def met(self, today: date) -> bool | None:
        """True or False; None while it can still be met."""
        if self.done is None:
            return False if self.due < today else None
        return self.done <= self.due


@dataclass(frozen=True)
class Tally:
    met: int
    late: int
    waiting: int

    @property
    def counted(self) -> int:
        return self.met + self.late

    @property
    def percent(self) -> int | None:
        """Met of those that are decided, rounded down: 99 is not 100. None: none is."""
        return 100 * self.met // self.counted if self.counted else None


def tally(cases: Iterable[Case], *, today: date) -> Tally:
    answers = [case.met(today) for case in cases]
    return Tally(answers.count(True), answers.count(False), answers.count(None))
