"""The meeting on its day: begun, taken from item to item, ended (9.1, 10.4, 10.6).

Locks are taken in one order: meeting, item, proposal.
"""

from datetime import datetime, time

from consortium.core import audit, clock
from consortium.core.locks import locked, retried
from consortium.core.versions import check_version
from consortium.core.workflow import Refused, fire, refuse_if
from members.meetings.facts import moments
from members.meetings.models import AgendaItem, Meeting
from members.meetings.permissions import can_type
from members.meetings.states import OPEN_MOTIONS, ItemKind, ItemState, MeetingState
from members.meetings.workflow.room import ITEM, ROOM

from . import carried, quorate
from .checks import locked_with_meeting
from .noting import note_all
from .overriding import report_all
from .pulse import beat
from .taken import bring_next

NOT_REACHED = "The meeting did not reach it."
NO_TIME = "Enter the time, as in 14:05."


@retried
def begin(meeting: Meeting, *, from_paper: bool = False, at: time | None = None, by) -> Meeting:
    """The chair opens it. A meeting whose room lost its connection is typed from paper later:
    then `at` is when it began, and all that is typed carries that mark."""
    current, today = locked(meeting), clock.today()
    refuse_if(
        NO_TIME if from_paper and at is None else "",
        "A meeting that goes on now begins now." if at is not None and not from_paper else "",
    )
    current.from_paper = from_paper
    current.began_at = moments.on_the_day(current, at) if at else moments.now()
    refuse_if(_in_the_future(current.began_at))
    facts = {"today": today, "from_paper": from_paper}
    current = fire(ROOM, current, "begin", facts=facts, fields=("from_paper", "began_at"), by=by)
    quorate.note(current, at=current.began_at, by=by)
    beat(current)
    return current


@retried
def end(meeting: Meeting, *, at: time | None = None, by) -> Meeting:
    """It is over, for good. Items that were not reached are carried over."""
    current = locked(meeting)
    current.ended_at = moment_of(current, at)
    facts = {"put": is_before_the_meeting(current), "latest": _latest(current)}
    current = fire(ROOM, current, "end", facts=facts, fields=("ended_at",), by=by)
    items = AgendaItem.objects.select_for_update().filter(meeting=current)
    for each in items.filter(state=ItemState.NOW):
        if why := carried.not_settled(each):
            _left(each, why, at=current.ended_at, by=by)
            continue
        _end_item(each, ItemState.DONE, at=current.ended_at, by=by)
        _when_done(each, by=by)
    for each in items.filter(state=ItemState.PLANNED):
        _left(each, NOT_REACHED, at=current.ended_at, by=by)
    for each in current.stand_ins.filter(ended_at__isnull=True):
        each.ended_at = current.ended_at
        each.save(update_fields=["ended_at"])
    if current.from_paper:
        quorate.note_all(current, by=by)
    beat(current)
    bring_next(by=by)
    return current


def _left(item: AgendaItem, why: str, *, at: datetime, by) -> None:
    """The meeting is over without it."""
    _end_item(item, ItemState.CARRIED, why=why, at=at, by=by)
    carried.follow(item, why=why, by=by)


def _latest(meeting: Meeting) -> datetime | None:
    """When somebody last came or left."""
    rows = meeting.presences.standing().values_list("arrived_at", "left_at")
    return max((moment for row in rows for moment in row if moment), default=None)


def _end_item(item: AgendaItem, state: str, *, at: datetime, why: str = "", by) -> None:
    """With its meeting; `fire` is not asked, as the meeting is no longer under way."""
    before, item.state, item.ended_at = item.state, state, at
    item.why = why or item.why
    item.version += 1
    item.save(update_fields=["state", "ended_at", "why", "version"])
    audit.record(
        "item.ended", item, before={"state": before}, after={"state": state}, reason=why, by=by
    )


