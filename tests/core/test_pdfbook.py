"""Strangers' PDFs are joined by a program of its own, as they are."""

import io
import sys

import pikepdf
import pytest

from consortium.core import pdfbook
from consortium.core.pdfbook import Attached, Mark, NotJoined, bound, laid_over


def plain(pages: int = 1, *, rotate: int = 0, size=(595, 842)) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=size)
        if rotate:
            page.obj.Rotate = rotate
        page.obj.StructParents = 7
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def opened(content: bytes):
    return pikepdf.open(io.BytesIO(content))


def test_papers_stand_behind_their_cover_sheets():
    outline = [Mark("Agenda", page=0), Mark("Item 1", paper=0, below=[Mark("B", paper=1)])]
    content, pages = bound(
        plain(4), papers=[plain(2, size=(300, 400)), plain(3, size=(500, 500))], attached=[],
        outline=outline, label="Page",
    )  # fmt: skip
    made = opened(content)
    widths = [int(each.mediabox[2]) for each in made.pages]
    assert (pages, widths) == (9, [595, 595, 595, 300, 300, 595, 500, 500, 500])
    with made.open_outline() as found:
        assert [each.title for each in found.root] == ["Agenda", "Item 1"]
        at = [each.destination[0] for each in (found.root[1], *found.root[1].children)]
    places = [next(i for i, p in enumerate(made.pages) if p.objgen == each.objgen) for each in at]
    assert places == [2, 5]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_every_page_bears_its_number_whichever_way_it_is_turned(rotate):
    content, _ = bound(
        plain(2), papers=[plain(1, rotate=rotate)], attached=[], outline=[], label="Page"
    )
    for number, page in enumerate(opened(content).pages, start=1):
        page.contents_coalesce()
        assert f"(Page {number} of 3) Tj".encode() in page.Contents.read_bytes()


def test_a_strangers_page_claims_no_place_in_our_tree_of_tags():
    content, _ = bound(plain(2), papers=[plain(1)], attached=[], outline=[], label="Page")
    assert ["/StructParents" in page.obj for page in opened(content).pages] == [True, True, False]


def test_other_formats_travel_inside():
    table = Attached("Budget.xlsx", "application/vnd.ms-excel", b"PK-not-looked-at")
    content, _ = bound(plain(1), papers=[], attached=[table], outline=[], label="Page")
    made = opened(content)
    assert made.attachments["Budget.xlsx"].get_file().read_bytes() == table.content


def test_the_same_things_give_the_same_bytes():
    ours, paper = plain(2), plain(1)
    first = bound(ours, papers=[paper], attached=[], outline=[], label="Page")
    assert first == bound(ours, papers=[paper], attached=[], outline=[], label="Page")


def test_a_page_is_laid_over_every_page():
    made = opened(laid_over(plain(3), plain(1)))
    assert [len(page.obj.Resources.XObject.keys()) for page in made.pages] == [1, 1, 1]


def test_what_cannot_be_read_is_told_and_the_site_never_reads_it():
    before = set(sys.modules)
    with pytest.raises(NotJoined):
        bound(plain(2), papers=[b"%PDF-1.7 no more than this"], attached=[], outline=[], label="P")
    assert not {m for m in set(sys.modules) - before if m.startswith("pikepdf")}
    assert pdfbook.JOINER.exists()
