"""The chair's private notes."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed
from members.agreement.models import Protocol
from members.agreement.states import ProtocolKind
from members.views.acting import acted, acted_on
from members.views.paging import numbered
from members.working import rules
from members.working.actions import notes
from members.working.dispute_forms import NextStepForm, NoteForm, ReaderForm
from members.working.models import ChairNote
from members.working.permissions import can_keep_note

from .access import chair, reads_notes


def seen(request, pk: int) -> ChairNote:
    """A note that this person may read; to everybody else there is none (X1)."""
    found = ChairNote.objects.visible_to(request.actor).select_related("term")
    return get_object_or_404(found, pk=pk)


@require_safe
@allowed(reads_notes)
def chair_notes(request):
    found = ChairNote.objects.visible_to(request.actor).select_related("term")
    context = {
        "page": numbered(found, request.GET.get("page")),
        "may_write": chair(request.actor),
        "days": rules.NOTES_KEPT.days,
        "today": clock.today(),
        "protocol": _protocol(),
    }
    return render(request, "working/notes.html", context)


def _protocol() -> Protocol | None:
    return Protocol.objects.in_use().filter(kind=ProtocolKind.CONFLICT).first()


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(chair)
def chair_note_new(request):
    form = NoteForm(request.POST or None)

    def verb():
        names = ("kind", "title", "words", "look_again_on")
        found = notes.write_note(**{n: form.cleaned_data[n] for n in names}, by=request.actor)
        return found.get_absolute_url(), "Saved. Nobody else can read it."

    context = {
        "form": form, "title": "Write a private note", "back": reverse("chair_notes"),
        "lead": "Only you can read it, and whom you name.",
    }  # fmt: skip
    return acted(request, form, name="chair_note_new", verb=verb) or render(
        request, "working/form.html", context
    )


@require_safe
@allowed(reads_notes)
def chair_note(request, pk):
    return note_page(request, seen(request, pk))


def note_page(request, found: ChairNote, **forms):
    mine = can_keep_note(request.actor, found) is None
    context = {
        "note": found,
        "steps": found.steps.all(),
        "mine": mine,
        "readers": found.readers.select_related("user") if mine else [],
        "protocol": _protocol(),
        "today": clock.today(),
        "goes_on": notes.goes_on(found.term),
        "form": next(iter(forms.values()), None),
        "step_form": forms.get("step") or NextStepForm(auto_id="step_%s"),
        "reader_form": (forms.get("reader") or ReaderForm(by=request.actor, auto_id="reader_%s"))
        if mine
        else None,
    }
    return render(request, "working/note.html", context)


_posted = partial(acted_on, noun="chair_note", page=note_page)


@require_POST
@allowed(reads_notes)
def chair_note_step(request, pk):
    found, form = seen(request, pk), NextStepForm(request.POST, auto_id="step_%s")
    return _posted(
        request, found, form, "step",
        lambda _: notes.add_step(
            found, **{n: form.cleaned_data[n] for n in ("on", "words", "look_again_on")},
            by=request.actor,
        ),
        "Saved.",
    )  # fmt: skip


@require_POST
@allowed(reads_notes)
def chair_note_reader(request, pk):
    found = seen(request, pk)
    form = ReaderForm(request.POST, by=request.actor, auto_id="reader_%s")
    return _posted(
        request, found, form, "reader",
        lambda _: notes.name_reader(found, form.cleaned_data["user"], by=request.actor),
        "They can read this note, and are told.",
    )  # fmt: skip


@require_POST
@allowed(reads_notes)
def chair_note_reader_remove(request, pk, reader_pk):
    found = seen(request, pk)
    reader = get_object_or_404(found.readers.select_related("user"), pk=reader_pk)
    notes.remove_reader(reader, by=request.actor)
    messages.success(request, "They cannot read it any more.")
    return redirect(found)


@require_POST
@allowed(reads_notes)
def chair_note_close(request, pk):
    found = notes.close_note(seen(request, pk), by=request.actor)
    messages.success(request, "Closed.")
    return redirect(found)


@require_POST
@allowed(reads_notes)
def chair_note_hand_over(request, pk):
    found = notes.hand_over(seen(request, pk), by=request.actor)
    messages.success(request, "Handed over: whoever is chair can read it.")
    return redirect(found)


@require_POST
@allowed(reads_notes)
def chair_note_delete(request, pk):
    notes.delete_note(seen(request, pk), by=request.actor)
    messages.success(request, "The note is deleted.")
    return redirect("chair_notes" if chair(request.actor) else "home")