@retried
def start(item: AgendaItem, *, at: time | None = None, by) -> AgendaItem:
    """The meeting is at this item now; also back to one that it had done."""
    meeting, current = locked_with_meeting(item)
    other = meeting.items.filter(state=ItemState.NOW).exclude(pk=current.pk)
    facts = {
        "other": other.values_list("title", flat=True).first(),
        "carried": AgendaItem.objects.filter(carried_from=current).exists(),
    }
    current.began_at = current.began_at or moment_of(meeting, at)
    current.ended_at, current.why = None, ""
    return _fired(meeting, current, "start", facts=facts, by=by)


@retried
def finish(item: AgendaItem, *, at: time | None = None, by) -> AgendaItem:
    meeting, current = locked_with_meeting(item)
    refuse_if(carried.not_settled(current))
    current.ended_at = moment_of(meeting, at)
    done = _fired(meeting, current, "finish", facts=_put(current), by=by)
    _when_done(done, by=by)
    return done


def _when_done(item: AgendaItem, *, by) -> None:
    """What the meeting has heard of counts as reported (R74)."""
    if item.kind == ItemKind.OVERRIDES:
        report_all(item, by=by)
    elif item.kind == ItemKind.WRITTEN:
        note_all(item, by=by)


@retried
def carry(item: AgendaItem, *, why: str, at: time | None = None, by) -> AgendaItem:
    """To another meeting: for want of a quorum, of time, of a paper. The agenda builder of the
    next one takes it up."""
    meeting, current = locked_with_meeting(item)
    current.ended_at, current.why = moment_of(meeting, at), why.strip()[:300]
    done = _fired(meeting, current, "carry", facts=_put(current), reason=why.strip(), by=by)
    carried.follow(done, why=why.strip(), by=by)
    return done


@retried
def put_back(item: AgendaItem, *, by) -> AgendaItem:
    """It was started by mistake: it is still to come."""
    meeting, current = locked_with_meeting(item)
    current.began_at = current.ended_at = None
    return _fired(meeting, current, "put_back", facts=_put(current), by=by)


@retried
def take_notes(item: AgendaItem, *, notes: str, version=None, by) -> AgendaItem:
    """What is said about an item, as the secretariat types it: the minutes grow from there.

    Raises `Stale` where somebody else has typed meanwhile. The words stay out of the audit.
    """
    meeting, current = locked_with_meeting(item)
    refuse_if(
        can_type(by, meeting),
        "" if meeting.state == MeetingState.OPEN else "The meeting is not under way.",
    )
    if version is not None:
        check_version(current, version)
    current.notes = notes.strip()
    current.version += 1
    current.save(update_fields=["notes", "version"])
    audit.record("item.noted", current, after={"letters": len(current.notes)}, by=by)
    beat(meeting)
    return current


def moment_of(meeting: Meeting, at: time | None) -> datetime:
    """Now; of a meeting that is typed from paper the time that was typed, of its day."""
    if not meeting.from_paper:
        refuse_if("Times are typed only for a meeting that is typed from paper." if at else "")
        return moments.now()
    if at is None:
        raise Refused(NO_TIME)
    moment = moments.on_the_day(meeting, at)
    refuse_if(
        "The meeting had not begun then." if moment < meeting.began_at else "",
        _in_the_future(moment),
    )
    return moment


def _in_the_future(moment: datetime) -> str:
    return "The time is later than now." if moment > moments.now() else ""


def is_before_the_meeting(meeting: Meeting) -> bool:
    """Is a proposal open, or being voted on?"""
    return meeting.motions.filter(state__in=sorted(OPEN_MOTIONS)).exists()


def _put(item: AgendaItem) -> dict:
    return {"put": item.motions.filter(state__in=sorted(OPEN_MOTIONS)).exists()}


def _fired(meeting, item, move: str, *, facts: dict, reason: str = "", by) -> AgendaItem:
    item.version += 1
    fields = ("began_at", "ended_at", "why", "version")
    item = fire(ITEM, item, move, facts=facts, reason=reason, fields=fields, by=by)
    beat(meeting)
    return item
