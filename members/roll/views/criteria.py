"""A member that may no longer meet the criteria."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from consortium.core.access import allowed
from members.actions import business
from members.models import Organisation
from members.roll.actions import criteria as verbs
from members.roll.forms.criteria import FindingForm, SettleForm
from members.roll.models import CriteriaFinding
from members.roll.permissions import may_office
from members.states import Membership
from members.views.acting import acted

from .standing import form_page


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_office)
def criteria_find(request, pk):
    found = get_object_or_404(Organisation, pk=pk, membership=Membership.MEMBER)
    form = FindingForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        finding = verbs.find(
            found, reason=given["reason"], follows=given["follows"], by=request.actor
        )
        return finding.get_absolute_url(), "It is put to the next meeting."

    return acted(request, form, name="criteria_find", verb=verb) or form_page(
        request, form, "No longer meets the criteria",
        lead="The secretariat, the chair and the member are told, and the next meeting talks about "
        "it. Until a meeting decides, nothing changes.",
        parent=found.name, parent_url=found.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_office)
def criteria_settle(request, pk):
    finding = get_object_or_404(CriteriaFinding.objects.select_related("organisation"), pk=pk)
    if finding.settled_on:
        raise Http404("A meeting has settled this.")
    waiting = business.waiting_for(finding, kind=verbs.BUSINESS)
    minute = request.GET.get("minute", "")[:120]
    day = waiting.meeting_on if waiting else None
    initial = {"minute": minute, **({"on": day} if day else {})}
    form = SettleForm(request.POST or None, initial=initial)

    def verb():
        given = {name: form.cleaned_data[name] for name in form.base_fields}
        verbs.settle(finding, **given, by=request.actor)
        return finding.get_absolute_url(), "What the meeting decided is noted."

    return acted(request, form, name="criteria_settle", verb=verb) or form_page(
        request, form, "What the meeting decided", lead=finding.reason,
        parent=finding.organisation.name, parent_url=finding.get_absolute_url(),
    )  # fmt: skip
