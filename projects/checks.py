"""What `verify_ledger` asks of budgets and outputs."""

from collections.abc import Iterator

from django.db.models import F, Sum

from consortium.core.checks import ledger_check
from consortium.core.money import format_pence

from .models import BudgetLine, BudgetVersion, Output, OutputShare, Virement
from .states import VirementState


@ledger_check("V10", "budget lines used beyond their budget")
def lines_over_budget() -> Iterator[str]:
    over = BudgetLine.objects.filter(approved__gt=F("amount") + F("tolerance"))
    for line in over.select_related("heading", "organisation", "project").iterator():
        yield f"{line}: {format_pence(line.approved)} approved of {format_pence(line.amount)}."


@ledger_check("V10", "budget lines whose quarters do not make the year")
def quarters_off() -> Iterator[str]:
    sums = BudgetLine.objects.annotate(planned=Sum("profile__amount"))
    off = sums.exclude(planned=F("amount")).exclude(planned=None, amount=0)
    for line in off.select_related("heading", "organisation", "project").iterator():
        planned = format_pence(line.planned or 0)
        yield f"{line}: the quarters make {planned}, the line {format_pence(line.amount)}."


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
    newest: dict[tuple[int, str], BudgetVersion] = {}
    for version in BudgetVersion.objects.order_by("number").defer("snapshot").iterator():
        newest[version.grant_id, version.financial_year] = version
    for (grant_id, year), version in sorted(newest.items()):
        kept = {row["line"]: row["amount"] for row in version.snapshot}
        lines = BudgetLine.objects.filter(grant_id=grant_id, financial_year=year)
        now = dict(lines.values_list("pk", "amount"))
        for pk in sorted({*kept, *now}):
            if kept.get(pk, 0) != now.get(pk, 0):
                yield (
                    f"Budget line {pk} of {year} is {format_pence(now.get(pk, 0))}, version "
                    f"{version.number} says {format_pence(kept.get(pk, 0))}."
                )


@ledger_check("V32", "outputs whose shares do not make the whole")
def outputs_off() -> Iterator[str]:
    for output in Output.objects.annotate(sum=Sum("shares__target")).exclude(sum=F("target")):
        made = output.sum or 0
        yield f"Output {output.code}: the shares make {made}, the target {output.target}."
    shares = OutputShare.objects.annotate(
        done=Sum("profile__achieved"), planned=Sum("profile__target")
    )
    for share in shares.select_related("output", "organisation").iterator():
        if (share.done or 0) != share.achieved:
            yield f"{share}: the quarters make {share.done or 0} achieved, kept {share.achieved}."
        if (share.planned or 0) != share.target:
            yield f"{share}: the quarters make {share.planned or 0}, the target {share.target}."
