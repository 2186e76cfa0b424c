"""Budgets, projects and outputs as pages and sheets show them: plain frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q, Sum

from consortium.core.periods import FinancialYear
from projects.funds.models import Grant, GrantAward
from projects.funds.reports import grant_sums
from projects.funds.states import Account

from .models import BudgetLine, BudgetProfile, Output
from .rules import Delivery, delivered_by, percent_used

GROUPS = {
    "project": ("project_id", "project__number", "project__name"),
    "partner": ("organisation_id", "organisation__short_name", "organisation__name"),
    "heading": ("heading_id", "heading__position", "heading__name"),
}


@dataclass(frozen=True)
class GridRow:
    """One row of a budget grid, in pence: four quarters, the year, what is used of it."""

    key: int
    label: str
    quarters: tuple[int, int, int, int]
    amount: int
    approved: int
    sub: str = ""
    tolerance: int = 0

    @property
    def left(self) -> int:
        return self.amount - self.approved

    @property
    def percent(self) -> int | None:
        return percent_used(self.approved, self.amount)

    @property
    def is_over(self) -> bool:
        return self.approved > self.amount


@dataclass(frozen=True)
class GridGroup:
    """Rows that belong together with their subtotal."""

    label: str
    rows: list[GridRow]
    total: GridRow
    key: int = 0


def total_of(rows: Iterable[GridRow], label: str = "Total") -> GridRow:
    """The sum of rows, column by column."""
    rows = list(rows)
    columns = [sum(row.quarters[number] for row in rows) for number in range(4)]
    return GridRow(
        key=0,
        label=label,
        quarters=(columns[0], columns[1], columns[2], columns[3]),
        amount=sum(row.amount for row in rows),
        approved=sum(row.approved for row in rows),
    )


def budget_by(group: str, lines, year: FinancialYear) -> list[GridRow]:
    """A budget added up by "project", "partner" or "heading": two queries."""
    fields = GROUPS[group]
    sums = list(
        lines.order_by()
        .values(*fields)
        .annotate(total=Sum("amount"), used=Sum("approved"))
        .order_by(fields[1], fields[2])
    )
    parts = (
        BudgetProfile.objects.filter(line__in=lines)
        .order_by()
        .values_list(f"line__{fields[0]}", "quarter")
        .annotate(total=Sum("amount"))
    )
    quarters = {(key, code): total for key, code, total in parts}
    return [
        GridRow(
            key=row[fields[0]],
            label=row[fields[2]],
            sub=f"{row[fields[1]]}" if group != "heading" else "",
            quarters=_four(quarters, row[fields[0]], year),
            amount=row["total"],
            approved=row["used"],
        )
        for row in sums
    ]


def _four(quarters: dict, key, year: FinancialYear) -> tuple[int, int, int, int]:
    first, second, third, fourth = (quarters.get((key, q.code), 0) for q in year.quarters)
    return first, second, third, fourth


def budget_detail(lines, year: FinancialYear, *, group: str) -> list[GridGroup]:
    """The lines themselves, under "partner" or "project", in two queries."""
    groups: dict[tuple[int, str], list[GridRow]] = {}
    lines = lines.select_related("organisation", "project", "heading").prefetch_related("profile")
    for line in lines.order_by("project__number", "organisation__name", "heading__position", "id"):
        owner = line.organisation if group == "partner" else line.project
        label = owner.name if group == "partner" else str(owner)
        parts = {(line.pk, row.quarter): row.amount for row in line.profile.all()}
        row = GridRow(
            key=line.pk,
            label=line.heading.name,
            sub=line.strand,
            quarters=_four(parts, line.pk, year),
            amount=line.amount,
            approved=line.approved,
            tolerance=line.tolerance,
        )
        groups.setdefault((owner.pk, label), []).append(row)
    return [
        GridGroup(label=label, rows=rows, total=total_of(rows, label), key=key)
        for (key, label), rows in groups.items()
    ]


def export_rows(lines, year: FinancialYear):
    """Every line as one row of plain values, four quarters beside each other, streamed."""
    parts = {
        f"q{number}": Sum("profile__amount", filter=Q(profile__quarter=quarter.code))
        for number, quarter in enumerate(year.quarters, start=1)
    }
    return (
        lines.annotate(
            project_number=F("project__number"),
            project_name=F("project__name"),
            partner=F("organisation__name"),
            heading_name=F("heading__name"),
            **parts,
        )
        .order_by("project__number", "organisation__name", "heading__position", "id")
        .iterator(chunk_size=2000)
    )


@dataclass(frozen=True)
class GrantYear:
    """One financial year of a grant, in pence: promised, planned, used, received."""

    year: FinancialYear
    award: int
    budget: int
    approved: int
    received: int

    @property
    def unallocated(self) -> int:
        """What is awarded and not yet given to a budget line (R124)."""
        return self.award - self.budget

    @property
    def left(self) -> int:
        return self.budget - self.approved


def grant_years(grant: Grant) -> list[GrantYear]:
    """Each year of a grant, in three queries."""
    awards = dict(GrantAward.objects.filter(grant=grant).values_list("financial_year", "amount"))
    budgets = {
        year: (amount, approved)
        for year, amount, approved in BudgetLine.objects.filter(grant=grant)
        .order_by()
        .values_list("financial_year")
        .annotate(Sum("amount"), Sum("approved"))
    }
    received = _received_by_year(grant)
    return [
        GrantYear(
            year=year,
            award=awards.get(year.label, 0),
            budget=budgets.get(year.label, (0, 0))[0],
            approved=budgets.get(year.label, (0, 0))[1],
            received=received.get(year.label, 0),
        )
        for year in grant.financial_years
    ]


def _received_by_year(grant: Grant) -> dict[str, int]:
    from consortium.core.periods import Quarter

    sums: dict[str, int] = {}
    rows = grant.balances.filter(account=Account.CASH).exclude(quarter="")
    for code, debits in rows.values_list("quarter", "debits"):
        year = Quarter.parse(code).financial_year.label
        sums[year] = sums.get(year, 0) + debits
    return sums


@dataclass(frozen=True)
class GrantLedger:
    """A grant's whole life by the ledger, in pence (M24)."""

    earned: int
    received: int
    paid: int
    owed: int

    @property
    def cash(self) -> int:
        return self.received - self.paid


