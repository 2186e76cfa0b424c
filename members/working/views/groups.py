"""Groups: what they are for, who is in them, when they met, what they report."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock, files
from consortium.core.access import allowed, signed_in
from members.views.acting import acted
from members.views.paging import numbered
from members.working.actions import groups
from members.working.group_forms import (
    EndForm,
    GroupForm,
    GroupReviewForm,
    JoinForm,
    LeaveForm,
    MeetingForm,
)
from members.working.models import Group, GroupMember
from members.working.permissions import can_keep_groups, can_run_group

from .access import reads_disputes, reads_notes, secretariat

SHOWN = 20


def to_run(request, pk: int) -> Group:
    """A group that this person runs; to others the address leads nowhere."""
    found = get_object_or_404(Group, pk=pk)
    if can_run_group(request.actor, found):
        raise Http404("This is for the group's convenor and the secretariat.")
    return found


@require_safe
@signed_in
def groups_list(request):
    today = clock.today()
    ended = Group.objects.filter(ends__lt=today).order_by("-ends")
    context = {
        "groups": Group.objects.exclude(ends__lt=today)[:200],
        "page": numbered(ended, request.GET.get("page")),
        "today": today,
        "may_keep": secretariat(request.actor),
        "sees_disputes": reads_disputes(request.actor),
        "sees_notes": reads_notes(request.actor),
    }
    return render(request, "working/groups.html", context)


@require_safe
@signed_in
def group(request, pk):
    """One group with its people of today and before, the last meetings, all reports."""
    found, today = get_object_or_404(Group, pk=pk), clock.today()
    everybody = list(found.members.select_related("user", "organisation"))
    context = {
        "group": found,
        "now": [each for each in everybody if each.ends is None or each.ends >= today],
        "before": [each for each in everybody if each.ends and each.ends < today],
        "page": numbered(found.meetings.select_related("file"), request.GET.get("page")),
        "reports": found.reports.all()[:SHOWN],
        "today": today,
        "may_keep": can_keep_groups(request.actor) is None and not found.ends,
        "may_forget": can_run_group(request.actor, found) is None,
        "may_run": can_run_group(request.actor, found) is None and not found.ends,
    }
    return render(request, "working/group.html", context)


def form_page(
    request, form, *, name: str, verb, title: str, back: str, lead: str = "",
    template: str = "working/form.html",
):  # fmt: skip
    """A form on a page of its own."""
    context = {"form": form, "title": title, "back": back, "lead": lead}
    return acted(request, form, name=name, verb=verb) or render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def group_new(request):
    form = GroupForm(request.POST or None)

    def verb():
        names = ("name", "remit", "minute", "power_minute", "starts", "review_by")
        found = groups.set_up(**{n: form.cleaned_data[n] for n in names}, by=request.actor)
        return found.get_absolute_url(), "The group is set up. Add its members."

    return form_page(
        request, form, name="group_new", verb=verb, title="Set up a group", back=reverse("groups"),
        lead="A group advises the consortium. It decides only where a minute gave it that power.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def group_review(request, pk):
    found, form = get_object_or_404(Group, pk=pk), GroupReviewForm(request.POST or None)

    def verb():
        values = {n: form.cleaned_data[n] for n in ("note", "review_by")}
        groups.review_group(found, **values, by=request.actor)
        return found.get_absolute_url(), "The review is recorded."

    return form_page(
        request, form, name="group_review", verb=verb, title=f"Review {found}",
        back=found.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(secretariat)
def group_end(request, pk):
    found, form = get_object_or_404(Group, pk=pk), EndForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        groups.end_group(found, on=given["on"], why=given["why"], by=request.actor)
        return found.get_absolute_url(), "The group has ended. What it did stays to be read."

    return form_page(
        request, form, name="group_end", verb=verb, title=f"End {found}",
        back=found.get_absolute_url(), lead="Everybody leaves it on that day.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def group_join(request, pk):
    found, form = to_run(request, pk), JoinForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        names = ("user", "organisation", "name", "works_for", "agreed_on")
        who = groups.Who(**{n: given[n] for n in names})
        groups.join(found, who, role=given["role"], starts=given["starts"], by=request.actor)
        return found.get_absolute_url(), "They are in the group."

    return form_page(
        request, form, name="group_join", verb=verb, title=f"Add to {found}",
        back=found.get_absolute_url(),
    )  # fmt: skip


def _member(request, pk: int, member_pk: int) -> GroupMember:
    found = to_run(request, pk)
    people = found.members.select_related("group", "user", "organisation")
    return get_object_or_404(people, pk=member_pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def group_leave(request, pk, member_pk):
    member, form = _member(request, pk, member_pk), LeaveForm(request.POST or None)
    back = member.group.get_absolute_url()

    def verb():
        groups.leave(member, on=form.cleaned_data["on"], by=request.actor)
        return back, "Recorded. That they were in the group stays."

    return form_page(
        request, form, name="group_leave", verb=verb, title=f"{member} leaves {member.group}",
        back=back,
    )  # fmt: skip


@require_POST
@signed_in
def group_forget(request, pk, member_pk):
    member = _member(request, pk, member_pk)
    groups.forget(member, by=request.actor)
    messages.success(request, "The name is taken out.")
    return redirect("group", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def group_meeting(request, pk):
    found = to_run(request, pk)
    form = MeetingForm(request.POST or None, request.FILES or None)

    def verb():
        given = form.cleaned_data
        groups.record_meeting(
            found, on=given["on"], place=given["place"], notes=given["notes"],
            upload=given["file"], by=request.actor,
        )  # fmt: skip
        return found.get_absolute_url(), "The meeting is recorded."

    return form_page(
        request, form, name="group_meeting", verb=verb, title=f"A meeting of {found}",
        back=found.get_absolute_url(), lead="What you save here stays as it is.",
    )  # fmt: skip


@require_safe
@signed_in
def group_meeting_file(request, pk, meeting_pk):
    found = get_object_or_404(Group, pk=pk)
    meeting = get_object_or_404(found.meetings.select_related("file"), pk=meeting_pk)
    if meeting.file is None:
        raise Http404("No file came with this meeting.")
    return files.serve(request, meeting.file)
