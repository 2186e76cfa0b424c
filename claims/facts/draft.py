"""A claim as its pages and its completeness see it, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property

from claims.facts.lines import lines_of, state_of, terms_of
from claims.facts.sections import with_roles
from claims.facts.standing import budget_lines, outputs, quarters_to_come, standing_of
from claims.facts.twins import look_alikes
from claims.models import Claim, ClaimLine, ClaimSection
from claims.rules import completeness
from claims.rules.completeness import Draft, OutputState, OverBudget, SectionState, Unexplained
from claims.rules.totals import claimed
from claims.rules.variance import Standing, needs_reason
from consortium.core import clock


@dataclass
class Whole:
    """Everything of one claim, each part read at most once and only where it is asked for."""

    claim: Claim
    today: object = field(default_factory=clock.today)

    @cached_property
    def terms(self):
        return terms_of(self.claim, today=self.today)

    @cached_property
    def lines(self) -> list[ClaimLine]:
        return lines_of(self.claim)

    @cached_property
    def twins(self) -> dict:
        return look_alikes(self.lines, organisation_id=self.claim.organisation_id)

    @cached_property
    def budgets(self) -> list:
        return budget_lines(self.claim)

    @cached_property
    def sections(self) -> list[ClaimSection]:
        return with_roles(self.claim)

    @cached_property
    def outputs(self) -> list:
        return outputs(self.claim)

    @cached_property
    def reasons(self) -> dict:
        return {reason.budget_line_id: reason for reason in self.claim.variance_reasons.all()}

    @cached_property
    def actuals(self) -> dict[int, int]:
        """Pence this claim takes from each budget line."""
        sums: dict[int, int] = defaultdict(int)
        for line in self.lines:
            sums[line.budget_line_id] += line.claimed or 0
        return sums

    @cached_property
    def standings(self) -> dict[int, Standing]:
        """By budget line, in the order of `budgets`."""
        return {row.pk: standing_of(row, self.actuals.get(row.pk, 0)) for row in self.budgets}

    @cached_property
    def asks_reason(self) -> set[int]:
        """The budget lines that pass both of the grant's limits of variance."""
        grant = self.claim.round.grant
        return {
            pk
            for pk, standing in self.standings.items()
            if needs_reason(
                standing,
                basis_points=grant.variance_basis_points,
                amount=grant.variance_amount,
            )
        }

    @cached_property
    def draft(self) -> Draft:
        """How far the claim is; look-alikes are left out, `with_twins` has them."""
        return Draft(
            today=self.today,
            due=self.claim.round.member_due,
            total=claimed(self.lines),
            nil=self.claim.nil,
            lines=tuple(state_of(line, self.terms) for line in self.lines),
            sections=tuple(self._sections()),
            unexplained=tuple(self._unexplained()),
            over=tuple(self._over()),
            **self._forecasts(),
        )

    def _sections(self):
        by_project = defaultdict(list)
        for share in self.outputs:
            by_project[share.output.project_id].append(share)
        for section in self.sections:
            yield SectionState(
                project=section.project_id,
                name=section.project.name,
                outputs=tuple(_output(share) for share in by_project[section.project_id]),
                outputs_done=section.outputs_done,
                progress_done=section.progress_done,
                progress_said=any((section.achieved, section.not_achieved, section.next_quarter)),
            )

    def _unexplained(self):
        for budget in self.budgets:
            if budget.pk in self.asks_reason and budget.pk not in self.reasons:
                words = self.standings[budget.pk].words
                yield Unexplained(budget.pk, budget.project_id, budget.heading.name, words)

    def _over(self):
        for budget in self.budgets:
            standing = self.standings[budget.pk]
            if standing.actual > 0 and standing.left + budget.tolerance < 0:
                yield OverBudget(budget.project_id, budget.heading.name, -standing.left)

    def _forecasts(self) -> dict:
        if not quarters_to_come(self.claim):
            return {}
        made = sum(budget.forecast is not None for budget in self.budgets)
        return {"forecasts_wanted": len(self.budgets), "forecasts_made": made}

    @cached_property
    def states(self) -> dict:
        return completeness.states(self.draft)

    @property
    def done(self) -> int:
        return completeness.done(self.draft)

    @cached_property
    def must_fix(self) -> list:
        return completeness.must_fix(self.draft)

    @cached_property
    def with_twins(self) -> Draft:
        """The draft with what its lines look like elsewhere, which costs a query more."""
        lines = zip(self.lines, self.draft.lines, strict=True)
        return replace(
            self.draft,
            lines=tuple(
                replace(state, twins=self.twins.get(line.item_id, ())) for line, state in lines
            ),
        )

    @cached_property
    def worth_a_look(self) -> list:
        return completeness.worth_a_look(self.with_twins)


def _output(share) -> OutputState:
    return OutputState(share.output.name, share.figure, share.target_to_date, share.actual_to_date)
