"""What a file is, is decided by its ending and its bytes, and harm is refused at the door."""

import io
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.core.filetypes import KINDS, FileRefused, clean_name, extension_of, recognise

from . import hostile

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
CSV = "Supplier,Paid\nLuton Tea,£12.50\n"


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(FileRefused) as refused:
        recognise(io.BytesIO(content), name)
    return refused.value.message


@pytest.mark.parametrize(
    "content,name,extension",
    [
        (hostile.pdf(), "invoice.pdf", "pdf"),
        (hostile.pdf(), "INVOICE.PDF", "pdf"),
        (hostile.picture("PNG"), "receipt.png", "png"),
        (hostile.picture("JPEG"), "receipt.jpg", "jpg"),
        (hostile.picture("JPEG"), "receipt.JPEG", "jpg"),
        (hostile.xlsx(), "lines.xlsx", "xlsx"),
        (hostile.office("docx"), "letter.docx", "docx"),
        (CSV.encode(), "lines.csv", "csv"),
        (CSV.encode("utf-8-sig"), "lines.csv", "csv"),
        (CSV.encode("cp1252"), "lines.csv", "csv"),
        (b"BMW,hire of a van,120.00\r\n", "lines.csv", "csv"),
    ],
)
def test_honest_files_of_every_kind_are_taken(content, name, extension):
    file = io.BytesIO(content)
    found = recognise(file, name)
    assert (found.extension, found.kind) == (extension, KINDS[extension])
    assert file.tell() == 0


@pytest.mark.parametrize(
    "name",
    ["a.svg", "a.html", "a.xml", "a.js", "a.zip", "a.xlsm", "a.docm", "a.exe", "a.pdf.exe", "a",
     "a.", ".pdf/", "a.xls", "a.heic", "a.tiff"],
)  # fmt: skip
def test_other_endings_are_refused_whatever_is_inside(name):
    message = refusal(hostile.pdf(), clean_name(name))
    assert message == "The selected file must be a PDF, JPG, PNG, XLSX, CSV or DOCX."


@pytest.mark.parametrize(
    "content,name",
    [
        (SVG, "logo.png"),
        (SVG, "logo.jpg"),
        (HTML, "invoice.pdf"),
        (b"\n\n" + HTML + b"%PDF-1.4 %%EOF", "invoice.pdf"),
        (b"%PDF-1.4\n" + HTML + b"%%EOF", "invoice.pdf"),
        (b"GIF89a" + hostile.pdf(), "invoice.pdf"),
        (b"MZ\x90\x00" + b"\0" * 300, "invoice.pdf"),
        (hostile.picture("PNG"), "receipt.jpg"),
        (hostile.picture("JPEG"), "receipt.png"),
        (hostile.xlsx(), "letter.docx"),
        (hostile.office("docx"), "lines.xlsx"),
        (hostile.pdf(), "lines.xlsx"),
        (hostile.xlsx(), "lines.csv"),
        (hostile.pdf(), "lines.csv"),
        (HTML, "lines.csv"),
        (b"a,b\n<script>alert(1)</script>,2", "lines.csv"),
        (CSV.encode("utf-16"), "lines.csv"),
        (b"a,b\x00c", "lines.csv"),
        (b"\x89PNG\r\n\x1a\n", "receipt.png"),
        (b"\xff\xd8\xff\xe0", "receipt.jpg"),
        (b"PK\x03\x04" + b"\0" * 100, "lines.xlsx"),
        (b"", "lines.xlsx"),
    ],
)
def test_a_file_that_is_something_else_inside_is_refused_by_name(content, name):
    kind = extension_of(name).upper()
    message = refusal(content, name)
    assert message.startswith(f"{name} is not a")
    assert message.endswith(f"{kind} inside. Save it again as {kind} and choose it once more.")


