"""What every verb here asks first."""

from consortium.core.workflow import Refused
from members.permissions import refusal


def must_be_allowed(verb: str, by, *, user=None) -> None:
    """Raise `Refused` unless `by` may do `verb` (about `user`)."""
    if why_not := refusal(verb, by, user=user):
        raise Refused(why_not)


def refuse_if(reasons) -> None:
    """Raise `Refused` with every reason that is not empty."""
    found = [reason for reason in reasons if reason]
    if found:
        raise Refused(found)
