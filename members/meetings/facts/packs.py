"""What goes into the one file of a meeting, for each kind of reader (R71)."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from consortium.core.actor import Actor
from members.meetings.models import (
    AgendaItem,
    Meeting,
    Pack,
    Paper,
    PaperVersion,
    Receipt,
    SentVersion,
)
from members.meetings.permissions_papers import prepares
from members.meetings.rules import canonical, fingerprint
from members.meetings.states import Mark
from members.states import Role

from .circulating import MARKS
from .seeing import HIDDEN

A = Receipt.Audience


@dataclass(frozen=True)
class Entry:
    """One paper in the list of a pack. `how`: "inside", "attached", "apart" or "follows"."""

    paper: Paper
    version: PaperVersion | None
    number: int | None  # of its item
    how: str


@dataclass(frozen=True)
class Contents:
    """Agenda and papers for one audience, in the order of the agenda."""

    meeting: Meeting
    audience: str
    item: AgendaItem | None
    items: list[AgendaItem]
    entries: list[Entry]

    @property
    def inside(self) -> list[Entry]:
        return [each for each in self.entries if each.how == "inside"]

    @property
    def attached(self) -> list[Entry]:
        return [each for each in self.entries if each.how == "attached"]

    @property
    def versions(self) -> list[PaperVersion]:
        """The files that are in it, in any way."""
        return [each.version for each in (*self.inside, *self.attached) if each.version]

    @property
    def stands_for(self) -> str:
        """The sum of all that it is made of."""
        of, meeting = str, self.meeting
        return fingerprint(
            canonical(
                {
                    "meeting": [of(getattr(meeting, name)) for name in MEETING],
                    "items": [[of(getattr(i, name)) for name in ITEM] for i in self.items],
                    "papers": [[of(getattr(e.paper, name)) for name in PAPER]
                               + [e.how, e.version.file.sha256 if e.version else ""]
                               for e in self.entries],
                }
            )
        )  # fmt: skip


MEETING = ("pk", "title", "on", "starts_at", "ends_at", "place", "access")
ITEM = ("pk", "number", "title", "text", "purpose", "leads", "minutes", "hidden")
PAPER = ("pk", "title", "item_id", "mark")


def contents_of(meeting: Meeting, audience: str, item: AgendaItem | None = None) -> Contents:
    """What a pack for these readers would hold now. Four queries."""
    marks = MARKS[A(audience)]
    items = _agenda(meeting, marks, item)
    numbers = {each.pk: each.number for each in items}
    hidden = {each.pk for each in items if each.hidden}
    papers = meeting.papers.standing().select_related("item").prefetch_related("versions__file")
    entries = [
        _entry(each, numbers.get(each.item_id))
        for each in papers
        if _for(each, audience, marks, item, hidden)
    ]
    entries.sort(key=lambda each: each.number or 0)
    return Contents(meeting, audience, item, items, entries)


def _for(paper: Paper, audience: str, marks, item: AgendaItem | None, hidden: set) -> bool:
    if item is not None and paper.item_id != item.pk:
        return False
    if paper.mark == Mark.RESTRICTED:  # members read that there is one, and that it came apart
        return audience == A.MEMBERS
    return paper.mark in marks and paper.item_id not in hidden


def _agenda(meeting: Meeting, marks, item: AgendaItem | None) -> list[AgendaItem]:
    found = list(meeting.items.standing())
    for number, each in enumerate(found, start=1):
        each.number = number
        each.hidden = "" if each.mark in marks else HIDDEN.get(each.mark, "Another item")
    return [each for each in found if each.pk == item.pk] if item else found


def _entry(paper: Paper, number: int | None) -> Entry:
    ready = [each for each in paper.versions.all() if each.file.may_be_served]
    version = ready[0] if ready else None
    if paper.mark == Mark.RESTRICTED:
        return Entry(paper, None, number, "apart")
    if version is None:
        return Entry(paper, None, number, "follows")
    how = "inside" if version.file.extension == "pdf" else "attached"
    return Entry(paper, version, number, how)


def audiences_of(meeting: Meeting) -> list[tuple[str, AgendaItem | None]]:
    """For whom packs are made: members, advisers, and the guests of each item that has any."""
    found: list[tuple[str, AgendaItem | None]] = [(A.MEMBERS, None), (A.ADVISERS, None)]
    rows = meeting.items.standing().filter(business__isnull=False).select_related("business")
    return found + [(A.ITEM, each) for each in rows if each.business.invited]


def audience_of(actor: Actor) -> str:
    return A.ADVISERS if actor.has(Role.ADVISER) else A.MEMBERS


def packs_for(meeting: Meeting, actor: Actor | None):
    """The packs that somebody opens, newest first: the secretariat all of them; others their
    own kind, as far as everything in it has gone out."""
    found = meeting.packs.select_related("file", "item")
    if actor is None:
        return found.none()
    if prepares(actor):
        return found
    return sent_packs(found, audience_of(actor))


def sent_packs(packs, audience: str):
    """Those of an audience that hold nothing that has not gone out, or that was kept from its
    readers since, of meetings whose agenda has."""
    rows = Pack.versions.through.objects.filter(pack_id=OuterRef("pk"))
    gone = SentVersion.objects.filter(version_id=OuterRef("paperversion_id"))
    unsent, kept_back = (
        rows.filter(~Exists(gone)),
        rows.exclude(paperversion__paper__mark__in=sorted(MARKS[A(audience)])),
    )
    return packs.filter(
        ~Exists(unsent), ~Exists(kept_back), audience=audience, meeting__circulations__number=1
    )


def names_its_reader(pack: Pack) -> bool:
    """A pack with a paper for members alone bears the name of who asked for it (R54)."""
    return pack.versions.filter(paper__mark=Mark.MEMBERS).exists()
