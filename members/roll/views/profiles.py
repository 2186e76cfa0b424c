"""A member's profile and policies, and what all of them show together."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from consortium.core.sheets import Column, csv_response
from consortium.core.versions import beside
from members.models import Organisation
from members.roll import facts
from members.roll.actions import profiles as verbs
from members.roll.forms.profiles import AreaEndForm, AreaForm, PoliciesForm, ProfileForm
from members.roll.models import Area
from members.roll.permissions import can_change_profile, may_keep_a_profile, may_office
from members.views.acting import acted

from .access import organisation_for


@require_safe
@signed_in
def profile(request, pk):
    """What a member says of itself, and its policies with the gaps."""
    found = get_object_or_404(Organisation, pk=pk)
    policies, today = facts.policies_of(found), clock.today()
    context = {
        "organisation": found,
        "profile": facts.profile_of(found),
        "policies": [(each, each.is_due(today)) for each in policies],
        "missing": [each.name for each in policies if each.answer and not each.answer.held],
        "silent": [each.name for each in policies if not each.answer],
        "may_change": can_change_profile(request.actor, found.pk) is None,
    }
    return render(request, "roll/profile.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_keep_a_profile)
def profile_change(request, pk):
    found = organisation_for(request, pk, can_change_profile)
    form = ProfileForm(request.POST or None, profile=facts.profile_of(found))

    def verb():
        values = {name: form.cleaned_data[name] for name in (*verbs.WORDS, *verbs.LISTS, "areas")}
        with beside(form):
            verbs.save_profile(
                found, values=values, version=form.cleaned_data["version"], by=request.actor
            )
        return reverse("profile", args=[found.pk]), "The profile is saved."

    return acted(request, form, name="profile_change", verb=verb) or render(
        request, "roll/profile_change.html", {"form": form, "organisation": found}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_keep_a_profile)
def policies_change(request, pk):
    found = organisation_for(request, pk, can_change_profile)
    form = PoliciesForm(
        request.POST or None, profile=facts.profile_of(found), said=facts.policies_of(found)
    )

    def verb():
        with beside(form):
            verbs.answer_policies(
                found, form.answers(), version=form.cleaned_data["version"], by=request.actor
            )
        return reverse("profile", args=[found.pk]), "What you said of your policies is saved."

    return acted(request, form, name="policies_change", verb=verb) or render(
        request, "roll/policies_change.html", {"form": form, "organisation": found}
    )


@require_safe
@signed_in
def policy_register(request):
    """Each policy: who holds it, who lacks it, who can help whom (R119)."""
    members = facts.members_by_short_name(clock.today())
    context = {"gaps": facts.policy_gaps(members), "members": members}
    return render(request, "roll/policies.html", context)


@require_safe
@signed_in
def policy_register_csv(request):
    rows = facts.policy_gaps(facts.members_by_short_name(clock.today()))
    columns = (
        Column("Policy", lambda row: row.name),
        Column("Held by", lambda row: ", ".join(row.held)),
        Column("Missing at", lambda row: ", ".join(row.missing)),
        Column("Not said by", lambda row: ", ".join(row.silent)),
        Column("Copies from", lambda row: ", ".join(row.lenders)),
    )
    return csv_response("policies", columns, rows)


@require_safe
@signed_in
def skills(request):
    """What members can share with each other, and in what they need training (R114)."""
    members = list(facts.with_profiles(Organisation.objects.voting_on(clock.today())))
    context = {
        "rows": facts.skills(members),
        "members": [each for each in members if hasattr(each, "profile")],
    }
    return render(request, "roll/skills.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_office)
def areas(request):
    """The places from which members choose; councils are reorganised."""
    form = AreaForm(request.POST or None)

    def verb():
        given = form.cleaned_data
        area = verbs.add_area(given["name"], starts=given["starts"], by=request.actor)
        return reverse("areas"), f"{area.name} is on the list."

    return acted(request, form, name="areas", verb=verb) or render(
        request, "roll/areas.html", {"form": form, "areas": Area.objects.all()[:200]}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_office)
def area_end(request, pk):
    area = Area.objects.filter(pk=pk).first()
    if area is None:
        raise Http404("No such place.")
    form = AreaEndForm(request.POST or None, initial={"ends": area.ends})

    def verb():
        verbs.end_area(area, ends=form.cleaned_data["ends"], by=request.actor)
        return reverse("areas"), f"{area.name}: the last day is noted."

    return acted(request, form, name="area_end", verb=verb) or render(
        request, "roll/area_end.html", {"form": form, "area": area}
    )
