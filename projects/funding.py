"""What is awarded and budgeted over all grants by year, beside the strategy's cost (R124)."""

from dataclasses import dataclass

from django.db.models import Sum

from consortium.core.periods import FinancialYear
from members.models import Consortium
from projects.funds.models import GrantAward
from projects.models import BudgetLine


@dataclass(frozen=True)
class YearOfFunding:
    """One financial year over all grants, in pence."""

    year: FinancialYear
    awarded: int
    budgeted: int

    @property
    def unallocated(self) -> int:
        return self.awarded - self.budgeted


@dataclass(frozen=True)
class Funding:
    """Every year with an award or a budget, and the strategy whose cost they are to meet."""

    years: list[YearOfFunding]
    strategy: Consortium | None

    @property
    def awarded(self) -> int:
        return sum(row.awarded for row in self.years)

    @property
    def budgeted(self) -> int:
        return sum(row.budgeted for row in self.years)

    @property
    def unallocated(self) -> int:
        return self.awarded - self.budgeted

    @property
    def cost(self) -> int | None:
        """Pence over the years of the strategy; None where nobody has said."""
        return self.strategy.total_cost if self.strategy else None

    @property
    def awarded_of_cost(self) -> int:
        """Pence awarded for the strategy's own years; of all years where it names none."""
        return sum(row.awarded for row in self.years if self._in_strategy(row.year))

    @property
    def to_find(self) -> int:
        return max(0, (self.cost or 0) - self.awarded_of_cost)

    def _in_strategy(self, year: FinancialYear) -> bool:
        starts, ends = self.strategy.strategy_starts, self.strategy.strategy_ends
        return (starts is None or year.end >= starts) and (ends is None or year.start <= ends)


def funding() -> Funding:
    """Year by year, in three queries."""
    awarded = _by_year(GrantAward)
    budgeted = _by_year(BudgetLine)
    years = sorted(FinancialYear.parse(label) for label in {*awarded, *budgeted})
    rows = [
        YearOfFunding(year, awarded.get(year.label, 0), budgeted.get(year.label, 0))
        for year in years
    ]
    return Funding(rows, Consortium.objects.first())


def _by_year(model) -> dict[str, int]:
    sums = model.objects.order_by().values_list("financial_year").annotate(Sum("amount"))
    return dict(sums)
