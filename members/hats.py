"""Hats: the capacities in which one person may act, and the actor who acts in one.

A hat is one capacity at one organisation on one day (R130, R140). It is read anew
for every request and every queued task, so that a role that ended, a term that ran
out or a closed account takes effect at once (SD8).
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

import structlog
from django.db import transaction
from django.db.models import BigIntegerField, CharField, Q, Value
from django.db.models.functions import Cast

from consortium.core import audit, clock
from consortium.core.actor import SYSTEM, Actor
from consortium.core.prepared import prepared
from consortium.core.workflow import Refused

from .models import Consortium, Seat, Term, User
from .states import CAPACITY_OF, Capacity, Office, Role

SESSION_KEY = "hat"
SITE = "site"
WHERE = {  # completes "You are signed in for …"
    Capacity.OFFICE: "the accountable body's office",
    Capacity.CHAIR: "the consortium, as chair",
    Capacity.AUDITOR: "the consortium, as auditor",
    Capacity.OFFICER: "the consortium, as strategic development officer",
}
NO_ORGANISATION = frozenset({Capacity.AUDITOR, Capacity.OFFICER})


class NoLongerAllowed(Refused):
    """The person no longer has the hat in which this was begun."""


@dataclass(frozen=True)
class Hat:
    """One capacity of one person. `key` is what session, audit and tasks carry."""

    key: str
    capacity: Capacity
    roles: frozenset[str]
    organisation_id: int | None
    organisation_name: str
    seat_ids: tuple[int, ...]

    def has(self, *roles: str) -> bool:
        """Is any of these roles part of this hat?"""
        return not self.roles.isdisjoint(roles)

    @property
    def role_words(self) -> str:
        """As in "Representative, Claims person", in the order of the table of roles."""
        return ", ".join(role.label for role in Role if role in self.roles)

    @property
    def label(self) -> str:
        """What the choice says: "Voluntary Action Luton: Representative"."""
        if self.capacity in (Capacity.MEMBER, Capacity.OFFICE):
            where = self.organisation_name
            return f"{where[0].upper()}{where[1:]}: {self.role_words}"
        return self.role_words


def hats_of(user: User | int, day: date) -> list[Hat]:
    """The hats of a person on `day`, members' first; none for a closed account. One query.

    Seats in the office give a hat only at the body that is accountable on that day.
    """
    return hats_and_site(user, day)[0]


def hats_and_site(user: User | int, day: date) -> tuple[list[Hat], str]:
    """The same, and the consortium's everyday name, which every page shows: still one query."""
    site = ""
    user_id = getattr(user, "pk", user)
    groups, body = defaultdict(list), None
    for kind, row_id, role, organisation_id, name in _rows(user_id=user_id, day=day):
        if kind == SITE:
            site = name
        elif kind == Office.ACCOUNTABLE_BODY:
            body = organisation_id
        else:
            groups[_group(role, organisation_id)].append((row_id, role, organisation_id, name))
    groups.pop(None, None)
    hats = [_hat(group, rows) for group, rows in groups.items()]
    hats = [h for h in hats if h.capacity != Capacity.OFFICE or h.organisation_id == body]
    order = list(Capacity)
    hats.sort(key=lambda hat: (order.index(hat.capacity), hat.organisation_name, hat.key))
    return hats, site


@prepared  # for every page: the SQL is kept, the rows are read anew
def _rows(*, user_id: int, day: date):
    """(kind, id, role, organisation's id and name) of seats, own term and the body's term;
    and the consortium's name."""
    words = "organisation_id", "organisation__name"
    seats = Seat.objects.on(day).filter(user_id=user_id, user__is_active=True)
    terms = Term.objects.on(day).filter(
        Q(office=Office.ACCOUNTABLE_BODY)
        | Q(office=Office.CHAIR, holder_id=user_id, holder__is_active=True)
    )
    text = CharField()
    return (
        seats.order_by()
        .annotate(kind=Value("seat", output_field=text), as_role=Cast("role", text))
        .values_list("kind", "id", "as_role", *words)
        .union(
            terms.order_by()
            .annotate(kind=Cast("office", text), as_role=Value(Role.CHAIR.value, output_field=text))
            .values_list("kind", "id", "as_role", *words),
            Consortium.objects.order_by()
            .annotate(
                kind=Value(SITE, output_field=text),
                as_role=Value("", output_field=text),
                nowhere=Value(0, output_field=BigIntegerField()),
            )
            .values_list("kind", "id", "as_role", "nowhere", "profile_name"),
            all=True,
        )
    )


