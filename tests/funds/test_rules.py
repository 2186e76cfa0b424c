"""Sums, days and calendars on plain values."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.core.periods import FinancialYear, Quarter
from projects.funds.rules import claim_dates, faults_of, lowest_from, movements, signed
from projects.funds.states import Account, Side

DAYS = SimpleNamespace(member_days=10, check_days=15, pay_days=20, funder_days=25)
amounts = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize(
    "code, member, check, pay, funder",
    [
        ("2026-Q1", (2026, 7, 14), (2026, 7, 21), (2026, 7, 28), (2026, 8, 4)),
        ("2026-Q2", (2026, 10, 14), (2026, 10, 21), (2026, 10, 28), (2026, 11, 4)),
        ("2026-Q3", (2027, 1, 15), (2027, 1, 22), (2027, 1, 29), (2027, 2, 5)),
        ("2026-Q4", (2027, 4, 14), (2027, 4, 21), (2027, 4, 28), (2027, 5, 6)),
    ],
)
def test_the_claim_calendar_of_a_year(code, member, check, pay, funder):
    dates = claim_dates(Quarter.parse(code), DAYS)
    assert dates.member_due == date(*member)
    assert dates.check_due == date(*check)
    assert dates.pay_due == date(*pay)
    assert dates.funder_due == date(*funder)


@given(now=amounts, later=st.lists(amounts, max_size=8), change=amounts)
def test_the_lowest_day_is_what_walking_forward_finds(now, later, change):
    at_entry = now - sum(later) + change
    walked, running = [at_entry], at_entry
    for movement in reversed(later):
        running += movement
        walked.append(running)
    assert lowest_from(now, later, change) == min(walked)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 10**6)), min_size=1, max_size=6))
def test_lines_that_balance_in_each_fund_have_no_faults_and_a_penny_off_has(rows):
    line = SimpleNamespace
    lines = []
    for fund, amount in rows:
        lines.append(line(fund=fund, side=Side.DEBIT, amount=amount))
        lines.append(line(fund=fund, side=Side.CREDIT, amount=amount))
    assert faults_of(lines) == []
    lines[0].amount += 1
    assert len(faults_of(lines)) == 1


@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from([q.code for q in FinancialYear(2026).quarters]),
            st.sampled_from(list(Account)),
        ),
        st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)),
    )
)
def test_the_opening_of_a_quarter_is_the_closing_of_the_one_before(sums):
    rows = movements(sums, FinancialYear(2026).quarters)
    for before, after in zip(rows, rows[1:], strict=False):
        assert (after.opening, after.cash_opening) == (before.closing, before.cash_closing)
    cash = sum(d - c for (_, account), (d, c) in sums.items() if account == Account.CASH)
    assert rows[-1].cash_closing == cash


def test_a_debit_is_positive():
    assert (signed("D", 5), signed("C", 5)) == (5, -5)
