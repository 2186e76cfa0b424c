"""Requests to members: asking, agreeing on a day, answering, chasing."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock, files
from consortium.core.access import allowed
from members.agreement.actions import requests
from members.agreement.models import InformationRequest, RequestLine
from members.agreement.permissions import can_ask
from members.agreement.request_forms import AnswerForm, AskForm, ProposeForm, WhyForm
from members.agreement.workflow import REQUEST
from members.views.acting import acted, acted_on
from members.views.paging import numbered

from .access import answers_requests, asks, reads_requests


def own(request, pk: int) -> RequestLine:
    """A line that this person may read; another member's is 404 (X1)."""
    found = RequestLine.objects.visible_to(request.actor)
    return get_object_or_404(
        found.select_related("request", "organisation", "file", "request__template"), pk=pk
    )


@require_safe
@allowed(reads_requests)
def requests_list(request):
    """The chase list: what is open, the latest first; then what was answered."""
    seen = RequestLine.objects.visible_to(request.actor).select_related("request", "organisation")
    context = {
        "waiting": seen.waiting().order_by("due_on", "organisation__name")[:200],
        "page": numbered(
            seen.exclude(pk__in=seen.waiting().values("pk")).order_by("-answered_on", "-id"),
            request.GET.get("page"),
        ),
        "today": clock.today(),
        "late": seen.late(clock.today()).count(),
        "may_ask": can_ask(request.actor) is None,
    }
    return render(request, "agreement/requests.html", context)


@require_safe
@allowed(reads_requests)
def request_line(request, pk):
    return line_page(request, own(request, pk))


def line_page(request, line: RequestLine, **forms):
    possible = {move.name for move in REQUEST.possible(line, request.actor)}
    context = {
        "line": line,
        "possible": possible,
        "today": clock.today(),
        "late": line.due_on < clock.today(),
        "propose_form": forms.get("propose") or ProposeForm(auto_id="propose_%s"),
        "answer_form": forms.get("answer") or AnswerForm(),
        "decline_form": forms.get("decline") or WhyForm(auto_id="decline_%s"),
        "excuse_form": forms.get("excuse") or WhyForm(auto_id="excuse_%s"),
        "form": next(iter(forms.values()), None),
    }
    return render(request, "agreement/request_line.html", context)


@require_safe
@allowed(asks)
def request(request, pk):
    """One request with every member's line."""
    found = get_object_or_404(InformationRequest.objects.select_related("template"), pk=pk)
    lines = found.lines.select_related("organisation").order_by("organisation__name")
    return render(request, "agreement/request.html", {"found": found, "lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(asks)
def request_new(request):
    form = AskForm(request.POST or None, request.FILES or None)

    def verb():
        given = form.cleaned_data
        values = {name: given[name] for name in ("title", "what", "due_on", "template")}
        members = list(given["organisations"])
        found = requests.ask(**values, organisations=members, by=request.actor)
        return found.get_absolute_url(), "Everybody whom you chose is asked."

    context = {
        "form": form, "title": "Ask members for something", "back": reverse("requests"),
        "lead": "Each agrees to the day or proposes another, and is reminded.",
    }  # fmt: skip
    return acted(request, form, name="request_new", verb=verb) or render(
        request, "agreement/protocol_form.html", context
    )


@require_POST
@allowed(answers_requests)
def request_accept(request, pk):
    requests.accept(own(request, pk), by=request.actor)
    messages.success(request, "Agreed.")
    return redirect("request_line", pk=pk)


@require_POST
@allowed(asks)
def request_agree(request, pk):
    requests.agree(own(request, pk), by=request.actor)
    messages.success(request, "The proposed day counts now.")
    return redirect("request_line", pk=pk)


_posted = partial(acted_on, noun="request", page=line_page)


@require_POST
@allowed(answers_requests)
def request_propose(request, pk):
    form = ProposeForm(request.POST, auto_id="propose_%s")
    return _posted(
        request, own(request, pk), form, "propose",
        lambda line: requests.propose(
            line, day=form.cleaned_data["day"], why=form.cleaned_data["why"], by=request.actor
        ),
        "Your day is proposed.",
    )  # fmt: skip


@require_POST
@allowed(answers_requests)
def request_answer(request, pk):
    form = AnswerForm(request.POST, request.FILES)
    return _posted(
        request, own(request, pk), form, "answer",
        lambda line: requests.answer(
            line, text=form.cleaned_data["text"], upload=form.cleaned_data["file"],
            by=request.actor,
        ),
        "Your answer is sent.",
    )  # fmt: skip


@require_POST
@allowed(asks)
def request_decline(request, pk):
    form = WhyForm(request.POST, auto_id="decline_%s")
    return _posted(
        request, own(request, pk), form, "decline",
        lambda line: requests.decline(
            line, reason=form.cleaned_data["reason"], by=request.actor
        ),
        "The first day stays, and the member is told.",
    )  # fmt: skip


@require_POST
@allowed(asks)
def request_excuse(request, pk):
    form = WhyForm(request.POST, auto_id="excuse_%s")
    return _posted(
        request, own(request, pk), form, "excuse",
        lambda line: requests.excuse(line, reason=form.cleaned_data["reason"], by=request.actor),
        "Noted as not needed.",
    )  # fmt: skip


@require_safe
@allowed(reads_requests)
def request_file(request, pk):
    line = own(request, pk)
    if line.file is None:
        raise Http404("No file came with it.")
    return files.serve(request, line.file)


@require_safe
@allowed(reads_requests)
def request_template(request, pk):
    """The file to fill in, for whom it is meant and who asked."""
    template = own(request, pk).request.template
    if template is None:
        raise Http404("There is no file to fill in.")
    return files.serve(request, template)
