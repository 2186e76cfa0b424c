"""What the funder says to a claim that was sent, and the page behind its link."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.actions import funder_claims
from claims.actions.funder_claims.answering import Less
from claims.facts.funder_lines import lines_of
from claims.forms.money import AgreeForm, ConfirmForm, ReasonForm
from claims.models import FunderClaim
from claims.notices.funder import claim_of_code, link_holds
from claims.states import SENT_FUNDER_CLAIM
from claims.views.money.funder import found
from claims.views.money.opening import moves_money
from claims.workflow_money import FUNDER_CLAIM
from consortium.core import clock, files
from consortium.core.access import allowed, public
from consortium.core.money import format_pence
from consortium.core.workflow import Refused
from members.offices import accountable_body_or_none
from members.views.acting import acted

GET_AND_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def funder_query(request, pk):
    """Record what the funder asks."""
    claim = found(pk)
    form = ReasonForm(request.POST or None, label="What the funder asks")
    form.fields["reason"].max_length = 2000

    def verb():
        funder_claims.query(claim, question=form.cleaned_data["reason"], by=request.actor)
        return claim.get_absolute_url(), "The question stands on the claim."

    context = {
        "claim": claim,
        "form": form,
        "title": "The funder asks something",
        "button": "Record the question",
        "words": "Answer it by mail or telephone. Where a figure must change, make a new version.",
        "open": _can(request, claim, "query"),
    }
    return acted(request, form, name="funder_query", verb=verb) or render(
        request, "claims/money/funder_reason.html", context
    )


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def funder_new_version(request, pk):
    """A correction after sending: a new version, both kept."""
    claim = found(pk)
    form = ReasonForm(
        request.POST or None, label="What changes", hint="It stands on the cover of the new version"
    )

    def verb():
        made = funder_claims.new_version(
            claim, what_changed=form.cleaned_data["reason"], by=request.actor
        )
        return made.get_absolute_url(), f"Version {made.version_number} is open to be changed."

    context = {
        "claim": claim,
        "form": form,
        "title": "Make a new version",
        "button": "Make the new version",
        "words": "The version that was sent is kept as it is. Its lines, and those approved since, "
        "go into the new one, which two people sign again.",
        "open": _can(request, claim, "replace"),
    }
    return acted(request, form, name="funder_new_version", verb=verb) or render(
        request, "claims/money/funder_reason.html", context
    )


def _can(request, claim: FunderClaim, name: str) -> bool:
    return name in {move.name for move in FUNDER_CLAIM.possible(claim, request.actor)}


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def funder_agree(request, pk):
    """The funder agrees to all of it, or takes something off."""
    claim = found(pk)
    form = AgreeForm(request.POST or None)

    def verb():
        made = funder_claims.agree(claim, less=_less(claim, form.less), by=request.actor)
        return claim.get_absolute_url(), f"{format_pence(made.due)} is agreed."

    context = {"claim": claim, "form": form, "open": _can(request, claim, "agree")}
    return acted(request, form, name="funder_agree", verb=verb) or render(
        request, "claims/money/funder_agree.html", context
    )


def _less(claim: FunderClaim, typed: dict[int, tuple[int, str]]) -> dict[int, Less]:
    """From numbers in the list of transactions to lines of the claim."""
    by_number = dict(enumerate(lines_of(claim), start=1))
    if wrong := [number for number in typed if number not in by_number]:
        raise Refused(
            [f"There is no line {number} in the list of transactions." for number in wrong]
        )
    return {by_number[number].pk: Less(*said) for number, said in typed.items()}


@require_POST
@allowed(moves_money)
def funder_link_new(request, pk):
    """Make the funder a new link; every one before it has ended."""
    claim = found(pk)
    form = ConfirmForm(request.POST)

    def verb():
        made = funder_claims.new_link(claim, by=request.actor)
        to = made.grant.funder.contact_email
        words = f"It goes to {to}." if to else "The funder has no address here: send it yourself."
        return f"{claim.get_absolute_url()}#link", f"The new link is made. {words}"

    if response := acted(request, form, name="funder_link_new", verb=verb):
        return response
    for words in form.non_field_errors():
        messages.error(request, words)
    return redirect(claim)


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def funder_link_end(request, pk):
    """End the funder's link at once, because it came into the wrong hands."""
    claim = found(pk)
    form = ReasonForm(request.POST or None, label="Why it ends", hint="Kept in the history")

    def verb():
        funder_claims.end_link(claim, reason=form.cleaned_data["reason"], by=request.actor)
        return (
            f"{claim.get_absolute_url()}#link",
            "The link has ended. Nobody opens the claim by it.",
        )

    context = {
        "claim": claim,
        "form": form,
        "title": "End the funder's link",
        "button": "End the link",
        "words": "From now on the link opens a page that says whom to ask. You can make a new one "
        "at any time.",
        "open": claim.state in SENT_FUNDER_CLAIM and claim.link_ends,
    }
    return acted(request, form, name="funder_link_end", verb=verb) or render(
        request, "claims/money/funder_reason.html", context
    )


def _behind(code: str) -> tuple[FunderClaim, bool]:
    """The claim that a link leads to, and whether the link still holds; 404: it is none of ours."""
    behind = claim_of_code(code)
    if behind is None:
        raise Http404
    claim = found(behind[0])
    if claim.state not in SENT_FUNDER_CLAIM or claim.pdf_id is None:
        raise Http404
    return claim, link_holds(claim, behind[1])


def _ended(request, claim: FunderClaim):
    """Says whom to ask, and nothing about the money."""
    today = clock.today()
    context = {"claim": claim, "today": today, "body": accountable_body_or_none(today)}
    return render(request, "claims/money/funder_link_ended.html", context, status=410)


@require_safe
@public
def funder_papers(request, code):
    """The funder's page: the claim's figures and both files, behind the link that was mailed."""
    claim, holds = _behind(code)
    if not holds:
        return _ended(request, claim)
    newer = (
        FunderClaim.objects.filter(grant=claim.grant, number=claim.number, sent_at__isnull=False)
        .filter(version_number__gt=claim.version_number)
        .order_by("-version_number")
        .first()
    )
    context = {"claim": claim, "statement": claim.snapshot, "code": code, "newer": newer}
    return render(request, "claims/money/funder_papers.html", context)


@require_safe
@public
def funder_papers_file(request, code, kind):
    """One of the two files, as it was frozen."""
    claim, holds = _behind(code)
    if not holds:
        return _ended(request, claim)
    return files.serve(request, claim.pdf if kind == "pdf" else claim.sheet)
