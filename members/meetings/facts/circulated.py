"""Whether a meeting's agenda and papers have gone out: whoever keeps that says so here."""

from collections.abc import Callable

from members.meetings.models import Meeting

Says = Callable[[Meeting], bool]
SAYS: list[Says] = []


def says_circulated(says: Says) -> Says:
    """Register `function(meeting) -> bool`."""
    SAYS.append(says)
    return says


def circulated(meeting: Meeting) -> bool:
    return any(says(meeting) for says in SAYS)
