"""Rules about who was there when, on plain values (10.6, R95)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .rules import Quorum


@dataclass(frozen=True)
class Stay:
    """Somebody was there for a member, from when to when; `left` None: to the end."""

    organisation: int
    arrived: datetime
    left: datetime | None


def quorum_over_time(
    stays: Sequence[Stay], *, members: int, began: datetime
) -> list[tuple[datetime, Quorum]]:
    """The quorum when the meeting began, and each time that it was lost or regained."""
    moments = {began}
    for each in stays:
        moments |= {moment for moment in (each.arrived, each.left) if moment and moment > began}
    found: list[tuple[datetime, Quorum]] = []
    for moment in sorted(moments):
        quorum = Quorum(members, len(_there(stays, moment)))
        if not found or found[-1][1].met != quorum.met:
            found.append((moment, quorum))
    return found


def _there(stays: Sequence[Stay], moment: datetime) -> set[int]:
    """The members for whom somebody is there just after `moment`."""
    return {
        each.organisation
        for each in stays
        if each.arrived <= moment and (each.left is None or each.left > moment)
    }
