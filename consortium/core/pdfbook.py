"""Several PDF files as one, and a page laid over each page of one.

The files are strangers', so a program of its own joins them (`children/join_pdf.py`), never
a process of the site. Called from tasks, outside of any lock (T8).
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from .child import CHILDREN, Child, ChildFailed

log = structlog.get_logger(__name__)

JOINER = CHILDREN / "join_pdf.py"
JOINER_SECONDS = 150


class NotJoined(Exception):
    """Files that could not be put together."""


@dataclass(frozen=True)
class Attached:
    """A file that travels inside the PDF as it is."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Mark:
    """A bookmark: to a page of our own part (from 0), or to a paper's cover sheet (from 0)."""

    title: str
    page: int | None = None
    paper: int | None = None
    below: list["Mark"] = field(default_factory=list)

    def as_json(self) -> list:
        place = ["paper", self.paper] if self.page is None else ["page", self.page]
        return [self.title, place, [each.as_json() for each in self.below]]


def bound(
    ours: bytes, *, papers: Sequence[bytes], attached: Sequence[Attached], outline: Sequence[Mark],
    label: str,
) -> tuple[bytes, int]:  # fmt: skip
    """One PDF and its number of pages: our pages, with each paper behind its cover sheet.

    The last pages of `ours` are the cover sheets, one for each of `papers`. `label` stands
    before the running number of every page: "Page 3 of 40". `NotJoined` where it fails.
    """
    head = {
        "do": "book",
        "papers": len(papers),
        "attached": [{"name": each.name, "kind": each.kind} for each in attached],
        "outline": [each.as_json() for each in outline],
        "label": label,
    }
    return _asked(head, [ours, *papers, *(each.content for each in attached)])


def laid_over(content: bytes, cover: bytes) -> bytes:
    """A PDF with the first page of `cover` over each of its pages. `NotJoined` where it fails."""
    return _asked({"do": "over"}, [content, cover])[0]


def _asked(head: dict, pieces: Sequence[bytes]) -> tuple[bytes, int]:
    head["sizes"] = [len(each) for each in pieces]
    try:
        with Child(JOINER) as joiner:
            facts, answer = joiner.ask(head, b"".join(pieces), limit=JOINER_SECONDS)
    except ChildFailed as error:
        log.warning("pdf_not_joined", error=str(error)[:300])
        raise NotJoined(str(error)) from error
    log.info("pdf_joined", bytes=len(answer) - 4, **facts)
    return answer[4:], struct.unpack(">I", answer[:4])[0]
