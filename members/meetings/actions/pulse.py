"""Tell the screens in the room that something has changed."""

from django.db.models import F

from members.meetings.models import Meeting


def beat(meeting: Meeting) -> None:
    """Let the meeting's pulse rise by one, in the transaction of what has changed."""
    Meeting.objects.filter(pk=meeting.pk).update(pulse=F("pulse") + 1)
