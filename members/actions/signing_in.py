"""What is noted when people sign in and out (AU1). No addresses: they may be anybody's."""

from django.db import transaction

from consortium.core import audit
from members.models import User

from .sessions import end_all_sessions

NOBODY = ("members.user", "-")


@transaction.atomic
def note_sign_in(user: User, *, steps: list[str] | None = None, by) -> None:
    """`steps`: by what it was proved who they are, as in ["password", "totp"]."""
    audit.record("person.signed_in", user, after={"steps": steps} if steps else None, by=by)


@transaction.atomic
def note_sign_out(user: User, *, by) -> None:
    audit.record("person.signed_out", user, by=by)


@transaction.atomic
def note_failed_sign_in(user: User | None, *, by) -> None:
    """A wrong password or code; `user`: whose account it was for, None where there is none."""
    audit.record("person.sign_in_failed", user or NOBODY, by=by)


@transaction.atomic
def set_password(user: User, password: str, *, keep: str = "", by) -> None:
    """A new password by reset or by choice; it ends the person's sessions but the one `keep`."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_all_sessions(user, keep=keep, reason="Password changed", by=by)
    audit.record("person.password_set", user, by=by)


@transaction.atomic
def note_failed_second_step(user: User, *, by) -> None:
    """A wrong code, or a passkey that does not fit."""
    audit.record("person.second_step_failed", user, by=by)


@transaction.atomic
def note_factor(what: str, factor, *, by) -> None:
    """`what`: "added" or "removed"; `factor` is allauth's row. Its secret is noted nowhere."""
    audit.record(f"person.factor_{what}", factor.user, after={"kind": factor.type}, by=by)
