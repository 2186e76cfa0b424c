"""The Money home, and one fund with everything behind its figures."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.paging import by_key
from consortium.core.periods import FinancialYear, Quarter
from consortium.core.sheets import Column, csv_response, xlsx_response
from members.models import Organisation
from projects.funds.forms import LineFilter
from projects.funds.models import Fund, JournalLine, OverdraftApproval, Period, ReversalRequest
from projects.funds.permissions import can_move_money, can_see_money
from projects.funds.reports import (
    Sums,
    balances_of,
    fund_row,
    fund_rows,
    grant_rows,
    overdraft_rows,
    statement,
)
from projects.funds.states import OverdraftState, PeriodState, ReversalState


@require_safe
@allowed(can_see_money)
def money(request):
    """What every fund holds, what runs low, and how the books stand."""
    year = FinancialYear.containing(clock.today())
    funds, grants = fund_rows(), grant_rows(year)
    periods = Period.objects.filter(quarter__in=[quarter.code for quarter in year.quarters])
    waiting = ReversalRequest.objects.filter(state=ReversalState.ASKED).select_related("journal")
    return render(
        request,
        "funds/money.html",
        {
            "year": year,
            "funds": funds,
            "grants": grants,
            "cash": sum(row.cash for row in funds),
            "balance": sum(row.balance for row in funds),
            "owed": sum(row.owed for row in funds),
            "receivable": sum(row.receivable for row in funds),
            "in_advance": sum(row.in_advance for row in funds),
            "uncovered": [row for row in funds if row.uncovered],
            "low": [row for row in grants if row.runs_low],
            "periods": periods,
            "closing": [p for p in periods if p.state == PeriodState.CLOSING],
            "reversals": waiting[:20],
            "overdrafts": _overdrafts_asked(),
        },
    )


def _overdrafts_asked() -> list[OverdraftApproval]:
    asked = OverdraftApproval.objects.filter(state=OverdraftState.ASKED)
    return list(asked.select_related("fund").order_by("fund__code"))


@require_safe
@allowed(can_see_money)
def fund(request, pk: int):
    """A fund's movement by quarter, and the lines behind each figure."""
    record = get_object_or_404(Fund, pk=pk)
    sums = balances_of(record)
    form, chosen = _filter(request, sums)
    lines = JournalLine.objects.filter(fund=record).matching(**chosen).with_names()
    page = by_key(lines, request.GET, fields=("-effective", "-id"))
    return render(
        request,
        "funds/fund.html",
        {
            "fund": record,
            "row": fund_row(record, sums),
            "statement": statement(record, _year(request), sums),
            "grants": record.grants.select_related("funder"),
            "form": form,
            "chips": _chips(request, form),
            "page": page,
            "pager": page.links(request.GET),
            "sums": _sums(sums, chosen),
            "query": request.GET.urlencode(),
            "can_move": can_move_money(request.actor),
            "overdrafts": overdraft_rows(record, today=clock.today()),
            "me": request.actor.user_id,
        },
    )


def _year(request) -> FinancialYear:
    """The year in the address, else today's."""
    try:
        return FinancialYear.parse(request.GET.get("year", ""))
    except ValueError:
        return FinancialYear.containing(clock.today())


def _filter(request, sums: Sums) -> tuple[LineFilter, dict]:
    codes = sorted({code for code, _ in sums if code}, reverse=True)
    form = LineFilter(
        request.GET or None,
        quarters=[Quarter.parse(code) for code in codes],
        members=Organisation.objects.order_by("short_name").values_list("pk", "short_name"),
        auto_id="filter_%s",
    )
    found = form.cleaned_data if form.is_bound and form.is_valid() else {}
    code, member = found.get("quarter"), found.get("member")
    return form, {
        "quarter": Quarter.parse(code) if code else None,
        "account": found.get("account", ""),
        "kind": found.get("kind", ""),
        "organisation": int(member) if member else None,
    }


def _chips(request, form: LineFilter) -> list[tuple[str, str]]:
    """(label, address without it) of each filter in use."""
    chips = []
    for name, field in form.fields.items():
        value = request.GET.get(name)
        labels = {str(key): label for key, label in field.choices}
        if value and value in labels:
            rest = {k: v for k, v in request.GET.items() if k not in (name, "older", "newer")}
            chips.append((f"{field.label}: {labels[value]}", f"?{urlencode(rest)}#lines"))
    return chips


def _sums(sums: Sums, chosen: dict) -> tuple[int, int] | None:
    """Debits and credits of all lines chosen, where the running rows know them."""
    if chosen["kind"] or chosen["organisation"]:
        return None
    code = chosen["quarter"].code if chosen["quarter"] else ""
    found = [
        amounts
        for (quarter, account), amounts in sums.items()
        if quarter == code and chosen["account"] in ("", account)
    ]
    return sum(debits for debits, _ in found), sum(credits for _, credits in found)


COLUMNS = (
    Column("Date", lambda line: line.effective, "day"),
    Column("Journal", lambda line: line.journal.number, "whole", 9),
    Column("Kind", lambda line: line.journal.get_kind_display(), width=20),
    Column("What", lambda line: line.journal.description, width=48),
    Column("Account", lambda line: line.get_account_display(), width=24),
    Column("Grant", lambda line: line.grant.reference if line.grant_id else "", width=14),
    Column("Member", lambda line: line.organisation.name if line.organisation_id else "", width=30),
    Column("Project", lambda line: line.project_number, "whole", 9),
    Column("Heading", lambda line: line.heading.name if line.heading_id else "", width=24),
    Column("Debit", lambda line: line.debit, "money"),
    Column("Credit", lambda line: line.credit, "money"),
)


@require_safe
@allowed(can_see_money)
def fund_csv(request, pk: int):
    """The lines on screen, all pages of them, as CSV."""
    record = get_object_or_404(Fund, pk=pk)
    return csv_response(f"{record.code} lines", COLUMNS, _exported(request, record))


@require_safe
@allowed(can_see_money)
def fund_xlsx(request, pk: int):
    """The lines on screen, all pages of them, as a spreadsheet."""
    record = get_object_or_404(Fund, pk=pk)
    return xlsx_response(f"{record.code} lines", COLUMNS, _exported(request, record), sheet="Lines")


def _exported(request, record: Fund):
    _, chosen = _filter(request, balances_of(record))
    lines: QuerySet[JournalLine] = JournalLine.objects.filter(fund=record).matching(**chosen)
    return lines.with_words().order_by("-effective", "-id").iterator(chunk_size=2000)
