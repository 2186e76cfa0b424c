"""Forms in which a bid is drafted: details, figures, partners."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from consortium.core.access import allowed
from consortium.core.plainforms import TokenForm
from consortium.core.versions import beside
from members.views.acting import acted
from projects.bids.actions import drafting
from projects.bids.forms import (
    AmountForm,
    BidForm,
    LineForm,
    OutputForm,
    PartnerForm,
    rows_of,
)
from projects.bids.models import Bid, BidPartner
from projects.bids.permissions import writes_bids

FORM = ("GET", "HEAD", "POST")
SPARE = 3  # empty rows under those that are filled in


def form_page(request, form, *, name: str, verb, title: str, back: str, lead: str = ""):
    """A form on a page of its own."""
    context = {"form": form, "title": title, "back": back, "lead": lead}
    return acted(request, form, name=name, verb=verb) or render(request, "bids/form.html", context)


@require_http_methods(FORM)
@allowed(writes_bids)
def bid_new(request):
    """Begin a bid."""
    initial = {"drafter": request.actor.user_id}
    form = BidForm(request.POST or None, request.FILES or None, initial=initial)

    def verb():
        given = form.cleaned_data
        values = {name: given[name] for name in drafting.DETAILS}
        made = drafting.draft(**values, upload=given["file"], by=request.actor)
        return made.get_absolute_url(), "The bid is begun. Now enter its figures."

    return form_page(
        request, form, name="bid_new", verb=verb, title="New bid", back=reverse("bids"),
        lead="An application to a funder that the consortium makes together.",
    )  # fmt: skip


@require_http_methods(FORM)
@allowed(writes_bids)
def bid_change(request, pk: int):
    """Put details right, until it is sent."""
    found = get_object_or_404(Bid, pk=pk)
    initial = {name: getattr(found, name) for name in drafting.DETAILS}
    form = BidForm(request.POST or None, request.FILES or None, initial=initial, record=found)

    def verb():
        given = form.cleaned_data
        values = {name: given[name] for name in drafting.DETAILS}
        with beside(form):
            drafting.change(
                found, values=values, version=given["version"], upload=given["file"],
                by=request.actor,
            )  # fmt: skip
        return found.get_absolute_url(), "The bid is saved."

    return form_page(
        request, form, name="bid_change", verb=verb, title=f"Change {found}",
        back=found.get_absolute_url(),
        lead="Budget, outputs and outcomes have a page of their own.",
    )  # fmt: skip


@require_http_methods(FORM)
@allowed(writes_bids)
def bid_figures(request, pk: int):
    """Amount, budget, outputs and outcomes, all at once."""
    found = get_object_or_404(Bid, pk=pk)
    form = AmountForm(request.POST or None, initial=_initial(found), record=found)
    lines, outputs = _rows(request, found)

    def verb():
        given = form.cleaned_data
        drafting.set_figures(
            found,
            amount=given["amount"],
            budget=_filled(lines, "heading", "amount"),
            outputs=_filled(outputs, "words", "number"),
            outcomes=given["outcomes"],
            version=given["version"],
            by=request.actor,
        )
        return found.get_absolute_url(), "The figures are saved."

    whole = request.method == "POST" and lines.is_valid() and outputs.is_valid()
    done = acted(request, form, name="bid_figures", verb=verb) if whole else None
    context = {"bid": found, "form": form, "lines": lines, "outputs": outputs}
    return done or render(request, "bids/figures.html", context)


def _initial(found: Bid) -> dict:
    words = "\n".join(found.outcomes.values_list("words", flat=True))
    return {"amount": found.amount or None, "outcomes": words}


def _rows(request, found: Bid):
    """The two formsets, with what is there and a few empty rows."""
    made = []
    for form, rows, names, prefix in (
        (LineForm, found.lines, ("heading", "amount"), "lines"),
        (OutputForm, found.outputs, ("words", "number"), "outputs"),
    ):
        there = [dict(zip(names, row, strict=True)) for row in rows.values_list(*names)]
        made.append(rows_of(form, SPARE)(request.POST or None, initial=there, prefix=prefix))
    return made


def _filled(rows, first: str, second: str) -> list[tuple]:
    """The rows that are not empty, words without needless spaces."""
    return [
        (" ".join(row[first].split()), row[second])
        for row in rows.cleaned_data
        if row.get(first) and row.get(second) is not None
    ]


@require_http_methods(FORM)
@allowed(writes_bids)
def bid_partner(request, pk: int):
    """A member joins the bid, or its role or share changes."""
    found = get_object_or_404(Bid, pk=pk)
    rows = found.partners.select_related("organisation")
    there = rows.filter(organisation_id=_asked(request)).first()
    initial = {"role": "delivery"}
    if there is not None:
        initial = {"organisation": there.organisation_id, "role": there.role, "share": there.share}
    form = PartnerForm(request.POST or None, initial=initial)

    def verb():
        given = form.cleaned_data
        drafting.set_partner(
            found, given["organisation"], role=given["role"], share=given["share"],
            by=request.actor,
        )  # fmt: skip
        return f"{found.get_absolute_url()}#partners", "The partner is saved."

    context = {
        "form": form, "title": f"Partner in {found}", "back": found.get_absolute_url(),
        "lead": "A member that is in the bid already gets this role and share.",
        "partner": there, "act": TokenForm(),
    }  # fmt: skip
    return acted(request, form, name="bid_partner", verb=verb) or render(
        request, "bids/partner.html", context
    )


def _asked(request) -> int:
    text = request.GET.get("member", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


@require_POST
@allowed(writes_bids)
def bid_partner_leave(request, pk: int, partner_pk: int):
    """A member takes no part any more."""
    partner = get_object_or_404(BidPartner.objects.select_related("bid"), pk=partner_pk, bid=pk)
    form = TokenForm(request.POST)

    def verb():
        drafting.leave(partner, by=request.actor)
        return f"{partner.bid.get_absolute_url()}#partners", "Taken out."

    done = acted(request, form, name="bid_partner_leave", verb=verb)
    if done is None:
        for words in form.non_field_errors():
            messages.error(request, words)
    return done or redirect(partner.bid)
