"""Signing, on this site and on paper."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import files
from consortium.core.access import allowed
from members.agreement import facts
from members.agreement.actions import signing
from members.agreement.forms import PaperForm, ReasonForm, SignForm
from members.agreement.models import Signature
from members.agreement.permissions import can_read_scan
from members.agreement.states import SIGNABLE
from members.models import Organisation
from members.views.acting import acted

from .access import may_read_scans, secretariat, seen, signs
from .versions import version_page


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(signs)
def agreement_sign(request, pk):
    """The words, and below them the place to sign."""
    found = seen(request, pk)
    if found.state not in SIGNABLE:
        raise Http404("This version cannot be signed.")
    member = get_object_or_404(Organisation, pk=request.actor.organisation_id)
    start = {"position": member.signatory_position}
    form = SignForm(request.POST or None, initial=start)

    def verb():
        given = form.cleaned_data
        values = {name: given[name] for name in ("name", "position", "declared")}
        signing.sign(found, **values, by=request.actor)
        found.refresh_from_db()
        words = f"{member.name} has signed version {found.number}."
        if found.state == "standing":
            words += " Every member has signed: it is in force."
        return found.get_absolute_url(), words

    mine = found.signatures.standing().filter(organisation=member).first()
    context = {**version_page(request, found), "form": form, "member": member, "mine": mine}
    context["may_sign"] = False
    return acted(request, form, name="agreement_sign", verb=verb) or render(
        request, "agreement/sign.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def agreement_paper(request, pk):
    """A signature that came on paper, with its scan."""
    found = seen(request, pk)
    if found.state not in SIGNABLE:
        raise Http404("This version cannot be signed.")
    form = PaperForm(request.POST or None, request.FILES or None, agreement=found)

    def verb():
        given = form.cleaned_data
        values = {name: given[name] for name in ("name", "position", "signed_on")}
        signing.record_on_paper(
            found, given["organisation"], **values, upload=given["scan"], by=request.actor
        )
        return found.get_absolute_url(), f"The signature of {given['organisation']} is recorded."

    context = {
        "form": form, "agreement": found, "title": "Record a signature on paper",
        "lead": "The member's representative is told, and can say if it is not right.",
    }  # fmt: skip
    return acted(request, form, name="agreement_paper", verb=verb) or render(
        request, "agreement/form.html", context
    )


@require_POST
@allowed(secretariat)
def agreement_complete(request, pk):
    found = signing.bring_into_force(seen(request, pk), by=request.actor)
    messages.success(request, f"Version {found.number} is in force.")
    return redirect(found)


@require_POST
@allowed(secretariat)
def agreement_remind(request, pk):
    """Write once more to who has not signed."""
    found = seen(request, pk)
    if found.state not in SIGNABLE or not facts.unsigned(found).exists():
        raise Http404("Nobody is missing.")
    count = signing.remind(found, by=request.actor)
    messages.success(request, f"{count} member{'s are' if count > 1 else ' is'} reminded.")
    return redirect(found)


def _signature(request, pk: int, signature_pk: int) -> Signature:
    found = get_object_or_404(
        seen(request, pk).signatures.select_related("organisation", "scan"), pk=signature_pk
    )
    if not can_read_scan(request.actor, found):
        raise Http404("Not yours to see.")
    return found


@require_safe
@allowed(may_read_scans)
def agreement_scan(request, pk, signature_pk):
    found = _signature(request, pk, signature_pk)
    if found.scan is None:
        raise Http404("It was signed on this site.")
    return files.serve(request, found.scan)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def agreement_strike(request, pk, signature_pk):
    """A signature on paper that was keyed in by mistake."""
    found = _signature(request, pk, signature_pk)
    form = ReasonForm(request.POST or None)

    def verb():
        signing.strike(found, reason=form.cleaned_data["reason"], by=request.actor)
        return found.agreement.get_absolute_url(), "The signature is struck out."

    context = {
        "form": form, "agreement": found.agreement, "button": "Strike it out", "danger": True,
        "title": f"Strike out the signature of {found.organisation}",
    }  # fmt: skip
    return acted(request, form, name="agreement_strike", verb=verb) or render(
        request, "agreement/form.html", context
    )
