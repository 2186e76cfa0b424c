"""Which approved lines a funder claim takes, what it leaves out and why, and whether it ties."""

from collections import defaultdict

from django.db.models import QuerySet, Sum
from django.urls import reverse

from claims.models import Claim, ClaimLine, FunderClaim, FunderClaimLine, FunderClaimRow, Round
from claims.states import HAS_BEEN_APPROVED, ClaimState, Decision
from consortium.core.money import format_pence
from consortium.core.periods import Quarter
from members.models import Organisation
from projects.funds.models import Grant, GrantBalance, JournalLine
from projects.funds.states import Account, Side
from projects.models import BudgetLine


def free_lines(grant: Grant, quarter: str) -> QuerySet[ClaimLine]:
    """Approved lines of the grant up to the quarter that stand in no live funder claim."""
    return (
        ClaimLine.objects.filter(
            claim__round__grant=grant,
            claim__round__quarter__lte=quarter,
            claim__state__in=HAS_BEEN_APPROVED,
        )
        .exclude(approved=0)
        .exclude(funder_lines__live=True)
        .order_by("claim__round__quarter", "claim__organisation__name", "number")
    )


def not_included(grant: Grant, quarter: Quarter) -> list[dict]:
    """What members spent in the quarter or before that is not in the funder claim, and why."""
    rows = [_open_claim(claim) for claim in _open_claims(grant, quarter)]
    rows += [_missing(member) for member in _without_claim(grant, quarter)]
    rows += [_parked(line) for line in _parked_lines(grant, quarter)]
    return rows


def _open_claims(grant: Grant, quarter: Quarter):
    found = Claim.objects.filter(round__grant=grant, round__quarter__lte=quarter.code)
    gone = [*HAS_BEEN_APPROVED, ClaimState.REJECTED]
    return (
        found.exclude(state__in=gone)
        .select_related("organisation", "round")
        .order_by("round__quarter", "organisation__name")
    )


def _open_claim(claim: Claim) -> dict:
    due = claim.round.member_due
    late = " It came late." if claim.late else ""
    if claim.submitted_at is None:
        late = f" It was due on {due.day} {due:%B %Y}."
    return {
        "organisation": claim.organisation.name,
        "reference": claim.reference,
        "quarter": claim.round.quarter,
        "amount": claim.claimed,
        "reason": f"{claim.get_state_display()}.{late}",
        "url": claim.get_absolute_url(),
    }


def _without_claim(grant: Grant, quarter: Quarter):
    """Members with a budget this year who have not started a claim."""
    year = quarter.financial_year.label
    paid_for = BudgetLine.objects.filter(grant=grant, financial_year=year, amount__gt=0)
    claimed = Claim.objects.filter(round__grant=grant, round__quarter=quarter.code)
    return (
        Organisation.objects.filter(pk__in=paid_for.values("organisation"))
        .exclude(pk__in=claimed.values("organisation"))
        .order_by("name")
        if Round.objects.filter(grant=grant, quarter=quarter.code).exists()
        else Organisation.objects.none()
    )


def _missing(member: Organisation) -> dict:
    return {
        "organisation": member.name,
        "reference": "",
        "quarter": "",
        "amount": None,
        "reason": "No claim was started.",
        "url": "",
    }


def _parked_lines(grant: Grant, quarter: Quarter):
    return (
        ClaimLine.objects.filter(
            claim__round__grant=grant,
            claim__round__quarter__lte=quarter.code,
            claim__state__in=HAS_BEEN_APPROVED,
            decision=Decision.PARKED,
        )
        .select_related("claim__organisation", "claim__round", "item")
        .order_by("claim__round__quarter", "claim__organisation__name", "number")
    )


def _parked(line: ClaimLine) -> dict:
    return {
        "organisation": line.claim.organisation.name,
        "reference": f"{line.claim.reference}, line {line.number}",
        "quarter": line.claim.round.quarter,
        "amount": line.claimed,
        "reason": f"Parked: {line.reason}",
        "url": line.claim.get_absolute_url(),
    }


