"""When papers are in time: the values of A4, and every Thursday against an independent count."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from consortium.core import workingdays
from members.meetings.facts.timing import timing_of
from members.meetings.rules_notice import Notice

# Bank holidays of England and Wales as published, 2023 to 2030, typed from gov.uk's rules.
FIXED = {(1, 1), (12, 25), (12, 26)}


def easter(year: int) -> date:
    """By Butcher's algorithm, as no table here has it."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def monday(year: int, month: int, *, last: bool) -> date:
    days = [date(year, month, 1) + timedelta(n) for n in range(31)]
    mondays = [day for day in days if day.month == month and day.weekday() == 0]
    return mondays[-1] if last else mondays[0]


def holidays(year: int) -> set[date]:
    found = {
        easter(year) - timedelta(2),
        easter(year) + timedelta(1),
        monday(year, 5, last=False),
        monday(year, 5, last=True),
        monday(year, 8, last=True),
    }
    for month, day in sorted(FIXED):
        wanted = date(year, month, day)
        while wanted.weekday() > 4 or wanted in found:  # a substitute day
            wanted += timedelta(1)
        found.add(wanted)
    return found


OFF = {day for year in range(2008, 2032) for day in holidays(year)}


def counted(meeting: date, clear: int) -> date:
    """Walk back over the days one by one until so many whole working days lie between."""
    day, between = meeting, 0
    while between < clear:
        day -= timedelta(1)
        between += day.weekday() < 5 and day not in OFF
    day -= timedelta(1)
    while day.weekday() > 4 or day in OFF:
        day -= timedelta(1)
    return day


A4 = (
    (date(2009, 3, 24), date(2009, 3, 16)),
    (date(2027, 1, 5), date(2026, 12, 23)),
    (date(2026, 9, 7), date(2026, 8, 27)),
    (date(2027, 3, 31), date(2027, 3, 19)),
)


@pytest.mark.parametrize(("meeting", "by"), A4, ids=str)
def test_papers_are_out_five_clear_working_days_before(meeting, by):
    assert Notice().circulate_by(meeting) == by
    assert Notice().lenient_until(meeting) == workingdays.add_working_days(by, 1)


def test_every_thursday_of_2024_to_2030_counts_as_by_hand():
    day, wrong = date(2024, 1, 4), []
    while day.year <= 2030:
        wrong += [
            (day, clear)
            for clear in (1, 3, 5, 7, 10)
            if Notice(clear).circulate_by(day) != counted(day, clear)
        ]
        day += timedelta(7)
    assert wrong == []


@pytest.mark.parametrize(
    ("sent", "counts"),
    [
        (datetime(2026, 12, 2, 17, 0, tzinfo=UTC), "on_time"),
        (datetime(2026, 12, 2, 17, 0, 1, tzinfo=UTC), "lenient"),
        (datetime(2026, 12, 3, 16, 59, tzinfo=UTC), "lenient"),
        (datetime(2026, 12, 3, 17, 1, tzinfo=UTC), "late"),
        (datetime(2026, 11, 26, 9, 0, tzinfo=UTC), "on_time"),
    ],
    ids=["the last second", "a second later", "the day after", "after five that day", "early"],
)
def test_what_is_sent_after_five_counts_for_the_next_day(sent, counts):
    assert timing_of(date(2026, 12, 10), at=sent, notice=Notice()).tone == counts


def test_the_hour_is_that_of_london_also_in_summer():
    """17:30 in London is 16:30 UTC: after five, so the next day."""
    rules, meeting = Notice(), date(2026, 9, 10)
    last = rules.circulate_by(meeting)
    half_past_four = datetime.combine(last, time(16, 30), tzinfo=UTC)
    assert timing_of(meeting, at=half_past_four, notice=rules).tone == "lenient"
    earlier = half_past_four - timedelta(minutes=30)
    assert timing_of(meeting, at=earlier, notice=rules).tone == "on_time"


def test_a_bank_holiday_announced_later_moves_the_last_day():
    meeting = date(2026, 12, 10)
    assert Notice().circulate_by(meeting) == date(2026, 12, 2)
    workingdays.announce([date(2026, 12, 7)])
    try:
        assert Notice().circulate_by(meeting) == date(2026, 12, 1)
    finally:
        workingdays.forget_announced()
    assert Notice().circulate_by(meeting) == date(2026, 12, 2)
