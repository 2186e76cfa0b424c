"""What the consortium decided about a bid: linked by itself when a meeting decides, or by hand."""

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.actor import SYSTEM, Actor
from consortium.core.workflow import fire
from members.actions import business as waiting
from members.meetings.actions.deciding import follows
from members.meetings.facts.decisions import KIND_OF_BUSINESS
from members.meetings.models import Decision, Motion
from members.meetings.states import DecisionKind
from members.models import MeetingBusiness
from projects.bids import facts, notices
from projects.bids.facts import KIND_OF
from projects.bids.models import Bid, BidDecision, BidFigures
from projects.bids.permissions import can_write
from projects.bids.states import GOING_ON, BidState
from projects.bids.workflow import BID

from .checks import facts_of, locked, refuse_if
from .putting import freeze, lock_meetings, off_agendas

KIND_OF_BUSINESS.update(KIND_OF)


@transaction.atomic
def link(bid: Bid, decision: Decision, *, by: Actor) -> BidDecision:
    """Record that a decision is about this bid: of its route, or of its figures as they are now.

    A decision on figures is from the day of their last change or later, so that it was made on
    these, and from a meeting that was not asked about this bid by the site itself.
    """
    meetings = lock_meetings(bid)
    current = locked(bid)
    about = (decision.about_kind, decision.about_id)
    own = (current._meta.label_lower, str(current.pk))
    refuse_if(
        can_write(by),
        "" if current.state in GOING_ON else "This bid is over.",
        "" if decision.kind in KIND_OF.values() else "This decision is about something else.",
        "" if about in (("", ""), own) else "This decision is about something else.",
        f"{decision.reference} is overridden." if decision.is_overridden else "",
        "It is linked already." if current.links.filter(decision=decision).exists() else "",
        _not_on_these(current, decision),
    )
    frozen = None
    if decision.kind == DecisionKind.BUDGET:
        frozen = freeze(current, facts.figures(current), by=by)
    made = _link(current, decision, frozen, by=by)
    if waits := facts.waiting(current).get(_business_kind(decision)):
        off_agendas(waits, meetings, why=f"Decided already: {decision.reference}.", by=by)
        waiting.settle(waits, on=decision.decided_on, minute=decision.reference, by=by)
    if current.state == BidState.SUBJECT and decision.kind == DecisionKind.BUDGET:
        settle_subject(current)
    return made


def _business_kind(decision: Decision) -> str:
    return next(kind for kind, each in KIND_OF.items() if each == decision.kind)


def _not_on_these(bid: Bid, decision: Decision) -> str:
    if decision.kind != DecisionKind.BUDGET:
        return "" if bid.competition else "Only an open competition has a route to decide."
    if bid.state == BidState.DRAFTING:
        return "Say that the bid is ready first, so that its figures stay as they were agreed."
    if bid.figures_on and decision.decided_on < bid.figures_on:
        return f"The figures were changed after {decision.reference}. They need a new decision."
    return ""


def _link(bid: Bid, decision: Decision, frozen: BidFigures | None, *, by: Actor) -> BidDecision:
    made = BidDecision.objects.create(
        bid=bid, decision=decision, kind=decision.kind, figures=frozen, on=clock.today(),
        by_id=by.user_id,
    )  # fmt: skip
    after = {
        "decision": decision.reference, "kind": decision.kind, "route": decision.route,
        "digest": frozen.digest if frozen else "",
    }  # fmt: skip
    audit.record("bid.decided", bid, after=after, by=by)
    notices.decided(made, by=by)
    return made


def settle_subject(bid: Bid) -> Bid:
    """What was sent subject to agreement is agreed. Nothing where other figures were."""
    known = facts_of(bid)
    if not known["agreed_on"]:
        return bid
    bid.version += 1
    return fire(BID, bid, "agree", facts=known, fields=["version"], by=SYSTEM)


@follows(DecisionKind.GATE)
@follows(DecisionKind.BUDGET)
def decided(motion: Motion, decision: Decision | None, *, by: Actor) -> None:
    """A meeting has settled a proposal under the item of a bid. What it agreed is linked; what
    it did not agree stays before the consortium until the bid is withdrawn."""
    business = motion.item.business if motion.item else None
    if business is None or not _ours(business, motion):
        return
    bid = Bid.objects.select_for_update().get(pk=business.object_id)
    if decision is None:
        after = {"kind": motion.decision_kind, "meeting": motion.meeting_id}
        audit.record("bid.not_agreed", bid, after=after, by=by)
        notices.not_agreed(bid, motion, by=by)
        return
    _link(bid, decision, facts.put_as(business), by=by)
    waiting.settle(business, on=decision.decided_on, minute=decision.reference, by=by)
    if bid.state == BidState.SUBJECT:
        settle_subject(bid)


def _ours(business: MeetingBusiness, motion: Motion) -> bool:
    open_now = not (business.settled_on or business.dropped_at)
    return open_now and KIND_OF.get(business.kind) == motion.decision_kind
