"""Files for tests: honest ones of every kind, and the kind that means harm."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pikepdf
from PIL import Image

MAIN = {
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
}


def pdf(pages=1, **extra) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    for name, value in extra.items():
        document.Root[f"/{name}"] = value
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_with_script() -> bytes:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    return pdf(OpenAction=action)


def protected_pdf() -> bytes:
    out = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def picture(kind="PNG", size=(20, 10)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A PNG whose header promises a picture of that size; a few bytes long."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    )  # fmt: skip


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "Paid"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def office(kind="docx", *, parts=(), types="", main_type="", comment=b"") -> bytes:
    """A small office file with chosen parts (name, content) and content types."""
    main, content_type = MAIN[kind]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        said = f"application/vnd.openxmlformats-officedocument.{main_type or content_type}"
        archive.writestr(
            "[Content_Types].xml", f'<Types><Override ContentType="{said}"/>{types}</Types>'
        )
        archive.writestr(main, "<x/>")
        for name, content in parts:
            archive.writestr(name, content)
        archive.comment = comment
    return out.getvalue()


def lying_zip(entry=b"xl/big.bin", says=10) -> bytes:
    """An xlsx in which one part says that it unpacks to a few bytes, and is a hundred megabytes."""
    content = bytearray(office("xlsx", parts=[(entry.decode(), b"\0" * 120_000_000)]))
    for signature, size_at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rfind(entry) - (46 if signature == b"PK\x01\x02" else 30)
        if signature == b"PK\x03\x04":
            at = content.find(entry) - 30
        assert content[at : at + 4] == signature
        content[at + size_at : at + size_at + 4] = struct.pack("<I", says)
    return bytes(content)
