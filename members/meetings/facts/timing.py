"""Whether papers go out in time, in words that people read (10.5, R93; A4, GV10)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from consortium.core.days import long_day
from consortium.core.workingdays import (
    add_working_days,
    day_sent,
    is_working_day,
    working_days_between,
)
from members.meetings.rules_notice import Notice


@dataclass(frozen=True)
class Timing:
    """`counts_for`: the working day that a sending counts for; `clear`: the clear working days
    then left, of which `asked` are wanted; `tone`: "on_time", "lenient" or "late"."""

    counts_for: date
    due_by: date
    clear: int
    asked: int
    tone: str

    @property
    def late(self) -> bool:
        return self.tone != "on_time"

    @property
    def sentence(self) -> str:
        return in_words(self.clear, due_by=self.due_by, counts_for=self.counts_for)


def timing_of(meeting_on: date, *, at: datetime, notice: Notice) -> Timing:
    """How a sending at an instant stands for a meeting on a local day.

    What is sent on a day off, or after the cut-off, counts for the next working day, so
    that "late" and the number of clear days always say the same.
    """
    day = day_sent(at, cutoff=notice.cut_off)
    counts_for = day if is_working_day(day) else add_working_days(day, 1)
    due_by = notice.circulate_by(meeting_on)
    tone = "on_time"
    if counts_for > due_by:
        tone = "lenient" if counts_for <= notice.lenient_until(meeting_on) else "late"
    clear = clear_days(counts_for, meeting_on)
    return Timing(counts_for, due_by, clear, notice.clear_days, tone)


def clear_days(sent_on: date, meeting_on: date) -> int:
    """Working days between the two, neither counted; none once the meeting is there."""
    return max(0, working_days_between(sent_on, meeting_on - timedelta(days=1)))


def in_words(clear: int, *, due_by: date, counts_for: date) -> str:
    """As in "On time: 6 clear working days"."""
    there = f"{clear} clear working day{'' if clear == 1 else 's'}"
    if counts_for <= due_by:
        return f"On time: {there}"
    by = working_days_between(due_by, counts_for)
    return (
        f"Late by {by} working day{'' if by == 1 else 's'}: {there}. "
        f"The last day in time was {long_day(due_by)}"
    )
