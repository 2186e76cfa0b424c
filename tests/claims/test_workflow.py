"""The whole life of a claim: every state × every move, and every role × every move.

Both tables are written out here by hand; what `claims.workflow` says is compared
with them cell by cell.
"""

from types import SimpleNamespace

import pytest

from claims.models import Claim
from claims.states import ClaimState
from claims.workflow import CLAIM
from consortium.core.actor import SYSTEM, Actor
from members.models import Organisation
from members.states import Role

S = ClaimState

# Rows are states, columns are moves; the cell is the state the move leads to.
TABLE = {
    S.IN_PROGRESS: {"pass_on": S.AWAITING_SIGN_OFF},
    S.AWAITING_SIGN_OFF: {
        "take_back": S.IN_PROGRESS,
        "send_back": S.IN_PROGRESS,
        "sign": S.SUBMITTED,
    },
    S.SUBMITTED: {
        "withdraw": S.WITHDRAWN,
        "ask_changes": S.CHANGES_REQUESTED,
        "check": S.CHECKED,
        "reject": S.REJECTED,
    },
    S.CHANGES_REQUESTED: {"answer": S.SUBMITTED, "withdraw": S.WITHDRAWN},
    S.CHECKED: {
        "ask_changes": S.CHANGES_REQUESTED,
        "uncheck": S.SUBMITTED,
        "approve": S.APPROVED,
        "reject": S.REJECTED,
    },
    S.APPROVED: {"wait": S.WAITING, "join_run": S.IN_RUN, "settle": S.PAID},
    S.WAITING: {"cash_came": S.APPROVED, "join_run": S.IN_RUN},
    S.IN_RUN: {"leave_run": S.APPROVED, "pay": S.PAID},
    S.PAID: {},
    S.WITHDRAWN: {"start_again": S.IN_PROGRESS},
    S.REJECTED: {},
}
MOVES = [move.name for move in CLAIM.moves]
NEED_REASON = {"send_back", "withdraw", "ask_changes", "uncheck", "reject"}

MEMBER, OFFICE, ELSEWHERE = 2, 1, 3
FILLS_IN = {"pass_on", "take_back", "start_again"}
SIGNS = {"send_back", "sign", "answer", "withdraw"}
CHECKS = {"ask_changes", "check", "uncheck", "reject"}
PAYS = {"wait", "cash_came", "join_run", "leave_run", "pay", "settle"}


def actor(*roles, organisation=OFFICE, user=90):
    return Actor(user, "Somebody", "hat", frozenset(roles), organisation)


# Who (as far as roles and organisations go) may make which moves.
MEMBERS_CLAIM = {
    "its claims person": (actor(Role.CLAIMS_PERSON, organisation=MEMBER), FILLS_IN),
    "its representative": (actor(Role.REPRESENTATIVE, organisation=MEMBER), FILLS_IN | SIGNS),
    "its reviewer": (actor(Role.REVIEWER, organisation=MEMBER), set()),
    "another member's claims person": (actor(Role.CLAIMS_PERSON, organisation=ELSEWHERE), set()),
    "another member's representative": (actor(Role.REPRESENTATIVE, organisation=ELSEWHERE), set()),
    "a finance officer": (actor(Role.FINANCE_OFFICER), CHECKS | PAYS | {"approve"}),
    "a second approver": (actor(Role.SECOND_APPROVER), CHECKS | PAYS | {"approve"}),
    "the secretariat": (actor(Role.SECRETARIAT), set()),
    "the chair": (actor(Role.CHAIR, organisation=ELSEWHERE), set()),
    "the auditor": (actor(Role.AUDITOR, organisation=None), set()),
    "the strategic officer": (actor(Role.STRATEGIC_OFFICER, organisation=None), set()),
    "the system": (SYSTEM, PAYS),
    "whoever prepared it": (actor(Role.FINANCE_OFFICER, user=11), PAYS),
    "whoever signed it": (actor(Role.SECOND_APPROVER, user=12), PAYS),
}
OWN_CLAIM = {
    "its claims person": (actor(Role.CLAIMS_PERSON, organisation=OFFICE), FILLS_IN),
    "its representative": (actor(Role.REPRESENTATIVE, organisation=OFFICE), FILLS_IN | SIGNS),
    "a finance officer": (actor(Role.FINANCE_OFFICER), CHECKS | PAYS),
    "a second approver": (actor(Role.SECOND_APPROVER), CHECKS | PAYS),
    "the secretariat": (actor(Role.SECRETARIAT), set()),
    "the chair": (actor(Role.CHAIR, organisation=ELSEWHERE), {"approve"}),
    "the chair, who checked it": (actor(Role.CHAIR, organisation=ELSEWHERE, user=21), set()),
    "the chair, of the same body": (actor(Role.CHAIR, organisation=OFFICE), set()),
    "the reviewer named for it": (
        actor(Role.REVIEWER, organisation=ELSEWHERE, user=31),
        {"approve"},
    ),
    "the reviewer named before": (actor(Role.REVIEWER, organisation=ELSEWHERE, user=32), set()),
    "a reviewer not named": (actor(Role.REVIEWER, organisation=ELSEWHERE), set()),
    "another member's representative": (actor(Role.REPRESENTATIVE, organisation=ELSEWHERE), set()),
    "the auditor": (actor(Role.AUDITOR, organisation=None), set()),
    "the system": (SYSTEM, PAYS),
}


