"""The days that a meeting's date brings with it, by what the consortium has settled (10.5, R93)."""

from dataclasses import dataclass
from datetime import date

from consortium.core.workingdays import add_working_days
from members.meetings.models import Circulation, Meeting, MeetingSettings
from members.meetings.rules_notice import Notice


def notice() -> Notice:
    """Clear days and cut-off as settled. One query."""
    settled = MeetingSettings.current()
    return Notice(settled.clear_days, settled.cut_off)


@dataclass(frozen=True)
class Days:
    """The days before a meeting: items called for, proposed until, papers out by."""

    call: date
    propose: date
    circulate: date


def days_of(meeting: Meeting, settled: MeetingSettings | None = None) -> Days:
    """`meeting.proposals_until` goes before the usual day. One query without `settled`."""
    settled = settled or MeetingSettings.current()
    usual = add_working_days(meeting.on, -settled.propose_days)
    return Days(
        call=add_working_days(meeting.on, -settled.call_days),
        propose=meeting.proposals_until or usual,
        circulate=Notice(settled.clear_days, settled.cut_off).circulate_by(meeting.on),
    )


def with_days(meetings, settled: MeetingSettings | None = None) -> list[Meeting]:
    """The meetings, each with its `days`. One query for all."""
    settled = settled or MeetingSettings.current()
    found = list(meetings)
    for each in found:
        each.days = days_of(each, settled)
    return found


def with_papers(meetings: list[Meeting]) -> list[Meeting]:
    """Each with `papers_out`: "on_time", "lenient" or "late" for its first circulation, empty
    before it. One query for all."""
    first = Circulation.objects.filter(number=1, meeting__in=[each.pk for each in meetings])
    sent = {row.meeting_id: row for row in first}
    for each in meetings:
        each.papers_out = _papers(sent.get(each.pk))
    return meetings


def _papers(first: Circulation | None) -> str:
    """As it was judged when it went out: a meeting that is moved afterwards changes nothing."""
    if first is None:
        return ""
    if not first.late:
        return "on_time"
    return "lenient" if first.counts_for <= add_working_days(first.due_by, 1) else "late"