def grant_ledger(grant: Grant) -> GrantLedger:
    """One query over the grant's running sums."""
    sums = grant_sums([grant])

    def of(account: Account) -> tuple[int, int]:
        return sums.get((grant.pk, account), (0, 0))

    income, cash, owed = (
        of(Account.GRANT_INCOME),
        of(Account.CASH),
        of(Account.OWED_TO_MEMBERS),
    )
    return GrantLedger(
        earned=income[1] - income[0], received=cash[0], paid=cash[1], owed=owed[1] - owed[0]
    )


@dataclass(frozen=True)
class ProjectBudget:
    """A project's budget of one year by heading and by partner, and who pays for it."""

    headings: list[GridRow]
    partners: list[GridRow]
    grants: list[tuple[int, str]]
    total: GridRow


def project_budget(lines, *, only_partner: int | None = None) -> ProjectBudget:
    """A project's lines added up both ways, in one query.

    `only_partner` leaves the parts of others out; headings and total are of all.
    """
    rows = list(
        lines.order_by()
        .values("heading__position", "heading__name", "organisation_id", "organisation__name")
        .annotate(used=Sum("approved"), planned=Sum("amount"))
        .annotate(grant_key=F("grant_id"), grant_name=F("grant__name"))
        .order_by("heading__position", "organisation__name")
    )
    headings = _added(rows, "heading__name", "heading__name")
    mine = [row for row in rows if only_partner in (None, row["organisation_id"])]
    partners = _added(mine, "organisation_id", "organisation__name")
    grants = dict.fromkeys((row["grant_key"], row["grant_name"]) for row in rows)
    return ProjectBudget(
        headings, sorted(partners, key=lambda row: row.label), list(grants), total_of(headings)
    )


def _added(rows: list[dict], key: str, label: str) -> list[GridRow]:
    sums: dict = {}
    for row in rows:
        sums.setdefault((row[key], row[label]), [0, 0])
        sums[row[key], row[label]][0] += row["planned"]
        sums[row[key], row[label]][1] += row["used"]
    return [
        GridRow(key=0, label=name, quarters=(0, 0, 0, 0), amount=planned, approved=used)
        for (_, name), (planned, used) in sums.items()
    ]


@dataclass(frozen=True)
class ShareRow:
    """One partner's part of an output."""

    partner: str
    target: int
    achieved: int
    so_far: Delivery


@dataclass(frozen=True)
class OutputRow:
    """An output with its partners' shares; `so_far` is up to the quarter asked for."""

    output: Output
    achieved: int
    so_far: Delivery
    shares: list[ShareRow] = field(default_factory=list)

    @property
    def percent(self) -> int | None:
        return percent_used(self.achieved, self.output.target)


def output_rows(profiles, quarter: str, *, only_partner: int | None = None) -> list[OutputRow]:
    """Outputs against their profile up to a quarter, in one query over profile rows.

    `only_partner` leaves the shares of others out; totals are always of all.
    """
    shares: dict = {}
    found = profiles.select_related("share__output", "share__organisation")
    for row in found.order_by("share__output__code", "share__organisation__short_name", "quarter"):
        shares.setdefault(row.share.output, {}).setdefault(row.share, []).append(
            (row.quarter, row.target, row.achieved)
        )
    return [_output_row(output, mine, quarter, only_partner) for output, mine in shares.items()]


def _output_row(output: Output, shares: dict, quarter: str, only_partner: int | None) -> OutputRow:
    so_far = {share: delivered_by(profile, quarter) for share, profile in shares.items()}
    return OutputRow(
        output=output,
        achieved=sum(share.achieved for share in shares),
        so_far=Delivery(
            sum(each.planned for each in so_far.values()),
            sum(each.achieved for each in so_far.values()),
        ),
        shares=[
            ShareRow(share.organisation.short_name, share.target, share.achieved, so_far[share])
            for share in shares
            if only_partner in (None, share.organisation_id)
        ],
    )
