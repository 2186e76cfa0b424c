"""Reports to members' boards, attendance by year, and a year's votes as Popolo JSON."""

import csv

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from consortium.core.periods import FinancialYear
from consortium.core.sheets import plain_text
from members.meetings.actions import boards
from members.meetings.facts import popolo
from members.meetings.facts.attendance import grid
from members.meetings.facts.report_back import with_reports
from members.meetings.forms.boards import BoardForm
from members.meetings.models import Meeting
from members.meetings.permissions_after import can_report_back
from members.meetings.reports.report_back import render_report_back
from members.meetings.states import MeetingState
from members.models import Organisation
from members.views.acting import acted


def reports_back(actor) -> bool:
    """a member's representative or substitute"""
    return can_report_back(actor) is None


def _held(pk: int) -> Meeting:
    return get_object_or_404(Meeting, pk=pk, state=MeetingState.HELD)


@require_safe
@allowed(reports_back)
def boards_list(request):
    """The meetings that were held, and which of them the own board has heard of."""
    context = {"meetings": with_reports(request.actor.organisation_id)}
    return render(request, "meetings/boards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(reports_back)
def board_report(request, pk):
    """That it was reported to the own board, on which day."""
    meeting = _held(pk)
    form = BoardForm(request.POST or None, initial={"on": clock.today()})

    def verb():
        given = form.cleaned_data
        boards.reported(meeting, on=given["on"], note=given["note"], by=request.actor)
        return reverse("boards"), "Recorded."

    context = {"form": form, "title": "Reported to your board", "lead": str(meeting),
               "back": reverse("boards")}  # fmt: skip
    return acted(request, form, name="board_report", verb=verb) or render(
        request, "meetings/form.html", context
    )


@require_safe
@allowed(reports_back)
def board_pack(request, pk):
    """Decisions, progress and issues in one PDF that may be shared with the board."""
    meeting = _held(pk)
    own = get_object_or_404(Organisation, pk=request.actor.organisation_id)
    response = HttpResponse(render_report_back(meeting, own), content_type="application/pdf")
    name = f"report-to-the-board-{meeting.on.isoformat()}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@signed_in
def attendance(request, year: FinancialYear):
    """Members by meetings of a financial year."""
    found = grid(year.label)
    context = {"grid": found, "year": year}
    return render(request, "meetings/attendance.html", context)


@require_safe
@signed_in
def attendance_csv(request, year: FinancialYear):
    found = grid(year.label)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"attendance-{year.year}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")
    sheet = csv.writer(response)
    sheet.writerow(["Member", *(each.on.isoformat() for each in found.meetings), "There", "Of"])
    for row in found.rows:
        sheet.writerow([plain_text(row.organisation), *row.cells, row.there, row.asked])
    return response


@require_safe
@signed_in
def votes_json(request, year: FinancialYear):
    """A year's votes as Popolo JSON, as far as this person reads its decisions."""
    response = JsonResponse(popolo.votes_of(year.label, request.actor),
                            json_dumps_params={"ensure_ascii": False, "indent": 1})  # fmt: skip
    response["Content-Disposition"] = f'attachment; filename="votes-{year.year}.json"'
    return response
