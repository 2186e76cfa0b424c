"""Private files: taken in with suspicion, kept under random names, served after a check.

The caller has always decided already that this person may give or see the file;
here it is decided what the file is and how it is handed out (F1–F8).
"""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from . import audit
from .actor import Actor
from .audit import kind_and_id
from .filetypes import MEGABYTE, FileRefused, clean_name, extension_of, recognise
from .models.files import StoredFile
from .workflow import Refused

log = structlog.get_logger(__name__)
State = StoredFile.State

MAX_BYTES = 12 * MEGABYTE
# What one person may bring in a day, and what may hang on one record.
DAY_FILES, DAY_BYTES = 400, 1024 * MEGABYTE
OWNER_FILES, OWNER_BYTES = 300, 500 * MEGABYTE
OUR_KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "json": "application/json",
    "ics": "text/calendar; charset=utf-8",
}


def store() -> Storage:
    """Where private files lie: the storage called "private", else the default one."""
    return storages["private" if "private" in settings.STORAGES else "default"]


@transaction.atomic
def receive(
    upload: UploadedFile, *, owner: Any, organisation_id: int | None, by: Actor
) -> StoredFile:
    """Take in somebody's file for the record `owner`; `FileRefused` says why not.

    The file is `received` until a worker has looked inside it, and is served to
    nobody before that. Nothing is kept of a file that is refused.
    """
    name = clean_name(upload.name or "")
    size = _size_within_limits(upload, name)
    _quota(owner, size, by)
    content = upload.file
    assert content is not None  # an upload has bytes; the size says how many
    found = recognise(content, name)
    stored = _keep_bytes(
        content,
        StoredFile(name=name, extension=found.extension, kind=found.kind, size=size),
        owner=owner,
        organisation_id=organisation_id,
        by=by,
    )
    audit.record("file.received", stored, after=_facts(stored), by=by)
    transaction.on_commit(lambda: _queue_check(stored.pk))
    return stored


@transaction.atomic
def keep(
    content: bytes, name: str, *, owner: Any, organisation_id: int | None = None, by: Actor
) -> StoredFile:
    """Freeze a file that this site made (a PDF, a bank file); served from now on as it is.

    ValueError for an ending that we do not make, or for nothing at all.
    """
    name, extension = clean_name(name), extension_of(clean_name(name))
    if not content or extension not in OUR_KINDS:
        raise ValueError(f"Nothing to keep as {name!r}")
    stored = StoredFile(
        name=name,
        extension=extension,
        kind=OUR_KINDS[extension],
        size=len(content),
        state=State.CLEAN,
        ours=True,
        checked_at=timezone.now(),
    )
    _keep_bytes(ContentFile(content), stored, owner=owner, organisation_id=organisation_id, by=by)
    audit.record("file.kept", stored, after=_facts(stored), by=by)
    return stored


def _facts(stored: StoredFile) -> dict:
    """What the audit says of a file. Its name may hold a person's, so it is not there."""
    return {
        "sha256": stored.sha256,
        "size": stored.size,
        "extension": stored.extension,
        "owner": f"{stored.owner_kind}:{stored.owner_id}",
        "state": stored.state,
    }


def _size_within_limits(upload: UploadedFile, name: str) -> int:
    size = upload.size or 0
    if size <= 0:
        raise FileRefused(f"{name} is empty. Choose another file.")
    if size > MAX_BYTES:
        raise FileRefused(f"{name} must be smaller than {MAX_BYTES // MEGABYTE}MB.")
    return size


def _quota(owner: Any, size: int, by: Actor) -> None:
    """Refuse what would fill the disk: by person and day, and by record (F2)."""
    files = StoredFile.objects.exclude(state=State.TOMBSTONED).filter(ours=False)
    day = timezone.now() - timezone.timedelta(days=1)
    kind, object_id = kind_and_id(owner)
    for mine, most_files, most_bytes, where in (
        (files.filter(uploaded_by_id=by.user_id, created_at__gt=day), DAY_FILES, DAY_BYTES,
         "You have added as many files today as one person may. Go on tomorrow."),
        (files.filter(owner_kind=kind, owner_id=object_id), OWNER_FILES, OWNER_BYTES,
         "There are as many files here as fit. Remove one that is not needed."),
    ):  # fmt: skip
        found = mine.aggregate(count=Count("id"), total=Sum("size"))
        if found["count"] >= most_files or (found["total"] or 0) + size > most_bytes:
            raise FileRefused(where)


