"""A budget's first version, and its quarters moved about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from consortium.core import audit
from consortium.core.actor import Actor
from consortium.core.money import format_pence
from consortium.core.periods import FinancialYear
from consortium.core.workflow import Refused
from projects.funds.models import Grant, GrantAward, Period
from projects.funds.states import PeriodState
from projects.models import BudgetLine, BudgetProfile, BudgetVersion, Partnership
from projects.permissions import needs_budget_officer
from projects.states import BudgetChange

from .spending import lock_budget_lines


@dataclass(frozen=True)
class BudgetRow:
    """One line to load: `quarters` are the four quarters' pence, in order."""

    project: Any
    organisation: Any
    heading: Any
    quarters: tuple[int, int, int, int]
    strand: str = ""
    tolerance: int = 0

    @property
    def key(self) -> tuple:
        return (self.project.pk, self.organisation.pk, self.heading.pk, self.strand)


@transaction.atomic
def load_budget(
    grant: Grant, year: FinancialYear, rows: Iterable[BudgetRow], *, by: Actor
) -> BudgetVersion:
    """The first budget of a grant and financial year, as its version 1.

    `Refused` with every fault: a heading the grant does not allow, a partner not
    in the project, a row twice, more than the award, a budget loaded already.
    """
    Grant.objects.select_for_update().get(pk=grant.pk)
    rows = list(rows)
    if faults := [*_who(by), *_faults_of_load(grant, year, rows)]:
        raise Refused(faults)
    lines = BudgetLine.objects.bulk_create(
        BudgetLine(
            grant=grant,
            financial_year=year.label,
            project=row.project,
            organisation=row.organisation,
            heading=row.heading,
            strand=row.strand,
            amount=sum(row.quarters),
            tolerance=row.tolerance,
        )
        for row in rows
    )
    BudgetProfile.objects.bulk_create(
        BudgetProfile(line=line, quarter=quarter.code, amount=amount)
        for line, row in zip(lines, rows, strict=True)
        for quarter, amount in zip(year.quarters, row.quarters, strict=True)
    )
    return keep_version(grant, year.label, BudgetChange.FIRST, reason="", by=by)


def _who(by: Actor) -> list[str]:
    reason = None if by.is_system else needs_budget_officer(by)
    return [reason] if reason else []


def _faults_of_load(grant: Grant, year: FinancialYear, rows: list[BudgetRow]) -> list[str]:
    faults = []
    if year not in grant.financial_years:
        faults.append(f"The grant does not run in {year.label}.")
    if BudgetLine.objects.filter(grant=grant, financial_year=year.label).exists():
        faults.append(f"There is a budget for {year.label} already. Change it by a virement.")
    keys = [row.key for row in rows]
    if len(set(keys)) < len(keys):
        faults.append("A project, partner and heading stands twice in this budget.")
    if any(amount < 0 for row in rows for amount in row.quarters):
        faults.append("A budget has no negative amounts.")
    return [*faults, *_faults_of_rows(grant, year, rows)]


def _faults_of_rows(grant: Grant, year: FinancialYear, rows: list[BudgetRow]) -> list[str]:
    headings = set(grant.headings.values_list("pk", flat=True))
    partners = set(
        Partnership.objects.filter(starts__lte=year.end)
        .exclude(ends__lt=year.start)
        .values_list("project_id", "organisation_id")
    )
    faults = [
        f"{grant} does not pay for {row.heading}." for row in rows if row.heading.pk not in headings
    ]
    faults += [
        f"{row.organisation} is not a partner in {row.project.name}."
        for row in rows
        if (row.project.pk, row.organisation.pk) not in partners
    ]
    total = sum(sum(row.quarters) for row in rows)
    award = GrantAward.objects.filter(grant=grant, financial_year=year.label).first()
    if award is None or total > award.amount:
        faults.append(
            f"The budget of {format_pence(total)} is more than the award of "
            f"{format_pence(award.amount if award else 0)}."
        )
    return list(dict.fromkeys(faults))


