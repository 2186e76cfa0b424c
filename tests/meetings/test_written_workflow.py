"""Every cell of a proposal in writing, for everybody; and nothing of a meeting moves it (A19)."""

import pytest

from consortium.core.actor import SYSTEM
from consortium.core.workflow import every_cell
from members.meetings.models import Motion
from members.meetings.rules import Quorum
from members.meetings.states import MotionState
from members.meetings.workflow.motions import MOTION
from members.meetings.workflow.written import WRITTEN
from tests.factories import meetings as make

pytestmark = pytest.mark.django_db

LEADS_TO = {
    ("put", "send"): "voting",
    ("voting", "discuss"): "withdrawn",
    ("voting", "withdraw"): "withdrawn",
    ("voting", "close"): "closed",
}
CELLS = every_cell(WRITTEN, MotionState.values)
MAY = {
    "send": {"secretariat", "chair"},
    "discuss": {"secretariat", "representative", "substitute"},
    "withdraw": {"secretariat", "chair"},
    "close": {"secretariat", "chair", "clock"},
}


def actors(here):
    return {
        "secretariat": here.secretariat,
        "chair": here.chair,
        "representative": here.members[2].by,
        "substitute": here.members[2].by_substitute,
        "finance": make.make.actor_of(here.office.finance),
        "adviser": make.make.actor_of(here.adviser),
        "clock": SYSTEM,
    }


def test_every_state_and_move_for_everybody(here):
    people = actors(here)
    for state, move in CELLS:
        motion = Motion(state=state, wording="Train.")
        for name, actor in people.items():
            reasons = WRITTEN.reasons(motion, move, actor)
            wanted = (state, move.name) in LEADS_TO and name in MAY[move.name]
            assert (not reasons) == wanted, (state, move.name, name, reasons)
        assert move.target == LEADS_TO.get((state, move.name), move.target)


def test_the_table_has_no_other_moves():
    assert {(s, m.name) for s, m in CELLS if s in m.sources} == set(LEADS_TO)


@pytest.mark.parametrize(
    "state, move, facts, words",
    [
        ("put", "send", {"electors": 0}, "No member can answer"),
        ("put", "send", {"enough": False}, "Too few members could answer"),
        ("voting", "close", {"over": False}, "Members can still answer"),
        ("voting", "withdraw", {"reason": " "}, "Give a reason"),
        ("voting", "discuss", {"reason": ""}, "Give a reason"),
    ],
)
def test_every_guard_says_why(here, state, move, facts, words):
    motion = Motion(state=state)
    assert any(words in each for each in WRITTEN.reasons(motion, move, here.secretariat, **facts))


def test_nobody_moves_at_a_meeting_what_is_in_writing_nor_the_other_way_round(here):
    facts = {"quorum": Quorum(6, 4), "objections": 0, "electors": 4}
    written = {state: Motion(state=state, options=[{"key": "for"}]) for state in MotionState.values}
    meeting = make.under_way(here)
    put = {state: Motion(state=state, meeting=meeting) for state in MotionState.values}
    for actor in actors(here).values():
        for state, move in every_cell(MOTION, MotionState.values):
            assert MOTION.reasons(written[state], move, actor, **facts)
        for state, move in CELLS:
            assert WRITTEN.reasons(put[state], move, actor)
