"""The pages of the form, the same for the applicant and for a form keyed in."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from consortium.core import clock, files
from consortium.core.filetypes import FileRefused
from consortium.core.idempotency import once
from consortium.core.periods import LONDON
from consortium.core.versions import Stale, beside
from consortium.core.workflow import Refused
from members.applications import facts, rules
from members.applications.actions import filling, sending
from members.applications.forms import PART_FORMS, SendForm, ServiceForm
from members.applications.states import MEANING, SERVICES, ApplicationState, Part, Point

from .door import Door, only_draft

MOST_AT_ONCE = 5
SAVED = "Saved."


def task_list(request, door: Door):
    """What is done and what is left."""
    only_draft(door)
    application = door.application
    gaps = facts.missing(application)
    services, claimed = facts.services_of(application), facts.claimed_services(application)
    parts = {task.name: task for task in facts.parts_of(application)}
    done = sum(task.status == "completed" for task in parts.values()) + (claimed >= rules.NEEDED)
    context = {
        "door": door,
        "application": application,
        "before": [(parts[name], door.url("part", name)) for name in ("contact", "organisation")],
        "services": [(task, door.url("service", task.name)) for task in services],
        "after": [(parts["work"], door.url("part", "work"))],
        "count": rules.count_words(claimed),
        "enough": claimed >= rules.NEEDED,
        "done": done,
        "ready": not gaps,
        "review_url": door.url("review"),
        "link": None if door.is_office else application.links.filter(ended_at=None).first(),
    }
    return render(request, "applications/task_list.html", context)


def part(request, door: Door, name: str):
    """Contact, organisation or level of work."""
    only_draft(door)
    if name not in PART_FORMS:
        raise Http404("No such part.")
    form = PART_FORMS[name](request.POST or None, record=door.application)

    def save():
        given = form.cleaned_data
        return filling.save_part(
            door.application,
            Part(name),
            form.values(),
            third_sector=given.get("third_sector", False),
            version=given["version"],
            token=given["token"],
            by=door.by,
        )

    context = {"door": door, "part": Part(name), "title": Part(name).label}
    return _saved(request, door, form, f"part {name}", save, "applications/part.html", context)


def service(request, door: Door, code: str):
    """One of the five services, with its files."""
    only_draft(door)
    if code not in SERVICES:
        raise Http404("No such service.")
    point = door.application.points.get(code=code)
    form = ServiceForm(request.POST or None, record=door.application, point=point)

    def save():
        given = form.cleaned_data
        return filling.save_service(
            door.application,
            code,
            **{name: given[name] for name in ("claimed", "what", "where")},
            version=given["version"],
            token=given["token"],
            by=door.by,
        )

    found = door.application.evidence.filter(code=code).select_related("file")
    context = {
        "door": door,
        "point": point,
        "title": Point(code).label,
        "meaning": MEANING[Point(code)],
        "files": [
            (each, door.url("file", each.pk), door.url("file_remove", each.pk)) for each in found
        ],
        "takes_files": True,
    }
    name = f"service {code}"
    return _saved(request, door, form, name, save, "applications/part.html", context, code=code)


def _saved(request, door: Door, form, name: str, save, template: str, context: dict, *, code=""):
    """Save, then take the files that came along. Scripts save as one types and read JSON."""
    live = request.POST.get("autosave") == "1"
    if request.method == "POST" and form.is_valid():
        try:
            version = _save(request, form, name, save, live=live)
            if live:
                return JsonResponse({"saved": _time(), "version": version})
            return redirect(_after(request, door, code))
        except Refused as no:
            form.add_refusal(no)
    if live:
        errors = [str(each) for found in form.errors.values() for each in found]
        return JsonResponse({"message": " ".join(errors)}, status=422)
    gaps = [words for where, words in facts.missing(door.application) if where == code]
    context |= {"form": form, "application": door.application, "gaps": gaps}
    return render(request, template, context, status=422 if form.errors else 200)


def _save(request, form, name: str, save, *, live: bool) -> int:
    """Run `save` once for the form's token, each time for a script's; gives the version."""
    if live:
        try:
            return save().version
        except Stale as stale:
            raise Refused("Somebody else saved this meanwhile. Open the page again.") from stale
    with beside(form), once(request, name=name) as act:
        if act.first:
            act.result = save().version
    return act.result


def _after(request, door: Door, code: str) -> str:
    """Where to go on: back to the list, or the same page where a file was not taken."""
    refused = _take(request, door, code) if code else []
    for words in refused:
        messages.error(request, words)
    if refused:
        return request.path
    messages.success(request, SAVED)
    return door.form_url


def _time() -> str:
    return f"{clock.now().astimezone(LONDON):%H:%M}"


def _take(request, door: Door, code: str) -> list[str]:
    """Take in what came along; sentences about files that were not taken."""
    refused = []
    uploads = request.FILES.getlist("files")
    for upload in uploads[:MOST_AT_ONCE]:
        try:
            filling.add_file(door.application, upload, code=code, by=door.by)
        except FileRefused as no:
            refused.append(no.message)
        except Refused as no:
            refused += no.reasons
    if len(uploads) > MOST_AT_ONCE:
        refused.append(f"Only the first {MOST_AT_ONCE} files were taken. Add the others now.")
    return refused


def review(request, door: Door):
    """Everything once more, what is missing, and the button."""
    only_draft(door)
    application = door.application
    form = SendForm(
        request.POST or None,
        record=application,
        initial={"declared_name": application.contact_name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name="send application") as act:
                if act.first:
                    act.result = _send(door, form)
            return redirect(act.result)
        except Refused as no:
            form.add_refusal(no)
    gaps = facts.missing(application)
    context = {
        "door": door,
        "form": form,
        "application": application,
        "gaps": [(_where(door, where), words) for where, words in gaps],
        **shown(door),
        "change": {name: door.url("part", name) for name in Part.values},
    }
    return render(request, "applications/review.html", context, status=422 if form.errors else 200)


def _where(door: Door, where: str) -> str:
    if where in Part.values:
        return door.url("part", where)
    return door.url("service", where) if where in SERVICES else f"{door.form_url}#services"


def _send(door: Door, form) -> str:
    given = form.cleaned_data
    sent = sending.send(
        door.application,
        version=given["version"],
        declared=given["declared"],
        declared_name=given["declared_name"],
        declared_position=given["declared_position"],
        by=door.by,
    )
    return door.form_url if door.token else sent.get_absolute_url()


def shown(door: Door) -> dict:
    """The points with their files as (name, address), for pages that show it all. Two queries."""
    by_code: dict[str, list] = {}
    for each in door.application.evidence.select_related("file"):
        by_code.setdefault(each.code, []).append((each, door.url("file", each.pk)))
    points = list(door.application.points.all())
    return {
        "services": [(each, by_code.get(each.code, [])) for each in points if each.is_service],
        "conditions": [each for each in points if not each.is_service],
        "other_files": by_code.get("", []),
    }


def file(request, door: Door, pk: int):
    """One file of this application, as it was given."""
    added = get_object_or_404(door.application.evidence.select_related("file"), pk=pk)
    return files.serve(request, added.file)


def file_remove(request, door: Door, pk: int):
    added = get_object_or_404(
        door.application.evidence.select_related("application", "file"), pk=pk
    )
    code = added.code
    filling.remove_file(added, by=door.by)
    messages.success(request, "The file is removed.")
    draft = door.application.state == ApplicationState.DRAFT
    return redirect(door.url("service", code) if draft and code else door.form_url)
