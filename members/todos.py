"""What waits for the secretariat about people and offices."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import CharField, F, QuerySet, Value
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
    the secretariat. Members without a voice stand in the roll's own list.

    Two queries for the secretariat, none for anybody else: who else decides about a name
    finds it in a query that their hat has anyway (`erasures`).
    """
    if actor.has(Role.SECRETARIAT):
        yield from _people(actor)
        yield from _terms(today)


def erasures(actor: Actor) -> QuerySet[Erasure]:
    """Whom another person asked to make nameless, for whoever may decide it; else nothing."""
    if refusal("decide_erasure", actor) is not None:
        return Erasure.objects.none()
    asked = Erasure.objects.filter(state=ErasureState.ASKED).exclude(asked_by_id=actor.user_id)
    return asked.exclude(user_id=actor.user_id)


def nameless(pk: int, person: str) -> Todo:
    return Todo(
        f"Decide whether {person} is made nameless",
        reverse("erasure_agree", args=[pk]),
        hint="It takes a second person",
    )


def _people(actor: Actor) -> Iterator[Todo]:
    """Whom another person asked to make nameless, and who was invited in vain."""
    asked = erasures(actor).annotate(kind=Value("erasure", CharField()), person=F("user__name"))
    rows = asked.order_by().values_list("kind", "pk", "person")
    rows = rows.union(_invited_in_vain().values_list("kind", "pk", "person"))
    found = list(rows.order_by("kind", "person", "pk")[: 2 * SHOWN + 1])
    silent = [(pk, person) for kind, pk, person in found if kind == "invited"]
    for kind, pk, person in found:
        if kind == "erasure":
            yield nameless(pk, person)
    if len(silent) > SHOWN:
        yield Todo("Ask after invitations that were not accepted", reverse("people"))
        return
    for pk, person in silent:
        yield Todo(
            f"Ask {person} about the invitation",
            reverse("person", args=[pk]),
            hint="The link ended before it was used",
            state="invited",
            kind="person",
        )


def _invited_in_vain() -> QuerySet:
    waiting = User.objects.filter(
        is_active=True, invitations__isnull=False, password__startswith="!"
    )
    waiting = waiting.exclude(invitations__expires_at__gt=clock.now()).order_by().distinct()
    return waiting.annotate(kind=Value("invited", CharField()), person=F("name"))


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
