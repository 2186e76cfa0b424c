"""Many at one fund, one line, one period; and the same with the lock taken out."""

import threading
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.checks import run_checks
from consortium.core.workflow import Refused
from projects import actions as budgets
from projects.funds import actions, ledger
from projects.funds.ledger import Short, positions
from projects.funds.models import Fund, Journal, Period, Position
from projects.funds.states import PeriodState
from projects.models import BudgetLine
from tests.factories.funds import act, ledger_ground
from tests.factories.members import OrganisationFactory
from tests.factories.projects import BudgetLineFactory
from tests.together import all_at_once

from .books import approve, pay, receive

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MANY = 8


@pytest.fixture
def story():
    """£500.00 in the fund, and eight members who are owed £100.00 each."""
    with transaction.atomic():
        ground = ledger_ground()
        members = OrganisationFactory.create_batch(MANY)
        receive(ground, 500_00)
        for member in members:
            approve(ground, member, 100_00)
    return ground, members


def paying(ground, member):
    def act():
        with transaction.atomic():
            return pay(ground, member, 100_00)

    return act


def everybody_is_paid(story):
    ground, members = story
    return all_at_once(paying(ground, member) for member in members)


def cash(ground):
    return Position.objects.get(fund=ground.fund).cash


@contextmanager
def no_lock(monkeypatch):
    """Funds are read without their lock, and everybody checks before anybody writes."""
    all_have_checked = threading.Barrier(MANY)
    check = positions.check_cover

    def check_and_wait(*args, **kwargs):
        check(*args, **kwargs)
        all_have_checked.wait(20)

    def unlocked(fund_ids):
        return list(Fund.objects.filter(pk__in=set(fund_ids)).order_by("pk"))

    with monkeypatch.context() as patch:
        patch.setattr(positions, "lock_funds", unlocked)
        patch.setattr(positions, "check_cover", check_and_wait)
        yield


@contextmanager
def no_check():
    """The last reader of the rule is out, too."""
    with connection.cursor() as cursor:
        name = "a_funds_cash_never_falls_below_zero"
        cursor.execute(f"ALTER TABLE funds_position DROP CONSTRAINT {name}")
        try:
            yield
        finally:
            cursor.execute("UPDATE funds_position SET cash = 0 WHERE cash < 0")
            cursor.execute(
                f"ALTER TABLE funds_position ADD CONSTRAINT {name} CHECK (cash >= -1 * overdraft)"
            )


def test_a_fund_is_never_overdrawn_by_many_payments_at_once(story):
    results = everybody_is_paid(story)
    assert sum(isinstance(each, Journal) for each in results) == 5
    assert sum(isinstance(each, Short) for each in results) == 3
    assert cash(story[0]) == 0
    posted_without_claims = ["V12", "V34"]  # the ledger alone knows no payments
    found = run_checks(leave_out=posted_without_claims)
    assert not [each for each in found if each.count and each.code < "V29"]


def test_without_the_lock_only_the_databases_check_stands(story, monkeypatch):
    with no_lock(monkeypatch):
        results = everybody_is_paid(story)
    assert not any(isinstance(each, Short) for each in results)
    assert sum(isinstance(each, IntegrityError) for each in results) == 3
    assert cash(story[0]) == 0


def test_without_lock_and_check_the_fund_is_overdrawn(story, monkeypatch):
    with no_check(), no_lock(monkeypatch):
        results = everybody_is_paid(story)
        assert all(isinstance(each, Journal) for each in results)
        assert cash(story[0]) == -300_00


def test_journals_posted_at_once_are_numbered_without_gaps_in_one_chain(story):
    ground, _ = story

    def receive_one():
        with transaction.atomic():
            return receive(ground, 7).number

    numbers = all_at_once([receive_one] * MANY)
    first = MANY + 2
    assert sorted(numbers) == list(range(first, first + MANY))


def test_transfers_in_both_directions_do_not_wait_for_each_other_for_ever(story):
    ground, _ = story
    with transaction.atomic():
        actions.bring_forward(
            ground.own_means, 900_00, effective=date(2026, 7, 1), reason="x", by=ground.first
        )
        actions.bring_forward(
            ground.fund, 900_00, effective=date(2026, 7, 1), reason="x", by=ground.first
        )

    def move(source, target):
        def run():
            return actions.transfer(
                source,
                target,
                10_00,
                why="release",
                reason="Test",
                effective=date(2026, 7, 20),
                by=ground.first,
            )

        return run

    there, back = move(ground.fund, ground.own_means), move(ground.own_means, ground.fund)
    results = all_at_once([there, back] * 4)
    assert all(isinstance(each, Journal) for each in results), results