def _keep_bytes(
    file, stored: StoredFile, *, owner: Any, organisation_id: int | None, by: Actor
) -> StoredFile:
    """Write to the store under a random name, then the row. A rolled-back act leaves
    an orphan, which the nightly task removes."""
    token = secrets.token_hex(16)
    file.seek(0)
    stored.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    stored.storage_name = store().save(f"{token[:2]}/{token}", file)
    stored.owner_kind, stored.owner_id = kind_and_id(owner) if owner is not None else ("", "")
    stored.organisation_id, stored.uploaded_by_id = organisation_id, by.user_id
    stored.created_at = timezone.now()
    stored.save(force_insert=True)
    return stored


def _queue_check(stored_id: int) -> None:
    from .tasks import check_files

    check_files.delay([stored_id])


def content_of(stored: StoredFile) -> bytes:
    """The stored bytes, compared with their sum; `Refused` when they are not those any more."""
    try:
        with store().open(stored.storage_name) as file:
            content = file.read()
    except OSError as error:
        raise _damaged(stored, "missing") from error
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise _damaged(stored, "changed")
    return content


def _damaged(stored: StoredFile, how: str) -> Refused:
    log.error("stored_file_damaged", file_id=stored.pk, how=how)
    return Refused(
        f"{stored.name} is damaged in our store, so it was not handed out. "
        "Tell the accountable body's office."
    )


def serve(request: HttpRequest, stored: StoredFile) -> HttpResponse:
    """Hand out a file as a download; the caller has checked that this person may have it.

    Only what is clean is served, and only when its sum still holds; otherwise
    `Refused`. Behind a reverse proxy the bytes go out by X-Accel-Redirect.
    """
    if not stored.may_be_served:
        raise Refused(_why_not(stored))
    content = content_of(stored)
    if prefix := settings.PRIVATE_FILES_ACCEL:
        response = HttpResponse(content_type=stored.kind)
        response["X-Accel-Redirect"] = prefix + stored.storage_name
    else:
        response = HttpResponse(content, content_type=stored.kind)
        response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = content_disposition_header(True, stored.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _why_not(stored: StoredFile) -> str:
    words: dict[str, str] = {
        State.RECEIVED: f"{stored.name} is still being checked. Try again in a minute.",
        State.QUARANTINED: f"{stored.name} waits for the virus check. Try again later.",
        State.INFECTED: f"{stored.name} was refused when it was checked: {stored.note}",
        State.TOMBSTONED: f"{stored.name} was deleted when its time was up.",
    }
    return words[stored.state]


@transaction.atomic
def tombstone(stored: StoredFile, *, rule: str, by: Actor) -> StoredFile:
    """Delete a file's bytes because its time is up; the row says who, when, by which rule (F8)."""
    current = StoredFile.objects.select_for_update().get(pk=stored.pk)
    before = current.state
    if before == State.TOMBSTONED:
        return current
    current.state, current.tombstone_rule = State.TOMBSTONED, rule
    current.tombstoned_at, current.tombstoned_by_id = timezone.now(), by.user_id
    current.save(update_fields=["state", "tombstone_rule", "tombstoned_at", "tombstoned_by_id"])
    audit.record(
        "file.tombstoned", current, before={"state": before}, after=_facts(current), reason=rule,
        by=by,
    )  # fmt: skip
    transaction.on_commit(lambda: store().delete(current.storage_name))
    return current


def of(owner: Any) -> Iterable[StoredFile]:
    """The files of one record, oldest first, without the deleted."""
    kind, object_id = kind_and_id(owner)
    files = StoredFile.objects.filter(owner_kind=kind, owner_id=object_id)
    return files.exclude(state=State.TOMBSTONED)
