"""What projects promise to deliver, and what was approved as delivered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from consortium.core import audit
from consortium.core.actor import Actor
from consortium.core.periods import FinancialYear
from consortium.core.workflow import Refused
from projects.funds.models import Grant
from projects.models import Output, OutputProfile, OutputShare
from projects.permissions import needs_budget_officer


@dataclass(frozen=True)
class OutputRow:
    """One output; `shares` has the four quarters' targets of each partner."""

    project: Any
    code: str
    name: str
    unit: str
    shares: Mapping[Any, tuple[int, int, int, int]]
    example: bool = False

    @property
    def target(self) -> int:
        return sum(sum(profile) for profile in self.shares.values())


@transaction.atomic
def set_outputs(
    grant: Grant, year: FinancialYear, rows: Iterable[OutputRow], *, by: Actor
) -> list[Output]:
    """Set the outputs of a grant and year, with each partner's share and profile.

    A row again, by its project and code, is refused: targets are agreed once.
    """
    rows = list(rows)
    faults = [] if by.is_system or not needs_budget_officer(by) else [needs_budget_officer(by)]
    known = set(
        Output.objects.filter(grant=grant, financial_year=year.label).values_list(
            "project_id", "code"
        )
    )
    for row in rows:
        if (row.project.pk, row.code) in known:
            faults.append(f"Output {row.code} of {row.project.name} is set already.")
        known.add((row.project.pk, row.code))
        if not row.shares or any(n < 0 for profile in row.shares.values() for n in profile):
            faults.append(f"Output {row.code}: give each partner a target of 0 or more.")
    if faults:
        raise Refused(faults)
    made = [_create(grant, year, row) for row in rows]
    after = {"year": year.label, "outputs": len(made)}
    audit.record("outputs.set", grant, after=after, by=by)
    return made


def _create(grant: Grant, year: FinancialYear, row: OutputRow) -> Output:
    output = Output.objects.create(
        grant=grant,
        project=row.project,
        financial_year=year.label,
        code=row.code,
        name=row.name,
        unit=row.unit,
        target=row.target,
        example=row.example,
    )
    for organisation, profile in row.shares.items():
        share = OutputShare.objects.create(
            output=output, organisation=organisation, target=sum(profile)
        )
        OutputProfile.objects.bulk_create(
            OutputProfile(share=share, quarter=quarter.code, target=target)
            for quarter, target in zip(year.quarters, profile, strict=True)
        )
    return output


def record_achieved(achieved: Mapping[int, int], *, quarter: str, by: Actor) -> None:
    """Keep approved figures: {output share id: achieved in the quarter}.

    Must run inside `transaction.atomic`. Said again for a quarter, the figure
    is replaced and the running sum moves by the difference.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record_achieved needs transaction.atomic")
    if any(count < 0 for count in achieved.values()):
        raise Refused("What was achieved is 0 or more.")
    shares = {
        share.pk: share
        for share in OutputShare.objects.select_for_update()
        .filter(pk__in=sorted(achieved))
        .order_by("pk")
    }
    if missing := sorted(set(achieved) - set(shares)):
        raise Refused(f"There is no output share {missing[0]}.")
    if not shares:
        return
    rows = _profile_rows(shares, quarter)
    before = {str(pk): rows[pk].achieved for pk in sorted(shares)}
    for pk, share in shares.items():
        share.achieved += achieved[pk] - (rows[pk].achieved or 0)
        rows[pk].achieved = achieved[pk]
    OutputProfile.objects.bulk_update(rows.values(), ["achieved"])
    OutputShare.objects.bulk_update(shares.values(), ["achieved"])
    audit.record(
        "outputs.achieved",
        ("projects.outputs", quarter),
        before=before,
        after={str(pk): achieved[pk] for pk in sorted(achieved)},
        by=by,
    )


def _profile_rows(shares: Mapping[int, OutputShare], quarter: str) -> dict[int, OutputProfile]:
    """The row of each share for the quarter; made with no target where there was none."""
    rows = {
        row.share_id: row
        for row in OutputProfile.objects.filter(share__in=list(shares), quarter=quarter)
    }
    for pk in shares:
        if pk not in rows:
            rows[pk] = OutputProfile.objects.create(share_id=pk, quarter=quarter, target=0)
    return rows
