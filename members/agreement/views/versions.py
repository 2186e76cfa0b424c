"""The agreement in its versions: reading, writing a draft, opening it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed, public, signed_in
from members.agreement import facts, protocol_facts, reports, rules
from members.agreement.actions import versions
from members.agreement.forms import ClauseForm, DescribeForm, OpenForm, ReasonForm
from members.agreement.models import Agreement, Clause
from members.agreement.permissions import can_keep, can_sign
from members.agreement.states import AgreementState as S
from members.agreement.workflow import AGREEMENT
from members.states import Role
from members.views.acting import acted

from .access import secretariat, seen


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@public
def agreement_text(request):
    """The words of the version in force, for anybody (5.2)."""
    standing = facts.standing()
    if standing is None:
        raise Http404("No version is in force yet.")
    content = reports.render(reports.copy_of(standing, signatures=False))
    return pdf_answer(content, "partnership-agreement.pdf")


@require_safe
@signed_in
def agreement(request):
    """Which version stands, which waits for whom, and all of them."""
    found = Agreement.objects.visible_to(request.actor)
    standing, signing = facts.standing(), facts.being_signed()
    actor = request.actor
    speaks = actor.has(Role.REPRESENTATIVE)
    context = {
        "versions": found,
        "standing": standing,
        "signing": signing,
        "standing_missing": list(facts.unsigned(standing)) if standing else [],
        "signing_lines": facts.signature_lines(signing) if signing else [],
        "to_sign": facts.to_sign(actor.organisation_id) if speaks else (),
        "may_keep": can_keep(actor) is None,
        "draft": found.filter(state=S.DRAFT).first(),
        "today": clock.today(),
        "protocols": protocol_facts.protocols_for(actor),
        "lacking": protocol_facts.lacking(),
        "members": facts.members_on(clock.today()).count(),
        "to_acknowledge": set(
            protocol_facts.to_acknowledge(actor.organisation_id).values_list("pk", flat=True)
            if speaks
            else ()
        ),
    }
    return render(request, "agreement/agreement.html", context)


@require_safe
@signed_in
def agreement_version(request, pk):
    """One version: who has signed, its clauses, and what they change."""
    return render(request, "agreement/version.html", version_page(request, seen(request, pk)))


def version_page(request, found: Agreement) -> dict:
    actor = request.actor
    lines = facts.signature_lines(found) if found.text_sha256 else []
    base = found.based_on.words() if found.based_on else []
    changes = rules.changes(found.words(), base) if base else {}
    return {
        "agreement": found,
        "clauses": found.clauses.all(),
        "changes": changes,
        "gone": [(ref, title) for ref, title, _ in base if changes.get(ref) == "gone"],
        "lines": lines,
        "signed": sum(1 for line in lines if line.signature and line.on_roll),
        "members": sum(1 for line in lines if line.on_roll),
        "possible": {move.name for move in AGREEMENT.possible(found, actor)},
        "may_keep": can_keep(actor) is None,
        "may_sign": can_sign(actor) is None and found in facts.to_sign(actor.organisation_id),
        "sees_scans": actor.has(Role.SECRETARIAT, Role.CHAIR, Role.AUDITOR),
        "standing": facts.standing() if found.state == S.SIGNING else None,
    }


@require_POST
@allowed(secretariat)
def agreement_new(request):
    """A draft with the words of the newest version."""
    found = versions.draft_version(by=request.actor)
    messages.success(request, f"Version {found.number} is a draft. Only the secretariat sees it.")
    return redirect(found)


@require_safe
@signed_in
def agreement_copy(request, pk):
    """The version with its signatures, as PDF."""
    found = seen(request, pk)
    content = reports.render(reports.copy_of(found, signatures=bool(found.text_sha256)))
    return pdf_answer(content, f"partnership-agreement-version-{found.number}.pdf")


def a_draft(request, pk: int) -> Agreement:
    found = seen(request, pk)
    if found.state != S.DRAFT:
        raise Http404("Only a draft can be changed.")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def agreement_describe(request, pk):
    found = a_draft(request, pk)
    start = {"title": found.title, "changed": found.changed}
    form = DescribeForm(request.POST or None, record=found, initial=start)

    def verb():
        given = form.cleaned_data
        versions.describe(
            found, title=given["title"], changed=given["changed"],
            version=given["version"], by=request.actor,
        )  # fmt: skip
        return found.get_absolute_url(), "Saved."

    context = {"form": form, "agreement": found, "title": "Title and changes"}
    return acted(request, form, name="agreement_describe", verb=verb) or render(
        request, "agreement/form.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def clause_add(request, pk):
    return _clause(request, a_draft(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def clause_change(request, pk, clause_pk):
    found = a_draft(request, pk)
    return _clause(request, found, get_object_or_404(found.clauses, pk=clause_pk))


def _clause(request, found: Agreement, clause: Clause | None):
    start = {"ref": clause.ref, "title": clause.title, "text": clause.text} if clause else {}
    form = ClauseForm(request.POST or None, initial=start)

    def verb():
        values = {name: form.cleaned_data[name] for name in ("ref", "title", "text")}
        versions.put_clause(found, **values, clause=clause, by=request.actor)
        return found.get_absolute_url(), "The clause is saved."

    words = f"Change clause {clause.ref}" if clause else "Add a clause"
    context = {"form": form, "agreement": found, "title": words, "clause": clause}
    return acted(request, form, name="agreement_clause", verb=verb) or render(
        request, "agreement/form.html", context
    )


@require_POST
@allowed(secretariat)
def clause_remove(request, pk, clause_pk):
    found = a_draft(request, pk)
    versions.remove_clause(get_object_or_404(found.clauses, pk=clause_pk), by=request.actor)
    messages.success(request, "The clause is taken out.")
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def agreement_open(request, pk):
    found = a_draft(request, pk)
    form = OpenForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        versions.open_for_signing(
            found, adopted_on=given["adopted_on"], minute=given["minute"], by=request.actor
        )
        return found.get_absolute_url(), "Every member is asked to sign."

    lead = (
        "From here on its words stay as they are. Every member is asked to sign, and reminded "
        "after 10 and 20 working days. It is in force when all have signed."
    )
    context = {"form": form, "agreement": found, "title": "Open for signing", "lead": lead}
    return acted(request, form, name="agreement_open", verb=verb) or render(
        request, "agreement/form.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def agreement_drop(request, pk):
    found = seen(request, pk)
    if found.state not in (S.DRAFT, S.SIGNING):
        raise Http404("Only a version that is not in force is given up.")
    form = ReasonForm(request.POST or None)

    def verb():
        versions.drop(found, reason=form.cleaned_data["reason"], by=request.actor)
        return reverse("agreement"), f"Version {found.number} is given up."

    context = {
        "form": form, "agreement": found, "title": f"Give up version {found.number}",
        "button": "Give up this version", "danger": True,
    }  # fmt: skip
    return acted(request, form, name="agreement_drop", verb=verb) or render(
        request, "agreement/form.html", context
    )
