"""Paste lines from a spreadsheet: look at them first, put bad cells right, then add them all.

Three steps on one address, by plain posts: the text, the preview with questions,
the adding. Everything typed travels in the form; nothing is saved before the end.
"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from claims.actions import drafting
from claims.facts.draft import Whole
from claims.facts.open import opening_of
from claims.forms.member_parts import ClaimMoveForm
from claims.forms.member_paste import Sheet
from claims.rules import paste as rules
from claims.views.member.access import member_side, own_claim, section_of
from consortium.core.idempotency import once
from consortium.core.workflow import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@member_side
def paste(request, pk: int, project: int):
    """The box to paste into, the preview, and adding the lines."""
    claim = own_claim(request, pk)
    whole = Whole(claim)
    section = section_of(whole, project)
    context = {
        "claim": claim,
        "project": section.project,
        "fields": rules.FIELDS,
        "may_add": opening_of(claim).part("spend", project) and not claim.nil,
        "form": ClaimMoveForm(),
        "text": request.POST.get("text", ""),
    }
    if request.method != "POST" or "back" in request.POST:
        return render(request, "claims/member/paste.html", context)
    try:
        sheet = Sheet(request.POST, whole, project)
    except rules.PasteError as error:
        context |= {"errors": [str(error)], "has_errors": True}
        return render(request, "claims/member/paste.html", context)
    if "add" in request.POST and sheet.ready:
        try:
            return _add(request, claim, sheet, project)
        except Refused as refused:
            context["errors"] = refused.reasons
    context |= {"sheet": sheet, "has_errors": bool(sheet.bad or context.get("errors"))}
    return render(request, "claims/member/paste_preview.html", context)


def _add(request, claim, sheet: Sheet, project: int):
    with once(request, name="lines-paste") as act:
        if act.first:
            lines = drafting.paste_lines(
                claim, sheet.entries, rows=sheet.row_numbers, by=request.actor
            )
            act.result = len(lines)
    count = act.result
    words = "1 line was added." if count == 1 else f"{count} lines were added."
    messages.success(request, words)
    return redirect("claim_spend", claim.pk, project)
