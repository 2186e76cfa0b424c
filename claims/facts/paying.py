"""Who did what to a payment, for the duty matrix (SD1, SD5); what stops one from going."""

from datetime import date

from claims.duties import Doer, Duty, collisions
from claims.facts.accounts import why_not_usable
from claims.facts.duties import approvals_of, doer, history_of
from claims.models import Override, Payment
from claims.states import WaivedRule
from consortium.core.actor import Actor


def payment_history(payment: Payment) -> dict[Duty, set[Doer]]:
    """Everything done so far to the payment's claim, run and bank details."""
    history = history_of(payment.claim)
    approvers = approvals_of(payment.claim).values_list("by_id", flat=True)
    history[Duty.APPROVE] = {Doer(person) for person in approvers}
    run, account = payment.run, payment.account
    for duty, person in (
        (Duty.AUTHORISE, run.released_by_id),
        (Duty.EXPORT, run.exported_by_id),
        (Duty.CONFIRM, payment.confirmed_by_id),
        (Duty.EDIT_BANK, account.entered_by_id if account else None),
        (Duty.VERIFY_BANK, account.verified_by_id if account else None),
    ):
        if person:
            history[duty] = {Doer(person)}
    return history


def payment_collisions(payment: Payment, *, by: Actor, duty: str = Duty.AUTHORISE) -> list[str]:
    """What the duty matrix has against this person doing this to the payment.

    Where the chair let this person release what they approved, because nobody else
    is left, that one rule is silent (SD10).
    """
    claim, history = payment.claim, payment_history(payment)
    if duty in (Duty.AUTHORISE, Duty.EXPORT) and may_release_in_spite(payment, by.user_id):
        history.pop(Duty.APPROVE, None)
    return collisions(
        Duty(duty),
        doer(by),
        history,
        above_limit=claim.approved > claim.round.grant.second_approval_limit,
        own=claim.own,
    )


def may_release_in_spite(payment: Payment, user_id: int | None) -> bool:
    """Did the chair override the rule between approving and releasing for this person?"""
    return Override.objects.filter(
        claim=payment.claim_id,
        submission_number=payment.claim.submissions_made,
        rule=WaivedRule.APPROVER_RELEASES,
        approver=user_id,
    ).exists()


def stops_of(payments: list[Payment], *, by: Actor, today: date) -> list[str]:
    """What stands against this person's release, payment by payment."""
    found = []
    for payment in payments:
        reasons = payment_collisions(payment, by=by)
        if not payment.internal and (why := why_not_usable(payment.account, today=today)):
            reasons.append(why)
        found += [f"{payment.organisation.short_name}: {reason}" for reason in reasons]
    return found
