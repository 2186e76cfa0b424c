"""What the verbs of a meeting ask and lock first. Locks: meeting, then what is of it."""

from typing import TypeVar

from consortium.core import locks
from consortium.core.workflow import refuse_if
from members.meetings.models import AgendaItem, Meeting, Motion, Paper, Presence
from members.meetings.permissions import can_speak_for, can_type
from members.meetings.states import MeetingState

__all__ = [
    "cannot_act_for", "locked", "locked_meeting", "locked_with_meeting", "not_under_way",
    "refuse_if",
]  # fmt: skip

Part = TypeVar("Part", AgendaItem, Paper, Presence)


def locked_meeting(pk: int) -> Meeting:
    return Meeting.objects.select_for_update().get(pk=pk)


def locked_with_meeting(record: Part) -> tuple[Meeting, Part]:
    """The meeting and then a row of it, read anew under their locks."""
    meeting = locked_meeting(record.meeting_id)
    current = locks.locked(record)
    current.meeting = meeting
    return meeting, current


def locked(motion: Motion) -> tuple[Meeting, Motion]:
    """The meeting and then the proposal, read anew under their locks."""
    meeting = locked_meeting(motion.meeting_id)
    rows = Motion.objects.select_related("item", "item__business").select_for_update(of=("self",))
    found = rows.get(pk=motion.pk)
    found.meeting = meeting
    return meeting, found


def not_under_way(meeting: Meeting) -> str:
    if meeting.state == MeetingState.OPEN:
        return ""
    return "The meeting is not under way."


def cannot_act_for(organisation, user, *, meeting, by) -> str:
    """By themselves for their own member, or typed by who may type."""
    if by.user_id == user.pk and can_speak_for(by, organisation.pk) is None:
        return ""
    return can_type(by, meeting) or ""
