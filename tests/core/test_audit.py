"""The audit chain: one chain, without gaps, in which every change shows."""

import datetime
import json
import threading
import tracemalloc
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from consortium.core import appendonly, audit, auditcheck
from consortium.core.actor import SYSTEM, Actor
from consortium.core.canonical import canonical, mask, plain
from consortium.core.models import AuditHead, AuditRow, Message, PublishedHead
from consortium.core.periods import Quarter

pytestmark = pytest.mark.django_db
THING = ("tests.thing", 7)
ANNA = Actor(
    user_id=5,
    name="Anna Example",
    hat="office:1",
    roles=frozenset({"finance_officer", "chair"}),
    organisation_id=1,
    ip="192.0.2.7",
    request_id="abc",
)


def write(number=3, by=SYSTEM):
    with transaction.atomic():
        return [audit.record("thing.changed", THING, after={"n": n}, by=by) for n in range(number)]


def problems(**kwargs):
    return [str(each) for each in auditcheck.verify(**kwargs)[1]]


def test_rows_are_numbered_without_gaps_and_chained():
    first, second, third = write()
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert first.prev_hash == audit.GENESIS
    assert second.prev_hash == first.row_hash
    assert audit.head() == (3, third.row_hash)
    assert auditcheck.verify() == (3, [])


def test_an_empty_chain_holds():
    assert auditcheck.verify() == (0, [])
    assert audit.head() == (0, audit.GENESIS)


def test_an_act_that_is_rolled_back_leaves_no_row():
    write(1)
    with transaction.atomic():
        write(2)
        transaction.set_rollback(True)
    assert AuditRow.objects.count() == 1
    assert auditcheck.verify() == (1, [])


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "none"},
        {"after": {"n": 9}},
        {"after": None},
        {"actor_id": 4},
        {"object_id": "8"},
        {"at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
        {"hat": "chair:2"},
        {"ip": "192.0.2.8"},
    ],
)
def test_a_changed_row_is_named(change):
    write()
    with appendonly.emptying():
        AuditRow.objects.filter(sequence=2).update(**change)
    assert problems() == ["Row 2: was changed after it was written."]


def test_a_row_that_was_changed_and_hashed_again_breaks_the_next_one():
    write()
    with appendonly.emptying():
        row = AuditRow.objects.get(sequence=2)
        row.reason = "another"
        content = audit.content_of({name: getattr(row, name) for name in audit.HASHED})
        row.row_hash = audit.row_hash(row.prev_hash, content)
        row.save()
    assert problems() == ["Row 3: does not follow from the row before it."]


def test_a_deleted_row_is_named():
    write()
    with appendonly.emptying():
        AuditRow.objects.filter(sequence=2).delete()
    assert problems() == ["Row 2: is missing; the next row there is has the number 3."]


def cut_off(last: int):
    """Remove rows after `last` and move the head back, as somebody with the database would."""
    with appendonly.emptying():
        AuditRow.objects.filter(sequence__gt=last).delete()
        end = AuditRow.objects.get(sequence=last)
        AuditHead.objects.update(sequence=last, row_hash=end.row_hash)


def test_rows_cut_off_at_the_end_are_seen_by_the_head():
    write()
    with appendonly.emptying():
        AuditRow.objects.filter(sequence=3).delete()
    assert problems() == ["Row 3: is missing: the head says 3 rows, the chain has 2."]


def test_a_cut_with_the_head_moved_back_is_seen_by_what_was_published():
    write()
    audit.publish_head("funder claim 3 v1")
    cut_off(2)
    assert problems() == ["Row 3: is missing: row 3 was published, the chain ends at 2."]


def test_a_cut_is_seen_by_a_head_that_is_kept_outside():
    outside = write()[-1]
    cut_off(2)
    assert problems() == []
    assert problems(published=[(3, outside.row_hash)]) == [
        "Row 3: is missing: row 3 was published, the chain ends at 2."
    ]


def test_a_chain_written_anew_differs_from_what_was_published():
    kept = write()[1]
    with appendonly.emptying():
        AuditRow.objects.all().delete()
        AuditHead.objects.all().delete()
    write(by=ANNA)
    assert problems() == []
    assert problems(published=[(2, kept.row_hash)]) == [
        "Row 2: differs from the head that was published."
    ]


def test_the_database_refuses_to_change_or_delete_a_row():
    write()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditRow.objects.filter(sequence=2).update(reason="none")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditRow.objects.filter(sequence=2).delete()
    assert AuditHead.objects.get().sequence == 3


def test_a_row_says_who_in_which_hat_from_where_but_never_their_name():
    sudo = replace(ANNA, impersonator_id=9, task="job 4")
    with transaction.atomic():
        row = audit.record("thing.changed", THING, reason=" Because ", grant="rule 4", by=sudo)
    assert (row.actor_id, row.real_actor_id, row.hat) == (5, 9, "office:1")
    assert (row.actor_roles, row.organisation_id) == ("chair,finance_officer", 1)
    assert (row.ip, row.request_id, row.task) == ("192.0.2.7", "abc", "job 4")
    assert (row.reason, row.grant) == ("Because", "rule 4")
    assert "Anna" not in json.dumps(
        {n: str(getattr(row, n)) for n in (*audit.HASHED, "row_hash", "prev_hash")}
    )


