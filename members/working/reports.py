"""What leaves as PDF: a dispute's summary, a group's report, the table of service."""

from dataclasses import dataclass
from datetime import date

from consortium.core import clock, pdf
from members.models import Consortium

from . import facts
from .models import Dispute, GroupReport, Proposal, Step


@dataclass(frozen=True)
class DisputeSummary:
    """Parties, steps, proposals in their order; restricted to the two sides (R75)."""

    dispute: Dispute
    steps: list[Step]
    proposals: list[Proposal]


def summary_of(dispute: Dispute) -> DisputeSummary:
    return DisputeSummary(dispute, list(dispute.steps.all()), list(dispute.proposals.all()))


def render_dispute(dispute: Dispute) -> bytes:
    context = {
        "summary": summary_of(dispute),
        "reference": f"Dispute {dispute.pk}",
        "today": clock.today(),
        **Consortium.names(),
    }
    return pdf.render_pdf("pdf/working/dispute.html", context, title=f"Dispute: {dispute}")


def render_report(report: GroupReport, *, text: str) -> bytes:
    """A group's report with these words, as it is about to be sent."""
    context = {
        "report": report,
        "text": text.strip(),
        "reference": str(report.group),
        "today": clock.today(),
        **Consortium.names(),
    }
    return pdf.render_pdf("pdf/working/report.html", context, title=report.title)


def render_service(*, starts: date, ends: date, label: str) -> bytes:
    """The table of service for one financial year, as the annual report wants it (R87)."""
    context = {
        "lines": facts.service_table(starts=starts, ends=ends),
        "label": label,
        "reference": label,
        **Consortium.names(),
    }
    return pdf.render_pdf("pdf/working/service.html", context, title=f"Our service, {label}")