def _group(role: str, organisation_id: int) -> tuple[Capacity, int | None]:
    capacity = CAPACITY_OF[Role(role)]
    return capacity, None if capacity in NO_ORGANISATION else organisation_id


def _hat(group: tuple[Capacity, int | None], rows: list[tuple]) -> Hat:
    capacity, organisation_id = group
    return Hat(
        key=f"{capacity.value}:{organisation_id or '-'}",
        capacity=capacity,
        roles=frozenset(str(role) for _, role, _, _ in rows),
        organisation_id=organisation_id,
        organisation_name=WHERE.get(capacity) or rows[0][3],
        seat_ids=() if capacity == Capacity.CHAIR else tuple(sorted(row[0] for row in rows)),
    )


def actor_in(user: User, hat: Hat, *, request=None, task: str = "") -> Actor:
    """The actor who `user` is while wearing `hat`."""
    return replace(
        bare_actor(user, request=request),
        hat=hat.key,
        roles=hat.roles,
        organisation_id=hat.organisation_id,
        organisation_name=hat.organisation_name,
        seat_ids=hat.seat_ids,
        task=task,
    )


def bare_actor(user: User | None, *, request=None) -> Actor:
    """A person in no hat, or the system where `user` is None: for signing in and out."""
    where = {"ip": address_of(request), "request_id": request_id_of(request)}
    if user is None:
        return replace(SYSTEM, **where)
    return Actor(
        user_id=user.pk, name=user.name, hat="-", roles=frozenset(), organisation_id=None, **where
    )


def address_of(request) -> str:
    return request.META.get("REMOTE_ADDR", "") if request is not None else ""


def request_id_of(request) -> str:
    if request is None:
        return ""
    bound = structlog.contextvars.get_contextvars().get("request_id", "")
    return str(getattr(request, "request_id", "") or bound)


def actor_for(user_id: int | None, hat: str, *, request=None, task: str = "") -> Actor:
    """The actor whom a task or a request carries as `(user_id, hat)`, rights read anew.

    Raises `NoLongerAllowed` where the account is closed or the hat was lost (SD8).
    """
    if hat == SYSTEM.hat and user_id is None:
        return replace(SYSTEM, task=task)
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NoLongerAllowed("This account is closed, so nothing more is done in its name.")
    found = next((own for own in hats_of(user, clock.today()) if own.key == hat), None)
    if found is None:
        raise NoLongerAllowed(f"{user.name} no longer has the role in which this was begun.")
    return actor_in(user, found, request=request, task=task)


def current_hat(request, hats: list[Hat]) -> Hat | None:
    """The hat worn: chosen in this session, else the last one, else the only one."""
    by_key = {hat.key: hat for hat in hats}
    for key in (request.session.get(SESSION_KEY), request.user.last_hat):
        if key in by_key:
            return by_key[key]
    return hats[0] if len(hats) == 1 else None


@transaction.atomic
def choose(request, key: str) -> Hat:
    """Put on another hat, for this session and as the first at the next sign-in.

    Raises `NoLongerAllowed` for a hat that the person does not have.
    """
    user = request.user
    hat = next((own for own in hats_of(user, clock.today()) if own.key == key), None)
    if hat is None:
        raise NoLongerAllowed("That role is not yours, or no longer.")
    before = {"hat": request.actor.hat if request.actor else None}
    User.objects.filter(pk=user.pk).update(last_hat=hat.key)
    request.session[SESSION_KEY] = hat.key
    request.actor = actor_in(user, hat, request=request)
    audit.record("hat.chosen", user, before=before, after={"hat": hat.key}, by=request.actor)
    return hat
