"""A stand-in for the chair, appointed by the meeting for itself alone (9.3, R84, A5)."""

from consortium.core import audit
from consortium.core.actor import Actor
from consortium.core.locks import locked, retried
from members.meetings.facts import moments
from members.meetings.facts.chair import chair_of, may_stand_in
from members.meetings.models import AgendaItem, Meeting, StandIn
from members.meetings.permissions import can_appoint, can_type
from members.meetings.states import ItemKind, ItemState, MeetingState
from members.models import User

from .checks import refuse_if
from .pulse import beat


@retried
def appoint(meeting: Meeting, *, user: User, by: Actor) -> StandIn:
    """Those present choose one of the members' representatives; recorded as the first item."""
    current = locked(meeting)
    chair = chair_of(current)
    rows = {each.user_id: each for each in may_stand_in(current)}
    refuse_if(
        can_appoint(by, current),
        "" if current.state == MeetingState.OPEN else "The meeting is not under way.",
        "The chair is here, so nobody stands in." if chair.holder_is_here else "",
        "Somebody stands in already." if chair.stand_in else "",
        ""
        if user.pk in rows
        else "Only a member's representative who is here can stand in for the chair.",
    )
    row = StandIn.objects.create(
        meeting=current,
        user=user,
        organisation=rows[user.pk].organisation,
        appointed_at=moments.of(current),
        typed_by_id=by.user_id,
    )
    after = {"user": user.pk, "organisation": row.organisation_id}
    audit.record("stand_in.appointed", row, after=after, by=by)
    _first_item(current, by=by)
    beat(current)
    return row


def _first_item(meeting: Meeting, *, by) -> None:
    """The item for it, where the agenda has one, is done with that."""
    item = AgendaItem.objects.select_for_update().filter(
        meeting=meeting, kind=ItemKind.STAND_IN, state__in=[ItemState.PLANNED, ItemState.NOW]
    )
    for each in item:
        before, each.state = each.state, ItemState.DONE
        each.began_at = each.began_at or moments.of(meeting)
        each.ended_at = max(moments.of(meeting), each.began_at)
        each.version += 1
        each.save(update_fields=["state", "began_at", "ended_at", "version"])
        after = {"state": each.state}
        audit.record("item.finish", each, before={"state": before}, after=after, by=by)


@retried
def take_over(meeting: Meeting, *, by: Actor) -> StandIn:
    """The chair has come and takes the chair; typed for them, or by themselves."""
    current = locked(meeting)
    chair = chair_of(current)
    refuse_if(
        can_type(by, current),
        "" if chair.stand_in else "Nobody stands in for the chair.",
        "" if chair.holder_is_here else "The chair is not here.",
    )
    row = locked(chair.stand_in)
    row.ended_at = moments.now()
    row.save(update_fields=["ended_at"])
    audit.record("stand_in.ended", row, by=by)
    beat(current)
    return row
