"""Every cell of a proposal's life, for everybody."""

import pytest

from consortium.core.workflow import every_cell
from members.meetings.models import Motion
from members.meetings.rules import Quorum
from members.meetings.states import MotionState
from members.meetings.workflow.motions import MOTION
from tests.factories import meetings as make

pytestmark = pytest.mark.django_db

LEADS_TO = {
    ("put", "agree"): "closed",
    ("objected", "agree"): "closed",
    ("put", "object"): "objected",
    ("objected", "object"): "objected",
    ("put", "open"): "voting",
    ("objected", "open"): "voting",
    ("voting", "close"): "closed",
    ("put", "withdraw"): "withdrawn",
    ("objected", "withdraw"): "withdrawn",
}
CELLS = every_cell(MOTION, MotionState.values)
MAY = {
    "agree": {"secretariat", "chair", "stand_in"},
    "object": {"secretariat", "chair", "stand_in", "representative"},
    "open": {"secretariat", "chair", "stand_in"},
    "close": {"secretariat", "chair", "stand_in"},
    "withdraw": {"secretariat", "chair", "stand_in"},
}


def actors(here, meeting):
    standing_in = here.members[0]
    meeting.stand_ins.create(
        user=standing_in.representative,
        organisation=standing_in.organisation,
        appointed_at=meeting.began_at,
        typed_by_id=here.office.secretariat.pk,
    )
    return {
        "secretariat": here.secretariat,
        "chair": here.chair,
        "representative": here.members[2].by,
        "finance": make.make.actor_of(here.office.finance),
        "adviser": make.make.actor_of(here.adviser),
        "stand_in": standing_in.by,
    }


def test_every_state_and_move_for_everybody(here):
    meeting = make.under_way(here)
    facts = {"quorum": Quorum(6, 4), "objections": 0, "electors": 4}
    people = actors(here, meeting)
    for state, move in CELLS:
        motion = Motion(meeting=meeting, state=state, options=[{"key": "for"}], wording="Train.")
        for name, actor in people.items():
            reasons = MOTION.reasons(motion, move, actor, **facts)
            wanted = (state, move.name) in LEADS_TO and name in MAY[move.name]
            assert (not reasons) == wanted, (state, move.name, name, reasons)
        assert move.target == LEADS_TO.get((state, move.name), move.target)


def test_the_table_has_no_other_moves():
    assert {(s, m.name) for s, m in CELLS if s in m.sources} == set(LEADS_TO)


@pytest.mark.parametrize(
    "move, facts, words",
    [
        ("agree", {"objections": 1}, "Somebody disagrees"),
        ("agree", {"quorum": Quorum(6, 1)}, "not quorate"),
        ("open", {"quorum": Quorum(6, 1)}, "not quorate"),
        ("open", {"electors": 0}, "Nobody who is here may vote"),
        ("withdraw", {"reason": " "}, "Give a reason"),
    ],
)
def test_every_guard_says_why(here, move, facts, words):
    motion = Motion(meeting=make.under_way(here), state="put", options=[{"key": "for"}])
    facts = {"quorum": Quorum(6, 4), **facts}
    assert any(words in each for each in MOTION.reasons(motion, move, here.chair, **facts))