def test_a_file_that_was_cut_off_is_refused():
    assert "cut off at the end" in refusal(hostile.pdf()[:-200], "invoice.pdf")


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/macrosheets/sheet1.xml",
        "xl/activeX/activeX1.xml",
        "xl/embeddings/run.exe",
        "a.js",
    ],
)
def test_macros_and_programs_inside_are_refused(part):
    content = hostile.office("xlsx", parts=[(part, "x")])
    assert "holds macros or programs" in refusal(content, "lines.xlsx")


def test_a_macro_workbook_with_another_ending_is_refused():
    content = hostile.office("xlsx", types='<a b="application/vnd.ms-excel.sheet.macroEnabled"/>')
    assert "holds macros" in refusal(content, "lines.xlsx")


def test_a_workbook_that_only_names_its_parts_right_is_refused():
    content = hostile.office("xlsx", main_type="wordprocessingml.document.main+xml")
    assert "is not an XLSX inside" in refusal(content, "lines.xlsx")


@pytest.mark.parametrize(
    "parts",
    [
        [("xl/big.bin", b"\0" * 110_000_000)],
        [("xl/dense.bin", b"\0" * 20_000_000)],
    ],
)
def test_a_bomb_is_refused_by_its_table_of_contents(parts):
    content = hostile.office("xlsx", parts=parts)
    started = time.process_time()
    assert "too large once it is unpacked" in refusal(content, "lines.xlsx")
    assert time.process_time() - started < 0.5


def test_thousands_of_parts_are_refused_before_they_are_counted():
    content = hostile.office("xlsx", parts=[(f"xl/{n}", b"") for n in range(2_500)])
    assert "is not an XLSX inside" in refusal(content, "lines.xlsx")


def test_an_archive_behind_an_archive_is_refused():
    content = hostile.office("xlsx", comment=b"PK\x05\x06" + b"\0" * 18)
    assert "is not an XLSX inside" in refusal(content, "lines.xlsx")


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd"])
def test_parts_that_leave_the_archive_are_refused(name):
    content = hostile.office("docx", parts=[(name, "x")])
    assert "protected or damaged" in refusal(content, "letter.docx")


def test_an_old_or_protected_office_file_is_named_as_such():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000
    assert "older or protected file" in refusal(content, "lines.xlsx")


@pytest.mark.parametrize("size", [(30_000, 10), (10, 30_000), (9_000, 9_000), (0, 10)])
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_header(size):
    assert "too large a picture" in refusal(hostile.png_that_says(*size), "receipt.png")


@pytest.mark.parametrize(
    "given_name,kept",
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\invoice.pdf", "invoice.pdf"),
        ("C:\\Users\\Ann\\invoice.pdf", "invoice.pdf"),
        ("in\u202efdp.voice.pdf", "infdp.voice.pdf"),
        ("in\x00voi\r\nce.pdf", "invoice.pdf"),
        ('in"vo:ice<1>.pdf', "in_vo_ice_1_.pdf"),
        ("  invoice  .pdf", "invoice.pdf"),
        ("invoice.pdf...", "invoice.pdf"),
        (".pdf", "pdf"),
        ("", "file"),
        ("\u202e\u202e", "file"),
        ("Żółć faktura.pdf", "Żółć faktura.pdf"),
        ("\ud800invoice.pdf", "_invoice.pdf"),
    ],
)
def test_a_name_is_only_a_name(given_name, kept):
    assert clean_name(given_name) == kept


@given(st.text(max_size=300))
def test_any_name_becomes_a_short_clean_one_and_stays_it(name):
    kept = clean_name(name)
    assert 1 <= len(kept) <= 120
    assert clean_name(kept) == kept
    assert not set(kept) & set('/\\<>:"|?*\r\n\x00\u202e')


@given(st.binary(max_size=400), st.sampled_from(sorted(KINDS)))
def test_any_bytes_are_taken_or_refused_in_words_and_never_break(content, extension):
    with suppress(FileRefused):  # any other exception fails the test
        recognise(io.BytesIO(content), f"a.{extension}")
