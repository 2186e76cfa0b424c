"""verify_ledger: one snapshot, silent when all is well, JSON that names what is not."""

import datetime
import json
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from consortium.core import appendonly, audit, checks, filechecks, files
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditRow, DueItem, Job, Message
from consortium.core.snapshot import read_snapshot

from . import hostile

pytestmark = pytest.mark.django_db
KERNEL = ["V26", "V27", "V29", "V30", "V34"]
LONG_AGO = timezone.now() - datetime.timedelta(days=3)


@pytest.fixture(autouse=True)
def a_store_of_our_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "store"


def found(code):
    return [problem for each in checks.run_checks(only=[code]) for problem in each.problems]


def message(**values):
    now = timezone.now()
    usual = {"kind": "x", "to": "a@b.c", "subject": "x", "text": "x"}
    return Message.objects.create(**{**usual, "created_at": now, "next_attempt_at": now, **values})


def job(**values):
    return Job.objects.create(kind="x", label="x", created_at=LONG_AGO, **values)


def test_all_is_well_in_an_empty_database_and_nothing_is_said(capsys):
    call_command("verify_ledger", only=KERNEL)
    assert capsys.readouterr().out == ""


def test_what_is_wrong_is_named_in_json_and_the_exit_is_one(capsys):
    with transaction.atomic():
        audit.record("x", ("a.b", 1), by=SYSTEM)
    with appendonly.emptying():
        AuditRow.objects.update(reason="changed")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger", only=KERNEL)
    assert ended.value.code == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["title"], problem["count"]) == ("V27", "audit chain", 1)
    assert problem["problems"] == ["Row 1: was changed after it was written."]


def test_checks_can_be_chosen_and_left_out():
    assert {each.code for each in checks.run_checks(only=["V27", "V34"])} == {"V27", "V34"}
    assert "V26" not in {each.code for each in checks.run_checks(leave_out=["V26"])}


def test_only_the_first_problems_are_shown_and_all_are_counted(monkeypatch):
    monkeypatch.setattr(checks, "_checks", {})

    @checks.ledger_check("V99", "many")
    def many():
        yield from (f"problem {n}" for n in range(120))

    (finding,) = checks.run_checks(only=["V99"])
    assert (finding.count, len(finding.problems)) == (120, checks.SHOWN)


def test_v26_sees_a_changed_byte_in_the_store():
    upload = SimpleUploadedFile("a.pdf", hostile.pdf())
    stored = files.receive(upload, owner=("a.b", 1), organisation_id=None, by=SYSTEM)
    filechecks.check([stored.pk])
    assert found("V26") == []
    path = files.store().path(stored.storage_name)
    with open(path, "r+b") as file:
        file.seek(10)
        file.write(b"!")
    assert found("V26") == [f"File {stored.pk} is changed."]


def test_v29_sees_mail_that_waits_or_failed_and_reminders_that_break():
    assert found("V29") == []
    message(created_at=LONG_AGO)
    message(state="failed")
    item = DueItem.objects.create(
        kind="x", object_kind="a.b", object_id="1", due_at=LONG_AGO.date(), created_at=LONG_AGO,
        attempts=3, error="KeyError",
    )  # fmt: skip
    assert found("V29") == [
        f"Mail waits since {LONG_AGO:%Y-%m-%d %H:%M}.",
        "1 mails could not be sent.",
        f"Due item {item.pk} (x) failed 3 times: KeyError",
    ]


def test_v30_sees_mail_and_work_that_is_stuck():
    stuck = message(state="sending", claimed_at=LONG_AGO)
    running = job(state="running", started_at=LONG_AGO)
    assert [line.split(" is ")[0] for line in found("V30")] == [
        f"Message {stuck.pk}", f"Job {running.pk} (x)",
    ]  # fmt: skip


def test_v34_sees_a_trigger_and_a_constraint_that_went_missing():
    assert found("V34") == []
    with connection.cursor() as cursor:
        on_table = ' ON "core_auditrow"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "core_auditrow_no_delete"{on_table}')
        cursor.execute("DROP INDEX messages_waiting")
    assert found("V34") == [
        "Trigger core_auditrow_no_delete is missing.",
        "messages_waiting of core_message is missing.",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_stays_of_one_moment_and_holds_nobody_up():
    job()

    def add():
        try:
            job()
        finally:
            connection.close()

    with read_snapshot():
        assert Job.objects.count() == 1
        adding = threading.Thread(target=add)
        adding.start()
        adding.join(timeout=5)
        assert not adding.is_alive()
        assert Job.objects.count() == 1
    assert Job.objects.count() == 2
