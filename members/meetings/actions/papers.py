"""Papers: asked of somebody by a day, brought in versions, marked, taken off (R54, R71)."""

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max

from consortium.core import audit, clock, due, files
from consortium.core.locks import retried
from consortium.core.versions import check_version
from consortium.core.workflow import Refused
from members.meetings.facts import moments
from members.meetings.models import AgendaItem, Meeting, Paper, PaperVersion
from members.meetings.notices import papers as notices
from members.meetings.permissions import can_plan
from members.meetings.permissions_papers import can_bring
from members.meetings.states import ItemState, Mark
from members.models import User

from .checks import locked_meeting, locked_with_meeting, refuse_if
from .paper_planning import PAPER_SOON, plan_paper

OVER = "The meeting is over or was called off: its papers stay as they are."
LOOKED = "paper.looked"


@retried
def ask_paper(
    meeting: Meeting, *, title: str, owner: User | None, due_on: date | None, mark: str,
    item: AgendaItem | None = None, readers: Iterable[User] = (), by,
) -> Paper:  # fmt: skip
    """Ask for a paper by a day. Without an owner the secretariat brings it.

    `readers`: who reads one that is for named people only; the owner always does.
    """
    meeting, readers = locked_meeting(meeting.pk), list(readers)
    refuse_if(
        can_plan(by, meeting),
        "" if meeting.is_live else OVER,
        "" if title.strip() else "Enter the title of the paper.",
        _against_item(meeting, item),
        _against_day(meeting, due_on) or (_gone(due_on)),
        _against_readers(mark, readers),
    )
    paper = Paper.objects.create(
        meeting=meeting, item=item, title=title.strip(), owner=owner, due_on=due_on, mark=mark,
        asked_on=clock.today(), asked_by_id=by.user_id,
    )  # fmt: skip
    paper.readers.set(readers if mark == Mark.RESTRICTED else [])
    audit.record("paper.asked", paper, after=_facts(paper, readers), by=by)
    plan_paper(paper)
    notices.paper_asked(paper, by=by)
    return paper


@retried
def change_paper(
    paper: Paper, *, title: str, owner: User | None, due_on: date | None, mark: str,
    item: AgendaItem | None = None, readers: Iterable[User] = (), version: int | None = None, by,
) -> Paper:  # fmt: skip
    """Another owner, day, item or mark. Who has read it until now stays on record."""
    meeting, current = locked_with_meeting(paper)
    readers = list(readers)
    refuse_if(
        can_plan(by, meeting),
        _not_open(meeting, current),
        "" if title.strip() else "Enter the title of the paper.",
        _against_item(meeting, item),
        _against_day(meeting, due_on),
        _against_readers(mark, readers),
    )
    if version is not None:
        check_version(current, version)
    before = _facts(current, current.readers.all())
    handed_on = owner is not None and owner.pk != current.owner_id
    current.title, current.owner, current.due_on = title.strip(), owner, due_on
    current.mark, current.item = mark, item
    current.version += 1
    current.save(update_fields=["title", "owner", "due_on", "mark", "item", "version"])
    current.readers.set(readers if mark == Mark.RESTRICTED else [])
    audit.record(
        "paper.changed", current, before=before, after=_facts(current, readers), by=by
    )  # fmt: skip
    if handed_on and not current.versions.exists():
        plan_paper(current)
        notices.paper_asked(current, by=by)
    return current


@retried
def bring(paper: Paper, upload: UploadedFile, *, note: str = "", by) -> PaperVersion:
    """The owner, or the secretariat for them, brings a version; `FileRefused` says why not.

    From the second on it says what has changed. What has gone out stays as it was.
    """
    meeting, current = locked_with_meeting(paper)
    number = 1 + (current.versions.aggregate(last=Max("number"))["last"] or 0)
    refuse_if(
        can_bring(by, current),
        _not_open(meeting, current),
        "Say what has changed since the last version." if number > 1 and not note.strip() else "",
    )
    stored = files.receive(upload, owner=current, organisation_id=None, by=by)
    _against_the_same(current, stored.sha256)
    version = PaperVersion.objects.create(
        paper=current, number=number, file=stored, note=note.strip(), added_at=moments.now(),
        added_by_id=by.user_id,
    )  # fmt: skip
    after = {"paper": current.pk, "number": number, "file": stored.pk}
    audit.record("paper.brought", current, after=after, by=by)
    due.cancel(PAPER_SOON, current)
    notices.paper_brought(version, by=by)
    return version


def _against_the_same(paper: Paper, sha256: str) -> None:
    if paper.versions.filter(file__sha256=sha256).exists():
        raise Refused("This very file is here already.")


@retried
def take_off(paper: Paper, *, why: str, by) -> Paper:
    """The meeting does without it; what went out stays where it is."""
    meeting, current = locked_with_meeting(paper)
    refuse_if(
        can_plan(by, meeting),
        _not_open(meeting, current),
        "" if why.strip() else "Say why it is taken off.",
    )
    current.withdrawn_why = why.strip()
    current.version += 1
    current.save(update_fields=["withdrawn_why", "version"])
    audit.record("paper.taken_off", current, reason=current.withdrawn_why, by=by)
    due.cancel(PAPER_SOON, current)
    return current


def looked(paper: Paper, version: PaperVersion, *, by) -> None:
    """Every look at a paper for named people is on record (R54)."""
    if paper.mark == Mark.RESTRICTED:
        after = {"version": version.pk, "number": version.number}
        audit.record(LOOKED, paper, after=after, by=by)


def _not_open(meeting: Meeting, paper: Paper) -> str:
    if paper.withdrawn_why:
        return "This paper was taken off."
    return "" if meeting.is_live else OVER


def _against_item(meeting: Meeting, item: AgendaItem | None) -> str:
    if item is None:
        return ""
    if item.meeting_id != meeting.pk or item.state == ItemState.WITHDRAWN:
        return "Choose an item of this meeting."
    return ""


def _against_day(meeting: Meeting, due_on: date | None) -> str:
    return "The paper is needed before the meeting." if due_on and due_on >= meeting.on else ""


def _gone(due_on: date | None) -> str:
    return "The day must be today or later." if due_on and due_on < clock.today() else ""


def _against_readers(mark: str, readers: list) -> str:
    if mark == Mark.RESTRICTED and not readers:
        return "Name who may read a paper for named people only."
    return ""


def _facts(paper: Paper, readers) -> dict:
    """For the audit: numbers and marks, no names."""
    return {
        "meeting": paper.meeting_id,
        "item": paper.item_id,
        "owner": paper.owner_id,
        "due_on": paper.due_on,
        "mark": str(paper.mark),
        "readers": sorted(each.pk for each in readers) if paper.mark == Mark.RESTRICTED else [],
    }
