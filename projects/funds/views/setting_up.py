"""Adding a funder, a fund or a cost heading, so that a grant can be set up."""

from django.contrib import messages
from django.db.models import Max
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from consortium.core.access import allowed
from consortium.core.idempotency import once
from consortium.core.workflow import Refused
from projects.funds.actions import create_fund, create_funder, create_heading
from projects.funds.forms import FunderForm, FundForm, HeadingForm
from projects.funds.models import CostHeading
from projects.funds.permissions import can_edit_grants

FORM = ("GET", "HEAD", "POST")


@require_http_methods(FORM)
@allowed(can_edit_grants)
def funder_new(request):
    """Add who gives."""

    def add(fields):
        create_funder(
            slug=slugify(fields["name"])[:50],
            name=fields["name"],
            contact_name=fields["contact_name"],
            contact_email=fields["contact_email"],
            by=request.actor,
        )

    return _page(request, FunderForm, add, "Add a funder", "The funder is added.")


@require_http_methods(FORM)
@allowed(can_edit_grants)
def fund_new(request):
    """Add a fund, restricted unless it is the body's own."""

    def add(fields):
        create_fund(
            code=fields["code"],
            name=fields["name"],
            purpose=fields["purpose"],
            restricted=fields["kind"] == "restricted",
            by=request.actor,
        )

    return _page(request, FundForm, add, "Add a fund", "The fund is added.")


@require_http_methods(FORM)
@allowed(can_edit_grants)
def heading_new(request):
    """Add a cost heading; a grant says whether it pays for it."""

    def add(fields):
        last = CostHeading.objects.aggregate(last=Max("position"))["last"] or 0
        create_heading(
            slug=slugify(fields["name"])[:50],
            name=fields["name"],
            position=last + 1,
            by=request.actor,
        )

    return _page(request, HeadingForm, add, "Add a cost heading", "The heading is added.")


def _page(request, form_class, add, heading: str, words: str):
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name=heading) as act:
                if act.first:
                    add(form.cleaned_data)
                    act.result = reverse("grants")
            messages.success(request, words)
            return redirect(act.result)
        except Refused as refused:
            form.add_refusal(refused)
    return render(request, "funds/setting_up.html", {"form": form, "heading": heading})
