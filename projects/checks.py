"""What `verify_ledger` asks of budgets and outputs: each sum made in the database."""

from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.models import F, Sum

from consortium.core.checks import ledger_check
from consortium.core.money import format_pence

from .models import BudgetLine, BudgetVersion, Virement
from .states import VirementState


def _rows(sql: str) -> Iterator[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(2000):
            yield from rows


def _lines(ids: Iterable[int]) -> dict[int, BudgetLine]:
    """The lines that are wrong, with the words their names need."""
    lines = BudgetLine.objects.select_related("heading", "organisation", "project")
    return lines.in_bulk(list(ids))


@ledger_check("V10", "budget lines used beyond their budget")
def lines_over_budget() -> Iterator[str]:
    over = BudgetLine.objects.filter(approved__gt=F("amount") + F("tolerance"))
    for line in over.select_related("heading", "organisation", "project").iterator():
        yield f"{line}: {format_pence(line.approved)} approved of {format_pence(line.amount)}."


@ledger_check("V10", "budget lines whose quarters do not make the year")
def quarters_off() -> Iterator[str]:
    sql = (
        "SELECT b.id, COALESCE(p.planned, 0), b.amount FROM projects_budgetline b LEFT JOIN "
        "(SELECT line_id, SUM(amount) AS planned FROM projects_budgetprofile GROUP BY line_id) p "
        "ON p.line_id = b.id WHERE COALESCE(p.planned, 0) <> b.amount"
    )
    for pk, planned, amount in _rows(sql):
        name = _lines([pk]).get(pk, f"Budget line {pk}")
        made = format_pence(int(planned))
        yield f"{name}: the quarters make {made}, the line {format_pence(amount)}."


@ledger_check("V11", "virements that are not nil")
def virements_not_nil() -> Iterator[str]:
    sums = Virement.objects.exclude(state=VirementState.REFUSED).annotate(
        total=Sum("changes__amount")
    )
    for virement in sums.exclude(total=0).iterator():
        yield f"Virement {virement.pk}: {format_pence(virement.total or 0)} left over."
    alone = Virement.objects.filter(decided_by_id=F("proposed_by_id"))
    for virement in alone.iterator():
        yield f"Virement {virement.pk} was decided by the person who proposed it."


@ledger_check("V11", "budgets that differ from their last version")
def budgets_off() -> Iterator[str]:
    newest: dict[tuple[int, str], int] = {}
    for pk, grant_id, year in BudgetVersion.objects.order_by("number").values_list(
        "pk", "grant_id", "financial_year"
    ):
        newest[grant_id, year] = pk
    for (grant_id, year), pk in sorted(newest.items()):
        version = BudgetVersion.objects.get(pk=pk)
        kept = {row["line"]: row["amount"] for row in version.snapshot}
        lines = BudgetLine.objects.filter(grant_id=grant_id, financial_year=year)
        now = dict(lines.order_by().values_list("pk", "amount"))
        for line in sorted({*kept, *now}):
            if kept.get(line, 0) != now.get(line, 0):
                yield (
                    f"Budget line {line} of {year} is {format_pence(now.get(line, 0))}, version "
                    f"{version.number} says {format_pence(kept.get(line, 0))}."
                )


@ledger_check("V32", "outputs whose shares do not make the whole")
def outputs_off() -> Iterator[str]:
    sql = (
        "SELECT o.code, COALESCE(s.made, 0), o.target FROM projects_output o LEFT JOIN "
        "(SELECT output_id, SUM(target) AS made FROM projects_outputshare GROUP BY output_id) s "
        "ON s.output_id = o.id WHERE COALESCE(s.made, 0) <> o.target"
    )
    for code, made, target in _rows(sql):
        yield f"Output {code}: the shares make {made}, the target {target}."
    sql = (
        "SELECT o.code, m.short_name, COALESCE(p.done, 0), s.achieved, COALESCE(p.planned, 0), "
        "s.target FROM projects_outputshare s JOIN projects_output o ON o.id = s.output_id "
        "JOIN members_organisation m ON m.id = s.organisation_id LEFT JOIN "
        "(SELECT share_id, SUM(achieved) AS done, SUM(target) AS planned "
        "FROM projects_outputprofile GROUP BY share_id) p ON p.share_id = s.id "
        "WHERE COALESCE(p.done, 0) <> s.achieved OR COALESCE(p.planned, 0) <> s.target"
    )
    for code, partner, done, achieved, planned, target in _rows(sql):
        name = f"Output {code}, {partner}"
        if done != achieved:
            yield f"{name}: the quarters make {done} achieved, kept {achieved}."
        if planned != target:
            yield f"{name}: the quarters make {planned}, the target {target}."
