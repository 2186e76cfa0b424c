"""Who the consortium is: names and purpose, and vision and mission in their versions."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core.access import allowed, signed_in
from consortium.core.versions import beside
from members.agreement.actions import identity as verbs
from members.agreement.identity_forms import DescribeConsortiumForm, RestateForm
from members.agreement.models import Statement
from members.agreement.permissions import can_keep
from members.models import Consortium
from members.views.acting import acted
from members.views.paging import numbered

from .access import secretariat


def the_consortium() -> Consortium:
    return get_object_or_404(Consortium, pk=1)


@require_safe
@signed_in
def identity(request):
    """Names, purpose and area; vision and mission with the decision behind each version."""
    context = {
        "known": the_consortium(),
        "page": numbered(Statement.objects.order_by("-number"), request.GET.get("page")),
        "may_keep": can_keep(request.actor) is None,
    }
    return render(request, "agreement/identity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def identity_change(request):
    form = DescribeConsortiumForm(request.POST or None, consortium=the_consortium())

    def verb():
        values = {name: form.cleaned_data[name] for name in verbs.DESCRIBED}
        with beside(form):
            verbs.describe(values=values, version=form.cleaned_data["version"], by=request.actor)
        return reverse("identity"), "Saved."

    return _asked(request, form, "identity_change", verb, title="Names, purpose and area")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def identity_restate(request):
    known = the_consortium()
    form = RestateForm(
        request.POST or None, initial={"vision": known.vision, "mission": known.mission}
    )

    def verb():
        names = "vision", "mission", "decided_on", "minute"
        verbs.restate(**{name: form.cleaned_data[name] for name in names}, by=request.actor)
        return reverse("identity"), "The decision is recorded. Every member is told."

    lead = "What the members decided. The words before stay on record."
    return _asked(request, form, "identity_restate", verb, title="Vision and mission", lead=lead)


def _asked(request, form, name, verb, *, title: str, lead: str = ""):
    context = {"form": form, "title": title, "lead": lead, "back": reverse("identity")}
    return acted(request, form, name=name, verb=verb) or render(
        request, "agreement/protocol_form.html", context
    )
