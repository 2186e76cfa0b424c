"""Looking at the site as somebody else; taking a lost second factor away."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from members import factors, looking
from members.actions.factors import remove_factors
from members.actions.looking import start_looking, stop_looking
from members.forms import ReasonForm
from members.hats import actor_in, hats_of
from members.models import User
from members.permissions import looking_refusal, may

from .acting import acted


class LookForm(ReasonForm):
    """Why, and in which of the person's roles."""

    hat = forms.ChoiceField(label="In which role", widget=forms.RadioSelect)
    field_order = ["hat", "reason"]

    def __init__(self, *args, hats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hat"].choices = [(hat.key, hat.label) for hat in hats]
        self.fields["hat"].initial = hats[0].key if hats else None
        if len(hats) == 1:
            self.fields["hat"].widget = forms.HiddenInput()


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("look_as"))
def person_look(request, pk):
    """Asks for the reason, then shows the first page as that person sees it."""
    found = get_object_or_404(User, pk=pk)
    hats = hats_of(found, clock.today())
    capacities = {hat.capacity for hat in hats}
    refused = looking_refusal(request.actor, user=found, capacities=capacities)
    form = LookForm(request.POST or None, hats=hats)

    def verb():
        start_looking(found, reason=form.cleaned_data["reason"], by=request.actor)
        looking.begin(request, found, form.cleaned_data["hat"])
        return "/", f"You see the site as {found.name} sees it. Nothing can be changed."

    context = {"form": form, "person": found, "refused": refused}
    return acted(request, form, name="person_look", verb=verb) or render(
        request, "members/person_look.html", context
    )


@require_POST
@signed_in
def looking_end(request):
    """Back to oneself; without effect where nobody looks."""
    now = request.looking
    looking.end(request)
    if now is None:
        return redirect("/")
    own = next(iter(hats_of(now.by, clock.today())), None)
    if own:
        stop_looking(now.user, by=actor_in(now.by, own, request=request))
    messages.success(request, f"You no longer look as {now.user.name}.")
    return redirect(reverse("person", args=[now.user.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may("remove_factors"))
def person_factors_remove(request, pk):
    """For somebody who has lost telephone and codes."""
    found = get_object_or_404(User, pk=pk)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = "How you made sure that it is this person"

    def verb():
        remove_factors(found, reason=form.cleaned_data["reason"], by=request.actor)
        return reverse("person", args=[found.pk]), f"{found.name} has no second step any more."

    context = {"form": form, "person": found, "has": bool(factors.kinds_of(found))}
    return acted(request, form, name="person_factors_remove", verb=verb) or render(
        request, "members/person_factors_remove.html", context
    )
