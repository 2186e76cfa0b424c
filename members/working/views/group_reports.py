"""Reports of groups to the consortium: asked for, written, sent."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock, files
from consortium.core.access import allowed, signed_in
from members.views.acting import acted
from members.working import reports
from members.working.actions import group_reports
from members.working.group_forms import AskReportForm, ReasonForm, ReportForm
from members.working.models import Group, GroupReport
from members.working.permissions import can_report
from members.working.workflow import REPORT

from .access import secretariat
from .groups import form_page


def _report(pk: int) -> GroupReport:
    found = GroupReport.objects.select_related("group", "file", "copy")
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def group_report_ask(request, pk):
    found, form = get_object_or_404(Group, pk=pk), AskReportForm(request.POST or None)

    def verb():
        values = {n: form.cleaned_data[n] for n in ("title", "due_on")}
        group_reports.ask_report(found, **values, by=request.actor)
        return found.get_absolute_url(), "The convenor is asked, and will be reminded."

    return form_page(
        request, form, name="group_report_ask", verb=verb, title=f"Ask {found} for a report",
        back=found.get_absolute_url(),
    )  # fmt: skip


@require_safe
@signed_in
def group_report(request, pk):
    return report_page(request, _report(pk))


def report_page(request, found: GroupReport, **forms):
    context = {
        "report": found,
        "possible": {move.name for move in REPORT.possible(found, request.actor)},
        "today": clock.today(),
        "form": next(iter(forms.values()), None),
        "send_form": forms.get("send") or ReportForm(auto_id="send_%s"),
        "excuse_form": forms.get("excuse") or ReasonForm(auto_id="excuse_%s"),
    }
    return render(request, "working/report.html", context)


@require_POST
@signed_in
def group_report_send(request, pk):
    found, form = _report(pk), ReportForm(request.POST, request.FILES, auto_id="send_%s")
    if can_report(request.actor, found):
        raise Http404("This is for the group's convenor and the secretariat.")

    def verb():
        given = form.cleaned_data
        content = reports.render_report(found, text=given["text"])
        group_reports.send_report(
            found, text=given["text"], content=content, upload=given["file"], by=request.actor
        )
        return found.get_absolute_url(), "The report is sent to every member."

    return acted(request, form, name="group_report_send", verb=verb) or report_page(
        request, found, send=form
    )


@require_POST
@allowed(secretariat)
def group_report_excuse(request, pk):
    found, form = _report(pk), ReasonForm(request.POST, auto_id="excuse_%s")

    def verb():
        reason = form.cleaned_data["reason"]
        group_reports.excuse_report(found, reason=reason, by=request.actor)
        return found.get_absolute_url(), "Noted as not needed."

    return acted(request, form, name="group_report_excuse", verb=verb) or report_page(
        request, found, excuse=form
    )


@require_safe
@signed_in
def group_report_copy(request, pk):
    """The report as PDF, as it was sent."""
    found = _report(pk)
    if found.copy is None:
        raise Http404("This report is not sent yet.")
    return files.serve(request, found.copy)


@require_safe
@signed_in
def group_report_file(request, pk):
    found = _report(pk)
    if found.file is None:
        raise Http404("No file came with this report.")
    return files.serve(request, found.file)
