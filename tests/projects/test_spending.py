"""Approved spend never passes a budget line (M12)."""

import pytest
from django.db import IntegrityError, transaction

from consortium.core.models import AuditRow
from consortium.core.workflow import Refused
from projects.actions import lock_budget_lines, spend
from projects.models import BudgetLine
from tests.factories.funds import act
from tests.factories.projects import BudgetLineFactory

pytestmark = pytest.mark.django_db
BY = act()


def approved(line):
    return BudgetLine.objects.get(pk=line.pk).approved


def test_spend_is_added_to_each_line_and_says_what_is_left():
    one, two = BudgetLineFactory(amount=500_00), BudgetLineFactory(amount=200_00)
    assert spend({one.pk: 120_00, two.pk: 200_00}, by=BY) == {one.pk: 380_00, two.pk: 0}
    assert approved(one) == 120_00
    assert AuditRow.objects.filter(action="budget.spent").count() == 1


def test_a_line_over_its_budget_is_named_with_what_is_left_and_nothing_is_written():
    one, two = BudgetLineFactory(amount=500_00), BudgetLineFactory(amount=200_00)
    with pytest.raises(Refused) as refused:
        spend({one.pk: 500_01, two.pk: 50_00}, by=BY)
    assert len(refused.value.reasons) == 1
    assert str(one.heading) in refused.value.reasons[0]
    assert "£500.00 left" in refused.value.reasons[0]
    assert approved(two) == 0


def test_the_grants_tolerance_counts_before_a_line_is_over():
    line = BudgetLineFactory(amount=100_00, tolerance=10_00)
    spend({line.pk: 110_00}, by=BY)
    with pytest.raises(Refused):
        spend({line.pk: 1}, by=BY)


def test_a_correction_gives_back_but_never_more_than_was_approved():
    line = BudgetLineFactory(amount=100_00)
    spend({line.pk: 60_00}, by=BY)
    spend({line.pk: -20_00}, by=BY)
    assert approved(line) == 40_00
    with pytest.raises(Refused, match="more would be taken back"):
        spend({line.pk: -40_01}, by=BY)


def test_the_database_refuses_a_line_over_its_budget_by_itself():
    line = BudgetLineFactory(amount=100_00)
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetLine.objects.filter(pk=line.pk).update(approved=100_01)


def test_locks_are_taken_in_the_order_of_ids():
    lines = BudgetLineFactory.create_batch(3)
    assert list(lock_budget_lines(line.pk for line in reversed(lines))) == [x.pk for x in lines]


def test_spending_takes_as_many_queries_for_three_lines_as_for_one(django_assert_max_num_queries):
    counts = []
    spend({BudgetLineFactory().pk: 1_00}, by=BY)  # the audit chain's first row costs more
    for lines in (BudgetLineFactory.create_batch(1), BudgetLineFactory.create_batch(3)):
        with django_assert_max_num_queries(8) as seen:
            spend({line.pk: 1_00 for line in lines}, by=BY)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_nothing_to_spend_writes_nothing():
    assert spend({}, by=BY) == {}
    assert spend({BudgetLineFactory().pk: 0}, by=BY) == {}
    assert not AuditRow.objects.exists()
