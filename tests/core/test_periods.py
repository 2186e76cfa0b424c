"""Each local day belongs to one quarter and one year, wherever the server stands."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.core.periods import (
    LONDON,
    FinancialYear,
    Quarter,
    instant_of,
    local_date,
    start_of_day,
)

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
quarters = st.builds(Quarter, st.integers(1900, 2199), st.integers(1, 4))
DAY = timedelta(days=1)


@given(days)
def test_each_day_lies_in_the_quarter_that_contains_it_and_in_no_other(day):
    quarter = Quarter.containing(day)
    assert quarter.start <= day <= quarter.end
    assert day in quarter
    assert day not in quarter.next()
    assert day not in quarter.previous()
    assert day in quarter.financial_year


@given(quarters)
def test_quarters_follow_each_other_without_a_gap(quarter):
    assert quarter.end + DAY == quarter.next().start
    assert quarter.next().previous() == quarter
    assert quarter < quarter.next()
    assert quarter.code < quarter.next().code
    assert Quarter.parse(quarter.code) == quarter


@given(st.integers(1900, 2199))
def test_four_quarters_make_a_financial_year(year):
    fy = FinancialYear(year)
    assert fy.quarters[0].start == fy.start
    assert fy.quarters[-1].end == fy.end
    assert fy.end + DAY == fy.next().start
    assert FinancialYear.parse(fy.label) == fy
    assert sum((q.end - q.start).days + 1 for q in fy.quarters) in (365, 366)


def test_a_quarter_says_its_name_in_each_length():
    quarter = Quarter(2026, 2)
    assert quarter.label == "July to September 2026"
    assert (quarter.short, quarter.code) == ("Q2 2026/27", "2026-Q2")
    assert Quarter(2026, 4).label == "January to March 2027"
    assert FinancialYear(2099).label == "2099/00"


@pytest.mark.parametrize(
    "day, code",
    [
        (date(2026, 3, 31), "2025-Q4"),
        (date(2026, 4, 1), "2026-Q1"),
        (date(2026, 6, 30), "2026-Q1"),
        (date(2026, 7, 1), "2026-Q2"),
        (date(2026, 12, 31), "2026-Q3"),
        (date(2027, 1, 1), "2026-Q4"),
        (date(2028, 2, 29), "2027-Q4"),
    ],
)
def test_the_days_at_the_edges_fall_on_the_right_side(day, code):
    assert Quarter.containing(day).code == code


@pytest.mark.parametrize("text", ["2026-Q5", "2026-q1", "26-Q1", "2026-Q1 ", "\u0662026-Q1", ""])
def test_a_quarter_is_read_from_its_code_only(text):
    with pytest.raises(ValueError):
        Quarter.parse(text)


@pytest.mark.parametrize("text", ["2026/28", "2026-27", "2026", "", "2026/27 "])
def test_a_year_is_read_from_its_label_only(text):
    with pytest.raises(ValueError):
        FinancialYear.parse(text)


def test_an_instant_has_no_quarter_until_its_local_date_is_taken():
    instant = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    with pytest.raises(TypeError):
        Quarter.containing(instant)
    assert Quarter.containing(local_date(instant)).code == "2026-Q2"  # 00:30 on 1 July in London
    with pytest.raises(ValueError):
        local_date(datetime(2026, 7, 1))


@pytest.mark.parametrize(
    "last_day",
    [
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 12, 31),
        date(2027, 3, 31),
        date(2028, 2, 29),
    ],
)
@pytest.mark.parametrize(
    "server", [UTC, ZoneInfo("Pacific/Auckland"), timezone(timedelta(hours=-11))]
)
def test_the_last_millisecond_and_the_first_belong_to_different_days(last_day, server):
    last = datetime.combine(last_day, time(23, 59, 59, 999_000), tzinfo=LONDON).astimezone(server)
    first = datetime.combine(last_day + DAY, time.min, tzinfo=LONDON).astimezone(server)
    assert local_date(last) == last_day
    assert local_date(first) == last_day + DAY
    assert start_of_day(last_day + DAY) == first


@given(days.filter(lambda d: d.year > 1972), st.times())
def test_a_time_on_the_clock_is_one_instant_of_its_day(day, wall):
    instant = instant_of(day, wall)
    assert instant.tzinfo is UTC
    assert local_date(instant) == day


@pytest.mark.parametrize(
    "day, utc_hour",
    [
        (date(2026, 3, 28), 1),
        (date(2026, 3, 29), 1),  # 01:30 is skipped: it happens at 02:30
        (date(2026, 3, 30), 0),
        (date(2026, 10, 24), 0),
        (date(2026, 10, 25), 0),  # 01:30 comes twice: the first counts
        (date(2026, 10, 26), 1),
        (date(2027, 3, 28), 1),
        (date(2027, 10, 31), 0),
    ],
)
def test_half_past_one_happens_once_on_the_days_the_clocks_change(day, utc_hour):
    assert instant_of(day, time(1, 30)) == datetime.combine(day, time(utc_hour, 30), tzinfo=UTC)
