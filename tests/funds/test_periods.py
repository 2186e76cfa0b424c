"""Opening, closing and reopening the books: the whole table, cell by cell, and its verbs."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditRow
from consortium.core.periods import FinancialYear
from consortium.core.workflow import Refused, fire
from projects.funds import actions
from projects.funds.models import Period
from projects.funds.states import PeriodState
from projects.funds.workflow import PERIOD
from tests.factories.funds import act, open_books

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = act(user_id=1), act("second_approver", user_id=2), act(user_id=3)
S = PeriodState

# Rows are states, columns are moves; the cell is the state the move leads to.
TABLE = {
    S.OPEN: {"start_closing": S.CLOSING},
    S.CLOSING: {"stop_closing": S.OPEN, "close": S.CLOSED},
    S.CLOSED: {"ask_to_reopen": S.CLOSED, "reopen": S.REOPENED, "keep_closed": S.CLOSED},
    S.REOPENED: {"start_closing": S.CLOSING},
}
MOVES = [move.name for move in PERIOD.moves]
FACTS = {"today": date(2027, 6, 1), "open_before": False, "asked_by": None}


@pytest.fixture
def books():
    clock.set_today(date(2027, 6, 1), by=SYSTEM)
    return open_books()


def again(period):
    return Period.objects.get(pk=period.pk)


def closed(period):
    actions.start_closing(period, by=FIRST)
    return actions.close_period(again(period), by=SECOND)


def in_state(state, period):
    """The period brought into a state by the verbs."""
    if state != S.OPEN:
        actions.start_closing(period, by=FIRST)
    if state in (S.CLOSED, S.REOPENED):
        actions.close_period(again(period), by=SECOND)
    if state == S.REOPENED:
        actions.ask_to_reopen(again(period), reason="An invoice", by=FIRST)
        actions.reopen_period(again(period), by=SECOND)
    return again(period)


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", list(S))
def test_every_cell_of_the_table(books, state, move):
    period = in_state(state, books[0])
    target = TABLE[state].get(move)
    asked_by = 1 if move in ("reopen", "keep_closed") else None
    facts = {**FACTS, "asked_by": asked_by}
    if move == "reopen":
        Period.objects.filter(pk=period.pk).update(reopening_by_id=1, reopening_reason="x")
        period.reopened_by_id, period.reopened_at = 3, clock.now()
    if move == "close":
        period.closed_by_id, period.closed_at = 3, clock.now()
    fields = {"reopen": ["reopened_by_id", "reopened_at"], "close": ["closed_by_id", "closed_at"]}
    try:
        with transaction.atomic():
            fire(
                PERIOD, period, move, reason="x", facts=facts, fields=fields.get(move, ()), by=THIRD
            )
    except Refused:
        assert target is None
    else:
        assert again(period).state == target


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize(
    "role", ["secretariat", "auditor", "chair", "representative", "strategic_officer"]
)
def test_only_finance_moves_the_books(books, move, role):
    assert PERIOD.move(move).who(act(role, user_id=9), books[0])


@pytest.mark.parametrize("move", MOVES)
def test_both_finance_roles_may(books, move):
    for person in (act(user_id=9), act("second_approver", user_id=9)):
        assert PERIOD.move(move).who(person, books[0]) is None


def test_two_people_close_the_books(books):
    actions.start_closing(books[0], by=FIRST)
    with pytest.raises(Refused, match="Another person closes them"):
        actions.close_period(again(books[0]), by=FIRST)
    actions.close_period(again(books[0]), by=SECOND)
    period = again(books[0])
    assert (period.closing_by_id, period.closed_by_id) == (1, 2)


def test_the_database_wants_two_people_as_well(books):
    with pytest.raises(IntegrityError), transaction.atomic():
        Period.objects.filter(pk=books[0].pk).update(closing_by_id=1, closed_by_id=1)


def test_quarters_are_closed_in_their_order(books):
    with pytest.raises(Refused, match="An earlier quarter is still open"):
        actions.start_closing(books[1], by=FIRST)


def test_a_quarter_is_not_closed_before_it_is_over(books):
    clock.set_today(date(2026, 6, 30), by=SYSTEM)
    with pytest.raises(Refused, match="runs until 30 June 2026"):
        actions.start_closing(books[0], by=FIRST)
    clock.set_today(date(2026, 7, 1), by=SYSTEM)
    actions.start_closing(again(books[0]), by=FIRST)


def test_reopening_needs_two_people_and_a_reason(books):
    closed(books[0])
    with pytest.raises(Refused, match="Give a reason"):
        actions.ask_to_reopen(again(books[0]), reason="  ", by=FIRST)
    with pytest.raises(Refused, match="Nobody has asked"):
        actions.reopen_period(again(books[0]), by=SECOND)
    actions.ask_to_reopen(again(books[0]), reason="An invoice turned up", by=FIRST)
    with pytest.raises(Refused, match="Somebody has asked for this already"):
        actions.ask_to_reopen(again(books[0]), reason="Me too", by=THIRD)
    with pytest.raises(Refused, match="Another person decides"):
        actions.reopen_period(again(books[0]), by=FIRST)
    actions.reopen_period(again(books[0]), by=SECOND)
    row = AuditRow.objects.get(action="period.reopen")
    assert row.reason == "An invoice turned up"


def test_books_that_were_reopened_are_closed_by_two_people_again(books):
    in_state(S.REOPENED, books[0])
    actions.start_closing(again(books[0]), by=SECOND)
    actions.close_period(again(books[0]), by=FIRST)
    period = again(books[0])
    assert period.state == S.CLOSED
    assert period.reopening_by_id is None


def test_a_wish_to_reopen_can_be_refused_and_said_again(books):
    closed(books[0])
    actions.ask_to_reopen(again(books[0]), reason="An invoice", by=FIRST)
    actions.keep_closed(again(books[0]), by=SECOND)
    assert again(books[0]).state == S.CLOSED
    actions.ask_to_reopen(again(books[0]), reason="It is large", by=FIRST)


def test_opening_a_year_twice_makes_its_quarters_once():
    assert len(actions.open_year(FinancialYear(2026), by=FIRST)) == 4
    assert actions.open_year(FinancialYear(2026), by=FIRST) == []
    with pytest.raises(Refused):
        actions.open_year(FinancialYear(2027), by=act("representative"))
