"""The landing for claims, a member's claim as a list of tasks, and how it begins."""

from django.contrib import messages
from django.db.models import Case, Exists, OuterRef, When
from django.db.models.functions import Substr
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.actions import drafting
from claims.facts.draft import Whole
from claims.facts.open import opening_of
from claims.forms.member_parts import ClaimMoveForm
from claims.models import Claim, ReviewAssignment, Round
from claims.permissions import OVERSIGHT, can_see
from claims.states import EDITABLE, WITH_MEMBER, ClaimState
from claims.views.member.access import is_member_side, member_side, own_claim, own_claim_or_none
from claims.views.member.tasks import rows_as_sent, tasks_of
from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.idempotency import once
from consortium.core.periods import Quarter
from consortium.core.prepared import prepared
from consortium.core.workflow import Refused
from members.models import Organisation
from members.states import Role
from projects.models import BudgetLine

NEEDS_MEMBER = [*WITH_MEMBER, ClaimState.CHANGES_REQUESTED]
OPEN, PAST = 20, 30  # at most so many of each on one page


def has_to_do_with_claims(actor) -> bool:
    """members' claims people and representatives, reviewers, the chair, officers and the auditor"""
    return actor.has(Role.CLAIMS_PERSON, Role.REPRESENTATIVE, Role.REVIEWER, Role.CHAIR, *OVERSIGHT)


@require_safe
@allowed(has_to_do_with_claims)
def claims(request):
    """A member's own claims; officers go to the tracker, outside approvers see what is theirs."""
    if request.actor.has(*OVERSIGHT):
        return redirect("claims_tracker")
    if is_member_side(request.actor):
        return _my_claims(request)
    return render(request, "claims/member/to_approve.html", {"reviews": _reviews(request.actor)})


def _my_claims(request):
    actor, today = request.actor, clock.today()
    open_claims, sent = _open_and_sent(actor)
    context = {
        "first": _card(open_claims[0], today) if open_claims else None,
        "others": open_claims[1:],
        "to_start": _to_start(actor),
        "past": sent[:PAST],
        "more": len(sent) > PAST,
        "reviews": _reviews(actor),
        "today": today,
        "next_opens": Quarter.containing(today).next().start,
    }
    return render(request, "claims/member/mine.html", context)


def _open_and_sent(actor) -> tuple[list[Claim], list[Claim]]:
    """What the member has to do, by due day, and what was sent, the newest first; one query."""
    rows = _rows(organisation=actor.organisation_id)
    asks = [claim for claim in rows if not claim.place]
    asks.sort(key=lambda claim: (claim.round.member_due, claim.round.grant_id))
    return asks, [claim for claim in rows if claim.place][: PAST + 1]


@prepared
def _rows(*, organisation: int):
    open_first = Case(When(state__in=NEEDS_MEMBER, then=0), default=1)
    return (
        Claim.objects.filter(organisation=organisation)
        .select_related("round__grant")
        .defer("flags", "hold_reason")
        .annotate(place=open_first)
        .order_by("place", "-round__quarter", "-pk")[: OPEN + PAST + 1]
    )


def _card(claim: Claim, today) -> dict:
    whole = Whole(claim, today)
    return {
        "claim": claim,
        "done": whole.done if claim.state == ClaimState.IN_PROGRESS else None,
    }


def _to_start(actor) -> list[Round]:
    """Open rounds in which the member has something to claim and no claim yet."""
    return _unbegun(organisation=actor.organisation_id)


@prepared
def _unbegun(*, organisation: int):
    budgets = BudgetLine.objects.filter(
        grant=OuterRef("grant"),
        organisation=organisation,
        financial_year__startswith=Substr(OuterRef("quarter"), 1, 4),
    )
    begun = Claim.objects.filter(round=OuterRef("pk"), organisation=organisation)
    rounds = Round.objects.filter(opened_at__isnull=False, closed_at__isnull=True)
    found = rounds.filter(Exists(budgets), ~Exists(begun)).select_related("grant")
    return found.order_by("member_due", "grant_id")


def _reviews(actor) -> list[ReviewAssignment]:
    """The accountable body's claims that this person was named to review."""
    return _assigned(user=actor.user_id)


@prepared
def _assigned(*, user: int):
    found = ReviewAssignment.objects.filter(user=user, ended_at__isnull=True)
    return found.select_related("claim__round__grant", "claim__organisation")


@require_safe
@allowed(has_to_do_with_claims)
def claim(request, pk: int):
    """The task list for the member's people; others go to the check page, or find nothing."""
    if is_member_side(request.actor):
        own = own_claim_or_none(request.actor, pk)
        if own is not None:
            return _home(request, own)
    found = get_object_or_404(Claim.objects.prefetch_related("assignments"), pk=pk)
    if not can_see(request.actor, found):
        raise Http404("No such claim.")
    return redirect("claim_check", pk)


def _home(request, claim: Claim):
    context = {
        "claim": claim,
        "round": claim.round,
        "today": clock.today(),
        "editable": claim.state in EDITABLE,
    }
    if claim.submissions_made:
        sent = claim.submissions.defer("snapshot", "declaration")
        context["submissions"] = list(sent.order_by("-number"))
    if claim.state in EDITABLE or claim.state == ClaimState.AWAITING_SIGN_OFF:
        whole = Whole(claim)
        context |= tasks_of(whole, opening_of(claim)) | {"total": whole.draft.total}
        context["may_be_nil"] = claim.state == ClaimState.IN_PROGRESS and not whole.lines
    else:
        context["projects"] = rows_as_sent(claim)
    return render(request, "claims/member/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_side
def start(request, pk: int):
    """Where the opening mail leads: to the claim, or to the button that begins it."""
    round = get_object_or_404(Round.objects.select_related("grant__funder"), pk=pk)
    organisation = get_object_or_404(Organisation, pk=request.actor.organisation_id)
    there = Claim.objects.filter(round=round, organisation=organisation).first()
    if there:
        return redirect(there)
    if not drafting.starting.projects_of(round, organisation):
        raise Http404("No budget in this grant.")
    form = ClaimMoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name="claim-start") as act:
                if act.first:
                    begun = drafting.start_claim(round, organisation, by=request.actor)
                    if "nil" in request.POST:
                        drafting.set_nil(begun, nil=True, by=request.actor)
                    act.result = begun.get_absolute_url()
            return redirect(act.result)
        except Refused as refused:
            form.add_refusal(refused)
    return render(
        request,
        "claims/member/start.html",
        {"round": round, "form": form, "today": clock.today()},
    )


@require_POST
@member_side
def nil(request, pk: int):
    """Say with one button that there is nothing to claim, or take that back."""
    claim = own_claim(request, pk)
    wanted = request.POST.get("nil") == "yes"
    with once(request, name="claim-nil") as act:
        if act.first:
            drafting.set_nil(claim, nil=wanted, by=request.actor)
            act.result = "claim_review" if wanted else "claim"
    words = (
        "This is a nil claim now. Look it through and send it."
        if wanted
        else "There is something to claim again."
    )
    messages.success(request, words)
    return redirect(reverse(act.result, args=[pk]))
