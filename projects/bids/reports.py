"""The application pack: what goes, or went, to the funder, with how it stands decided (R55)."""

from consortium.core import clock, pdf
from members.models import Consortium

from . import facts
from .models import Bid


def render_pack(bid: Bid) -> bytes:
    """PDF: facts, budget, outputs, outcomes, partners, and the decisions about them."""
    now = facts.figures(bid)
    context = {
        "bid": bid,
        "lines": bid.lines.all(),
        "outputs": bid.outputs.all(),
        "outcomes": bid.outcomes.all(),
        "partners": bid.partners.select_related("organisation"),
        "standing": facts.standing(bid, now),
        "reference": f"Bid {bid.pk}",
        "today": clock.today(),
        **Consortium.names(),
    }
    return pdf.render_pdf("pdf/bids/pack.html", context, title=bid.title)
