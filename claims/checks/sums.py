"""Claims against their lines, journals and budgets: paid ≤ approved ≤ claimed (V07–V10)."""

from collections.abc import Iterator

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from claims.models import Claim, ClaimLine, Payment, SpendItem
from claims.states import (
    HAS_BEEN_APPROVED,
    HAS_BEEN_SENT,
    NEEDS_REASON,
    ClaimState,
    Decision,
    PaymentState,
)
from consortium.core.checks import ledger_check
from consortium.core.money import format_pence
from projects.funds.models import JournalLine
from projects.funds.states import Account, Side
from projects.models import BudgetLine

APPROVED = sorted(HAS_BEEN_APPROVED)
GONE = [PaymentState.RELEASED, PaymentState.CONFIRMED]


def _sum(rows: QuerySet, by: str, what) -> Coalesce:
    found = rows.order_by().values(by).annotate(total=Sum(what)).values("total")
    return Coalesce(Subquery(found, output_field=BigIntegerField()), 0)


@ledger_check("V07", "claims that are not the sum of their lines")
def claims_off_their_lines() -> Iterator[str]:
    sent = Claim.objects.filter(state__in=sorted(HAS_BEEN_SENT)).order_by("pk")
    sums = sent.annotate(
        lines_claimed=Sum("lines__claimed", default=0),
        lines_approved=Sum("lines__approved", default=0),
    ).filter(
        ~Q(claimed=F("lines_claimed"))
        | Q(state__in=APPROVED) & ~Q(approved=F("lines_approved"))
        | ~Q(state__in=APPROVED) & ~Q(approved=0)
    )
    for row in sums.values_list(
        "reference", "claimed", "lines_claimed", "approved", "lines_approved"
    ).iterator():
        reference, claimed, lines_claimed, approved, lines_approved = row
        yield (
            f"{reference}: claimed {format_pence(claimed)} and approved {format_pence(approved)}, "
            f"its lines {format_pence(lines_claimed)} and {format_pence(lines_approved)}."
        )


@ledger_check("V07", "lines approved for more than is claimed, or for less without a reason")
def lines_out_of_bounds() -> Iterator[str]:
    off = ClaimLine.objects.filter(
        Q(claimed__gte=0) & (Q(approved__gt=F("claimed")) | Q(approved__lt=0))
        | Q(claimed__lt=0) & (Q(approved__lt=F("claimed")) | Q(approved__gt=0))
        | Q(decision__in=sorted(NEEDS_REASON), reason="")
        | Q(decision=Decision.ACCEPTED) & ~Q(approved=F("claimed"))
    )
    for line in off.select_related("claim").order_by("pk").iterator():
        yield (
            f"{line}: {format_pence(line.claimed or 0)} claimed, "
            f"{line.get_decision_display().lower()}, {format_pence(line.approved or 0)} approved."
        )


@ledger_check("V07", "claims paid for more than was approved")
def paid_too_much() -> Iterator[str]:
    paid = (
        Payment.objects.filter(state__in=GONE)
        .order_by("claim_id")
        .values("claim__reference", "claim__approved")
        .annotate(total=Sum("amount"))
        .filter(total__gt=F("claim__approved"))
    )
    for row in paid.iterator():
        yield (
            f"{row['claim__reference']}: {format_pence(row['total'])} paid, "
            f"{format_pence(row['claim__approved'])} approved."
        )


@ledger_check("V07", "approved claims that their journal does not tell")
def claims_off_their_journal() -> Iterator[str]:
    lines = JournalLine.objects.filter(journal=OuterRef("journal"))
    spent, kept = (
        lines.filter(account=a) for a in (Account.PROJECT_EXPENDITURE, Account.RETENTION)
    )
    claims = (
        Claim.objects.filter(state__in=APPROVED)
        .annotate(
            debited=_sum(spent.filter(side=Side.DEBIT), "journal", "amount"),
            credited=_sum(spent.filter(side=Side.CREDIT), "journal", "amount"),
            kept=_sum(kept.filter(side=Side.CREDIT), "journal", "amount"),
        )
        .exclude(approved=F("debited") - F("credited"), retained=F("kept"))
    )
    for row in (
        claims.order_by("pk")
        .values_list("reference", "approved", "retained", "debited", "credited", "kept")
        .iterator()
    ):
        reference, approved, retained, debited, credited, kept_back = row
        yield (
            f"{reference}: {format_pence(approved)} approved, {format_pence(retained)} kept back; "
            f"its journal: {format_pence(debited - credited)}, {format_pence(kept_back)}."
        )


@ledger_check("V08", "items claimed twice from one budget line")
def items_claimed_twice() -> Iterator[str]:
    twice = (
        ClaimLine.objects.filter(live=True, correction_of__isnull=True)
        .order_by()
        .values("item_id", "budget_line_id")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )
    for row in twice.iterator():
        yield (
            f"Spend item {row['item_id']} stands in {row['n']} live lines of budget line "
            f"{row['budget_line_id']}."
        )


@ledger_check("V08", "lines that are live and should not be, or the other way round")
def wrongly_live() -> Iterator[str]:
    dead = [ClaimState.REJECTED, ClaimState.WITHDRAWN]
    parked = Q(decision=Decision.PARKED, claim__state__in=APPROVED)
    off = ClaimLine.objects.filter(
        Q(live=True) & (Q(claim__state__in=dead) | parked)
        | Q(live=False) & ~Q(claim__state__in=dead) & ~parked
    )
    for line in off.select_related("claim").order_by("pk").iterator():
        state = "counts" if line.live else "does not count"
        yield f"{line} {state}, and the claim is {line.claim.get_state_display().lower()}."


@ledger_check("V09", "items of which more than the whole is claimed")
def shares_over_the_whole() -> Iterator[str]:
    over = (
        SpendItem.objects.filter(lines__live=True, lines__correction_of__isnull=True)
        .annotate(
            shares=Sum("lines__share"),
            taken=Sum("lines__claimed"),
            whole=F("gross") - F("recoverable_vat"),
            parts=Count("lines"),
        )
        .filter(Q(shares__gt=10_000) | Q(taken__gt=F("whole") + F("parts")))
    )
    for item in over.order_by("pk").iterator():
        yield (
            f"Spend item {item.pk}: shares of {item.shares / 100:g}% and "
            f"{format_pence(item.taken or 0)} claimed of {format_pence(item.whole or 0)}."
        )


@ledger_check("V10", "budget lines whose approved sum is not that of their claims")
def budgets_off_their_claims() -> Iterator[str]:
    lines = ClaimLine.objects.filter(budget_line=OuterRef("pk"), claim__state__in=APPROVED)
    off = BudgetLine.objects.annotate(by_lines=_sum(lines, "budget_line", "approved")).exclude(
        approved=F("by_lines")
    )
    for pk, approved, by_lines in off.order_by("pk").values_list("pk", "approved", "by_lines"):
        yield (
            f"Budget line {pk}: {format_pence(approved)} approved, its claims come to "
            f"{format_pence(by_lines)}."
        )
