"""The whole life of an application: every state × every move, and every role × every move."""

from types import SimpleNamespace

import pytest

from consortium.core.actor import SYSTEM, Actor
from consortium.core.workflow import every_cell
from members.applications.models import Application
from members.applications.permissions import applicant, visitor
from members.applications.states import ApplicationState
from members.applications.workflow import APPLICATION
from members.states import Role

S = ApplicationState
TABLE = {
    S.DRAFT: {"send": S.RECEIVED, "withdraw": S.WITHDRAWN, "lapse": S.WITHDRAWN},
    S.RECEIVED: {"ask": S.QUESTION, "consult": S.CONSULTING, "withdraw": S.WITHDRAWN},
    S.QUESTION: {"answer": S.RECEIVED, "go_on": S.RECEIVED, "withdraw": S.WITHDRAWN},
    S.CONSULTING: {"close": S.DECIDING, "withdraw": S.WITHDRAWN},
    S.DECIDING: {
        "admit": S.ADMITTED,
        "refuse": S.REFUSED,
        "put_to_meeting": S.TO_MEETING,
        "withdraw": S.WITHDRAWN,
    },
    S.TO_MEETING: {
        "admit_at_meeting": S.ADMITTED,
        "refuse_at_meeting": S.REFUSED,
        "withdraw": S.WITHDRAWN,
    },
    S.ADMITTED: {},
    S.REFUSED: {},
    S.WITHDRAWN: {},
}
MOVES = [move.name for move in APPLICATION.moves]
NEED_REASON = {"go_on", "refuse", "refuse_at_meeting"}
# What must be known before a move passes its guards.
PASSES = {"declared": True, "minute": "Item 5", "grounds": (), "reason": "A reason"}


def record(state=S.DRAFT, *, on_paper=False):
    return SimpleNamespace(pk=7, state=state, on_paper=on_paper, _meta=Application._meta)


def actor(*roles, impersonator=None):
    return Actor(90, "Somebody", "hat", frozenset(roles), 3, impersonator_id=impersonator)


def who_may(move, *, on_paper=False):
    one = record(on_paper=on_paper)
    people = {
        "applicant": applicant(one),
        "other applicant": applicant(SimpleNamespace(pk=8)),
        "visitor": visitor(),
        "system": SYSTEM,
        **{role.value: actor(role) for role in Role},
    }
    found = APPLICATION.move(move)
    return {name for name, each in people.items() if found.who(each, one) is None}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("move", MOVES)
def test_every_move_is_possible_where_the_table_says_and_nowhere_else(state, move):
    found = APPLICATION.move(move)
    assert (state in found.sources) == (move in TABLE[state])
    if state in found.sources:
        assert found.target == TABLE[state][move]


def test_the_table_has_every_cell():
    assert len(every_cell(APPLICATION, S.values)) == len(S) * len(MOVES)
    assert {move.name for move in APPLICATION.moves if move.needs_reason} == NEED_REASON


WHO = {
    "send": {"applicant"},
    "ask": {"secretariat"},
    "answer": {"applicant"},
    "go_on": {"secretariat"},
    "consult": {"secretariat"},
    "close": {"secretariat", "system"},
    "admit": {"chair"},
    "refuse": {"chair"},
    "put_to_meeting": {"secretariat", "chair"},
    "admit_at_meeting": {"secretariat"},
    "refuse_at_meeting": {"secretariat"},
    "withdraw": {"applicant", "secretariat"},
    "lapse": {"system"},
}
ON_PAPER = {**WHO, "send": {"secretariat"}, "answer": {"applicant", "secretariat"}}


@pytest.mark.parametrize("move", MOVES)
def test_each_move_is_for_whom_it_is_declared(move):
    assert who_may(move) == WHO[move]
    assert who_may(move, on_paper=True) == ON_PAPER[move]


@pytest.mark.parametrize("move", MOVES)
def test_who_looks_through_anothers_eyes_moves_nothing(move):
    everything = actor(*Role, impersonator=5)
    assert APPLICATION.move(move).who(everything, record())


@pytest.mark.parametrize(
    "move, state, fact, value",
    [
        ("send", S.DRAFT, "missing", ["Enter the address."]),
        ("send", S.DRAFT, "declared", False),
        ("consult", S.RECEIVED, "not_judged", ["Supports groups"]),
        ("consult", S.RECEIVED, "day_refused", "Too soon."),
        ("close", S.CONSULTING, "still_open", "A can still reply."),
        ("admit", S.DECIDING, "grounds", ["A objects."]),
        ("admit", S.DECIDING, "against", ["Two are met."]),
        ("refuse", S.DECIDING, "grounds", ["A objects."]),
        ("put_to_meeting", S.DECIDING, "reason", " "),
        ("admit_at_meeting", S.TO_MEETING, "minute", ""),
        ("admit_at_meeting", S.TO_MEETING, "against", ["Two are met."]),
        ("refuse_at_meeting", S.TO_MEETING, "minute", ""),
        ("refuse_at_meeting", S.TO_MEETING, "day_refused", "Too late."),
    ],
)
def test_each_guard_stands_in_the_way_of_its_move(move, state, fact, value):
    people = [applicant(record()), SYSTEM, actor(Role.SECRETARIAT), actor(Role.CHAIR)]
    by = next(each for each in people if APPLICATION.move(move).who(each, record()) is None)
    assert APPLICATION.reasons(record(state), move, by, **PASSES) == []
    assert APPLICATION.reasons(record(state), move, by, **{**PASSES, fact: value})
