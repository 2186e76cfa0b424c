"""Protocols: reading, writing, adopting, reviewing, acknowledging."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from members.agreement import protocol_facts, reports
from members.agreement.actions import protocols
from members.agreement.forms import ReasonForm
from members.agreement.models import Protocol
from members.agreement.permissions import can_acknowledge, can_keep
from members.agreement.protocol_forms import (
    AdoptForm,
    ImplementForm,
    ProtocolForm,
    ReviewForm,
    WordsForm,
)
from members.agreement.states import IN_USE, ProtocolState
from members.agreement.workflow import PROTOCOL
from members.views.acting import acted

from .access import acknowledges, secretariat
from .versions import pdf_answer


def own(request, pk: int) -> Protocol:
    """A protocol that this person may read; any other is 404 (X1)."""
    found = Protocol.objects.visible_to(request.actor).select_related("based_on")
    return get_object_or_404(found, pk=pk)


@require_safe
@signed_in
def protocol(request, pk):
    """Its words, where it stands, and which members work by it."""
    found, actor = own(request, pk), request.actor
    readers = protocol_facts.readers(found) if found.state in IN_USE else []
    mine = protocol_facts.to_acknowledge(actor.organisation_id)
    context = {
        "protocol": found,
        "readers": readers,
        "read_by": sum(1 for each in readers if each.since),
        "possible": {move.name for move in PROTOCOL.possible(found, actor)},
        "may_keep": can_keep(actor) is None,
        "in_use": found.state in IN_USE,
        "today": clock.today(),
        "late": found.state in IN_USE and found.review_by <= clock.today(),
        "may_acknowledge": can_acknowledge(actor) is None and mine.filter(pk=found.pk).exists(),
        "later": Protocol.objects.visible_to(actor)
        .filter(title=found.title, number__gt=found.number)
        .exclude(state=ProtocolState.DROPPED)
        .first(),
    }
    return render(request, "agreement/protocol.html", context)


@require_safe
@signed_in
def protocol_copy(request, pk):
    """The protocol as PDF, with its version."""
    found = own(request, pk)
    name = f"protocol-{found.pk}-version-{found.number}.pdf"
    return pdf_answer(reports.render_protocol(found), name)


@require_POST
@allowed(acknowledges)
def protocol_acknowledge(request, pk):
    protocols.acknowledge(own(request, pk), by=request.actor)
    messages.success(request, "Noted: your organisation works by it.")
    return redirect("protocol", pk=pk)


@require_POST
@allowed(secretariat)
def protocol_revise(request, pk):
    """The next version, with the words of this one."""
    draft = protocols.revise(own(request, pk), by=request.actor)
    messages.success(request, f"Version {draft.number} is a draft. Only the secretariat sees it.")
    return redirect(draft)


def _form_page(request, form, *, name: str, verb, title: str, back: str, lead: str = ""):
    context = {"form": form, "title": title, "back": back, "lead": lead}
    return acted(request, form, name=name, verb=verb) or render(
        request, "agreement/protocol_form.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def protocol_new(request):
    form = ProtocolForm(request.POST or None)

    def verb():
        values = {name: form.cleaned_data[name] for name in ("kind", "title", "text")}
        found = protocols.draft_protocol(**values, by=request.actor)
        return found.get_absolute_url(), "The draft is saved. Only the secretariat sees it."

    return _form_page(
        request, form, name="protocol_new", verb=verb, title="Draft a protocol",
        back=reverse("agreement"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def protocol_change(request, pk):
    found = _in(own(request, pk), ProtocolState.DRAFT)
    form = WordsForm(request.POST or None, record=found, initial={"text": found.text})

    def verb():
        given = form.cleaned_data
        protocols.change_protocol(
            found, text=given["text"], version=given["version"], by=request.actor
        )
        return found.get_absolute_url(), "Saved."

    return _form_page(
        request, form, name="protocol_change", verb=verb, title=f"Change {found.title}",
        back=found.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def protocol_adopt(request, pk):
    """A meeting has adopted it."""
    found = _in(own(request, pk), ProtocolState.DRAFT)
    form = AdoptForm(request.POST or None)

    def verb():
        values = {name: form.cleaned_data[name] for name in ("on", "minute", "review_by")}
        protocols.adopt(found, **values, by=request.actor)
        return found.get_absolute_url(), "Adopted. Every member is asked to acknowledge it."

    return _form_page(
        request, form, name="protocol_adopt", verb=verb, title=f"Adopted: {found.title}",
        back=found.get_absolute_url(),
        lead="Its words stay as they are from here on, and every member is asked to read it.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def protocol_implement(request, pk):
    """It is put to work."""
    found = _in(own(request, pk), ProtocolState.ADOPTED)
    form = ImplementForm(request.POST or None)

    def verb():
        values = {name: form.cleaned_data[name] for name in ("on", "how")}
        protocols.implement(found, **values, by=request.actor)
        return found.get_absolute_url(), "Noted as implemented."

    return _form_page(
        request, form, name="protocol_implement", verb=verb, title=f"Implemented: {found.title}",
        back=found.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def protocol_review(request, pk):
    """Reviewed, and kept as it is."""
    found = _in(own(request, pk), *IN_USE)
    form = ReviewForm(request.POST or None)

    def verb():
        values = {name: form.cleaned_data[name] for name in ("note", "review_by")}
        protocols.review(found, **values, by=request.actor)
        return found.get_absolute_url(), "The review is recorded."

    return _form_page(
        request, form, name="protocol_review", verb=verb, title=f"Review {found.title}",
        back=found.get_absolute_url(),
        lead="It stays as it is until the next review. To change it, begin a new version.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def protocol_drop(request, pk):
    """A draft that nobody goes on with."""
    found = _in(own(request, pk), ProtocolState.DRAFT)
    form = ReasonForm(request.POST or None)
    form.button = "Give up this draft"

    def verb():
        protocols.drop_protocol(found, reason=form.cleaned_data["reason"], by=request.actor)
        return reverse("agreement"), f"The draft of {found.title} is given up."

    return _form_page(
        request, form, name="protocol_drop", verb=verb, title=f"Give up {found.title}",
        back=found.get_absolute_url(),
    )  # fmt: skip


def _in(found: Protocol, *states) -> Protocol:
    if found.state not in states:
        raise Http404("It does not stand where this can be done.")
    return found
