"""Check answers, pass on, sign, confirmation, withdraw: how a claim leaves, and comes back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.actions import sending
from claims.actions.snapshot import declaration_for
from claims.facts.draft import Whole
from claims.facts.open import Opening, open_request, opening_of
from claims.facts.sections import role_words
from claims.facts.standing import quarters_to_come
from claims.forms.member_parts import (
    AnswerForm,
    ClaimMoveForm,
    ReasonedMoveForm,
    SignForm,
)
from claims.models import Claim
from claims.permissions import can_sign
from claims.rules.completeness import PARTS
from claims.rules.totals import total_of
from claims.states import HAS_BEEN_SENT, ClaimState, Part
from claims.views.member.access import member_side, own_claim
from claims.views.member.tasks import address
from claims.workflow import CLAIM
from consortium.core import clock
from consortium.core.idempotency import once
from consortium.core.periods import Quarter
from consortium.core.workflow import Refused
from members.offices import holders
from members.states import Role

POSTS = ["GET", "HEAD", "POST"]
TO_SIGN = (ClaimState.IN_PROGRESS, ClaimState.AWAITING_SIGN_OFF, ClaimState.CHANGES_REQUESTED)


@require_safe
@member_side
def review(request, pk: int):
    """Check answers: the whole claim on one page, what must be fixed first."""
    claim = own_claim(request, pk)
    return render(request, "claims/member/review.html", review_context(request, claim))


def review_context(request, claim: Claim) -> dict:
    """Everything the check page and the representative's page show."""
    whole, opening = Whole(claim), opening_of(claim)
    may_sign = can_sign(request.actor, claim) is None
    evidence = list(claim.evidence.select_related("file").order_by("number"))
    asked = open_request(claim) if claim.state == ClaimState.CHANGES_REQUESTED else None
    return {
        "claim": claim,
        "round": claim.round,
        "whole": whole,
        "problems": [_linked(whole, problem) for problem in whole.must_fix],
        "looks": [_linked(whole, problem) for problem in whole.worth_a_look],
        "projects": list(_projects(whole, opening)),
        "total": total_of(list(whole.standings.values())),
        "quarters": [Quarter.parse(code) for code in quarters_to_come(claim)],
        "evidence": evidence,
        "last_evidence": evidence[-1] if evidence else None,
        "change": {part: address(whole, part) for part in PARTS if opening.touches(part)},
        "editable": claim.state in (ClaimState.IN_PROGRESS, ClaimState.CHANGES_REQUESTED),
        "may_sign": may_sign,
        "representatives": _representatives(claim),
        "declaration": declaration_for(claim),
        "asked": asked,
        "pass_form": ClaimMoveForm(record=claim),
        "sign_form": _sign_form(claim, asked),
        "answer_form": AnswerForm(initial={"answer": asked.answer}) if asked else None,
        "back_form": ReasonedMoveForm(record=claim, auto_id="back_%s"),
        "possible": {move.name for move in CLAIM.possible(claim, request.actor)},
    }


def _sign_form(claim: Claim, asked, data=None) -> SignForm:
    return SignForm(
        data, record=claim, asked=asked is not None, answer=asked.answer if asked else ""
    )


def _linked(whole: Whole, problem) -> dict:
    """A problem with the address where it is put right."""
    url = address(whole, problem.part, problem.project)
    if problem.part == Part.SPEND and problem.line:
        url += f"#line-{problem.line}"
    elif problem.part == Part.SPEND and "elect why" in problem.words:
        url += "#why"
    return {"words": problem.words, "url": url}


def _is_open(opening: Opening, part: Part, project: int) -> bool:
    return opening.part(part, project) or (part == Part.SPEND and bool(opening.lines))


def _projects(whole: Whole, opening: Opening):
    """Each section with its lines, headings and outputs, in the order of the projects."""
    states = {line.pk: line for line in whole.draft.lines}
    for section in whole.sections:
        project = section.project_id
        budgets = [budget for budget in whole.budgets if budget.project_id == project]
        lines = [line for line in whole.lines if line.budget_line.project_id == project]
        yield {
            "section": section,
            "project": section.project,
            "role": role_words(section),
            "lines": [(line, states[line.pk]) for line in lines],
            "standings": [
                (budget, whole.standings[budget.pk], whole.reasons.get(budget.pk))
                for budget in budgets
            ],
            "total": total_of([whole.standings[budget.pk] for budget in budgets]),
            "claimed": sum(line.claimed or 0 for line in lines),
            "outputs": [s for s in whole.outputs if s.output.project_id == project],
            **{
                f"{part}_url": address(whole, part, project)
                for part in (Part.SPEND, Part.OUTPUTS, Part.PROGRESS)
                if _is_open(opening, part, project)
            },
        }


def _representatives(claim: Claim) -> list:
    found = holders(Role.REPRESENTATIVE, day=clock.today(), organisation=claim.organisation_id)
    return list(found)


@require_POST
@member_side
def pass_on(request, pk: int):
    """Send the claim to the representative for sign-off."""
    claim = own_claim(request, pk)
    form = ClaimMoveForm(request.POST, record=claim)
    form.is_valid()
    try:
        with once(request, name="claim-pass-on") as act:
            if act.first:
                sending.pass_on(claim, version=form.cleaned_data["version"], by=request.actor)
                act.result = reverse("claim_passed_on", args=[pk])
        return redirect(act.result)
    except Refused as refused:
        return _refused(request, pk, refused)


