"""What waits for the secretariat about people and offices."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from consortium.core import clock
from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.todo import Todo

from .models import Erasure, Term, User
from .permissions import refusal
from .states import ErasureState, Office, Role

SHOWN = 5
BEFORE_A_TERM_ENDS = timedelta(days=60)


def todos(actor: Actor, *, today: date) -> Iterator[Todo]:
    """Invitations without an answer, offices that fall empty; who is to be made nameless, for
    whoever may decide it. Members without a voice stand in the roll's own list.

    Three queries for the secretariat, one for the finance officer, none for anybody else.
    """
    if refusal("decide_erasure", actor) is None:
        yield from _erasures(actor)
    if actor.has(Role.SECRETARIAT):
        yield from _invitations()
        yield from _terms(today)


def _erasures(actor: Actor) -> Iterator[Todo]:
    """What another person asked for and waits for this one's decision."""
    waiting = Erasure.objects.filter(state=ErasureState.ASKED).exclude(asked_by_id=actor.user_id)
    waiting = waiting.exclude(user_id=actor.user_id).select_related("user").order_by("pk")
    for erasure in waiting[:SHOWN]:
        yield Todo(
            f"Decide whether {erasure.user.name} is made nameless",
            reverse("erasure_agree", args=[erasure.pk]),
            hint="It takes a second person",
        )


def _invitations() -> Iterator[Todo]:
    waiting = User.objects.filter(
        is_active=True, invitations__isnull=False, password__startswith="!"
    )
    waiting = waiting.exclude(invitations__expires_at__gt=clock.now()).distinct()
    found = list(waiting.order_by("name").only("id", "name")[: SHOWN + 1])
    if len(found) > SHOWN:
        yield Todo("Ask after invitations that were not accepted", reverse("people"))
        return
    for user in found:
        yield Todo(
            f"Ask {user.name} about the invitation",
            reverse("person", args=[user.pk]),
            hint="The link ended before it was used",
            state="invited",
            kind="person",
        )


def _terms(today: date) -> Iterator[Todo]:
    """Offices that nobody holds, or whose last term ends soon."""
    standing = Term.objects.standing().filter(ends__gte=today - timedelta(days=400))
    last = dict(standing.order_by("ends").values_list("office", "ends"))
    for office in Office:
        ends, who = last.get(office), office.label.lower()
        if ends is None or ends < today:
            yield Todo(f"Record who is {who}", reverse("offices"), hint="Nobody is today", weight=1)
        elif ends <= today + BEFORE_A_TERM_ENDS:
            words = f"The term ends on {long_day(ends)}"
            yield Todo(f"Record who is {who} next", reverse("offices"), due=ends, hint=words)
