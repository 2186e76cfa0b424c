"""What waits after meetings: actions of one's own."""

from datetime import date

from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.todo import Todo
from members.agreement.todos import rows
from members.states import Role

from .models import Action


def _actions(actor: Actor, today: date):
    """By name to the person, in whatever hat; else to who speaks for the organisation."""
    mine = Action.objects.visible_to(actor).open()
    speaks = actor.has(Role.REPRESENTATIVE, Role.SUBSTITUTE)
    own = mine.of(actor) if speaks else mine.filter(person_id=actor.user_id)
    yield rows("meeting_action", own, words="task", day="due_on")


def _action(pk, task, state, day) -> Todo:
    return Todo(task, reverse("action", args=[pk]), hint="Action of a meeting", due=day)


PARTS = [_actions]
TODOS = {"meeting_action": _action}
