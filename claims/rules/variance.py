"""How spending differs from the plan, and when a reason is asked for (practice 3.2). Pence."""

from dataclasses import dataclass


def over_limits(actual: int, planned: int, *, basis_points: int, amount: int) -> bool:
    """Are both of the grant's limits passed, per cent and pounds?

    Where nothing was planned any amount is more than any per cent of it.
    """
    by = abs(actual - planned)
    return by > amount and by * 10_000 > planned * basis_points


def percent_off(actual: int, planned: int) -> int | None:
    """By how many per cent, rounded half up, negative below; None without a plan."""
    if not planned:
        return None
    by = actual - planned
    rounded = (abs(by) * 200 + planned) // (2 * planned)
    return -rounded if by < 0 else rounded


def in_words(actual: int, planned: int) -> str:
    """As in "18% over profile", "40% under profile", "spent with no profile"."""
    percent = percent_off(actual, planned)
    if percent is None:
        return "spent with no profile" if actual else "on profile"
    if percent == 0:
        return "on profile"
    return f"{abs(percent)}% {'over' if percent > 0 else 'under'} profile"


@dataclass(frozen=True)
class Standing:
    """A budget line of a member as a claim leaves it; this claim counts in `actual`.

    `actual_before` is what earlier quarters of the year came to: approved where
    it was decided, claimed where it was not.
    """

    budget_line: int
    name: str
    budget: int
    planned: int
    actual: int
    planned_to_date: int
    actual_before: int
    forecast: int | None = None

    @property
    def actual_to_date(self) -> int:
        return self.actual_before + self.actual

    @property
    def variance(self) -> int:
        return self.actual - self.planned

    @property
    def variance_to_date(self) -> int:
        return self.actual_to_date - self.planned_to_date

    @property
    def left(self) -> int:
        """Of the year's budget, this claim taken off; negative when it is over."""
        return self.budget - self.actual_to_date

    @property
    def outturn(self) -> int | None:
        return None if self.forecast is None else self.actual_to_date + self.forecast

    @property
    def words(self) -> str:
        return in_words(self.actual_to_date, self.planned_to_date)


def needs_reason(standing: Standing, *, basis_points: int, amount: int) -> bool:
    """Judged to date, so that what only moved between quarters is asked about once."""
    return over_limits(
        standing.actual_to_date,
        standing.planned_to_date,
        basis_points=basis_points,
        amount=amount,
    )
