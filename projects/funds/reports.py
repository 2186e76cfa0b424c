"""What pages, papers and sheets about money show: plain frozen values, read from kept rows.

Every figure comes from the running rows that `ledger.post` keeps, so page, PDF
and sheet of the same thing show the same pennies (M30).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from consortium.core.periods import FinancialYear, Quarter

from .history import people_named
from .models import Balance, Fund, Grant, GrantBalance, OverdraftApproval
from .rules import Movement, movements
from .states import RESULT_ACCOUNTS, Account, OverdraftState


@dataclass(frozen=True)
class FundRow:
    """Where one fund stands now, in pence."""

    fund: Fund
    balance: int
    cash: int
    owed: int
    kept_back: int
    receivable: int
    in_advance: int

    @property
    def below(self) -> int:
        """Pence by which the fund stands below nothing, in cash or in balance."""
        return max(0, -self.cash, -self.balance)

    @property
    def uncovered(self) -> int:
        """What is owed to members and not held in cash yet."""
        return max(0, self.owed - self.cash)


def fund_rows() -> list[FundRow]:
    """Every fund as it stands, in two queries however many there are."""
    funds = list(Fund.objects.all())
    sums: dict[int, dict] = {fund.pk: {} for fund in funds}
    for row in Balance.objects.filter(quarter=""):
        sums[row.fund_id]["", row.account] = (row.debits, row.credits)
    return [fund_row(fund, sums[fund.pk]) for fund in funds]


Sums = dict[tuple[str, str], tuple[int, int]]


def balances_of(fund: Fund) -> Sums:
    """{(quarter code or "", account): (debits, credits)} of a fund, in one query."""
    rows = Balance.objects.filter(fund=fund)
    return {(row.quarter, row.account): (row.debits, row.credits) for row in rows}


def fund_row(fund: Fund, sums: Sums | None = None) -> FundRow:
    """Where a fund stands now, from its `balances_of`; V03 proves it equal to its position."""
    sums = balances_of(fund) if sums is None else sums

    def net(account: Account) -> int:
        debits, credits = sums.get(("", account), (0, 0))
        return debits - credits

    return FundRow(
        fund=fund,
        balance=-sum(net(account) for account in RESULT_ACCOUNTS),
        cash=net(Account.CASH),
        owed=-net(Account.OWED_TO_MEMBERS),
        kept_back=-net(Account.RETENTION),
        receivable=net(Account.GRANT_RECEIVABLE),
        in_advance=-net(Account.GRANTS_IN_ADVANCE),
    )


@dataclass(frozen=True)
class OverdraftRow:
    """An overdraft of a fund as its page shows it; `state` also says whether its days are over."""

    overdraft: OverdraftApproval
    state: str
    asked_by: str
    approved_by: str
    ended_by: str
    open: bool


def overdraft_rows(fund: Fund, *, today: date, most: int = 10) -> list[OverdraftRow]:
    """The newest overdrafts of a fund, in two queries."""
    found = list(fund.overdraft_approvals.order_by("-pk")[:most])
    names = people_named(
        number
        for each in found
        for number in (each.asked_by_id, each.approved_by_id, each.ended_by_id)
    )
    return [
        OverdraftRow(
            overdraft=each,
            state=_overdraft_state(each, today),
            asked_by=names.get(each.asked_by_id, "Somebody"),
            approved_by=names.get(each.approved_by_id, ""),
            ended_by=names.get(each.ended_by_id, ""),
            open=each.state == OverdraftState.AGREED and each.expires >= today,
        )
        for each in found
    ]


def _overdraft_state(overdraft: OverdraftApproval, today: date) -> str:
    if overdraft.state != OverdraftState.AGREED:
        return overdraft.state
    if overdraft.expires < today:
        return "over"
    return "to_come" if overdraft.starts > today else "agreed"


@dataclass(frozen=True)
class GrantRow:
    """A grant in one financial year, in pence, by the ledger."""

    grant: Grant
    award: int
    earned: int
    received: int
    paid: int

    @property
    def left(self) -> int:
        return self.award - self.earned

    @property
    def runs_low(self) -> bool:
        """Nine tenths of the year's award or more are earned."""
        return self.award > 0 and self.earned * 10 >= self.award * 9


def grant_rows(year: FinancialYear, grants: Iterable[Grant] | None = None) -> list[GrantRow]:
    """The grants that run in a year with its sums, in three queries."""
    if grants is None:
        grants = Grant.objects.filter(starts__lte=year.end, ends__gte=year.start)
        grants = grants.select_related("funder", "fund")
    grants = list(grants)
    sums = grant_sums(grants, year.quarters)
    awards = _awards(grants, year)
    return [
        GrantRow(
            grant=grant,
            award=awards.get(grant.pk, 0),
            earned=-_net(sums, grant, Account.GRANT_INCOME),
            received=sums.get((grant.pk, Account.CASH), (0, 0))[0],
            paid=sums.get((grant.pk, Account.CASH), (0, 0))[1],
        )
        for grant in grants
    ]


