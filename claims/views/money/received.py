"""Money from the funders: what came, and recording the next line of the bank statement."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from claims.actions.receiving import record_money
from claims.forms.money import ReceivedForm
from claims.models import Claim, FunderClaim, MoneyReceived
from claims.states import ClaimState, FunderClaimState
from claims.views.money.opening import moves_money, reads_payments
from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.money import format_pence
from consortium.core.paging import by_key
from members.views.acting import acted
from projects.funds.models import Grant

OWED = (
    FunderClaimState.SENT,
    FunderClaimState.QUERIED,
    FunderClaimState.AGREED,
    FunderClaimState.PART_RECEIVED,
)


@require_safe
@allowed(reads_payments)
def money_received(request):
    """Every receipt, newest first, and the claims whose money is still to come."""
    found = MoneyReceived.objects.select_related("grant__funder", "funder_claim", "journal")
    page = by_key(found, request.GET, fields=("-received_on", "-id"), size=25)
    owed = list(_owed().select_related("grant__funder").order_by("sent_on", "pk")[:100])
    waiting = Claim.objects.filter(state=ClaimState.WAITING)
    context = {
        "page": page,
        "pager": page.links(request.GET),
        "owed": owed,
        "owed_total": sum(each.open_amount for each in owed),
        "waiting": [claim.payable for claim in waiting.only("approved", "retained")],
        "can_record": moves_money(request.actor),
    }
    context["waits"] = sum(context["waiting"])
    return render(request, "claims/money/received.html", context)


def _owed():
    return FunderClaim.objects.filter(state__in=OWED).defer("snapshot")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(moves_money)
def money_record(request):
    """Record one line of the bank statement; `?claim=` fills in a funder claim."""
    claim = _chosen(request)
    form = ReceivedForm(
        request.POST or None,
        grants=Grant.objects.select_related("fund").order_by("reference"),
        claims=_owed().select_related("grant").order_by("grant__reference", "quarter"),
        initial=_first_guess(claim),
    )

    def verb():
        typed = form.cleaned_data
        money = record_money(
            typed["grant"],
            amount=typed["amount"],
            received_on=typed["received_on"],
            bank_reference=typed["bank_reference"],
            funder_claim=typed["funder_claim"],
            by=request.actor,
        )
        return reverse("money_received"), _words(money, before)

    before = set(_waiting_ids())
    return acted(request, form, name="money_record", verb=verb) or render(
        request, "claims/money/record.html", {"form": form, "funder_claim": claim}
    )


def _waiting_ids():
    return Claim.objects.filter(state=ClaimState.WAITING).values_list("pk", flat=True)


def _words(money: MoneyReceived, before: set[int]) -> str:
    woken = len(before - set(_waiting_ids()))
    words = f"{format_pence(money.amount)} for {money.grant.reference} is recorded."
    if not woken:
        return words
    can = "1 claim that waited can" if woken == 1 else f"{woken} claims that waited can"
    return f"{words} {can} be paid now."


def _chosen(request) -> FunderClaim | None:
    number = request.GET.get("claim", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    return _owed().select_related("grant").filter(pk=number).first()


def _first_guess(claim: FunderClaim | None) -> dict:
    today = {"received_on": clock.today()}
    if claim is None:
        return today
    return today | {
        "grant": claim.grant_id,
        "funder_claim": claim.pk,
        "amount": claim.open_amount,
    }
