"""Does a fund's cash reach a claim, in date order of submission?"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from claims.models import Claim, Payment
from claims.rules.runs import Due, covered
from claims.states import LIVE_PAYMENT, PAYABLE, PaymentKind, PaymentState, RetentionState
from consortium.core import clock
from consortium.core.prepared import prepared
from projects.funds import ledger
from projects.funds.models import Position


def fund_covers(claim: Claim) -> bool:
    """What was sent earlier and is still unpaid goes first; what prepared runs take is gone."""
    fund = claim.round.grant.fund_id
    paid, _ = covered(queue_of([fund], also=claim.pk), cash_to_plan([fund]))
    return (claim.pk, PaymentKind.CLAIM) in {due.key for due in paid}


def queue_of(fund_ids: Iterable[int], *, also: int | None = None) -> list[Due]:
    """What is approved and in no run yet, to be paid from these funds; and the claim `also`.

    What was kept back and is released stands in it from the moment of its release.
    """
    ids = set(fund_ids)
    wanted = Q(state__in=PAYABLE) if also is None else Q(state__in=PAYABLE) | Q(pk=also)
    rows = (
        Claim.objects.filter(wanted, round__grant__fund__in=ids)
        .order_by()
        .values_list("pk", "round__grant__fund", F("approved") - F("retained"), "submitted_at")
    )
    dues = [Due(pk, fund, amount, sent) for pk, fund, amount, sent in rows if amount > 0]
    back = released_claims().filter(round__grant__fund__in=ids).order_by()
    of_back = ("pk", "round__grant__fund", "retained", "retention_release__decided_at")
    return dues + [Due(*row, kind=PaymentKind.RETENTION) for row in back.values_list(*of_back)]


def released_claims():
    """Claims of which what was kept back is released, and in no run yet."""
    paid = Payment.objects.filter(
        claim=OuterRef("pk"), kind=PaymentKind.RETENTION, state__in=sorted(LIVE_PAYMENT)
    )
    return Claim.objects.filter(
        ~Exists(paid), retained__gt=0, retention_release__state=RetentionState.AGREED
    )


def cash_to_plan(fund_ids: Iterable[int]) -> dict[int, int]:
    """Pence each fund can still promise: its cash and what it may be overdrawn today, less
    what prepared runs will take."""
    return {fund: cash.to_plan for fund, cash in cash_of(fund_ids).items()}


class Cash(NamedTuple):
    """Pence of one fund: held, what prepared runs will take, how far it may be overdrawn."""

    held: int = 0
    promised: int = 0
    leave: int = 0

    @property
    def to_plan(self) -> int:
        return self.held + self.leave - self.promised


def cash_of(fund_ids: Iterable[int]) -> dict[int, Cash]:
    """By fund, today; one query, and another where an overdraft was agreed."""
    rows = _held_and_promised(funds=sorted(set(fund_ids)))
    # The database's own limit is never below what approvals give (`ledger.keep_leave`).
    overdrawn = [fund for fund, _, _, limit in rows if limit]
    leave = ledger.leave_on(overdrawn, clock.today()) if overdrawn else {}
    return {fund: Cash(held, taken, leave.get(fund, 0)) for fund, held, taken, _ in rows}


@prepared
def _held_and_promised(*, funds: list[int]) -> QuerySet:
    runs = Payment.objects.filter(state=PaymentState.PREPARED, fund=OuterRef("fund"))
    promised = runs.order_by().values("fund").annotate(sum=Sum("amount")).values("sum")
    return Position.objects.filter(fund_id__in=funds).values_list(
        "fund_id", "cash", Coalesce(Subquery(promised), 0), "overdraft"
    )
