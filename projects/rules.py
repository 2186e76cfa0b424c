"""Budgets, partnerships and outputs on plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consortium.core.money import format_pence


@dataclass(frozen=True)
class Room:
    """One budget line when spend is approved, in pence."""

    name: str
    amount: int
    tolerance: int
    approved: int


def over_budget(room: Room, spend: int) -> str:
    """Why `spend` pence cannot be approved on this line; empty when it can (M12)."""
    after = room.approved + spend
    if after > room.amount + room.tolerance:
        left = room.amount + room.tolerance - room.approved
        return (
            f"{room.name}: {format_pence(spend)} is more than the {format_pence(left)} "
            "left in the budget."
        )
    if after < 0:
        return f"{room.name}: more would be taken back than was ever approved."
    return ""


def percent_used(part: int, whole: int) -> int | None:
    """Whole percent, rounded down so that 100 means all of it; None where there is nothing."""
    return part * 100 // whole if whole > 0 else None


def faults_of_moves(moves: Iterable[tuple[str, str, int]]) -> list[str]:
    """What is wrong with a virement's (line, quarter, pence) changes (M13)."""
    moves = list(moves)
    faults = []
    if not moves:
        faults.append("Enter at least one amount to move.")
    total = sum(amount for _, _, amount in moves)
    if total:
        faults.append(
            f"What is added and what is taken off differ by {format_pence(abs(total))}. "
            "They must be equal."
        )
    if any(not amount for _, _, amount in moves):
        faults.append("Leave out lines that do not change.")
    return faults


def needs_funder_agreement(
    moved: Mapping[str, int],
    budgets: Mapping[str, int],
    *,
    basis_points: int,
    amount: int,
) -> list[str]:
    """Headings whose change over the year passes both limits of the grant (M13).

    `moved` is the net change per heading in this year, the new one included;
    `budgets` the heading's first budget. Pence. A limit is passed when it is exceeded.
    """
    return sorted(
        heading
        for heading, change in moved.items()
        if abs(change) > amount and abs(change) * 10_000 > budgets.get(heading, 0) * basis_points
    )


def faults_of_partners(partners: Sequence[tuple[str, str, str]]) -> list[str]:
    """What is wrong with a project's open partnerships: (organisation, role, strand) (R126)."""
    faults = []
    leads = [name for name, role, _ in partners if role == "lead"]
    if len(leads) > 1:
        faults.append("A project has one lead partner at a time.")
    names = [name for name, _, _ in partners]
    faults += [
        f"{name} is listed more than once." for name in sorted(set(names)) if names.count(name) > 1
    ]
    return faults


@dataclass(frozen=True)
class Delivery:
    """Outputs so far beside what was planned by then."""

    planned: int
    achieved: int

    @property
    def percent(self) -> int | None:
        return percent_used(self.achieved, self.planned)

    @property
    def short_by(self) -> int:
        return max(0, self.planned - self.achieved)


def delivered_by(profile: Iterable[tuple[str, int, int | None]], quarter: str) -> Delivery:
    """Cumulative plan and achievement up to a quarter: (quarter, target, achieved or None)."""
    rows = [row for row in profile if row[0] <= quarter]
    return Delivery(sum(row[1] for row in rows), sum(row[2] or 0 for row in rows))
