"""Does a fund's cash reach a claim that has just been approved?"""

from django.db.models import F, Q, Sum

from claims.models import Claim, Payment
from claims.rules.runs import Due, covered
from claims.states import ClaimState, PaymentState
from projects.funds.ledger import cash_of


def fund_covers(claim: Claim) -> bool:
    """In date order of submission: what was sent earlier and is still unpaid goes first."""
    fund = claim.round.grant.fund
    waiting = Claim.objects.filter(
        Q(pk=claim.pk) | Q(state__in=[ClaimState.APPROVED, ClaimState.WAITING]),
        round__grant__fund=fund,
    )
    rows = waiting.values_list("pk", F("approved") - F("retained"), "submitted_at")
    dues = [Due(pk, fund.pk, amount, submitted) for pk, amount, submitted in rows if amount > 0]
    in_runs = Payment.objects.filter(fund=fund, state=PaymentState.PREPARED)
    promised = in_runs.aggregate(total=Sum("amount"))["total"] or 0
    paid, _ = covered(dues, {fund.pk: cash_of(fund) - promised})
    return claim.pk in {due.claim for due in paid}
