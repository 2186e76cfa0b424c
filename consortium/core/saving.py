"""Saving a new record that its own rules accept."""

from typing import Any

from django.core.exceptions import ValidationError

from .workflow import Refused


def saved(record: Any) -> Any:
    """Save a new record; `Refused` with every reason in plain words where it cannot be."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise Refused(error.messages) from None
    record.save(force_insert=True)
    return record
