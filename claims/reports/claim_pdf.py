"""The PDF that a member keeps of a claim as it was sent; made from the frozen snapshot."""

from dataclasses import dataclass
from datetime import date

from claims.models import Submission
from consortium.core import pdf
from consortium.core.periods import Quarter


@dataclass(frozen=True)
class ClaimDocument:
    """What the PDF shows. `snapshot` is the frozen dict; days in it are turned back into days."""

    reference: str
    number: int
    quarter: Quarter
    submitted_at: object
    sha256: str
    snapshot: dict

    @property
    def title(self) -> str:
        return f"Claim {self.reference}, version {self.number}"


def document_of(submission: Submission) -> ClaimDocument:
    """The frozen dict with its days as dates; nothing is read from the tables again."""
    return ClaimDocument(
        reference=submission.snapshot["reference"],
        number=submission.number,
        quarter=Quarter.parse(submission.snapshot["quarter"]),
        submitted_at=submission.submitted_at,
        sha256=submission.sha256,
        snapshot=with_days(submission.snapshot),
    )


DAYS = frozenset(
    {"submitted_on", "starts", "ends", "due", "invoice_date", "date_paid", "evidence_due"}
)


def with_days(value):
    """The same structure with ISO texts under the names of days turned into dates."""
    if isinstance(value, list):
        return [with_days(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: date.fromisoformat(each) if name in DAYS and each else with_days(each)
        for name, each in value.items()
    }


def render_submission(submission: Submission) -> bytes:
    """Tagged PDF bytes; the same submission gives the same bytes."""
    document = document_of(submission)
    return pdf.render_pdf(
        "pdf/claim.html",
        {"document": document, "claim": document.snapshot},
        title=document.title,
        made_at=submission.submitted_at,
    )
