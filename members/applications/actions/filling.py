"""Filling in the form: each part saved as it is, whole or not."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consortium.core import audit, clock, files
from consortium.core.filetypes import FileRefused
from consortium.core.versions import check_version
from members.applications.models import Application, ApplicationFile
from members.applications.permissions import can_answer, can_fill_in
from members.applications.rules import MOST_FILES
from members.applications.states import Base, Part, Point

from .checks import locked, refuse_if, why_no_files, why_shut

WRITTEN = {
    Part.CONTACT: ("contact_name", "contact_position", "telephone"),
    Part.ORGANISATION: (
        "name", "short_name", "legal_form", "registration", "address", "website", "about",
        "base", "base_note",
    ),
    Part.WORK: ("staff_hours", "work_budget", "volunteers", "work_note"),
}  # fmt: skip
NEAR = (Base.OFFICE, Base.MAIN, Base.BOTH)


@transaction.atomic
def save_part(
    application: Application,
    part: Part,
    values: dict[str, Any],
    *,
    third_sector: bool = False,
    version,
    token: str = "",
    by,
) -> Application:
    """Keep what stands in one part. `third_sector` belongs to the part about the organisation.

    `Stale` where somebody else saved the form since it was opened. `token` is the
    form's own: a page that saves itself is not in its own way.
    """
    current = locked(application)
    refuse_if(can_fill_in(by, current), why_shut(current))
    _refuse_stale(current, version, token)
    names = WRITTEN[part]
    changed = [name for name in names if getattr(current, name) != values[name]]
    for name in names:
        setattr(current, name, values[name])
    current.version, current.saved_with = current.version + 1, token
    current.save(update_fields=[*names, "version", "saved_with"])
    if part == Part.ORGANISATION:
        _save_conditions(current, third_sector)
    audit.record("application.saved", current, after={"fields": changed}, by=by)
    return current


def _refuse_stale(application: Application, version, token: str) -> None:
    if not token or token != application.saved_with:
        check_version(application, version)


def _save_conditions(application: Application, third_sector: bool) -> None:
    points = application.points
    points.filter(code=Point.THIRD_SECTOR).update(
        claimed=third_sector, what=application.get_legal_form_display()
    )
    words = [application.get_base_display(), application.base_note]
    points.filter(code=Point.BASED_HERE).update(
        claimed=application.base in NEAR, what="\n".join(filter(None, words))
    )


@transaction.atomic
def save_service(
    application: Application,
    code: str,
    *,
    claimed: bool,
    what: str,
    where: str,
    version,
    token: str = "",
    by,
) -> Application:
    """Keep what stands about one of the five services."""
    current = locked(application)
    refuse_if(can_fill_in(by, current), why_shut(current))
    _refuse_stale(current, version, token)
    point = current.points.get(code=Point(code))
    point.claimed, point.what, point.where = claimed, what.strip(), where.strip()
    point.save(update_fields=["claimed", "what", "where"])
    current.version, current.saved_with = current.version + 1, token
    current.save(update_fields=["version", "saved_with"])
    after = {"service": point.code, "claimed": claimed}
    audit.record("application.saved", current, after=after, by=by)
    return current


@transaction.atomic
def add_file(
    application: Application, upload: UploadedFile, *, code: str = "", by
) -> ApplicationFile:
    """Take in one file of evidence; `FileRefused` says why it is not taken."""
    current = locked(application)
    refuse_if(can_answer(by, current), why_no_files(current))
    if current.evidence.count() >= MOST_FILES:
        raise FileRefused(f"There are {MOST_FILES} files here already. Remove one first.")
    stored = files.receive(upload, owner=current, organisation_id=None, by=by)
    added = ApplicationFile.objects.create(
        application=current, code=code, file=stored, added_at=clock.now()
    )
    after = {"sha256": stored.sha256, "point": code}
    audit.record("application.file_added", current, after=after, by=by)
    return added


@transaction.atomic
def remove_file(added: ApplicationFile, *, by) -> None:
    """Take a file out of a form that was not sent; its bytes go, too."""
    current = locked(added.application)
    refuse_if(can_fill_in(by, current), why_shut(current))
    stored = added.file
    added.delete()
    audit.record("application.file_removed", current, before={"sha256": stored.sha256}, by=by)
    files.tombstone(stored, rule="Taken out of an application before it was sent", by=by)
