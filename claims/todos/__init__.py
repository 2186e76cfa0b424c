"""What waits for each hat about claims and their money."""

from collections.abc import Iterator
from datetime import date

from claims.permissions import OFFICERS
from consortium.core.actor import Actor
from consortium.core.todo import Todo
from members.states import Role

from . import member, money, office
from .member import Card, cards

__all__ = ["Card", "cards", "todos"]


def todos(actor: Actor, *, today: date) -> Iterator[Todo]:
    """A fixed number of queries for each hat, whatever the number of claims."""
    if actor.has(Role.CHAIR, Role.REVIEWER):
        yield from member.to_approve(actor)
    if actor.has(*OFFICERS):
        yield from office.claims(actor, today=today)
        yield from office.rounds(today)
        yield from money.runs(actor)
        yield from money.funder_claims(actor)
    if actor.has(*OFFICERS, Role.SECRETARIAT):
        yield from money.asked_by_another(actor, officer=actor.has(*OFFICERS))
