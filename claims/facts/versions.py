"""The submissions of a claim beside each other."""

from dataclasses import dataclass

from claims.models import Claim, Submission
from claims.rules.differences import Changed, differences


@dataclass(frozen=True)
class Compared:
    """The last submission beside the one before it, with what was asked and answered."""

    before: Submission
    after: Submission
    changed: list[Changed]
    request: object = None


def differences_of(claim: Claim) -> Compared | None:
    """None while there is only one submission. Two queries."""
    last = list(Submission.objects.filter(claim=claim).order_by("-number")[:2])
    if len(last) < 2:
        return None
    after, before = last
    request = claim.changes.filter(answered_at__isnull=False).order_by("-answered_at").first()
    return Compared(before, after, differences(before.snapshot, after.snapshot), request)
