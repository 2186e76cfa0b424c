"""Locks, taken up front and in one order: fund, grant, budget line, claim, line, payment.

Funds are locked by `ledger.lock_funds`, budget lines by `projects.actions`.
"""

from claims.models import Claim, ClaimLine, SpendItem


def lock_claim(pk: int) -> Claim:
    """The claim under its lock, with its round, grant and member, which are only read."""
    found = Claim.objects.select_for_update(of=("self",))
    return found.select_related("round__grant__fund", "organisation").get(pk=pk)


def lock_claims(pks) -> list[Claim]:
    """In the order of their numbers, so that two who want the same never wait for each other."""
    found = Claim.objects.select_for_update(of=("self",)).filter(pk__in=list(pks))
    return list(found.select_related("round__grant__fund", "organisation").order_by("pk"))


def lock_line(pk: int) -> ClaimLine:
    found = ClaimLine.objects.select_for_update(of=("self",))
    return found.select_related("item", "budget_line").get(pk=pk)


def lock_item(pk: int) -> SpendItem:
    """What was bought: whoever claims a share of it waits, so that shares stay within it (M14)."""
    return SpendItem.objects.select_for_update().get(pk=pk)
