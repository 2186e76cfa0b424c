"""The clock's doors: prompts of disputes, the chair's notes after a term, reports and reviews."""

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.due import handles
from members.models import Term

from . import notices
from .actions import disputes, group_reports, groups, notes, service
from .models import Arrangement, Dispute, Group, GroupReport


@handles(disputes.PROMPT, coalesce=True)
def prompt_both_sides(item, late: bool) -> None:
    dispute = Dispute.objects.going_on().filter(pk=item.object_id).first()
    if dispute:
        notices.prompted(dispute, by=SYSTEM)


@handles(notes.TERM_OVER)
def ask_what_becomes_of_notes(item, late: bool) -> None:
    term = Term.objects.filter(pk=item.object_id).first()
    if term and term.ends < clock.today():
        notes.ask_at_the_end(term, by=SYSTEM)


@handles(notes.GOES)
def let_notes_go(item, late: bool) -> None:
    term = Term.objects.filter(pk=item.object_id).first()
    if term:
        notes.let_go(term, by=SYSTEM)


@handles(groups.REVIEW)
def ask_for_a_groups_review(item, late: bool) -> None:
    group = Group.objects.filter(pk=item.object_id, ends__isnull=True).first()
    if group:
        notices.group_review_due(group, by=SYSTEM)


@handles(group_reports.SOON, coalesce=True)
def remind_of_a_report(item, late: bool) -> None:
    report = GroupReport.objects.waiting().filter(pk=item.object_id).first()
    if report:
        notices.report_soon(report, by=SYSTEM)


@handles(group_reports.LATE)
def chase_a_report(item, late: bool) -> None:
    report = GroupReport.objects.waiting().filter(pk=item.object_id).first()
    if report:
        notices.report_late(report, by=SYSTEM)


@handles(service.REVIEW)
def ask_for_an_arrangements_review(item, late: bool) -> None:
    arrangement = Arrangement.objects.filter(pk=item.object_id, ends__isnull=True).first()
    if arrangement:
        notices.arrangement_review_due(arrangement, by=SYSTEM)
