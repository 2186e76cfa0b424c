"""The job that makes a copy of one person's data."""

import json

from django.urls import reverse

from consortium.core import audit, clock, jobs, pdf
from consortium.core.snapshot import read_snapshot
from members.actions import exporting
from members.actions.checks import must_be_allowed
from members.models import Consortium, User

from .persondata import data_of

ACTS_ON_PAPER = 300


@jobs.job(exporting.JOB)
def person_data(job, *, user_id: int) -> str:
    """Both copies, and the page where they lie: one's own, or the person's for the secretariat."""
    user = User.objects.get(pk=user_id)
    own = job.actor.user_id == user.pk
    if not own:
        must_be_allowed("export_person", job.actor, user=user)
    job.progress(1, 3, "Collecting")
    with read_snapshot():
        data, head = data_of(user), audit.head()
    job.progress(2, 3, "Writing it down")
    text = json.dumps(data.as_dict(), ensure_ascii=False, indent=2)
    context = {"data": data, "acts": data.acts[-ACTS_ON_PAPER:], "audit_head": head}
    title = f"Data about {user.name}"
    paper = pdf.render_pdf(
        "pdf/person_data.html", context | Consortium.names(), title=title, made_at=clock.now()
    )
    job.progress(3, 3, "Keeping it")
    exporting.keep_export(user, json=text.encode(), pdf=paper, by=job.actor)
    return reverse("my_data") if own else reverse("person_data", args=[user.pk])
