"""What people need to take part, kept between them and the secretariat (10.5, R92)."""

from collections.abc import Mapping

from consortium.core import audit, clock
from consortium.core.locks import retried
from members.actions.erasing import also_forgets
from members.actions.exporting import also_exports
from members.meetings.facts import moments
from members.meetings.models import AccessCheck, AccessNeed, Meeting
from members.meetings.models.replies import AccessPoint
from members.meetings.permissions import LOOKS, can_plan
from members.models import User

from .checks import locked_meeting, refuse_if

MOST = 2000


@retried
def write_need(user: User, *, text: str, meeting: Meeting | None = None, by) -> AccessNeed | None:
    """What helps this person, always or at one meeting; empty takes it away. Their own alone.

    The audit record says that it was written, never what.
    """
    text = text.strip()
    refuse_if(
        LOOKS if by.impersonator_id else "",
        "" if by.user_id == user.pk else "People write their own needs here.",
        "" if len(text) <= MOST else f"Use {MOST} characters or fewer.",
        "The meeting is over or was called off." if meeting and not meeting.is_live else "",
    )
    User.objects.select_for_update().get(pk=user.pk)
    found = AccessNeed.objects.filter(user=user, meeting=meeting).first()
    if not text:
        if found:
            audit.record("access.removed", found, by=by)
            found.delete()
        return None
    found = found or AccessNeed(user=user, meeting=meeting)
    found.text, found.saved_at = text, moments.now()
    found.save()
    audit.record("access.written", found, after={"meeting": found.meeting_id}, by=by)
    return found


@retried
def check_access(
    meeting: Meeting, points: Mapping[str, tuple[bool, str]], *, by
) -> list[AccessCheck]:
    """The secretariat's check list: each point done or not, with a note about the place."""
    meeting = locked_meeting(meeting.pk)
    refuse_if(
        can_plan(by, meeting),
        "" if meeting.is_live else "The meeting is over or was called off.",
        "" if set(points) <= set(AccessPoint.values) else "There is no such point.",
    )
    there = {each.point: each for each in meeting.access_checks.all()}
    changed = []
    for point, (done, note) in points.items():
        one = there.get(point) or AccessCheck(meeting=meeting, point=point)
        if one.pk and (one.done, one.note) == (done, note.strip()):
            continue
        if one.pk is None and not done and not note.strip():
            continue
        one.done, one.note = done, note.strip()[:300]
        one.checked_on, one.checked_by_id = clock.today(), by.user_id
        one.save()
        changed.append(one)
    if changed:
        after = {each.point: each.done for each in changed}
        audit.record("access.checked", meeting, after=after, by=by)
    return changed


@also_forgets
def forget_needs(user: User, *, by) -> None:
    """They go with the name."""
    AccessNeed.objects.filter(user=user).delete()


@also_exports
def needs_of(user: User) -> list[dict]:
    """In full in a copy of the person's data: it is theirs."""
    rows = AccessNeed.objects.filter(user=user).select_related("meeting")
    return [
        {
            "what": "Access needs",
            "for": str(each.meeting) if each.meeting else "Every meeting",
            "text": each.text,
        }
        for each in rows
    ]
