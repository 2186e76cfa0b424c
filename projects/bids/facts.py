"""How a bid stands: its figures, what of them is agreed, its route, and the meeting that comes."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from consortium.core import clock
from members.actions.business import WAITS, waiting_for
from members.meetings.models import Decision, Meeting
from members.meetings.states import LIVE, DecisionKind, MeetingState
from members.models import MeetingBusiness

from . import rules
from .models import Bid, BidDecision, BidFigures

ROUTE, FIGURES = "bids.route", "bids.figures"  # kinds of business put to a meeting
KIND_OF = {ROUTE: DecisionKind.GATE, FIGURES: DecisionKind.BUDGET}


def figures(bid: Bid) -> dict[str, Any]:
    """As they stand now. Three queries."""
    return rules.figures_of(
        amount=bid.amount,
        budget=list(bid.lines.values_list("heading", "amount")),
        outputs=list(bid.outputs.values_list("words", "number")),
        outcomes=list(bid.outcomes.values_list("words", flat=True)),
    )


@dataclass(frozen=True)
class Standing:
    """A bid's decisions as they bear on it now. `agreed` is on exactly these figures."""

    links: list[BidDecision]
    route: BidDecision | None
    agreed: BidDecision | None
    last: BidDecision | None  # the newest standing one on figures, whatever they were
    differs: list[str]  # from that one

    @property
    def route_word(self) -> str:
        return self.route.decision.route if self.route else ""

    @property
    def agreed_on(self) -> date | None:
        return self.agreed.decision.decided_on if self.agreed else None


def standing(bid: Bid, now: dict[str, Any]) -> Standing:
    """What the consortium has decided about a bid with these figures. One query.

    The newest decision counts: a later one on other figures takes the place of an earlier one.
    """
    links = list(
        bid.links.select_related("decision", "decision__override", "figures").order_by(
            "-decision__decided_on", "-decision_id"
        )
    )
    stands = [link for link in links if not link.decision.is_overridden]
    route = next((link for link in stands if link.kind == DecisionKind.GATE), None)
    last = next((link for link in stands if link.kind == DecisionKind.BUDGET), None)
    same = last is not None and last.figures.digest == rules.digest_of(now)
    differs = rules.differences(last.figures.figures, now) if last and not same else []
    return Standing(links, route, last if same else None, last, differs)


@dataclass(frozen=True)
class Next:
    """The meeting that comes first after a day; `meeting` is None where none is planned."""

    meeting: Meeting | None

    def is_after(self, deadline: date, at: time | None) -> bool:
        found = self.meeting
        return rules.before_meeting(
            deadline,
            at,
            meeting_on=found.on if found else None,
            meeting_at=found.starts_at if found else None,
        )


def next_meeting(day: date) -> Next:
    """The first meeting on a day or later that is not over by then. One query."""
    rows = Meeting.objects.standing().filter(on__gte=day)
    rows = rows.exclude(state=MeetingState.HELD, on=day).order_by("on", "starts_at", "pk")
    return Next(rows.first())


def next_planned() -> Meeting | None:
    """The meeting whose agenda takes business now. One query."""
    return Meeting.objects.coming(clock.today()).filter(state=MeetingState.PLANNED).first()


def route_waits(bid: Bid) -> MeetingBusiness | None:
    return waiting_for(bid, kind=ROUTE)


def figures_wait(bid: Bid) -> MeetingBusiness | None:
    return waiting_for(bid, kind=FIGURES)


def waiting(bid: Bid) -> dict[str, MeetingBusiness]:
    """{kind: business} of what is before a meeting. One query."""
    rows = MeetingBusiness.objects.filter(
        WAITS, object_kind=bid._meta.label_lower, object_id=str(bid.pk), kind__in=KIND_OF
    )
    return {each.kind: each for each in rows}


def before_a_live_meeting(business: MeetingBusiness) -> bool:
    """Does it stand on the agenda of a meeting to come or under way?"""
    return business.items.open().filter(meeting__state__in=sorted(LIVE)).exists()


def put_as(business: MeetingBusiness) -> BidFigures | None:
    """The figures that went to the meeting with this business."""
    return BidFigures.objects.filter(business=business).first()


def to_link(bid: Bid, actor, *, most: int = 100) -> list[Decision]:
    """Decisions of the two kinds that could be about this bid: about it, or about nothing in
    particular, and not linked to it yet; the newest first. One query."""
    found = Decision.objects.visible_to(actor).filter(kind__in=list(KIND_OF.values()))
    found = found.exclude(bid_links__bid=bid)
    about = {"about_kind": bid._meta.label_lower, "about_id": str(bid.pk)}
    rows = (found.filter(about_kind="") | found.filter(**about)).filter(override__isnull=True)
    return list(rows.order_by("-decided_on", "-pk")[:most])
