"""Jobs of paying and of the funder's claims: ids in, one verb each, safe to run again (T6)."""

from django.urls import reverse

from claims.actions import funder_claims, paper_keeping, runs
from claims.models import FunderClaim, Payment, PaymentRun
from claims.permissions_money import READERS, an_officer
from claims.states import FunderClaimState, PaymentState, RunState
from consortium.core.jobs import JobFailed, job


def _only(reason: str | None) -> None:
    if reason:
        raise JobFailed(reason)


@job("claims.release_run")
def release_run(current, run_id: int) -> str:
    """Release a long run in one transaction: run again after a crash, it does what is left.

    A worker that dies leaves the run as it was, prepared; one that dies after the
    commit leaves it released, and there is nothing left to do.
    """
    run = PaymentRun.objects.get(pk=run_id)
    current.progress(1, 2, "Releasing every payment")
    if run.state == RunState.PREPARED or run.released_by_id != current.actor.user_id:
        runs.release(run, by=current.actor)
    current.progress(2, 2, "Released")
    return run.get_absolute_url()


@job("claims.remittances")
def remittances(current, run_id: int) -> str:
    """The remittance advices of every payment of a run that is confirmed."""
    run = PaymentRun.objects.get(pk=run_id)
    _only(an_officer(current.actor, run))
    waiting = run.payments.filter(state=PaymentState.CONFIRMED, remittance__isnull=True)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    for number, pk in enumerate(ids, start=1):
        current.progress(number, len(ids), "Making remittance advices")
        paper_keeping.keep_remittance(Payment.objects.get(pk=pk), by=current.actor)
    return run.get_absolute_url()


@job("claims.remittance")
def remittance(current, payment_id: int) -> str:
    """One advice, for the member's people or the office."""
    payment = Payment.objects.get(pk=payment_id)
    own = payment.organisation_id == current.actor.organisation_id
    if not (own or current.actor.has(*READERS)):
        raise JobFailed("You may not see this payment.")
    if payment.state != PaymentState.CONFIRMED:
        raise JobFailed("The advice is made once the payment is on the bank statement.")
    current.progress(1, 1, "Making the PDF")
    paper_keeping.keep_remittance(payment, by=current.actor)
    return reverse("payment_remittance", args=[payment.pk])


@job("claims.payment_list")
def payment_list(current, run_id: int) -> str:
    run = PaymentRun.objects.get(pk=run_id)
    if not current.actor.has(*READERS):
        raise JobFailed("You may no longer see payment runs.")
    current.progress(1, 1, "Making the PDF")
    paper = paper_keeping.keep_payment_list(run, by=current.actor)
    return reverse("run_paper", args=[run.pk, paper.pk])


@job("claims.funder_preview")
def funder_preview(current, funder_claim_id: int) -> str:
    """A draft of the PDF, to look at before anybody signs."""
    claim = FunderClaim.objects.select_related("grant__funder", "grant__fund").get(
        pk=funder_claim_id
    )
    _only(an_officer(current.actor, claim))
    current.progress(1, 2, "Putting the figures together")
    paper = paper_keeping.keep_preview(claim, by=current.actor)
    current.progress(2, 2, "Made")
    return reverse("funder_paper", args=[claim.pk, paper.pk])


@job("claims.funder_send")
def funder_send(current, funder_claim_id: int) -> str:
    """Freeze and send; run again after a crash it finds the claim sent and does nothing."""
    claim = FunderClaim.objects.select_related("grant__funder", "grant__fund").get(
        pk=funder_claim_id
    )
    sent_by_me = claim.sent_by_id == current.actor.user_id
    if not (claim.state == FunderClaimState.SENT and sent_by_me):
        funder_claims.send(
            claim,
            progress=lambda step, words: current.progress(step, 5, words),
            by=current.actor,
        )
    return claim.get_absolute_url()
