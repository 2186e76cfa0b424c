"""Where funds stand: the lock, the rows kept with every posting, what may not be overdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Case, F, Sum, When

from consortium.core.money import format_pence
from consortium.core.workflow import Refused
from projects.funds.models import Fund, JournalLine, Position
from projects.funds.rules import lowest_from
from projects.funds.states import RESULT_ACCOUNTS, Account, JournalState, Side


class Short(Refused):
    """A fund cannot cover a posting. `shortfall` is pence; `what` is "cash" or "balance"."""

    def __init__(self, fund: Fund, shortfall: int, *, what: str):
        self.fund, self.shortfall, self.what = fund, shortfall, what
        held = "cash" if what == "cash" else "balance"
        super().__init__(
            f"The {held} of {fund.name} is {format_pence(shortfall)} short of what this needs."
        )


@dataclass(frozen=True)
class Standing:
    """Pence. `balance` is income less spending; `cash` is received less paid."""

    balance: int
    cash: int
    overdraft: int = 0


def lock_funds(fund_ids: Iterable[int]) -> list[Fund]:
    """Lock the fund rows in the order of their ids until the transaction ends (C-i).

    A verb that will post takes this lock before any other.
    """
    ids = sorted(set(fund_ids))
    return list(Fund.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def standing(fund: Fund) -> Standing:
    """Where a fund stands now, from its one row."""
    found = Position.objects.filter(fund=fund).values_list("balance", "cash", "overdraft").first()
    return Standing(*found) if found else Standing(0, 0)


def cash_of(fund: Fund) -> int:
    """Pence of cash held in a fund now."""
    return standing(fund).cash


def balance_of(fund: Fund) -> int:
    """Pence of a fund's balance now: income less expenditure, with transfers."""
    return standing(fund).balance


def open_position(fund: Fund) -> None:
    """Give a new fund the row it stands in."""
    Position.objects.get_or_create(fund=fund)


def check_cover(
    funds: Iterable[Fund], changes: dict[int, tuple[int, int]], effective: date
) -> None:
    """`Short` where a posting would leave a fund below zero now or on any day since (M5, V04).

    `changes` has {fund id: (balance change, cash change)} in pence. Money that
    comes in is always taken.
    """
    rows = {row.fund_id: row for row in Position.objects.filter(fund__in=list(changes))}
    for fund in funds:
        row = rows.get(fund.pk) or Position(fund=fund)
        balance, cash = changes[fund.pk]
        for what, now, change in (("cash", row.cash, cash), ("balance", row.balance, balance)):
            if change >= 0:
                continue
            lowest = lowest_from(now, _later(fund, what, effective), change)
            if lowest < -row.overdraft:
                raise Short(fund, -row.overdraft - lowest, what=what)


def _later(fund: Fund, what: str, effective: date) -> list[int]:
    """Movements of the days after `effective`, last day first, in pence."""
    accounts = [Account.CASH] if what == "cash" else sorted(RESULT_ACCOUNTS)
    up = Side.DEBIT if what == "cash" else Side.CREDIT
    days = (
        JournalLine.objects.filter(
            fund=fund,
            account__in=accounts,
            effective__gt=effective,
            journal__state=JournalState.POSTED,
        )
        .order_by("-effective")
        .values_list("effective")
        .annotate(moved=Sum(Case(When(side=up, then=F("amount")), default=-F("amount"))))
    )
    return [moved for _, moved in days]


def move_positions(changes: dict[int, tuple[int, int]]) -> None:
    """Add to each fund's row; the CHECK is the last reader of the rule."""
    for fund_id, (balance, cash) in sorted(changes.items()):
        moved = Position.objects.filter(fund_id=fund_id).update(
            balance=F("balance") + balance, cash=F("cash") + cash
        )
        if not moved:
            Position.objects.create(fund_id=fund_id, balance=balance, cash=cash)


def add_to_balances(table: str, owner: str, sums: dict[tuple, list[int]]) -> None:
    """Add debits and credits to running sums, one statement for all of them.

    `sums` has {(owner id, quarter, account): [debits, credits]}. Written as SQL
    because the ORM's upsert can replace a value and cannot add to it.
    """
    if not sums:
        return
    rows = sorted(sums.items())
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    sql = (
        f"INSERT INTO {table} ({owner}, quarter, account, debits, credits) VALUES {values} "
        f"ON CONFLICT ({owner}, quarter, account) DO UPDATE SET "
        f"debits = {table}.debits + excluded.debits, "
        f"credits = {table}.credits + excluded.credits"
    )
    flat = [value for key, amounts in rows for value in (*key, *amounts)]
    with connection.cursor() as cursor:
        cursor.execute(sql, flat)
