"""What the verbs of a meeting ask and lock first. Locks: meeting, then proposal."""

from consortium.core.workflow import Refused
from members.meetings.models import Meeting, Motion
from members.meetings.permissions import can_speak_for, can_type
from members.meetings.states import MeetingState


def locked_meeting(pk: int) -> Meeting:
    return Meeting.objects.select_for_update().get(pk=pk)


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


def refuse_if(*reasons: str | None) -> None:
    if found := [reason for reason in reasons if reason]:
        raise Refused(found)


def cannot_act_for(organisation, user, *, meeting, by) -> str:
    """By themselves for their own member, or typed by who may type."""
    if by.user_id == user.pk and can_speak_for(by, organisation.pk) is None:
        return ""
    return can_type(by, meeting) or ""
