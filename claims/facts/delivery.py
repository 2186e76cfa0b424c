"""Outputs beside money, project by project, for whoever checks a claim (R103). Pence."""

from dataclasses import dataclass, field

from claims.facts.checking import output_facts
from claims.facts.draft import Whole
from claims.models import Claim, ClaimSection
from claims.rules.facts import OutputFacts
from claims.rules.variance import Standing


@dataclass(frozen=True)
class Spent:
    """One heading of a project with how it stands; `varies` where the grant asks why."""

    name: str
    standing: Standing
    reason: str = ""
    varies: bool = False


@dataclass
class Delivery:
    """A project of the claim: what was delivered, what it cost, what the member says."""

    section: ClaimSection
    below: int
    outputs: list[OutputFacts] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)

    @property
    def actual(self) -> int:
        return sum(row.standing.actual for row in self.spent)

    @property
    def planned(self) -> int:
        return sum(row.standing.planned for row in self.spent)

    @property
    def behind(self) -> list[OutputFacts]:
        """Outputs below the percentage of their plan that the grant names."""
        return [
            one
            for one in self.outputs
            if one.actual_to_date * 100 < one.target_to_date * self.below
        ]

    @property
    def varying(self) -> list[Spent]:
        return [row for row in self.spent if row.varies]

    @property
    def stands_out(self) -> bool:
        return bool(self.behind or self.varying)


def delivery_of(claim: Claim) -> list[Delivery]:
    """Every project of the claim in its order; a fixed number of queries."""
    whole, below = Whole(claim), claim.round.grant.payment_rule_percent
    found = {section.project_id: Delivery(section, below) for section in whole.sections}
    for share in whole.outputs:
        if project := found.get(share.output.project_id):
            project.outputs.append(output_facts(share))
    for budget in whole.budgets:
        if project := found.get(budget.project_id):
            project.spent.append(
                Spent(
                    name=f"{budget.heading}{f' ({budget.strand})' if budget.strand else ''}",
                    standing=whole.standings[budget.pk],
                    reason=str(whole.reasons.get(budget.pk, "")),
                    varies=budget.pk in whole.asks_reason,
                )
            )
    return list(found.values())
