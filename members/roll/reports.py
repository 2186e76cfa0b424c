"""The directory on paper."""

from consortium.core import clock, pdf
from members.models import Consortium
from members.roll import directory


def directory_pdf() -> bytes:
    """All on the roll today as a tagged PDF; rendered from what is agreed to at this moment."""
    day = clock.today()
    rows = list(directory.found(directory.Search(), day=day))
    context = {
        **Consortium.names(),
        "document_kind": "Directory of members",
        "day": day,
        "entries": directory.entries(rows, day=day),
    }
    return pdf.render_pdf("pdf/directory.html", context, title="Directory of members")
