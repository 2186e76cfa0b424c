"""The accountable body's own rows of a funder claim, in the books (M23).

A fee is earned when the claim is sent and owed between the funds until the
funder's money has come; then it moves as cash. A correction changes spending and
income of the grant by the same amount.
"""

from claims.models import FunderClaim, FunderClaimRow
from claims.states import RowKind
from consortium.core import clock
from consortium.core.workflow import Refused
from members.offices import accountable_body_on
from projects.funds import ledger
from projects.funds.ledger import Entry
from projects.funds.models import Fund, Journal
from projects.funds.states import Account, JournalKind, Side


def post_row(row: FunderClaimRow, *, by) -> Journal:
    """The journal of a correction or fee, as its funder claim is sent."""
    claim = row.funder_claim
    fee = row.kind == RowKind.FEE
    return ledger.post(
        JournalKind.FEE if fee else JournalKind.CORRECTION,
        _fee(claim.grant, row.amount) if fee else _correction(row),
        effective=clock.today(),
        description=f"{row.get_kind_display()}: {row.cause}"[:240],
        cause=claim,
        cause_url=claim.get_absolute_url(),
        by=by,
    )


def settle_fees(claim: FunderClaim, *, by) -> Journal | None:
    """The money has come: what the grant's fund owes for fees moves to the body's own means."""
    amount = sum(row.amount for row in claim.rows.filter(kind=RowKind.FEE))
    if not amount:
        return None
    fund, own = claim.grant.fund, own_means()
    moves = [
        (fund, Account.INTER_FUND, Side.DEBIT),
        (fund, Account.CASH, Side.CREDIT),
        (own, Account.CASH, Side.DEBIT),
        (own, Account.INTER_FUND, Side.CREDIT),
    ]
    return ledger.post(
        JournalKind.TRANSFER,
        [_entry(of, account, side, amount, claim.grant) for of, account, side in moves],
        effective=clock.today(),
        description=f"Fee of {claim} moves to the accountable body's own means"[:240],
        cause=claim,
        cause_url=claim.get_absolute_url(),
        by=by,
    )


def own_means() -> Fund:
    """The one unrestricted fund; `Refused` where there is none."""
    fund = Fund.objects.filter(restricted=False).order_by("pk").first()
    if fund is None:
        raise Refused("There is no unrestricted fund that a fee could go to. Set one up first.")
    return fund


def _fee(grant, amount: int) -> list[Entry]:
    own = own_means()
    return [
        *ledger.earned(grant, amount),
        _entry(grant.fund, Account.TRANSFERS, Side.DEBIT, amount, grant),
        _entry(grant.fund, Account.INTER_FUND, Side.CREDIT, amount, grant),
        _entry(own, Account.INTER_FUND, Side.DEBIT, amount, grant),
        _entry(own, Account.TRANSFERS, Side.CREDIT, amount, grant),
    ]


def _correction(row: FunderClaimRow) -> list[Entry]:
    body = accountable_body_on(clock.today())
    return ledger.claim_entries(row.funder_claim.grant, body, [(row.heading, None, row.amount)])


def _entry(fund, account, side, amount: int, grant) -> Entry:
    """A line; the grant is named only in its own fund (M6)."""
    named = grant if grant.fund_id == fund.pk else None
    return Entry(fund, account, side, amount, grant=named)
