"""Who comes, leaves and comes back (7.1, 7.2, 10.6, R46).

A member speaks through its representative; a named substitute speaks while the
representative is away. Every verb looks whether the quorum was lost or regained.
"""

from datetime import datetime, time

from django.db.models import Q

from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.locks import locked, retried
from members.meetings.facts import moments, parts
from members.meetings.models import Ballot, Meeting, Presence
from members.meetings.permissions import LOOKS, can_type
from members.meetings.states import VOTING_PARTS, MeetingState, Mode, Part
from members.models import Organisation, User

from . import quorate
from .checks import locked_with_meeting, refuse_if
from .pulse import beat
from .room import moment_of

HERE_NOW = Q(left_at__isnull=True, struck_at__isnull=True)


@retried
def check_in(meeting: Meeting, *, mode: str = Mode.ROOM, by: Actor) -> Presence:
    """Somebody says that they are here: as what, their own hat says."""
    current = locked(meeting)
    mine = parts.own_part(by, current.on)
    refuse_if(
        LOOKS if by.impersonator_id else "",
        "" if by.user_id else "Sign in first.",
        "This meeting is typed from paper: the secretariat types who was there."
        if current.from_paper
        else "",
    )
    organisation = Organisation.objects.filter(pk=mine.organisation_id).first()
    user = User.objects.get(pk=by.user_id)
    return _come(current, user, organisation, part=mine.part, mode=mode, at=moments.now(), by=by)


@retried
def arrive(
    meeting: Meeting,
    *,
    user: User | None = None,
    organisation: Organisation | None = None,
    part: str,
    mode: str = Mode.ROOM,
    name: str = "",
    at: time | None = None,
    by: Actor,
) -> Presence:
    """Somebody is ticked by who types. A guest may be a `name` alone, which can be taken out."""
    current = locked(meeting)
    refuse_if(
        can_type(by, current),
        "" if user or name.strip() else "Choose who it is, or enter the guest's name.",
        "Only a guest is a name alone." if not user and part != Part.GUEST else "",
        "" if part in Part.values and mode in Mode.values else "Choose as what they are here.",
    )
    moment = moment_of(current, at) if current.began_at else moments.now()
    return _come(
        current, user, organisation, part=part, mode=mode, name=name.strip()[:120], at=moment, by=by
    )


def _come(meeting, user, organisation, *, part, mode, at, name="", by) -> Presence:
    refuse_if(_not_the_time(meeting))
    refuse_if(
        parts.why_not_as(part, user_id=user and user.pk, organisation=organisation, day=meeting.on)
    )
    there = meeting.presences.filter(HERE_NOW)
    spoken = there.filter(organisation=organisation, part=Part.REPRESENTATIVE)
    if part == Part.SUBSTITUTE and spoken.exists():
        part = Part.GUEST  # the representative speaks
    _not_twice(there, user, organisation, part=part, at=at, by=by)
    if part == Part.REPRESENTATIVE:
        refuse_if("Its representative is here already." if spoken.exists() else "")
        for each in there.filter(organisation=organisation, part=Part.SUBSTITUTE):
            _becomes_a_guest(each, at=at, by=by)
    row = _write(meeting, user, organisation, part=part, mode=mode, at=at, name=name, by=by)
    quorate.note(meeting, at=at, by=by)
    beat(meeting)
    return row


def _not_the_time(meeting: Meeting) -> str:
    if meeting.state == MeetingState.OPEN:
        return ""
    if meeting.state == MeetingState.PLANNED and meeting.on == clock.today():
        return ""
    return "People are marked as here on the day of the meeting, until it has ended."


def _not_twice(there, user, organisation, *, part: str, at: datetime, by) -> None:
    """A person is here once; a guest or somebody of the office may take up another part."""
    before = there.filter(user=user).select_related("organisation").first() if user else None
    if before is None:
        return
    if before.part in VOTING_PARTS and before.organisation_id != (organisation and organisation.pk):
        refuse_if(
            f"They are here for {before.organisation.name}. Nobody is at a meeting for two members."
        )
    if before.part == part:
        refuse_if("They are marked as here already.")
    _leave(before, at=at, by=by)


