"""Items proposed by members: sent, seen, answered; and who has been asked (R91)."""

from django.contrib import messages
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from members.meetings.actions import proposals
from members.meetings.facts.invited import asked_for_items
from members.meetings.facts.notice import days_of
from members.meetings.forms.agenda import (
    DeclineForm,
    ProposeForm,
    ProposeForOthersForm,
    TakeForm,
)
from members.meetings.models import ItemProposal, Meeting
from members.meetings.notices.proposals import CALLED
from members.meetings.permissions import can_plan, can_propose
from members.models import User
from members.states import Role
from members.views.acting import acted

from .access import proposes, secretariat

ANY = ["GET", "HEAD", "POST"]


def proposes_or_types(actor) -> bool:
    """a member's representative or substitute, and the secretariat for others"""
    return proposes(actor) or secretariat(actor)


def visible_to(actor) -> QuerySet[ItemProposal]:
    """The secretariat and the chair read all; a member's people those of their own member."""
    rows = ItemProposal.objects.select_related("organisation", "proposed_by", "item", "meeting")
    if actor.has(Role.SECRETARIAT, Role.CHAIR):
        return rows
    return rows.filter(organisation_id=actor.organisation_id or 0)


@require_safe
@signed_in
def meeting_proposals(request, pk):
    """What was proposed, and every member with who was asked and when."""
    meeting = get_object_or_404(Meeting, pk=pk)
    actor, days = request.actor, days_of(meeting)
    context = {
        "meeting": meeting,
        "days": days,
        "today": clock.today(),
        "current": "agenda",
        "proposals": visible_to(actor).filter(meeting=meeting),
        "asked": asked_for_items(meeting, kind=CALLED) if meeting.called_on else [],
        "may_plan": can_plan(actor) is None,
        "may_propose": can_propose(actor) is None and meeting.state == "planned",
        "own": actor.organisation_id,
    }
    return render(request, "meetings/proposals.html", context)


@require_http_methods(ANY)
@allowed(proposes_or_types)
def item_propose(request, pk):
    meeting, actor = get_object_or_404(Meeting, pk=pk), request.actor
    for_others = can_plan(actor) is None
    data = request.POST or None
    form = ProposeForOthersForm(data, day=clock.today()) if for_others else ProposeForm(data)

    def verb():
        found = form.cleaned_data
        more = {"organisation": found["organisation"]} if for_others else {}
        if for_others:
            more["proposed_by"] = User.objects.get(pk=actor.user_id)
        made = proposals.propose(
            meeting, title=found["title"], text=found["text"], purpose=found["purpose"],
            by=actor, **more,
        )  # fmt: skip
        words = "Sent. The secretariat answers it."
        if made.late:
            words = "Sent. It came after the day set for items, and is marked as late."
        return f"/meetings/{meeting.pk}/proposals/", words

    context = {
        "form": form, "meeting": meeting, "days": days_of(meeting), "today": clock.today(),
        "back": meeting.get_absolute_url(),
    }  # fmt: skip
    return acted(request, form, name="item_propose", verb=verb) or render(
        request, "meetings/propose.html", context
    )


def _answer(request, pk: int, form, *, name: str, title: str, verb, words: str):
    proposal = get_object_or_404(visible_to(request.actor), pk=pk)
    back = f"/meetings/{proposal.meeting_id}/proposals/"

    def act():
        verb(proposal)
        return back, words

    context = {"form": form, "title": title, "lead": proposal.title, "back": back}
    return acted(request, form, name=name, verb=act) or render(
        request, "meetings/form.html", context
    )


@require_http_methods(ANY)
@allowed(secretariat)
def item_proposal_take(request, pk):
    form = TakeForm(request.POST or None)
    return _answer(
        request, pk, form, name="item_proposal_take", title="Put it on the agenda",
        verb=lambda found: proposals.take(
            found, answer=form.cleaned_data["answer"], minutes=form.cleaned_data["minutes"],
            by=request.actor,
        ),
        words="It is on the agenda, and who proposed it is told.",
    )  # fmt: skip


@require_http_methods(ANY)
@allowed(secretariat)
def item_proposal_decline(request, pk):
    form = DeclineForm(request.POST or None)
    return _answer(
        request, pk, form, name="item_proposal_decline", title="Not on this agenda",
        verb=lambda found: proposals.decline(
            found, answer=form.cleaned_data["answer"], by=request.actor
        ),
        words="Whoever proposed it is told why.",
    )  # fmt: skip


@require_POST
@allowed(proposes)
def item_proposal_take_back(request, pk):
    found = get_object_or_404(visible_to(request.actor), pk=pk)
    proposals.take_back(found, by=request.actor)
    messages.success(request, "Taken back.")
    return redirect("meeting_proposals", pk=found.meeting_id)


@require_POST
@allowed(secretariat)
def items_call(request, pk):
    """Ask for items now, before the clock does."""
    meeting = get_object_or_404(Meeting, pk=pk)
    proposals.call_for_items(meeting, by=request.actor)
    messages.success(request, "Every member is asked.")
    return redirect("meeting_proposals", pk=pk)
