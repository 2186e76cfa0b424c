"""Does a fund's cash reach a claim, in date order of submission?"""

from collections.abc import Iterable

from django.db.models import F, Q, Sum

from claims.models import Claim, Payment
from claims.rules.runs import Due, covered
from claims.states import PAYABLE, PaymentState
from projects.funds.models import Position


def fund_covers(claim: Claim) -> bool:
    """What was sent earlier and is still unpaid goes first; what prepared runs take is gone."""
    fund = claim.round.grant.fund_id
    paid, _ = covered(queue_of([fund], also=claim.pk), cash_to_plan([fund]))
    return claim.pk in {due.claim for due in paid}


def queue_of(fund_ids: Iterable[int], *, also: int | None = None) -> list[Due]:
    """What is approved and in no run yet, to be paid from these funds; and the claim `also`."""
    wanted = Q(state__in=PAYABLE) if also is None else Q(state__in=PAYABLE) | Q(pk=also)
    rows = (
        Claim.objects.filter(wanted, round__grant__fund__in=set(fund_ids))
        .order_by()
        .values_list("pk", "round__grant__fund", F("approved") - F("retained"), "submitted_at")
    )
    return [Due(pk, fund, amount, sent) for pk, fund, amount, sent in rows if amount > 0]


def cash_to_plan(fund_ids: Iterable[int]) -> dict[int, int]:
    """Pence each fund can still promise: its cash less what prepared runs will take."""
    ids = set(fund_ids)
    promised = dict(
        Payment.objects.filter(state=PaymentState.PREPARED, fund_id__in=ids)
        .order_by()
        .values_list("fund_id")
        .annotate(sum=Sum("amount"))
    )
    cash = Position.objects.filter(fund_id__in=ids).values_list("fund_id", "cash")
    return {fund: held - promised.get(fund, 0) for fund, held in cash}
