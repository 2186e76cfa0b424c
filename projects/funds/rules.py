"""What is true of sums, dates and calendars, on plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from consortium.core.money import MAX_PENCE
from consortium.core.periods import Quarter
from consortium.core.workingdays import add_working_days

from .states import RESULT_ACCOUNTS, Account, Side


def signed(side: str, amount: int) -> int:
    """Pence with the sign of the side: a debit is positive."""
    return amount if side == Side.DEBIT else -amount


def faults_of(lines: Sequence) -> list[str]:
    """What is wrong with a journal's lines; empty when they can be posted (M1, M3).

    `lines` have fund, side and amount (pence); a journal balances in each fund.
    """
    faults = []
    if len(lines) < 2:
        faults.append("A journal needs at least two lines.")
    if any(type(line.amount) is not int or not 0 < line.amount <= MAX_PENCE for line in lines):
        faults.append("Every line of a journal has an amount above nothing, in whole pence.")
        return faults
    if any(line.side not in (Side.DEBIT, Side.CREDIT) for line in lines):
        faults.append("Every line of a journal is a debit or a credit.")
    sums: dict = {}
    for line in lines:
        sums[line.fund] = sums.get(line.fund, 0) + signed(line.side, line.amount)
    faults += [f"Debits and credits differ in {fund}." for fund, left in sums.items() if left]
    return faults


def balance_change(account: str, side: str, amount: int) -> int:
    """By how many pence a line moves its fund's balance: income up, expenditure down."""
    return -signed(side, amount) if account in RESULT_ACCOUNTS else 0


def cash_change(account: str, side: str, amount: int) -> int:
    """By how many pence a line moves the cash its fund holds."""
    return signed(side, amount) if account == Account.CASH else 0


def lowest_from(now: int, later: Iterable[int], change: int) -> int:
    """The lowest a running sum stands on any day from an entry's date on, with the entry in it.

    `now` is the sum after everything posted; `later` the movements of the days
    after the entry's date, last day first (V04).
    """
    lowest = running = now + change
    for movement in later:
        running -= movement
        lowest = min(lowest, running)
    return lowest


@dataclass(frozen=True)
class Leave:
    """Leave to stand up to `limit` pence below nothing, from day to day, both included (M5)."""

    limit: int
    first: date
    last: date


def allowed_on(leaves: Iterable[Leave], day: date) -> int:
    """Pence that a fund may stand below nothing on a day: its largest leave, never their sum."""
    return max((one.limit for one in leaves if one.first <= day <= one.last), default=0)


def tightest_day(leaves: Sequence[Leave], first: date, last: date) -> tuple[date, int]:
    """The first day between two on which least is allowed, and how many pence that is."""
    ends = [one.last + timedelta(days=1) for one in leaves]
    days = sorted({first, *(day for day in ends if first < day <= last)})
    return min(((day, allowed_on(leaves, day)) for day in days), key=lambda found: found[1])


def beyond_leave(
    standings: Sequence[tuple[date, int]], leaves: Sequence[Leave], until: date
) -> list[tuple[date, int, int]]:
    """(day, pence, pence allowed) of every stretch on which a sum stands below its leave.

    `standings` has a sum from each day it changed, in order; the last goes on
    `until` today.
    """
    found = []
    for place, (first, amount) in enumerate(standings):
        if amount >= 0:
            continue
        following = standings[place + 1 :]
        last = following[0][0] - timedelta(days=1) if following else max(first, until)
        day, allowed = tightest_day(leaves, first, last)
        if amount < -allowed:
            found.append((day, amount, allowed))
    return found


@dataclass(frozen=True)
class ClaimDates:
    """When a quarter's claims are due, checked, paid and sent to the funder: local days."""

    quarter: Quarter
    opens: date
    member_due: date
    check_due: date
    pay_due: date
    funder_due: date


def claim_dates(quarter: Quarter, grant) -> ClaimDates:
    """The claim calendar of one quarter: working days after its last day (R59)."""
    due = [
        add_working_days(quarter.end, days)
        for days in (grant.member_days, grant.check_days, grant.pay_days, grant.funder_days)
    ]
    return ClaimDates(quarter, quarter.next().start, *due)


@dataclass(frozen=True)
class Movement:
    """A fund's balance over one quarter, in pence; opening plus the rest is closing."""

    quarter: Quarter
    opening: int
    brought_forward: int
    income: int
    spent: int
    transfers: int
    cash_opening: int
    cash_in: int
    cash_out: int

    @property
    def moved(self) -> int:
        """What came from elsewhere: transfers, and what was brought forward."""
        return self.transfers + self.brought_forward

    @property
    def closing(self) -> int:
        return self.opening + self.brought_forward + self.income - self.spent + self.transfers

    @property
    def cash_closing(self) -> int:
        return self.cash_opening + self.cash_in - self.cash_out


def movements(
    sums: Mapping[tuple[str, str], tuple[int, int]], quarters: Iterable[Quarter]
) -> list[Movement]:
    """One row per quarter, in order, from {(quarter code, account): (debits, credits)} (M8)."""
    rows: list[Movement] = []
    opening = cash = 0
    for quarter in quarters:
        row = _movement(sums, quarter, opening, cash)
        rows.append(row)
        opening, cash = row.closing, row.cash_closing
    return rows


def _movement(sums, quarter: Quarter, opening: int, cash_opening: int) -> Movement:
    def net(account: Account) -> int:
        debits, credits = sums.get((quarter.code, account), (0, 0))
        return credits - debits

    cash_in, cash_out = sums.get((quarter.code, Account.CASH), (0, 0))
    return Movement(
        quarter=quarter,
        opening=opening,
        brought_forward=net(Account.BROUGHT_FORWARD),
        income=net(Account.GRANT_INCOME),
        spent=-net(Account.PROJECT_EXPENDITURE),
        transfers=net(Account.TRANSFERS),
        cash_opening=cash_opening,
        cash_in=cash_in,
        cash_out=cash_out,
    )
