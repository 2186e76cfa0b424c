"""What waits for the secretariat about people and offices."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from consortium.core import clock
from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.todo import Todo

from .models import Organisation, Seat, Term, User
from .states import Office, Role

SHOWN = 5
BEFORE_A_TERM_ENDS = timedelta(days=60)


def todos(actor: Actor, *, today: date) -> Iterator[Todo]:
    """Members without a voice, invitations without an answer, offices that fall empty.

    Three queries for the secretariat, none for anybody else.
    """
    if actor.has(Role.SECRETARIAT):
        yield from _silent_members(today)
        yield from _invitations()
        yield from _terms(today)


def _silent_members(today: date) -> Iterator[Todo]:
    spoken = Seat.objects.on(today).filter(role=Role.REPRESENTATIVE).values("organisation_id")
    silent = Organisation.objects.on(today).members().exclude(pk__in=spoken)
    found = list(silent.only("id", "name")[: SHOWN + 1])
    if len(found) > SHOWN:
        yield Todo("Ask members to name their representatives", reverse("organisations"))
        return
    for organisation in found:
        yield Todo(
            f"Ask {organisation.name} to name a representative",
            reverse("organisation", args=[organisation.pk]),
            hint="It counts for the quorum, but cannot vote",
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
