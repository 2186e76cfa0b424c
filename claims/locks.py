"""Locks, taken up front and in one order: fund, grant, budget line, claim, line, payment.

Funds are locked by `ledger.lock_funds`, budget lines by `projects.actions`.
"""

from dataclasses import dataclass

from claims.models import Claim, ClaimLine, Round, SpendItem
from consortium.core.workflow import Refused
from projects.actions.spending import lock_budget_lines
from projects.funds.ledger import lock_funds
from projects.funds.models import Grant
from projects.models import BudgetLine


def lock_claim(pk: int) -> Claim:
    """The claim under its lock, with its round, grant and member, which are only read."""
    found = Claim.objects.select_for_update(of=("self",))
    grounds = "round__grant__fund", "round__grant__funder", "organisation"
    return found.select_related(*grounds).get(pk=pk)


def lock_claims(pks) -> list[Claim]:
    """In the order of their numbers, so that two who want the same never wait for each other."""
    found = Claim.objects.select_for_update(of=("self",)).filter(pk__in=list(pks))
    grounds = "round__grant__fund", "organisation", "retention_release"
    return list(found.select_related(*grounds).order_by("pk"))


def lock_line(pk: int) -> ClaimLine:
    found = ClaimLine.objects.select_for_update(of=("self",))
    return found.select_related("item", "budget_line").get(pk=pk)


def lock_item(pk: int) -> SpendItem:
    """What was bought: whoever claims a share of it waits, so that shares stay within it (M14)."""
    return SpendItem.objects.select_for_update().get(pk=pk)


def lock_lines(claim: Claim) -> list[ClaimLine]:
    """The claim's lines in order; their items and budget lines are only read."""
    found = ClaimLine.objects.select_for_update(of=("self",)).filter(claim=claim)
    return list(
        found.select_related("item", "budget_line__project", "budget_line__heading").order_by(
            "number"
        )
    )


@dataclass(frozen=True)
class LockedClaim:
    """A claim with everything that approving it writes to, locked."""

    claim: Claim
    lines: list[ClaimLine]
    budget_lines: dict[int, BudgetLine]


def lock_for_approval(pk: int) -> LockedClaim:
    """Fund, grant, budget lines, claim and lines of one claim, in that order.

    Which budget lines it draws on is read before they are locked; where that
    changed meanwhile the claim has moved on, and `Refused` says so.
    """
    before = Claim.objects.select_related("round__grant").get(pk=pk)
    drawn_on = set(before.lines.values_list("budget_line_id", flat=True))
    lock_funds([before.round.grant.fund_id])
    Grant.objects.select_for_update().get(pk=before.round.grant_id)
    budget_lines = lock_budget_lines(drawn_on)
    claim = lock_claim(pk)
    lines = lock_lines(claim)
    if {line.budget_line_id for line in lines} != drawn_on:
        raise Refused("This claim was changed meanwhile. Open it again.")
    return LockedClaim(claim, lines, budget_lines)


def lock_round(pk: int) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("grant").get(pk=pk)
