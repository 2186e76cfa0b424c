"""How every change of a draft begins and ends: lock, ask, write, move the version on."""

from collections.abc import Callable

from claims.facts.open import Opening, opening_of
from claims.locks import lock_claim
from claims.models import Claim
from claims.permissions import can_fill_in
from claims.rules.lines import Fault
from claims.states import EDITABLE, ClaimState
from consortium.core import audit
from consortium.core.actor import Actor
from consortium.core.workflow import Refused

NOT_OPEN = "This part is not open. Only what the checker asked about can be changed now."


class LineRefused(Refused):
    """A line that cannot be saved; `faults` says at which field and why."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__([fault.words for fault in faults])


def begin(
    claim: Claim | int, *, asks: Callable[[Opening], bool] = lambda opening: True, by: Actor
) -> tuple[Claim, Opening]:
    """The claim under its lock and what of it is open; `Refused` where `asks` finds it shut."""
    locked = lock_claim(claim if isinstance(claim, int) else claim.pk)
    reasons = [reason for reason in (can_fill_in(by, locked), why_shut(locked)) if reason]
    opening = opening_of(locked)
    if not reasons and not asks(opening):
        reasons.append(NOT_OPEN)
    if reasons:
        raise Refused(reasons)
    return locked, opening


def why_shut(claim: Claim) -> str | None:
    """Why nothing can be typed into a claim now, or None."""
    if claim.state == ClaimState.AWAITING_SIGN_OFF:
        return "The claim waits for the representative. Take it back to change it."
    if claim.state not in EDITABLE:
        return f"The claim is {claim.get_state_display().lower()}, so it cannot be changed."
    if claim.round.closed_at:
        return "This quarter is closed. Put what is left into your next claim as late items."
    return None


def end(
    claim: Claim, action: str, *, before: dict | None = None, after: dict | None = None, by: Actor
) -> Claim:
    """Move the claim's version on, note who prepared it last, and write the audit row."""
    claim.version += 1
    claim.prepared_by_id = by.user_id
    claim.save(update_fields=["version", "prepared_by_id", "claimed", "nil", "updated_at"])
    audit.record(f"claim.{action}", claim, before=before, after=after, by=by)
    return claim
