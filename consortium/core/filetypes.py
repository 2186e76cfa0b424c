"""What a file is, decided by its name's ending and its bytes; nothing is unpacked here.

The browser's word for the type is not asked. Zip-based formats are judged by
their table of contents alone, images by their header, so that no parser runs a
stranger's file in the web process (F1, F2, F7). `filechecks` goes deeper, in a
process of its own.
"""

import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

import filetype

MEGABYTE = 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 20_000
MAX_ENTRIES = 2_000
MAX_CONTENTS = 512 * 1024  # of a zip's own table of contents, before it is read
MAX_UNPACKED = 100 * MEGABYTE
MAX_RATIO = 200
NAME_LENGTH = 120

OOXML = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "xlsx": OOXML + "spreadsheetml.sheet",
    "csv": "text/csv",
    "docx": OOXML + "wordprocessingml.document",
}
SAME = {"jpeg": "jpg"}
ALLOWED_WORDS = "a PDF, JPG, PNG, XLSX, CSV or DOCX"
# The part that makes a zip a workbook or a text.
MAIN_PART = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}
ACTIVE_PARTS = re.compile(
    r"(vbaproject|vbadata|macrosheets?/|activex|/embeddings/.*\.(bin|exe|dll|js|vbs|jar)$"
    r"|\.(exe|dll|js|vbs|jar|bat|cmd|scr|html?)$)",
    re.I,
)
MARKUP = re.compile(
    rb"<\s*(!doctype\s+html|html|head|body|script|svg|iframe|object|embed|\?php)\b", re.I
)
PROGRAM_TEXT = (b"%PDF", b"%!PS", b"{\\rtf", b"#!", b"<?xml", b"MZ\x90", b"PK\x03\x04")
CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


class FileRefused(Exception):
    """A file that is not taken; `message` says why and what to do, in plain words."""

    def __init__(self, message: str):
        self.message = message
        super().__init__(message)


@dataclass(frozen=True)
class FileType:
    """What a file was found to be: ending without a dot, and media type."""

    extension: str
    kind: str


def clean_name(name: str) -> str:
    """A name that is only text: no path, no control or direction characters, ≤ 120 long.

    >>> clean_name("..\\\\..\\\\etc/invoice\\u202egnp.pdf")
    'invoicegnp.pdf'
    """
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    name = CONTROL.sub("", name)
    name = re.split(r"[/\\]", name)[-1]
    name = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "_", name)).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return name[:NAME_LENGTH] or "file"
    extension = extension[:10]
    return f"{(stem.strip(' .') or 'file')[: NAME_LENGTH - len(extension) - 1]}.{extension}"


def extension_of(name: str) -> str:
    """The ending in lower case, without a dot; "" when the name has none."""
    _, dot, extension = name.rpartition(".")
    extension = extension.lower() if dot else ""
    return SAME.get(extension, extension)


def recognise(file: IO[bytes], name: str) -> FileType:
    """The type of an open file called `name`; `FileRefused` when ending and bytes disagree.

    Reads the head and, for zip-based formats, the table of contents; leaves the
    position at the start.
    """
    extension = extension_of(name)
    if extension not in KINDS:
        raise FileRefused(f"The selected file must be {ALLOWED_WORDS}.")
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    CHECKS[extension](file, head, name, extension)
    file.seek(0)
    return FileType(extension, KINDS[extension])


def _not_inside(name: str, extension: str) -> FileRefused:
    word = extension.upper()
    article = "an" if word == "XLSX" else "a"
    return FileRefused(
        f"{name} is not {article} {word} inside. Save it again as {word} and choose it once more."
    )


def _must_be(found: str, head: bytes, name: str, extension: str) -> None:
    guess = filetype.guess(head)
    if guess is None or guess.extension != found:
        raise _not_inside(name, extension)


def _check_pdf(file, head, name, extension) -> None:
    # A PDF may by its standard start later; one that does can be something else, too.
    if not head.startswith(b"%PDF-") or MARKUP.search(head[:1024]):
        raise _not_inside(name, extension)
    file.seek(0, 2)
    file.seek(max(0, file.tell() - 2048))
    if b"%%EOF" not in file.read():
        raise FileRefused(f"{name} is cut off at the end. Save it again and choose it once more.")


