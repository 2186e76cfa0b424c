"""Looking inside stored files, from a worker: our own checks in a child process, then a scanner.

The reader (`children/look_inside.py`) has no settings, little memory and little
time; a file that kills it is refused, nothing else happens (F7).
"""

import datetime
import hashlib
import subprocess
from collections.abc import Iterable

import structlog
from django.conf import settings
from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from . import audit
from .actor import SYSTEM
from .child import CHILDREN, Child, ChildFailed
from .files import State, store
from .models.files import StoredFile

log = structlog.get_logger(__name__)

READER = CHILDREN / "look_inside.py"
READER_SECONDS = 40
SCANNER_SECONDS = 120
TOO_LONG = "it takes too long to read; save a smaller part of it."
UNREADABLE = "it could not be read; save it again and add it once more."


def scanner_setting() -> str:
    """What the page about how the site is set up says about virus checks (F4)."""
    command = getattr(settings, "FILE_SCANNER", "")
    if not command:
        return "No virus scanner is set up; our own checks of type and content decide."
    return "Files are checked by the virus scanner before anyone may open them."


def check(ids: Iterable[int]) -> None:
    """Look inside the files of these ids that are not checked yet, and say what was found."""
    waiting = [State.RECEIVED, State.QUARANTINED]
    with Child(READER) as reader:
        for stored in StoredFile.objects.filter(pk__in=list(ids), state__in=waiting):
            state, note = _found(stored, reader)
            _settle(stored, state, note)


def check_waiting() -> int:
    """Take up files whose task was lost or whose scanner was away (T7)."""
    since = timezone.now() - datetime.timedelta(minutes=3)
    waiting = StoredFile.objects.filter(
        state__in=[State.RECEIVED, State.QUARANTINED], created_at__lt=since
    )
    ids = list(waiting.values_list("pk", flat=True)[:50])
    check(ids)
    return len(ids)


def _found(stored: StoredFile, reader: Child) -> tuple[str, str]:
    """State and note for one file; no lock is held meanwhile (T8)."""
    try:
        with store().open(stored.storage_name) as file:
            content = file.read()
    except OSError:
        return State.INFECTED, "it is missing from our store; add it once more."
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        return State.INFECTED, "it was changed in our store; add it once more."
    if note := _look_inside(content, stored.extension, reader):
        return State.INFECTED, note
    return _scan(content)


def _look_inside(content: bytes, extension: str, reader: Child) -> str:
    """What our own checks have against a file, "" for nothing."""
    try:
        _, note = reader.ask({"extension": extension}, content, limit=READER_SECONDS)
    except ChildFailed as error:
        log.warning("file_check_died", error=str(error)[:300])
        return TOO_LONG if "took longer" in str(error) else UNREADABLE
    return note.decode()


def _scan(content: bytes) -> tuple[str, str]:
    """Ask the scanner: exit 0 clean, 1 infected, anything else or late: quarantine (F4)."""
    command = getattr(settings, "FILE_SCANNER", "")
    if not command:
        return State.CLEAN, ""
    words = command.split() if isinstance(command, str) else list(command)
    try:
        done = subprocess.run(
            words, input=content, capture_output=True, timeout=SCANNER_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("scanner_failed", error=repr(error))
        return State.QUARANTINED, ""
    if done.returncode == 0:
        return State.CLEAN, ""
    if done.returncode == 1:
        return State.INFECTED, "the virus scanner refused it."
    log.error("scanner_failed", code=done.returncode)
    return State.QUARANTINED, ""


@transaction.atomic
def _settle(stored: StoredFile, state: str, note: str) -> None:
    """Write what was found, once: a second worker with the same file does nothing."""
    current = StoredFile.objects.select_for_update().get(pk=stored.pk)
    if current.state != stored.state or current.state == state:
        return
    before, current.state, current.note = current.state, state, note
    current.checked_at = timezone.now() if state != State.QUARANTINED else None
    current.save(update_fields=["state", "note", "checked_at"])
    audit.record(
        f"file.{state}", current, before={"state": before}, after={"state": state, "note": note},
        by=SYSTEM,
    )  # fmt: skip


def verify_all() -> int:
    """Compare every stored file with its size and sum; gives how many differ (F6, V26).

    Sums are computed in pieces: memory stays flat however large a file is.
    """
    wrong = 0
    for stored in StoredFile.objects.exclude(state=State.TOMBSTONED).iterator(chunk_size=500):
        if problem := problem_with(stored):
            wrong += 1
            log.error("stored_file_damaged", file_id=stored.pk, how=problem)
        else:
            StoredFile.objects.filter(pk=stored.pk).update(verified_at=timezone.now())
    return wrong


def problem_with(stored: StoredFile) -> str:
    """ "missing", "changed" or "" for a file in the store."""
    try:
        with store().open(stored.storage_name) as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "missing"
    return "" if found == stored.sha256 else "changed"


def remove_orphans(*, older_than: datetime.timedelta = datetime.timedelta(days=1)) -> int:
    """Delete files in the store that no row names: acts that were rolled back."""
    files, removed, limit = store(), 0, timezone.now() - older_than
    for name in _names(files):
        known = StoredFile.objects.filter(storage_name=name).exclude(state=State.TOMBSTONED)
        if not known.exists() and files.get_modified_time(name) < limit:
            files.delete(name)
            removed += 1
    return removed


def _names(files: Storage) -> Iterable[str]:
    """Every "ab/abcdef…" that `files.receive` may have written, and nothing else."""
    try:
        folders, _ = files.listdir("")
    except FileNotFoundError:
        return
    for folder in folders:
        if len(folder) == 2:
            for name in files.listdir(folder)[1]:
                if len(name) == 32:
                    yield f"{folder}/{name}"
