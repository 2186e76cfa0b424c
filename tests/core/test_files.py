"""Private files: taken in with suspicion, checked elsewhere, served only as they were."""

import hashlib
import os
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone

from consortium.core import audit, filechecks, files
from consortium.core.actor import Actor
from consortium.core.child import CHILDREN
from consortium.core.filetypes import FileRefused
from consortium.core.models import AuditRow, StoredFile
from consortium.core.workflow import Refused

from . import hostile

pytestmark = pytest.mark.django_db
CLAIM, OTHER = ("claims.claim", 5), ("claims.claim", 6)
ANN = Actor(user_id=5, name="Ann", hat="member:1", roles=frozenset(), organisation_id=1)
BEN = Actor(user_id=6, name="Ben", hat="member:1", roles=frozenset(), organisation_id=1)


@pytest.fixture(autouse=True)
def a_store_of_our_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "store"
    settings.FILE_SCANNER = ""


def receive(content=None, name="invoice.pdf", owner=CLAIM, by=ANN):
    content = hostile.pdf() if content is None else content
    return files.receive(
        SimpleUploadedFile(name, content, content_type="text/html"),
        owner=owner,
        organisation_id=1,
        by=by,
    )


def checked(stored):
    filechecks.check([stored.pk])
    stored.refresh_from_db()
    return stored


def on_disk():
    return [p for p in files.store().base_location.rglob("*") if p.is_file()] if (
        files.store().base_location.exists()
    ) else []  # fmt: skip


def request():
    return RequestFactory().get("/")


def test_a_file_is_kept_under_a_name_that_tells_nothing():
    stored = receive(name="Ann's sick note.pdf")
    assert "note" not in stored.storage_name
    assert len(stored.storage_name) == 35
    assert stored.name == "Ann's sick note.pdf"
    assert stored.kind == "application/pdf"
    assert stored.sha256 == hashlib.sha256(hostile.pdf()).hexdigest() or stored.size
    assert (stored.owner_kind, stored.owner_id, stored.organisation_id) == (*CLAIM[:1], "5", 1)
    assert stored.state == "received"
    assert "sick" not in str(audit.history(stored).values_list("after", "object_label"))


@pytest.mark.parametrize(
    "content,name,words",
    [
        (b"", "invoice.pdf", "invoice.pdf is empty"),
        (b"%PDF-" + b"0" * (13 * 1024 * 1024), "invoice.pdf", "must be smaller than 12MB"),
        (b"<html>", "invoice.pdf", "is not a PDF inside"),
        (b"<svg>", "logo.svg", "must be a PDF, JPG, PNG, XLSX, CSV or DOCX"),
    ],
)
def test_a_refused_file_leaves_nothing_behind(content, name, words):
    with pytest.raises(FileRefused, match=words):
        receive(content, name)
    assert not StoredFile.objects.exists()
    assert not AuditRow.objects.exists()
    assert on_disk() == []


def test_an_act_that_is_rolled_back_leaves_an_orphan_that_the_night_removes():
    kept = receive()
    with transaction.atomic():
        receive()
        transaction.set_rollback(True)
    assert len(on_disk()) == 2
    assert filechecks.remove_orphans() == 0
    assert filechecks.remove_orphans(older_than=timezone.timedelta(0)) == 1
    assert [p.name for p in on_disk()] == [kept.storage_name.split("/")[1]]


def test_only_a_checked_file_is_handed_out():
    stored = receive()
    with pytest.raises(Refused, match="still being checked"):
        files.serve(request(), stored)
    stored = checked(stored)
    assert stored.state == "clean"
    response = files.serve(request(), stored)
    assert hashlib.sha256(response.content).hexdigest() == stored.sha256


def test_a_download_is_a_download_and_nothing_else():
    response = files.serve(request(), checked(receive(name="Żółć „x”.pdf")))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_behind_a_reverse_proxy_the_bytes_go_out_by_its_internal_address(settings):
    settings.PRIVATE_FILES_ACCEL = "/private-files/"
    stored = checked(receive())
    response = files.serve(request(), stored)
    assert response["X-Accel-Redirect"] == f"/private-files/{stored.storage_name}"
    assert response.content == b""
    assert response["Cache-Control"] == "private, no-store"


