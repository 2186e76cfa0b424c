"""The claim to a funder: assembled, worded, signed, sent (S35)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.actions import funder_claims
from claims.facts.funder_pages import funder_page, page_of_claims, to_assemble
from claims.facts.money_history import money_events
from claims.forms.money import AssembleForm, ConfirmForm, ReasonForm, RowForm, SignForm, WordsForm
from claims.models import FunderClaim, FunderClaimRow
from claims.notices.funder import code_for, link_holds
from claims.papers.funder_pdf import shown
from claims.states import SENT_FUNDER_CLAIM, FunderClaimState
from claims.views.money.opening import moves_money, reads_payments
from claims.workflow_money import FUNDER_CLAIM
from consortium.core import clock, files, jobs
from consortium.core.access import allowed
from consortium.core.idempotency import once
from consortium.core.money import format_pence
from consortium.core.periods import Quarter
from members.views.acting import acted
from projects.funds.models import Grant
from projects.models import Project

GET_AND_POST = ["GET", "HEAD", "POST"]
PARTS = {"claim": "Claim", "delivery": "Outputs and text", "lines": "Transactions"}
LINES = 100


@require_safe
@allowed(reads_payments)
def funder_claims_list(request):
    """What can be assembled, and every claim to a funder, newest first."""
    page = page_of_claims(request.GET)
    context = {
        "page": page,
        "pager": page.links(request.GET),
        "ready": to_assemble(clock.today()),
        "form": AssembleForm(),
        "can_assemble": moves_money(request.actor),
    }
    return render(request, "claims/money/funder_list.html", context)


@require_POST
@allowed(moves_money)
def funder_assemble(request):
    """Put together the claim of one grant and quarter."""
    form = AssembleForm(request.POST)
    grant, quarter = _which(request.POST.get("which", ""))

    def verb():
        made = funder_claims.assemble(grant, quarter, by=request.actor)
        return made.get_absolute_url(), f"{made} is put together from the approved claims."

    if response := acted(request, form, name="funder_assemble", verb=verb):
        return response
    for words in form.non_field_errors():
        messages.error(request, words)
    return redirect("funder_claims")


def _which(text: str) -> tuple[Grant, Quarter]:
    grant, _, code = text.partition(":")
    if not (grant.isascii() and grant.isdigit() and len(grant) < 19):
        raise Http404
    try:
        return get_object_or_404(Grant, pk=grant), Quarter.parse(code)
    except ValueError:
        raise Http404 from None


def found(pk) -> FunderClaim:
    rows = FunderClaim.objects.select_related("grant__funder", "grant__fund", "pdf", "sheet")
    return get_object_or_404(rows, pk=pk)


@require_safe
@allowed(reads_payments)
def funder_claim(request, pk):
    """One claim: what is in it, whether it ties, who signed, what the funder said."""
    claim = found(pk)
    show = request.GET.get("show", "claim")
    show = show if show in PARTS else "claim"
    page = funder_page(claim)
    context = context_of(request, page) | {
        "show": show,
        "shown": PARTS.items(),
        "statement": shown(page.statement),
        "events": money_events(claim),
    }
    if show == "lines":
        context |= _lines(request, context["statement"])
    return render(request, f"claims/money/funder_{show}.html", context)


def _lines(request, statement: dict) -> dict:
    """A page of the transactions: the dict is in memory, the page shows a hundred."""
    text = request.GET.get("from", "0")
    start = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    every = statement["lines"]
    later, sooner = start + LINES, max(0, start - LINES)
    return {
        "lines": every[start:later],
        "newer_url": f"?show=lines&from={sooner}" if start else "",
        "older_url": f"?show=lines&from={later}" if later < len(every) else "",
    }


def context_of(request, page) -> dict:
    claim, actor = page.claim, request.actor
    moves = {move.name for move in FUNDER_CLAIM.possible(claim, actor)}
    unsigned = claim.state == FunderClaimState.ASSEMBLED and not claim.first_signed_by_id
    officer = moves_money(actor)
    return {
        "page": page,
        "claim": claim,
        "moves": moves,
        "confirm": ConfirmForm(),
        "can_change": officer and unsigned,
        "can_sign": "sign" in moves,
        "signed_first": officer and actor.user_id == claim.first_signed_by_id,
        "link": link_of(request, claim) if officer and claim.state in SENT_FUNDER_CLAIM else None,
        "papers": [paper for paper in files.of(claim) if paper.pk not in _frozen(claim)],
        "can_record": officer
        and claim.state
        in (
            FunderClaimState.SENT,
            FunderClaimState.QUERIED,
            FunderClaimState.AGREED,
            FunderClaimState.PART_RECEIVED,
        ),
    }


def link_of(request, claim: FunderClaim) -> dict:
    """The funder's link, whether it holds, and whether a new one can be made."""
    return {
        "url": request.build_absolute_uri(reverse("funder_papers", args=[code_for(claim)])),
        "holds": link_holds(claim, claim.link_number),
        "can_renew": claim.state != FunderClaimState.REPLACED,
        "to": claim.grant.funder.contact_email,
    }


def _frozen(claim: FunderClaim) -> set:
    return {claim.pdf_id, claim.sheet_id}


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def funder_words(request, pk):
    """The summary and the text of each project, drafted from the members' words."""
    claim = found(pk)
    form = WordsForm(
        request.POST or None, record=claim, texts=_texts(claim), initial={"summary": claim.summary}
    )

    def verb():
        typed = form.cleaned_data
        funder_claims.save_text(
            claim,
            summary=typed["summary"],
            narrative=form.narrative,
            version=typed["version"],
            by=request.actor,
        )
        return f"{claim.get_absolute_url()}?show=delivery", "The text is saved."

    context = {"claim": claim, "form": form, "open": _open(claim)}
    return acted(request, form, name="funder_words", verb=verb) or render(
        request, "claims/money/funder_words.html", context
    )


