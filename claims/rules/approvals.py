"""How many approve, and who is left to do it (SD1, SD3, SD4, SD9, SD10)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from claims.duties import Doer, Duty, collisions

CHECKER_ABOVE, ONE_APPROVER, SEAT_AT_MEMBER = "checker_above", "one_approver", "seat_at_member"
INTEREST = "interest"  # in the place of a role: a tie to the member without a seat there


def approvals_needed(amount: int, limit: int, *, own: bool) -> int:
    """Two above the grant's limit, else one (SD9), in pence.

    The accountable body's own claim is approved from another member whatever the
    amount, and by one such person: together with its checker and the releaser
    three people from two organisations stand behind it (SD4, model.md).
    """
    return 2 if amount > limit and not own else 1


@dataclass(frozen=True)
class SeatHeld:
    """A person's seat at the claiming member, or a registered interest in it.

    `ends` is its last day, None while open.
    """

    role: str
    starts: date
    ends: date | None = None

    def touches(self, starts: date, ends: date) -> bool:
        return self.starts <= ends and (self.ends is None or self.ends >= starts)


@dataclass(frozen=True)
class Question:
    """Everything that "may this person approve this claim?" depends on.

    `history` says who did what; `approved` who approved this submission already;
    `waived` which rules the chair has overridden for this person.
    """

    history: Mapping[Duty, Collection[Doer]]
    amount: int
    limit: int
    own: bool
    starts: date
    ends: date
    approved: Collection[int] = ()
    impersonated: bool = False


def against_approving(
    question: Question,
    doer: Doer,
    seats: Collection[SeatHeld] = (),
    *,
    waived: Collection[str] = (),
) -> list[str]:
    """Why `doer` may not approve, in sentences; empty when they may."""
    above = question.amount > question.limit
    found = collisions(
        Duty.APPROVE,
        doer,
        {duty: set(doers) for duty, doers in question.history.items()},
        above_limit=above and CHECKER_ABOVE not in waived,
        own=question.own,
    )
    if question.impersonated:
        found.append("Nobody approves while signed in for somebody else.")
    if doer.person in question.approved:
        found.append("You have approved this claim already, so somebody else must approve it too.")
    if SEAT_AT_MEMBER not in waived:
        found += [_tied(seat) for seat in seats if seat.touches(question.starts, question.ends)]
    return list(dict.fromkeys(found))


def _tied(seat: SeatHeld) -> str:
    tie = "registered an interest in" if seat.role == INTEREST else "had a seat at"
    when = "" if seat.role == INTEREST else " during this quarter"
    return f"You {tie} the claiming member{when}, so somebody else must approve it."


@dataclass(frozen=True)
class Candidate:
    """Someone whose role would let them approve, and what stands against it."""

    person: int
    name: str
    against: tuple[str, ...] = ()

    @property
    def eligible(self) -> bool:
        return not self.against


def short_of_approvers(candidates: Collection[Candidate], *, needed: int, given: int) -> bool:
    """Are there fewer people left than approvals still wanted?"""
    return sum(candidate.eligible for candidate in candidates) < needed - given
