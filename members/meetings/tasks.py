"""The clock's doors of meetings, a module a noun."""

from . import (  # noqa: F401
    clock_actions,
    clock_decisions,
    clock_elections,
    clock_minutes,
    clock_papers,
    clock_schedule,
    clock_written,
)