def change_on_disk():
    (path,) = on_disk()
    os.chmod(path, 0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    return path


def test_a_file_that_changed_in_the_store_is_not_handed_out_and_the_night_says_so():
    stored = checked(receive())
    assert filechecks.verify_all() == 0
    change_on_disk()
    with pytest.raises(Refused, match="damaged in our store"):
        files.serve(request(), stored)
    assert filechecks.verify_all() == 1
    assert filechecks.problem_with(stored) == "changed"


def test_a_file_that_is_missing_from_the_store_is_said_to_be_damaged():
    stored = checked(receive())
    on_disk()[0].unlink()
    with pytest.raises(Refused, match="damaged in our store"):
        files.serve(request(), stored)
    assert filechecks.problem_with(stored) == "missing"


@pytest.mark.parametrize(
    "content,name,words",
    [
        (hostile.pdf_with_script(), "a.pdf", "holds a program"),
        (hostile.protected_pdf(), "a.pdf", "protected by a password"),
        (b"%PDF-1.7\n" + b"garbage " * 50 + b"%%EOF", "a.pdf", "damaged"),
        (hostile.pdf(pages=601), "a.pdf", "between 1 and 600 pages"),
        (hostile.png_that_says(300, 300), "a.png", "damaged"),
        (hostile.picture("JPEG", (400, 400))[:-900], "a.jpg", "damaged"),
        (hostile.office("docx", parts=[("word/x.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>")]),
         "a.docx", "damaged"),
        (hostile.lying_zip(), "a.xlsx", "damaged|too large"),
    ],
)  # fmt: skip
def test_what_only_shows_inside_is_found_by_the_worker_and_never_served(content, name, words):
    stored = checked(receive(content, name))
    assert stored.state == "infected"
    with pytest.raises(Refused, match=words):
        files.serve(request(), stored)
    assert audit.history(stored).last().action == "file.infected"


@pytest.mark.parametrize(
    "content,name",
    [
        (hostile.pdf(pages=3), "a.pdf"),
        (hostile.picture("JPEG", (400, 400)), "a.jpg"),
        (hostile.picture("PNG"), "a.png"),
        (hostile.xlsx(), "a.xlsx"),
        (hostile.office("docx"), "a.docx"),
        (b"a,b\n1,2\n", "a.csv"),
    ],
)
def test_honest_files_of_every_kind_become_clean(content, name):
    assert checked(receive(content, name)).state == "clean"


def test_nothing_of_a_strangers_file_is_parsed_in_this_process():
    before = set(sys.modules)
    checked(receive())
    checked(receive(hostile.picture(), "a.png"))
    assert not {m.split(".")[0] for m in set(sys.modules) - before} & {"pikepdf", "PIL"}


def test_a_file_that_kills_its_reader_is_refused(monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    child.write_text(
        filechecks.READER.read_text().replace(
            'check = kinds.get(head["extension"])', "import os; os.kill(os.getpid(), 9)"
        )
    )
    (tmp_path / "frames.py").write_text((CHILDREN / "frames.py").read_text())
    monkeypatch.setattr(filechecks, "READER", child)
    stored = checked(receive())
    assert (stored.state, stored.note) == ("infected", filechecks.UNREADABLE)


def test_a_file_that_takes_for_ever_is_refused(monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    child.write_text(
        filechecks.READER.read_text().replace(
            'check = kinds.get(head["extension"])', "import time; time.sleep(60)"
        )
    )
    (tmp_path / "frames.py").write_text((CHILDREN / "frames.py").read_text())
    monkeypatch.setattr(filechecks, "READER", child)
    monkeypatch.setattr(filechecks, "READER_SECONDS", 0.5)
    assert "too long" in checked(receive()).note


def scanner(tmp_path, code: int) -> str:
    script = tmp_path / "scanner.py"
    script.write_text(f"import sys; sys.stdin.buffer.read(); sys.exit({code})")
    return f"{sys.executable} {script}"


@pytest.mark.parametrize("code,state", [(0, "clean"), (1, "infected"), (2, "quarantined")])
def test_a_scanner_decides_and_its_failure_keeps_the_file_back(settings, tmp_path, code, state):
    settings.FILE_SCANNER = scanner(tmp_path, code)
    stored = checked(receive())
    assert stored.state == state
    if state != "clean":
        with pytest.raises(Refused):
            files.serve(request(), stored)


def test_a_scanner_that_is_away_keeps_the_file_back_until_it_is_back(settings):
    settings.FILE_SCANNER = "/no/such/scanner"
    stored = checked(receive())
    assert stored.state == "quarantined"
    settings.FILE_SCANNER = ""
    StoredFile.objects.update(created_at=timezone.now() - timezone.timedelta(minutes=5))
    assert filechecks.check_waiting() == 1
    stored.refresh_from_db()
    assert stored.state == "clean"


def test_checking_twice_writes_one_result():
    stored = receive()
    checked(checked(stored))
    actions = [row.action for row in audit.history(stored)]
    assert actions == ["file.received", "file.clean"]


def test_the_settings_page_says_whether_there_is_a_scanner(settings):
    assert "No virus scanner" in filechecks.scanner_setting()
    settings.FILE_SCANNER = "clamdscan -"
    assert "checked by the virus scanner" in filechecks.scanner_setting()


def test_one_person_cannot_fill_the_disk_in_a_day(monkeypatch):
    monkeypatch.setattr(files, "DAY_FILES", 2)
    receive(owner=CLAIM)
    receive(owner=OTHER)
    with pytest.raises(FileRefused, match="as many files today"):
        receive(owner=("claims.claim", 7))
    receive(owner=CLAIM, by=BEN)


def test_one_claim_cannot_hold_any_number_of_files(monkeypatch):
    monkeypatch.setattr(files, "OWNER_BYTES", len(hostile.pdf()) * 2 + 10)
    receive()
    receive(by=BEN)
    with pytest.raises(FileRefused, match="as many files here as fit"):
        receive()
    receive(owner=OTHER)


def test_what_we_made_is_frozen_and_served_as_it_is():
    stored = files.keep(b"%PDF-1.7 ours", "Claim LT-1.pdf", owner=CLAIM, by=ANN)
    assert (stored.state, stored.ours) == ("clean", True)
    assert files.serve(request(), stored).content == b"%PDF-1.7 ours"
    assert files.content_of(stored) == b"%PDF-1.7 ours"
    assert audit.history(stored).get().action == "file.kept"


@pytest.mark.parametrize("content,name", [(b"", "a.pdf"), (b"x", "a.html")])
def test_nothing_and_the_unknown_are_not_kept(content, name):
    with pytest.raises(ValueError, match="Nothing to keep"):
        files.keep(content, name, owner=CLAIM, by=ANN)


@pytest.mark.django_db(transaction=True)
def test_a_deleted_file_leaves_a_tombstone_that_says_who_and_by_which_rule():
    stored = checked(receive())
    gone = files.tombstone(stored, rule="kept for seven years", by=BEN)
    assert files.tombstone(gone, rule="again", by=ANN).tombstoned_by_id == 6
    assert (gone.state, gone.sha256, gone.tombstone_rule) == (
        "tombstoned", stored.sha256, "kept for seven years",
    )  # fmt: skip
    assert on_disk() == []
    with pytest.raises(Refused, match="deleted when its time was up"):
        files.serve(request(), gone)
    assert list(files.of(CLAIM)) == []
    assert audit.history(stored).last().reason == "kept for seven years"


@pytest.mark.django_db(transaction=True)
def test_a_received_file_is_checked_as_soon_as_the_act_is_done():
    stored = receive()
    stored.refresh_from_db()
    assert stored.state == "clean"
