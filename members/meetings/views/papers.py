"""The papers of a meeting, and one paper with its versions (S16; R54, R71)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import audit, clock, files
from consortium.core.access import allowed, signed_in
from consortium.core.idempotency import new_token, once
from consortium.core.models import StoredFile
from consortium.core.workflow import Refused
from members.meetings.actions import circulation, packs, papers
from members.meetings.facts import packs as pack_facts
from members.meetings.facts.notice import days_of
from members.meetings.facts.papers import (
    lines,
    missing,
    names_its_reader,
    sees_drafts,
    state_of,
    versions_for,
    visible,
)
from members.meetings.facts.timing import in_words
from members.meetings.forms.papers import BringForm, PaperForm, TakeOffForm
from members.meetings.models import Meeting, Paper, Receipt
from members.meetings.permissions_papers import can_bring, can_circulate, prepares
from members.meetings.states import Mark
from members.models import User
from members.working.views.groups import form_page

from .access import secretariat

SHOWN = 50


def paper_or_404(request, pk: int, paper_pk: int) -> Paper:
    """A paper of this meeting that this person may know of; any other is not found (X1)."""
    rows = Paper.objects.filter(meeting_id=pk).select_related("meeting", "item", "owner")
    return get_object_or_404(visible(rows, request.actor), pk=paper_pk)


@require_safe
@signed_in
def meeting_papers(request, pk):
    """Every paper that this person may know of, the circulations, and the packs.

    Looking here signed in is what counts as having opened what was sent.
    """
    meeting, actor, today = get_object_or_404(Meeting, pk=pk), request.actor, clock.today()
    circulation.looked_at(meeting, by=actor)
    found = lines(meeting, actor, today=today) if actor else []
    office = prepares(actor)
    sent = list(meeting.circulations.all())
    context = {
        "meeting": meeting,
        "lines": found,
        "circulations": circulations_of(meeting, sent, office=office),
        "packs": shown_packs(meeting, actor, office=office),
        "days": days_of(meeting),
        "missing": missing(meeting) if office else [],
        "office": office,
        "may_circulate": can_circulate(actor) is None and meeting.is_live,
        "new_to_send": office and _new_to_send(found, sent),
        "token": new_token(),
        "today": today,
        "current": "papers",
    }
    return render(request, "meetings/papers.html", context)


def _new_to_send(found, sent) -> bool:
    return not sent or any(each.state in ("in", "changed") for each in found)


def circulations_of(meeting: Meeting, sent: list, *, office: bool) -> list[dict]:
    """Each with its sentence; for the secretariat also how many have opened it. One query."""
    receipts = list(Receipt.objects.filter(circulation__in=sent).only("circulation", "opened_at"))
    return [
        {
            "circulation": each,
            "timing": words_of(each),
            "people": sum(one.circulation_id == each.pk for one in receipts),
            "opened": sum(
                one.circulation_id == each.pk and one.opened_at is not None for one in receipts
            ),
            "office": office,
        }
        for each in sent
    ]


def words_of(sent) -> str:
    """As in "On time: 6 clear working days"."""
    return in_words(sent.clear_days, due_by=sent.due_by, counts_for=sent.counts_for)


def shown_packs(meeting: Meeting, actor, *, office: bool) -> list:
    """The newest of each kind. For the secretariat, whether something is new since."""
    newest: dict = {}
    for each in pack_facts.packs_for(meeting, actor):
        newest.setdefault((each.audience, each.item_id), each)
    for each in newest.values() if office and meeting.is_live else ():
        now = pack_facts.contents_of(meeting, each.audience, each.item)
        each.outdated = now.stands_for != each.stands_for
    order = list(Receipt.Audience)
    return sorted(newest.values(), key=lambda each: order.index(each.audience))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def paper_ask(request, pk):
    meeting = get_object_or_404(Meeting, pk=pk)
    initial = {"item": request.GET.get("item")} if request.GET.get("item", "").isdigit() else {}
    form = PaperForm(request.POST or None, meeting=meeting, initial=initial)

    def verb():
        paper = papers.ask_paper(meeting, **_written(form), by=request.actor)
        words = f"{paper.owner.name} is asked for it." if paper.owner else "Add the file."
        return paper.get_absolute_url(), words

    return form_page(
        request, form, name="paper_ask", verb=verb, title="Ask for a paper",
        back=f"{meeting.get_absolute_url()}papers/", template="meetings/form.html",
    )  # fmt: skip


def _written(form) -> dict:
    names = ("title", "item", "owner", "due_on", "mark", "readers")
    return {name: form.cleaned_data[name] for name in names}


@require_safe
@signed_in
def paper(request, pk, paper_pk):
    found = paper_or_404(request, pk, paper_pk)
    return paper_page(request, found)


def paper_page(request, found: Paper, **forms):
    """One paper: what was asked, its versions, and for the secretariat who has looked."""
    actor, today = request.actor, clock.today()
    versions = list(versions_for(actor, found).select_related("sent__circulation"))
    brings = can_bring(actor, found) is None and found.meeting.is_live and not found.withdrawn_why
    office = prepares(actor)
    drafts = sees_drafts(actor, found)
    context = {
        "paper": found,
        "meeting": found.meeting,
        "versions": versions,
        "state": state_of(found, versions, today=today) if drafts else "sent",
        "brings": brings,
        "drafts": drafts,
        "office": office and found.meeting.is_live and not found.withdrawn_why,
        "readers": found.readers.order_by("name") if drafts and found.mark == Mark.RESTRICTED
        else [],
        "looks": _looks(found) if office else [],
        "bring_form": forms.get("bring") or BringForm(auto_id="bring_%s"),
        "off_form": forms.get("off") or TakeOffForm(auto_id="off_%s"),
        "form": next(iter(forms.values()), None),
        "today": today,
        "current": "papers",
    }  # fmt: skip
    return render(request, "meetings/paper.html", context)


def _looks(found: Paper) -> list[tuple]:
    """(who, when) of each look at a paper for named people, newest first. Two queries."""
    if found.mark != Mark.RESTRICTED:
        return []
    rows = audit.history(found).filter(action=papers.LOOKED).order_by("-sequence")[:SHOWN]
    rows = list(rows)
    names = dict(
        User.objects.filter(pk__in={row.actor_id for row in rows}).values_list("pk", "name")
    )
    return [(names.get(row.actor_id, ""), row.at) for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def paper_change(request, pk, paper_pk):
    found = paper_or_404(request, pk, paper_pk)
    initial = {
        "title": found.title, "item": found.item_id, "owner": found.owner_id,
        "due_on": found.due_on, "mark": found.mark,
        "readers": list(found.readers.values_list("pk", flat=True)),
    }  # fmt: skip
    form = PaperForm(request.POST or None, meeting=found.meeting, record=found, initial=initial)
    form.button = "Save"

    def verb():
        version = form.cleaned_data["version"]
        papers.change_paper(found, **_written(form), version=version, by=request.actor)
        return found.get_absolute_url(), "Saved."

    return form_page(
        request, form, name="paper_change", verb=verb, title=f"Change: {found}",
        back=found.get_absolute_url(), template="meetings/form.html",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def paper_bring(request, pk, paper_pk):
    found = paper_or_404(request, pk, paper_pk)
    if can_bring(request.actor, found):
        raise Http404("This is for the owner of the paper and the secretariat.")
    form = BringForm(request.POST or None, request.FILES or None)

    def verb():
        given = form.cleaned_data
        made = papers.bring(found, given["file"], note=given["note"], by=request.actor)
        return found.get_absolute_url(), f"{made} is here. It is checked for viruses now."

    return form_page(
        request, form, name="paper_bring", verb=verb, title=f"Add a file: {found}",
        back=found.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def paper_take_off(request, pk, paper_pk):
    found, form = paper_or_404(request, pk, paper_pk), TakeOffForm(request.POST or None)

    def verb():
        papers.take_off(found, why=form.cleaned_data["why"], by=request.actor)
        return f"{found.meeting.get_absolute_url()}papers/", "The paper is taken off."

    return form_page(
        request, form, name="paper_take_off", verb=verb, title=f"Take off: {found}",
        back=found.get_absolute_url(), lead="What has gone out already stays with who has it.",
    )  # fmt: skip


@require_safe
@signed_in
def paper_file(request, pk, paper_pk, version_pk):
    """One version as a file. For members only or named people, a copy that names its reader."""
    found = paper_or_404(request, pk, paper_pk)
    version = get_object_or_404(versions_for(request.actor, found), pk=version_pk)
    named = names_its_reader(found, version)
    return hand_out(
        request, version.file, named=named,
        before=lambda: papers.looked(found, version, by=request.actor),
    )  # fmt: skip


def hand_out(request, stored: StoredFile, *, named: bool, before=lambda: None):
    """The file itself, or the reader's own copy, which is made first and found again later."""
    if not named or not stored.may_be_served:
        answer = files.serve(request, stored)
        before()
        return answer
    copy = packs.copy_of(stored, reader_id=request.actor.user_id)
    if copy is None:
        job = packs.ask_copy(stored, url=request.path, by=request.actor)
        copy = packs.copy_of(stored, reader_id=request.actor.user_id)
        if copy is None:
            return redirect(job)
    if request.actor.impersonator_id:
        raise Refused("This file names its reader. Open it as yourself.")
    answer = files.serve(request, copy.file)
    before()
    return answer


@require_POST
@allowed(secretariat)
def packs_make(request, pk):
    meeting = get_object_or_404(Meeting, pk=pk)
    try:
        with once(request, name="packs_make") as act:
            if act.first:
                act.result = packs.ask_packs(meeting, by=request.actor).get_absolute_url()
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return redirect("meeting_papers", pk=pk)
    return redirect(act.result)


@require_safe
@signed_in
def pack_file(request, pk, pack_pk):
    """The pack of this person's kind; with papers for members only, a copy that names them."""
    meeting = get_object_or_404(Meeting, pk=pk)
    pack = get_object_or_404(pack_facts.packs_for(meeting, request.actor), pk=pack_pk)
    circulation.looked_at(meeting, by=request.actor)
    return hand_out(request, pack.file, named=pack_facts.names_its_reader(pack))
