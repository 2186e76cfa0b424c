"""Co-opting, naming people, and a resignation as it comes and goes."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import files
from consortium.core.access import allowed, signed_in
from consortium.core.actor import SYSTEM
from consortium.core.days import long_day
from members.models import Organisation, Seat
from members.roll import reports
from members.roll.actions import co_opting, naming, resigning
from members.roll.forms.standing import (
    CoOptForm,
    LastDayForm,
    NameForm,
    ResignationForm,
    WithdrawForm,
)
from members.roll.models import CoOption, Resignation
from members.roll.permissions import (
    can_name,
    can_read_resignation,
    can_withdraw,
    may_name,
    may_office,
    may_receive,
    sees_impact,
)
from members.roll.states import NAMED_BY_MEMBER, OPEN_RESIGNATION
from members.states import Membership
from members.views.acting import acted

from .access import organisation_for


def form_page(request, form, title: str, *, lead: str = "", parent: str, parent_url: str):
    """A page with one form, under the page it belongs to."""
    context = {"form": form, "title": title, "lead": lead}
    context |= {"parent": parent, "parent_url": parent_url}
    return render(request, "roll/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_office)
def co_opt(request):
    form = CoOptForm(request.POST or None)

    def verb():
        given = {name: form.cleaned_data[name] for name in form.base_fields}
        made = co_opting.co_opt(**given, by=request.actor)
        words = f"{made.organisation.name} is co-opted from {long_day(made.starts)}."
        return reverse("membership", args=[made.organisation_id]), words

    return acted(request, form, name="co_opt", verb=verb) or form_page(
        request, form, "Co-opt an organisation",
        lead="It may come to meetings and advise. It has no vote and counts in no quorum.",
        parent="Members", parent_url=reverse("organisations"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_office)
def co_option_end(request, pk):
    found = get_object_or_404(Organisation, pk=pk, membership=Membership.CO_OPTED)
    form = LastDayForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        co_opting.end_co_option(found, last=given["last"], reason=given["reason"], by=request.actor)
        url = reverse("membership", args=[found.pk])
        return url, f"{found.name} advises until {long_day(given['last'])}."

    return acted(request, form, name="co_option_end", verb=verb) or form_page(
        request, form, "End the co-option",
        lead="The roles of its people end on that day, too.",
        parent=found.name, parent_url=reverse("membership", args=[found.pk]),
    )  # fmt: skip


@require_safe
@signed_in
def co_option_letter(request, pk):
    """The letter that asks it to advise; for itself, the office, the chair and the auditor."""
    found = get_object_or_404(CoOption.objects.select_related("organisation"), pk=pk)
    if not sees_impact(request.actor, found.organisation_id):
        raise Http404("This is another organisation's letter.")
    stored = co_opting.letter_of(found)
    if stored is None:  # the job has not come to it, or it is from before letters were kept
        stored = co_opting.keep_letter(found, reports.co_option_letter(found), by=SYSTEM)
    return files.serve(request, stored)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_name)
def person_name(request, pk):
    """The representative names a substitute or an information officer."""
    found = organisation_for(request, pk, lambda by, own: can_name(by, own, NAMED_BY_MEMBER[0]))
    form = NameForm(request.POST or None, organisation=found, by=request.actor)

    def verb():
        given = form.cleaned_data
        days = {"starts": given["starts"], "ends": given["ends"], "by": request.actor}
        if given["user"]:
            seat = naming.name_person(found, given["role"], user=given["user"], **days)
        else:
            seat = naming.name_newcomer(
                found, given["role"], name=given["name"], email=given["email"], **days
            )
        words = f"{seat.user.name}: {seat.get_role_display()} from {long_day(seat.starts)}."
        return found.get_absolute_url(), words

    return acted(request, form, name="person_name", verb=verb) or form_page(
        request, form, "Name a substitute or information officer",
        lead="They are told, and so is the secretariat.",
        parent=found.name, parent_url=found.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_name)
def named_end(request, pk):
    """The last day of a role that the member gave."""
    seats = Seat.objects.standing().filter(role__in=NAMED_BY_MEMBER)
    seat = get_object_or_404(seats.select_related("user", "organisation"), pk=pk)
    if can_name(request.actor, seat.organisation_id, seat.role):
        raise Http404("Another member's person.")
    form = LastDayForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        naming.end_named(seat, last=given["last"], reason=given["reason"], by=request.actor)
        words = f"{seat.user.name}: the role ends on {long_day(given['last'])}."
        return seat.organisation.get_absolute_url(), words

    return acted(request, form, name="named_end", verb=verb) or form_page(
        request, form, f"End the role of {seat.user.name}",
        lead=f"{seat.get_role_display()} since {long_day(seat.starts)}.",
        parent=seat.organisation.name, parent_url=seat.organisation.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_receive)
def resignation_record(request, pk):
    """Whoever it came to records it: the office, or a member's representative (A12)."""
    found = get_object_or_404(Organisation, pk=pk)
    form = ResignationForm(request.POST or None, request.FILES or None)

    def verb():
        given = {name: form.cleaned_data[name] for name in form.base_fields}
        resigning.receive(found, **given, by=request.actor)
        words = "The resignation is recorded. The secretariat confirms it."
        return reverse("membership", args=[found.pk]), words

    return acted(request, form, name="resignation_record", verb=verb) or form_page(
        request, form, "Record a resignation",
        lead="In writing, to the secretariat or to other members. Whoever gets it records it here.",
        parent=found.name, parent_url=reverse("membership", args=[found.pk]),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_name)
def resignation_withdraw(request, pk):
    open_ones = Resignation.objects.filter(state__in=OPEN_RESIGNATION)
    found = get_object_or_404(open_ones.select_related("organisation"), pk=pk)
    if can_withdraw(request.actor, found):
        raise Http404("Another member's resignation.")
    form = WithdrawForm(request.POST or None)

    def verb():
        resigning.withdraw(found, reason=form.cleaned_data["reason"], by=request.actor)
        words = f"The resignation is withdrawn. {found.organisation.name} goes on as before."
        return found.get_absolute_url(), words

    return acted(request, form, name="resignation_withdraw", verb=verb) or form_page(
        request, form, "Withdraw the resignation",
        lead="Until the last day of membership. Everybody who heard of it is told.",
        parent=found.organisation.name, parent_url=found.get_absolute_url(),
    )  # fmt: skip


@require_safe
@signed_in
def resignation_letter(request, pk):
    """The letter as it came, for those who may read it."""
    found = get_object_or_404(Resignation, pk=pk, letter__isnull=False)
    if request.actor is None or not can_read_resignation(request.actor, found):
        raise Http404("Not for this person.")
    return files.serve(request, found.letter)
