"""The audit chain: one chain, without gaps, in which every change shows."""

import pytest
from django.db import IntegrityError, transaction

from consortium.core import appendonly, audit, auditcheck
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditHead, AuditRow

pytestmark = pytest.mark.django_db
THING = ("tests.thing", 7)


def write(number=3):
    return [audit.record("thing.changed", THING, after={"n": n}, by=SYSTEM) for n in range(number)]


def test_rows_are_numbered_without_gaps_and_chained():
    first, second, third = write()
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert first.prev_hash == audit.GENESIS
    assert second.prev_hash == first.row_hash
    assert audit.head() == (3, third.row_hash)
    assert auditcheck.verify() == (3, [])


def test_an_act_that_is_rolled_back_leaves_no_row():
    write(1)
    with transaction.atomic():
        write(2)
        transaction.set_rollback(True)
    assert AuditRow.objects.count() == 1
    assert auditcheck.verify() == (1, [])


@pytest.mark.parametrize("change", [{"reason": "none"}, {"after": {"n": 9}}, {"actor_id": 4}])
def test_a_changed_row_is_named(change):
    write()
    with appendonly.emptying():
        AuditRow.objects.filter(sequence=2).update(**change)
    _, problems = auditcheck.verify()
    assert [str(each) for each in problems] == ["Row 2: was changed after it was written."]


def test_the_database_refuses_to_change_or_delete_a_row():
    write()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditRow.objects.filter(sequence=2).update(reason="none")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditRow.objects.filter(sequence=2).delete()
    assert AuditHead.objects.get().sequence == 3
