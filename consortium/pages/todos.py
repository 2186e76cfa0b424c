"""What needs this hat today, from every app, by due day."""

from datetime import date

from claims import todos as claims
from consortium.core.actor import Actor
from consortium.core.todo import Todo, in_order
from members import todos as members
from members.applications import todos as applications
from members.meetings import todos as meetings
from members.roll import todos as roll
from projects.funds import todos as funds

SOURCES = (
    members.todos, meetings.todos, applications.todos, roll.todos, funds.todos, claims.todos,
)  # fmt: skip


def for_actor(actor: Actor, *, today: date) -> list[Todo]:
    """A fixed number of queries for each hat."""
    return in_order(todo for source in SOURCES for todo in source(actor, today=today))
