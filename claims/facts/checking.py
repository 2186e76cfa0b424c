"""A sent claim as its flags see it: plain values, a fixed number of queries (J2)."""

from collections.abc import Sequence

from claims.facts.accounts import why_not_usable
from claims.facts.lines import label_of, lines_of
from claims.facts.lookalikes import same_files, same_items
from claims.facts.standing import budget_lines, outputs
from claims.models import Claim, ClaimLine, PayeeAccount
from claims.rules.facts import BudgetFacts, ClaimFacts, LineFacts, OutputFacts
from claims.states import AccountState, Decision
from consortium.core import clock


def facts_of(claim: Claim) -> ClaimFacts:
    """Everything the flags of one claim depend on, read now; `claim` with round and grant."""
    grant, quarter = claim.round.grant, claim.round.period
    lines = lines_of(claim)
    return ClaimFacts(
        starts=quarter.start,
        ends=quarter.end,
        grant_starts=grant.starts,
        grant_ends=grant.ends,
        today=clock.today(),
        late_items_allowed=grant.late_items_allowed,
        variance_basis_points=grant.variance_basis_points,
        variance_amount=grant.variance_amount,
        rule=grant.payment_rule,
        rule_percent=grant.payment_rule_percent,
        rule_reason=claim.hold_reason,
        nil=claim.nil,
        late=claim.late,
        own=claim.own,
        account=account_state(claim.organisation_id),
        lines=_lines(lines),
        budgets=_budgets(claim, lines),
        outputs=outputs_of(claim),
    )


def _lines(lines: Sequence[ClaimLine]) -> tuple[LineFacts, ...]:
    twins, files = same_items(lines), same_files(lines)
    return tuple(
        LineFacts(
            number=line.number,
            item=line.item_id,
            label=label_of(line),
            budget_line=line.budget_line_id,
            claimed=line.claimed or 0,
            share=line.share,
            shares=line.item_shares,
            claimable=line.item.claimable,
            invoice_date=line.item.invoice_date,
            date_paid=line.item.date_paid,
            late_item=line.late_item,
            late_reason=line.late_reason,
            evidence=line.evidence_count,
            evidence_due=line.evidence_due,
            correction=line.correction_of_id is not None,
            approved=None if line.decision == Decision.PENDING else line.approved,
            twins=twins.get(line.item_id, ()),
            same_files=files.get(line.item_id, ()),
        )
        for line in lines
    )


def _budgets(claim: Claim, lines: Sequence[ClaimLine]) -> tuple[BudgetFacts, ...]:
    now: dict[int, int] = {}
    for line in lines:
        now[line.budget_line_id] = now.get(line.budget_line_id, 0) + (line.claimed or 0)
    reasons = {reason.budget_line_id: str(reason) for reason in claim.variance_reasons.all()}
    return tuple(
        BudgetFacts(
            pk=row.pk,
            name=budget_name(row),
            left=row.left,
            tolerance=row.tolerance,
            planned=row.planned_to_date,
            actual=row.actual_before + now.get(row.pk, 0),
            reason=reasons.get(row.pk, ""),
        )
        for row in budget_lines(claim)
    )


def budget_name(line) -> str:
    """ "Training in 3. Volunteering", with the strand where there is one."""
    strand = f" ({line.strand})" if line.strand else ""
    return f"{line.heading} in {line.project.name}{strand}"


def outputs_of(claim: Claim) -> tuple[OutputFacts, ...]:
    """The member's outputs with this claim's figures beside their profile."""
    return tuple(output_facts(share) for share in outputs(claim))


def output_facts(share) -> OutputFacts:
    """A row of `standing.outputs` as the rules see it."""
    return OutputFacts(
        name=share.output.name,
        unit=share.output.unit,
        target=share.target_now,
        actual=share.figure,
        target_to_date=share.target_to_date,
        actual_to_date=share.actual_to_date,
        note=share.note or "",
    )


def account_state(organisation_id: int) -> str:
    """Could this member be paid today: "verified", "recent", "waiting" or "none" (M22)?"""
    rows = PayeeAccount.objects.filter(
        organisation=organisation_id, state__in=[AccountState.VERIFIED, AccountState.WAITING]
    )
    found = {account.state: account for account in rows}
    if AccountState.WAITING in found:
        return "waiting"
    verified = found.get(AccountState.VERIFIED)
    if verified is None:
        return "none"
    return "recent" if why_not_usable(verified, today=clock.today(), waiting=False) else "verified"
