"""The claims of a quarter: tabs by state, a grid, bulk checking, reminders, exports (S31)."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.actions.approving import approve
from claims.actions.chasing import CHASERS, can_chase, chase
from claims.actions.checking import check_clean
from claims.facts.flags import kept_clean
from claims.facts.grid import grid_of
from claims.facts.tracker import (
    TABS,
    UNSENT_TABS,
    Board,
    Filters,
    board_of,
    page_of,
    tallies,
    unsent,
    unsent_rows,
)
from claims.forms.checking import ApproveManyForm, ChosenForm, ConfirmForm
from claims.models import Claim, Round
from claims.permissions import OFFICERS, OVERSIGHT
from claims.reports.tracker_sheet import COLUMNS, sheet_rows
from claims.states import ClaimState
from consortium.core import clock
from consortium.core.access import roles
from consortium.core.periods import Quarter
from consortium.core.sheets import csv_response, xlsx_response
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from members.models import Organisation
from members.views.acting import acted

QUARTERS_OFFERED = 12
UNSENT_A_PAGE = 50
ONLY = {"late": "Sent late", "nil": "Nil claims", "own": "The accountable body's own"}
FLAGS = {"with": "With flags", "without": "Without flags"}


def filters_from(query) -> Filters:
    """The filters of an address; what makes no sense asks for nothing."""
    tab, flags, only = query.get("tab", ""), query.get("flags", ""), query.get("only", "")
    grant = query.get("grant", "")
    return Filters(
        quarter=_quarter(query.get("quarter", "")),
        tab=tab if tab in TABS else "check",
        grant=int(grant) if grant.isascii() and grant.isdigit() and len(grant) < 19 else None,
        member=query.get("member", "").strip()[:60].replace("\x00", ""),
        flags=flags if flags in FLAGS else "",
        only=only if only in ONLY else "",
    )


def _quarter(code: str) -> Quarter:
    """The quarter asked for, or the last one that has ended."""
    try:
        found = Quarter.parse(code)
        if 1990 <= found.year <= 2200:
            return found
    except ValueError:
        pass
    return Quarter.containing(clock.today()).previous()


def address(filters: Filters, *, view: str = "", **changes) -> str:
    """The tracker's query string for these filters, empty ones left out."""
    asked = replace(filters, **changes)
    words = {
        "tab": asked.tab,
        "quarter": asked.quarter.code,
        "grant": asked.grant or "",
        "member": asked.member,
        "flags": asked.flags,
        "only": asked.only,
        "view": view,
    }
    return "?" + urlencode({name: value for name, value in words.items() if value})


@require_safe
@roles(*OVERSIGHT)
def claims_tracker(request):
    """The claims of a quarter, one tab at a time or as a grid."""
    board = board_of(filters_from(request.GET), today=clock.today())
    if request.GET.get("view") == "grid":
        return _grid(request, board)
    context = _common(request, board) | {"tabs": _tabs(board)}
    if board.filters.tab in UNSENT_TABS:
        context |= _unsent_page(request, board)
    else:
        page = page_of(board, request.GET)
        context |= {"rows": page.rows, "pager": page.links(request.GET)}
        context["can_check"] = context["can_check"] and any(map(kept_clean, page.rows))
        ours = any(not claim.own for claim in page.rows)
        context["can_approve"] = context["can_approve"] and ours
    return render(request, "claims/check/tracker.html", context)


def _common(request, board: Board) -> dict:
    filters, actor = board.filters, request.actor
    officer = actor.has(*OFFICERS)
    return {
        "board": board,
        "filters": filters,
        "today": board.today,
        "quarters": _quarters(filters.quarter),
        "chips": _chips(board),
        "cleared": address(Filters(filters.quarter, filters.tab)),
        "grid_url": address(filters, view="grid"),
        "list_url": address(filters),
        "only_choices": ONLY,
        "flag_choices": FLAGS,
        "can_check": officer and filters.tab == "check",
        "can_approve": officer and filters.tab == "approve",
        "can_chase": can_chase(actor) is None,
        "export": {kind: _export_url(filters, kind) for kind in ("csv", "xlsx")},
        "form": ConfirmForm(),
        "empty": _empty(board),
    }


def _empty(board: Board) -> str:
    """What an empty tab says."""
    filters = board.filters
    if filters.grant or filters.member or filters.flags or filters.only:
        return "No claims match these filters."
    return {
        "check": "No claims to check.",
        "approve": "No claims wait for approval.",
        "changes": "No member has been asked for changes.",
        "waiting": "No claim waits for the funder's money.",
        "approved": "Nothing is approved and waiting to be paid.",
        "paid": f"Nothing is paid yet for {filters.quarter.label}.",
        "not-sent": "Every claim of this quarter has come.",
        "late": "No claim is late.",
        "rejected": "No claim is rejected.",
    }[filters.tab]


def _export_url(filters: Filters, kind: str) -> str:
    return reverse("claims_export", args=[kind]) + address(filters)


def _quarters(chosen: Quarter) -> list[Quarter]:
    found, quarter = [], Quarter.containing(clock.today())
    for _ in range(QUARTERS_OFFERED):
        found.append(quarter)
        quarter = quarter.previous()
    return found if chosen in found else [*found, chosen]


def _tabs(board: Board) -> list[dict]:
    return [
        {
            "label": tally.label,
            "url": address(board.filters, tab=tally.code),
            "count": tally.count,
            "pence": tally.pence,
            "current": tally.code == board.filters.tab,
        }
        for tally in tallies(board)
    ]


