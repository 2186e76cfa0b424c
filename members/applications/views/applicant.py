"""The pages behind the applicant's link."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock, files
from consortium.core.filetypes import FileRefused
from consortium.core.idempotency import once
from consortium.core.workflow import Refused
from members.actions.business import waiting_for
from members.agreement.facts import standing
from members.applications import reports
from members.applications.actions import filling, sending
from members.applications.calendar import invitation
from members.applications.forms import AnswerForm, MaybeReasonForm, RepresentativeForm
from members.applications.states import FILES_MAY_COME, OVER, ApplicationState
from members.views.acting import acted

from . import parts
from .door import by_link

S = ApplicationState
MOST_AT_ONCE = 5


@require_safe
@by_link
def apply_form(request, door):
    """The task list of a draft; where it stands once it was sent."""
    if door.application.state == S.DRAFT:
        return parts.task_list(request, door)
    return _status(request, door)


def _status(request, door, *, answer=None, representative=None):
    application = door.application
    question = application.questions.last() if application.state == S.QUESTION else None
    waiting = waiting_for(application, kind=sending.MEETING_KIND)
    needs_name = application.state == S.ADMITTED and not application.nominee_name
    if question:
        answer = answer or AnswerForm()
    if needs_name:
        representative = representative or RepresentativeForm()
    form = answer if answer is not None and answer.is_bound else representative
    context = {
        "door": door,
        "application": application,
        "question": question,
        "questions": application.questions.exclude(answered_on=None),
        "answer_form": answer if question else None,
        "representative_form": representative if needs_name else None,
        "form": form if form is not None and form.is_bound else None,
        "waiting": waiting,
        "house": reports.house(),
        "may_withdraw": application.state not in OVER,
        "decided": application.state in (S.ADMITTED, S.REFUSED),
        "agreement": standing() if application.state == S.ADMITTED else None,
        "sign_by": reports.letter_of(application).sign_by if application.decided_on else None,
        "steps": steps_of(application),
        **parts.shown(door),
    }
    return render(request, "applications/status.html", context)


def steps_of(application) -> list[tuple[str, str, str]]:
    """(words, "done", "current" or "todo", note) of the way from sending to the decision."""
    order = {S.RECEIVED: 0, S.QUESTION: 0, S.CONSULTING: 1, S.DECIDING: 2, S.TO_MEETING: 2}
    at = order.get(application.state, 3)
    last = "The next meeting decides" if application.state == S.TO_MEETING else "The decision"
    words = ["The secretariat reads it", "All members are asked", last]
    return [
        (each, "done" if number < at else "current" if number == at else "todo", "")
        for number, each in enumerate(words)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def apply_part(request, door, part):
    return parts.part(request, door, part)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def apply_service(request, door, code):
    return parts.service(request, door, code)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def apply_review(request, door):
    return parts.review(request, door)


@require_safe
@by_link
def apply_file(request, door, pk):
    return parts.file(request, door, pk)


@require_POST
@by_link
def apply_file_remove(request, door, pk):
    return parts.file_remove(request, door, pk)


@require_POST
@by_link
def apply_answer(request, door):
    """The answer to the open question, with files."""
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            refused = _files_first(request, door)
            with once(request, name="answer question") as act:
                if act.first:
                    sending.answer(door.application, text=form.cleaned_data["text"], by=door.by)
                    act.result = door.form_url
            for words in refused:
                messages.error(request, words)
            messages.success(request, "Your answer is on its way to the secretariat.")
            return redirect(door.form_url)
        except Refused as no:
            form.add_refusal(no)
    return _status(request, door, answer=form)


def _files_first(request, door) -> list[str]:
    """Files can come while the question is open, so they are taken before the answer."""
    refused = []
    if door.application.state not in FILES_MAY_COME:
        return refused
    for upload in request.FILES.getlist("files")[:MOST_AT_ONCE]:
        try:
            filling.add_file(door.application, upload, by=door.by)
        except FileRefused as no:
            refused.append(no.message)
    return refused


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def apply_withdraw(request, door):
    """Asks first."""
    if door.application.state in OVER and request.method != "POST":
        raise Http404("There is nothing to withdraw.")
    form = MaybeReasonForm(request.POST or None)

    def verb():
        sending.withdraw(door.application, reason=form.cleaned_data["reason"], by=door.by)
        return door.form_url, "Your application is withdrawn."

    context = {"door": door, "form": form, "application": door.application}
    return acted(request, form, name="withdraw application", verb=verb) or render(
        request, "applications/withdraw.html", context
    )


@require_POST
@by_link
def apply_representative(request, door):
    """A new member names who speaks for it."""
    form = RepresentativeForm(request.POST)

    def verb():
        values = {name: form.cleaned_data[name] for name in ("name", "email", "telephone")}
        sending.name_representative(door.application, **values, by=door.by)
        return door.form_url, "Thank you. The secretariat invites the person."

    done = acted(request, form, name="name representative", verb=verb)
    return done or _status(request, door, representative=form)


@require_safe
@by_link
def apply_copy(request, door):
    return paper(request, door.application, "copy")


@require_safe
@by_link
def apply_letter(request, door):
    return paper(request, door.application, "letter")


def paper(request, application, kind: str):
    """The copy or the letter from the store; a page that waits while it is being made."""
    there = application.sent_on if kind == "copy" else application.decided_on
    if not there:
        raise Http404("There is no such paper.")
    stored = getattr(application, kind)
    if stored is None:
        return render(request, "applications/paper_waits.html", {}, status=202)
    return files.serve(request, stored)


@require_safe
@by_link
def apply_meeting(request, door):
    """The invitation as a calendar file."""
    waiting = waiting_for(door.application, kind=sending.MEETING_KIND)
    if waiting is None or waiting.meeting_on is None:
        raise Http404("The day of the meeting is not known.")
    content = invitation(waiting, reports.house().name, stamp=clock.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response
