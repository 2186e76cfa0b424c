"""The office's side of the demonstration: checking, approving, paying, reporting, closing."""

from datetime import date

from django.utils.module_loading import autodiscover_modules

from claims.actions import approving, checking, clearing, payments, runs
from claims.actions.checking import Ruling
from claims.facts.checking import facts_of
from claims.models import Claim, PaymentRun
from claims.rules.flags import flags_of, obstacles
from claims.rules.payment_rule import verdict
from claims.states import Decision, PaymentState
from consortium.core import clock, due
from consortium.core.actor import SYSTEM

from .cast import CHAIR, acting

CHECKER, APPROVER, SECOND = "tom_ellery", "priya_nair", "helen_marsh"
PREPARER, RELEASER = APPROVER, CHECKER  # who approved a claim does not release its money
OUTPUTS_BEHIND = "The shortfall is explained in the progress text and will be made up by autumn."


def on(day: date) -> None:
    """The clock moves to `day`, and what fell due by then is done."""
    autodiscover_modules("tasks")  # where the handlers are
    clock.set_today(day, by=SYSTEM)
    due.sweep(today=day)


def claim_of(grant: str, quarter: str, member: str) -> Claim:
    return Claim.objects.select_related("round__grant", "organisation").get(
        round__grant__slug=grant, round__quarter=quarter, organisation__slug=member
    )


def check(claim: Claim, rulings: dict[int, Ruling] | None = None) -> Claim:
    """Every line decided, in full but for `rulings` by line number, and marked as checked."""
    by = acting(CHECKER)
    for line in claim.lines.filter(number__in=rulings or {}):
        checking.decide_line(line, rulings[line.number], by=by)
    if claim.lines.filter(decision=Decision.PENDING).exists():
        checking.accept_the_rest(claim, by=by)
    grant = claim.round.grant
    found = verdict(grant.payment_rule, grant.payment_rule_percent, facts_of(claim).outputs)
    if found.short:
        clearing.accept_outputs(claim, reason=OUTPUTS_BEHIND, by=by)
    return checking.check(claim, by=by)


def approve(claim: Claim) -> Claim:
    """Approved by whoever must: the chair for the body's own, two above the limit."""
    if claim.own:
        outcome = approving.approve(claim, by=acting(CHAIR, "chair"))
    else:
        outcome = approving.approve(claim, by=acting(APPROVER))
        if outcome.more:
            outcome = approving.approve(claim, by=acting(SECOND))
    return outcome.claim


def what_stops(claim: Claim) -> list[str]:
    return obstacles(flags_of(facts_of(claim)))


def prepare(claims, pay_on: date) -> PaymentRun:
    return runs.prepare_run(claims, pay_on=pay_on, by=acting(PREPARER))


def pay(run: PaymentRun) -> None:
    """Released and exported by one, given to the bank by another."""
    runs.release(run, by=acting(RELEASER))
    payments.export(run, by=acting(RELEASER))
    runs.mark_sent(run, by=acting(PREPARER))


def confirm(run: PaymentRun, paid_on: date) -> None:
    """Every payment stands on the bank statement, and the run is finished."""
    by = acting(PREPARER)
    for payment in run.payments.filter(state=PaymentState.RELEASED):
        payments.confirm_payment(payment, paid_on=paid_on, by=by)
    payments.finish(run, by=by)
