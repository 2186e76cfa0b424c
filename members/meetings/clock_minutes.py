"""The work of minutes that takes its time: the PDF of what was sealed."""

from consortium.core import jobs
from consortium.core.jobs import job

from .actions.minutes import SEALED_PDF, keep_pdf
from .facts.minutes import whole
from .facts.record import named
from .models import Minutes
from .reports.minutes import render_minutes


@job(SEALED_PDF)
def sealed_pdf(work: jobs.Job, *, minutes: int) -> str:
    """May run again: it is kept once."""
    found = Minutes.objects.select_related("meeting", "approved_by").get(pk=minutes)
    if found.file_id is None:
        keep_pdf(found, render_minutes(found, named(whole(found))), by=work.actor)
    return found.get_absolute_url()
