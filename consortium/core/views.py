"""The kernel's own pages: a job's progress, the demo's outbox, and what a fault shows."""

from django.conf import settings
from django.http import Http404, HttpResponseServerError
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from . import jobs, paging
from .access import public, signed_in
from .models import Job, Message

REFRESH_SECONDS = 5


@public
def fault(request):
    """The page of a fault, drawn without anything that may have failed; it names the request."""
    reference = getattr(request, "request_id", "")
    return HttpResponseServerError(render_to_string("500.html", {"request_id": reference}))


@require_safe
@signed_in
def job(request, pk):
    """How far a job is; its owner's alone. Asked by htmx, only the part that moves."""
    found = get_object_or_404(Job, pk=pk, owner_id=request.user.pk)
    context = {"job": found, "refresh": None if found.finished else REFRESH_SECONDS}
    template = "core/_job.html" if request.htmx else "core/job.html"
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def retry_job(request, pk):
    """Start a failed job again; a second click finds it started and changes nothing."""
    found = get_object_or_404(Job, pk=pk, owner_id=request.user.pk)
    jobs.retry(found)
    return redirect(found)


@require_safe
@signed_in
def my_jobs(request):
    """What this person started, newest first."""
    mine = Job.objects.filter(owner_id=request.user.pk)
    page = paging.by_key(mine, request.GET, fields=("-created_at", "-id"))
    return render(request, "core/jobs.html", {"page": page, "links": page.links(request.GET)})


def _demo_messages():
    """Every mail, in the demo alone: there nobody has a mailbox."""
    if not settings.DEMO:
        raise Http404
    return Message.objects.all()


@require_safe
@public
def outbox(request):
    """The demo's mailbox of everybody: newest first, or those to one address."""
    messages, to = _demo_messages(), request.GET.get("to", "").strip()[:320]
    if to:
        messages = messages.filter(to__icontains=to)
    shown = messages.defer("text", "html")
    page = paging.by_key(shown, request.GET)
    context = {"page": page, "links": page.links(request.GET), "to": to}
    return render(request, "core/outbox.html", context)


@require_safe
@public
def outbox_message(request, pk):
    """One mail as its reader gets it."""
    message = get_object_or_404(_demo_messages(), pk=pk)
    return render(request, "core/outbox_message.html", {"message": message})
