"""Disputes: opening, talking, third party, outcome; for the two sides and the auditor alone."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock, files
from consortium.core.access import allowed
from consortium.core.workflow import Refused
from members.offices import chair_on
from members.views.acting import acted, acted_on
from members.views.paging import numbered
from members.working import reports
from members.working.actions import disputes
from members.working.actions.speaking import name_speaker
from members.working.dispute_forms import (
    OpenForm,
    OutcomeForm,
    SpeakerForm,
    StepForm,
    ThirdPartyForm,
    WhyForm,
)
from members.working.models import Dispute, Proposal
from members.working.notices import speakers
from members.working.permissions import can_take_part, side_of
from members.working.states import GOING_ON, ProposalState
from members.working.workflow import DISPUTE, PROPOSAL

from .access import parties, reads_disputes, secretariat

VACANT = (
    "Nobody holds the chair. The members name one of their representatives, who speaks for them "
    "until a chair's term begins; you record whom."
)
HELD = "The chair is held, and speaks for the members. This is for when nobody holds it."


def own(request, pk: int) -> Dispute:
    """A dispute that this person may read; any other is 404 (X1)."""
    found = Dispute.objects.visible_to(request.actor).select_related("body")
    return get_object_or_404(found, pk=pk)


@require_safe
@allowed(reads_disputes)
def disputes_list(request):
    found = Dispute.objects.visible_to(request.actor).select_related("body")
    context = {"page": numbered(found, request.GET.get("page")), "may_open": parties(request.actor)}
    return render(request, "working/disputes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(parties)
def dispute_open(request):
    form = OpenForm(request.POST or None)

    def verb():
        values = {name: form.cleaned_data[name] for name in ("title", "about", "clause")}
        found = disputes.open_dispute(**values, by=request.actor)
        return found.get_absolute_url(), "The dispute is open, and the other side is told."

    context = {
        "form": form, "title": "Open a dispute", "back": reverse("disputes"),
        "lead": "Between the accountable body and the consortium (8.3). Only the two sides and the "
        "auditor can read it.",
    }  # fmt: skip
    return acted(request, form, name="dispute_open", verb=verb) or render(
        request, "working/form.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def dispute_speaker(request):
    """Who speaks for the members while nobody holds the chair."""
    form, today = SpeakerForm(request.POST or None), clock.today()

    def verb():
        seat = form.cleaned_data["seat"]
        name_speaker(
            seat.user, organisation=seat.organisation, decided=form.cleaned_data["decided"],
            by=request.actor,
        )  # fmt: skip
        return reverse("offices"), "Recorded. Every representative is told."

    context = {
        "form": form, "title": "Who speaks for the members in disputes",
        "back": reverse("offices"), "lead": VACANT if chair_on(today) is None else HELD,
    }  # fmt: skip
    return acted(request, form, name="dispute_speaker", verb=verb) or render(
        request, "working/form.html", context
    )


@require_safe
@allowed(reads_disputes)
def dispute(request, pk):
    return dispute_page(request, own(request, pk))


def dispute_page(request, found: Dispute, **forms):
    actor = request.actor
    proposals = list(found.proposals.all())
    for each in proposals:
        each.dispute = found
        each.can = {move.name for move in PROPOSAL.possible(each, actor)}
    waiting = {each.kind for each in proposals if each.state == ProposalState.PROPOSED}
    blank = {
        "step": StepForm, "third_party": ThirdPartyForm, "outcome": OutcomeForm,
        "withdraw": WhyForm, "decline": WhyForm,
    }  # fmt: skip
    context = {
        "dispute": found,
        "steps": found.steps.select_related("file"),
        "proposals": proposals,
        "waiting": waiting,
        "side": side_of(actor, found.body_id),
        "may_act": found.state in GOING_ON and can_take_part(actor, found) is None,
        "why_not": can_take_part(actor, found) if side_of(actor, found.body_id) else "",
        "may_copy": can_take_part(actor, found) is None,
        "possible": {move.name for move in DISPUTE.possible(found, actor)},
        "copies": [each for each in files.of(found) if each.ours],
        "today": clock.today(),
        "vacant": chair_on(clock.today()) is None,
        "speakers": speakers(clock.today()),
        "form": next(iter(forms.values()), None),
        **{f"{key}_form": forms.get(key) or made(auto_id=f"{key}_%s")
           for key, made in blank.items()},
    }  # fmt: skip
    return render(request, "working/dispute.html", context)


_posted = partial(acted_on, noun="dispute", page=dispute_page)


@require_POST
@allowed(parties)
def dispute_step(request, pk):
    form = StepForm(request.POST, request.FILES, auto_id="step_%s")
    return _posted(
        request, own(request, pk), form, "step",
        lambda found: disputes.write_step(
            found, on=form.cleaned_data["on"], words=form.cleaned_data["words"],
            upload=form.cleaned_data["file"], by=request.actor,
        ),
        "Saved. Both sides can read it.",
    )  # fmt: skip


@require_POST
@allowed(parties)
def dispute_third_party(request, pk):
    form = ThirdPartyForm(request.POST, auto_id="third_party_%s")
    return _posted(
        request, own(request, pk), form, "third_party",
        lambda found: disputes.propose_third_party(
            found, **{name: form.cleaned_data[name] for name in ("name", "works_for", "why")},
            by=request.actor,
        ),
        "Proposed. It counts when the other side agrees.",
    )  # fmt: skip


@require_POST
@allowed(parties)
def dispute_outcome(request, pk):
    form = OutcomeForm(request.POST, auto_id="outcome_%s")
    return _posted(
        request, own(request, pk), form, "outcome",
        lambda found: disputes.propose_outcome(
            found, words=form.cleaned_data["words"], by=request.actor
        ),
        "Proposed. The dispute is settled when the other side agrees.",
    )  # fmt: skip


@require_POST
@allowed(parties)
def dispute_withdraw(request, pk):
    form = WhyForm(request.POST, auto_id="withdraw_%s")
    return _posted(
        request, own(request, pk), form, "withdraw",
        lambda found: disputes.withdraw(found, why=form.cleaned_data["why"], by=request.actor),
        "The dispute is withdrawn.",
    )  # fmt: skip


def _proposal(request, pk: int) -> Proposal:
    seen = Dispute.objects.visible_to(request.actor)
    return get_object_or_404(Proposal.objects.filter(dispute__in=seen), pk=pk)


@require_POST
@allowed(parties)
def proposal_agree(request, pk):
    found = _proposal(request, pk)
    disputes.agree(found, by=request.actor)
    return redirect("dispute", pk=found.dispute_id)


@require_POST
@allowed(parties)
def proposal_decline(request, pk):
    found, form = _proposal(request, pk), WhyForm(request.POST, auto_id="decline_%s")
    return _posted(
        request, own(request, found.dispute_id), form, "decline",
        lambda _: disputes.decline(found, why=form.cleaned_data["why"], by=request.actor),
        "Declined. The other side is told.",
    )  # fmt: skip


@require_POST
@allowed(parties)
def proposal_take_back(request, pk):
    found = _proposal(request, pk)
    disputes.take_back(found, by=request.actor)
    return redirect("dispute", pk=found.dispute_id)


@require_POST
@allowed(parties)
def dispute_copy(request, pk):
    """Make the summary as PDF, frozen and on record."""
    found = own(request, pk)
    against = can_take_part(request.actor, found)
    if against:
        raise Refused(against)
    disputes.keep_copy(found, content=reports.render_dispute(found), by=request.actor)
    return redirect(found)


@require_safe
@allowed(reads_disputes)
def dispute_file(request, pk, file_pk):
    """A file that one side added, or a summary that was made."""
    found = own(request, pk)
    stored = next((each for each in files.of(found) if each.pk == file_pk), None)
    if stored is None:
        raise Http404("There is no such file in this dispute.")
    return files.serve(request, stored)
