"""Payment runs, bank details and funder claims that wait for somebody."""

from collections.abc import Iterator

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast
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


def asked_by_another(actor: Actor, *, officer: bool) -> Iterator[Todo]:
    """Bank details to verify and, for an `officer`, what was kept back and is to be released:
    each was entered or asked for by another person; one query."""
    for kind, pk, payee, about, pence, state in _asked(but=actor.user_id):
        if kind == "account":
            yield Todo(
                f"Verify the bank details of {payee}",
                reverse("payee_accounts"),
                hint="Call back on a number that you knew before",
                state=state,
                kind=kind,
                weight=1,
            )
        elif officer:
            yield Todo(
                f"Agree to release what was kept back from {payee}",
                reverse("retention_agree", args=[pk]),
                hint=f"{about}, {format_pence(pence)}",
                state=state,
                kind=kind,
                weight=1,
            )


@prepared
def _asked(*, but: int) -> QuerySet:
    """(kind, id, payee, grant, pence, state) of what waits for a second person."""
    words = CharField()
    accounts = PayeeAccount.objects.filter(state=AccountState.WAITING).exclude(entered_by_id=but)
    accounts = accounts.annotate(
        kind=Value("account", words),
        payee=Cast("organisation__short_name", words),
        about=Value("", words),
        pence=Value(0, BigIntegerField()),
        as_state=Cast("state", words),
    )
    releases = RetentionRelease.objects.filter(state=RetentionState.ASKED)
    releases = releases.exclude(asked_by_id=but).annotate(
        kind=Value("retention", words),
        payee=Cast("organisation__short_name", words),
        about=Cast("grant__name", words),
        pence=F("amount"),
        as_state=Cast("state", words),
    )
    columns = "kind", "pk", "payee", "about", "pence", "as_state"
    first, second = (each.order_by().values_list(*columns) for each in (accounts, releases))
    return first.union(second, all=True).order_by("kind", "pk")[: 2 * SHOWN]


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