def _check_png(file, head, name, extension) -> None:
    _must_be("png", head, name, extension)
    if head[12:16] != b"IHDR" or len(head) < 24:
        raise _not_inside(name, extension)
    width, height = struct.unpack(">II", head[16:24])
    _pixels(width, height, name)


def _check_jpg(file, head, name, extension) -> None:
    _must_be("jpg", head, name, extension)
    size = _jpeg_size(file)
    if size is None:
        raise _not_inside(name, extension)
    width, height = size
    _pixels(width, height, name)


def _jpeg_size(file: IO[bytes]) -> tuple[int, int] | None:
    """Width and height from the frame header; None when there is none."""
    file.seek(2)
    for _ in range(500):
        marker = file.read(4)
        if len(marker) < 4 or marker[0] != 0xFF:
            return None
        code, length = marker[1], struct.unpack(">H", marker[2:])[0]
        if 0xC0 <= code <= 0xCF and code not in (0xC4, 0xC8, 0xCC):
            frame = file.read(5)
            if len(frame) < 5:
                return None
            height, width = struct.unpack(">HH", frame[1:])
            return width, height
        if code == 0xDA or length < 2:
            return None
        file.seek(length - 2, 1)
    return None


def _pixels(width: int, height: int, name: str) -> None:
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        raise FileRefused(f"{name} is too large a picture. Save it at a lower resolution.")


def _check_csv(file, head, name, extension) -> None:
    # filetype is not asked: to it a list that starts with "BMW" is a bitmap.
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(PROGRAM_TEXT) or MARKUP.search(head) or not is_text(file.read()):
        raise _not_inside(name, extension)


def is_text(data: bytes) -> bool:
    """Whether bytes read as UTF-8 or Windows-1252 without control characters."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    return False


def _check_ooxml(file, head, name, extension) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        word = extension.upper()
        raise FileRefused(f"{name} is an older or protected file. Save it as {word}, no password.")
    if not head.startswith(b"PK\x03\x04") or not _modest_contents(file):
        raise _not_inside(name, extension)
    try:
        archive = zipfile.ZipFile(file)
        entries = archive.infolist()
        _limits(entries, name)
        _parts(archive, {entry.filename for entry in entries}, name, extension)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        raise _not_inside(name, extension) from error


def _modest_contents(file: IO[bytes]) -> bool:
    """Whether the zip ends in a plain end record with a table of contents of modest size.

    Comments and ZIP64 are not needed by office files, and reading a table of a
    quarter of a million entries costs more than the file does.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - 42))
    tail = file.read()
    end, before = tail[-22:], tail[:-22]
    if len(end) < 22 or end[:4] != b"PK\x05\x06" or before[:4] == b"PK\x06\x07":
        return False
    count, contents = struct.unpack("<HI", end[10:16])
    return count <= MAX_ENTRIES and contents <= MAX_CONTENTS


def _parts(archive: zipfile.ZipFile, names: set[str], name: str, extension: str) -> None:
    """Whether the parts are those of this format and none of them is a program."""
    if "[Content_Types].xml" not in names or MAIN_PART[extension] not in names:
        raise _not_inside(name, extension)
    with archive.open("[Content_Types].xml") as part:
        types = part.read(256 * 1024)
    if any(ACTIVE_PARTS.search(each) for each in names) or b"macroEnabled" in types:
        raise FileRefused(f"{name} holds macros or programs. Save it again without them.")
    if KINDS[extension].encode() + b".main+xml" not in types:
        raise _not_inside(name, extension)


def _limits(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Bounds on what unpacking would give, by what the table of contents says."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    odd = any(
        entry.flag_bits & 1 or entry.filename.startswith("/") or ".." in entry.filename
        for entry in entries
    )
    if odd or len({e.filename for e in entries}) != len(entries):
        raise FileRefused(f"{name} is protected or damaged. Save it again without a password.")
    too_dense = unpacked > 5 * MEGABYTE and unpacked / packed > MAX_RATIO
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or too_dense:
        raise FileRefused(f"{name} is too large once it is unpacked. Save a smaller part of it.")


CHECKS = {
    "pdf": _check_pdf,
    "jpg": _check_jpg,
    "png": _check_png,
    "csv": _check_csv,
    "xlsx": _check_ooxml,
    "docx": _check_ooxml,
}
