"""One journal: its lines, what caused it, what became of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.idempotency import once
from consortium.core.workflow import Refused
from projects.funds.actions import agree_reversal, ask_reversal, refuse_reversal
from projects.funds.forms import ReversalForm
from projects.funds.history import events_of, people_named
from projects.funds.models import Journal, ReversalRequest
from projects.funds.permissions import can_move_money, can_see_money
from projects.funds.states import REVERSED_BY_HAND, ReversalState


@require_safe
@allowed(can_see_money)
def journal(request, pk: int):
    """A journal's lines by fund, its cause, its reversal and its audit trail."""
    record = get_object_or_404(Journal.objects.select_related("reverses", "reversed_by"), pk=pk)
    lines = record.lines.select_related("fund", "organisation", "heading", "grant")
    asked = record.reversals_asked.filter(state=ReversalState.ASKED).first()
    reversed_by = getattr(record, "reversed_by", None)
    finance = can_move_money(request.actor)
    by_hand = record.kind in REVERSED_BY_HAND and reversed_by is None and asked is None
    return render(
        request,
        "funds/journal.html",
        {
            "journal": record,
            "lines": lines,
            "total": sum(line.debit or 0 for line in lines),
            "reversed_by": reversed_by,
            "asked": asked,
            "asked_by": people_named([asked.asked_by_id]).get(asked.asked_by_id) if asked else "",
            "can_ask": finance and by_hand,
            "can_decide": finance and asked and asked.asked_by_id != request.actor.user_id,
            "events": events_of(record),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_move_money)
def journal_reversal(request, pk: int):
    """Ask for a journal to be reversed."""
    record = get_object_or_404(Journal, pk=pk)
    form = ReversalForm(request.POST or None, initial={"effective": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name="reversal") as act:
                if act.first:
                    ask_reversal(
                        record,
                        effective=form.cleaned_data["effective"],
                        reason=form.cleaned_data["reason"],
                        by=request.actor,
                    )
                    act.result = record.get_absolute_url()
            messages.success(request, "Another person now agrees to the reversal or refuses it.")
            return redirect(act.result)
        except Refused as refused:
            form.add_refusal(refused)
    return render(request, "funds/reversal.html", {"journal": record, "form": form})


@require_POST
@allowed(can_move_money)
def reversal_decide(request, pk: int, answer: str):
    """Agree to a reversal, or refuse it."""
    asked = get_object_or_404(ReversalRequest.objects.select_related("journal"), pk=pk)
    if answer == "agree":
        made = agree_reversal(asked, by=request.actor)
        messages.success(request, f"Reversed by journal {made.number}.")
    else:
        refuse_reversal(asked, by=request.actor)
        messages.success(request, "The journal stays as it is.")
    return redirect(asked.journal)
