"""Interests: whoever has one says so, and their organisation steps out of the item (R95, GV12)."""

from consortium.core import audit
from consortium.core.locks import locked, retried
from members.meetings.facts import moments
from members.meetings.models import AgendaItem, Interest, Meeting
from members.meetings.permissions import can_speak_for, can_type
from members.meetings.states import ItemState, MeetingState, MotionState
from members.models import Organisation, User

from .checks import locked_with_meeting, refuse_if
from .pulse import beat

VOTE_OPEN = "The vote on this item is open: who may vote in it stands until it closes."


@retried
def declare(item: AgendaItem, *, organisation: Organisation, user: User, what: str, by) -> Interest:
    """By themselves, or typed for somebody who is here for a member."""
    meeting, current = locked_with_meeting(item)
    himself = by.user_id == user.pk and can_speak_for(by, organisation.pk) is None
    refuse_if(
        None if himself else can_type(by, meeting),
        _cannot_now(meeting, current),
        _not_here(meeting, user, organisation),
        "" if what.strip() else "Say what the interest is.",
        "This is declared already."
        if current.interests.filter(user=user, struck_at__isnull=True).exists()
        else "",
    )
    interest = Interest.objects.create(
        item=current,
        organisation=organisation,
        user=user,
        what=what.strip()[:300],
        declared_at=moments.of(meeting),
        typed_by_id=by.user_id,
    )
    after = {"item": current.pk, "organisation": organisation.pk, "user": user.pk}
    audit.record("interest.declared", interest, after=after, by=by)
    beat(meeting)
    return interest


@retried
def strike(interest: Interest, *, why: str, by) -> Interest:
    """There was none after all; by who declared it, or typed. It stays on record with why."""
    meeting, item = locked_with_meeting(interest.item)
    current = locked(interest)
    himself = by.user_id == current.user_id and can_speak_for(by, current.organisation_id) is None
    refuse_if(
        None if himself else can_type(by, meeting),
        _cannot_now(meeting, item),
        "This was taken back before." if current.struck_at else "",
        "" if why.strip() else "Say why.",
    )
    current.struck_at, current.struck_why = moments.now(), why.strip()[:300]
    current.save(update_fields=["struck_at", "struck_why"])
    audit.record("interest.struck", current, reason=why.strip(), by=by)
    beat(meeting)
    return current


def _cannot_now(meeting: Meeting, item: AgendaItem) -> str:
    if meeting.state != MeetingState.OPEN:
        return "Interests are declared while the meeting is under way."
    if item.state in (ItemState.DONE, ItemState.WITHDRAWN, ItemState.CARRIED):
        return "The meeting is done with this item."
    voting = item.motions.filter(state=MotionState.VOTING).exists()
    return VOTE_OPEN if voting else ""


def _not_here(meeting: Meeting, user: User, organisation: Organisation) -> str:
    here = meeting.presences.now().voting().filter(user=user, organisation=organisation)
    return "" if here.exists() else f"They are not here for {organisation.name}."