def test_a_period_is_closed_before_or_after_a_posting_never_in_its_middle(story):
    ground, _ = story
    clock.set_today(date(2027, 6, 1), by=SYSTEM)
    for code in ("2026-Q1", "2026-Q2"):
        actions.start_closing(Period.objects.get(quarter=code), by=ground.first)
        if code == "2026-Q1":
            actions.close_period(Period.objects.get(quarter=code), by=ground.second)
    posted, closing = threading.Event(), threading.Event()

    def post_slowly():
        with transaction.atomic():
            journal = receive(ground, 7)
            posted.set()
            closing.wait(5)
            threading.Event().wait(0.5)
            return journal

    def close():
        posted.wait(5)
        closing.set()
        return actions.close_period(Period.objects.get(quarter="2026-Q2"), by=ground.second)

    journal, period = all_at_once([post_slowly, close])
    assert isinstance(journal, Journal)
    assert period.state == PeriodState.CLOSED
    assert not [f for f in run_checks(only=["V05"]) if f.count]
    with pytest.raises(Refused, match="are closed"), transaction.atomic():
        receive(ground, 7)


def test_a_posting_that_waited_for_a_closing_is_refused_in_words(story):
    ground, _ = story
    clock.set_today(date(2027, 6, 1), by=SYSTEM)
    actions.start_closing(Period.objects.get(quarter="2026-Q1"), by=ground.first)
    actions.close_period(Period.objects.get(quarter="2026-Q1"), by=ground.second)
    actions.start_closing(Period.objects.get(quarter="2026-Q2"), by=ground.first)
    closed, posting = threading.Event(), threading.Event()

    def close_slowly():
        with transaction.atomic():
            actions.close_period(Period.objects.get(quarter="2026-Q2"), by=ground.second)
            closed.set()
            posting.wait(5)
            threading.Event().wait(0.5)

    def post():
        closed.wait(5)
        posting.set()
        with transaction.atomic():
            return receive(ground, 7)

    _, refused = all_at_once([close_slowly, post])
    assert isinstance(refused, Refused)
    assert refused.reasons == ["The period of this day is closed or missing."]


class TestBudgetLines:
    def spending(self, line):
        def run():
            with transaction.atomic():
                return budgets.spend({line.pk: 200_00}, by=act())

        return run

    def test_a_budget_line_is_never_overspent_by_many_approvals_at_once(self):
        line = BudgetLineFactory(amount=1_000_00)
        results = all_at_once([self.spending(line)] * MANY)
        assert sum(isinstance(each, Refused) for each in results) == MANY - 5
        assert BudgetLine.objects.get(pk=line.pk).approved == 1_000_00

    def test_without_the_lock_only_the_databases_check_stands(self, monkeypatch):
        from projects.actions import spending

        line = BudgetLineFactory(amount=1_000_00)
        everybody = threading.Barrier(MANY)

        def unlocked(line_ids):
            found = BudgetLine.objects.select_related("project", "heading", "grant")
            lines = {each.pk: each for each in found.filter(pk__in=list(line_ids))}
            everybody.wait(20)
            return lines

        monkeypatch.setattr(spending, "lock_budget_lines", unlocked)
        results = all_at_once([self.spending(line)] * MANY)
        assert not any(isinstance(each, Refused) for each in results)
        assert sum(isinstance(each, IntegrityError) for each in results) == MANY - 5

    def test_lines_locked_in_any_order_do_not_wait_for_each_other_for_ever(self):
        lines = BudgetLineFactory.create_batch(3, amount=10_000_00)

        def spend_on(chosen):
            def run():
                with transaction.atomic():
                    return budgets.spend({line.pk: 1 for line in chosen}, by=act())

            return run

        results = all_at_once([spend_on(lines), spend_on(list(reversed(lines)))] * 4)
        assert not any(isinstance(each, Exception) for each in results), results


def test_a_reversal_asked_twice_at_once_is_made_once(story):
    ground, _ = story
    with transaction.atomic():
        journal = receive(ground, 80_00)

    def reverse():
        with transaction.atomic():
            return ledger.reverse(
                journal, effective=date(2026, 8, 1), reason="Twice", by=ground.first
            )

    results = all_at_once([reverse] * 4)
    assert sum(isinstance(each, Journal) for each in results) == 1
    assert sum(isinstance(each, Refused) for each in results) == 3
