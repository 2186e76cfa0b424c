"""Giving people roles, and ending them, without ever losing who had which when."""

from datetime import date, timedelta

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.days import long_day
from consortium.core.workflow import Refused
from members import notices, oneperson
from members.models import Organisation, Seat, Term, User
from members.offices import accountable_body_id_on
from members.rules import (
    auditing_refusal,
    ending_refusal,
    membership_refusal,
    outlasting_refusal,
)
from members.states import (
    OFFICE_ROLES,
    ONE_HOLDER_ROLES,
    SEATED_ROLES,
    VOTING_ROLES,
    Membership,
    Office,
    Role,
)

from . import auditing, terms
from .checks import must_be_allowed, refuse_if

A_DAY = timedelta(days=1)


@transaction.atomic
def seat_person(
    user: User,
    organisation: Organisation,
    role: str,
    *,
    starts: date,
    ends: date | None = None,
    replaces: bool = False,
    by,
) -> Seat:
    """Give a person a role at an organisation from `starts` (to `ends`, both included).

    With `replaces` the present representative's role ends the day before, so that
    the organisation is never without one and never has two (R45). Everybody
    concerned is told; nobody can do it for themselves (SD6).
    """
    must_be_allowed("seat_person", by, user=user)
    return give_seat(user, organisation, role, starts=starts, ends=ends, replaces=replaces, by=by)


def give_seat(
    user: User,
    organisation: Organisation,
    role: str,
    *,
    starts: date,
    ends: date | None = None,
    replaces: bool = False,
    by,
) -> Seat:
    """`seat_person` for verbs that have checked themselves who may; inside a transaction."""
    if role not in SEATED_ROLES:
        raise Refused("Select a role from the list.")
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    user = User.objects.select_for_update().get(pk=user.pk)
    terms.lock_offices()
    role = Role(role)
    refuse_if(*_against(user, organisation, role, starts, ends))
    if replaces:
        _make_room(organisation, role, starts, by=by)
    refuse_if(_taken(organisation, role, starts, ends))
    seat = Seat.objects.create(
        user=user,
        organisation=organisation,
        role=role,
        starts=starts,
        ends=ends,
        granted_on=None if by.is_system else clock.today(),
        granted_by_id=by.user_id,
    )
    audit.record("seat.given", seat, after=_facts(seat), by=by)
    auditing.plan_end(seat)
    notices.seat_given(seat, by=by)
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, ends: date, reason: str = "", by) -> Seat:
    """Make `ends` the last day of a role. A chair who stops representing falls out of office."""
    must_be_allowed("end_seat", by)
    return end_given(seat, ends=ends, reason=reason, by=by)


def end_given(seat: Seat, *, ends: date, reason: str, by) -> Seat:
    """`end_seat` for verbs that have checked themselves who may; inside a transaction."""
    seat = _locked(seat)
    refuse_if(_gone(seat), ending_refusal(starts=seat.starts, ends=seat.ends, last=ends))
    return end_locked(seat, ends, reason=reason, by=by)


@transaction.atomic
def take_back_seat(seat: Seat, *, reason: str = "", by) -> Seat:
    """Undo a role that has not begun: it stays on record and never was in force."""
    seat = _locked(seat)
    must_be_allowed("take_back_seat", by)
    begun = f"This role began on {long_day(seat.starts)}. End it instead."
    refuse_if(_gone(seat), begun if seat.starts <= clock.today() else "")
    return withdraw_locked(seat, reason=reason, by=by)


def end_locked(seat: Seat, last: date, *, reason: str, by) -> Seat:
    before = {"ends": seat.ends}
    seat.ends = last
    seat.save(update_fields=["ends"])
    audit.record("seat.ended", seat, before=before, after=_facts(seat), reason=reason, by=by)
    auditing.plan_end(seat)
    notices.seat_ended(seat, by=by)
    if seat.role == Role.REPRESENTATIVE:
        terms.vacate_chair(seat.user, after=last, by=by)
    return seat


