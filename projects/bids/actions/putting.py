"""Bids come before a meeting of the consortium: their route, and their figures (R56, R99)."""

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.actor import SYSTEM, Actor
from consortium.core.days import long_day
from consortium.core.money import format_pence
from members.actions import business as waiting
from members.meetings.actions.checks import locked_meeting
from members.meetings.actions.items import agenda_changed, put_item, withdraw
from members.meetings.facts import waiting as agenda
from members.meetings.models import Meeting
from members.meetings.states import ItemKind, MeetingState, Purpose
from members.models import MeetingBusiness
from projects.bids import facts, rules
from projects.bids.facts import FIGURES, ROUTE
from projects.bids.models import Bid, BidFigures
from projects.bids.permissions import can_write
from projects.bids.states import BidState

from .checks import locked, not_unsent, refuse_if

BEFORE_ONE = "This is before a meeting already."
UNDER_WAY = "It is before a meeting that is under way. Wait until that is over."


@transaction.atomic
def put_route(bid: Bid, *, by: Actor) -> MeetingBusiness:
    """Ask the consortium how an open competition is answered: together, or each by itself."""
    current = locked(bid)
    decided = facts.standing(current, facts.figures(current)).route
    refuse_if(
        can_write(by),
        not_unsent(current),
        "" if current.competition else "This is no open competition, so nothing is to be decided.",
        f"That is decided: {decided.decision.reference}." if decided else "",
        BEFORE_ONE if facts.route_waits(current) else "",
    )
    business = waiting.raise_business(
        ROUTE,
        current,
        title=f"How to answer an open competition: {current.title}",
        reason=(
            f"{current.funder}, {current.programme}. Together as the consortium, or each member by "
            f"itself (Agreement 10.8)? The deadline is {long_day(current.deadline)}."
        ),
        by=by,
    )
    audit.record("bid.route_put", current, after={"business": business.pk}, by=by)
    return business


@transaction.atomic
def put_figures(bid: Bid, *, by: Actor) -> MeetingBusiness:
    """Put budget, outputs and outcomes, frozen as they are, to the next meeting (8.1(1))."""
    current = locked(bid)
    now = facts.figures(current)
    subject = current.state == BidState.SUBJECT
    agreed = facts.standing(current, now).agreed
    refuse_if(
        can_write(by),
        "" if subject or current.state == BidState.READY else "Say that the bid is ready first.",
        f"They are agreed: {agreed.decision.reference}." if agreed else "",
        BEFORE_ONE if facts.figures_wait(current) else "",
    )
    return raise_figures(current, now, by=by)


def raise_figures(bid: Bid, now: rules.Figures, *, by: Actor) -> MeetingBusiness:
    """The business with the figures frozen beside it; the caller has checked and locked."""
    business = waiting.raise_business(
        FIGURES, bid, title=f"Budget, outputs and outcomes of a bid: {bid.title}",
        reason=in_words(bid, now), by=by,
    )  # fmt: skip
    freeze(bid, now, business=business, by=by)
    return business


def freeze(
    bid: Bid, now: rules.Figures, *, business: MeetingBusiness | None = None, by: Actor
) -> BidFigures:
    """Figures as they go before the consortium. They are never changed."""
    frozen = BidFigures.objects.create(
        bid=bid, business=business, figures=dict(now), digest=rules.digest_of(now),
        on=clock.today(), by_id=by.user_id,
    )  # fmt: skip
    audit.record("bid.put", bid, after={"digest": frozen.digest, "figures": frozen.pk}, by=by)
    return frozen


def in_words(bid: Bid, now: rules.Figures) -> str:
    """The figures for an agenda, a line each."""
    lines = [f"{bid.funder}, {bid.programme}: {format_pence(now['amount'])} asked for."]
    lines += [f"{heading}: {format_pence(pence)}" for heading, pence in now["budget"]]
    lines += [f"Output: {words}, {number}" for words, number in now["outputs"]]
    lines += [f"Outcome: {words}" for words in now["outcomes"]]
    return "\n".join(lines)


def onto_agenda(business: MeetingBusiness, meeting: Meeting) -> None:
    """Onto the agenda of a meeting that is locked, by itself. Nothing where it stands on one."""
    if not agenda.business().filter(pk=business.pk).exists():
        return
    put_item(
        meeting, kind=ItemKind.BUSINESS, title=business.title, text=business.reason, minutes=10,
        purpose=Purpose.DECIDE, business=business,
        about=(business.object_kind, business.object_id), by=SYSTEM,
    )  # fmt: skip
    waiting.name_the_meeting(
        business, day=meeting.on, at=meeting.starts_at, place=meeting.place, by=SYSTEM
    )
    agenda_changed(meeting)


def lock_next_agenda() -> Meeting | None:
    """The next meeting that is planned, under its lock: to be taken before that of the bid."""
    found = facts.next_planned()
    current = locked_meeting(found.pk) if found else None
    return current if current and current.state == MeetingState.PLANNED else None


def lock_meetings(bid: Bid) -> list[Meeting]:
    """The meetings on whose agendas it stands, locked in their order, before the bid."""
    rows = Meeting.objects.filter(items__business__in=facts.waiting(bid).values()).distinct()
    return [locked_meeting(pk) for pk in sorted(rows.values_list("pk", flat=True))]


def take_back(bid: Bid, meetings: list[Meeting], *kinds: str, reason: str, by: Actor) -> None:
    """Off the agendas, as nothing is left to decide. Refused while a meeting is at it."""
    refuse_if(UNDER_WAY if any(each.state == MeetingState.OPEN for each in meetings) else "")
    for kind, business in facts.waiting(bid).items():
        if kind in kinds:
            off_agendas(business, meetings, why=reason, by=by)
            waiting.drop(business, reason=reason, by=by)


def off_agendas(business: MeetingBusiness, meetings: list[Meeting], *, why: str, by: Actor) -> None:
    """Its items leave the agendas of meetings, all locked, that have not begun."""
    for meeting in meetings:
        if meeting.state != MeetingState.PLANNED:
            continue
        for item in meeting.items.open().filter(business=business):
            withdraw(item, why=why, by=by)
            agenda_changed(meeting)
