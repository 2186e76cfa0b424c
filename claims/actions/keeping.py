"""The PDF of a submission: made once from what was frozen, kept for good (M26)."""

from django.db import transaction

from claims.models import Submission
from claims.reports.claim_pdf import render_submission
from consortium.core import files
from consortium.core.actor import Actor
from consortium.core.models.files import StoredFile


def keep_pdf(submission: Submission, *, by: Actor) -> StoredFile:
    """The stored PDF of a submission, made now if it is not there yet.

    Rendered before the lock is taken (T8); when two do it at once, the first is kept.
    """
    if submission.pdf_id:
        return submission.pdf
    content = render_submission(submission)
    with transaction.atomic():
        locked = Submission.objects.select_for_update(of=("self",)).select_related("claim").get(
            pk=submission.pk
        )
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
