"""Everything a funder claim says, as one plain dict: screen, PDF and sheet are made from it.

While it is a draft the dict is worked out from the tables; when the claim is sent
it is frozen with its SHA-256, and from then on only the frozen one is read (M26, M30).
Amounts in pence, days as ISO texts.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from claims.facts.funder_lines import lines_of
from claims.models import (
    Claim,
    Evidence,
    Forecast,
    FunderClaim,
    FunderClaimLine,
    FunderClaimRow,
    Override,
    VarianceReason,
)
from claims.rules.funder import Figures, heading_rows, partner_rows, variance_rows
from claims.states import LIVE_FUNDER_CLAIM, FunderClaimState, RowKind
from consortium.core import clock
from consortium.core.canonical import plain
from members.models import Consortium, Organisation, User
from projects.funds import reports as fund_reports
from projects.models import BudgetLine, Output

FEE_ROW = "Management fee"


def statement_of(funder_claim: FunderClaim) -> dict:
    """The dict of a draft, worked out now; of a sent claim, as it was frozen."""
    return funder_claim.snapshot or Builder(funder_claim).statement()


@dataclass
class Builder:
    """One funder claim, each part read once."""

    claim: FunderClaim

    @cached_property
    def year(self):
        return self.claim.period.financial_year

    @cached_property
    def lines(self) -> list[FunderClaimLine]:
        return list(lines_of(self.claim))

    @cached_property
    def rows(self) -> list[FunderClaimRow]:
        return list(self.claim.rows.select_related("heading"))

    @cached_property
    def claims(self) -> dict[int, Claim]:
        return {each.claim_line.claim_id: each.claim_line.claim for each in self.lines}

    @cached_property
    def body(self) -> Organisation | None:
        from members.offices import accountable_body_or_none

        return accountable_body_or_none(clock.today())

    def statement(self) -> dict:
        return plain({**self._about(), **self._money(), **self._delivery(), **self._annexes()})

    def _about(self) -> dict:
        claim, grant = self.claim, self.claim.grant
        return {
            "schema": 1,
            "reference": reference_of(claim),
            "number": claim.number,
            "version": claim.version_number,
            "what_changed": claim.what_changed,
            "example": claim.example,
            "made_on": claim.sent_on or clock.today(),
            "grant": {"name": grant.name, "reference": grant.reference, "terms": grant.terms},
            "funder": grant.funder.name,
            "accountable_body": str(self.body or ""),
            **Consortium.names(),
            "quarter": claim.quarter,
            "year": self.year.label,
            "starts": claim.period.start,
            "ends": claim.period.end,
            "summary": claim.summary,
            "signatures": self._signatures(),
        }

    def _signatures(self) -> list[dict]:
        claim = self.claim
        signed = [
            (claim.first_signed_by_id, claim.first_signed_on),
            (claim.second_signed_by_id, claim.second_signed_on),
        ]
        names = dict(User.objects.filter(pk__in=[pk for pk, _ in signed]).values_list("pk", "name"))
        return [{"name": names.get(pk, ""), "on": day} for pk, day in signed if pk]

    def _money(self) -> dict:
        lines = sum(each.amount for each in self.lines)
        rows = sum(row.amount for row in self.rows)
        figures = self._figures()
        return {
            "total": lines + rows,
            "from_members": lines,
            "own_rows": rows,
            "claims": len(self.claims),
            "headings": heading_rows(figures),
            "partners": partner_rows(figures),
            "variances": self._variances(),
            "rows": [
                {
                    "kind": row.kind,
                    "label": row.get_kind_display(),
                    "cause": row.cause,
                    "heading": str(row.heading or FEE_ROW),
                    "amount": row.amount,
                }
                for row in self.rows
            ],
            "carried_forward": self._carried_forward(),
            "not_included": self.claim.not_included,
            "overrides": self._overrides(),
            "fund": self._fund(),
        }

    def _figures(self) -> list[Figures]:
        """Pence by heading, project and member: budget, plan, this claim, before, forecast."""
        sums: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for key, name, amount in self._amounts():
            sums[key][name] += amount
        return [Figures(*key, **values) for key, values in sums.items()]

    def _amounts(self) -> Iterable[tuple[tuple, str, int]]:
        for each in self.lines:
            yield _key(each.claim_line.budget_line, each.claim_line.claim), "now", each.amount
        for row in self.rows:
            yield self._row_key(row), "now", row.amount
        for each in self._earlier_lines():
            yield (
                _key(each.claim_line.budget_line, each.claim_line.claim),
                "before",
                (each.amount - each.disallowed),
            )
        for row in self._earlier_rows():
            yield self._row_key(row), "before", row.amount
        for budget in self._budgets():
            yield _key(budget, budget), "budget", budget.amount
            yield _key(budget, budget), "planned", budget.planned
        for found in self._forecasts():
            yield _key(found.budget_line, found.claim), "forecast", found.amount

    def _row_key(self, row: FunderClaimRow) -> tuple:
        name, place = (row.heading.name, row.heading.position) if row.heading else (FEE_ROW, 9999)
        if row.kind == RowKind.FEE:
            name, place = FEE_ROW, 9999
        return (name, place, 0, "", str(self.body or "Accountable body"))

    def _earlier(self):
        frozen = LIVE_FUNDER_CLAIM - {FunderClaimState.ASSEMBLED, FunderClaimState.SIGNED}
        codes = [quarter.code for quarter in self.year.quarters]
        return FunderClaim.objects.filter(
            grant=self.claim.grant, quarter__in=codes, quarter__lt=self.claim.quarter,
            state__in=frozen,
        )  # fmt: skip

    def _earlier_lines(self):
        return FunderClaimLine.objects.filter(funder_claim__in=self._earlier()).select_related(
            "claim_line__claim__organisation",
            "claim_line__budget_line__project",
            "claim_line__budget_line__heading",
        )

    def _earlier_rows(self):
        found = FunderClaimRow.objects.filter(funder_claim__in=self._earlier())
        return found.select_related("heading")

    def _budgets(self):
        return (
            BudgetLine.objects.filter(grant=self.claim.grant, financial_year=self.year.label)
            .annotate(
                planned=Coalesce(
                    Sum("profile__amount", filter=Q(profile__quarter=self.claim.quarter)), 0
                )
            )
            .select_related("project", "heading", "organisation")
        )

    def _forecasts(self):
        return Forecast.objects.filter(
            claim__in=self.claims, claim__round__quarter=self.claim.quarter
        ).select_related(
            "claim__organisation", "budget_line__project", "budget_line__heading",
        )  # fmt: skip

    def _variances(self) -> list[dict]:
        """Budget lines over the grant's limits this quarter to date, with the members' reasons."""
        grant = self.claim.grant
        reasons = {
            reason.budget_line_id: reason
            for reason in VarianceReason.objects.filter(
                claim__in=self.claims, claim__round__quarter=self.claim.quarter
            )
        }
        return variance_rows(
            self._standings(),
            {pk: (each.get_kind_display(), each.text) for pk, each in reasons.items()},
            basis_points=grant.variance_basis_points,
            amount=grant.variance_amount,
        )

    def _standings(self) -> Iterable[dict]:
        spent: dict[int, int] = defaultdict(int)
        for each in [*self.lines, *self._earlier_lines()]:
            spent[each.claim_line.budget_line_id] += each.amount - each.disallowed
        members = {claim.organisation_id for claim in self.claims.values()}
        plan = Sum("profile__amount", filter=Q(profile__quarter__lte=self.claim.quarter))
        for budget in self._budgets().annotate(planned_to_date=Coalesce(plan, 0)):
            if budget.organisation_id in members:
                yield {
                    "budget_line": budget.pk,
                    "project": budget.project.number,
                    "heading": budget.heading.name,
                    "organisation": budget.organisation.short_name,
                    "planned": budget.planned_to_date,
                    "actual": spent[budget.pk],
                }

    def _carried_forward(self) -> list[dict]:
        """Sums of earlier quarters' claims that come only now, claim by claim."""
        sums: dict[int, int] = defaultdict(int)
        for each in self.lines:
            sums[each.claim_line.claim_id] += each.amount
        return [
            {
                "organisation": claim.organisation.name,
                "reference": claim.reference,
                "quarter": claim.round.quarter,
                "amount": sums[pk],
            }
            for pk, claim in self.claims.items()
            if claim.round.quarter < self.claim.quarter
        ]

    def _overrides(self) -> list[dict]:
        """Rules set aside by the chair for the claims in it: the funder is told (SD10)."""
        found = Override.objects.filter(claim__in=self.claims).select_related("claim")
        return [
            {
                "reference": each.claim.reference,
                "rule": each.get_rule_display(),
                "reason": each.reason,
                "given_on": each.given_on,
            }
            for each in found
        ]

    def _fund(self) -> dict:
        """The restricted fund's statement, quarter by quarter, as it stands on this day (R68)."""
        made = fund_reports.statement(self.claim.grant.fund, self.year)
        upto = self.claim.sent_on or clock.today()
        return {
            "name": self.claim.grant.fund.name,
            "quarters": [
                _movement(row.quarter.label, row)
                for row in made.quarters
                if row.quarter.start <= upto
            ],
            "total": _movement(self.year.label, made.total),
        }

    def _delivery(self) -> dict:
        return {"projects": self._projects(), "outputs": self._outputs()}

    def _projects(self) -> list[dict]:
        from projects.models import Project

        texts = {int(number): text for number, text in self.claim.narrative.items() if text}
        names = Project.objects.filter(number__in=texts).values_list("number", "name")
        return [{"number": pk, "name": name, "text": texts[pk]} for pk, name in names]

    def _outputs(self) -> list[dict]:
        """What was delivered of each output: approved figures beside their profile."""
        quarter = self.claim.quarter
        now, to_date = Q(shares__profile__quarter=quarter), Q(shares__profile__quarter__lte=quarter)
        found = (
            Output.objects.filter(grant=self.claim.grant, financial_year=self.year.label)
            .select_related("project")
            .annotate(
                target_now=Coalesce(Sum("shares__profile__target", filter=now), 0),
                actual_now=Coalesce(Sum("shares__profile__achieved", filter=now), 0),
                target_to_date=Coalesce(Sum("shares__profile__target", filter=to_date), 0),
                actual_to_date=Coalesce(Sum("shares__profile__achieved", filter=to_date), 0),
            )
            .order_by("project__number", "code")
        )
        return [
            {
                "project": each.project.number,
                "code": each.code,
                "name": each.name,
                "unit": each.unit,
                "target": each.target,
                "target_now": each.target_now,
                "actual_now": each.actual_now,
                "target_to_date": each.target_to_date,
                "actual_to_date": each.actual_to_date,
                "example": each.example,
            }
            for each in found
        ]

    def _annexes(self) -> dict:
        evidence = self._evidence()
        by_line: dict[int, list[str]] = defaultdict(list)
        for each in evidence:
            for link in each.links.all():
                by_line[link.line_id].append(self._evidence_ref(each))
        return {
            "lines": [
                _line(number, each, by_line[each.claim_line_id])
                for number, each in enumerate(self.lines, start=1)
            ],
            "evidence": [self._file(each) for each in evidence],
        }

    def _evidence(self) -> list[Evidence]:
        return list(
            Evidence.objects.filter(links__line__in=[each.claim_line_id for each in self.lines])
            .select_related("claim__organisation", "file")
            .prefetch_related("links")
            .order_by("claim__reference", "number")
            .distinct()
        )

    def _evidence_ref(self, evidence: Evidence) -> str:
        claim = self.claims[evidence.claim_id]
        return f"{claim.organisation.short_name} {evidence.number}"

    def _file(self, evidence: Evidence) -> dict:
        return {
            "ref": self._evidence_ref(evidence),
            "reference": evidence.claim.reference,
            "name": evidence.file.name,
            "size": evidence.file.size,
            "sha256": evidence.file.sha256,
        }


