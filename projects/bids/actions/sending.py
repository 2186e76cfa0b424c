"""A bid is finished, sent with or subject to agreement, and answered by the funder (R55, R56)."""

from datetime import date, time

from django.db import transaction

from consortium.core import clock, due
from consortium.core.actor import Actor
from consortium.core.workflow import fire
from projects.bids import facts, notices, rules
from projects.bids.facts import FIGURES, ROUTE
from projects.bids.models import Bid
from projects.bids.states import BidState
from projects.bids.workflow import BID

from .checks import facts_of, locked
from .drafting import REMINDER
from .outcomes import settle_subject
from .putting import lock_meetings, lock_next_agenda, onto_agenda, raise_figures, take_back

SENT_FIELDS = ("sent_on", "sent_at", "late", "version")


@transaction.atomic
def finish(bid: Bid, *, by: Actor) -> Bid:
    """The figures are whole and add up: from here on they stay as they are."""
    current = locked(bid)
    current.version += 1
    return fire(BID, current, "finish", facts=facts_of(current), fields=["version"], by=by)


@transaction.atomic
def reopen(bid: Bid, *, by: Actor) -> Bid:
    """Change the figures after all: they are taken off the agenda they stand on."""
    meetings = lock_meetings(bid)
    current = locked(bid)
    current.version += 1
    current = fire(BID, current, "reopen", fields=["version"], by=by)
    take_back(current, meetings, FIGURES, reason="The figures are changed again.", by=by)
    return current


@transaction.atomic
def send(bid: Bid, *, on: date, at: time | None = None, by: Actor) -> Bid:
    """It went to the funder, agreed by the consortium. `on` and `at` are local, when it went;
    after the deadline it is recorded as late."""
    current = _sent(locked(bid), on, at)
    known = facts_of(current, sent_on=on, sent_at=at)
    sent = fire(BID, current, "send", facts=known, fields=SENT_FIELDS, by=by)
    due.cancel(REMINDER, sent)
    return sent


@transaction.atomic
def send_subject(bid: Bid, *, on: date, at: time | None = None, by: Actor) -> Bid:
    """It went to the funder before the consortium could agree, as the deadline lies before the
    next meeting. The chair is told, and it comes onto the next agenda by itself (R56)."""
    meeting = lock_next_agenda()
    current = _sent(locked(bid), on, at)
    current.chair_told_on = clock.today()
    ahead = facts.next_meeting(on).is_after(current.deadline, current.deadline_at)
    known = facts_of(current, sent_on=on, sent_at=at, before_meeting=ahead)
    fields = (*SENT_FIELDS, "chair_told_on")
    sent = fire(BID, current, "send_subject", facts=known, fields=fields, by=by)
    due.cancel(REMINDER, sent)
    notices.sent_subject(sent, meeting, by=by)
    if known["agreed_on"]:  # a meeting agreed after it was sent, before it was recorded here
        return settle_subject(sent)
    business = facts.figures_wait(sent) or raise_figures(sent, known["figures"], by=by)
    if meeting is not None:
        onto_agenda(business, meeting)
    return sent


def _sent(bid: Bid, on: date, at: time | None) -> Bid:
    bid.sent_on, bid.sent_at = on, at
    bid.late = rules.is_late(bid.deadline, bid.deadline_at, sent_on=on, sent_at=at)
    bid.version += 1
    return bid


@transaction.atomic
def award(bid: Bid, *, on: date, amount: int, by: Actor) -> Bid:
    """The funder gives `amount` pence, perhaps less than was asked for."""
    current = locked(bid)
    current.answered_on, current.awarded = on, amount
    current.version += 1
    known = facts_of(current, answered_on=on, awarded=amount)
    names = ("answered_on", "awarded", "version")
    found = fire(BID, current, "award", facts=known, fields=names, by=by)
    notices.answered(found, by=by)
    return found


@transaction.atomic
def refuse(bid: Bid, *, on: date, by: Actor) -> Bid:
    """The funder gives nothing; what still waited for a meeting is taken back."""
    meetings = lock_meetings(bid)
    current = locked(bid)
    current.answered_on = on
    current.version += 1
    known = facts_of(current, answered_on=on)
    found = fire(BID, current, "refuse", facts=known, fields=("answered_on", "version"), by=by)
    take_back(found, meetings, FIGURES, ROUTE, reason="The funder has refused the bid.", by=by)
    notices.answered(found, by=by)
    return found


@transaction.atomic
def withdraw(bid: Bid, *, reason: str, by: Actor) -> Bid:
    """The bid is not pursued; nothing about it waits for a meeting any more."""
    meetings = lock_meetings(bid)
    current = locked(bid)
    was_sent = current.state not in (BidState.DRAFTING, BidState.READY)
    current.version += 1
    found = fire(BID, current, "withdraw", reason=reason, fields=["version"], by=by)
    take_back(found, meetings, FIGURES, ROUTE, reason=f"The bid is withdrawn: {reason}", by=by)
    due.cancel(REMINDER, found)
    if was_sent:
        notices.withdrawn(found, reason=reason, by=by)
    return found


@transaction.atomic
def remind(bid: Bid) -> None:
    """The clock: whoever writes bids hears that the deadline comes."""
    if bid.is_unsent and bid.deadline >= clock.today():
        notices.deadline_comes(bid)
