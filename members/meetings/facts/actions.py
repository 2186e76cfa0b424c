"""Actions as lists and agendas ask for them (S21)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.days import long_day
from members.meetings.models import Action, Meeting
from members.meetings.states import ActionState, ItemKind


def listed(actor: Actor, which: str) -> QuerySet[Action]:
    """What this person may read. `which`: open, mine, late, done or all; open by default."""
    found = Action.objects.visible_to(actor).select_related("meeting", "organisation", "person")
    if which == "mine":
        return found.open().of(actor)
    if which == "late":
        return found.late(clock.today())
    if which == "done":
        return found.exclude(state=ActionState.OPEN).order_by("-ended_on", "-pk")
    return found if which == "all" else found.open()


WORDS = {
    "action.recorded": "Recorded",
    "action.changed": "Changed",
    "action.done": "Done",
    "action.drop": "Dropped",
}


@dataclass(frozen=True)
class Step:
    """What happened to an action, on which day, and what it was before."""

    words: str
    day: date
    was: str = ""


def history(action: Action) -> list[Step]:
    """The newest first. One query."""
    rows = audit.history(action).order_by("-sequence")
    return [Step(WORDS.get(row.action, "Changed"), row.at.date(), _was(row)) for row in rows]


def _was(row) -> str:
    """Of a change what it was: its words and its day, where these are others now."""
    before, after = row.before or {}, row.after or {}
    found = []
    if before.get("task") != after.get("task") and before.get("task"):
        found.append(f"“{before['task']}”")
    if before.get("due_on") != after.get("due_on") and before.get("due_on"):
        found.append(f"until {long_day(date.fromisoformat(before['due_on']))}")
    return f"before: {', '.join(found)}" if found else ""


def carried_to(meeting: Meeting, items, actor: Actor) -> list[Action]:
    """Those still to do from earlier meetings, where the agenda has its item for them and the
    meeting is not over. One query, or none."""
    has = any(each.kind == ItemKind.ACTIONS and not each.hidden for each in items)
    if not has or not meeting.is_live:
        return []
    rows = Action.objects.visible_to(actor).open().filter(meeting__on__lt=meeting.on)
    return list(rows.select_related("meeting", "organisation", "person"))
