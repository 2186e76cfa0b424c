"""The life of a meeting on its day, and of an item of its agenda, as tables (10.4, 10.6)."""

from consortium.core.workflow import Move, Workflow
from members.meetings.models import AgendaItem
from members.meetings.permissions import can_preside, can_type
from members.meetings.states import ItemState, MeetingState

M, N = MeetingState, ItemState


def types_at(actor, item: AgendaItem) -> str | None:
    return can_type(actor, item.meeting)


def presides_at(actor, item: AgendaItem) -> str | None:
    return can_preside(actor, item.meeting)


def it_is_the_day(meeting, facts):
    """`facts`: today, and whether it is typed from paper."""
    today, late = facts.get("today"), facts.get("from_paper")
    if today is None or meeting.on == today or (late and meeting.on < today):
        return None
    if meeting.on > today:
        return "The meeting is on a later day."
    return "The day of the meeting has gone by. Type it from paper."


def nothing_is_before_the_meeting(record, facts):
    return "Settle the proposal that is before the meeting first." if facts.get("put") else None


def it_ends_after_all_that_happened(meeting, facts):
    """`facts["latest"]`: when somebody last came or left, None where nobody did."""
    latest = facts.get("latest")
    late = latest and meeting.ended_at and latest > meeting.ended_at
    return "It cannot end before somebody came or left." if late else None


def no_other_item_is_on(item, facts):
    """`facts["other"]`: the title of the item that the meeting is at."""
    other = facts.get("other")
    return f"The meeting is at “{other}”. Finish that, or carry it over." if other else None


def it_is_not_on_another_agenda(item, facts):
    return "This item is on another meeting's agenda already." if facts.get("carried") else None


def the_meeting_is_under_way(item, facts):
    under_way = item.meeting.state == MeetingState.OPEN
    return None if under_way else "The meeting is not under way."


ROOM = Workflow(
    name="meeting",
    field="state",
    moves=(
        Move(
            name="begin",
            label="Begin the meeting",
            sources=frozenset({M.PLANNED}),
            target=M.OPEN,
            who=can_type,
            guards=(it_is_the_day,),
        ),
        Move(
            name="end",
            label="End the meeting",
            sources=frozenset({M.OPEN}),
            target=M.HELD,
            who=can_preside,
            guards=(nothing_is_before_the_meeting, it_ends_after_all_that_happened),
        ),
    ),
)

ITEM = Workflow(
    name="item",
    field="state",
    moves=(
        Move(
            name="start",
            label="Start this item",
            sources=frozenset({N.PLANNED, N.DONE, N.CARRIED}),
            target=N.NOW,
            who=presides_at,
            guards=(the_meeting_is_under_way, no_other_item_is_on, it_is_not_on_another_agenda),
        ),
        Move(
            name="finish",
            label="Finish this item",
            sources=frozenset({N.NOW}),
            target=N.DONE,
            who=presides_at,
            guards=(the_meeting_is_under_way, nothing_is_before_the_meeting),
        ),
        Move(
            name="carry",
            label="Carry it over",
            sources=frozenset({N.PLANNED, N.NOW}),
            target=N.CARRIED,
            who=presides_at,
            guards=(the_meeting_is_under_way, nothing_is_before_the_meeting),
            needs_reason=True,
        ),
        Move(
            name="put_back",
            label="Not yet: put it back",
            sources=frozenset({N.NOW}),
            target=N.PLANNED,
            who=presides_at,
            guards=(the_meeting_is_under_way, nothing_is_before_the_meeting),
        ),
    ),
)
