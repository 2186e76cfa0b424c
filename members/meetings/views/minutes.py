"""The minutes of a meeting, from the first draft to what is added after approval (S19)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock, files
from consortium.core.access import allowed, signed_in
from consortium.core.plainforms import TokenForm
from consortium.core.versions import beside
from members.meetings.actions import minutes as verbs
from members.meetings.facts import minutes as facts
from members.meetings.facts.record import named
from members.meetings.forms.minutes import (
    AddendumForm,
    AnswerForm,
    CorrectionForm,
    HeadingForm,
    SectionForm,
)
from members.meetings.models import Correction, Meeting, Minutes, MinuteSection
from members.meetings.permissions_after import can_correct, can_write_minutes, reads_draft
from members.meetings.permissions_marks import decisions_read_by
from members.meetings.reports.minutes import render_minutes
from members.meetings.states import Mark, MeetingState, MinutesState
from members.views.acting import acted

from .access import everybody, secretariat


def _minutes(request, pk: int) -> Minutes:
    """Those of a meeting, or 404 where this person may not open them yet."""
    found = facts.of(get_object_or_404(Meeting, pk=pk), request.actor)
    if found is None:
        raise Http404("There are no minutes to read yet.")
    return found


@require_safe
@allowed(everybody)
def meeting_minutes(request, pk):
    return minutes_page(request, get_object_or_404(Meeting, pk=pk))


def minutes_page(request, meeting: Meeting, *, form=None):
    """The whole record as this person reads it, and what can be done with it."""
    actor, found = request.actor, facts.of(meeting, request.actor)
    writes = can_write_minutes(actor) is None
    context = {
        "meeting": meeting,
        "minutes": found,
        "current": "minutes",
        "today": clock.today(),
        "form": form,
        "act_form": TokenForm(),
        "may_begin": writes and found is None and meeting.state == MeetingState.HELD,
        "may_write": writes and found is not None and found.state != MinutesState.APPROVED,
        "may_add": writes and found is not None and found.state == MinutesState.APPROVED,
    }
    if found is not None:
        verbs.opened(found, by=actor)
        asked = found.corrections.select_related("user", "organisation", "section")
        reads = decisions_read_by(actor)
        context |= {
            "record": facts.read_by(found, actor),
            "corrections": [
                each for each in asked if each.section is None or each.section.mark in reads
            ],
            "addenda": list(found.addenda.select_related("decision")),
            "receipts": list(found.receipts.select_related("user")) if reads_draft(actor) else [],
            "may_correct": found.state == MinutesState.CIRCULATED
            and can_correct(actor, meeting) is None,
        }
        context["opened"] = sum(each.opened_at is not None for each in context["receipts"])
    return render(request, "meetings/minutes.html", context)


@require_POST
@allowed(secretariat)
def minutes_begin(request, pk):
    meeting, form = get_object_or_404(Meeting, pk=pk), TokenForm(request.POST)

    def verb():
        made = verbs.begin(meeting, by=request.actor)
        return made.get_absolute_url(), "The draft is begun with what was noted in the room."

    return acted(request, form, name="minutes_begin", verb=verb) or minutes_page(
        request, meeting, form=form
    )


@require_POST
@allowed(secretariat)
def minutes_circulate(request, pk):
    found, form = _minutes(request, pk), TokenForm(request.POST)

    def verb():
        verbs.circulate(found, by=request.actor)
        return found.get_absolute_url(), "The draft is circulated to everybody who was invited."

    return acted(request, form, name="minutes_circulate", verb=verb) or minutes_page(
        request, found.meeting, form=form
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def minutes_section(request, pk):
    rows = MinuteSection.objects.select_related("minutes__meeting")
    found = get_object_or_404(rows, pk=pk)
    initial = {"title": found.title, "text": found.text}
    form = SectionForm(request.POST or None, initial=initial, record=found)

    def verb():
        given = form.cleaned_data
        with beside(form):
            verbs.write(found, title=given["title"], text=given["text"],
                        version=given["version"], by=request.actor)  # fmt: skip
        return f"{found.minutes.get_absolute_url()}#part-{found.pk}", "Saved."

    return _page(request, form, "minutes_section", verb, found.minutes, title=found.title,
                 lead="Attendance, votes and decisions are filled in by themselves.")  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def minutes_heading(request, pk):
    found = _minutes(request, pk)
    form = HeadingForm(request.POST or None, minutes=found)

    def verb():
        names = ("title", "text", "after", "mark")
        given = {name: form.cleaned_data[name] for name in names}
        made = verbs.add_heading(found, **given, by=request.actor)
        return f"{found.get_absolute_url()}#part-{made.pk}", "Added."

    return _page(request, form, "minutes_heading", verb, found, title="Add a heading")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(everybody)
def minutes_correct(request, pk):
    found = _minutes(request, pk)
    if can_correct(request.actor, found.meeting):
        raise Http404("This is for people who were at the meeting.")
    own = found.sections.filter(mark__in=decisions_read_by(request.actor))
    form = CorrectionForm(request.POST or None, sections=own)

    def verb():
        given = form.cleaned_data
        verbs.ask_correction(found, text=given["text"], section=given["section"], by=request.actor)
        return found.get_absolute_url(), "The secretariat reads it and answers you."

    return _page(request, form, "minutes_correct", verb, found, title="Ask for a correction")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def correction_answer(request, pk):
    rows = Correction.objects.select_related("minutes__meeting", "section")
    found = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        verbs.answer_correction(found, taken=given["taken"], answer=given["answer"],
                                by=request.actor)  # fmt: skip
        where = f"#part-{found.section_id}" if found.section_id else ""
        return f"{found.minutes.get_absolute_url()}{where}", "Answered. Whoever asked is told."

    return _page(request, form, "correction_answer", verb, found.minutes,
                 title="Answer a correction", lead=found.text)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def minutes_add(request, pk):
    """After approval nothing is changed; what is wrong is added below."""
    found = _minutes(request, pk)
    if found.state != MinutesState.APPROVED:
        raise Http404("These minutes are not approved yet.")
    form = AddendumForm(request.POST or None, minutes=found)

    def verb():
        names = ("text", "decision", "note")
        given = {name: form.cleaned_data[name] for name in names}
        verbs.add_correction(found, **given, by=request.actor)
        return f"{found.get_absolute_url()}#afterwards", "Added below the minutes."

    return _page(request, form, "minutes_add", verb, found, title="Correct approved minutes",
                 lead="What was approved stays as it is. This is added below it.")  # fmt: skip


def _page(request, form, name: str, verb, minutes: Minutes, **context):
    context = {"form": form, "lead": "", "back": minutes.get_absolute_url(), **context}
    return acted(request, form, name=name, verb=verb) or render(
        request, "meetings/form.html", context
    )


@require_safe
@allowed(everybody)
def minutes_pdf(request, pk):
    """What was kept at approval for who reads all of it; else made of what this person reads."""
    found = _minutes(request, pk)
    verbs.opened(found, by=request.actor)
    every = set(decisions_read_by(request.actor)) >= {each.value for each in Mark}
    if found.file is not None and every:
        return files.serve(request, found.file)
    return _pdf(found, render_minutes(found, facts.read_by(found, request.actor)))


@require_safe
@signed_in
def minutes_public(request, pk):
    """The version that may be published: no people, nothing for members or named people only."""
    found = _minutes(request, pk)
    if found.state != MinutesState.APPROVED:
        raise Http404("Only approved minutes are published.")
    return _pdf(found, render_minutes(found, named(facts.public(found)), public=True), "-public")


def _pdf(minutes: Minutes, content: bytes, tail: str = "") -> HttpResponse:
    draft = "" if minutes.state == MinutesState.APPROVED else "-draft"
    response = HttpResponse(content, content_type="application/pdf")
    name = f"minutes-{minutes.meeting.on.isoformat()}{draft}{tail}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
