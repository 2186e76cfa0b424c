"""Versions of the agreement for tests, made by the verbs."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from consortium.core import clock
from consortium.pages.demo.receipts import example_pdf
from members.agreement.actions import signing, versions
from members.agreement.models import Agreement, Signature
from tests.factories import members as people

CLAUSES = [("1", "Purpose", "To work together."), ("5.1", "Who may join", "Local bodies.")]
MINUTE = "Minute 7"
PDF = example_pdf("A. Person", heading="Example signature")


def draft(*, by, clauses=CLAUSES) -> Agreement:
    found = versions.draft_version(by=by)
    return versions.load_clauses(found, list(clauses), by=by)


def opened(*, by, clauses=CLAUSES) -> Agreement:
    found = draft(by=by, clauses=clauses)
    return versions.open_for_signing(found, adopted_on=clock.today(), minute=MINUTE, by=by)


def signed(agreement: Agreement, *users) -> Agreement:
    """Signed on this site by each of these representatives."""
    for user in users:
        by = people.actor_of(user)
        signing.sign(agreement, name=user.name, position="Chair", declared=True, by=by)
    agreement.refresh_from_db()
    return agreement


def on_paper(agreement, organisation, *, by, signed_on: date | None = None, **others) -> Signature:
    values = {"name": "A. Person", "position": "Chair", **others}
    upload = SimpleUploadedFile("page.pdf", PDF, "application/pdf")
    return signing.record_on_paper(
        agreement, organisation, **values, signed_on=signed_on or clock.today(), upload=upload,
        by=by,
    )  # fmt: skip
