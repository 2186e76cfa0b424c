"""The life of a bid as a table (R55, R56, R99).

Facts: `figures` (plain), `route` (what stands decided, or ""), `agreed_on` (the day of the
standing decision on exactly these figures, None without one), `sent_on`, `before_meeting`,
`waits` (the figures are before a meeting), `awarded` (pence).
"""

from consortium.core.workflow import Move, Workflow

from . import rules
from .permissions import can_agree, can_write
from .states import GOING_ON, BidState

S = BidState


def it_is_whole(bid, facts):
    shares = rules.fault_of_shares(facts["shares"], facts["figures"]["amount"])
    return [*rules.faults_of_figures(facts["figures"]), *([shares] if shares else [])]


def the_route_is_decided(bid, facts):
    return rules.fault_of_route(competition=bid.competition, route=facts["route"])


def it_was_agreed_before(bid, facts):
    agreed = facts["agreed_on"]
    if agreed is None:
        return (
            "The consortium has not agreed this budget, these outputs and these outcomes "
            "(Agreement 8.1). Put them to a meeting first."
        )
    if facts["sent_on"] < agreed:
        return (
            "It was sent before the consortium agreed. Record that it was sent subject to "
            "agreement."
        )
    return None


def it_was_not_agreed_yet(bid, facts):
    agreed = facts["agreed_on"]
    if agreed is not None and agreed <= facts["sent_on"]:
        return "The consortium has agreed these figures already. Send it as it is."
    return None


def no_meeting_comes_first(bid, facts):
    if facts["before_meeting"]:
        return None
    return "A meeting comes before the deadline. Put the figures to that meeting first."


def it_is_agreed(bid, facts):
    return None if facts["agreed_on"] else "The consortium has not agreed these figures."


def it_is_not_to_come(bid, facts):
    if facts["sent_on"] <= facts["today"]:
        return None
    return "The day on which it was sent cannot be in the future."


def its_time_is_told(bid, facts):
    """On the day of a deadline with a time, only the time says whether it was late."""
    if bid.deadline_at and facts["sent_on"] == bid.deadline and facts["sent_at"] is None:
        return f"Enter the time at which it was sent: the deadline is {bid.deadline_at:%H:%M}."
    return None


def something_is_awarded(bid, facts):
    return None if (facts["awarded"] or 0) > 0 else "Enter the amount that is awarded."


def it_was_answered_after(bid, facts):
    answered = facts["answered_on"]
    if answered > facts["today"]:
        return "The day of the answer cannot be in the future."
    if answered < bid.sent_on:
        return "The funder cannot have answered before the bid was sent."
    return None


WHOLE = (it_is_whole, the_route_is_decided)
WHEN = (it_is_not_to_come, its_time_is_told)

BID = Workflow(
    name="bid",
    field="state",
    moves=(
        Move(
            name="finish",
            label="It is ready",
            sources=frozenset({S.DRAFTING}),
            target=S.READY,
            who=can_write,
            guards=WHOLE,
        ),
        Move(
            name="reopen",
            label="Change the figures",
            sources=frozenset({S.READY}),
            target=S.DRAFTING,
            who=can_write,
        ),
        Move(
            name="send",
            label="Record that it is sent",
            sources=frozenset({S.READY}),
            target=S.SUBMITTED,
            who=can_write,
            guards=(*WHEN, *WHOLE, it_was_agreed_before),
        ),
        Move(
            name="send_subject",
            label="Record that it is sent subject to agreement",
            sources=frozenset({S.READY}),
            target=S.SUBJECT,
            who=can_write,
            guards=(*WHEN, *WHOLE, it_was_not_agreed_yet, no_meeting_comes_first),
        ),
        Move(
            name="agree",
            label="Agreed by the consortium",
            sources=frozenset({S.SUBJECT}),
            target=S.SUBMITTED,
            who=can_agree,
            guards=(it_is_agreed,),
        ),
        Move(
            name="award",
            label="Record the award",
            sources=frozenset({S.SUBMITTED}),
            target=S.AWARDED,
            who=can_write,
            guards=(something_is_awarded, it_was_answered_after),
        ),
        Move(
            name="refuse",
            label="Record the refusal",
            sources=frozenset({S.SUBMITTED, S.SUBJECT}),
            target=S.REFUSED,
            who=can_write,
            guards=(it_was_answered_after,),
        ),
        Move(
            name="withdraw",
            label="Withdraw the bid",
            sources=GOING_ON,
            target=S.WITHDRAWN,
            who=can_write,
            needs_reason=True,
        ),
    ),
)
