"""Days are typed as people type them and read back in words."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.core.days import (
    DayError,
    day_range,
    day_with_weekday,
    long_day,
    parse_day,
    short_day,
)

OCTOBER = date(2026, 10, 14)


@pytest.mark.parametrize(
    "typed",
    [
        "14/10/2026", "14 October 2026", "14 oct 26", "2026-10-14", "14.10.26", "14-10-2026",
        "14th Oct, 2026", "Wed 14 October 2026", "Wednesday, 14 October 2026", "14 10 2026",
        "October 14, 2026", "  14   OCTOBER  2026 ", "14/Oct/2026",
    ],
)  # fmt: skip
def test_a_day_is_taken_as_people_write_it(typed):
    assert parse_day(typed) == OCTOBER


@pytest.mark.parametrize(
    "typed, says",
    [
        ("10/14/2026", "written day, month, year"),
        ("31/2/2026", "there is no 31 February 2026"),
        ("29 Feb 2027", "there is no 29 February 2027"),
        ("14 October", "include a year"),
        ("14/10", "include a year"),
        ("14 Foo 2026", "a month from January to December"),
        ("14 J 2026", "a month from January to December"),
        ("14/10/026", "year of four figures"),
        ("14/10/20266", "year of four figures"),
        ("14/10/0026", "between 1900 and 2199"),
        ("tomorrow", "be a date"),
        ("141026", "be a date"),
        ("", "be a date"),
        ("\u0661\u0664/10/2026", "be a date"),
        ("14/1_0/2026", "be a date"),
    ],
)
def test_everything_else_says_what_is_missing(typed, says):
    with pytest.raises(DayError, match=says):
        parse_day(typed)


def test_a_leap_day_is_a_day():
    assert parse_day("29/2/28") == date(2028, 2, 29)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_is_shown_can_be_typed_again(day):
    for shown in (long_day(day), day_with_weekday(day), short_day(day), day.isoformat()):
        assert parse_day(shown) == day


@given(st.text() | st.text(alphabet="0123456789/-. octabermj"))
def test_no_text_does_more_than_raise_a_day_error(text):
    with suppress(DayError):
        assert parse_day(text).year >= 1900


def test_days_read_in_words():
    assert day_with_weekday(OCTOBER) == "Wed 14 October 2026"
    assert short_day(OCTOBER) == "14 Oct 2026"
    assert day_range(date(2026, 7, 1), date(2026, 9, 30)) == "1 July to 30 September 2026"
    assert day_range(date(2026, 10, 1), date(2027, 3, 31)) == "1 October 2026 to 31 March 2027"