@transaction.atomic
def reprofile(
    grant: Grant,
    year: FinancialYear,
    changes: Mapping[int, Mapping[str, int]],
    *,
    reason: str,
    by: Actor,
) -> BudgetVersion:
    """Move a line's money between its own quarters: {line id: {"2026-Q3": pence}}.

    The line's amount stays. A quarter whose books are closed stays as it is (M13).
    """
    Grant.objects.select_for_update().get(pk=grant.pk)
    lines = lock_budget_lines(changes)
    rows = {
        (row.line_id, row.quarter): row
        for row in BudgetProfile.objects.filter(line__in=list(lines)).order_by("pk")
    }
    faults = [*_who(by), *_faults_of_profile(grant, year, changes, lines, rows)]
    if not reason.strip():
        faults.append("Say why the money moves between quarters.")
    if faults:
        raise Refused(faults)
    moved = []
    for line_id, quarters in changes.items():
        for quarter, amount in quarters.items():
            rows[line_id, quarter].amount = amount
            moved.append(rows[line_id, quarter])
    BudgetProfile.objects.bulk_update(moved, ["amount"])
    return keep_version(grant, year.label, BudgetChange.REPROFILE, reason=reason, by=by)


def _faults_of_profile(grant, year, changes, lines, rows) -> list[str]:
    faults = []
    closed = closed_quarters(year)
    for line_id, quarters in changes.items():
        line = lines.get(line_id)
        if line is None or line.grant_id != grant.pk or line.financial_year != year.label:
            faults.append("A line is not part of this budget.")
            continue
        known = {q: row.amount for (of, q), row in rows.items() if of == line_id}
        after = {**known, **quarters}
        if set(after) != set(known) or min(after.values()) < 0:
            faults.append(f"{line.heading}: every quarter has an amount of £0.00 or more.")
        elif sum(after.values()) != line.amount:
            left = line.amount - sum(after.values())
            faults.append(f"{line.heading}: the quarters miss the line by {format_pence(left)}.")
        if any(after[quarter] != known.get(quarter) for quarter in closed & set(after)):
            faults.append(f"{line.heading}: the books of a quarter you changed are closed.")
    return faults


def closed_quarters(year: FinancialYear) -> set[str]:
    """Codes of the year's quarters whose books are closed."""
    codes = [quarter.code for quarter in year.quarters]
    closed = Period.objects.filter(quarter__in=codes, state=PeriodState.CLOSED)
    return set(closed.values_list("quarter", flat=True))


def keep_version(grant: Grant, year: str, kind: str, *, reason: str, by: Actor) -> BudgetVersion:
    """Keep the budget as it stands now, for good. The grant's row is locked."""
    last = BudgetVersion.objects.filter(grant=grant, financial_year=year).aggregate(n=Max("number"))
    version = BudgetVersion.objects.create(
        grant=grant,
        financial_year=year,
        number=(last["n"] or 0) + 1,
        kind=kind,
        reason=reason.strip(),
        snapshot=snapshot(grant, year),
        made_by_id=by.user_id,
    )
    after = {
        "year": year,
        "version": version.number,
        "kind": kind,
        "total": sum(row["amount"] for row in version.snapshot),
    }
    audit.record("budget.changed", grant, after=after, reason=reason, by=by)
    return version


def snapshot(grant: Grant, year: str) -> list[dict]:
    """Every line of a budget as plain values, in the order of the lines."""
    lines = (
        BudgetLine.objects.filter(grant=grant, financial_year=year)
        .select_related("project", "organisation", "heading")
        .prefetch_related("profile")
        .order_by("pk")
    )
    return [
        {
            "line": line.pk,
            "project": line.project.number,
            "organisation": line.organisation.slug,
            "heading": line.heading.slug,
            "strand": line.strand,
            "amount": line.amount,
            "tolerance": line.tolerance,
            "quarters": {row.quarter: row.amount for row in line.profile.all()},
        }
        for line in lines
    ]
