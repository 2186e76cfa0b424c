"""What every verb here does first."""

from consortium.core.workflow import Refused
from members.models import Organisation


def locked(organisation: Organisation) -> Organisation:
    """The row read anew under its lock, the first that any verb here takes."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def refuse_if(*reasons: str | None) -> None:
    """Raise `Refused` with every reason that is not empty."""
    found = [reason for reason in reasons if reason]
    if found:
        raise Refused(found)
