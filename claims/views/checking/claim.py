"""What is done to a claim as a whole while it is checked."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from claims.actions import asking, checking, clearing
from claims.forms.checking import AskForm, ConfirmForm, ReasonForm
from claims.models import ClaimLine
from claims.permissions import OFFICERS
from claims.states import ClaimState
from claims.views.checking.lines import refused
from claims.views.checking.opening import looks_into_claims, opened
from consortium.core.access import allowed, roles
from members.views.acting import acted

GET_AND_POST = ["GET", "HEAD", "POST"]


def _there(pk: int, show: str = "") -> str:
    return reverse("claim_check", args=[pk]) + (f"?show={show}" if show else "")


@require_POST
@roles(*OFFICERS)
def claim_mark_checked(request, pk):
    """Every line is decided: the claim goes on to be approved."""
    page = opened(request, pk)
    form = ConfirmForm(request.POST, record=page.claim)

    def verb():
        version = form.cleaned_data["version"]
        claim = checking.check(page.claim, version=version, by=request.actor)
        return _there(pk), f"{claim.reference} is checked and waits for approval."

    if response := acted(request, form, name="claim_mark_checked", verb=verb):
        return response
    return refused(request, form, _there(pk))


@require_http_methods(GET_AND_POST)
@roles(*OFFICERS)
def claim_ask(request, pk):
    """Ask the member to change named parts, with one message."""
    page = opened(request, pk)
    claim = page.claim
    sections = list(claim.sections.select_related("project").order_by("project__number"))
    chosen = request.GET.getlist("part")
    form = AskForm(
        request.POST or None,
        record=claim,
        sections=sections,
        lines=page.lines,
        initial={"parts": chosen},
    )

    def verb():
        typed = form.cleaned_data
        asking.ask_changes(
            claim, form.asked, message=typed["message"], version=typed["version"], by=request.actor
        )
        return _there(pk), f"{claim.organisation.short_name} is asked for changes."

    return acted(request, form, name="claim_ask", verb=verb) or render(
        request, "claims/check/ask.html", {"page": page, "claim": claim, "form": form}
    )


@require_http_methods(GET_AND_POST)
@roles(*OFFICERS)
def claim_uncheck(request, pk):
    """Back to checking, with a reason."""
    page = opened(request, pk)
    form = ReasonForm(
        request.POST or None, record=page.claim,
        hint="It stands in the claim's history. An approval given so far is taken back.",
    )  # fmt: skip

    def verb():
        typed = form.cleaned_data
        checking.uncheck(
            page.claim, reason=typed["reason"], version=typed["version"], by=request.actor
        )
        return _there(pk), f"{page.claim.reference} is back with the checker."

    context = {
        "claim": page.claim,
        "form": form,
        "title": "Back to checking",
        "button": "Back to checking",
        "danger": False,
        "open": page.claim.state == ClaimState.CHECKED,
    }
    return acted(request, form, name="claim_uncheck", verb=verb) or render(
        request, "claims/check/reason.html", context
    )


@require_http_methods(GET_AND_POST)
@roles(*OFFICERS)
def claim_reject(request, pk):
    """Turn the whole claim down: for good, so the page says what it means."""
    page = opened(request, pk)
    form = ReasonForm(request.POST or None, record=page.claim, hint="The member reads this")

    def verb():
        typed = form.cleaned_data
        checking.reject(
            page.claim, reason=typed["reason"], version=typed["version"], by=request.actor
        )
        return _there(pk), f"{page.claim.reference} is rejected, and the member told."

    context = {
        "claim": page.claim,
        "form": form,
        "title": "Reject this claim",
        "button": "Reject the claim",
        "danger": True,
        "open": page.claim.state in (ClaimState.SUBMITTED, ClaimState.CHECKED),
        "words": "This is final: the member cannot change or send it again. Where only something "
        "is missing, ask for changes instead; where one line is wrong, disallow the line.",
    }
    return acted(request, form, name="claim_reject", verb=verb) or render(
        request, "claims/check/reason.html", context
    )


@require_http_methods(GET_AND_POST)
@roles(*OFFICERS)
def claim_not_a_duplicate(request, pk, item, other):
    """Two items that look alike, side by side, and a second person's word that they differ."""
    page = opened(request, pk)
    pair = _pair(page, item, other)
    form = ReasonForm(
        request.POST or None,
        label="Not a duplicate, because",
        hint="What shows that these are two different things?",
    )

    def verb():
        clearing.clear_duplicate(
            page.claim, item=item, other=other, reason=form.cleaned_data["reason"], by=request.actor
        )
        return _there(pk), "Recorded: these two are not the same."

    context = {"page": page, "claim": page.claim, "pair": pair, "form": form}
    return acted(request, form, name="claim_not_a_duplicate", verb=verb) or render(
        request, "claims/check/duplicate.html", context
    )


def _pair(page, item: int, other: int) -> list[ClaimLine]:
    """The line of this claim and the one that looks like it, with their evidence."""
    mine = next((line for line in page.lines if line.item_id == item), None)
    theirs = (
        ClaimLine.objects.filter(item=other)
        .select_related("item", "claim__organisation", "claim__round", "budget_line__project")
        .prefetch_related("evidence_links__evidence__file")
        .order_by("-live", "pk")
        .first()
    )
    if mine is None or theirs is None:
        raise Http404
    return [mine, theirs]


@require_POST
@allowed(looks_into_claims)
def claim_accept_outputs(request, pk):
    """The reason why a claim is paid although outputs are behind their profile."""
    page = opened(request, pk)
    form = ReasonForm(request.POST, record=page.claim)
    there = _there(pk, "outputs")

    def verb():
        clearing.accept_outputs(page.claim, reason=form.cleaned_data["reason"], by=request.actor)
        return there, "The reason is recorded."

    if response := acted(request, form, name="claim_accept_outputs", verb=verb):
        return response
    return _said_badly(request, form, there)


@require_POST
@roles(*OFFICERS)
def claim_note(request, pk):
    """A note for the office in the claim's history."""
    page = opened(request, pk)
    form = ReasonForm(request.POST, label="Note")
    there = _there(pk, "history")

    def verb():
        checking.add_note(page.claim, text=form.cleaned_data["reason"], by=request.actor)
        return there, "The note is in the history."

    if response := acted(request, form, name="claim_note", verb=verb):
        return response
    return _said_badly(request, form, there)


def _said_badly(request, form, there: str):
    """A one-box form on a page of its own address: the errors go back as messages."""
    for errors in form.errors.values():
        for words in errors:
            messages.error(request, words)
    return redirect(there)
