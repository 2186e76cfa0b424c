"""Two people at one claim, two claims at one budget line; and the same with the lock taken out."""

import threading
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction

from claims import locks
from claims.actions import approving, checking
from claims.actions.approving import Outcome, approve
from claims.actions.checking import Ruling, decide_line, uncheck
from claims.models import Approval, Claim, ClaimLine
from claims.states import ClaimState, Decision
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from projects.actions import spending
from projects.funds.models import Grant, Journal
from projects.models import BudgetLine
from tests.factories.checking import decided, ground, sent
from tests.together import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def on():
    with transaction.atomic():
        return ground(cash=1_000_000_00, budget=50_000_00)


@pytest.fixture
def claim(on):
    with transaction.atomic():
        return decided(sent(on, (100_00, 50_00)), by=on.checker)


def approvals(on, claim):
    """The same claim, twice at once, by two people."""
    people = [on.second, on.third]
    return all_at_once([lambda by=by: approve(claim, by=by) for by in people])


def said(results, kind):
    return [one for one in results if isinstance(one, kind)]


@contextmanager
def no_locks(monkeypatch, *, wait_for=2):
    """Everything is read without its lock, and everybody has looked before anybody writes."""
    all_have_looked = threading.Barrier(wait_for)

    def unlocked(pk):
        claim = Claim.objects.select_related("round__grant__fund", "organisation").get(pk=pk)
        lines = ClaimLine.objects.filter(claim=claim).select_related(
            "item", "budget_line__project", "budget_line__heading"
        )
        return locks.LockedClaim(claim, list(lines.order_by("number")), {})

    def budget_lines(ids):
        found = BudgetLine.objects.select_related("project", "heading", "organisation", "grant")
        return {line.pk: line for line in found.filter(pk__in=set(ids))}

    look = approving.what_stops

    def look_and_wait(*args, **kwargs):
        found = look(*args, **kwargs)
        all_have_looked.wait(20)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(approving, "lock_for_approval", unlocked)
        patch.setattr(spending, "lock_budget_lines", budget_lines)
        patch.setattr(approving, "what_stops", look_and_wait)
        yield


def test_two_approvers_at_once_approve_once_and_the_second_is_told(on, claim):
    results = approvals(on, claim)
    assert len(said(results, Outcome)) == 1
    (refused,) = said(results, Refused)
    assert "is approved already" in str(refused)
    assert "approved it for £150.00" in str(refused)
    assert_approved_once(on, claim)


def assert_approved_once(on, claim):
    claim.refresh_from_db()
    assert claim.state == ClaimState.APPROVED
    assert Approval.objects.filter(claim=claim).count() == 1
    assert Journal.objects.filter(kind="claim_approved").count() == 1
    assert sum(BudgetLine.objects.values_list("approved", flat=True)) == 150_00


def test_without_the_locks_nobody_is_told_and_only_the_database_stands(on, claim, monkeypatch):
    """The control: the same two, unlocked. One is stopped by a constraint, not by a sentence."""
    with no_locks(monkeypatch):
        results = approvals(on, claim)
    assert not [one for one in said(results, Refused) if "approved already" in str(one)]
    assert len(said(results, IntegrityError)) == 1
    assert_approved_once(on, claim)


@pytest.fixture
def two_claims(on):
    """Two quarters' claims on one budget line that has enough left for one of them."""
    with transaction.atomic():
        line = on.budgets[0]
        BudgetLine.objects.filter(pk=line.pk).update(amount=150_00)
        first = sent(on, (100_00,))
        second = sent(on, (100_00,), round=ground(beside=on, cash=1_000_00).round)
        Grant.objects.update(variance_amount=100_000_00)
        return [decided(one, by=on.checker) for one in (first, second)]


def both_approved(on, claims):
    return all_at_once([lambda c=c: approve(c, by=on.second) for c in claims])


def test_two_claims_at_one_budget_line_do_not_take_more_than_is_left(on, two_claims):
    results = both_approved(on, two_claims)
    assert len(said(results, Outcome)) == 1
    (refused,) = said(results, Refused)
    assert "£50.00 left" in str(refused)
    assert BudgetLine.objects.get(pk=on.budgets[0].pk).approved == 100_00


def test_without_the_locks_only_the_budgets_check_stands(on, two_claims, monkeypatch):
    with no_locks(monkeypatch):
        results = both_approved(on, two_claims)
    assert not said(results, Refused)
    assert len(said(results, IntegrityError)) == 1
    assert BudgetLine.objects.get(pk=on.budgets[0].pk).approved == 100_00


def test_above_the_limit_two_approvals_at_once_are_a_first_and_a_second(on):
    with transaction.atomic():
        claim = decided(sent(on, (26_000_00,)), by=on.checker)
    results = approvals(on, claim)
    assert sorted(one.more for one in said(results, Outcome)) == [0, 1]
    assert sorted(Approval.objects.values_list("step", flat=True)) == [1, 2]
    claim.refresh_from_db()
    assert claim.state == ClaimState.APPROVED


def test_approving_and_sending_back_at_once_leave_one_truth(on, claim):
    results = all_at_once(
        [lambda: approve(claim, by=on.second), lambda: uncheck(claim, reason="Wait", by=on.third)]
    )
    assert len(said(results, Refused)) == 1
    claim.refresh_from_db()
    if claim.state == ClaimState.APPROVED:
        assert Approval.objects.filter(taken_back_at=None).count() == 1
    else:
        assert claim.state == ClaimState.SUBMITTED
        assert not Journal.objects.filter(kind="claim_approved").exists()


def test_two_checkers_at_one_line_the_second_sees_both_versions(on):
    with transaction.atomic():
        line = sent(on, (100_00,)).lines.get()
    rulings = [Ruling(Decision.ACCEPTED), Ruling(Decision.DISALLOWED, None, "No")]
    people = [on.checker, on.second]
    results = all_at_once(
        [
            lambda r=ruling, by=by: decide_line(line, r, version=1, by=by)
            for ruling, by in zip(rulings, people, strict=True)
        ]
    )
    assert len(said(results, Stale)) == 1
    line.refresh_from_db()
    assert line.version == 2


def test_without_the_lock_the_second_checker_overwrites_the_first(on, monkeypatch):
    """The control: unlocked, both read the first version, and one decision is lost."""
    with transaction.atomic():
        line = sent(on, (100_00,)).lines.get()
    both_have_read = threading.Barrier(2)

    def unlocked(pk):
        found = ClaimLine.objects.select_related("item", "budget_line").get(pk=pk)
        both_have_read.wait(20)
        return found

    def claim_unlocked(pk):
        return Claim.objects.select_related("round__grant__fund", "organisation").get(pk=pk)

    monkeypatch.setattr(checking, "lock_line", unlocked)
    monkeypatch.setattr(checking, "lock_claim", claim_unlocked)
    rulings = [Ruling(Decision.ACCEPTED), Ruling(Decision.DISALLOWED, None, "No")]
    results = all_at_once(
        [lambda r=r: decide_line(line, r, version=1, by=on.checker) for r in rulings]
    )
    assert not said(results, Stale)
    line.refresh_from_db()
    assert line.version == 2  # two decisions, one version: the first one is gone
