"""The entries of each kind of journal, as model.md's table "Journals" has them.

Each function gives the lines of one balanced journal; none of them writes. Amounts
are pence. A negative amount turns its lines round: a correction in a later claim
takes expenditure back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from projects.funds.states import Account, Side, Terms

Spend = tuple[Any, int | None, int]


@dataclass(frozen=True)
class Entry:
    """One line to post. `amount` is pence above zero; the side carries the sign (M3)."""

    fund: Any
    account: str
    side: str
    amount: int
    grant: Any = None
    organisation: Any = None
    heading: Any = None
    project_number: int | None = None


def claim_entries(grant, organisation, spend: Iterable[Spend], *, retained: int = 0) -> list[Entry]:
    """A claim is approved: expenditure, what is owed for it, and the income it earns.

    `spend` has (heading, project number, pence) for each approved line, negative
    for a correction; lines of one heading and project are added up. Of the
    total, `retained` is kept back. Empty when nothing is left to post (nil claim).
    """
    sums: dict[tuple, int] = {}
    for heading, project_number, amount in spend:
        sums[heading, project_number] = sums.get((heading, project_number), 0) + amount
    total = sum(sums.values())
    plain = Entry(grant.fund, "", "", 0, grant=grant, organisation=organisation)
    lines = [
        debit(replace(plain, heading=heading, project_number=number), "project_expenditure", amount)
        for (heading, number), amount in sums.items()
    ]
    lines.append(credit(plain, Account.OWED_TO_MEMBERS, total - retained))
    lines.append(credit(plain, Account.RETENTION, retained))
    lines += earned(grant, total)
    return [line for line in lines if line.amount]


def earned(grant, amount: int) -> list[Entry]:
    """Income earned under a grant: out of its advance, or receivable in arrears."""
    plain = Entry(grant.fund, "", "", 0, grant=grant)
    lines = [debit(plain, funders_account(grant), amount), credit(plain, "grant_income", amount)]
    return [line for line in lines if line.amount]


def funders_account(grant) -> Account:
    """Where the funder's money stands until it is matched with what it pays for."""
    return Account.GRANTS_IN_ADVANCE if grant.terms == Terms.ADVANCE else Account.GRANT_RECEIVABLE


def payment_entries(grant, organisation, amount: int) -> list[Entry]:
    """A payment to a member is released."""
    plain = Entry(grant.fund, "", "", 0, grant=grant, organisation=organisation)
    return [debit(plain, Account.OWED_TO_MEMBERS, amount), credit(plain, Account.CASH, amount)]


def returned_entries(grant, organisation, amount: int) -> list[Entry]:
    """A payment came back from the bank: the member is owed it again."""
    return payment_entries(grant, organisation, -amount)


def receipt_entries(grant, amount: int) -> list[Entry]:
    """Money came from the funder."""
    plain = Entry(grant.fund, "", "", 0, grant=grant)
    return [debit(plain, Account.CASH, amount), credit(plain, funders_account(grant), amount)]


def adjustment_entries(grant, organisation, spend: Iterable[Spend]) -> list[Entry]:
    """The funder agrees less, a correction, a clawback: both sides of it (M28).

    `spend` has (heading, project number, pence taken off).
    """
    return claim_entries(grant, organisation, [(h, n, -amount) for h, n, amount in spend])


def retention_release_entries(grant, organisation, amount: int) -> list[Entry]:
    """What was kept back is owed to the member now."""
    plain = Entry(grant.fund, "", "", 0, grant=grant, organisation=organisation)
    return [
        debit(plain, Account.RETENTION, amount),
        credit(plain, Account.OWED_TO_MEMBERS, amount),
    ]


def transfer_entries(source, target, amount: int, *, grant=None) -> list[Entry]:
    """Money moves from one fund to another, balanced in each (M7)."""
    away = Entry(source, "", "", 0, grant=grant)
    here = Entry(target, "", "", 0)
    return [
        debit(away, Account.TRANSFERS, amount),
        credit(away, Account.CASH, amount),
        debit(here, Account.CASH, amount),
        credit(here, Account.TRANSFERS, amount),
    ]


def fee_entries(grant, target, amount: int) -> list[Entry]:
    """A management fee the grant allows: it is earned, and moves to the fund of its own means."""
    return [*earned(grant, amount), *transfer_entries(grant.fund, target, amount, grant=grant)]


def opening_entries(fund, amount: int, *, grant=None) -> list[Entry]:
    """What a fund held when its books here began, all of it cash."""
    plain = Entry(fund, "", "", 0, grant=grant)
    return [debit(plain, Account.CASH, amount), credit(plain, Account.BROUGHT_FORWARD, amount)]


def debit(plain: Entry, account: str, amount: int) -> Entry:
    return _line(plain, account, amount)


def credit(plain: Entry, account: str, amount: int) -> Entry:
    return _line(plain, account, -amount)


def _line(plain: Entry, account: str, signed: int) -> Entry:
    side = Side.DEBIT if signed > 0 else Side.CREDIT
    return replace(plain, account=Account(account), side=side, amount=abs(signed))
