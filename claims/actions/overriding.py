"""Overriding a rule of approval where it leaves nobody: recorded, by the chair (SD10)."""

from django.db import transaction

from claims.facts.approvers import candidates, too_few
from claims.locks import lock_claim
from claims.models import Claim, Override
from claims.notices import checking as notices
from claims.permissions import can_check
from claims.states import RULES_OF_APPROVAL, ClaimState
from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.workflow import Refused
from members.states import Role


def can_override(actor, claim) -> str | None:
    if not actor.has(Role.CHAIR):
        return "Only the chair can override a rule of approval."
    if actor.organisation_id == claim.organisation_id:
        return "The chair's own organisation made this claim, so its rules are not overridden."
    return None


@transaction.atomic
def override(claim: Claim, *, rule: str, approver: int, reason: str, by: Actor) -> Override:
    """Let one person approve in spite of one named rule, for this submission only.

    Refused while the rules leave enough approvers: it is never a short cut. It is
    listed in the next meeting's papers and in the funder's report.
    """
    claim = lock_claim(claim.pk)
    amount = sum(claim.lines.values_list("approved", flat=True)) if _all_decided(claim) else 0
    people = candidates(claim, amount)
    against = [can_override(by, claim), *_not_now(claim, amount, people)]
    if rule not in RULES_OF_APPROVAL:
        against.append("Choose the rule to override.")
    if approver not in {person.person for person in people}:
        against.append("Choose somebody whose role lets them approve.")
    if approver == by.user_id:
        against.append("Nobody overrides a rule for themselves.")
    if not reason.strip():
        against.append("Give the reason; it is read at the next meeting.")
    if against := [words for words in against if words]:
        raise Refused(against)
    given, created = Override.objects.get_or_create(
        claim=claim, submission_number=claim.submissions_made, rule=rule, approver_id=approver,
        defaults={
            "reason": reason.strip(),
            "given_by_id": by.user_id,
            "given_at": clock.now(),
            "given_on": clock.today(),
        },
    )  # fmt: skip
    if not created:
        raise Refused("This rule is overridden for this person already.")
    after = {"rule": rule, "approver_id": approver}
    audit.record("claim.rule_overridden", claim, after=after, reason=reason, by=by)
    notices.rule_overridden(given, by=by)
    return given


def _all_decided(claim: Claim) -> bool:
    return not claim.lines.filter(approved__isnull=True).exists()


def _not_now(claim: Claim, amount: int, people) -> list[str]:
    if claim.state != ClaimState.CHECKED:
        words = claim.get_state_display().lower()
        return [f"This claim is {words}; a rule is overridden only when it waits for approval."]
    if not too_few(claim, amount, people):
        return ["There is somebody who may approve this claim, so no rule is overridden."]
    return []


@transaction.atomic
def ask_chair(claim: Claim, *, by: Actor) -> None:
    """Tell the chair that the rules leave too few approvers; once a day."""
    claim = lock_claim(claim.pk)
    amount = sum(claim.lines.values_list("approved", flat=True)) if _all_decided(claim) else 0
    against = [can_check(by, claim), *_not_now(claim, amount, candidates(claim, amount))]
    if against := [words for words in against if words]:
        raise Refused(against)
    notices.override_wanted(claim, by=by)
    audit.record("claim.override_wanted", claim, by=by)
