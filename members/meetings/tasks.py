"""The clock's doors of meetings, a module a noun."""

from . import clock_schedule  # noqa: F401
