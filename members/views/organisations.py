"""The roll of members, and one organisation with its people."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from members.actions import add_organisation, change_organisation
from members.forms import DayForm, OrganisationForm
from members.models import Organisation, Seat
from members.offices import offices_by_organisation
from members.permissions import can_see_contacts, may
from members.states import Role

from .acting import acted
from .paging import numbered

PAST = 50  # earlier roles shown on one page


def chosen_day(request):
    """(form, day): the day asked for with ?on=, today where none or nothing sensible was."""
    form = DayForm(request.GET if request.GET.get("on") else None)
    day = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    return form, day or clock.today()


@require_safe
@signed_in
def organisations(request):
    """Who belongs on a day, and who speaks for them."""
    form, day = chosen_day(request)
    roll = Organisation.objects.on(day).order_by("membership", "name")
    page = numbered(roll, request.GET.get("page"))
    seats = Seat.objects.on(day).filter(organisation__in=page.rows)
    speakers = seats.filter(role=Role.REPRESENTATIVE).select_related("user")
    by_organisation = {seat.organisation_id: seat for seat in speakers}
    offices = offices_by_organisation(day)
    rows = [(each, by_organisation.get(each.pk), offices.get(each.pk, ())) for each in page]
    context = {
        "form": form,
        "day": day,
        "is_today": day == clock.today(),
        "page": page,
        "rows": rows,
        "unspoken": sum(1 for each, seat, _ in rows if each.votes and seat is None),
        "may_add": may("add_organisation")(request.actor),
        "may_invite": may("invite_person")(request.actor),
    }
    return render(request, "members/organisations.html", context)


def in_order_of_roles(seat: Seat):
    """As the table of roles has them, then by name."""
    return list(Role).index(Role(seat.role)), seat.user.name


def about(request, pk) -> dict:
    """What the page of one organisation shows of its people: on a day, earlier and later, offices.

    The page itself stands in `consortium.pages`, which adds its parts in projects.
    """
    found = get_object_or_404(Organisation, pk=pk)
    form, day = chosen_day(request)
    seats = found.seats.select_related("user")
    now = sorted(seats.on(day), key=in_order_of_roles)
    rest = seats.exclude(pk__in=[seat.pk for seat in now]).order_by("-starts", "-id")
    return {
        "organisation": found,
        "form": form,
        "day": day,
        "is_today": day == clock.today(),
        "seats": now,
        "unspoken": found.votes and not any(seat.role == Role.REPRESENTATIVE for seat in now),
        "other_seats": rest[:PAST],
        "terms": found.terms.standing().select_related("holder").order_by("-starts")[:PAST],
        "contacts": can_see_contacts(request.actor, found),
        "may_change": may("change_organisation")(request.actor),
        "may_seat": may("seat_person")(request.actor),
        "may_see_person": may("see_person")(request.actor),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("add_organisation"))
def organisation_add(request):
    form = OrganisationForm(request.POST or None)

    def verb():
        made = add_organisation(**_values(form), by=request.actor)
        return made.get_absolute_url(), f"{made.name} is on the roll of members."

    context = {"form": form, "title": "Add an organisation", "parent": "Members"}
    return acted(request, form, name="organisation_add", verb=verb) or render(
        request, "members/organisation_form.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("change_organisation"))
def organisation_change(request, pk):
    found = get_object_or_404(Organisation, pk=pk)
    form = OrganisationForm(request.POST or None, organisation=found)

    def verb():
        change_organisation(found, changes=_values(form), by=request.actor)
        return found.get_absolute_url(), "Saved."

    context = {"form": form, "title": f"Change {found.name}", "organisation": found}
    return acted(request, form, name="organisation_change", verb=verb) or render(
        request, "members/organisation_form.html", context
    )


def _values(form) -> dict:
    return {name: form.cleaned_data[name] for name in form.base_fields}