def reference_of(claim: FunderClaim) -> str:
    """ "EX-INF-26, claim 2, version 1"."""
    return f"{claim.grant.reference}, claim {claim.number}, version {claim.version_number}"


def _key(budget, owner) -> tuple:
    heading, project = budget.heading, budget.project
    return (
        heading.name, heading.position, project.number, project.name, owner.organisation.name
    )  # fmt: skip


def _movement(label: str, row) -> dict:
    return {
        "label": label,
        "opening": row.opening,
        "income": row.income,
        "spent": row.spent,
        "transfers": row.moved,
        "closing": row.closing,
        "cash_in": row.cash_in,
        "cash_out": row.cash_out,
        "cash_closing": row.cash_closing,
    }


def _line(number: int, each: FunderClaimLine, evidence: list[str]) -> dict:
    line = each.claim_line
    item, budget = line.item, line.budget_line
    return {
        "number": number,
        "organisation": line.claim.organisation.short_name,
        "reference": line.claim.reference,
        "claim_line": line.number,
        "quarter": line.claim.round.quarter,
        "project": budget.project.number,
        "heading": budget.heading.name,
        "supplier": item.supplier,
        "description": item.description,
        "invoice_number": item.invoice_number,
        "date_paid": item.date_paid,
        "gross": item.gross,
        "share": line.share,
        "claimed": line.claimed,
        "amount": each.amount,
        "evidence": evidence,
    }
