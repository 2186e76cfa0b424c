"""Text becomes pence in one way only, and pence are never lost in a split."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.core.money import (
    MAX_PENCE,
    MoneyError,
    bare_pence,
    format_pence,
    parse_pence,
    percent_of,
    split_pence,
)

amounts = st.integers(min_value=-MAX_PENCE + 1, max_value=MAX_PENCE - 1)


@pytest.mark.parametrize(
    "typed, pence",
    [
        ("1,234.5", 123_450),
        ("£1234.50", 123_450),
        (" 1 234.50 ", 123_450),
        ("1234", 123_400),
        ("£ 1,234", 123_400),
        (".5", 50),
        ("5.", 500),
        ("0", 0),
        ("-0.00", 0),
        ("007", 700),
        ("1\u00a0234.50", 123_450),
        ("12\t", 1_200),
        ("1,000,000.01", 100_000_001),
    ],
)
def test_an_amount_is_taken_as_people_type_it(typed, pence):
    assert parse_pence(typed) == pence


@pytest.mark.parametrize(
    "typed", ["(120)", "-120", "£-120", "-£120.00", "(£120)", "£(120.00)", "\u2212120"]
)
def test_a_negative_is_taken_only_where_one_is_allowed(typed):
    assert parse_pence(typed, allow_negative=True) == -12_000
    with pytest.raises(MoneyError, match="must be £0.00 or more"):
        parse_pence(typed)


@pytest.mark.parametrize(
    "typed, says",
    [
        ("", "Enter an amount"),
        ("£", "Enter an amount"),
        ("1e5", "no letter e"),
        ("1E+5", "no letter e"),
        ("1_000", "without underscores"),
        ("\uff11\uff12", "figures 0 to 9"),  # full-width
        ("\u0661\u0662", "figures 0 to 9"),  # Arabic-Indic
        ("1\u00b2", "figures 0 to 9"),  # a superscript two, which isdigit() likes
        ("\u00bd", "figures 0 to 9"),
        ("NaN", "text instead of an amount"),
        ("inf", "text instead of an amount"),
        ("ten pounds", "text instead of an amount"),
        ("50p", "text instead of an amount"),
        ("0x10", "text instead of an amount"),
        ("=1+1", "text instead of an amount"),
        ("10.000", "no more than two figures after the point"),
        ("1.005", "no more than two figures after the point"),
        ("1,23", "commas between thousands"),
        ("1,2345", "commas between thousands"),
        ("12,34.50", "commas between thousands"),
        ("1.2.3", "commas between thousands"),
        ("1,,000", "commas between thousands"),
        ("$5", "in pounds"),
        ("10 EUR", "in pounds"),
        ("1000000000000000", "must be less than"),
        (str(MAX_PENCE // 100), "must be less than"),
        ("9" * 10_000, "must be less than"),
    ],
)
def test_everything_else_is_refused_in_plain_words(typed, says):
    with pytest.raises(MoneyError, match=says):
        parse_pence(typed)


def test_the_largest_amount_is_a_penny_under_the_limit():
    assert parse_pence("99,999,999,999.99") == MAX_PENCE - 1


@given(amounts)
def test_what_is_shown_can_be_typed_again(pence):
    assert parse_pence(format_pence(pence), allow_negative=True) == pence
    assert parse_pence(bare_pence(pence), allow_negative=True) == pence


@given(st.text() | st.text(alphabet="0123456789.,-()£ e_\u00a0\uff11") | st.from_regex(r"[\d,.]+"))
def test_no_text_does_more_than_raise_a_money_error(text):
    try:
        pence = parse_pence(text, allow_negative=True)
    except MoneyError:
        pass
    else:
        assert type(pence) is int
        assert abs(pence) < MAX_PENCE


@pytest.mark.parametrize(
    "pence, text",
    [(0, "£0.00"), (5, "£0.05"), (123_450, "£1,234.50"), (-12_000, "(£120.00)"), (-1, "(£0.01)")],
)
def test_pence_are_always_shown_and_negatives_stand_in_brackets(pence, text):
    assert format_pence(pence) == text


@given(amounts, st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any))
def test_parts_sum_to_the_whole_each_within_a_penny_of_its_share(total, weights):
    parts = split_pence(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1
        assert weight or part == 0


@given(amounts, st.lists(st.integers(0, 1000), min_size=1, max_size=9).filter(any))
def test_the_split_of_a_reversal_is_the_reversal_of_the_split(total, weights):
    assert split_pence(-total, weights) == [-part for part in split_pence(total, weights)]


def test_the_odd_penny_goes_to_the_largest_remainder_then_the_first():
    assert split_pence(100, [1, 1, 1]) == [34, 33, 33]
    assert split_pence(10, [2, 5]) == [3, 7]


def test_money_without_anyone_to_share_it_is_an_error_and_nothing_is_not():
    assert split_pence(0, [0, 0]) == [0, 0]
    assert split_pence(0, []) == []
    with pytest.raises(ValueError, match="nobody"):
        split_pence(1, [0, 0])
    with pytest.raises(ValueError, match="negative"):
        split_pence(1, [2, -1])


@given(amounts, st.integers(0, 20_000))
def test_a_percentage_is_the_nearest_penny_and_reverses_exactly(pence, basis_points):
    part = percent_of(pence, basis_points)
    assert abs(part - Fraction(pence * basis_points, 10_000)) <= Fraction(1, 2)
    assert percent_of(-pence, basis_points) == -part


def test_half_a_penny_goes_away_from_zero():
    assert percent_of(50, 100) == 1
    assert percent_of(-50, 100) == -1
    assert percent_of(12_345, 750) == 926
