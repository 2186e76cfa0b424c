"""The link in a mail with which one person says whether they come (R47)."""

from django.core import signing
from django.urls import reverse

from .models import Meeting

SALT = "members.meetings.reply"


def token_for(meeting: Meeting, user_id: int, organisation_id: int) -> str:
    """It says who may answer for which meeting; nothing else opens with it, and it opens
    nothing once the meeting is over."""
    return signing.dumps([meeting.pk, user_id, organisation_id], salt=SALT)


def reply_path(meeting: Meeting, user_id: int, organisation_id: int) -> str:
    return reverse("reply_by_link", args=[token_for(meeting, user_id, organisation_id)])


def read(token: str) -> tuple[int, int, int]:
    """(meeting, person, organisation) by number; BadSignature for anything else."""
    found = signing.loads(token, salt=SALT)
    if not (isinstance(found, list) and len(found) == 3 and all(type(n) is int for n in found)):
        raise signing.BadSignature("another shape")
    return found[0], found[1], found[2]