def _awards(grants: list[Grant], year: FinancialYear) -> dict[int, int]:
    from .models import GrantAward

    found = GrantAward.objects.filter(grant__in=grants, financial_year=year.label)
    return dict(found.values_list("grant_id", "amount"))


def grant_sums(
    grants: Iterable[Grant], quarters: Iterable[Quarter] | None = None
) -> dict[tuple[int, str], tuple[int, int]]:
    """{(grant id, account): (debits, credits)} over quarters, or the whole life."""
    codes = [""] if quarters is None else [quarter.code for quarter in quarters]
    sums: dict[tuple[int, str], tuple[int, int]] = {}
    for row in GrantBalance.objects.filter(grant__in=list(grants), quarter__in=codes):
        debits, credits = sums.get((row.grant_id, row.account), (0, 0))
        sums[row.grant_id, row.account] = (debits + row.debits, credits + row.credits)
    return sums


def _net(sums: dict, grant: Grant, account: Account) -> int:
    debits, credits = sums.get((grant.pk, account), (0, 0))
    return debits - credits


@dataclass(frozen=True)
class AccountRow:
    """One account of a fund at the end of a year, in pence, on the side it stands on."""

    account: Account
    net: int

    @property
    def debit(self) -> int | None:
        return self.net if self.net > 0 else None

    @property
    def credit(self) -> int | None:
        return -self.net if self.net < 0 else None

    @property
    def label(self) -> str:
        return self.account.label


@dataclass(frozen=True)
class Statement:
    """A fund over one financial year: what its page, its PDF and its sheet show (R68)."""

    fund: Fund
    year: FinancialYear
    years: tuple[FinancialYear, ...]
    quarters: tuple[Movement, ...]
    total: Movement
    accounts: tuple[AccountRow, ...]

    @property
    def debits(self) -> int:
        return sum(row.debit or 0 for row in self.accounts)

    @property
    def credits(self) -> int:
        return sum(row.credit or 0 for row in self.accounts)


def statement(fund: Fund, year: FinancialYear, sums: Sums | None = None) -> Statement:
    """The movement of a fund by quarter, opening to closing, from its `balances_of`."""
    sums = balances_of(fund) if sums is None else sums
    sums = {key: amounts for key, amounts in sums.items() if key[0]}
    first = min((code for code, _ in sums), default=year.quarters[0].code)
    last = max([code for code, _ in sums] + [year.quarters[-1].code])
    begins = min(Quarter.parse(first).financial_year, year)
    ends = max(Quarter.parse(last).financial_year, year)
    years = tuple(FinancialYear(number) for number in range(begins.year, ends.year + 1))
    rows = movements(sums, [quarter for each in years for quarter in each.quarters])
    mine = tuple(row for row in rows if row.quarter.financial_year == year)
    return Statement(fund, year, years, mine, _year_total(mine), _accounts(sums, year.end))


def _year_total(rows: tuple[Movement, ...]) -> Movement:
    return Movement(
        quarter=rows[0].quarter,
        opening=rows[0].opening,
        brought_forward=sum(row.brought_forward for row in rows),
        income=sum(row.income for row in rows),
        spent=sum(row.spent for row in rows),
        transfers=sum(row.transfers for row in rows),
        cash_opening=rows[0].cash_opening,
        cash_in=sum(row.cash_in for row in rows),
        cash_out=sum(row.cash_out for row in rows),
    )


def _accounts(sums: dict, day: date) -> tuple[AccountRow, ...]:
    """Every account that moved up to the end of the year."""
    last = Quarter.containing(day).code
    net: dict[str, int] = {}
    for (quarter, account), (debits, credits) in sums.items():
        if quarter <= last:
            net[account] = net.get(account, 0) + debits - credits
    return tuple(AccountRow(account, net[account]) for account in Account if account in net)


def quarter_rows(quarter: Quarter) -> list[tuple[Fund, Movement]]:
    """What every fund did in one quarter, in two queries."""
    sums: dict[int, dict] = {}
    kept = Balance.objects.filter(quarter__lte=quarter.code).exclude(quarter="")
    for row in kept:
        sums.setdefault(row.fund_id, {})[row.quarter, row.account] = (row.debits, row.credits)
    rows = []
    for fund in Fund.objects.all():
        mine = sums.get(fund.pk, {})
        first = min((code for code, _ in mine), default=quarter.code)
        rows.append((fund, movements(mine, _from(Quarter.parse(first), quarter))[-1]))
    return rows


def _from(first: Quarter, last: Quarter) -> list[Quarter]:
    quarters = [first]
    while quarters[-1] < last:
        quarters.append(quarters[-1].next())
    return quarters
