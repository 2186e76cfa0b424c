"""How much data there is to be."""

from dataclasses import dataclass

from consortium.core.periods import FinancialYear, Quarter
from tests.bench.today import TODAY


@dataclass(frozen=True)
class Size:
    """`grants_each` and `projects_each`: a member's grants, and its projects in each of them.

    A claim has `projects_each` x `headings` lines, so its approval's journal has as
    many and three more, its payment's two.
    """

    members: int
    projects: int
    years: int
    grants: int
    grants_each: int
    projects_each: int
    headings: int

    @property
    def quarters(self) -> list[Quarter]:
        """Those claimed: `years` x 4, ending with the last one that has ended."""
        found = [Quarter.containing(TODAY).previous()]
        while len(found) < self.years * 4:
            found.insert(0, found[0].previous())
        return found

    @property
    def financial_years(self) -> list[FinancialYear]:
        return sorted({quarter.financial_year for quarter in self.quarters})


LARGE = Size(
    members=200, projects=300, years=5, grants=10, grants_each=5, projects_each=5, headings=10
)
# As many claims a quarter as fill a page of every list, and claims as long as the large ones.
SMALL = Size(
    members=40, projects=40, years=1, grants=8, grants_each=4, projects_each=5, headings=10
)
TINY = Size(members=20, projects=4, years=1, grants=2, grants_each=1, projects_each=2, headings=2)
