"""People: invited, corrected, signed out for good, let in again."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.workflow import Refused
from members import notices, oneperson
from members.models import Invitation, Organisation, Seat, User
from members.states import ErasureState

from . import seats, terms
from .checks import must_be_allowed, refuse_if
from .invitations import end_letters, send_letter
from .sessions import end_all_sessions


@transaction.atomic
def invite_person(
    *,
    name: str,
    email: str,
    telephone: str = "",
    organisation: Organisation | None = None,
    role: str = "",
    starts: date | None = None,
    ends: date | None = None,
    replaces: bool = False,
    by,
) -> Invitation:
    """Make an account without a password and mail its owner a link to set one.

    With `organisation` and `role` the person is seated there in the same act. The
    invitation's `token` (in memory only) is what the link carries.
    """
    must_be_allowed("invite_person", by)
    email = email.strip().lower()
    refuse_if(_address_taken(email))
    user = User.objects.create_user(email, name=" ".join(name.split()), telephone=telephone)
    audit.record("person.added", user, by=by)
    if organisation is not None:
        starts = starts or clock.today()
        seats.seat_person(
            user, organisation, role, starts=starts, ends=ends, replaces=replaces, by=by
        )
    return send_letter(user, by=by)


@transaction.atomic
def change_person(user: User, *, name: str, email: str, telephone: str = "", by) -> User:
    """Correct a name or number; an address only until its owner has set a password.

    Audited without the values: names live beside the audit chain, not in it (D3).
    """
    must_be_allowed("change_person", by)
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_if(_nameless(user))
    typed = {"name": " ".join(name.split()), "email": email.strip().lower(), "telephone": telephone}
    changes = {field: value for field, value in typed.items() if getattr(user, field) != value}
    if "telephone" in changes:
        terms.lock_offices()
    refuse_if(*_against_changes(user, changes))
    if not changes:
        return user
    for field, value in changes.items():
        setattr(user, field, value)
    user.save(update_fields=list(changes))
    audit.record("person.changed", user, after={"fields": sorted(changes)}, by=by)
    if "email" in changes:
        send_letter(user, by=by)
    return user


def _against_changes(user: User, changes: dict):
    if "telephone" in changes:
        yield from oneperson.against_number(user, changes["telephone"], day=clock.today())
    if "email" not in changes:
        return
    yield _address_taken(changes["email"])
    if user.has_usable_password():
        yield (
            f"{user.name} signs in with {user.email}. Once a password is set, the address "
            "cannot be changed here."
        )


@transaction.atomic
def deactivate_person(user: User, *, reason: str, by) -> User:
    """Close an account: out at the next request and in every queued task (SD8).

    Roles end today, those that have not begun are taken back, sessions and links
    stop working. Nothing that the person did is changed.
    """
    must_be_allowed("deactivate_person", by, user=user)
    if not reason.strip():
        raise Refused("Say why the account is closed.")
    held = Seat.objects.standing().filter(user=user)
    places = held.values_list("organisation_id", flat=True)
    list(Organisation.objects.select_for_update().filter(pk__in=places).order_by("pk"))
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused(f"The account of {user.name} is closed already.")
    _end_all(user, reason=reason, by=by)
    end_all_sessions(user, reason="Account closed", by=by)
    end_letters(user)
    user.is_active = False
    user.set_unusable_password()  # ends every session, and they stay ended
    user.save(update_fields=["is_active", "password"])
    audit.record("person.deactivated", user, reason=reason, by=by)
    notices.account_closed(user, by=by)
    return user


def _end_all(user: User, *, reason: str, by) -> None:
    today = clock.today()
    standing = Seat.objects.overlapping(today, None).filter(user=user)
    for seat in standing.select_related("user", "organisation"):
        if seat.starts > today:
            seats.withdraw_locked(seat, reason=reason, by=by)
        elif seat.ends is None or seat.ends > today:
            seats.end_locked(seat, today, reason=reason, by=by)


@transaction.atomic
def reactivate_person(user: User, *, by) -> Invitation:
    """Open a closed account again: a new link to set a password; roles are given anew."""
    must_be_allowed("reactivate_person", by, user=user)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        raise Refused(f"The account of {user.name} is open.")
    refuse_if(_nameless(user))
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record("person.reactivated", user, by=by)
    return send_letter(user, by=by)


def _nameless(user: User) -> str:
    done = user.erasures.filter(state=ErasureState.DONE).exists()
    return "This person was made nameless, and that is not undone." if done else ""


def _address_taken(email: str) -> str:
    if User.objects.filter(email__iexact=email).exists():
        return (
            f"Somebody with the address {email} is here already. Find them among the people, and "
            "give them the role there."
        )
    return ""
