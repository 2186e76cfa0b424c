"""A copy of one's data; making a person nameless."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import files
from consortium.core.access import allowed, signed_in
from members.actions.erasing import agree_erasure, ask_erasure, is_nameless, refuse_erasure
from members.actions.exporting import ask_export, exports_of
from members.forms import AgainForm, ReasonForm
from members.models import Erasure, User
from members.permissions import may
from members.states import ErasureState

from .acting import acted

STAYS = (
    "What they did, under a number: the audit record, claims, approvals, payments, votes.",
    "Papers that have left the house: claims as they were signed, minutes, letters, remittances.",
    "Receipts and other files that members sent in.",
    "Notes that others wrote in their own words.",
)
GOES = (
    "Name, email address and telephone number.",
    "What they agreed to have shown in the public directory.",
    "Password, second steps, sessions and the devices they were from.",
    "Our copies of the mails to them; in mails to others, their name.",
    "Copies of their data that were made for them, and papers that bear their name.",
    "What they wrote about the access that they need.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_data(request):
    """One's own copies, and asking for new ones."""
    form = AgainForm(request.POST or None)

    def verb():
        job = ask_export(request.user, by=request.actor)
        return reverse("job", args=[job.pk]), "A copy of your data is being made."

    if request.method == "POST" and request.actor is None:
        return redirect("my_data")
    context = {"form": form, "kept": exports_of(request.user)}
    return acted(request, form, name="my_data", verb=verb) or render(
        request, "members/my_data.html", context
    )


@require_safe
@signed_in
def my_data_file(request, pk):
    return _hand_out(request, request.user, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("export_person"))
def person_data(request, pk):
    """For a person who asked for it and cannot sign in, or wants it on paper."""
    found = get_object_or_404(User, pk=pk)
    form = AgainForm(request.POST or None)

    def verb():
        job = ask_export(found, by=request.actor)
        return reverse("job", args=[job.pk]), f"A copy of the data of {found.name} is being made."

    context = {"form": form, "person": found, "kept": exports_of(found)}
    return acted(request, form, name="person_data", verb=verb) or render(
        request, "members/person_data.html", context
    )


@require_safe
@allowed(may("export_person"))
def person_data_file(request, pk, file_pk):
    return _hand_out(request, get_object_or_404(User, pk=pk), file_pk)


def _hand_out(request, user: User, file_pk: int):
    stored = next((one for one in exports_of(user) if one.pk == file_pk), None)
    if stored is None:
        raise Http404
    return files.serve(request, stored)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("ask_erasure"))
def person_erase(request, pk):
    """Says what goes and what stays, and asks a second person."""
    found = get_object_or_404(User, pk=pk)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = "Who asked for it, and when"
    form.fields["reason"].help_text = "Without names: this text stays"

    def verb():
        ask_erasure(found, reason=form.cleaned_data["reason"], by=request.actor)
        return reverse("person", args=[found.pk]), "A second person has been asked to decide."

    context = {
        "form": form, "person": found, "goes": GOES, "stays": STAYS, "done": is_nameless(found),
        "waiting": found.erasures.filter(state=ErasureState.ASKED).first(),
    }  # fmt: skip
    return acted(request, form, name="person_erase", verb=verb) or render(
        request, "members/person_erase.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("decide_erasure"))
def erasure_agree(request, pk):
    erasure = get_object_or_404(_waiting(), pk=pk)
    form = AgainForm(request.POST or None)

    def verb():
        done = agree_erasure(erasure, by=request.actor)
        return reverse("person", args=[done.user_id]), "The name and the addresses are removed."

    context = {"form": form, "erasure": erasure, "goes": GOES, "stays": STAYS}
    return acted(request, form, name="erasure_agree", verb=verb) or render(
        request, "members/erasure_agree.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("decide_erasure"))
def erasure_refuse(request, pk):
    erasure = get_object_or_404(_waiting(), pk=pk)
    form = ReasonForm(request.POST or None)

    def verb():
        refuse_erasure(erasure, reason=form.cleaned_data["reason"], by=request.actor)
        return reverse("person", args=[erasure.user_id]), "Refused. Nothing was removed."

    return acted(request, form, name="erasure_refuse", verb=verb) or render(
        request, "members/erasure_refuse.html", {"form": form, "erasure": erasure}
    )


def _waiting():
    return Erasure.objects.filter(state=ErasureState.ASKED).select_related("user")
