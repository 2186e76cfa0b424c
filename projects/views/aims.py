"""Which aims a decision or a meeting serves (R4). A project's own are named on its page."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from consortium.core.access import allowed
from members.meetings.models import Decision, Meeting
from members.views.acting import acted
from projects.actions import tag_aims
from projects.forms import AimsForm
from projects.permissions import can_tag_aims


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_tag_aims)
def decision_aims(request, pk: int):
    """Say which aims of the agreement a decision serves."""
    found = get_object_or_404(Decision.objects.visible_to(request.actor), pk=pk)
    return _form_page(request, found, name="decision_aims", lead=found.wording)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_tag_aims)
def meeting_aims(request, pk: int):
    """Say which aims of the agreement a meeting serves."""
    found = get_object_or_404(Meeting, pk=pk)
    return _form_page(request, found, name="meeting_aims", lead=str(found))


def _form_page(request, found, *, name: str, lead: str):
    form = AimsForm(request.POST or None, initial={"aims": found.aims.all()})

    def verb():
        tag_aims(found, form.cleaned_data["aims"], by=request.actor)
        return found.get_absolute_url(), "The aims are saved."

    context = {
        "form": form,
        "title": "Which aims it serves",
        "lead": lead,
        "back": found.get_absolute_url(),
    }
    return acted(request, form, name=name, verb=verb) or render(
        request, "meetings/form.html", context
    )
