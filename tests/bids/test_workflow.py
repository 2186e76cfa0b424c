"""Every cell of the table of bids, for every role."""

from datetime import date

import pytest

from consortium.core.actor import SYSTEM, Actor
from consortium.core.workflow import every_cell
from members.states import Role
from projects.bids import rules
from projects.bids.models import Bid
from projects.bids.permissions import reads_bids, writes_bids
from projects.bids.states import BidState
from projects.bids.workflow import BID

TODAY = date(2026, 12, 10)
FIGURES = rules.figures_of(amount=5, budget=[("Staff", 5)], outputs=[("A", 1)], outcomes=["B"])
FINE = {
    "today": TODAY, "figures": FIGURES, "shares": [5], "route": "", "agreed_on": TODAY,
    "sent_on": TODAY, "sent_at": None, "before_meeting": True, "awarded": 1,
    "answered_on": TODAY, "reason": "Because",
}  # fmt: skip
WRITES = {Role.FINANCE_OFFICER, Role.STRATEGIC_OFFICER, Role.SECRETARIAT}
READS = WRITES | {Role.REPRESENTATIVE, Role.CHAIR, Role.AUDITOR}
CELLS = every_cell(BID, BidState.values)


def actor(role: str, **more) -> Actor:
    return Actor(1, "A", "-", frozenset({role}), 1, **more)


def a_bid(state: str) -> Bid:
    return Bid(state=state, deadline=TODAY, sent_on=TODAY)


def facts_for(move) -> dict:
    return FINE | ({"agreed_on": None} if move.name == "send_subject" else {})


@pytest.mark.parametrize(
    ("state", "move"), CELLS, ids=[f"{state}-{move.name}" for state, move in CELLS]
)
def test_each_move_starts_from_its_states_alone(state, move):
    against = BID.reasons(a_bid(state), move, actor("finance_officer"), **facts_for(move))
    assert (against == []) == (state in move.sources), against


@pytest.mark.parametrize("role", [role.value for role in Role])
@pytest.mark.parametrize("move", BID.moves, ids=lambda move: move.name)
def test_each_move_is_for_whom_it_is_declared(move, role):
    source = min(move.sources)
    against = BID.reasons(a_bid(source), move, actor(role), **facts_for(move))
    assert (against == []) == (role in WRITES)


@pytest.mark.parametrize("move", BID.moves, ids=lambda move: move.name)
def test_the_clock_itself_agrees_and_does_nothing_else(move):
    against = BID.reasons(a_bid(min(move.sources)), move, SYSTEM, **facts_for(move))
    assert (against == []) == (move.name == "agree")


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_who_reads_and_who_writes(role):
    assert reads_bids(actor(role)) == (role in READS)
    assert writes_bids(actor(role)) == (role in WRITES)
    assert not writes_bids(actor(role, impersonator_id=2))


@pytest.mark.parametrize(
    ("move", "wrong", "words"),
    [
        ("finish", {"figures": FIGURES | {"outputs": []}}, "at least one output"),
        ("finish", {"shares": [6]}, "more than"),
        ("send", {"agreed_on": None}, "has not agreed"),
        ("send", {"agreed_on": date(2026, 12, 11)}, "before the consortium agreed"),
        ("send", {"sent_on": date(2026, 12, 11)}, "future"),
        ("send_subject", {"agreed_on": TODAY}, "agreed these figures already"),
        ("send_subject", {"before_meeting": False}, "comes before the deadline"),
        ("agree", {"agreed_on": None}, "has not agreed"),
        ("award", {"awarded": 0}, "amount"),
        ("refuse", {"answered_on": date(2026, 12, 9)}, "cannot have answered"),
        ("withdraw", {"reason": " "}, "reason"),
    ],
)
def test_each_guard_says_what_stands_against_it(move, wrong, words):
    row = BID.move(move)
    against = BID.reasons(
        a_bid(min(row.sources)), row, actor("finance_officer"), **(facts_for(row) | wrong)
    )
    assert len(against) == 1
    assert words in against[0]


@pytest.mark.parametrize("move", ["finish", "send", "send_subject"])
@pytest.mark.parametrize("route", ["", "together", "apart"])
def test_the_route_is_asked_at_every_step_of_an_open_competition(move, route):
    row, bid = BID.move(move), a_bid(min(BID.move(move).sources))
    bid.competition = True
    facts = facts_for(row) | {"route": route}
    against = BID.reasons(bid, row, actor("strategic_officer"), **facts)
    assert (against == []) == (route == "together")
