"""Joins PDF files into one, and lays a page over each page of one. A program of its own.

What it joins came from strangers, so each piece of work is done in a fork with bounds
on memory and time, like looking inside them (F7).
"""

import io
import re
import resource
import struct

import frames

MAX_MEMORY = 1536 * frames.MEGABYTE
NUMBER_SIZE = 8.5  # points
CLAIMS_TO_BE_TAGGED = re.compile(rb"<pdfuaid:part>\d+</pdfuaid:part>|\spdfuaid:part=\"\d+\"")


def prepare() -> frames.Work:
    """Import the library before the first fork."""
    import pikepdf

    pikepdf.new()
    works = {"book": book, "over": lay_over}

    def join(head: dict, content: bytes) -> bytes:
        resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        pieces, start = [], 0
        for size in head["sizes"]:
            pieces.append(content[start : start + size])
            start += size
        return works[head["do"]](head, pieces)

    return join


def book(head: dict, pieces: list[bytes]) -> bytes:
    """The first piece with others put in behind its last pages, one each, and the rest attached.

    `head`: "papers" says how many pieces are PDFs to put in, "attached" the name and media
    type of each piece after those; "outline" is a tree of [title, place, children], a place
    being ["page", n] of the first piece or ["paper", n]; "label" goes before each number.
    """
    import pikepdf

    document = pikepdf.open(io.BytesIO(pieces[0]))
    count = head["papers"]
    own, starts = len(document.pages), []
    for number in reversed(range(count)):
        _put_in(document, pieces[1 + number], at=own - count + number + 1)
    shift = _shifts(pieces[1 : 1 + count])
    for number in range(count):
        starts.append(own - count + number + sum(shift[:number]))
    _outline(document, head["outline"], starts)
    for facts, content in zip(head["attached"], pieces[1 + count :], strict=True):
        document.attachments[facts["name"]] = pikepdf.AttachedFileSpec(
            document,
            content,
            filename=facts["name"],
            mime_type=facts["kind"],
            description="",
            creation_date="",
            mod_date="",
        )
    _number(document, head["label"])
    _claim_no_tags(document)
    return _written(document)


def _shifts(papers: list[bytes]) -> list[int]:
    import pikepdf

    return [len(pikepdf.open(io.BytesIO(each)).pages) for each in papers]


def _put_in(document, content: bytes, *, at: int) -> None:
    """A stranger's pages as they are; their numbers in a tree of tags that stays behind go."""
    import pikepdf

    source = pikepdf.open(io.BytesIO(content))
    for offset, page in enumerate(source.pages):
        document.pages.insert(at + offset, page)
        new = document.pages[at + offset].obj
        for key in ("/StructParents", "/AA", "/Tabs"):
            if key in new:
                del new[key]
        for mark in new.get("/Annots", []):
            if isinstance(mark, pikepdf.Dictionary) and "/StructParent" in mark:
                del mark["/StructParent"]


def _outline(document, tree: list, starts: list[int]) -> None:
    import pikepdf

    def item(title: str, place: list, children: list):
        kind, number = place
        page = number if kind == "page" else starts[number]
        made = pikepdf.OutlineItem(title, page)
        made.children.extend(item(*child) for child in children)
        return made

    with document.open_outline() as outline:
        outline.root[:] = [item(*each) for each in tree]
    document.Root.PageMode = pikepdf.Name.UseOutlines


def _number(document, label: str) -> None:
    """A running number at the foot of every page, whichever way the page is turned."""
    import pikepdf

    font = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    total = len(document.pages)
    for number, page in enumerate(document.pages, start=1):
        if "/Resources" not in page:
            page.obj.Resources = pikepdf.Dictionary()
        name = page.add_resource(font, pikepdf.Name.Font, pikepdf.Name("/RunningNumber"))
        words = f"{label} {number} of {total}"
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(_words_at_the_foot(page, str(name), words))


def _words_at_the_foot(page, font: str, words: str) -> bytes:
    left, bottom, right, top = (float(each) for each in page.mediabox)
    width, height = right - left, top - bottom
    turned = int(page.obj.get("/Rotate", 0)) % 360
    matrix = {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, 1, -1, 0, width, 0),
        180: (-1, 0, 0, -1, width, height),
        270: (0, -1, 1, 0, 0, height),
    }.get(turned, (1, 0, 0, 1, 0, 0))
    across = height if turned in (90, 270) else width
    a, b, c, d, e, f = matrix
    # Helvetica's letters are half as wide as high on the average: near enough to end at 50 pt.
    x = across - 51 - NUMBER_SIZE * 0.49 * len(words)
    return (
        f"\nQ\n/Artifact <</Type /Pagination>> BDC q {a} {b} {c} {d} {e + left} {f + bottom} cm "
        f"0.36 0.33 0.29 rg BT {font} {NUMBER_SIZE} Tf {x:.1f} 20 Td ({words}) Tj ET Q EMC\n"
    ).encode("ascii")


def _claim_no_tags(document) -> None:
    """Our pages keep their tags; the file as a whole does not say that all of it has any."""
    metadata = document.Root.get("/Metadata")
    if metadata is not None:
        metadata.write(CLAIMS_TO_BE_TAGGED.sub(b"", metadata.read_bytes()))


def lay_over(head: dict, pieces: list[bytes]) -> bytes:
    """The first page of the second piece over every page of the first."""
    import pikepdf

    document, cover = (pikepdf.open(io.BytesIO(each)) for each in pieces)
    for page in document.pages:
        page.add_overlay(cover.pages[0], None)
    _claim_no_tags(document)
    return _written(document)


def _written(document) -> bytes:
    """How many pages, in four bytes, and the file. Its number follows from what is in it."""
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return struct.pack(">I", len(document.pages)) + out.getvalue()


if __name__ == "__main__":
    frames.answer(prepare, memory=MAX_MEMORY)
