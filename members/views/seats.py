"""Giving roles and ending them."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.days import long_day
from members.actions import end_seat, seat_person, take_back_seat
from members.forms import EndForm, ReasonForm, SeatForm
from members.models import Seat, User
from members.permissions import may

from .acting import acted


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("seat_person"))
def seat_give(request, pk):
    """Another role for a person."""
    person = get_object_or_404(User, pk=pk)
    form = SeatForm(
        request.POST or None, initial={"organisation": request.GET.get("organisation", "")[:20]}
    )

    def verb():
        given = form.cleaned_data
        seat = seat_person(
            person,
            given["organisation"],
            given["role"],
            starts=given["starts"],
            ends=given["ends"],
            replaces=given["replaces"],
            by=request.actor,
        )
        words = f"{person.name}: {seat.get_role_display()} from {long_day(seat.starts)}."
        return reverse("person", args=[person.pk]), words

    return acted(request, form, name="seat_give", verb=verb) or render(
        request, "members/seat_form.html", {"form": form, "person": person}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("end_seat"))
def seat_end(request, pk):
    """A role's last day; one that has not begun is taken back instead."""
    seats = Seat.objects.standing().select_related("user", "organisation")
    seat = get_object_or_404(seats, pk=pk)
    begun = seat.starts <= clock.today()
    form = EndForm(request.POST or None, initial={"ends": clock.today()}) if begun else None
    form = form or ReasonForm(request.POST or None)

    def verb():
        reason = form.cleaned_data["reason"]
        if begun:
            end_seat(seat, ends=form.cleaned_data["ends"], reason=reason, by=request.actor)
            words = f"{seat.user.name}: the role ends on {long_day(form.cleaned_data['ends'])}."
        else:
            take_back_seat(seat, reason=reason, by=request.actor)
            words = f"{seat.user.name}: the role was taken back."
        return reverse("organisation", args=[seat.organisation_id]), words

    return acted(request, form, name="seat_end", verb=verb) or render(
        request, "members/seat_end.html", {"form": form, "seat": seat, "begun": begun}
    )
