"""Payment runs: prepared by one person, released by another, voided by two (R63).

Locks are taken in the one order: funds, claims, then the run's payments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, Sum

from claims.facts.accounts import payee_states
from claims.facts.cash import cash_to_plan, queue_of
from claims.facts.paying import bank_collisions, stops_of
from claims.facts.to_pay import ToPay, to_pay
from claims.locks_money import lock_claims_and_funds, lock_payment, lock_payments
from claims.models import Claim, PayeeAccount, Payment, PaymentRun
from claims.notices import money as notices
from claims.permissions_money import an_officer
from claims.rules.runs import Due, covered
from claims.states import PAYABLE, ClaimState, PaymentKind, PaymentState, RunState
from claims.workflow import CLAIM
from claims.workflow_money import PAYMENT, RUN
from consortium.core import audit, clock
from consortium.core.locks import retried
from consortium.core.workflow import Refused, fire
from projects.funds import ledger
from projects.funds.states import JournalKind

WAITS = "It waits for the funder's money."


@dataclass(frozen=True)
class LeftOut:
    """What did not come into a run, and why."""

    item: ToPay
    reason: str

    @property
    def claim(self) -> Claim:
        return self.item.claim

    def __str__(self):
        return f"{self.claim.organisation.short_name}, {self.item.name}: {self.reason}"


@dataclass(frozen=True)
class Plan:
    """What a run would be: who goes, with the account, and who does not."""

    going: list[tuple[ToPay, PayeeAccount | None]]
    waiting: list[ToPay]
    stopped: list[LeftOut]


@transaction.atomic
def prepare_run(
    claims: Iterable[Claim], *, retained: Iterable[Claim] = (), pay_on: date, by
) -> PaymentRun:
    """Put approved claims into a new run, as far as bank details and cash allow.

    `retained` are claims of which what was kept back is paid. Whole claims only, the
    oldest submission first; what the cash of a fund does not cover waits for the
    funder's money. `run.left_out` lists who is not in it and why; `Refused` with those
    reasons when nobody is.
    """
    if reason := an_officer(by, None):
        raise Refused(reason)
    claims, retained = list(claims), list(retained)
    locked = lock_claims_and_funds([*claims, *retained])
    plan = plan_of(to_pay(*([locked[each.pk] for each in some] for some in (claims, retained))))
    if not plan.going:
        waiting = [str(LeftOut(item, WAITS)) for item in plan.waiting]
        reasons = [*map(str, plan.stopped), *waiting]
        raise Refused(reasons or ["Choose at least one claim to pay."])
    run = _new_run(pay_on, plan, by)
    for item, account in plan.going:
        _take_in(run, item, account, by=by)
    _add_up(run)
    run.left_out = [*plan.stopped, *_made_to_wait(plan.waiting, by=by)]
    after = {"pay_on": pay_on, "total": run.total, "internal_total": run.internal_total}
    audit.record("claims.run_prepared", run, after=after, by=by)
    return run


def plan_of(
    items: Iterable[ToPay], *, queue: list[Due] | None = None, cash: dict[int, int] | None = None
) -> Plan:
    """Which of these could be paid today, which wait for cash, which are stopped.

    An older claim that could be paid and was not chosen keeps its place in the
    queue for the fund's cash. Reads only, in a fixed number of queries; `queue` and
    `cash` (to plan with, in pence by fund) are not read again where a page has them.
    """
    chosen = {item.key: item for item in items}
    funds = {item.claim.round.grant.fund_id for item in chosen.values()}
    queue = queue_of(funds) if queue is None else queue
    known = {**_others(queue, chosen), **chosen}
    claims = [item.claim for item in known.values()]
    payees = payee_states({each.organisation_id for each in claims}, today=clock.today())
    mixed = bank_collisions(claims, {pk: account for pk, (account, _) in payees.items()})
    queued = {due.key for due in queue}
    why = {
        key: _why_stopped(item, payees, queued) or mixed.get(item.claim.pk, "")
        for key, item in known.items()
    }
    dues = [due for due in queue if not why[due.key]]
    paid, waiting = covered(dues, cash_to_plan(funds) if cash is None else cash)
    return Plan(
        going=[
            (item, None if item.claim.own else payees[item.claim.organisation_id][0])
            for item in (chosen[due.key] for due in paid if due.key in chosen)
        ],
        waiting=[chosen[due.key] for due in waiting if due.key in chosen],
        stopped=[LeftOut(item, why[key]) for key, item in chosen.items() if why[key]],
    )


def _others(queue: list[Due], chosen: dict) -> dict[tuple[int, str], ToPay]:
    """What stands in the queue beside what was chosen."""
    keys = [due.key for due in queue if due.key not in chosen]
    found = Claim.objects.filter(pk__in={pk for pk, _ in keys})
    claims = {
        claim.pk: claim for claim in found.select_related("round__grant", "retention_release")
    }
    return {(pk, kind): ToPay(claims[pk], kind) for pk, kind in keys}


def _why_stopped(item: ToPay, payees: dict, queued: set) -> str:
    claim = item.claim
    account, against = payees[claim.organisation_id]
    if not item.for_claim:
        if item.key not in queued:
            return "What was kept back is not released yet, or is in a run already."
        return "" if claim.own else against or item.why_not_by(account)
    if claim.state not in PAYABLE:
        return f"It is {claim.get_state_display().lower()}, not waiting to be paid."
    if claim.payable <= 0:
        return "There is nothing to pay: its corrections outweigh what it claims."
    return "" if claim.own else against


@retried
@transaction.atomic
def release(run: PaymentRun, *, by) -> PaymentRun:
    """Another person lets the money go: each payment gets its one journal (M19).

    All or nothing: what stands against one payment stops the run and is named,
    so that the payment is taken out or its cause put right. A second release
    is refused and does nothing.
    """
    payments = lock_payments(run)
    run.released_at, run.released_by_id = clock.now(), by.user_id
    run = fire(
        RUN,
        run,
        "release",
        facts={"payments": len(payments), "stops": stops_of(payments, by=by, today=clock.today())},
        fields=("released_at", "released_by_id"),
        by=by,
    )
    for payment in payments:
        _let_go(payment, by=by)
    return run


@transaction.atomic
def take_out(payment: Payment, *, reason: str, by) -> Payment:
    """One payment leaves a run that is not released; its claim can join another."""
    payment = lock_payment(payment)
    against = [an_officer(by, payment)]
    if payment.run.state != RunState.PREPARED:
        against.append("A payment can be taken out only before the run is released.")
    if not reason.strip():
        against.append("Say why the payment is taken out.")
    if found := [words for words in against if words]:
        raise Refused(found)
    fire(PAYMENT, payment, "void", reason=reason, by=by)
    claim_leaves(payment, reason=reason, by=by)
    _add_up(payment.run)
    return payment


@transaction.atomic
def mark_sent(run: PaymentRun, *, by) -> PaymentRun:
    """The bank file was given to the bank."""
    run.sent_at, run.sent_by_id = clock.now(), by.user_id
    return fire(RUN, run, "send", fields=("sent_at", "sent_by_id"), by=by)


@transaction.atomic
def ask_void(run: PaymentRun, *, reason: str, by) -> PaymentRun:
    """One person asks for the whole run to be voided, before it went to the bank (M21)."""
    run.void_asked_by_id, run.void_reason = by.user_id, reason.strip()
    fields = ("void_asked_by_id", "void_reason")
    return fire(RUN, run, "ask_void", reason=reason, fields=fields, by=by)


@transaction.atomic
def keep(run: PaymentRun, *, by) -> PaymentRun:
    """The run goes on after all, from where it stood before somebody asked to void it."""
    stored = PaymentRun.objects.select_for_update().get(pk=run.pk)
    before = "exported" if stored.exported_at else "released" if stored.released_at else "prepared"
    run.void_asked_by_id, run.void_reason = None, ""
    fields = ("void_asked_by_id", "void_reason")
    return fire(RUN, run, f"keep_{before}", fields=fields, by=by)


@retried
@transaction.atomic
def void(run: PaymentRun, *, by) -> PaymentRun:
    """Another person voids it: every released payment is reversed, every claim is payable again."""
    payments = lock_payments(run)
    run.voided_by_id, run.voided_at = by.user_id, clock.now()
    run = fire(RUN, run, "void", fields=("voided_by_id", "voided_at"), by=by)
    for payment in payments:
        if payment.journal_id:
            payment.return_journal = ledger.reverse(
                payment.journal, effective=clock.today(), reason=run.void_reason, by=by
            )
        fire(PAYMENT, payment, "void", fields=("return_journal",), by=by)
        claim_leaves(payment, reason=run.void_reason, by=by)
    return run


def _made_to_wait(items: list[ToPay], *, by) -> list[LeftOut]:
    for item in items:
        if item.for_claim and item.claim.state == ClaimState.APPROVED:
            fire(CLAIM, item.claim, "wait", by=by)
            notices.waits_for_money(item.claim, by=by)
    return [LeftOut(item, WAITS) for item in items]


def _new_run(pay_on: date, plan: Plan, by) -> PaymentRun:
    last = PaymentRun.objects.aggregate(last=Max("number"))["last"] or 0
    return PaymentRun.objects.create(
        number=last + 1,
        pay_on=pay_on,
        prepared_at=clock.now(),
        prepared_by_id=by.user_id,
        example=any(item.claim.example for item, _ in plan.going),
    )


def _take_in(run: PaymentRun, item: ToPay, account: PayeeAccount | None, *, by) -> Payment:
    claim = item.claim
    payment = Payment.objects.create(
        run=run,
        claim=claim,
        kind=item.kind,
        fund_id=claim.round.grant.fund_id,
        organisation=claim.organisation,
        account=account,
        internal=claim.own,
        amount=item.amount,
        reference=bank_reference(claim, run, item.kind),
    )
    if item.for_claim:
        fire(CLAIM, claim, "join_run", by=by)
    return payment


def bank_reference(claim: Claim, run: PaymentRun, kind: str = PaymentKind.CLAIM) -> str:
    """At most 18 characters, as banks print them: the claim and the run."""
    word = "CLAIM" if kind == PaymentKind.CLAIM else "KEPT"
    return f"{word} {claim.pk} R{run.number}"[-18:]


def claim_leaves(payment: Payment, *, reason: str, by) -> None:
    """The claim can join another run; what was kept back of one leaves its state alone."""
    if payment.for_claim:
        fire(CLAIM, payment.claim, "leave_run", reason=reason, by=by)


def _add_up(run: PaymentRun) -> None:
    live = run.payments.exclude(state__in=[PaymentState.VOID, PaymentState.FAILED])
    sums = dict(live.order_by().values_list("internal").annotate(sum=Sum("amount")))
    run.total, run.internal_total = sums.get(False, 0), sums.get(True, 0)
    run.save(update_fields=["total", "internal_total"])


def _let_go(payment: Payment, *, by) -> None:
    claim = payment.claim
    payment.journal = ledger.post(
        JournalKind.PAYMENT,
        ledger.payment_entries(claim.round.grant, payment.organisation, payment.amount),
        effective=clock.today(),
        description=f"Payment to {payment.organisation.short_name} for {payment.about}"[:240],
        cause=payment.run,
        cause_url=payment.run.get_absolute_url(),
        by=by,
    )
    fire(PAYMENT, payment, "release", fields=("journal",), by=by)
