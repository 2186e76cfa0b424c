"""Who holds the consortium's offices on a day, and who sits where.

Everybody asks here: the accountable body is an office with dated terms (8.4), not
a property of an organisation, and its officers lose their roles when it moves on.
"""

from datetime import date

from django.db.models import Q

from consortium.core.days import long_day
from consortium.core.workflow import Refused

from .models import Organisation, Seat, Term, User
from .rules import new_role_refusal
from .states import OFFICE_ROLES, Office, Role


class NobodyInOffice(Refused):
    """An office that somebody must hold for this is empty on that day."""


def accountable_body_on(day: date) -> Organisation:
    """The organisation that is accountable body on `day`; `NobodyInOffice` where none is."""
    body = accountable_body_or_none(day)
    if body is None:
        raise NobodyInOffice(f"No organisation is the accountable body on {long_day(day)}.")
    return body


def accountable_body_or_none(day: date) -> Organisation | None:
    """The accountable body on `day` for pages that only show it; None: the office is empty."""
    term = _terms(Office.ACCOUNTABLE_BODY, day).select_related("organisation").first()
    return term and term.organisation


def offices_by_organisation(day: date) -> dict[int, list[str]]:
    """The offices held on `day`, as words, by the id of the organisation. One query."""
    held: dict[int, list[str]] = {}
    for term in Term.objects.on(day):
        held.setdefault(term.organisation_id, []).append(term.get_office_display())
    return held


def accountable_body_id_on(day: date) -> int | None:
    """The id of the accountable body on `day`, None where the office is empty."""
    terms = _terms(Office.ACCOUNTABLE_BODY, day)
    return terms.values_list("organisation_id", flat=True).first()


def chair_on(day: date) -> Term | None:
    """The chair's term of office on `day`, with holder and organisation; None: vacant (R85)."""
    return _terms(Office.CHAIR, day).select_related("holder", "organisation").first()


def _terms(office, day):
    return Term.objects.on(day).filter(office=office)


def holders(*roles: str, day: date, organisation: Organisation | int | None = None):
    """Active people who hold any of `roles` on `day`, by name, each once.

    Roles of the office count only at the body that is accountable on that day, and
    the chair is whoever holds the term. With `organisation` (or its id): only its people.
    """
    seats = Seat.objects.on(day).filter(_role_counts(roles, day))
    chairs = Term.objects.on(day).filter(office=Office.CHAIR)
    if organisation is not None:
        seats = seats.filter(organisation=organisation)
        chairs = chairs.filter(organisation=organisation)
    found = Q(pk__in=seats.values("user_id"))
    if Role.CHAIR in roles:
        found |= Q(pk__in=chairs.values("holder_id"))
    return User.objects.filter(found, is_active=True)


def _role_counts(roles, day) -> Q:
    body = _terms(Office.ACCOUNTABLE_BODY, day).values("organisation_id")
    in_office = Q(role__in=OFFICE_ROLES.intersection(roles), organisation_id__in=body)
    return in_office | Q(role__in=set(roles) - OFFICE_ROLES)


def why_role_waits(actor, *roles: str, day: date) -> str:
    """Why none of these roles of the actor lets them approve or release on `day` yet (SD6).

    A role counts from the day after it was given; empty where one of them does. One query.
    """
    seats = Seat.objects.filter(pk__in=actor.seat_ids, role__in=roles)
    return new_role_refusal(seats.values_list("granted_on", flat=True), today=day)
