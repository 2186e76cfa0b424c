"""Packs of papers, and copies that name their reader: asked for here, made by jobs (R54, R71)."""

from collections.abc import Iterable

from django.db import transaction

from consortium.core import audit, files, jobs
from consortium.core.locks import retried
from consortium.core.models import Job, StoredFile
from consortium.core.workflow import Refused
from members.actions.erasing import also_forgets
from members.meetings.facts import moments
from members.meetings.facts.packs import Contents
from members.meetings.models import Meeting, NamedCopy, Pack
from members.meetings.permissions_papers import can_circulate
from members.models import User

from .checks import locked_meeting, refuse_if

PACKS, COPY = "meetings.packs", "meetings.named_copy"
ERASED = "The reader whom the copy names was made nameless"


@transaction.atomic
def ask_packs(meeting: Meeting, *, by) -> Job:
    """Queue the making of all packs as things stand; what has not changed is not made again."""
    refuse_if(can_circulate(by), "" if meeting.items.exists() else "There is no agenda yet.")
    label = f"Papers for the meeting on {meeting.on.day} {meeting.on:%B %Y}"
    return jobs.start(PACKS, label=label, args={"meeting_id": meeting.pk}, by=by)


@retried
def keep_pack(contents: Contents, content: bytes, *, pages: int, by) -> Pack:
    """Keep one pack for good; when two were made at once of the same things, the first stays."""
    meeting = locked_meeting(contents.meeting.pk)
    if found := same_pack(contents):
        return found
    who = f"-item-{contents.item.pk}" if contents.item else f"-{contents.audience}"
    name = f"papers-{meeting.on.isoformat()}{who}.pdf"
    pack = Pack.objects.create(
        meeting=meeting, audience=contents.audience, item=contents.item, pages=pages,
        file=files.keep(content, name, owner=meeting, by=by), stands_for=contents.stands_for,
        made_at=moments.now(), made_by_id=by.user_id,
    )  # fmt: skip
    pack.versions.set(contents.versions)
    after = {"audience": contents.audience, "pages": pages, "sha256": pack.file.sha256}
    audit.record("pack.made", pack, after=after, by=by)
    return pack


def same_pack(contents: Contents) -> Pack | None:
    """The pack that was made of exactly these things."""
    return contents.meeting.packs.filter(
        audience=contents.audience, item=contents.item, stands_for=contents.stands_for
    ).first()


@transaction.atomic
def ask_copy(stored: StoredFile, *, url: str, by) -> Job:
    """Queue the copy of a PDF that names `by`; asked again while it is made, the same job."""
    if by.impersonator_id or by.user_id is None:
        raise Refused("This file names its reader. Open it as yourself.")
    args = {"file_id": stored.pk, "url": url}
    mine = Job.objects.filter(kind=COPY, owner_id=by.user_id)
    waiting: Iterable[Job] = mine.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])
    for each in waiting:
        if each.args == args:
            return each
    return jobs.start(COPY, label=f"Your copy of {stored.name}", args=args, by=by)


def copy_of(stored: StoredFile, *, reader_id: int | None) -> NamedCopy | None:
    """The copy that was made for this reader before."""
    found = NamedCopy.objects.filter(source=stored, reader_id=reader_id)
    return found.select_related("file").first()


@retried
def keep_copy(stored: StoredFile, content: bytes, *, by) -> NamedCopy:
    """Keep a reader's copy; a second one that was made meanwhile goes."""
    source = StoredFile.objects.select_for_update().get(pk=stored.pk)
    if found := copy_of(source, reader_id=by.user_id):
        return found
    copy = NamedCopy.objects.create(
        source=source, reader_id=by.user_id, made_at=moments.now(),
        file=files.keep(content, source.name, owner=source, by=by),
    )  # fmt: skip
    audit.record("paper.copy_made", copy, after={"source": source.pk}, by=by)
    return copy


@also_forgets
def forget_copies(user: User, *, by) -> None:
    """Copies that name somebody go with the name (D3)."""
    for each in NamedCopy.objects.filter(reader=user).select_related("file"):
        files.tombstone(each.file, rule=ERASED, by=by)
