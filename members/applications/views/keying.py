"""A form that came on paper, keyed in by the secretariat."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core.access import allowed
from members.applications.actions.beginning import begin_on_paper
from members.applications.forms import PaperForm
from members.views.acting import acted

from . import parts
from .access import own, secretariat
from .door import Door, only_draft


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def application_new(request):
    form = PaperForm(request.POST or None)

    def verb():
        values = {name: form.cleaned_data[name] for name in ("name", "received_on", "email")}
        made = begin_on_paper(**values, by=request.actor)
        return f"{made.get_absolute_url()}form/", "Key in what stands on the paper."

    return acted(request, form, name="application_new", verb=verb) or render(
        request, "applications/new.html", {"form": form}
    )


def _door(request, pk: int) -> Door:
    found = own(request, pk)
    if not found.on_paper:
        raise Http404("The applicant fills in this form.")
    door = Door(found, request.actor)
    only_draft(door)
    return door


@require_safe
@allowed(secretariat)
def application_form(request, pk):
    return parts.task_list(request, _door(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def application_part(request, pk, part):
    return parts.part(request, _door(request, pk), part)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def application_service(request, pk, code):
    return parts.service(request, _door(request, pk), code)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def application_review(request, pk):
    return parts.review(request, _door(request, pk))


@require_POST
@allowed(secretariat)
def application_file_remove(request, pk, file_pk):
    return parts.file_remove(request, _door(request, pk), file_pk)
