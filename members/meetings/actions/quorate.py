"""When there was a quorum and when not, written down as it changes (10.6, R95)."""

from datetime import datetime

from consortium.core import audit
from members.meetings.facts.quorum import room_of
from members.meetings.models import Meeting, QuorumChange
from members.meetings.rules import Quorum
from members.meetings.rules_presence import Stay, quorum_over_time
from members.meetings.states import MeetingState
from members.models import Organisation


def note(meeting: Meeting, *, at: datetime, by) -> None:
    """A row if the quorum was lost or regained; the first one when the meeting begins.

    What is typed from paper comes in any order: there all rows are written at the end.
    """
    if meeting.state != MeetingState.OPEN or meeting.from_paper:
        return
    quorum = room_of(meeting).meeting_quorum
    last = meeting.quorum_changes.order_by("-pk").values_list("quorate", flat=True).first()
    if last is None or last != quorum.met:
        _write(meeting, quorum, at=at, by=by)


def note_all(meeting: Meeting, *, by) -> None:
    """Of a meeting that was typed from paper: every change, from who came and left when."""
    members = set(Organisation.objects.voting_on(meeting.on).values_list("pk", flat=True))
    stays = [
        Stay(each.organisation_id, each.arrived_at, each.left_at)
        for each in meeting.presences.standing().voting()
        if each.organisation_id in members
    ]
    for at, quorum in quorum_over_time(stays, members=len(members), began=meeting.began_at):
        _write(meeting, quorum, at=at, by=by)


def _write(meeting: Meeting, quorum: Quorum, *, at: datetime, by) -> None:
    row = QuorumChange.objects.create(
        meeting=meeting,
        at=at,
        quorate=quorum.met,
        members=quorum.members,
        needed=quorum.needed,
        present=quorum.present,
    )
    after = {"members": quorum.members, "needed": quorum.needed, "present": quorum.present}
    action = "meeting.quorum" if quorum.met else "meeting.no_quorum"
    audit.record(action, row, after=after, by=by)
