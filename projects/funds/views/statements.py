"""A fund's statement on paper: made by a job, kept, served as it was made."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from consortium.core import files, jobs
from consortium.core.access import allowed
from consortium.core.models import StoredFile
from consortium.core.periods import FinancialYear
from projects.funds.models import Fund
from projects.funds.permissions import can_see_money


@require_POST
@allowed(can_see_money)
def statement_make(request, pk: int):
    """Have the PDF of one financial year made."""
    fund = get_object_or_404(Fund, pk=pk)
    try:
        year = FinancialYear.parse(request.POST.get("year", ""))
    except ValueError:
        raise Http404 from None
    job = jobs.start(
        "fund_statement",
        label=f"Statement of {fund.name} for {year.label}",
        args={"fund_id": fund.pk, "year": year.label},
        by=request.actor,
    )
    return redirect(job)


@require_safe
@allowed(can_see_money)
def statement_download(request, pk: int, file_pk: int):
    """A statement that was made before, byte for byte."""
    kept = get_object_or_404(
        StoredFile, pk=file_pk, owner_kind="funds.fund", owner_id=str(pk), ours=True
    )
    return files.serve(request, kept)
