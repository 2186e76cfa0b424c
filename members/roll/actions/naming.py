"""A member's representative names its substitutes and information officers (7.2)."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock
from members.actions import invitations, seats
from members.models import Organisation, Seat, User
from members.roll.permissions import can_name

from .checks import refuse_if

THEMSELVES = "Nobody can give a role to themselves."


@transaction.atomic
def name_person(
    organisation: Organisation, role: str, *, user: User, starts: date, ends: date | None = None, by
) -> Seat:
    """Give one of the organisation's own people another role there, for days."""
    refuse_if(
        can_name(by, organisation.pk, role),
        THEMSELVES if user.pk == by.user_id else "",
        _a_stranger(organisation, user),
    )
    return seats.give_seat(user, organisation, role, starts=starts, ends=ends, by=by)


@transaction.atomic
def name_newcomer(
    organisation: Organisation,
    role: str,
    *,
    name: str,
    email: str,
    starts: date,
    ends: date | None = None,
    by,
) -> Seat:
    """The same for somebody without an account: they get a letter with a link."""
    name, email = " ".join(name.split()), email.strip().lower()
    taken = User.objects.filter(email__iexact=email).exists()
    refuse_if(
        can_name(by, organisation.pk, role),
        "" if name and email else "Enter a name and an email address.",
        "Somebody with this address is here already. Ask the secretariat to give them the role."
        if taken else "",
    )  # fmt: skip
    user = User.objects.create_user(email, name=name)
    audit.record("person.added", user, by=by)
    seat = seats.give_seat(user, organisation, role, starts=starts, ends=ends, by=by)
    invitations.send_letter(user, by=by)
    return seat


@transaction.atomic
def end_named(seat: Seat, *, last: date, reason: str = "", by) -> Seat:
    """Make `last` the last day of a role that the member gave."""
    refuse_if(can_name(by, seat.organisation_id, seat.role))
    return seats.end_given(seat, ends=last, reason=reason, by=by)


def _a_stranger(organisation: Organisation, user: User) -> str:
    if user.seats.overlapping(clock.today(), None).filter(organisation=organisation).exists():
        return ""
    return f"{user.name} has no role at {organisation.name}. Ask the secretariat."
