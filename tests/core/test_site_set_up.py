"""The page that says how this site is set up: plain words, what to do, and no secrets."""

import os
from datetime import date, timedelta

import pytest
from django.conf import settings as kept
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from consortium.core import auditcheck, marks
from consortium.core.actor import SYSTEM
from consortium.core.checks import Finding
from consortium.core.files import keep
from consortium.core.management.commands import verify_ledger
from consortium.core.models import Message, StoredFile
from consortium.pages import site
from members.states import Role
from tests.factories import members as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_marks(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def in_use(settings):
    """A site that is no demonstration."""
    settings.DEMO = False


def said(title: str) -> site.Fact:
    (fact,) = [fact for fact in site.facts() if fact.title == title]
    return fact


def days_ago(days: int):
    return timezone.now() - timedelta(days=days)


def test_it_says_whether_a_virus_scanner_is_set_up(settings, in_use):
    assert said("Virus scanner").state == site.LOOK
    assert "No virus scanner" in said("Virus scanner").words
    assert "FILE_SCANNER" in said("Virus scanner").do
    settings.FILE_SCANNER = "clamdscan --fdpass -"
    assert said("Virus scanner").state == site.GOOD
    assert "clamdscan" not in said("Virus scanner").words


def test_a_scanner_that_does_not_answer_is_something_to_look_at(settings):
    settings.FILE_SCANNER = "clamdscan --fdpass -"
    stored = keep(b"%PDF-1.4", "A paper.pdf", owner=None, by=SYSTEM)
    StoredFile.objects.filter(pk=stored.pk).update(
        state=StoredFile.State.QUARANTINED, checked_at=None, created_at=days_ago(1)
    )
    assert said("Virus scanner").state == site.LOOK


def test_what_is_missing_is_no_fault_in_a_demonstration(settings):
    settings.DEMO = True
    assert [fact.title for fact in site.facts() if fact.state == site.LOOK] == []
    settings.DEMO = False
    missing = {fact.title for fact in site.facts() if fact.state == site.LOOK}
    assert missing >= {"Virus scanner", "Last backup", "Books and record proved"}


@pytest.mark.parametrize(
    "backend, state, words",
    [
        ("django.core.mail.backends.dummy.EmailBackend", site.LOOK, "goes to nobody"),
        ("django.core.mail.backends.smtp.EmailBackend", site.GOOD, "mail server"),
    ],
)
def test_it_says_whether_mail_leaves(settings, in_use, backend, state, words):
    settings.OUTBOX_EMAIL_BACKEND = backend
    assert said("Mail").state == state
    assert words in said("Mail").words


def test_mail_that_stands_still_is_something_to_look_at():
    Message.objects.create(
        kind="test", to="ada@example.org", subject="A test", text="A test",
        created_at=days_ago(1), next_attempt_at=days_ago(1),
    )  # fmt: skip
    assert said("Mail").state == site.LOOK


@pytest.mark.parametrize(
    "url, words", [("filesystem://", "own process"), ("redis://redis:6379/0", "Redis")]
)
def test_it_names_the_kind_of_queue(settings, url, words):
    settings.CELERY_BROKER_URL = url
    assert words in said("Queue").words


def test_files_that_were_not_found_as_they_were_are_something_to_look_at():
    assert said("Files compared with their sums").state == site.PLAIN
    stored = keep(b"%PDF-1.4", "A paper.pdf", owner=None, by=SYSTEM)
    assert said("Files").words.startswith("1 file,")
    rows = StoredFile.objects.filter(pk=stored.pk)
    rows.update(verified_at=timezone.now())
    assert said("Files compared with their sums").state == site.GOOD
    rows.update(verified_at=days_ago(3), created_at=days_ago(9))
    assert said("Files compared with their sums").state == site.LOOK


def test_the_proofs_of_books_and_record_are_remembered_when_they_hold(in_use, monkeypatch):
    monkeypatch.setattr(verify_ledger, "run_checks", lambda **_: [])
    call_command("verify_ledger", only=["V01"])
    call_command("verify_audit")
    assert said("Books and record proved").state == site.LOOK  # one check is not all
    call_command("verify_ledger")
    assert said("Books and record proved").state == site.GOOD
    old = days_ago(9).timestamp()
    os.utime(kept.VAR_DIR / "marks" / marks.LEDGER, (old, old))
    assert said("Books and record proved").state == site.LOOK


def test_a_backup_is_known_by_the_mark_it_leaves(in_use):
    assert said("Last backup").state == site.LOOK
    marks.leave(marks.BACKUP)
    assert said("Last backup").state == site.GOOD


def test_a_mark_that_cannot_be_left_stops_nothing(settings, tmp_path):
    (tmp_path / "a file").touch()
    settings.VAR_DIR = tmp_path / "a file"
    marks.leave(marks.BACKUP)
    assert marks.left(marks.BACKUP) is None


def test_it_says_to_how_many_the_head_of_the_record_goes(settings, in_use):
    assert said("Head of the record kept outside").state == site.LOOK
    settings.AUDIT_HEAD_TO = ["auditor@example.org"]
    auditcheck.publish_daily(today=date(2026, 10, 21))
    assert said("Head of the record kept outside").state == site.GOOD
    assert "auditor@example.org" not in said("Head of the record kept outside").words


def test_it_lists_the_bank_holidays_that_were_added(settings):
    settings.EXTRA_BANK_HOLIDAYS = [date(2027, 5, 10)]
    assert "10 May 2027" in said("Bank holidays").words


@pytest.mark.parametrize(
    "role, status",
    [
        (Role.FINANCE_OFFICER, 200),
        (Role.SECRETARIAT, 200),
        (Role.AUDITOR, 200),
        (Role.REPRESENTATIVE, 403),
        (Role.STRATEGIC_OFFICER, 403),
    ],
)
def test_it_is_for_the_office_and_the_auditor(client, role, status):
    office = make.office()
    people = {Role.FINANCE_OFFICER: office.finance, Role.SECRETARIAT: office.secretariat}
    client.force_login(people.get(role) or make.seated(role, make.OrganisationFactory()))
    assert client.get(reverse("site_set_up")).status_code == status


def test_it_tells_no_secret_no_address_and_no_path(client, settings):
    settings.CELERY_BROKER_URL = "redis://:hunter2@10.0.0.9:6379/0"
    settings.EMAIL_HOST, settings.EMAIL_HOST_PASSWORD = "smtp.internal.example", "hunter2"
    client.force_login(make.office().finance)
    page = client.get(reverse("site_set_up")).content.decode()
    told = [
        settings.SECRET_KEY, "hunter2", "10.0.0.9", "smtp.internal", str(settings.MEDIA_ROOT),
        str(settings.VAR_DIR), str(settings.DATABASES["default"]["NAME"]),
    ]  # fmt: skip
    assert [each for each in told if each in page] == []


def test_help_leads_to_it_for_those_who_may_read_it(client):
    office = make.office()
    client.force_login(office.finance)
    assert reverse("site_set_up") in client.get(reverse("help")).content.decode()
    client.force_login(make.member().representative)
    assert reverse("site_set_up") not in client.get(reverse("help")).content.decode()


def test_books_that_do_not_add_up_leave_no_mark(monkeypatch):
    wrong = [Finding("V01", "unbalanced journals", ["Journal 7"], 1)]
    monkeypatch.setattr(verify_ledger, "run_checks", lambda **_: wrong)
    with pytest.raises(SystemExit):
        call_command("verify_ledger")
    assert marks.left(marks.LEDGER) is None
