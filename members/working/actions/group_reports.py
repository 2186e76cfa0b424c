"""What groups report to the consortium, by a day (10.3)."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consortium.core import audit, clock, due, files
from consortium.core.locks import locked
from consortium.core.workflow import fire, refuse_if
from consortium.core.workingdays import add_working_days
from members.working import notices, rules
from members.working.models import Group, GroupReport
from members.working.permissions import can_keep_groups
from members.working.workflow import REPORT

SOON, LATE = "group.report_soon", "group.report_late"


@transaction.atomic
def ask_report(group: Group, *, title: str, due_on: date, by) -> GroupReport:
    """The consortium wants a report by a day; the convenor is reminded."""
    current, today = locked(group), clock.today()
    refuse_if(
        can_keep_groups(by),
        "This group has ended." if current.ends else "",
        "" if title.strip() else "Say what the report is about.",
        "The day must be later than today." if due_on <= today else "",
    )
    report = GroupReport.objects.create(
        group=current, title=title.strip(), asked_on=today, due_on=due_on
    )
    audit.record("group_report.asked", report, after={"due_on": due_on}, by=by)
    soon = add_working_days(due_on, rules.REPORT_SOON)
    if soon > today:
        due.plan(SOON, report, soon)
    due.plan(LATE, report, add_working_days(due_on, rules.REPORT_LATE))
    notices.report_asked(report, by=by)
    return report


@transaction.atomic
def send_report(
    report: GroupReport, *, text: str, content: bytes, upload: UploadedFile | None = None, by
) -> GroupReport:
    """The convenor sends it. `content` is its PDF, frozen with it; every member is told."""
    current = locked(report)
    current.text, current.sent_on, current.sent_by_id = text.strip(), clock.today(), by.user_id
    refuse_if(*REPORT.reasons(current, "send", by))
    if upload:
        current.file = files.receive(upload, owner=current, organisation_id=None, by=by)
    name = f"report-{current.pk}-{current.sent_on.isoformat()}.pdf"
    current.copy = files.keep(content, name, owner=current, by=by)
    fields = ("text", "file", "copy", "sent_on", "sent_by_id")
    current = fire(REPORT, current, "send", fields=fields, by=by)
    due.cancel((SOON, LATE), current)
    notices.report_sent(current, by=by)
    return current


@transaction.atomic
def excuse_report(report: GroupReport, *, reason: str, by) -> GroupReport:
    current = fire(REPORT, locked(report), "excuse", reason=reason, by=by)
    due.cancel((SOON, LATE), current)
    return current
