"""Celery's door: papers about funds, and the days on which an overdraft runs out."""

from django.urls import reverse

from consortium.core import audit, clock, files, jobs, pdf
from consortium.core.due import handles
from consortium.core.periods import FinancialYear
from consortium.core.snapshot import read_snapshot
from members.models import Consortium

from .actions import overdraft_over
from .actions.overdrafts import OVER
from .models import Fund, OverdraftApproval
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
    context = {
        "statement": shown,
        "audit_head": head,
        "made_on": clock.today(),
        **Consortium.names(),
        "reference": fund.code,
    }
    content = pdf.render_pdf("pdf/fund_statement.html", context, title=title, made_at=clock.now())
    job.progress(3, 3, "Keeping it")
    name = f"{fund.code}-{year.replace('/', '-')}-statement.pdf"
    kept = files.keep(content, name, owner=fund, by=job.actor)
    return reverse("statement_download", args=[fund.pk, kept.pk])


@handles(OVER)
def end_of_overdraft(item, late: bool) -> None:
    """The day after the last: the leave is gone, and finance hears how the fund stands."""
    overdraft = OverdraftApproval.objects.filter(pk=item.object_id).first()
    if overdraft is not None:
        overdraft_over(overdraft)
