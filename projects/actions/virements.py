"""Budget moved between lines: proposed by one person, agreed by another (M13)."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.money import format_pence
from consortium.core.periods import FinancialYear
from consortium.core.workflow import Refused
from projects.funds.models import Grant
from projects.models import BudgetLine, BudgetProfile, BudgetVersion, Virement, VirementChange
from projects.permissions import needs_budget_officer
from projects.rules import faults_of_moves, needs_funder_agreement
from projects.states import BudgetChange, VirementState

from .budgets import closed_quarters, keep_version
from .spending import lock_budget_lines


class Move(NamedTuple):
    """Pence that a line gains (or, negative, loses) in one quarter."""

    line: BudgetLine
    quarter: str
    amount: int


@transaction.atomic
def propose_virement(
    grant: Grant,
    year: FinancialYear,
    moves: Iterable[Move],
    *,
    reason: str,
    funder_agreed: str = "",
    by: Actor,
) -> Virement:
    """Ask for budget to be moved. `Refused` with every fault; checked again when agreed.

    `funder_agreed` names the funder's letter, which is needed where a heading's
    change over the year passes the grant's variance limits.
    """
    moves = [Move(*move) for move in moves]
    Grant.objects.select_for_update().get(pk=grant.pk)
    lines = lock_budget_lines(move.line.pk for move in moves)
    faults = [needs_budget_officer(by), None if reason.strip() else "Say why the money is moved."]
    faults += _faults(grant, year, moves, lines, funder_agreed)
    if faults := [fault for fault in faults if fault]:
        raise Refused(faults)
    virement = Virement.objects.create(
        grant=grant,
        financial_year=year.label,
        reason=reason.strip(),
        funder_agreed=funder_agreed.strip(),
        proposed_by_id=by.user_id,
    )
    VirementChange.objects.bulk_create(
        VirementChange(virement=virement, line=move.line, quarter=move.quarter, amount=move.amount)
        for move in moves
    )
    after = {"year": year.label, "moved": _moved(moves)}
    audit.record("virement.proposed", virement, after=after, reason=reason, by=by)
    return virement


@transaction.atomic
def agree_virement(virement: Virement, *, by: Actor) -> BudgetVersion:
    """Another person agrees: the lines change and a new version of the budget is kept.

    Never below what is approved on a line already (M13).
    """
    grant = Grant.objects.select_for_update().get(pk=virement.grant_id)
    changes = list(virement.changes.all())
    lines = lock_budget_lines(change.line_id for change in changes)
    stored = Virement.objects.select_for_update().get(pk=virement.pk)
    year = FinancialYear.parse(stored.financial_year)
    moves = [Move(lines[c.line_id], c.quarter, c.amount) for c in changes]
    faults = [*_undecided(stored, by), *_faults(grant, year, moves, lines, stored.funder_agreed)]
    if faults:
        raise Refused(faults)
    _apply(moves)
    _decide(stored, VirementState.AGREED, by)
    return keep_version(
        grant, stored.financial_year, BudgetChange.VIREMENT, reason=stored.reason, by=by
    )


@transaction.atomic
def refuse_virement(virement: Virement, *, reason: str, by: Actor) -> Virement:
    """Another person says no, and why."""
    stored = Virement.objects.select_for_update().get(pk=virement.pk)
    faults = _undecided(stored, by)
    if not reason.strip():
        faults.append("Say why it is refused.")
    if faults:
        raise Refused(faults)
    return _decide(stored, VirementState.REFUSED, by, reason=reason)


def _undecided(virement: Virement, by: Actor) -> list[str]:
    faults = [needs_budget_officer(by)]
    if virement.state != VirementState.PROPOSED:
        faults.append(f"This virement is {virement.get_state_display().lower()} already.")
    if virement.proposed_by_id == by.user_id:
        faults.append("You proposed this virement. Another person decides.")
    return [fault for fault in faults if fault]


def _decide(virement: Virement, state: str, by: Actor, *, reason: str = "") -> Virement:
    virement.state, virement.decided_by_id = state, by.user_id
    virement.decided_at = clock.now()
    virement.version += 1
    virement.save(update_fields=["state", "decided_by_id", "decided_at", "version"])
    after = {"state": state}
    audit.record(f"virement.{state}", virement, after=after, reason=reason, by=by)
    return virement


def _moved(moves: Iterable[Move]) -> int:
    return sum(move.amount for move in moves if move.amount > 0)


def _faults(grant, year, moves, lines, funder_agreed: str) -> list[str]:
    faults = faults_of_moves([(str(m.line.pk), m.quarter, m.amount) for m in moves])
    if any(m.line.grant_id != grant.pk or m.line.financial_year != year.label for m in moves):
        return [*faults, "A line is not part of this budget."]
    codes = {quarter.code for quarter in year.quarters}
    if any(move.quarter not in codes for move in moves):
        return [*faults, "A quarter is not part of this year."]
    if closed_quarters(year) & {move.quarter for move in moves}:
        faults.append("The books of a quarter in this virement are closed.")
    faults += _faults_of_lines(moves, lines)
    if not funder_agreed.strip() and (names := _beyond_limits(grant, year, moves)):
        faults.append(
            f"{', '.join(names)} would change by more than the grant allows. "
            "Name the letter in which the funder agrees."
        )
    return faults


def _faults_of_lines(moves: list[Move], lines: dict[int, BudgetLine]) -> list[str]:
    faults = []
    profile = {
        (row.line_id, row.quarter): row.amount
        for row in BudgetProfile.objects.filter(line__in=list(lines))
    }
    for line in lines.values():
        mine = [move for move in moves if move.line.pk == line.pk]
        after = line.amount + sum(move.amount for move in mine)
        name = f"{line.heading}, {line.organisation.short_name}, {line.project.name}"
        if after + line.tolerance < line.approved or after < 0:
            faults.append(
                f"{name}: {format_pence(line.approved)} is approved already, "
                f"so the line cannot fall to {format_pence(after)}."
            )
        if any(profile.get((line.pk, m.quarter), 0) + m.amount < 0 for m in mine):
            faults.append(f"{name}: a quarter would fall below nothing.")
    return faults


def _beyond_limits(grant: Grant, year: FinancialYear, moves: list[Move]) -> list[str]:
    """Headings for which the funder must agree, with what was moved before in this year."""
    moved: dict[str, int] = {}
    agreed = VirementChange.objects.filter(
        virement__grant=grant,
        virement__financial_year=year.label,
        virement__state=VirementState.AGREED,
    )
    for name, amount in agreed.values_list("line__heading__name", "amount"):
        moved[name] = moved.get(name, 0) + amount
    now: dict[str, int] = {}
    for line in BudgetLine.objects.filter(grant=grant, financial_year=year.label).values_list(
        "heading__name", "amount"
    ):
        now[line[0]] = now.get(line[0], 0) + line[1]
    first = {name: amount - moved.get(name, 0) for name, amount in now.items()}
    for move in moves:
        name = move.line.heading.name
        moved[name] = moved.get(name, 0) + move.amount
    return needs_funder_agreement(
        moved, first, basis_points=grant.variance_basis_points, amount=grant.variance_amount
    )


def _apply(moves: list[Move]) -> None:
    lines: dict[int, BudgetLine] = {}
    rows = {
        (row.line_id, row.quarter): row
        for row in BudgetProfile.objects.filter(line__in={move.line.pk for move in moves})
    }
    for move in moves:
        line = lines.setdefault(move.line.pk, move.line)
        line.amount += move.amount
        row = rows.get((line.pk, move.quarter))
        if row is None:
            row = BudgetProfile.objects.create(line=line, quarter=move.quarter, amount=0)
            rows[line.pk, move.quarter] = row
        row.amount += move.amount
    BudgetLine.objects.bulk_update(lines.values(), ["amount"])
    BudgetProfile.objects.bulk_update(rows.values(), ["amount"])
