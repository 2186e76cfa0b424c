"""Overrides that no meeting has been told of come to the next agenda by themselves (R74)."""

from members.meetings.models import Meeting, Override
from members.meetings.states import ItemKind, Purpose

from .waiting import Brought, brings


@brings
def to_report(meeting: Meeting) -> list[Brought]:
    """One item for all of them; "about" the oldest, which stays the same until it is told."""
    found = list(Override.objects.to_report().select_related("decision"))
    if not found:
        return []
    lines = [f"{each.decision.reference}: {each.decision.wording}" for each in found]
    return [
        Brought(
            kind=ItemKind.OVERRIDES,
            title="Decisions overridden by the accountable body",
            about=found[0],
            text="\n".join(lines),
            purpose=Purpose.NOTE,
        )
    ]
