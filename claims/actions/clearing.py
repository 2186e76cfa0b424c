"""Settling what a flag asks: look-alikes that are not the same, outputs behind the plan."""

from django.db import transaction

from claims.actions.flagging import look_over, look_over_sent
from claims.facts.checking import facts_of
from claims.facts.lookalikes import cleared_pairs
from claims.locks import lock_claim
from claims.models import Claim, ClaimLine, DuplicateClearance, SpendItem
from claims.permissions import can_approve, can_check
from claims.rules.payment_rule import HOLD, verdict
from claims.states import WITH_CHECKER
from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.workflow import Refused


@transaction.atomic
def clear_duplicate(
    claim: Claim, *, item: int, other: int, reason: str, by: Actor
) -> DuplicateClearance:
    """A second person's word that two items are not the same, with the reason (M15)."""
    claim = lock_claim(claim.pk)
    against = [can_check(by, claim), _not_with_checker(claim)]
    if not reason.strip():
        against.append("Say why it is not the same.")
    pair = {row.pk: row for row in SpendItem.objects.filter(pk__in=[item, other])}
    if len(pair) < 2 or not claim.lines.filter(item=item).exists():
        against.append("These two items are not there any more.")
    elif by.user_id in {row.created_by_id for row in pair.values()}:
        against.append("You entered one of them, so somebody else must say that they differ.")
    if against := [words for words in against if words]:
        raise Refused(against)
    if cleared_pairs({item, other}):
        raise Refused("Somebody has said so already.")
    clearance = DuplicateClearance.objects.create(
        item_id=item, other_id=other, reason=reason.strip()[:300],
        cleared_by_id=by.user_id, cleared_at=clock.now(),
    )  # fmt: skip
    after = {"item": item, "other": other}
    audit.record("claim.duplicate_cleared", claim, after=after, reason=reason, by=by)
    look_over(claim)
    look_over_sent(list(ClaimLine.objects.filter(item=other).values_list("claim_id", flat=True)))
    return clearance


def _not_with_checker(claim: Claim) -> str | None:
    if claim.state in WITH_CHECKER:
        return None
    return f"This claim is {claim.get_state_display().lower()}, so nothing is settled in it now."


@transaction.atomic
def accept_outputs(claim: Claim, *, reason: str, by: Actor) -> Claim:
    """Say why a claim is paid although outputs are behind their profile (R103).

    Where the grant only warns, this is the reason it asks for. Where the grant
    holds the money, this overrides the hold, and whoever does it does not approve
    the claim as well (SD7).
    """
    claim = lock_claim(claim.pk)
    grant = claim.round.grant
    facts = facts_of(claim)
    found = verdict(grant.payment_rule, grant.payment_rule_percent, facts.outputs)
    against = [_may_accept(by, claim), _not_with_checker(claim)]
    if not found.short:
        against.append("No output of this claim is behind its profile.")
    if not reason.strip():
        against.append("Give a reason.")
    if against := [words for words in against if words]:
        raise Refused(against)
    before = {"hold_reason": claim.hold_reason, "hold_by_id": claim.hold_by_id}
    claim.hold_reason, claim.hold_by_id = reason.strip(), by.user_id
    claim.version += 1
    claim.save(update_fields=["hold_reason", "hold_by_id", "version", "updated_at"])
    action = "claim.hold_overridden" if found.rule == HOLD else "claim.outputs_accepted"
    after = {"hold_by_id": by.user_id, "outputs": [output.name for output in found.short]}
    audit.record(action, claim, before=before, after=after, reason=reason, by=by)
    look_over(claim)
    return claim


def _may_accept(by: Actor, claim: Claim) -> str | None:
    """Whoever may check it, or (the body's own) approve it."""
    return can_check(by, claim) if can_approve(by, claim) else None
