"""What every verb here does first."""

from consortium.core.workflow import Refused


def locked(record):
    """The row read anew under its lock."""
    return type(record)._base_manager.select_for_update().get(pk=record.pk)


def refuse_if(*reasons: str | None) -> None:
    """Raise `Refused` with every reason that is not empty."""
    found = [reason for reason in reasons if reason]
    if found:
        raise Refused(found)
