"""The day on which everything is measured: the demonstration's own."""

from datetime import date

TODAY = date(2026, 10, 21)


def fix() -> None:
    """Have the domain's clock say so, without a query."""
    from consortium.core import clock

    clock.local_date = lambda at: TODAY
