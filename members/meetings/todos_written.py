"""What waits about proposals in writing: rows for the query of meetings."""

from datetime import date

from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.todo import Todo
from members.agreement.todos import rows
from members.states import Role
from members.working.todos import stateless

from .facts.written import unanswered

SHOWN = 80


def _answer(actor: Actor, today: date):
    """Proposals that nobody has answered for this hat's member."""
    if actor.has(Role.REPRESENTATIVE, Role.SUBSTITUTE) and not actor.impersonator_id:
        found = unanswered(actor.organisation_id, today)
        yield rows("answer_written", stateless(found), words="motion__wording", day="closes_on")


def _to_answer(pk, wording, state, day) -> Todo:
    short = wording if len(wording) <= SHOWN else f"{wording[: SHOWN - 1]}…"
    return Todo(f"Answer in writing: {short}", reverse("written", args=[pk]), due=day)


PARTS = [_answer]
TODOS = {"answer_written": _to_answer}
