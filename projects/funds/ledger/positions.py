"""Where funds stand: the lock, the rows kept with every posting, what may not be overdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Case, F, Sum, When

from consortium.core import clock
from consortium.core.money import format_pence
from consortium.core.workflow import Refused
from projects.funds.models import Fund, JournalLine, OverdraftApproval, Position
from projects.funds.rules import Leave, allowed_on, beyond_leave, lowest_from
from projects.funds.states import RESULT_ACCOUNTS, Account, JournalState, OverdraftState, Side


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
    comes in is always taken. Below zero only as far as an approval goes that counts
    on the day; which is asked for only where something is short.
    """
    rows = {row.fund_id: row for row in Position.objects.filter(fund__in=list(changes))}
    for fund in funds:
        row = rows.get(fund.pk) or Position(fund=fund)
        balance, cash = changes[fund.pk]
        for what, now, change in (("cash", row.cash, cash), ("balance", row.balance, balance)):
            if change >= 0:
                continue
            later = _later(fund, what, effective)
            if lowest_from(now, [moved for _, moved in later], change) < 0:
                _check_leave(fund, what, _standings(now + change, later, effective))


def _check_leave(fund: Fund, what: str, standings: list[tuple[date, int]]) -> None:
    """`Short` by the most that the fund would stand below its leave."""
    leaves = leaves_of([fund.pk]).get(fund.pk, [])
    if below := beyond_leave(standings, leaves, clock.today()):
        worst = max(-amount - allowed for _, amount, allowed in below)
        raise Short(fund, worst, what=what)


def _standings(now: int, later: list[tuple[date, int]], effective: date) -> list[tuple[date, int]]:
    """The sum from the posting's day on, each time it changes, in order of days."""
    running = now - sum(moved for _, moved in later)
    found = [(effective, running)]
    for day, moved in reversed(later):
        running += moved
        found.append((day, running))
    return found


def leaves_of(fund_ids: Iterable[int]) -> dict[int, list[Leave]]:
    """{fund id: its leaves}: every approval that was ever agreed, for the days it counts."""
    rows = OverdraftApproval.objects.filter(
        fund__in=list(fund_ids), state__in=[OverdraftState.AGREED, OverdraftState.ENDED]
    )
    found: dict[int, list[Leave]] = {}
    for row in rows:
        found.setdefault(row.fund_id, []).append(Leave(row.limit, row.starts, row.last_day))
    return found


def leave_on(fund_ids: Iterable[int], day: date) -> dict[int, int]:
    """{fund id: pence that it may stand below nothing on a day}, where that is anything."""
    found = {fund: allowed_on(leaves, day) for fund, leaves in leaves_of(fund_ids).items()}
    return {fund: limit for fund, limit in found.items() if limit}


def keep_leave(fund: Fund, *, day: date) -> int:
    """Set the database's own limit to what approvals still give, from `day` on; gives it.

    Where a fund stands below nothing although its leave has run out, the limit is where
    it stands: money may come in, and `check_cover` lets none go out.
    """
    open_position(fund)
    row = Position.objects.select_for_update().get(fund=fund)
    limits = [leave.limit for leave in leaves_of([fund.pk]).get(fund.pk, []) if leave.last >= day]
    row.overdraft = max([0, -row.cash, -row.balance, *limits])
    row.save(update_fields=["overdraft"])
    return row.overdraft


def _later(fund: Fund, what: str, effective: date) -> list[tuple[date, int]]:
    """(day, movement in pence) of the days after `effective`, last day first."""
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
    return list(days)


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