def claim_in(state, *, own=False):
    """A claim in memory: prepared by 11, signed by 12, checked by 21."""
    organisation = OFFICE if own else MEMBER
    claim = Claim(
        pk=1,
        state=state,
        own=own,
        prepared_by_id=11,
        submitted_by_id=12,
        checked_by_id=21,
        organisation=Organisation(pk=organisation, short_name="VAL"),
    )
    named = [
        SimpleNamespace(user_id=31, ended_at=None),
        SimpleNamespace(user_id=32, ended_at="then"),
    ]
    claim._prefetched_objects_cache = {"assignments": named if own else []}
    return claim


FREE = {"declared": True}  # no guard has anything to say


def somebody_who_may(move_name, *, own=False):
    people = (OWN_CLAIM if own else MEMBERS_CLAIM).values()
    return next(person for person, moves in people if move_name in moves)


def test_the_table_here_names_every_state_and_every_move():
    assert set(TABLE) == set(ClaimState)
    assert {move for row in TABLE.values() for move in row} == set(MOVES)


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", list(ClaimState))
def test_every_cell_of_states_and_moves(state, move):
    against = CLAIM.reasons(claim_in(state), move, somebody_who_may(move), **FREE)
    expected = TABLE[state].get(move)
    if expected is None:
        assert against, f"{move} from {state} must be refused"
        assert "not possible" in against[0] or "already" in against[0]
    else:
        assert against == []
        assert CLAIM.move(move).target == expected


@pytest.mark.parametrize("move", MOVES)
def test_exactly_these_moves_need_a_reason(move):
    assert CLAIM.move(move).needs_reason == (move in NEED_REASON)


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("who", MEMBERS_CLAIM)
def test_every_role_and_move_of_a_members_claim(who, move):
    person, allowed = MEMBERS_CLAIM[who]
    source = sorted(CLAIM.move(move).sources)[0]
    against = CLAIM.move(move).who(person, claim_in(source))
    assert (not against) == (move in allowed), against


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("who", OWN_CLAIM)
def test_every_role_and_move_of_the_accountable_bodys_claim(who, move):
    person, allowed = OWN_CLAIM[who]
    source = sorted(CLAIM.move(move).sources)[0]
    against = CLAIM.move(move).who(person, claim_in(source, own=True))
    assert (not against) == (move in allowed), against


@pytest.mark.parametrize("who", MEMBERS_CLAIM)
@pytest.mark.parametrize("state", list(ClaimState))
def test_the_buttons_of_a_page_are_the_same_table(state, who):
    person, allowed = MEMBERS_CLAIM[who]
    offered = {move.name for move in CLAIM.possible(claim_in(state), person)}
    assert offered == allowed & set(TABLE[state])


@pytest.mark.parametrize(
    "move, facts, words",
    [
        ("pass_on", {"missing": ["Line 3: enter the date paid"]}, "date paid"),
        ("sign", {"missing": ["Line 3: enter the date paid"]}, "date paid"),
        ("sign", {"declared": False}, "declaration"),
        ("answer", {"declared": False}, "declaration"),
        ("check", {"undecided": [2, 5]}, "2, 5"),
        ("check", {"collisions": ["You signed this claim."]}, "signed"),
        ("approve", {"collisions": ["You checked this claim."]}, "checked"),
        ("approve", {"obstacles": ["Training is over."]}, "Training"),
    ],
)
def test_each_guard_speaks_up(move, facts, words):
    source = sorted(CLAIM.move(move).sources)[0]
    against = CLAIM.reasons(claim_in(source), move, somebody_who_may(move), **FREE | facts)
    assert words in " ".join(against)


def test_all_reasons_are_given_at_once():
    facts = FREE | {"collisions": ["One.", "Two."], "obstacles": ["Three."]}
    claim = claim_in(S.CHECKED)
    assert CLAIM.reasons(claim, "approve", somebody_who_may("approve"), **facts) == [
        "One.",
        "Two.",
        "Three.",
    ]