def _texts(claim: FunderClaim) -> dict[int, tuple[str, str]]:
    """{project number: (name, text)} of the projects that the claim has lines of."""
    lines = claim.lines.values("claim_line__budget_line__project")
    numbers = [int(number) for number in claim.narrative]
    projects = Project.objects.filter(pk__in=lines) | Project.objects.filter(number__in=numbers)
    names = projects.distinct().order_by("number").values_list("number", "name")
    return {number: (name, claim.narrative.get(str(number), "")) for number, name in names}


def _open(claim: FunderClaim) -> bool:
    return claim.state == FunderClaimState.ASSEMBLED and not claim.first_signed_by_id


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def funder_row_new(request, pk):
    """A correction or a fee of the accountable body's own, with its cause."""
    claim = found(pk)
    form = RowForm(request.POST or None, grant=claim.grant)

    def verb():
        typed = form.cleaned_data
        funder_claims.add_row(
            claim,
            kind=typed["kind"],
            cause=typed["cause"],
            amount=typed["amount"],
            heading=typed["heading"],
            by=request.actor,
        )
        return claim.get_absolute_url(), "The row is in the claim."

    context = {"claim": claim, "form": form, "open": _open(claim)}
    return acted(request, form, name="funder_row_new", verb=verb) or render(
        request, "claims/money/funder_row.html", context
    )


def _step(name: str, does, says: str):
    """A view that does one thing to a funder claim at the press of a button."""

    @require_POST
    @allowed(moves_money)
    def view(request, pk):
        claim = found(pk)
        form = ConfirmForm(request.POST)

        def verb():
            made = does(claim, by=request.actor)
            gone = made.state == FunderClaimState.ABANDONED
            where = reverse("funder_claims") if gone else made.get_absolute_url()
            return where, says.format(total=format_pence(made.total))

        response = acted(request, form, name=name, verb=verb)
        if response:
            return response
        for words in form.non_field_errors():
            messages.error(request, words)
        return redirect(claim)

    view.__name__, view.__doc__ = name, says
    return view


funder_collect = _step(
    "funder_collect", funder_claims.collect, "The lines are collected again: {total}."
)
funder_abandon = _step("funder_abandon", funder_claims.abandon, "The draft is thrown away.")


@require_POST
@allowed(moves_money)
def funder_row_remove(request, pk, row):
    """Take a row of the accountable body's own out again."""
    claim = found(pk)
    form, record = ConfirmForm(request.POST), get_object_or_404(FunderClaimRow, pk=row)
    if record.funder_claim_id != claim.pk:
        raise Http404

    def verb():
        funder_claims.remove_row(record, by=request.actor)
        return claim.get_absolute_url(), "The row is taken out."

    response = acted(request, form, name="funder_row_remove", verb=verb)
    for words in form.non_field_errors():
        messages.error(request, words)
    return response or redirect(claim)


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def funder_sign(request, pk):
    """The certificate, what differs from the ledger, and the signature."""
    claim = found(pk)
    form = SignForm(request.POST or None, record=claim, request=request)

    def verb():
        made = funder_claims.sign(claim, version=form.cleaned_data["version"], by=request.actor)
        words = "Signed by two people. It can be sent now."
        if made.state == FunderClaimState.ASSEMBLED:
            words = "You signed first. A second person reads and signs it next."
        return claim.get_absolute_url(), words

    if response := acted(request, form, name="funder_sign", verb=verb):
        return response
    page = funder_page(found(pk))
    against = [] if form.is_bound else FUNDER_CLAIM.reasons(
        page.claim, "sign", request.actor, differences=page.differences
    )  # fmt: skip
    context = context_of(request, page) | {
        "form": form,
        "against": against,
        "statement": shown(page.statement),
    }
    return render(request, "claims/money/funder_sign.html", context)


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def funder_unsign(request, pk):
    """Open a signed claim again; the signatures count no more."""
    claim = found(pk)
    form = ReasonForm(request.POST or None, label="Why it is opened again")

    def verb():
        funder_claims.unsign(claim, reason=form.cleaned_data["reason"], by=request.actor)
        return claim.get_absolute_url(), "It can be changed again. Both signatures are asked anew."

    signed = claim.first_signed_by_id and claim.state in (
        FunderClaimState.ASSEMBLED,
        FunderClaimState.SIGNED,
    )
    context = {
        "claim": claim,
        "form": form,
        "title": "Open the claim again",
        "button": "Open it again",
        "words": "Signatures given so far count no more.",
        "open": signed,
    }
    return acted(request, form, name="funder_unsign", verb=verb) or render(
        request, "claims/money/funder_reason.html", context
    )


def _in_a_job(kind: str, label: str, name: str):
    @require_POST
    @allowed(moves_money)
    def view(request, pk):
        claim = found(pk)
        with once(request, name=name) as act:
            if act.first:
                job = jobs.start(
                    kind, label=label.format(claim=claim), args={"funder_claim_id": pk},
                    by=request.actor,
                )  # fmt: skip
                act.result = job.get_absolute_url()
        return redirect(act.result)

    view.__name__, view.__doc__ = name, label
    return view


funder_preview = _in_a_job("claims.funder_preview", "Draft PDF of {claim}", "funder_preview")
funder_send = _in_a_job("claims.funder_send", "Sending {claim}", "funder_send")


@require_safe
@allowed(reads_payments)
def funder_paper(request, pk, file_pk):
    """The PDF or sheet as it was frozen, or a draft that was made to look at."""
    claim = found(pk)
    return files.serve(request, get_object_or_404(files.of(claim), pk=file_pk))
