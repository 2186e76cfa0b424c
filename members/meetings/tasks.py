"""The clock's doors of meetings, a module a noun."""

from . import clock_actions, clock_decisions, clock_papers, clock_schedule  # noqa: F401
