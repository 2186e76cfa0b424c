"""The PDF of a submission: made once from what was frozen, kept for good (M26)."""

from django.db import transaction

from claims.models import Submission
from consortium.core import files
from consortium.core.actor import Actor
from consortium.core.models.files import StoredFile


@transaction.atomic
def keep_pdf(submission: Submission, content: bytes, *, by: Actor) -> StoredFile:
    """Keep the PDF of a submission; when two were made at once, the first is kept."""
    found = Submission.objects.select_for_update(of=("self",)).select_related("claim")
    locked = found.get(pk=submission.pk)
    if locked.pdf_id is None:
        locked.pdf = files.keep(
            content,
            f"{locked.claim.reference.replace('/', ' ')} version {locked.number}.pdf",
            owner=locked,
            organisation_id=locked.claim.organisation_id,
            by=by,
        )
        locked.save(update_fields=["pdf"])
    submission.pdf = locked.pdf
    return locked.pdf
