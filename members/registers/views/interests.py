"""The register of interests: open to everybody who signs in."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from members.models import User
from members.registers.actions import declaring
from members.registers.interest_forms import InterestEndForm, InterestForm
from members.registers.models import StandingInterest
from members.registers.permissions import can_declare, declares_for_others
from members.views.paging import numbered

from .access import declares
from .pages import form_page


@require_safe
@signed_in
def interests(request):
    """Who has an interest in which member: those that stand, then those that are over."""
    found = StandingInterest.objects.select_related("user", "organisation")
    over = request.GET.get("show") == "over"
    today = clock.today()
    found = found.filter(ends__lt=today).order_by("-ends", "-pk") if over else found.on(today)
    page = numbered(found, request.GET.get("page"))
    for each in page.rows:
        each.can_end = not each.ends and can_declare(request.actor, user_id=each.user_id) is None
    context = {"page": page, "over": over, "may_declare": declares(request.actor)}
    return render(request, "registers/interests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(declares)
def interest_new(request):
    form = InterestForm(request.POST or None, for_others=declares_for_others(request.actor))

    def verb():
        given = form.cleaned_data
        declaring.declare_interest(
            user=given.get("user") or User.objects.get(pk=request.actor.user_id),
            organisation=given["organisation"], words=given["words"], starts=given["starts"],
            by=request.actor,
        )  # fmt: skip
        return reverse("interests"), "It is in the register."

    return form_page(
        request, form, name="interest_new", verb=verb, title="Register an interest",
        back=reverse("interests"),
        lead="Who has an interest in a member approves none of its claims.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(declares)
def interest_end(request, pk):
    mine = StandingInterest.objects.select_related("organisation")
    if not declares_for_others(request.actor):
        mine = mine.filter(user=request.actor.user_id)
    found = get_object_or_404(mine, pk=pk)
    form = InterestEndForm(request.POST or None)

    def verb():
        declaring.end_interest(found, on=form.cleaned_data["on"], by=request.actor)
        return reverse("interests"), "Its last day is in the register."

    return form_page(
        request, form, name="interest_end", verb=verb, title=f"End: {found}",
        back=reverse("interests"),
        lead="Claims for quarters that it touched stay barred.",
    )  # fmt: skip
