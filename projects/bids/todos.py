"""Bids on the first page. They join the query of meetings, which stand below."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.todo import Todo
from members.agreement.todos import rows
from members.meetings import todos as meetings
from members.states import Role

from .models import Bid
from .permissions import can_write
from .states import REMINDED


def bids(actor: Actor, today: date) -> Iterator:
    """Deadlines that come or are past, for who writes; what is not agreed yet, for the chair."""
    if can_write(actor) is None:
        soon = today + timedelta(days=max(REMINDED))
        coming = Bid.objects.unsent().filter(deadline__lte=soon)
        yield rows("bid", coming, words="title", day="deadline")
    if actor.has(Role.CHAIR):
        yield rows("bid_subject", Bid.objects.subject(), words="title", day="sent_on")


def _bid(pk, title, state, day) -> Todo:
    return Todo(
        f"Send the bid: {title}", reverse("bid", args=[pk]), due=day, state=state, kind="bid"
    )


def _subject(pk, title, state, day) -> Todo:
    words = "Sent before the consortium could agree"
    return Todo(f"See to it that it is agreed: {title}", reverse("bid", args=[pk]), hint=words)


meetings.PARTS.append(bids)
meetings.TODOS.update({"bid": _bid, "bid_subject": _subject})
