"""The list of bids, and one bid with what is decided about it (S26; R55, R56, R98, R99)."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consortium.core import clock, files
from consortium.core.access import allowed
from consortium.core.paging import by_key
from consortium.core.plainforms import TokenForm
from members.offices import chair_on
from projects.bids import facts, reports, rules
from projects.bids.forms import bid_filter
from projects.bids.models import Bid
from projects.bids.permissions import reads_bids, writes_bids
from projects.bids.states import UNSENT, BidState
from projects.bids.workflow import BID
from projects.funds.history import events_of


@require_safe
@allowed(reads_bids)
def bids(request):
    """Every bid, the latest deadline first; above them what is not agreed yet."""
    form, found = bid_filter(request.GET), Bid.objects.select_related("funder")
    given = form.given()
    if words := given.get("q"):
        found = found.filter(
            Q(title__icontains=words) | Q(programme__icontains=words)
            | Q(funder__name__icontains=words)
        )  # fmt: skip
    if state := given.get("state"):
        found = found.filter(state=state)
    page = by_key(found, request.GET, fields=("-deadline", "-id"))
    context = {
        "page": page,
        "pager": page.links(request.GET),
        "form": form,
        "filtered": any(given.values()),
        "subject": list(Bid.objects.subject().select_related("funder")[:10]),
        "unsent": UNSENT,
        "today": clock.today(),
        "may_write": writes_bids(request.actor),
    }
    return render(request, "bids/bids.html", context)


def found_bid(pk: int) -> Bid:
    return get_object_or_404(Bid.objects.select_related("funder", "drafter", "guidance"), pk=pk)


@require_safe
@allowed(reads_bids)
def bid(request, pk: int):
    return bid_page(request, found_bid(pk))


def bid_page(request, found: Bid, *, refused: tuple[str, ...] = ()):
    """One bid: figures, partners, decisions, and what can be done next."""
    now = facts.figures(found)
    standing = facts.standing(found, now)
    waiting = facts.waiting(found)
    partners = list(found.partners.select_related("organisation"))
    after = facts.next_meeting(clock.today())
    context = {
        "bid": found,
        "today": clock.today(),
        "lines": found.lines.all(),
        "outputs": found.outputs.all(),
        "outcomes": found.outcomes.all(),
        "partners": partners,
        "shared": sum(each.share for each in partners),
        "standing": standing,
        "route_fault": rules.fault_of_route(
            competition=found.competition, route=standing.route_word
        ),
        "missing": rules.faults_of_figures(now),
        "route_waits": waiting.get(facts.ROUTE),
        "figures_wait": waiting.get(facts.FIGURES),
        "next": after.meeting,
        "in_the_chair": bool(found.chair_told_on and chair_on(found.chair_told_on)),
        "deadline_first": after.is_after(found.deadline, found.deadline_at),
        "can": {move.name for move in BID.possible(found, request.actor)},
        "may_write": writes_bids(request.actor),
        "drafting": found.state == BidState.DRAFTING,
        "act": TokenForm(),
        "refused": refused,
    }
    return render(request, "bids/bid.html", context)


@require_safe
@allowed(reads_bids)
def bid_history(request, pk: int):
    """What happened to a bid, newest first."""
    found = get_object_or_404(Bid, pk=pk)
    return render(request, "bids/history.html", {"bid": found, "events": events_of(found)})


@require_safe
@allowed(reads_bids)
def bid_guidance(request, pk: int):
    """The funder's guidance as it was brought."""
    found = found_bid(pk)
    if found.guidance is None or not found.guidance.may_be_served:
        raise Http404("There is no guidance, or it is still being looked at.")
    return files.serve(request, found.guidance)


@require_safe
@allowed(reads_bids)
def bid_pack(request, pk: int):
    """The application pack as PDF (R55)."""
    found = found_bid(pk)
    response = HttpResponse(reports.render_pack(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="bid-{found.pk}.pdf"'
    return response
