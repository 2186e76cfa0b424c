"""How an organisation stands with the consortium, and what hangs on it when it leaves."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from members.models import Organisation
from members.roll.actions import resigning
from members.roll.forms.standing import ConfirmForm
from members.roll.models import Resignation
from members.roll.permissions import (
    can_read_resignation,
    may_office,
    may_receive,
    sees_impact,
)
from members.roll.states import OPEN_RESIGNATION, ResignationState
from members.roll.workflow import RESIGNATION
from members.states import Membership
from members.views.acting import acted

from .impact import impact_of

SHOWN = 50


@require_safe
@signed_in
def membership(request, pk: int):
    """Full or co-opted from when to when, resignations, and what was found of the criteria."""
    found = get_object_or_404(Organisation, pk=pk)
    actor = request.actor
    rows = found.resignations.select_related("organisation", "letter")[:SHOWN]
    resignations = [each for each in rows if can_read_resignation(actor, each)]
    current = next((each for each in resignations if each.state in OPEN_RESIGNATION), None)
    gone = found.left and found.left < clock.today()
    context = {
        "organisation": found,
        "earlier": found.earlier_memberships.all()[:SHOWN],
        "co_options": found.co_options.all()[:SHOWN],
        "sees_letters": sees_impact(actor, found.pk),
        "current": current,
        "others": [each for each in resignations if each is not current],
        "moves": {move.name for move in RESIGNATION.possible(current, actor)} if current else (),
        "impact": _impact(actor, current),
        "may_record": current is None and not gone and found.membership != Membership.FORMER
        and may_receive(actor),
        "may_office": may_office(actor),
        "findings": found.criteria_findings.all()[:SHOWN],
        "may_find": may_office(actor) and found.membership == Membership.MEMBER,
        "is_co_opted": found.membership == Membership.CO_OPTED and not gone,
    }  # fmt: skip
    return render(request, "pages/membership.html", context)


def _impact(actor, resignation):
    """What depends on it: as it is now, or as it was when it was confirmed."""
    if resignation is None or not sees_impact(actor, resignation.organisation_id):
        return []
    if resignation.state == ResignationState.CONFIRMED:
        return resignation.impact
    return impact_of(resignation.organisation, last=resignation.effective_on)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_office)
def resignation_confirm(request, pk: int):
    """Everything that depends on it, read once more, and kept with the confirmation."""
    found = get_object_or_404(Resignation.objects.select_related("organisation"), pk=pk)
    if found.state != ResignationState.RECEIVED:
        raise Http404("This resignation does not wait.")
    form = ConfirmForm(request.POST or None)
    impact = impact_of(found.organisation, last=found.effective_on)

    def verb():
        kept = [line.as_json() for line in impact]
        resigning.confirm(found, impact=kept, by=request.actor)
        return found.get_absolute_url(), "The resignation is confirmed. Every member is told."

    context = {"form": form, "resignation": found, "impact": impact}
    return acted(request, form, name="resignation_confirm", verb=verb) or render(
        request, "pages/resignation_confirm.html", context
    )
