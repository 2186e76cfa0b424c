"""The first page, search, help, and what the site says about itself."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import autodiscover_modules
from django.views.decorators.http import require_POST, require_safe

from claims import todos as claim_todos
from claims.permissions import OVERSIGHT
from consortium.core import clock, due
from consortium.core.access import public, roles, signed_in
from consortium.core.days import long_day
from consortium.core.models import DomainClock
from projects.funds.permissions import can_see_money

from . import finding, guides, shelf, site, starting, todos


@require_safe
@signed_in
def home(request):
    """What needs this person today; someone signed out is asked to sign in."""
    actor, today = request.actor, clock.today()
    waiting = todos.for_actor(actor, today=today)
    cards = claim_todos.cards(actor, today=today)
    context = {
        "today": today,
        "todos": waiting,
        "urgent": sum(bool(each.due) and each.due <= today for each in waiting),
        "cards": [card for card in cards if card.asks],
        "sent": [card for card in cards if not card.asks],
        "funds": starting.funds() if can_see_money(actor) else (),
        "places": starting.places(actor),
        "projects": starting.projects(actor),
    }
    return render(request, "pages/home.html", context)


@require_safe
@signed_in
def search(request):
    """Projects by any of their names, members, claims, grants and funders."""
    asked = finding.cleaned(request.GET.get("q", ""))
    context = {"asked": asked, "too_short": bool(asked) and len(asked) < finding.SHORTEST}
    if request.actor and asked and not context["too_short"]:
        context["groups"] = finding.search(asked, request.actor)
        if not context["groups"]:
            context["meant"] = finding.did_you_mean(asked, request.actor)
    return render(request, "pages/search.html", context)


@require_safe
@signed_in
def help_index(request):
    """The guides, those for this person's roles first."""
    mine, others = guides.for_actor(request.actor)
    return render(request, "pages/help.html", {"mine": mine, "others": others})


@require_safe
@signed_in
def help_page(request, slug: str):
    """One guide: what to do, step by step."""
    guide = guides.BY_SLUG.get(slug)
    if guide is None:
        raise Http404("No such guide.")
    return render(request, "pages/guide.html", {"guide": guide})


@require_safe
@signed_in
def reports(request):
    """What was frozen and can be opened again, byte for byte."""
    if request.actor is None:
        raise Http404
    return render(request, "pages/reports.html", {"shelves": shelf.for_actor(request.actor)})


@require_safe
@roles(*OVERSIGHT)
def site_set_up(request):
    """How this site is set up, and what to do where something is missing."""
    facts = site.facts()
    context = {"facts": facts, "missing": sum(fact.state == site.LOOK for fact in facts)}
    return render(request, "pages/site.html", context)


@require_safe
@public
def accessibility(request):
    return render(request, "pages/accessibility.html")


@require_safe
@public
def privacy(request):
    context = {"event_forget_days": settings.EVENT_FORGET_DAYS}
    return render(request, "pages/privacy.html", context)


@require_POST
@signed_in
def next_day(request):
    """The demonstration's clock goes on by a day, and what falls due that day is done."""
    if not settings.DEMO or request.actor is None:
        raise Http404
    day = _move_on(request)
    if day is None:
        messages.info(request, f"Today is {clock.today():%A} {long_day(clock.today())} already.")
        return redirect(_back(request))
    autodiscover_modules("tasks")
    done = due.sweep(today=day)
    things = "One thing" if done == 1 else f"{done} things"
    fell_due = f" {things} fell due: see the outbox." if done else ""
    messages.success(request, f"Today is {day:%A} {long_day(day)}.{fell_due}")
    return redirect(_back(request))


@transaction.atomic
def _move_on(request):
    """The next day; None when the day that the button was shown on is over already.

    The form carries that day as its own token: a double click moves by one day (M20).
    """
    row = DomainClock.objects.select_for_update().filter(id=1).first()
    now = row.day if row else clock.today()
    if request.POST.get("from") != now.isoformat():
        return None
    return clock.next_day(by=request.actor)


def _back(request) -> str:
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if ours else "/"
