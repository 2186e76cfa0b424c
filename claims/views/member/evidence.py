"""Evidence of a claim: files added, matched to lines, promised, taken out, downloaded."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from claims.actions import evidence as verbs
from claims.facts.draft import Whole
from claims.facts.open import opening_of
from claims.forms.member_parts import PromiseForm
from claims.models import Claim, Evidence
from claims.permissions import can_see, can_see_evidence
from claims.states import EDITABLE, ClaimState
from claims.views.member.access import member_side, own_claim, own_line
from claims.views.member.home import has_to_do_with_claims
from consortium.core import files
from consortium.core.access import allowed
from consortium.core.filetypes import FileRefused
from consortium.core.idempotency import once
from consortium.core.workflow import Refused

MOST_AT_ONCE = 20


@require_safe
@member_side
def evidence(request, pk: int):
    return _page(request, own_claim(request, pk))


def _page(request, claim: Claim, *, refusals=(), promise: PromiseForm | None = None):
    """Files and lines; `refusals` are sentences about files that were not taken."""
    whole = Whole(claim)
    found = list(
        claim.evidence.select_related("file").prefetch_related("links__line").order_by("number")
    )
    rows = _lines_with_files(whole, found, promise)
    context = {
        "claim": claim,
        "files": [
            {
                "evidence": each,
                "frozen": verbs.is_frozen(each, claim),
                "open": not each.links.all() or request.GET.get("file") == str(each.number),
            }
            for each in found
        ],
        "lines": [line for line in whole.lines if not line.correction_of_id],
        "rows": rows,
        "proved": [row for row in rows if row["files"]],
        "unproved": [row for row in rows if not row["files"]],
        "may_add": claim.state in verbs.TAKES_ADDITIONS or claim.state in EDITABLE,
        "may_take": claim.state in EDITABLE,
        "sent": claim.state in verbs.TAKES_ADDITIONS,
        "form": promise,
        "refusals": list(refusals),
        "has_errors": bool(refusals),
        "earlier": _earlier_files(claim),
        "opening": opening_of(claim),
    }
    return render(request, "claims/member/evidence.html", context)


def _lines_with_files(whole: Whole, found: list[Evidence], bound) -> list[dict]:
    by_line: dict[int, list[Evidence]] = {}
    for each in found:
        for link in each.links.all():
            by_line.setdefault(link.line_id, []).append(each)
    return [
        {
            "line": line,
            "files": by_line.get(line.pk, []),
            "promise": bound
            if bound is not None and bound.prefix == f"p{line.pk}"
            else PromiseForm(prefix=f"p{line.pk}", initial={"day": line.evidence_due}),
        }
        for line in whole.lines
        if not line.correction_of_id
    ]


def _earlier_files(claim: Claim) -> list[Evidence]:
    """Files on the member's other claims that can be used again, newest first."""
    here = claim.evidence.values("file")
    found = Evidence.objects.filter(claim__organisation=claim.organisation_id)
    found = found.exclude(claim=claim).exclude(file__in=here).exclude(file__state="tombstoned")
    return list(found.select_related("file", "claim").order_by("-pk")[:30])


@require_POST
@member_side
def add(request, pk: int):
    """Take in one or several files; each is taken or refused by itself."""
    claim = own_claim(request, pk)
    uploads = request.FILES.getlist("files")
    if not uploads:
        return _page(request, claim, refusals=["Select at least one file"])
    if len(uploads) > MOST_AT_ONCE:
        return _page(request, claim, refusals=[f"Add {MOST_AT_ONCE} files at a time at most"])
    line_ids = _picked(request)
    taken, refusals = [], []
    with once(request, name="evidence-add") as act:
        if act.first:
            for upload in uploads:
                try:
                    added = verbs.add_evidence(claim, upload, line_ids=line_ids, by=request.actor)
                    taken.append(added.number)
                except FileRefused as refused:
                    refusals.append(refused.message)
            act.result = [taken, refusals]
        taken, refusals = act.result
    if taken:
        names = ", ".join(f"E{number}" for number in taken)
        messages.success(request, f"Added: {names}.")
    if refusals:
        return _page(request, own_claim(request, pk), refusals=refusals)
    return redirect("claim_evidence", pk)