def _becomes_a_guest(row: Presence, *, at: datetime, by) -> None:
    """The representative has come: the substitute's right ends (model.md)."""
    _leave(row, at=at, by=by)
    _write(row.meeting, row.user, row.organisation, part=Part.GUEST, mode=row.mode, at=at, by=by)


def _write(meeting, user, organisation, *, part, mode, at, name="", by) -> Presence:
    himself = user is not None and by.user_id == user.pk
    row = Presence.objects.create(
        meeting=meeting,
        user=user,
        name="" if user else name,
        organisation=organisation,
        part=part,
        mode=mode,
        arrived_at=at,
        typed_by_id=None if himself else by.user_id,
    )
    after = {
        "meeting": meeting.pk,
        "user": user and user.pk,
        "organisation": organisation and organisation.pk,
        "part": part,
        "mode": mode,
        "at": at,
    }
    audit.record("presence.arrived", row, after=after, by=by)
    return row


@retried
def leave(presence: Presence, *, at: time | None = None, by: Actor) -> Presence:
    """Somebody leaves before the end. Their member is then not present, unless another speaks."""
    meeting, current = locked_with_meeting(presence)
    refuse_if(
        None if _is_self(current, by) else can_type(by, meeting),
        _not_the_time(meeting),
        "They have left already." if current.left_at else "",
        "They were not here." if current.struck_at else "",
    )
    moment = moment_of(meeting, at) if meeting.began_at else moments.now()
    refuse_if("They came later than that." if moment < current.arrived_at else "")
    _leave(current, at=moment, by=by)
    _stands_down(meeting, current, at=moment)
    quorate.note(meeting, at=moment, by=by)
    beat(meeting)
    return current


def _leave(row: Presence, *, at: datetime, by) -> None:
    row.left_at = max(at, row.arrived_at)
    row.save(update_fields=["left_at"])
    audit.record("presence.left", row, after={"at": row.left_at}, by=by)


@retried
def strike(presence: Presence, *, by: Actor) -> Presence:
    """They were ticked by mistake, and were not here. Who has voted was."""
    meeting, current = locked_with_meeting(presence)
    voted = Ballot.objects.filter(motion__meeting=meeting, cast_by_id=current.user_id)
    refuse_if(
        can_type(by, meeting),
        _not_the_time(meeting),
        "This was taken back before." if current.struck_at else "",
        "They have voted at this meeting, so they were here."
        if current.user_id and current.part in VOTING_PARTS and voted.exists()
        else "",
    )
    at = moments.now()
    current.struck_at = at
    current.save(update_fields=["struck_at"])
    audit.record("presence.struck", current, after={"at": at}, by=by)
    _stands_down(meeting, current, at=at)
    quorate.note(meeting, at=at, by=by)
    beat(meeting)
    return current


@retried
def take_out_name(presence: Presence, *, by: Actor) -> Presence:
    """A guest's name goes from the record, at their wish; that a guest was here stays."""
    meeting, current = locked_with_meeting(presence)
    refuse_if(
        can_type(by, meeting),
        "Only the name of a guest without an account can be taken out." if current.user_id else "",
        "" if current.name else "There is no name here any more.",
    )
    current.name = ""
    current.save(update_fields=["name"])
    audit.record("presence.name_taken_out", current, by=by)
    beat(meeting)
    return current


def _stands_down(meeting: Meeting, row: Presence, *, at: datetime) -> None:
    """Who stands in for the chair and leaves does so no longer."""
    standing = meeting.stand_ins.filter(ended_at__isnull=True, user_id=row.user_id)
    if row.user_id and not _still_here(meeting, row.user_id):
        standing.update(ended_at=at)


def _still_here(meeting: Meeting, user_id: int) -> bool:
    return meeting.presences.filter(HERE_NOW, user_id=user_id).exists()


def _is_self(row: Presence, by: Actor) -> bool:
    return by.user_id is not None and row.user_id == by.user_id and not by.impersonator_id