def differences(funder_claim: FunderClaim) -> list[str]:
    """Where claim and ledger differ, each with where to look; empty when they tie (M23, V17)."""
    lines = list(lines_of(funder_claim))
    return [*_not_as_approved(lines), *_not_as_posted(lines), *_income_differs(funder_claim)]


def lines_of(funder_claim: FunderClaim) -> QuerySet[FunderClaimLine]:
    """Its lines with everything that a list of them names."""
    return funder_claim.lines.select_related(
        "claim_line__claim__organisation",
        "claim_line__claim__round",
        "claim_line__budget_line__project",
        "claim_line__budget_line__heading",
        "claim_line__item",
    ).order_by("id")


def _not_as_approved(lines: list[FunderClaimLine]) -> list[str]:
    return [
        f"{each.claim_line.claim.reference}, line {each.claim_line.number}: "
        f"{format_pence(each.amount)} stands here, {format_pence(each.claim_line.approved or 0)} "
        "is approved. Collect the lines again."
        for each in lines
        if each.amount != each.claim_line.approved
    ]


def _not_as_posted(lines: list[FunderClaimLine]) -> list[str]:
    """Line by line sums by claim, project and heading, beside the claim's own journal."""
    here: dict[tuple, int] = defaultdict(int)
    claims = {}
    for each in lines:
        line = each.claim_line
        budget = line.budget_line
        here[line.claim_id, budget.project.number, budget.heading_id] += each.amount
        claims[line.claim.journal_id] = line.claim
    posted: dict[tuple, int] = defaultdict(int)
    headings = {each.claim_line.budget_line.heading_id: each for each in lines}
    for row in JournalLine.objects.filter(
        journal__in=[pk for pk in claims if pk], account=Account.PROJECT_EXPENDITURE
    ):
        sign = 1 if row.side == Side.DEBIT else -1
        key = claims[row.journal_id].pk, row.project_number, row.heading_id
        posted[key] += sign * row.amount
    by_pk = {claim.pk: claim for claim in claims.values()}
    return [
        _tie_words(by_pk[key[0]], key[1], _heading(headings, key[2]), here[key], posted[key])
        for key in sorted({*here, *posted}, key=str)
        if here[key] != posted[key]
    ]


def _heading(found: dict, pk) -> str:
    return str(found[pk].claim_line.budget_line.heading) if pk in found else "another heading"


def _tie_words(claim: Claim, project, heading: str, here: int, posted: int) -> str:
    where = (
        f"journal {claim.journal.number}" if claim.journal_id else "the claim: it has no journal"
    )
    return (
        f"{claim.reference}, project {project}, {heading}: {format_pence(here)} is claimed here, "
        f"{format_pence(posted)} is in the ledger. Look at {where}."
    )


def _income_differs(funder_claim: FunderClaim) -> list[str]:
    """All income that the grant has earned in the books, beside what its claims explain."""
    grant = funder_claim.grant
    booked, explained = earned_in_books(grant), earned_by_claims(grant)
    if booked == explained:
        return []
    link = reverse("fund", args=[grant.fund_id])
    return [
        f"The ledger has {format_pence(booked)} of income for this grant, its claims explain "
        f"{format_pence(explained)}: {format_pence(booked - explained)} apart. Look at the income "
        f"of the fund, {link}?account=grant_income."
    ]


def earned_in_books(grant: Grant) -> int:
    sums = GrantBalance.objects.filter(grant=grant, quarter="", account=Account.GRANT_INCOME)
    return sum(row.credits - row.debits for row in sums)


def earned_by_claims(grant: Grant) -> int:
    """Approved claims, rows of the accountable body that are posted, less what was taken off."""
    approved = Claim.objects.filter(round__grant=grant, state__in=HAS_BEEN_APPROVED)
    rows = FunderClaimRow.objects.filter(
        funder_claim__grant=grant, journal__isnull=False, journal__reversed_by__isnull=True
    )
    taken_off = FunderClaimLine.objects.filter(funder_claim__grant=grant, live=True)
    return (
        (approved.aggregate(sum=Sum("approved"))["sum"] or 0)
        + (rows.aggregate(sum=Sum("amount"))["sum"] or 0)
        - (taken_off.aggregate(sum=Sum("disallowed"))["sum"] or 0)
    )
