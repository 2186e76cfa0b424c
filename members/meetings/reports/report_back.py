"""The pack for a member's board, as PDF (R53)."""

from consortium.core import pdf
from members.meetings.facts.report_back import report_back
from members.meetings.models import Meeting
from members.models import Consortium, Organisation


def render_report_back(meeting: Meeting, organisation: Organisation) -> bytes:
    """PDF. Some seconds."""
    context = {
        "report": report_back(meeting),
        "meeting": meeting,
        "organisation": organisation,
        "reference": f"Report of {meeting}",
        **Consortium.names(),
    }
    title = f"Report to the board: {meeting}"
    return pdf.render_pdf("pdf/meetings/report_back.html", context, title=title)
