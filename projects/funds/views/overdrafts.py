"""Overdrafts of a fund: asked for by one person, agreed by another, ended early."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.money import format_pence
from members.views.acting import acted
from projects.funds import actions
from projects.funds.forms import AgreeOverdraftForm, EndOverdraftForm, OverdraftForm
from projects.funds.history import people_named
from projects.funds.models import Fund, OverdraftApproval
from projects.funds.permissions import can_move_money
from projects.funds.reports import fund_row
from projects.funds.states import OverdraftState
from projects.funds.workflow import OVERDRAFT, another_agrees

FORM = ("GET", "HEAD", "POST")
TYPED = ("limit", "starts", "expires", "reason", "minute")


@require_http_methods(FORM)
@allowed(can_move_money)
def overdraft_ask(request, pk: int):
    """Ask that a fund may stand below nothing for some days."""
    fund = get_object_or_404(Fund, pk=pk)
    form = OverdraftForm(request.POST or None, initial={"starts": clock.today()})

    def verb():
        typed = {name: form.cleaned_data[name] for name in TYPED}
        actions.ask_overdraft(fund, **typed, by=request.actor)
        return _back_to(fund), "Another person now agrees to the overdraft, or refuses it."

    return acted(request, form, name="overdraft_ask", verb=verb) or render(
        request, "funds/overdraft_ask.html", {"fund": fund, "row": fund_row(fund), "form": form}
    )


@require_http_methods(FORM)
@allowed(can_move_money)
def overdraft_agree(request, pk: int):
    """What is asked for and how the fund stands, and the password once more to agree."""
    overdraft = _overdraft(pk)
    form = AgreeOverdraftForm(request.POST or None, request=request)

    def verb():
        actions.agree_overdraft(overdraft, by=request.actor)
        limit = format_pence(overdraft.limit)
        return _back_to(overdraft.fund), f"Agreed: up to {limit} below nothing."

    if response := acted(request, form, name="overdraft_agree", verb=verb):
        return response
    overdraft = _overdraft(pk)
    context = {
        "overdraft": overdraft,
        "fund": overdraft.fund,
        "row": fund_row(overdraft.fund),
        "asked_by": people_named([overdraft.asked_by_id]).get(overdraft.asked_by_id, "Somebody"),
        "against": another_agrees(request.actor, overdraft),
        "open": overdraft.state == OverdraftState.ASKED,
        "form": form,
    }
    return render(request, "funds/overdraft_agree.html", context)


@require_POST
@allowed(can_move_money)
def overdraft_refuse(request, pk: int):
    """Refuse it, or take back what one asked for oneself."""
    overdraft = _overdraft(pk)
    actions.refuse_overdraft(overdraft, by=request.actor)
    messages.success(request, "The fund gets no overdraft.")
    return redirect(_back_to(overdraft.fund))


@require_http_methods(FORM)
@allowed(can_move_money)
def overdraft_end(request, pk: int):
    """End it before its last day."""
    overdraft = _overdraft(pk)
    form = EndOverdraftForm(request.POST or None)

    def verb():
        actions.end_overdraft(overdraft, reason=form.cleaned_data["reason"], by=request.actor)
        return _back_to(overdraft.fund), "The overdraft is ended. Today is its last day."

    if response := acted(request, form, name="overdraft_end", verb=verb):
        return response
    possible = {move.name for move in OVERDRAFT.possible(overdraft, request.actor)}
    context = {
        "overdraft": overdraft,
        "fund": overdraft.fund,
        "row": fund_row(overdraft.fund),
        "open": "end" in possible,
        "form": form,
    }
    return render(request, "funds/overdraft_end.html", context)


def _overdraft(pk: int) -> OverdraftApproval:
    return get_object_or_404(OverdraftApproval.objects.select_related("fund"), pk=pk)


def _back_to(fund: Fund) -> str:
    return f"{fund.get_absolute_url()}#overdraft"
