"""Building an agenda: items added, changed, taken off, ordered; what waits taken in (S15)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from consortium.core.access import allowed
from consortium.core.versions import beside
from members.meetings.actions import agenda, taken
from members.meetings.forms.agenda import AgreeForm, ItemForm, OrderForm, RemoveForm, item_form
from members.meetings.models import AgendaItem, Meeting
from members.models import MeetingBusiness
from members.views.acting import acted

from .access import chair, secretariat
from .schedule import meeting_page

ANY = ["GET", "HEAD", "POST"]


def _own(pk: int) -> Meeting:
    return get_object_or_404(Meeting, pk=pk)


def _item(pk: int) -> AgendaItem:
    return get_object_or_404(AgendaItem.objects.standing().select_related("meeting"), pk=pk)


@require_http_methods(ANY)
@allowed(secretariat)
def agenda_add(request, pk):
    meeting, form = _own(pk), ItemForm(request.POST or None)

    def verb():
        item = agenda.add_item(meeting, by=request.actor, **form.written())
        return item.get_absolute_url(), "The item is on the agenda."

    context = {
        "form": form, "title": "Add an item", "back": meeting.get_absolute_url(),
        "lead": str(meeting),
    }  # fmt: skip
    return acted(request, form, name="agenda_add", verb=verb) or render(
        request, "meetings/form.html", context
    )


@require_http_methods(ANY)
@allowed(secretariat)
def item_change(request, pk):
    item = _item(pk)
    form = item_form(item, request.POST or None)

    def verb():
        with beside(form):
            agenda.change_item(
                item, version=form.cleaned_data["version"], by=request.actor, **form.written()
            )
        return item.get_absolute_url(), "Saved."

    context = {
        "form": form, "title": item.title, "back": item.get_absolute_url(),
        "lead": str(item.meeting),
    }  # fmt: skip
    return acted(request, form, name="item_change", verb=verb) or render(
        request, "meetings/form.html", context
    )


@require_http_methods(ANY)
@allowed(secretariat)
def item_remove(request, pk):
    item, form = _item(pk), RemoveForm(request.POST or None)

    def verb():
        agenda.remove_item(item, why=form.cleaned_data["why"], by=request.actor)
        return item.meeting.get_absolute_url(), "The item is off the agenda."

    context = {
        "form": form, "title": f"Take off: {item.title}", "back": item.get_absolute_url(),
        "lead": "Business that was put to the meeting waits for another one. "
        "Whoever proposed it is told why.",
    }  # fmt: skip
    return acted(request, form, name="item_remove", verb=verb) or render(
        request, "meetings/form.html", context
    )


@require_POST
@allowed(secretariat)
def agenda_order(request, pk):
    """One item up or down by its button, or the whole order as it was dragged."""
    meeting = _own(pk)
    form = OrderForm(request.POST, record=meeting)

    def verb():
        found, by = form.cleaned_data, request.actor
        if found["order"]:
            ids = [int(each) for each in found["order"].split(",")]
            agenda.order_items(meeting, ids, version=found["version"], by=by)
            return f"{meeting.get_absolute_url()}#agenda", "The order is saved."
        item = AgendaItem.objects.filter(meeting=meeting, pk=found["up"] or found["down"]).first()
        if item is None:
            raise Http404
        agenda.move_item(item, up=bool(found["up"]), version=found["version"], by=by)
        return item.get_absolute_url(), f"Moved: {item.title}"

    return acted(request, form, name="agenda_order", verb=verb) or meeting_page(
        request, meeting, form=form
    )


@require_POST
@allowed(secretariat)
def agenda_take(request, pk):
    """Put one thing that waits on the agenda, or all of it."""
    meeting, by = _own(pk), request.actor
    kind, _, key = request.POST.get("take", "").partition(":")
    if kind == "all":
        count = taken.take_all(meeting, by=by)
        words = f"{count} item{'' if count == 1 else 's'} put on the agenda."
    elif kind == "business":
        taken.take_business(meeting, _by_id(MeetingBusiness.objects, key), by=by)
        words = "It is on the agenda. Who is invited to it is told."
    elif kind == "item":
        taken.take_carried(meeting, _by_id(AgendaItem.objects, key), by=by)
        words = "It is on the agenda."
    elif kind == "brought":
        taken.take_brought(meeting, key, by=by)
        words = "It is on the agenda."
    else:
        raise Http404
    messages.success(request, words)
    return redirect(meeting)


def _by_id(rows, key: str):
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    return get_object_or_404(rows, pk=number)


@require_POST
@allowed(secretariat)
def agenda_ask_chair(request, pk):
    meeting = _own(pk)
    agenda.ask_chair(meeting, by=request.actor)
    messages.success(request, "The chair has the link.")
    return redirect(meeting)


@require_POST
@allowed(chair)
def agenda_agree(request, pk):
    meeting = _own(pk)
    form = AgreeForm(request.POST, record=meeting)

    def verb():
        agenda.agree_agenda(meeting, version=form.cleaned_data["version"], by=request.actor)
        return meeting.get_absolute_url(), "Agreed. The secretariat is told."

    return acted(request, form, name="agenda_agree", verb=verb) or meeting_page(
        request, meeting, form=form
    )
