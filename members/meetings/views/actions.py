"""What is to be done after meetings, and by whom (S21)."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock, files
from consortium.core.access import allowed, signed_in
from consortium.core.versions import beside
from members.meetings.actions import follow_up
from members.meetings.facts import actions as facts
from members.meetings.forms.actions import ActionFilter, ActionForm, DoneForm, DropForm
from members.meetings.models import Action, Meeting
from members.meetings.permissions_after import can_finish_action, can_keep_actions
from members.meetings.states import ActionState, MeetingState
from members.views.acting import acted
from members.views.paging import numbered

from .access import secretariat_or_chair


def _one(request, pk: int) -> Action:
    rows = Action.objects.visible_to(request.actor)
    return get_object_or_404(
        rows.select_related("meeting", "organisation", "person", "file"), pk=pk
    )


@require_safe
@signed_in
def actions(request):
    """Those to do, those of one's own, those that are late."""
    which = request.GET.get("which", "open")
    begun = Meeting.objects.filter(state__in=[MeetingState.OPEN, MeetingState.HELD])
    context = {
        "form": ActionFilter({"which": which}),
        "page": numbered(facts.listed(request.actor, which), request.GET.get("page")),
        "which": which,
        "today": clock.today(),
        "latest": begun.first() if can_keep_actions(request.actor) is None else None,
    }
    return render(request, "meetings/actions.html", context)


@require_safe
@signed_in
def action(request, pk):
    found = _one(request, pk)
    is_open = found.state == ActionState.OPEN
    context = {
        "action": found,
        "is_late": is_open and found.due_on < clock.today(),
        "may_finish": is_open and can_finish_action(request.actor, found) is None,
        "may_keep": is_open and can_keep_actions(request.actor) is None,
        "history": facts.history(found),
    }
    return render(request, "meetings/action.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat_or_chair)
def action_new(request, pk):
    """After the meeting: what was forgotten there, or agreed by mail."""
    meeting, form = get_object_or_404(Meeting, pk=pk), ActionForm(request.POST or None)

    def verb():
        given = {n: form.cleaned_data[n] for n in ("task", "organisation", "person", "due_on")}
        made = follow_up.record(meeting, **given, by=request.actor)
        return made.get_absolute_url(), "The action is recorded. Its owner is told."

    return _page(request, form, "action_new", verb, title="New action", lead=str(meeting),
                 back=meeting.get_absolute_url())  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat_or_chair)
def action_change(request, pk):
    found = _one(request, pk)
    names = ("task", "organisation", "person", "due_on")
    initial = {name: getattr(found, name) for name in names}
    form = ActionForm(request.POST or None, initial=initial, record=found)

    def verb():
        given = {name: form.cleaned_data[name] for name in names}
        with beside(form):
            follow_up.change(found, **given, version=form.cleaned_data["version"],
                             by=request.actor)  # fmt: skip
        return found.get_absolute_url(), "Saved."

    return _page(request, form, "action_change", verb, title="Change an action", lead=found.task,
                 back=found.get_absolute_url())  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def action_done(request, pk):
    found = _one(request, pk)
    if can_finish_action(request.actor, found):
        raise Http404("This is somebody else's action.")
    form = DoneForm(request.POST or None, request.FILES or None)

    def verb():
        given = form.cleaned_data
        follow_up.done(found, proof=given["proof"], upload=given["file"], by=request.actor)
        return found.get_absolute_url(), "Done. The secretariat is told."

    return _page(request, form, "action_done", verb, title="It is done", lead=found.task,
                 back=found.get_absolute_url())  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat_or_chair)
def action_drop(request, pk):
    found, form = _one(request, pk), DropForm(request.POST or None)

    def verb():
        follow_up.drop(found, why=form.cleaned_data["why"], by=request.actor)
        return found.get_absolute_url(), "It is dropped. Its owner is told."

    return _page(request, form, "action_drop", verb, title="Drop an action", lead=found.task,
                 back=found.get_absolute_url())  # fmt: skip


def _page(request, form, name: str, verb, **context):
    return acted(request, form, name=name, verb=verb) or render(
        request, "meetings/form.html", {"form": form, **context}
    )


@require_safe
@signed_in
def action_file(request, pk):
    """The file that shows that it was done."""
    found = _one(request, pk)
    if found.file is None or not found.file.may_be_served:
        raise Http404("There is no file, or it is still being looked at.")
    return files.serve(request, found.file)
