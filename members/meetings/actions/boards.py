"""A member reports a meeting to its own board (7.7, R53)."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock
from members.meetings.models import BoardReport, Meeting
from members.meetings.permissions_after import can_report_back
from members.meetings.states import MeetingState

from .checks import locked_meeting, refuse_if


@transaction.atomic
def reported(meeting: Meeting, *, on: date, note: str = "", by) -> BoardReport:
    """Reported to the actor's own board on a local day; once for each meeting."""
    current = locked_meeting(meeting.pk)
    there = BoardReport.objects.filter(meeting=current, organisation_id=by.organisation_id)
    refuse_if(
        can_report_back(by),
        "" if current.state == MeetingState.HELD else "The meeting is not over yet.",
        "It was not held yet on that day." if on < current.on else "",
        "The day must not be later than today." if on > clock.today() else "",
        "This meeting has been reported to your board already." if there.exists() else "",
    )
    made = BoardReport.objects.create(
        meeting=current, organisation_id=by.organisation_id, on=on, note=note.strip()[:300],
        by_id=by.user_id,
    )  # fmt: skip
    after = {"meeting": current.pk, "organisation": by.organisation_id, "on": on}
    audit.record("meeting.reported_to_board", made, after=after, by=by)
    return made
