"""Who is told about bids: deadlines, what was sent subject to agreement, what was decided."""

from django.urls import reverse

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.days import long_day
from consortium.core.money import format_pence
from members.meetings.models import Meeting, Motion
from members.meetings.states import DecisionKind
from members.models import User
from members.notices import tell
from members.offices import chair_on, holders
from members.states import Role

from .models import Bid, BidDecision
from .permissions import WRITERS


def writers(bid: Bid) -> list[User]:
    """The finance officer and the development officer, and who drafts it, each once."""
    people = {user.pk: user for user in holders(*WRITERS, day=clock.today())}
    if bid.drafter.is_active:
        people.setdefault(bid.drafter_id, bid.drafter)
    return list(people.values())


def _tell(kind: str, bid: Bid, people, subject: str, *lines: str, by) -> None:
    link = reverse("bid", args=[bid.pk])
    for user in people:
        if user.pk != by.user_id:
            tell(kind, bid, user, subject, *lines, link=link, do="See the bid", by=by)


def deadline_comes(bid: Bid) -> None:
    days = (bid.deadline - clock.today()).days
    left = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
    at = f" at {bid.deadline_at:%H:%M}" if bid.deadline_at else ""
    _tell(
        "bids.deadline", bid, writers(bid), f"{bid.title}: the deadline is {left}",
        f"{bid.funder} takes applications until {long_day(bid.deadline)}{at}.",
        f"The bid is {bid.get_state_display().lower()}.", by=SYSTEM,
    )  # fmt: skip


def sent_subject(bid: Bid, meeting: Meeting | None, *, by) -> None:
    """The chair, or every representative while nobody is in the chair; the secretariat, whose
    agenda it comes onto; and who writes bids."""
    today = clock.today()
    chair = Role.CHAIR if chair_on(today) else Role.REPRESENTATIVE
    people = {user.pk: user for user in holders(chair, Role.SECRETARIAT, day=today)}
    people |= {user.pk: user for user in writers(bid)}
    next_one = (
        f"It is on the agenda of {long_day(meeting.on)}."
        if meeting
        else "No meeting is planned. It comes onto the agenda of the next one."
    )
    _tell(
        "bids.sent_subject", bid, people.values(), f"{bid.title} was sent subject to agreement",
        f"{format_pence(bid.amount)} is asked of {bid.funder}. The deadline, "
        f"{long_day(bid.deadline)}, lies before the next meeting, so the consortium has not agreed "
        "budget, outputs and outcomes yet (Agreement 8.1).", next_one, by=by,
    )  # fmt: skip


def decided(link: BidDecision, *, by) -> None:
    bid, decision = link.bid, link.decision
    what = (
        f"An open competition is answered: {decision.get_route_display().lower()}."
        if link.kind == DecisionKind.GATE
        else "Budget, outputs and outcomes are agreed."
    )
    people = writers(bid)
    _tell("bids.decided", bid, people, f"{bid.title}: {decision.reference}", what, by=by)


def not_agreed(bid: Bid, motion: Motion, *, by) -> None:
    what = "route" if motion.decision_kind == DecisionKind.GATE else "figures"
    _tell(
        "bids.not_agreed", bid, writers(bid), f"{bid.title}: not agreed",
        f"The meeting of {long_day(motion.meeting.on)} did not agree the {what}. It stays before "
        "the consortium until it is agreed or the bid is withdrawn.", by=by,
    )  # fmt: skip


def answered(bid: Bid, *, by) -> None:
    """The partners' representatives hear it as well."""
    today = clock.today()
    people = {user.pk: user for user in writers(bid)}
    for partner in bid.partners.all():
        for user in holders(Role.REPRESENTATIVE, day=today, organisation=partner.organisation_id):
            people[user.pk] = user
    words = (
        f"{bid.funder} awards {format_pence(bid.awarded)}."
        if bid.awarded
        else f"{bid.funder} gives nothing."
    )
    state = bid.get_state_display().lower()
    _tell("bids.answered", bid, people.values(), f"{bid.title}: {state}", words, by=by)


def withdrawn(bid: Bid, *, reason: str, by) -> None:
    """It had gone to the funder, so the chair hears it as well."""
    people = {user.pk: user for user in holders(Role.CHAIR, day=clock.today())}
    people |= {user.pk: user for user in writers(bid)}
    _tell(
        "bids.withdrawn", bid, people.values(), f"{bid.title} is withdrawn",
        f"The reason: {reason}", by=by,
    )  # fmt: skip