def withdraw_locked(seat: Seat, *, reason: str, by) -> Seat:
    seat.withdrawn_at = clock.now()
    seat.save(update_fields=["withdrawn_at"])
    audit.record("seat.taken_back", seat, after=_facts(seat), reason=reason, by=by)
    auditing.plan_end(seat)
    notices.seat_ended(seat, by=by)
    if seat.role == Role.REPRESENTATIVE:
        terms.vacate_chair(seat.user, after=seat.starts - A_DAY, by=by)
    return seat


def _locked(seat: Seat) -> Seat:
    Organisation.objects.select_for_update().get(pk=seat.organisation_id)
    rows = Seat.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    return rows.get(pk=seat.pk)


def _facts(seat: Seat) -> dict:
    """What the audit row says: numbers and days, no names (D3)."""
    return {
        "user_id": seat.user_id,
        "organisation_id": seat.organisation_id,
        "role": seat.role,
        "starts": seat.starts,
        "ends": seat.ends,
    }


def _gone(seat: Seat) -> str:
    return "This role was taken back before it began." if seat.withdrawn_at else ""


def _against(user, organisation, role, starts, ends):
    """Every reason against a new seat, other people's seats apart."""
    if not user.is_active:
        yield f"The account of {user.name} is closed. Open it again first."
    if ends is not None and ends < starts:
        yield "The last day must be on or after the first day."
    if role == Role.AUDITOR:
        yield auditing_refusal(starts=starts, ends=ends)
    yield membership_refusal(
        organisation.name, organisation.joined, organisation.left, starts=starts
    )
    if not organisation.left or starts <= organisation.left:
        yield outlasting_refusal(organisation.name, organisation.left, ends=ends)
    yield _no_vote(organisation, role)
    if role in OFFICE_ROLES and accountable_body_id_on(starts) != organisation.pk:
        yield (
            f"{organisation.name} is not the accountable body on {long_day(starts)}. "
            "Officers sit in the accountable body's office."
        )
    yield _chair_of_the_body(user, organisation, starts, ends)
    yield from oneperson.against_role(user, role, day=starts)
    same = Seat.objects.overlapping(starts, ends).filter(
        user=user, organisation=organisation, role=role
    )
    if same.exists():
        yield f"{user.name} already has this role at {organisation.name} on some of these days."


def _no_vote(organisation, role) -> str:
    """Who is co-opted attends and advises, and has no vote (5.4)."""
    co_opted = organisation.membership == Membership.CO_OPTED
    if co_opted and role in VOTING_ROLES | {Role.REVIEWER}:
        return (
            f"{organisation.name} is co-opted to advise and has no vote. Its people come as "
            "co-opted advisers."
        )
    if role == Role.ADVISER and not co_opted:
        return f"{organisation.name} is not co-opted. Its people speak for it as a member."
    return ""


def _chair_of_the_body(user, organisation, starts, ends) -> str:
    """Nobody from the accountable body holds the chair (9.1, GV8)."""
    for term in Term.objects.overlapping(starts, ends).filter(office=Office.CHAIR, holder=user):
        first, last = max(term.starts, starts), min(term.ends, ends or term.ends)
        body = Term.objects.overlapping(first, last).filter(
            office=Office.ACCOUNTABLE_BODY, organisation=organisation
        )
        if body.exists():
            return (
                f"{user.name} is chairperson until {long_day(term.ends)}, and nobody from the "
                "accountable body can hold that office."
            )
    return ""


def _make_room(organisation, role, starts, *, by) -> None:
    if role not in ONE_HOLDER_ROLES:
        return
    seats = Seat.objects.select_related("user", "organisation").standing()
    for seat in seats.filter(organisation=organisation, role=role, starts__lt=starts):
        if seat.ends is None or seat.ends >= starts:
            end_locked(seat, starts - A_DAY, reason="Replaced", by=by)


def _taken(organisation, role, starts, ends) -> str:
    if role not in ONE_HOLDER_ROLES:
        return ""
    seats = Seat.objects.overlapping(starts, ends).filter(organisation=organisation, role=role)
    other = seats.select_related("user").first()
    if other is None:
        return ""
    until = f"until {long_day(other.ends)}" if other.ends else "with no end"
    return (
        f"{other.user.name} is representative of {organisation.name} from "
        f"{long_day(other.starts)} {until}. An organisation has one representative at a time."
    )
