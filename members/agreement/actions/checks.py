"""What every verb here does first."""

from consortium.core.locks import locked
from consortium.core.workflow import refuse_if

__all__ = ["locked", "refuse_if"]
