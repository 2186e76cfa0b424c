"""The overrides of a financial year, for the members and the annual report (8.2, R74)."""

from consortium.core import clock, pdf
from consortium.core.actor import Actor
from consortium.core.periods import FinancialYear
from members.meetings.models import Decision, Override
from members.models import Consortium


def overrides_of(year: FinancialYear, actor: Actor | None) -> list[Override]:
    """Those of the year whose decision this person may read, the first one first. One query."""
    seen = Override.objects.filter(
        on__range=(year.start, year.end), decision__in=Decision.objects.visible_to(actor)
    )
    return list(seen.select_related("decision", "body", "reported_at").order_by("on", "pk"))


def render_overrides(year: FinancialYear, actor: Actor | None) -> bytes:
    """PDF: each decision in its words, the term it would breach, what happened, when reported."""
    context = {
        "overrides": overrides_of(year, actor),
        "label": year.label,
        "reference": f"Overrides {year.label}",
        "today": clock.today(),
        **Consortium.names(),
    }
    title = f"Decisions overridden, {year.label}"
    return pdf.render_pdf("pdf/meetings/overrides.html", context, title=title)
