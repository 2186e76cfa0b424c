"""Which items of an agenda somebody reads (R54, A17)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from consortium.core.actor import Actor
from consortium.core.days import long_day
from members.meetings.models import AgendaItem, Meeting
from members.meetings.permissions import marks_read_by
from members.meetings.states import FIXED_KINDS, Mark
from members.states import Role

from . import waiting as facts

SEE_ALL = (Role.SECRETARIAT, Role.CHAIR)
HIDDEN = {
    Mark.MEMBERS: "An item for members only",
    Mark.RESTRICTED: "An item for named people only",
}


def reads(actor: Actor | None, item: AgendaItem) -> bool:
    """Whether this hat reads an item. Who prepares the agenda and who chairs read all of it."""
    if actor is not None and actor.has(*SEE_ALL):
        return True
    return item.mark in marks_read_by(actor)


def agenda(meeting: Meeting, actor: Actor | None) -> list[AgendaItem]:
    """What stands on the agenda in order, each item with `number`, `at` (when it begins by the
    plan, None from where no minutes are planned) and `hidden` (what is said in its place, empty
    where this hat reads it), `fixed` and `invited` (names from outside). One query."""
    found = list(meeting.items.standing().select_related("business", "carried_from__meeting"))
    at: datetime | None = datetime.combine(meeting.on, meeting.starts_at)
    for number, item in enumerate(found, start=1):
        item.number, item.hidden, item.fixed = number, "", item.kind in FIXED_KINDS
        item.invited = _names(item)
        item.at = at.time() if at else None
        at = at + timedelta(minutes=item.minutes) if at and item.minutes else None
        if not reads(actor, item):
            item.hidden = HIDDEN.get(item.mark, "An item that you do not see")
    return found


def _names(item: AgendaItem) -> list[str]:
    return [each["name"] for each in item.business.invited] if item.business else []


@dataclass(frozen=True)
class Waits:
    """One thing that waits for a meeting, as the builder lists it; `key` says which."""

    key: str
    title: str
    why: str


def waiting(meeting: Meeting) -> list[Waits]:
    """What can be taken onto this agenda: carried over, brought by other parts, business."""
    found = [
        Waits(f"item:{each.pk}", each.title, f"Carried over from {long_day(each.meeting.on)}")
        for each in facts.carried()
    ]
    found += [Waits(f"brought:{each.key}", each.title, each.kind.label)
              for each in facts.brought(meeting)]  # fmt: skip
    found += [
        Waits(f"business:{each.pk}", each.title, f"Waits since {long_day(each.raised_on)}")
        for each in facts.business()
    ]
    return found


def planned_end(meeting: Meeting, items: list[AgendaItem]) -> time:
    """When the meeting is over if every item takes as long as planned."""
    minutes = sum(item.minutes or 0 for item in items)
    return (datetime.combine(meeting.on, meeting.starts_at) + timedelta(minutes=minutes)).time()


def too_long(meeting: Meeting, items: list[AgendaItem]) -> int:
    """By how many minutes the plan is longer than the meeting; 0 where it fits."""
    on = meeting.on
    there = datetime.combine(on, meeting.ends_at) - datetime.combine(on, meeting.starts_at)
    planned = sum(item.minutes or 0 for item in items)
    return max(0, planned - int(there.total_seconds()) // 60)