def _refused(request, pk: int, refused: Refused):
    """The check page again, with every reason on top."""
    context = review_context(request, own_claim(request, pk))
    context["refusals"] = refused.reasons
    context["has_errors"] = True
    return render(request, "claims/member/review.html", context)


@require_safe
@member_side
def passed_on(request, pk: int):
    """The claim lies with the representative: who that is, and how to take it back."""
    claim = own_claim(request, pk)
    if claim.state != ClaimState.AWAITING_SIGN_OFF:
        return redirect(claim)
    context = {
        "claim": claim,
        "round": claim.round,
        "representatives": _representatives(claim),
        "form": ClaimMoveForm(record=claim),
    }
    return render(request, "claims/member/passed_on.html", context)


@require_POST
@member_side
def take_back(request, pk: int):
    """Fetch the claim back to change it."""
    claim = own_claim(request, pk)
    with once(request, name="claim-take-back") as act:
        if act.first:
            sending.take_back(claim, version=request.POST.get("version"), by=request.actor)
            act.result = True
    messages.success(request, "The claim is open again. Pass it on when you are done.")
    return redirect("claim", pk)


@require_http_methods(POSTS)
@member_side
def sign(request, pk: int):
    """The representative's page: read, make the declaration, sign and send; or send back."""
    claim = own_claim(request, pk)
    if claim.state not in TO_SIGN:
        return redirect("claim_sent" if claim.state in HAS_BEEN_SENT else "claim", pk)
    if request.method != "POST":
        context = review_context(request, claim) | {"signing": True}
        return render(request, "claims/member/review.html", context)
    asked = open_request(claim) if claim.state == ClaimState.CHANGES_REQUESTED else None
    form = _sign_form(claim, asked, request.POST)
    if form.is_valid():
        try:
            return redirect(_sign_once(request, claim, asked, form))
        except Refused as refused:
            form.add_refusal(refused)
    context = review_context(request, own_claim(request, pk))
    context |= {"sign_form": form, "form": form, "signing": True}
    return render(request, "claims/member/review.html", context)


def _sign_once(request, claim: Claim, asked, form: SignForm) -> str:
    with once(request, name="claim-sign") as act:
        if act.first:
            _sign(claim, asked, form, request.actor)
            act.result = reverse("claim_sent", args=[claim.pk])
    return act.result


def _sign(claim: Claim, asked, form: SignForm, actor) -> None:
    said = form.cleaned_data
    common = {"declared": said["declared"], "version": said["version"], "by": actor}
    if asked is None:
        sending.sign(claim, **common)
    else:
        sending.answer(claim, text=said["answer"], **common)


@require_POST
@member_side
def ready(request, pk: int):
    """A claims person has made the changes; the representative is told."""
    claim = own_claim(request, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        with once(request, name="claim-ready") as act:
            if act.first:
                sending.ready_to_answer(claim, text=form.cleaned_data["answer"], by=request.actor)
                act.result = True
        messages.success(request, "The representative was told that the changes are ready to sign.")
        return redirect("claim", pk)
    context = review_context(request, claim) | {"answer_form": form, "form": form}
    return render(request, "claims/member/review.html", context)


@require_http_methods(POSTS)
@member_side
def send_back(request, pk: int):
    """The representative does not sign, and says why."""
    return _reasoned(
        request,
        pk,
        sending.send_back,
        template="claims/member/send_back.html",
        said="The claim went back, and its claims people were told.",
    )


@require_http_methods(POSTS)
@member_side
def withdraw(request, pk: int):
    """Take back a claim that was sent and is not checked yet."""
    return _reasoned(
        request,
        pk,
        sending.withdraw,
        template="claims/member/withdraw.html",
        said="The claim is withdrawn. You can start it again while the quarter is open.",
    )


def _reasoned(request, pk: int, verb, *, template: str, said: str):
    claim = own_claim(request, pk)
    form = ReasonedMoveForm(request.POST or None, record=claim)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name=verb.__name__) as act:
                if act.first:
                    values = {name: form.cleaned_data[name] for name in ("reason", "version")}
                    verb(claim, **values, by=request.actor)
                    act.result = True
            messages.success(request, said)
            return redirect("claim", pk)
        except Refused as refused:
            form.add_refusal(refused)
    return render(request, template, {"claim": claim, "form": form, "round": claim.round})


@require_POST
@member_side
def start_again(request, pk: int):
    """Take a withdrawn claim up again."""
    claim = own_claim(request, pk)
    with once(request, name="claim-start-again") as act:
        if act.first:
            sending.start_again(claim, by=request.actor)
            act.result = True
    messages.success(request, "The claim is open again.")
    return redirect("claim", pk)


@require_safe
@member_side
def sent(request, pk: int):
    """The confirmation, a page to come back to: reference, what happens next, what to keep."""
    claim = own_claim(request, pk)
    submission = claim.submissions.defer("snapshot").select_related("pdf").last()
    if submission is None or claim.state not in HAS_BEEN_SENT:
        return redirect(claim)
    context = {
        "claim": claim,
        "round": claim.round,
        "submission": submission,
        "hear_by": sending.check_expected(claim),
        "promised": list(claim.lines.select_related("item").filter(evidence_due__isnull=False)),
    }
    return render(request, "claims/member/sent.html", context)
