"""What is done with a bid: finished, put to a meeting, sent, answered, withdrawn."""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from consortium.core.access import allowed
from consortium.core.days import long_day
from consortium.core.plainforms import TokenForm
from members.meetings.models import Decision
from members.views.acting import acted
from projects.bids import facts
from projects.bids.actions import outcomes, putting, sending
from projects.bids.forms import AnswerForm, LinkForm, ReasonForm, SendForm
from projects.bids.models import Bid
from projects.bids.permissions import writes_bids

from .drafting import FORM, form_page


def _pressed(request, pk: int, name: str, act: Callable[[Bid], object], said: str):
    """A button on the bid's page: once, then back there; refused, with the reasons."""
    found, form = get_object_or_404(Bid, pk=pk), TokenForm(request.POST)

    def verb():
        act(found)
        return found.get_absolute_url(), said

    done = acted(request, form, name=name, verb=verb)
    if done is None:
        for words in form.non_field_errors():
            messages.error(request, words)
    return done or redirect(found)


@require_POST
@allowed(writes_bids)
def bid_finish(request, pk: int):
    return _pressed(
        request, pk, "bid_finish", lambda bid: sending.finish(bid, by=request.actor),
        "The bid is ready. Its figures stay as they are.",
    )  # fmt: skip


@require_POST
@allowed(writes_bids)
def bid_reopen(request, pk: int):
    return _pressed(
        request, pk, "bid_reopen", lambda bid: sending.reopen(bid, by=request.actor),
        "The figures can be changed.",
    )  # fmt: skip


@require_POST
@allowed(writes_bids)
def bid_put_route(request, pk: int):
    return _pressed(
        request, pk, "bid_put_route", lambda bid: putting.put_route(bid, by=request.actor),
        "It waits for the next agenda.",
    )  # fmt: skip


@require_POST
@allowed(writes_bids)
def bid_put(request, pk: int):
    return _pressed(
        request, pk, "bid_put", lambda bid: putting.put_figures(bid, by=request.actor),
        "The figures wait for the next agenda, as they are now.",
    )  # fmt: skip


@require_http_methods(FORM)
@allowed(writes_bids)
def bid_send(request, pk: int):
    """Record that it went to the funder, agreed."""
    found, form = get_object_or_404(Bid, pk=pk), SendForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        sent = sending.send(found, on=given["on"], at=given["at"], by=request.actor)
        late = " It is recorded as late." if sent.late else ""
        return found.get_absolute_url(), f"Recorded as sent.{late}"

    return form_page(
        request, form, name="bid_send", verb=verb, title=f"{found} is sent",
        back=found.get_absolute_url(), lead=_deadline(found),
    )  # fmt: skip


@require_http_methods(FORM)
@allowed(writes_bids)
def bid_send_subject(request, pk: int):
    """Record that it went to the funder before the consortium could agree (R56)."""
    found = get_object_or_404(Bid, pk=pk)
    form = SendForm(request.POST or None, subject=True)

    def verb():
        given = form.cleaned_data
        sending.send_subject(found, on=given["on"], at=given["at"], by=request.actor)
        return found.get_absolute_url(), "Recorded. The chair is told."

    lead = (
        f"{_deadline(found)} The chair is told at once, and the figures come onto the next "
        "agenda by themselves. Until they are agreed, the bid says so everywhere."
    )
    return form_page(
        request, form, name="bid_send_subject", verb=verb,
        title=f"{found} is sent subject to agreement", back=found.get_absolute_url(), lead=lead,
    )  # fmt: skip


def _deadline(found: Bid) -> str:
    at = f" at {found.deadline_at:%H:%M}" if found.deadline_at else ""
    return f"The deadline is {long_day(found.deadline)}{at}."


@require_http_methods(FORM)
@allowed(writes_bids)
def bid_answer(request, pk: int):
    """Record what the funder says."""
    found, form = get_object_or_404(Bid, pk=pk), AnswerForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        if given["answer"] == "award":
            sending.award(found, on=given["on"], amount=given["amount"] or 0, by=request.actor)
        else:
            sending.refuse(found, on=given["on"], by=request.actor)
        return found.get_absolute_url(), "The answer is recorded. Partners are told."

    return form_page(
        request, form, name="bid_answer", verb=verb, title=f"The answer to {found}",
        back=found.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(FORM)
@allowed(writes_bids)
def bid_withdraw(request, pk: int):
    found, form = get_object_or_404(Bid, pk=pk), ReasonForm(request.POST or None)

    def verb():
        sending.withdraw(found, reason=form.cleaned_data["reason"], by=request.actor)
        return found.get_absolute_url(), "The bid is withdrawn."

    return form_page(
        request, form, name="bid_withdraw", verb=verb, title=f"Withdraw {found}",
        back=found.get_absolute_url(), lead="It stays to be read, and is not pursued.",
    )  # fmt: skip


@require_http_methods(FORM)
@allowed(writes_bids)
def bid_link(request, pk: int):
    """Link a decision that was not taken under this bid's own item."""
    found = get_object_or_404(Bid, pk=pk)
    choices = [each.pk for each in facts.to_link(found, request.actor)]
    decisions = Decision.objects.filter(pk__in=choices)
    form = LinkForm(request.POST or None, decisions=decisions)

    def verb():
        outcomes.link(found, form.cleaned_data["decision"], by=request.actor)
        return found.get_absolute_url(), "The decision is linked."

    context = {
        "form": form, "title": f"A decision about {found}", "back": found.get_absolute_url(),
        "lead": "What a meeting decides under the bid's own item is linked by itself. This is "
        "for one that was taken in other words.", "choices": choices,
    }  # fmt: skip
    return acted(request, form, name="bid_link", verb=verb) or render(
        request, "bids/link.html", context
    )
