"""What the checker's rules look at: a claim as plain values, amounts in pence."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Twin:
    """Another spend item that looks the same, or carries the same file."""

    item: int
    where: str  # "line 4 of EX-INF-26/2026-Q1/VAL"
    same_member: bool
    cleared: bool = False


@dataclass(frozen=True)
class LineFacts:
    """One claimed line. `shares` sums the item's shares over all its live lines."""

    number: int
    item: int
    label: str
    budget_line: int
    claimed: int
    share: int = 10_000
    shares: int = 10_000
    claimable: int | None = None
    invoice_date: date | None = None
    date_paid: date | None = None
    late_item: bool = False
    late_reason: str = ""
    evidence: int = 0
    evidence_due: date | None = None
    correction: bool = False
    approved: int | None = None  # once it is decided
    twins: tuple[Twin, ...] = ()
    same_files: tuple[Twin, ...] = ()

    @property
    def counts(self) -> int:
        """Pence that it would take out of its budget line as things stand."""
        return self.claimed if self.approved is None else self.approved


@dataclass(frozen=True)
class BudgetFacts:
    """A budget line the claim draws on. `left` does not count this claim.

    `planned` and `actual` are the year to date, this quarter counted.
    """

    pk: int
    name: str
    left: int
    tolerance: int = 0
    planned: int = 0
    actual: int = 0
    reason: str = ""


@dataclass(frozen=True)
class OutputFacts:
    """One output of the member. `actual` None means: not said. To date counts this quarter."""

    name: str
    unit: str
    target: int
    actual: int | None
    target_to_date: int
    actual_to_date: int
    note: str = ""

    @property
    def percent(self) -> int | None:
        """Of the plan to date, rounded down; None where nothing was planned."""
        if not self.target_to_date:
            return None
        return self.actual_to_date * 100 // self.target_to_date


@dataclass(frozen=True)
class ClaimFacts:
    """A claim with all that its flags depend on; dates are local."""

    starts: date
    ends: date
    grant_starts: date
    grant_ends: date
    today: date
    late_items_allowed: bool = True
    variance_basis_points: int = 1_000
    variance_amount: int = 250_00
    rule: str = "warn"
    rule_percent: int = 100
    rule_reason: str = ""
    nil: bool = False
    late: bool = False
    own: bool = False
    account: str = "verified"  # or "none", "waiting", "recent"
    lines: tuple[LineFacts, ...] = ()
    budgets: tuple[BudgetFacts, ...] = ()
    outputs: tuple[OutputFacts, ...] = ()

    @property
    def total(self) -> int:
        return sum(line.counts for line in self.lines)
