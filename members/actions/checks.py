"""What every verb here asks first."""

from consortium.core.workflow import Refused, refuse_if
from members.permissions import refusal

__all__ = ["must_be_allowed", "refuse_if"]


def must_be_allowed(verb: str, by, *, user=None) -> None:
    """Raise `Refused` unless `by` may do `verb` (about `user`)."""
    if why_not := refusal(verb, by, user=user):
        raise Refused(why_not)
