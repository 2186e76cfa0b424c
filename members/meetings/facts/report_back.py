"""What a member's board is told after a meeting: decisions, progress, issues (7.7, R53).

What is for named people only is left out, whoever asks.
"""

from dataclasses import dataclass

from members.meetings.models import Action, BoardReport, Decision, Meeting
from members.meetings.states import ActionState, ItemState, Mark, MeetingState

SHARED = (Mark.PUBLIC, Mark.MEETING, Mark.MEMBERS)


@dataclass(frozen=True)
class ReportBack:
    """`since`: the held meeting before, None where this is the first."""

    meeting: Meeting
    since: Meeting | None
    decisions: list[Decision]
    done: list[Action]
    to_do: list[Action]
    carried: list
    overridden: list[Decision]


def report_back(meeting: Meeting) -> ReportBack:
    """A fixed number of queries."""
    held = Meeting.objects.filter(state=MeetingState.HELD, on__lt=meeting.on)
    since = held.order_by("-on", "-starts_at").first()
    actions = Action.objects.filter(mark__in=SHARED)
    actions = actions.filter(meeting__on__lte=meeting.on).select_related("organisation", "person")
    done = actions.filter(state=ActionState.DONE)
    if since is not None:
        done = done.filter(ended_on__gte=since.on)
    shared = Decision.objects.filter(mark__in=SHARED).select_related("override__body")
    overridden = shared.filter(override__reported_at=meeting)
    carried = meeting.items.filter(state=ItemState.CARRIED, mark__in=SHARED)
    return ReportBack(
        meeting, since, list(shared.filter(meeting=meeting).order_by("number")), list(done),
        list(actions.filter(state=ActionState.OPEN)), list(carried), list(overridden),
    )  # fmt: skip


def with_reports(organisation_id: int | None) -> list[Meeting]:
    """The meetings that were held, newest first, each with `reported` (a report or None)."""
    made = BoardReport.objects.filter(organisation_id=organisation_id)
    by_meeting = {each.meeting_id: each for each in made}
    found = list(Meeting.objects.filter(state=MeetingState.HELD)[:50])
    for each in found:
        each.reported = by_meeting.get(each.pk)
    return found
