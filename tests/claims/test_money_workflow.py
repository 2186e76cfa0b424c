"""Every state of bank details, runs, payments and funder claims against every move of its table."""

from types import SimpleNamespace

import pytest

from claims import permissions_money as may
from claims.states import AccountState, FunderClaimState, PaymentState, RunState
from claims.workflow_money import ACCOUNT, FUNDER_CLAIM, PAYMENT, RUN
from consortium.core.workflow import every_cell
from members.states import Role
from tests.factories.funds import act

TABLES = {
    "account": (ACCOUNT, AccountState),
    "run": (RUN, RunState),
    "payment": (PAYMENT, PaymentState),
    "funder claim": (FUNDER_CLAIM, FunderClaimState),
}
# What the paper says (model.md, "States"): from, move, to.
PAPER = {
    "account": """
        waiting verify verified | waiting refuse refused | waiting overtake replaced
        verified replace replaced | verified verify_again verified
    """,
    "run": """
        prepared release released | released export exported | released send sent
        exported send sent | sent finish finished
        prepared ask_void void_asked | released ask_void void_asked
        exported ask_void void_asked | void_asked void void
        void_asked keep_prepared prepared | void_asked keep_released released
        void_asked keep_exported exported
    """,
    "payment": """
        prepared release released | released confirm confirmed | released fail failed
        prepared void void | released void void
    """,
    "funder claim": """
        assembled sign signed | assembled unsign assembled | signed unsign assembled
        signed send sent | sent query queried | queried query queried
        sent replace replaced | queried replace replaced
        sent agree agreed | queried agree agreed
        sent receive_part part_received | queried receive_part part_received
        agreed receive_part part_received | part_received receive_part part_received
        sent receive received | queried receive received | agreed receive received
        part_received receive received | assembled abandon abandoned
    """,
}


def paper(name):
    cells = [cell.split() for cell in PAPER[name].replace("\n", "|").split("|") if cell.strip()]
    return {tuple(cell[n : n + 3]) for cell in cells for n in range(0, len(cell), 3)}


@pytest.mark.parametrize("name", TABLES)
def test_the_table_is_the_papers_and_nothing_more(name):
    table, states = TABLES[name]
    made = {
        (state, move.name, str(move.target))
        for state, move in every_cell(table, states)
        if state in move.sources
    }
    assert made == paper(name)


CELLS = [
    (name, state, move)
    for name, (table, states) in TABLES.items()
    for state, move in every_cell(table, states)
]
OFFICER = act(Role.FINANCE_OFFICER, user_id=1)
NOBODY = act(Role.AUDITOR, user_id=2)


class Meta:
    verbose_name = "record"

    def __init__(self, states):
        self.states = states

    def get_field(self, name):
        return SimpleNamespace(flatchoices=self.states.choices)


def record(states, state):
    return SimpleNamespace(
        _meta=Meta(states), state=state, entered_by_id=9, verified_by_id=8, prepared_by_id=9,
        released_by_id=9, void_asked_by_id=9, released_at=None, exported_at=None, total=1,
        bank_file_sha256="x", first_signed_by_id=9, second_signed_by_id=8,
        organisation=SimpleNamespace(pk=1), run=SimpleNamespace(released_by_id=9),
    )  # fmt: skip


@pytest.mark.parametrize("name, state, move", CELLS, ids=lambda v: getattr(v, "name", v))
def test_a_move_is_refused_from_every_state_that_the_table_does_not_name(name, state, move):
    table, states = TABLES[name]
    reasons = table.reasons(record(states, state), move, OFFICER, payments=1, how="x", reason="x")
    if state not in move.sources:
        assert "This record is" in reasons[0]
    elif not move.name.startswith(("keep_", "overtake")):
        assert reasons == []


@pytest.mark.parametrize("name, state, move", CELLS, ids=lambda v: getattr(v, "name", v))
def test_an_auditor_moves_nothing(name, state, move):
    table, states = TABLES[name]
    assert table.reasons(record(states, state), move, NOBODY, payments=1, how="x", reason="x")


@pytest.mark.parametrize(
    "who, said",
    [
        (may.another_than_preparer, "prepared"),
        (may.another_than_releaser, "released"),
        (may.another_than_who_asked_to_void, "asked"),
    ],
)
def test_the_first_person_is_never_the_second(who, said):
    mine = SimpleNamespace(prepared_by_id=1, released_by_id=1, void_asked_by_id=1)
    assert said in who(OFFICER, mine)
    theirs = SimpleNamespace(prepared_by_id=2, released_by_id=2, void_asked_by_id=2)
    assert who(OFFICER, theirs) is None
    assert who(NOBODY, theirs)
