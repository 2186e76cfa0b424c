"""Overriding the rule between approving and releasing where it leaves nobody (SD10)."""

from django.db import transaction

from claims.facts.releasing import live_payments, releasers
from claims.models import Override, Payment, PaymentRun
from claims.notices import money as notices
from claims.states import RunState, WaivedRule
from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.workflow import Refused
from members.states import Role


def can_override_release(actor: Actor, run: PaymentRun) -> str | None:
    return None if actor.has(Role.CHAIR) else "Only the chair can override a rule of release."


def barred_for_all(run: PaymentRun, payments: list[Payment]) -> list[Payment]:
    """Payments that no officer may release: each barred for everybody but the preparer too."""
    people = releasers(run, payments)
    return [
        payment
        for payment in payments
        if not any(
            not person.prepared and payment.pk not in person.barred_from for person in people
        )
    ]


@transaction.atomic
def override_release(run: PaymentRun, *, releaser: int, reason: str, by: Actor) -> list[Override]:
    """Let one officer release in spite of having approved, for the claims that leave nobody.

    One override per claim, given by the chair and never to themselves; listed in the
    next meeting's papers and in the funder's report. That nobody releases what they
    prepared, entered or verified has no override.
    """
    run = PaymentRun.objects.select_for_update().get(pk=run.pk)
    payments = live_payments(run)
    barred = barred_for_all(run, payments)
    people = {each.user.pk: each for each in releasers(run, payments) if not each.prepared}
    against = [can_override_release(by, run)]
    if run.state != RunState.PREPARED:
        against.append(f"This run is {run.get_state_display().lower()}.")
    if not barred:
        against.append("There is somebody who may release every payment of this run.")
    if releaser not in people:
        against.append("Choose an officer who did not prepare the run.")
    if releaser == by.user_id:
        against.append("Nobody overrides a rule for themselves.")
    if not reason.strip():
        against.append("Give the reason; it is read at the next meeting.")
    if found := [words for words in against if words]:
        raise Refused(found)
    given = [_give(payment, releaser, reason.strip(), by) for payment in barred]
    after = {"releaser_id": releaser, "claims": [each.claim_id for each in given]}
    audit.record("claims.release_overridden", run, after=after, reason=reason, by=by)
    notices.release_overridden(run, people[releaser].user, reason=reason.strip(), by=by)
    return given


def _give(payment: Payment, releaser: int, reason: str, by: Actor) -> Override:
    given, _ = Override.objects.get_or_create(
        claim=payment.claim,
        submission_number=payment.claim.submissions_made,
        rule=WaivedRule.APPROVER_RELEASES,
        approver_id=releaser,
        defaults={
            "reason": reason,
            "given_by_id": by.user_id,
            "given_at": clock.now(),
            "given_on": clock.today(),
        },
    )
    return given
