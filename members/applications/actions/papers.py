"""The copy and the letters: made by a job from what was frozen, kept for good."""

from django.db import transaction

from consortium.core import files, jobs
from consortium.core.actor import SYSTEM
from consortium.core.models.files import StoredFile
from members.applications.models import Application

from .checks import locked

LABELS = {"copy": "Copy of application", "letter": "Letter about application"}


def start_paper(application: Application, kind: str) -> None:
    """Have the "copy" or the "letter" made when this act is done."""
    jobs.start(
        "applications.paper",
        label=f"{LABELS[kind]} {application.reference}",
        args={"application_id": application.pk, "kind": kind},
        by=SYSTEM,
    )


@transaction.atomic
def keep_paper(application: Application, kind: str, content: bytes, *, by) -> StoredFile:
    """Keep one of the two; when two were made at once, the first is kept."""
    current = locked(application)
    if getattr(current, f"{kind}_id") is None:
        name = f"{LABELS[kind]} {current.reference}.pdf"
        stored = files.keep(content, name, owner=current, by=by)
        setattr(current, kind, stored)
        current.save(update_fields=[kind])
    return getattr(current, kind)
