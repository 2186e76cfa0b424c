"""The register of commitments to others: reading, recording, settling."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from members.agreement.actions import commitments
from members.agreement.commitment_forms import CommitForm, SettleForm
from members.agreement.models import Commitment
from members.agreement.permissions import can_ask, can_commit
from members.agreement.workflow import COMMITMENT
from members.models import Organisation
from members.views.acting import acted
from members.views.paging import numbered

from .access import commits

MOST = 200


@require_safe
@signed_in
def commitments_list(request):
    """What is promised and open, the next day first; then what became of the others."""
    found, today = Commitment.objects.select_related("organisation"), clock.today()
    waiting = list(found.open().order_by("due_on", "pk")[:MOST])
    settled = found.exclude(state="open").order_by("-settled_on", "-pk")
    context = {
        "waiting": waiting,
        "late": sum(each.due_on < today for each in waiting),
        "page": numbered(settled, request.GET.get("page")),
        "today": today,
        "may_commit": can_commit(request.actor) is None,
    }
    return render(request, "agreement/commitments.html", context)


def commitment_page(request, found: Commitment, form: SettleForm | None = None):
    context = {
        "found": found,
        "possible": bool(COMMITMENT.possible(found, request.actor)),
        "form": form,
        "settle_form": form or SettleForm(),
        "today": clock.today(),
    }
    return render(request, "agreement/commitment.html", context)


def the(pk: int) -> Commitment:
    return get_object_or_404(Commitment.objects.select_related("organisation"), pk=pk)


@require_safe
@signed_in
def commitment(request, pk):
    """One promise and what came of it."""
    return commitment_page(request, the(pk))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(commits)
def commitment_new(request):
    actor = request.actor
    office = can_ask(actor) is None
    form = CommitForm(request.POST or None, office=office)

    def verb():
        given = form.cleaned_data
        own = None if office else Organisation.objects.get(pk=actor.organisation_id)
        values = {name: given[name] for name in ("to_whom", "promise", "due_on")}
        found = commitments.commit(given.get("organisation", own), **values, by=actor)
        return found.get_absolute_url(), "The commitment is on record."

    context = {
        "form": form, "title": "Record a commitment", "back": reverse("commitments"),
        "lead": "What is promised to others, and by when. Every member reads it.",
    }  # fmt: skip
    return acted(request, form, name="commitment_new", verb=verb) or render(
        request, "agreement/protocol_form.html", context
    )


@require_POST
@allowed(commits)
def commitment_settle(request, pk):
    """Kept, not kept, or not needed any more."""
    found, form = the(pk), SettleForm(request.POST)

    def verb():
        given = form.cleaned_data
        commitments.settle(found, given["move"], outcome=given["outcome"], by=request.actor)
        return found.get_absolute_url(), "Recorded."

    return acted(request, form, name="commitment_settle", verb=verb) or commitment_page(
        request, found, form
    )
