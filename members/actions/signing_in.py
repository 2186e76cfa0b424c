"""What is noted when people sign in and out (AU1). No addresses: they may be anybody's."""

from django.db import transaction

from consortium.core import audit
from members.models import User

NOBODY = ("members.user", "-")


@transaction.atomic
def note_sign_in(user: User, *, by) -> None:
    audit.record("person.signed_in", user, by=by)


@transaction.atomic
def note_sign_out(user: User, *, by) -> None:
    audit.record("person.signed_out", user, by=by)


@transaction.atomic
def note_failed_sign_in(user: User | None, *, by) -> None:
    """A wrong password; `user` is whose account it was for, None where there is no such one."""
    audit.record("person.sign_in_failed", user or NOBODY, by=by)


@transaction.atomic
def set_password(user: User, password: str, *, by) -> None:
    """A new password by reset or by choice; it ends the person's other sessions."""
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record("person.password_set", user, by=by)
