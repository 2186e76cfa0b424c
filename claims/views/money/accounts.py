"""Bank details: the member's own page, the office's list, the second person's check (M22)."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from claims.actions import accounts
from claims.actions.looking import looked_at
from claims.facts.account_pages import account_rows, details_of
from claims.facts.accounts import in_working_days
from claims.forms.money import AccountForm, ReasonForm, VerifyForm
from claims.models import PayeeAccount
from claims.permissions_money import (
    READERS,
    can_enter_account,
    can_see_account,
    can_verify_account,
    can_verify_again,
)
from claims.states import AccountState
from claims.views.money.opening import has_bank_details, in_the_office
from consortium.core.access import allowed
from members.models import Organisation
from members.views.acting import acted

GET_AND_POST = ["GET", "HEAD", "POST"]


@require_safe
@allowed(has_bank_details)
def payee_accounts(request):
    """The office sees every member with the state of its details; a member its own page."""
    if not request.actor.has(*READERS):
        return redirect("payee_account", request.actor.organisation_id)
    rows = account_rows()
    context = {
        "rows": rows,
        "to_verify": [row for row in rows if row.waiting],
        "missing": [row for row in rows if not row.verified and not row.waiting],
    }
    return render(request, "claims/money/accounts.html", context)


def _organisation(request, pk) -> Organisation:
    organisation = get_object_or_404(Organisation, pk=pk)
    if not can_see_account(request.actor, organisation):
        raise Http404
    return organisation


@require_safe
@allowed(has_bank_details)
def payee_account(request, pk):
    """One member's details, masked, with every version there was."""
    organisation = _organisation(request, pk)
    details = details_of(organisation)
    waiting = details.waiting
    context = {
        "organisation": organisation,
        "details": details,
        "can_enter": can_enter_account(request.actor, organisation) is None,
        "can_again": details.verified
        and not waiting
        and can_verify_again(request.actor, details.verified) is None,
        "can_verify": waiting and can_verify_account(request.actor, waiting) is None,
        "office": request.actor.has(*READERS),
    }
    return render(request, "claims/money/account.html", context)


@require_http_methods(GET_AND_POST)
@allowed(has_bank_details)
def payee_account_new(request, pk):
    """Enter bank details on a page of their own, with the password."""
    organisation = _organisation(request, pk)
    if can_enter_account(request.actor, organisation):
        raise Http404
    form = AccountForm(request.POST or None, request=request)

    def verb():
        typed = form.cleaned_data
        accounts.enter_account(
            organisation,
            account_name=typed["account_name"],
            sort_code=typed["sort_code"],
            account_number=typed["account_number"],
            by=request.actor,
        )
        words = "The details wait for a second person, who will call to check them."
        return reverse("payee_account", args=[organisation.pk]), words

    context = {"organisation": organisation, "form": form, "details": details_of(organisation)}
    context["wait"] = in_working_days(settings.BANK_DETAILS_WAIT_DAYS)
    return acted(request, form, name="payee_account_new", verb=verb) or render(
        request, "claims/money/account_new.html", context
    )


def _waiting(request, pk) -> PayeeAccount:
    found = PayeeAccount.objects.select_related("organisation")
    return get_object_or_404(found, pk=pk, state=AccountState.WAITING)


@require_http_methods(GET_AND_POST)
@allowed(in_the_office)
def payee_account_verify(request, pk):
    """The one page that shows the numbers, to the one who compares them; the look is logged."""
    account = _waiting(request, pk)
    against = can_verify_account(request.actor, account)
    shared = accounts.shared_with(account)
    form = VerifyForm(request.POST or None, request=request, shared=bool(shared))

    def verb():
        typed = form.cleaned_data
        accounts.verify_account(
            account,
            how=typed["how"],
            shared_reason=typed.get("shared_reason", ""),
            by=request.actor,
        )
        return reverse(
            "payee_account", args=[account.organisation_id]
        ), "The bank details are verified."

    if response := acted(request, form, name="payee_account_verify", verb=verb):
        return response
    if not against and request.method == "GET":
        looked_at(account, by=request.actor)
    context = {
        "account": account,
        "organisation": account.organisation,
        "details": details_of(account.organisation),
        "form": form,
        "against": against,
        "shared": shared,
    }
    return render(request, "claims/money/account_verify.html", context)


@require_http_methods(GET_AND_POST)
@allowed(in_the_office)
def payee_account_again(request, pk):
    """A third person checks verified details once more, and stands for them."""
    verified = PayeeAccount.objects.select_related("organisation")
    account = get_object_or_404(verified, pk=pk, state=AccountState.VERIFIED)
    against = can_verify_again(request.actor, account)
    form = VerifyForm(request.POST or None, request=request, shared=False)

    def verb():
        accounts.verify_again(account, how=form.cleaned_data["how"], by=request.actor)
        there = reverse("payee_account", args=[account.organisation_id])
        return there, "You have verified the bank details once more."

    if response := acted(request, form, name="payee_account_again", verb=verb):
        return response
    if not against and request.method == "GET":
        looked_at(account, by=request.actor)
    context = {
        "account": account,
        "organisation": account.organisation,
        "form": form,
        "against": against,
        "again": True,
    }
    return render(request, "claims/money/account_verify.html", context)


@require_http_methods(GET_AND_POST)
@allowed(in_the_office)
def payee_account_refuse(request, pk):
    """The details did not stand up."""
    account = _waiting(request, pk)
    form = ReasonForm(
        request.POST or None, label="Why they are refused", hint="The member reads it"
    )

    def verb():
        accounts.refuse_account(account, reason=form.cleaned_data["reason"], by=request.actor)
        return reverse(
            "payee_account", args=[account.organisation_id]
        ), "Refused. The member is told."

    context = {
        "organisation": account.organisation,
        "form": form,
        "against": can_verify_account(request.actor, account),
        "account": account,
    }
    return acted(request, form, name="payee_account_refuse", verb=verb) or render(
        request, "claims/money/account_refuse.html", context
    )
