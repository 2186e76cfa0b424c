"""Many lines at once: pasted from a spreadsheet, or copied from last quarter."""

from collections.abc import Sequence

from django.db import transaction

from claims.actions.drafting.beginning import begin
from claims.actions.drafting.writing import LineEntry, add_to, facts_of, not_nil, settle
from claims.models import Claim, ClaimLine
from claims.rules.lines import key_of
from claims.states import ClaimState
from consortium.core.actor import Actor
from consortium.core.workflow import Refused
from projects.models import BudgetLine


@transaction.atomic
def paste_lines(
    claim: Claim, entries: Sequence[LineEntry], *, rows: Sequence[int] | None = None, by: Actor
) -> list[ClaimLine]:
    """Add many lines at once, all or none; `Refused` names every row that cannot stand.

    `rows` are the entries' numbers in the sheet they come from, 1, 2, … when not given.
    """
    locked, opening = begin(claim, by=by)
    not_nil(locked)
    lines, reasons = [], []
    for number, entry in zip(rows or range(1, len(entries) + 1), entries, strict=True):
        try:
            with transaction.atomic():
                lines.append(add_to(locked, opening, entry, by=by))
        except Refused as refused:
            reasons += [f"Row {number}: {reason}" for reason in refused.reasons]
    if reasons:
        raise Refused(reasons)
    if lines:
        settle(locked, "lines_pasted", after={"lines": [facts_of(each) for each in lines]}, by=by)
    return lines


@transaction.atomic
def copy_last_quarter(claim: Claim, *, project_id: int | None = None, by: Actor) -> int:
    """Bring last quarter's lines in, with share and method, amounts and dates blank.

    Lines with the same supplier, words and heading as one that is here already are
    left out, so that copying twice adds nothing. Gives how many came.
    """
    locked, opening = begin(claim, by=by)
    not_nil(locked)
    entries = copies_for(locked, project_id=project_id)
    lines = [add_to(locked, opening, entry, by=by) for entry in entries]
    if lines:
        after = {"lines": [facts_of(line) for line in lines]}
        settle(locked, "lines_copied", after=after, by=by)
    return len(lines)


def copies_for(claim: Claim, *, project_id: int | None = None) -> list[LineEntry]:
    """What `copy_last_quarter` would add."""
    last = previous_claim(claim)
    if last is None:
        return []
    here = {_likeness(line) for line in claim.lines.select_related("item", "budget_line")}
    headings = _headings(claim)
    lines = last.lines.filter(correction_of__isnull=True).select_related("item", "budget_line")
    if project_id:
        lines = lines.filter(budget_line__project=project_id)
    entries = []
    for line in lines.order_by("number"):
        budget = headings.get(_place(line.budget_line))
        if budget is None or _likeness(line) in here:
            continue
        here.add(_likeness(line))
        entries.append(
            LineEntry(
                budget_line_id=budget,
                supplier=line.item.supplier,
                description=line.item.description,
                share=line.share,
                method=line.method,
            )
        )
    return entries


def previous_claim(claim: Claim) -> Claim | None:
    """The member's last claim under this grant that has lines and was not rejected or withdrawn."""
    earlier = Claim.objects.filter(
        organisation=claim.organisation_id,
        round__grant=claim.round.grant_id,
        round__quarter__lt=claim.round.quarter,
        lines__isnull=False,
    ).exclude(state__in=[ClaimState.REJECTED, ClaimState.WITHDRAWN])
    return earlier.order_by("-round__quarter").first()


def _headings(claim: Claim) -> dict[tuple, int]:
    budgets = BudgetLine.objects.filter(
        grant=claim.round.grant_id,
        organisation=claim.organisation_id,
        financial_year=claim.round.period.financial_year.label,
    )
    return {_place(budget): budget.pk for budget in budgets}


def _place(budget: BudgetLine) -> tuple:
    return budget.project_id, budget.heading_id, budget.strand


def _likeness(line: ClaimLine) -> tuple:
    return key_of(line.item.supplier), key_of(line.item.description), _place(line.budget_line)
