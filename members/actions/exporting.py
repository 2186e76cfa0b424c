"""Copies of one person's data, made for that person and deleted after a week."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from consortium.core import audit, clock, due, files, jobs
from consortium.core.models import StoredFile
from members import notices
from members.models import User

from .checks import must_be_allowed

OVER = "members.export_over"
KEPT_FOR = timedelta(days=7)
JOB = "members.person_data"
RULE = "A copy of somebody's data is kept for seven days"
Exports = Callable[[User], list[dict]]
ALSO: list[Exports] = []


def also_exports(facts: Exports) -> Exports:
    """Have `facts(user)` put into copies of somebody's data in full, as rows of words.

    For apps above this one, which hold something that a person wrote about themself.
    """
    ALSO.append(facts)
    return facts


@transaction.atomic
def ask_export(user: User, *, by):
    """Queue the making of a copy: by the person, or by the secretariat on their behalf."""
    if by.user_id != user.pk or by.impersonator_id:
        must_be_allowed("export_person", by, user=user)
        notices.data_made(user, by=by)
    audit.record("person.data_asked", user, by=by)
    return jobs.start(JOB, label="A copy of your data", args={"user_id": user.pk}, by=by)


@transaction.atomic
def keep_export(user: User, *, json: bytes, pdf: bytes, by) -> list[StoredFile]:
    """Keep both copies, for a week."""
    stem = f"data-of-person-{user.pk}-{clock.today().isoformat()}"
    kept = [
        files.keep(json, f"{stem}.json", owner=user, by=by),
        files.keep(pdf, f"{stem}.pdf", owner=user, by=by),
    ]
    for stored in kept:
        due.plan(OVER, stored, clock.today() + KEPT_FOR)
    return kept


def exports_of(user: User) -> list[StoredFile]:
    """The copies that are there now, newest first."""
    return sorted(files.of(user), key=lambda stored: -stored.pk)


@transaction.atomic
def delete_old(file_id: int, *, by) -> None:
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is not None:
        files.tombstone(stored, rule=RULE, by=by)