def _picked(request) -> list[int] | None:
    """The line picked beside the files; None leaves it to the number in each name."""
    picked = request.POST.get("line", "")
    return [int(picked)] if picked.isdecimal() and len(picked) < 19 else None


@require_POST
@member_side
def link(request, pk: int, evidence_pk: int):
    """Say which line a file proves."""
    claim = own_claim(request, pk)
    found = get_object_or_404(claim.evidence.select_related("claim"), pk=evidence_pk)
    picked = _picked(request)
    if picked is None:
        return _page(request, claim, refusals=[f"Select the line that E{found.number} proves"])
    with once(request, name="evidence-link") as act:
        if act.first:
            verbs.link_evidence(found, picked, by=request.actor)
            act.result = True
    return redirect("claim_evidence", pk)


@require_POST
@member_side
def unlink(request, pk: int, evidence_pk: int, line_pk: int):
    """Take a file off a line."""
    claim = own_claim(request, pk)
    found = get_object_or_404(claim.evidence.select_related("claim"), pk=evidence_pk)
    with once(request, name="evidence-unlink") as act:
        if act.first:
            verbs.unlink_evidence(found, line_pk, by=request.actor)
            act.result = True
    return redirect("claim_evidence", pk)


@require_POST
@member_side
def remove(request, pk: int, evidence_pk: int):
    """Take a file out of the draft."""
    claim = own_claim(request, pk)
    with once(request, name="evidence-remove") as act:
        if act.first:
            found = get_object_or_404(
                claim.evidence.select_related("claim", "file"), pk=evidence_pk
            )
            verbs.remove_evidence(found, by=request.actor)
            act.result = found.number
    messages.success(request, f"E{act.result} is taken out.")
    return redirect("claim_evidence", pk)


@require_POST
@member_side
def reuse(request, pk: int):
    """Use a file of an earlier claim again."""
    claim = own_claim(request, pk)
    chosen = request.POST.get("file", "")
    if not (chosen.isdecimal() and len(chosen) < 19):
        return _page(request, claim, refusals=["Select the file to use again"])
    with once(request, name="evidence-reuse") as act:
        if act.first:
            found = verbs.reuse_evidence(
                claim, int(chosen), line_ids=_picked(request), by=request.actor
            )
            act.result = found.number
    messages.success(request, f"Added: E{act.result}.")
    return redirect("claim_evidence", pk)


@require_POST
@member_side
def promise(request, pk: int, line_pk: int):
    """Say by when a line's evidence will follow."""
    claim = own_claim(request, pk)
    line = own_line(claim, line_pk)
    form = PromiseForm(request.POST, prefix=f"p{line_pk}")
    if form.is_valid():
        line.claim = claim
        try:
            # The token stands in the prefixed form, so the version of the claim is not asked:
            # saying the same day twice is the same promise.
            verbs.promise_evidence(line, form.cleaned_data["day"], by=request.actor)
            messages.success(request, f"Noted for line {line.number}.")
            return redirect("claim_evidence", pk)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("day", reason)
    return _page(request, claim, promise=form)


@require_safe
@allowed(has_to_do_with_claims)
def download(request, pk: int, evidence_pk: int):
    """Hand out one file to those who may see this claim's evidence (R140, F5)."""
    claim = get_object_or_404(Claim.objects.prefetch_related("assignments"), pk=pk)
    if not (can_see(request.actor, claim) and can_see_evidence(request.actor, claim)):
        raise Http404("No such file.")
    if claim.state in (ClaimState.IN_PROGRESS, ClaimState.AWAITING_SIGN_OFF) and (
        claim.organisation_id != request.actor.organisation_id
    ):
        raise Http404("Not sent yet.")
    found = get_object_or_404(claim.evidence.select_related("file"), pk=evidence_pk)
    return files.serve(request, found.file)
