"""Approving a claim, naming the outside approver, overriding a rule."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from claims.actions.approving import approve, what_stops
from claims.actions.overriding import ask_chair, can_override, override
from claims.actions.reviewing import (
    ASSIGNERS,
    assign_reviewer,
    can_assign,
    end_assignment,
    possible_reviewers,
)
from claims.facts.check_page import CheckPage, claim_to_check
from claims.facts.duties import approvals_of, needed_for, who_may_not
from claims.forms.checking import ApproveForm, ConfirmForm, OverrideForm, ReviewerForm
from claims.models import Claim
from claims.permissions import OFFICERS
from claims.states import ClaimState
from claims.views.checking.lines import refused
from claims.views.checking.opening import looks_into_claims, opened
from claims.views.checking.page import standing_of
from claims.workflow import CLAIM
from consortium.core.access import allowed, roles
from consortium.core.days import day_with_weekday
from consortium.core.money import format_pence
from members.states import Role
from members.views.acting import acted

GET_AND_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_AND_POST)
@allowed(looks_into_claims)
def claim_approve(request, pk):
    """What an approver vouches for, what stands against it, and the button."""
    page = opened(request, pk, at="approval page")
    claim = page.claim
    form = ApproveForm(request.POST or None, record=claim, request=request)

    def verb():
        typed = form.cleaned_data
        outcome = approve(claim, note=typed["note"], version=typed["version"], by=request.actor)
        return reverse("claim_check", args=[pk]), _words(outcome)

    if response := acted(request, form, name="claim_approve", verb=verb):
        return response
    return render(request, "claims/check/approve.html", _approval(page, form))


def _approval(page, form) -> dict:
    claim, actor, amount = page.claim, page.by, page.decided_total
    against = []
    if not form.is_bound:
        facts = {
            "collisions": who_may_not(claim, amount, by=actor),
            "obstacles": what_stops(claim, page.lines, by=actor),
        }
        against = CLAIM.reasons(claim, "approve", actor, **facts)
    return {
        "page": page,
        "claim": claim,
        "form": form,
        "against": against,
        "needed": needed_for(claim, amount, actor.user_id),
        "given": approvals_of(claim).count(),
        "moves": {move.name for move in CLAIM.possible(claim, actor)},
        "confirm": ConfirmForm(record=claim),
    } | (standing_of(page) if claim.state == ClaimState.CHECKED else {})


def _words(outcome) -> str:
    claim = outcome.claim
    if outcome.more:
        return f"Your approval of {claim.reference} is recorded. A second person approves it next."
    words = f"{claim.reference} is approved for {format_pence(claim.approved)}"
    if claim.state == ClaimState.WAITING:
        return f"{words}. It waits for the funder's money."
    if claim.state == ClaimState.PAID:
        return f"{words}. There is nothing to pay."
    return f"{words}, to be paid by {day_with_weekday(claim.expected_on)}."


@require_http_methods(GET_AND_POST)
@roles(*ASSIGNERS)
def claim_reviewer(request, pk):
    """Name the person from another member who looks at the accountable body's own claim."""
    page = opened(request, pk)
    claim = page.claim
    form = ReviewerForm(request.POST or None, record=claim, seats=possible_reviewers(claim))

    def verb():
        assign_reviewer(claim, user=form.user, by=request.actor)
        return reverse("claim_check", args=[pk]), f"{form.user.name} can see this claim now."

    context = {
        "claim": claim,
        "form": form,
        "against": can_assign(request.actor, claim),
        "assigned": _named(claim),
        "end_form": ConfirmForm(record=claim),
    }
    return acted(request, form, name="claim_reviewer", verb=verb) or render(
        request, "claims/check/reviewer.html", context
    )


def _named(claim: Claim):
    found = claim.assignments.filter(ended_at__isnull=True)
    return found.select_related("user", "organisation").first()


@require_POST
@roles(*ASSIGNERS)
def claim_reviewer_end(request, pk):
    """Take the leave to look back."""
    page = opened(request, pk)
    form = ConfirmForm(request.POST, record=page.claim)
    there = reverse("claim_check", args=[pk])

    def verb():
        end_assignment(page.claim, by=request.actor)
        return there, "The reviewer cannot see this claim any more."

    if response := acted(request, form, name="claim_reviewer_end", verb=verb):
        return response
    return refused(request, form, there)


@require_http_methods(GET_AND_POST)
@roles(Role.CHAIR)
def claim_override(request, pk):
    """Where the rules leave nobody to approve, the chair may set one aside, on record.

    The chair sees who is barred by what, and the sum; not the lines, nor evidence.
    """
    claim = claim_to_check(pk)
    if claim is None or claim.state != ClaimState.CHECKED or can_override(request.actor, claim):
        raise Http404
    page = CheckPage(claim, request.actor)
    standing = standing_of(page)
    given = list(claim.overrides.select_related("approver"))
    if not standing["too_few"] and not given:
        raise Http404
    form = OverrideForm(request.POST or None, record=claim, people=standing["people"])

    def verb():
        typed = form.cleaned_data
        override(
            claim, rule=typed["rule"], approver=typed["approver"], reason=typed["reason"],
            by=request.actor,
        )  # fmt: skip
        return reverse("claim_override", args=[pk]), "The override is recorded."

    context = {"page": page, "claim": claim, "form": form, "given": given} | standing
    return acted(request, form, name="claim_override", verb=verb) or render(
        request, "claims/check/override.html", context
    )


@require_POST
@roles(*OFFICERS)
def claim_ask_chair(request, pk):
    """Write to the chair that the rules leave too few to approve this claim."""
    page = opened(request, pk)
    form = ConfirmForm(request.POST, record=page.claim)
    there = reverse("claim_approve", args=[pk])

    def verb():
        ask_chair(page.claim, by=request.actor)
        return there, "The chair is asked."

    if response := acted(request, form, name="claim_ask_chair", verb=verb):
        return response
    return refused(request, form, there)