def _chips(board: Board) -> list[tuple[str, str]]:
    filters, found = board.filters, []
    if filters.grant:
        name = next((g.name for g in board.grants if g.pk == filters.grant), "Another grant")
        found.append((name, address(filters, grant=None)))
    if filters.member:
        found.append((f"Member: {filters.member}", address(filters, member="")))
    if filters.flags:
        found.append((FLAGS[filters.flags], address(filters, flags="")))
    if filters.only:
        found.append((ONLY[filters.only], address(filters, only="")))
    return found


def _unsent_page(request, board: Board) -> dict:
    """A page of those who owe a claim; the address remembers how many were shown before."""
    start = request.GET.get("from", "0")
    start = int(start) if start.isdigit() and len(start) < 6 else 0
    triples = list(unsent(board)[start : start + UNSENT_A_PAGE + 1])
    more = len(triples) > UNSENT_A_PAGE
    here = address(board.filters)
    links = {
        "newer_url": f"{here}&from={max(0, start - UNSENT_A_PAGE)}" if start else "",
        "older_url": f"{here}&from={start + UNSENT_A_PAGE}" if more else "",
    }
    return {"owed": unsent_rows(board, triples[:UNSENT_A_PAGE]), "pager": links}


def _grid(request, board: Board):
    grid = grid_of(board, after=request.GET.get("after", "")[:200])
    here = address(board.filters, view="grid")
    older = f"{here}&{urlencode({'after': grid.older})}" if grid.older else ""
    context = _common(request, board) | {
        "grid": grid,
        "older_url": older,
        "project_rows": [(row, grid.amounts(row)) for row in grid.rows],
    }
    return render(request, "claims/check/grid.html", context)


@require_POST
@roles(*OFFICERS)
def claims_check_clean(request):
    """Mark the ticked clean claims as checked, each by itself, through the one verb."""
    board = board_of(filters_from(request.GET), today=clock.today())
    form = ChosenForm(request.POST, claims=Claim.objects.filter(state=ClaimState.SUBMITTED))
    there = reverse("claims_tracker") + address(board.filters)
    if not form.is_valid():
        for errors in form.errors.values():
            for words in errors:
                messages.error(request, words)
        return redirect(there)
    done = []
    for claim in form.cleaned_data["claims"]:
        try:
            check_clean(claim, by=request.actor)
            done.append(claim)
        except Refused as refused:
            messages.warning(request, f"{claim.reference} is not checked. {refused}")
    if done:
        words = "One claim is" if len(done) == 1 else f"{len(done)} claims are"
        messages.success(request, f"{words} checked and wait{'s' * (len(done) == 1)} for approval.")
    return redirect(there)


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*OFFICERS)
def claims_approve(request):
    """Approve several checked claims after one look at the list, each by itself."""
    ids = [pk for pk in request.GET.getlist("claims") if pk.isdigit() and len(pk) < 19][:100]
    claims = list(
        Claim.objects.filter(pk__in=ids, state=ClaimState.CHECKED, own=False)
        .select_related("organisation", "round__grant")
        .annotate(accepted=Sum("lines__approved", default=0))
        .order_by("submitted_at")
    )
    there = reverse("claims_tracker") + "?tab=approve"
    if not claims:
        messages.error(request, "Select at least one claim to approve")
        return redirect(there)
    form = ApproveManyForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        for claim in claims:
            sent = request.POST.get(f"version-{claim.pk}")
            _approve_one(request, claim, sent)
        return redirect(there)
    total = sum(claim.claimed for claim in claims)
    context = {
        "claims": claims,
        "form": form,
        "total": total,
        "accepted": sum(claim.accepted for claim in claims),
        "there": there,
    }
    return render(request, "claims/check/approve_many.html", context)


def _approve_one(request, claim: Claim, version: str | None) -> None:
    try:
        outcome = approve(claim, version=version, by=request.actor)
    except Stale:
        messages.warning(request, f"{claim.reference} was changed meanwhile. Look at it again.")
    except Refused as refused:
        messages.warning(request, f"{claim.reference} is not approved. {refused}")
    else:
        more = " A second person approves it next." if outcome.more else ""
        messages.success(request, f"{claim.reference} is approved.{more}")


@require_POST
@roles(*CHASERS)
def claim_chase(request, round_pk, organisation_pk):
    """Remind a member of a claim that has not come."""
    round_ = get_object_or_404(Round, pk=round_pk)
    organisation = get_object_or_404(Organisation, pk=organisation_pk)
    form = ConfirmForm(request.POST)
    there = reverse("claims_tracker") + address(filters_from(request.GET))

    def verb():
        told = chase(round_, organisation, by=request.actor)
        people = "one person" if told == 1 else f"{told} people"
        return there, f"A reminder goes to {people} at {organisation.short_name}."

    if response := acted(request, form, name="claim_chase", verb=verb):
        return response
    for words in form.non_field_errors():
        messages.error(request, words)
    return redirect(there)


@require_safe
@roles(*OVERSIGHT)
def claims_export(request, kind):
    """This tab as a spreadsheet, filters kept."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    board = board_of(filters_from(request.GET), today=clock.today())
    name = f"claims {board.filters.quarter.code} {board.filters.tab}"
    rows = sheet_rows(board)
    if kind == "csv":
        return csv_response(name, COLUMNS, rows)
    return xlsx_response(name, COLUMNS, rows, sheet=board.filters.quarter.code)
