"""The sheet of paper for the day: who is there, each item, and a table to tick for votes."""

from consortium.core import pdf
from members.meetings.facts.sight import grouped
from members.meetings.models import AgendaItem, Meeting
from members.models import Consortium

BLANK_VOTES = 4


def render_sheet(meeting: Meeting, items: list[AgendaItem]) -> bytes:
    """PDF. What is written on it is typed later, and stays marked as typed from paper."""
    groups, _ = grouped(meeting, [])
    members = [each for each in groups if each.vote]
    context = {
        "meeting": meeting,
        "groups": groups,
        "members": members,
        "items": items,
        "votes": range(BLANK_VOTES),
        "reference": str(meeting),
        **Consortium.names(),
    }
    return pdf.render_pdf("pdf/meetings/sheet.html", context, title=f"Sheet for {meeting}")
