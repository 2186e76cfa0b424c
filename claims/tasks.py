"""Celery's doors into claims: what falls due, and jobs; each makes one call."""

from celery import shared_task

from claims import dues as dues  # registers what the clock does about claims
from claims import tasks_money as tasks_money  # registers the jobs of paying
from claims.actions import flagging, keeping, rounds
from claims.models import Submission
from claims.reports.claim_pdf import render_submission
from consortium.core.jobs import job


@job("claims.submission_pdf")
def submission_pdf(current, submission_id: int) -> str:
    """Make and keep the PDF of one submission; gives the address of its claim."""
    current.progress(0, 1, "Making the PDF")
    submission = Submission.objects.select_related("claim").get(pk=submission_id)
    if submission.pdf_id is None:
        keeping.keep_pdf(submission, render_submission(submission), by=current.actor)
    return submission.claim.get_absolute_url()


@shared_task(name="claims.tasks.plan_openings")
def plan_openings() -> int:
    """See that every running grant has the opening of its next claims planned."""
    return rounds.plan_openings()


@shared_task(name="claims.tasks.look_over")
def look_over(claim_ids: list[int]) -> int:
    """Work out the checker's flags of claims that were just sent or added to."""
    return flagging.look_over_sent(claim_ids)


@shared_task(name="claims.tasks.look_over_all")
def look_over_all() -> int:
    """Every night: promised evidence falls due, budgets move, other claims come in."""
    return flagging.look_over_all()
