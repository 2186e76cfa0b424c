"""The rules of the member's side, by property."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.rules.lines import (
    WHOLE,
    LineWords,
    Terms,
    faults,
    gaps,
    key_of,
    most_claimable,
    percent,
)
from claims.rules.matching import Matchable, line_for
from claims.rules.totals import suggested_forecast, total_of
from claims.rules.variance import Standing, in_words, needs_reason, over_limits, percent_off
from consortium.core.money import split_pence

TERMS = Terms(
    starts=date(2026, 7, 1),
    ends=date(2026, 9, 30),
    grant_starts=date(2026, 4, 1),
    grant_ends=date(2029, 3, 31),
    today=date(2026, 10, 8),
)
LINE = LineWords(
    supplier="Acme",
    description="Hall",
    date_paid=date(2026, 8, 1),
    gross=120_00,
    recoverable_vat=20_00,
    claimed=100_00,
)
pence = st.integers(0, 10**9)
shares = st.integers(1, WHOLE)
days = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def fields_of(line, terms=TERMS):
    return [fault.field for fault in faults(line, terms)]


def test_a_complete_line_has_neither_faults_nor_gaps():
    assert faults(LINE, TERMS) == []
    assert gaps(LINE) == []


@given(gross=pence, vat=pence, share=shares, claimed=pence)
def test_nothing_beyond_the_share_of_what_is_claimable_gets_through(gross, vat, share, claimed):
    line = replace(LINE, gross=gross, recoverable_vat=vat, share=share, claimed=claimed)
    if not faults(line, TERMS):
        assert vat <= gross
        assert claimed <= gross - vat
        assert claimed * WHOLE < (gross - vat) * share + WHOLE


@given(gross=pence, weights=st.lists(st.integers(1, WHOLE), min_size=1, max_size=6))
def test_a_split_by_shares_that_sum_to_the_whole_always_gets_through(gross, weights):
    parts = split_pence(WHOLE, weights)
    assume(all(parts))
    amounts = split_pence(gross, parts)
    for index, (share, amount) in enumerate(zip(parts, amounts, strict=True)):
        line = replace(
            LINE,
            gross=gross,
            recoverable_vat=0,
            share=share,
            claimed=amount,
            other_shares=WHOLE - share,
            other_claimed=gross - amount,
        )
        assert faults(line, TERMS) == [], index


@given(claimable=pence, share=shares)
def test_the_most_of_a_share_is_within_a_penny_above_it(claimable, share):
    most = most_claimable(claimable, share)
    assert 0 <= most * WHOLE - claimable * share < WHOLE


@given(mine=shares, others=st.integers(0, WHOLE))
def test_shares_of_an_item_never_pass_the_whole(mine, others):
    line = replace(LINE, share=mine, other_shares=others, claimed=None)
    assert ("share" in fields_of(line)) == (mine + others > WHOLE)


def test_shares_beyond_the_whole_are_named_with_the_invoice():
    line = replace(LINE, invoice_number="1187", share=6_000, other_shares=5_000, claimed=None)
    [fault] = faults(line, TERMS)
    assert fault.words == "Shares of invoice 1187 add up to 110%. They must be 100% or less"


@given(
    paid=days, late=st.booleans(), reason=st.sampled_from(["", "Came late"]), allowed=st.booleans()
)
def test_only_dates_in_the_quarter_or_explained_late_items_get_through(paid, late, reason, allowed):
    terms = replace(TERMS, late_items_allowed=allowed)
    line = replace(LINE, date_paid=paid, late_item=late, late_reason=reason)
    in_quarter = TERMS.starts <= paid <= min(TERMS.ends, TERMS.today)
    explained = allowed and late and reason and TERMS.grant_starts <= paid < TERMS.starts
    assert (not fields_of(line, terms)) == bool(in_quarter or explained)


@pytest.mark.parametrize(
    ("paid", "words"),
    [
        (date(2026, 10, 2), "Date paid must be between 1 July and 30 September 2026"),
        (date(2026, 10, 9), "Date paid must be today, 8 October 2026, or earlier"),
        (date(2026, 3, 31), "Date paid must be 1 April 2026 or later, when the grant starts"),
        (
            date(2026, 6, 30),
            "Date paid must be between 1 July and 30 September 2026. If it was paid earlier "
            "and never claimed, mark it as a late item",
        ),
    ],
)
def test_a_date_outside_is_told_in_words(paid, words):
    [fault] = faults(replace(LINE, date_paid=paid), TERMS)
    assert fault.words == words


@given(day=st.integers(0, 100))
def test_the_quarters_first_and_last_day_belong_to_it(day):
    paid = TERMS.starts + timedelta(days=day)
    line, terms = replace(LINE, date_paid=paid), replace(TERMS, today=date(2027, 1, 5))
    assert (fields_of(line, terms) == []) == (day <= 91)


@given(amount=st.integers(-(10**9), 10**9), left=pence)
def test_a_correction_takes_back_at_most_what_was_approved(amount, left):
    line = LineWords(supplier="Acme", correction=True, correctable=left, claimed=amount)
    assert (not faults(line, TERMS)) == (-left <= amount <= 0)


def test_a_negative_amount_without_a_correction_is_a_fault():
    assert fields_of(replace(LINE, claimed=-1)) == ["claimed"]


def test_gaps_are_named_in_the_words_of_the_cell():
    words = [fault.words for fault in gaps(LineWords())]
    assert words == [
        "enter the supplier or post",
        "enter the amount claimed",
        "enter what it was for",
        "enter the gross amount",
        "enter the date paid",
    ]


def test_a_part_share_says_how_it_was_worked_out():
    assert [fault.field for fault in gaps(replace(LINE, share=5_000))] == ["method"]


def test_keys_forget_case_marks_and_accents():
    assert key_of("St. John's Café Ltd ") == key_of("ST JOHNS CAFE LTD")
    assert percent(3333) == "33.33%"


LINES = [
    Matchable(pk=11, number=1, invoice_key="1187"),
    Matchable(pk=12, number=2, invoice_key="inv0042"),
    Matchable(pk=13, number=3, invoice_key=""),
    Matchable(pk=14, number=12, invoice_key="7"),
]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Acme invoice 1187.pdf", 11),
        ("INV-0042 room hire.pdf", 12),
        ("inv_0042.jpg", 12),
        ("line 3 payslip.pdf", 13),
        ("L12.png", 14),
        ("03 rent.pdf", 13),
        ("E3 statement.pdf", None),
        ("bank statement.pdf", None),
        ("scan 2026-09-03.pdf", None),
        ("1187 and inv0042.pdf", None),
        ("7.pdf", 14),
    ],
)
def test_a_file_finds_its_line_by_a_number_in_its_name(name, line):
    assert line_for(name, LINES) == line


def test_both_limits_of_variance_must_be_passed():
    limits = {"basis_points": 1_000, "amount": 250_00}
    assert over_limits(1_300_00, 1_000_00, **limits)
    assert not over_limits(1_200_00, 1_000_00, **limits)
    assert not over_limits(10_900_00, 10_000_00, **limits)
    assert over_limits(251_00, 0, **limits)
    assert not over_limits(250_00, 0, **limits)


@given(actual=pence, planned=pence, basis=st.integers(0, 10_000), amount=pence)
def test_variance_is_judged_alike_above_and_below(actual, planned, basis, amount):
    by = abs(actual - planned)
    passed = by > amount and by * 10_000 > planned * basis
    assert over_limits(actual, planned, basis_points=basis, amount=amount) == passed


def test_variance_in_words():
    assert in_words(118_00, 100_00) == "18% over profile"
    assert in_words(60_00, 100_00) == "40% under profile"
    assert in_words(5, 0) == "spent with no profile"
    assert in_words(0, 0) == "on profile"
    assert percent_off(100_49, 100_00) == 0


def test_a_reason_is_asked_for_to_date_not_for_what_moved_between_quarters():
    standing = Standing(
        budget_line=1,
        name="Training",
        budget=4_000_00,
        planned=1_000_00,
        actual=2_000_00,
        planned_to_date=2_000_00,
        actual_before=0,
    )
    assert standing.variance == 1_000_00
    assert not needs_reason(standing, basis_points=1_000, amount=250_00)
    assert standing.left == 2_000_00


@given(
    plan=st.lists(pence, min_size=0, max_size=3),
    left=st.integers(-(10**6), 10**9),
)
def test_a_suggested_forecast_is_the_plan_within_what_is_left(plan, left):
    quarters = ["2026-Q2", "2026-Q3", "2026-Q4"][: len(plan)]
    profile = dict(zip(quarters, plan, strict=True))
    found = suggested_forecast(profile, quarters, left=left)
    assert list(found) == quarters
    assert all(amount >= 0 for amount in found.values())
    assert sum(found.values()) == (min(sum(plan), max(left, 0)) if quarters else 0)


def test_totals_add_up_row_by_row():
    row = Standing(1, "A", 100, 20, 10, 40, 30, forecast=5)
    both = total_of([row, replace(row, forecast=None)])
    assert (both.budget, both.planned, both.actual, both.actual_to_date) == (200, 40, 20, 80)
    assert both.forecast is None
    assert total_of([row, row]).outturn == 90
