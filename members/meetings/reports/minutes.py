"""Minutes on paper: the draft marked as one, what was sealed, and what may be published."""

from consortium.core import pdf
from members.meetings.models import Minutes
from members.meetings.states import MinutesState
from members.models import Consortium


def render_minutes(minutes: Minutes, record: dict, *, public: bool = False) -> bytes:
    """PDF of a record with its names. `public`: without people. Some seconds."""
    approved = minutes.state == MinutesState.APPROVED
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "record": record,
        "approved": approved,
        "public": public,
        "document_kind": "Minutes" if approved else "Draft minutes",
        "addenda": list(minutes.addenda.select_related("decision")) if approved else [],
        "reference": str(minutes) if approved else f"{minutes}, draft",
        **Consortium.names(),
    }
    return pdf.render_pdf("pdf/meetings/minutes.html", context, title=str(minutes))
