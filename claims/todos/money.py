"""Payment runs, bank details and funder claims that wait for somebody."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from claims.models import FunderClaim, PayeeAccount, PaymentRun, RetentionRelease
from claims.states import AccountState, FunderClaimState, RetentionState, RunState
from consortium.core.actor import Actor
from consortium.core.money import format_pence
from consortium.core.periods import Quarter
from consortium.core.prepared import prepared
from consortium.core.todo import Todo

SHOWN = 10
NEXT = {
    RunState.PREPARED: "Release payment run",
    RunState.RELEASED: "Make the bank file of payment run",
    RunState.EXPORTED: "Send the bank file of payment run",
    RunState.SENT: "Confirm the payments of run",
}
FUNDER_NEXT = {
    FunderClaimState.ASSEMBLED: "Sign",
    FunderClaimState.SIGNED: "Send",
    FunderClaimState.QUERIED: "Answer the funder about",
}


def runs(actor: Actor) -> Iterator[Todo]:
    """Runs on their way, for those who may take the next step; one query."""
    for run in _runs():
        mine = {RunState.PREPARED: run.prepared_by_id, RunState.SENT: run.released_by_id}
        total = f"{format_pence(run.total + run.internal_total)}"
        if mine.get(run.state) == actor.user_id:
            word = "release it" if run.state == RunState.PREPARED else "confirm its payments"
            yield Todo(
                f"Payment run {run.number} waits for somebody else to {word}",
                run.get_absolute_url(),
                due=run.pay_on,
                hint=total,
                state=run.state,
                kind="run",
                weight=-1,
            )
        else:
            yield Todo(
                f"{NEXT[run.state]} {run.number}",
                run.get_absolute_url(),
                due=run.pay_on,
                hint=total,
                state=run.state,
                kind="run",
                weight=2,
            )


@prepared
def _runs() -> QuerySet:
    return PaymentRun.objects.filter(state__in=list(NEXT)).order_by("pay_on")[:SHOWN]


def accounts(actor: Actor) -> Iterator[Todo]:
    """Bank details that a second person verifies; those who entered them are left out."""
    for account in _accounts(but=actor.user_id):
        yield Todo(
            f"Verify the bank details of {account.organisation.short_name}",
            reverse("payee_accounts"),
            hint="Call back on a number that you knew before",
            state=account.state,
            kind="account",
            weight=1,
        )


@prepared
def _accounts(*, but: int) -> QuerySet:
    waiting = PayeeAccount.objects.filter(state=AccountState.WAITING)
    waiting = waiting.exclude(entered_by_id=but).select_related("organisation")
    return waiting.order_by("entered_on")[:SHOWN]


def retentions(actor: Actor) -> Iterator[Todo]:
    """Releases that another officer asked for; one query."""
    for each in _retentions(but=actor.user_id):
        yield Todo(
            f"Agree to release what was kept back from {each.organisation.short_name}",
            reverse("retention_agree", args=[each.pk]),
            hint=f"{each.grant.name}, {format_pence(each.amount)}",
            state=each.state,
            kind="retention",
            weight=1,
        )


@prepared
def _retentions(*, but: int) -> QuerySet:
    asked = RetentionRelease.objects.filter(state=RetentionState.ASKED)
    asked = asked.exclude(asked_by_id=but).select_related("organisation", "grant")
    return asked.order_by("pk")[:SHOWN]


def funder_claims(actor: Actor) -> Iterator[Todo]:
    """Funder claims that want a signature, to be sent, or an answer; one query."""
    for each in _funder_claims():
        if each.state == FunderClaimState.ASSEMBLED and each.first_signed_by_id == actor.user_id:
            continue
        label = Quarter.parse(each.quarter).label
        yield Todo(
            f"{FUNDER_NEXT[each.state]} the funder claim: {each.grant.name}",
            each.get_absolute_url(),
            hint=f"{label}, {format_pence(each.total)}",
            state=each.state,
            kind="funder_claim",
            weight=1,
        )


@prepared
def _funder_claims() -> QuerySet:
    found = FunderClaim.objects.filter(state__in=list(FUNDER_NEXT)).select_related("grant")
    found = found.defer("snapshot")  # thousands of lines
    return found.order_by("quarter", "grant__reference")[:SHOWN]
