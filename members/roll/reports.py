"""What the roll puts on paper: the directory, and the letter of a co-option."""

from consortium.core import clock, pdf
from members.models import Consortium
from members.offices import accountable_body_or_none, chair_on
from members.roll import directory
from members.roll.models import CoOption


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


def co_option_letter(co_option: CoOption) -> bytes:
    """The letter that asks an organisation to advise (5.4), as a tagged PDF."""
    chair, body = chair_on(co_option.starts), accountable_body_or_none(co_option.starts)
    context = {
        **Consortium.names(),
        "co_option": co_option,
        "organisation": co_option.organisation,
        "chair": chair.holder.name if chair else "",
        "body": body,
        "reference": f"Co-option {co_option.pk}",
    }
    title = f"Co-option of {co_option.organisation.name}"
    return pdf.render_pdf("pdf/roll/co_option.html", context, title=title)
