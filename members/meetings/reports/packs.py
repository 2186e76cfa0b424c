"""The pack of a meeting: our pages with tags, PDF papers as they are, the rest attached (R71)."""

from itertools import groupby

from consortium.core import clock, files, pdf
from consortium.core.pdfbook import Attached, Mark, bound, laid_over
from members.meetings.facts.packs import Contents, Entry
from members.models import Consortium, User

AUDIENCES = {
    "members": "For the members",
    "advisers": "For co-opted advisers",
    "item": "For guests of one item",
}
NUMBERED = "Page"


def render_pack(contents: Contents) -> tuple[bytes, int]:
    """(PDF, pages). Long: only in a task. `PdfFailed` or `NotJoined` where it fails."""
    meeting = contents.meeting
    title = f"Papers for the meeting on {meeting.on.day} {meeting.on:%B %Y}"
    context = {
        "contents": contents,
        "meeting": meeting,
        "audience": AUDIENCES[contents.audience],
        "reference": title,
        **Consortium.names(),
    }
    ours = pdf.render_pdf("pdf/meetings/pack.html", context, title=title)
    return bound(
        ours,
        papers=[files.content_of(each.version.file) for each in contents.inside],
        attached=[_attached(each, number) for number, each in enumerate(contents.attached, 1)],
        outline=bookmarks(contents),
        label=NUMBERED,
    )


def _attached(entry: Entry, number: int) -> Attached:
    """Numbered, so that two files of one name both travel."""
    stored = entry.version.file
    return Attached(f"{number} {stored.name}", stored.kind, files.content_of(stored))


def bookmarks(contents: Contents) -> list[Mark]:
    """The agenda, then each item that has papers with them below it."""
    found = [Mark("Agenda", page=0)]
    numbered = list(enumerate(contents.inside))
    for number, rows in groupby(numbered, key=lambda row: row[1].number):
        papers = list(rows)
        item = papers[0][1].paper.item
        title = f"{number}. {item.title}" if number and item else "For the whole meeting"
        below = [Mark(entry.paper.title, paper=at) for at, entry in papers]
        found.append(Mark(title, paper=papers[0][0], below=below))
    return found


def render_named(content: bytes, reader: User) -> bytes:
    """A PDF with its reader's name over every page. Only in a task."""
    context = {"reader": reader.name, "today": clock.today()}
    cover = pdf.render_pdf("pdf/meetings/named.html", context, title="Copy for one reader")
    return laid_over(content, cover)
