"""Celery's door: papers about funds."""

from django.urls import reverse

from consortium.core import audit, clock, files, jobs, pdf
from consortium.core.periods import FinancialYear
from consortium.core.snapshot import read_snapshot
from members.models import Consortium

from .models import Fund
from .permissions import can_see_money
from .reports import statement


@jobs.job("fund_statement")
def fund_statement(job, *, fund_id: int, year: str) -> str:
    """Make, keep and give the address of a fund's statement."""
    if not can_see_money(job.actor):
        raise jobs.JobFailed("You may no longer see the money.")
    job.progress(1, 3, "Adding up")
    with read_snapshot():
        fund = Fund.objects.get(pk=fund_id)
        shown = statement(fund, FinancialYear.parse(year))
        head = audit.head()
    job.progress(2, 3, "Making the PDF")
    title = f"Statement of {fund.name}, {year}"
    consortium = Consortium.objects.first()
    context = {
        "statement": shown,
        "audit_head": head,
        "made_on": clock.today(),
        "consortium_name": consortium.profile_name if consortium else "",
        "reference": fund.code,
    }
    content = pdf.render_pdf("pdf/fund_statement.html", context, title=title, made_at=clock.now())
    job.progress(3, 3, "Keeping it")
    name = f"{fund.code}-{year.replace('/', '-')}-statement.pdf"
    kept = files.keep(content, name, owner=fund, by=job.actor)
    return reverse("statement_download", args=[fund.pk, kept.pk])
