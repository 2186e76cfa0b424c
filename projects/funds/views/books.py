"""The books: which quarters take postings, and closing them by two people."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.idempotency import once
from consortium.core.periods import FinancialYear, Quarter
from consortium.core.workflow import Refused
from projects.funds import actions
from projects.funds.forms import CloseForm, ReopenForm
from projects.funds.history import people_named
from projects.funds.models import Period
from projects.funds.permissions import can_move_money, can_see_money
from projects.funds.reports import quarter_rows
from projects.funds.workflow import PERIOD

VERBS = {
    "start_closing": (actions.start_closing, "Closing has started. Another person closes."),
    "stop_closing": (actions.stop_closing, "The books stay open."),
    "reopen": (actions.reopen_period, "The books are open again."),
    "keep_closed": (actions.keep_closed, "The books stay closed."),
}


@require_safe
@allowed(can_see_money)
def books(request):
    """Every quarter of the books with its state and what this person can do."""
    periods = list(Period.objects.order_by("-quarter")[:24])
    ids = {
        number
        for period in periods
        for number in (period.closing_by_id, period.closed_by_id, period.reopening_by_id)
    }
    year = FinancialYear.containing(clock.today())
    codes = {period.quarter for period in periods}
    return render(
        request,
        "funds/books.html",
        {
            "rows": [(period, _moves(period, request.actor)) for period in periods],
            "names": people_named(ids),
            "year": year,
            "next_year": year.next(),
            "missing_year": next(
                (y for y in (year, year.next()) if y.quarters[0].code not in codes), None
            ),
            "can_move": can_move_money(request.actor),
        },
    )


def _moves(period: Period, actor) -> list:
    """The moves to offer: those of the table that make sense as the period stands."""
    if not can_move_money(actor):
        return []
    asked = period.reopening_by_id is not None
    hidden = {"ask_to_reopen"} if asked else {"reopen", "keep_closed"}
    return [move for move in PERIOD.possible(period, actor) if move.name not in hidden]


@require_POST
@allowed(can_move_money)
def book_move(request, pk: int, move: str):
    """Make one move of the period's table."""
    period = get_object_or_404(Period, pk=pk)
    if move not in VERBS:
        raise Http404
    verb, words = VERBS[move]
    verb(period, by=request.actor)
    messages.success(request, words)
    return redirect("books")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_move_money)
def book_close(request, pk: int):
    """What every fund did in the quarter, and the password once more to close it."""
    period = get_object_or_404(Period, pk=pk)
    form = CloseForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name="close-books") as act:
                if act.first:
                    actions.close_period(period, by=request.actor)
                    act.result = "closed"
            messages.success(request, "The books are closed.")
            return redirect("books")
        except Refused as refused:
            form.add_refusal(refused)
    rows = quarter_rows(Quarter.parse(period.quarter))
    return render(request, "funds/close.html", {"period": period, "form": form, "rows": rows})


@require_POST
@allowed(can_move_money)
def book_open(request):
    """Open the books of the next year that has none."""
    today = FinancialYear.containing(clock.today())
    for year in (today, today.next()):
        if actions.open_year(year, by=request.actor):
            messages.success(request, f"The books of {year.label} are open.")
            break
    return redirect("books")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_move_money)
def book_reopen(request, pk: int):
    """Ask for closed books to be opened again, with the reason."""
    period = get_object_or_404(Period, pk=pk)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name="reopen") as act:
                if act.first:
                    reason = form.cleaned_data["reason"]
                    actions.ask_to_reopen(period, reason=reason, by=request.actor)
                    act.result = "asked"
            messages.success(request, "Another person now decides whether to open the books.")
            return redirect("books")
        except Refused as refused:
            form.add_refusal(refused)
    return render(request, "funds/reopen.html", {"period": period, "form": form})
