"""The secretariat's acts on an application, and a member's reply."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from consortium.core.access import allowed
from members.applications.actions import handling, replying, sending
from members.applications.actions.beginning import send_link
from members.applications.forms import (
    AnswerForm,
    ConsultForm,
    JudgeForm,
    QuestionForm,
    ReasonForm,
    ReplyForm,
)
from members.applications.states import JUDGING, Finding
from members.views.acting import acted, acted_on

from . import parts
from .access import own, secretariat, speaks
from .door import Door
from .reading import application_page


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def application_criteria(request, pk):
    """Each point with what the applicant says, its files, and the view of it."""
    found = own(request, pk)
    if found.state not in JUDGING:
        raise Http404("The points are not judged now.")
    form = JudgeForm(request.POST or None, application=found)

    def verb():
        handling.judge(found, form.findings(), by=request.actor)
        return found.get_absolute_url(), "Saved."

    shown = parts.shown(Door(found, request.actor))
    context = {
        "application": found,
        "form": form,
        "files": {each.code: evidence for each, evidence in shown["services"]},
        "other_files": shown["other_files"],
        "findings": Finding,
    }
    return acted(request, form, name="application_criteria", verb=verb) or render(
        request, "applications/criteria.html", context
    )


_posted = partial(acted_on, noun="application", page=application_page)


@require_POST
@allowed(secretariat)
def application_ask(request, pk):
    form = QuestionForm(request.POST)
    return _posted(
        request, own(request, pk), form, "question",
        lambda found: handling.ask(found, text=form.cleaned_data["text"], by=request.actor),
        "The question is asked.",
    )  # fmt: skip


@require_POST
@allowed(secretariat)
def application_answer(request, pk):
    """The answer of somebody who applied on paper."""
    form = AnswerForm(request.POST)
    return _posted(
        request, own(request, pk), form, "answer",
        lambda found: sending.answer(found, text=form.cleaned_data["text"], by=request.actor),
        "The answer is noted.",
    )  # fmt: skip


@require_POST
@allowed(secretariat)
def application_go_on(request, pk):
    form = ReasonForm(request.POST, auto_id="go_%s")
    return _posted(
        request, own(request, pk), form, "go_on",
        lambda found: handling.go_on(found, reason=form.cleaned_data["reason"], by=request.actor),
        "The application goes on without the answer.",
    )  # fmt: skip


@require_POST
@allowed(secretariat)
def application_consult(request, pk):
    form = ConsultForm(request.POST)
    return _posted(
        request, own(request, pk), form, "consult",
        lambda found: handling.consult(
            found, reply_by=form.cleaned_data["reply_by"], by=request.actor
        ),
        "All members are asked.",
    )  # fmt: skip


@require_POST
@allowed(secretariat)
def application_close(request, pk):
    handling.close(own(request, pk), by=request.actor)
    messages.success(request, "The consultation is closed.")
    return redirect("application", pk=pk)


@require_POST
@allowed(secretariat)
def application_link(request, pk):
    found = own(request, pk)
    send_link(found, by=request.actor)
    messages.success(request, f"A new link is on its way to {found.email}.")
    return redirect("application", pk=pk)


@require_POST
@allowed(speaks)
def application_reply(request, pk):
    form = ReplyForm(request.POST)
    keys = "stance", "reason", "unclear"
    return _posted(
        request, own(request, pk), form, "reply",
        lambda found: replying.reply(
            found, **{key: form.cleaned_data[key] for key in keys}, by=request.actor
        ),
        "Your reply is noted. You can change it until the last day.",
    )  # fmt: skip