def test_bank_numbers_and_secrets_are_masked_at_every_depth():
    with transaction.atomic():
        row = audit.record(
            "payee.changed",
            THING,
            before={"account_number": "12345678", "payee": "Luton Tea"},
            after={"to": [{"sort_code": "20-00-00", "iban": "GB33BUKB20201555555555"}],
                   "password": "hunter2", "api_key": "k", "account_no": ""},
            by=ANNA,
        )  # fmt: skip
    assert row.before == {"account_number": "•••678", "payee": "Luton Tea"}
    assert row.after == {
        "to": [{"sort_code": "•••", "iban": "•••555"}],
        "password": "•••", "api_key": "•••", "account_no": "",
    }  # fmt: skip


def test_what_is_recorded_is_plain_and_a_float_is_refused():
    assert plain({"q": Quarter(2026, 2), "on": datetime.date(2026, 10, 21), "s": {2, 1}}) == {
        "q": "2026-Q2", "on": "2026-10-21", "s": [1, 2],
    }  # fmt: skip
    with pytest.raises(TypeError, match="float"):
        plain({"amount": 1.5})


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(after=st.dictionaries(st.text(max_size=8), values, max_size=4), reason=st.text(max_size=30))
def test_whatever_was_recorded_reads_back_to_the_same_hash(after, reason):
    with transaction.atomic():
        audit.record("thing.changed", THING, after=after, reason=reason, by=ANNA)
    assert problems() == []


def test_the_order_of_keys_does_not_matter_and_the_form_is_the_agreed_one():
    assert (
        canonical({"b": 1, "a": "ü"}) == canonical({"a": "ü", "b": 1}) == '{"a":"ü","b":1}'.encode()
    )


def test_masking_changes_nothing_else():
    assert mask({"a": 1, "b": [1, {"c": "x"}]}) == {"a": 1, "b": [1, {"c": "x"}]}


def test_rows_written_in_bulk_continue_the_same_chain():
    write(2)
    at = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)
    many = (
        audit.describe("thing.changed", THING, after={"n": n}, at=at, by=ANNA) for n in range(2500)
    )
    assert audit.append_rows(many) == 2500
    last = write(1)[0]
    assert last.sequence == 2503
    assert auditcheck.verify() == (2503, [])


def test_history_is_the_rows_of_one_record_oldest_first():
    write(2)
    with transaction.atomic():
        audit.record("other", ("tests.thing", 71), by=SYSTEM)
    assert [row.sequence for row in audit.history(THING)] == [1, 2]


def test_the_memory_of_a_check_does_not_grow_with_the_chain():
    def peak(rows):
        audit.append_rows(
            audit.describe("thing.changed", THING, after={"n": n}, by=ANNA) for n in range(rows)
        )
        tracemalloc.start()
        assert problems() == []
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(100)
    few = peak(4_000)
    assert peak(16_000) < few * 1.3


def test_verify_audit_is_silent_when_the_chain_holds_and_names_the_row_when_not(capsys):
    write()
    call_command("verify_audit")
    assert capsys.readouterr().out == ""
    with appendonly.emptying():
        AuditRow.objects.filter(sequence=2).update(reason="x")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")
    assert ended.value.code == 1
    assert capsys.readouterr().out == "Row 2: was changed after it was written.\n"


def test_verify_audit_compares_with_a_head_from_outside(capsys):
    row = write()[-1]
    call_command("verify_audit", head=[f"3:{row.row_hash}"])
    with pytest.raises(SystemExit):
        call_command("verify_audit", head=[f"3:{'0' * 64}"])
    assert "Row 3: differs" in capsys.readouterr().out


def test_the_head_leaves_the_house_once_a_day(settings):
    settings.AUDIT_HEAD_TO = ["auditor@example.org"]
    row = write()[-1]
    day = datetime.date(2026, 10, 21)
    auditcheck.publish_daily(today=day)
    auditcheck.publish_daily(today=day)
    assert PublishedHead.objects.get().row_hash == row.row_hash
    message = Message.objects.get()
    assert message.to == "auditor@example.org"
    assert row.row_hash in message.text


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_a_mistake_in_the_verb():
    with pytest.raises(transaction.TransactionManagementError):
        audit.record("thing.changed", THING, by=SYSTEM)


def append_from_threads(threads: int, each: int) -> list[Exception]:
    failures = []

    def append():
        try:
            for number in range(each):
                with transaction.atomic():
                    audit.record("thing.changed", THING, after={"n": number}, by=SYSTEM)
        except Exception as error:  # counted by the test
            failures.append(error)
        finally:
            connection.close()

    running = [threading.Thread(target=append) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return failures


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain_without_gaps_or_forks():
    assert append_from_threads(threads=6, each=10) == []
    assert auditcheck.verify() == (60, [])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_on_the_head_writers_collide(monkeypatch):
    """The control: the test above fails when the lock is taken out."""
    write(1)
    meet = threading.Barrier(2)

    def unlocked_head():
        head = AuditHead.objects.get(pk=1)
        meet.wait(timeout=10)
        return head

    monkeypatch.setattr(audit, "_locked_head", unlocked_head)
    failures = append_from_threads(threads=2, each=1)
    assert [type(error) for error in failures] == [IntegrityError]


def test_a_row_takes_three_queries(django_assert_num_queries):
    write(1)
    with django_assert_num_queries(3), transaction.atomic(savepoint=False):
        audit.record("thing.changed", THING, by=SYSTEM)
    assert timezone.now() - AuditRow.objects.first().at < datetime.timedelta(minutes=1)
