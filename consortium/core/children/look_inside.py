"""Reads strangers' files and says what is against each, "" for nothing. A program of its own.

It has no settings, no database and no secrets; each file is read in a fork with
little memory and little time, and whatever it dies of, the file is refused (F7).
"""

import io
import re
import resource
import zipfile

import frames

MAX_MEMORY = 1024 * frames.MEGABYTE
MAX_PAGES = 600
MAX_UNPACKED = 100 * frames.MEGABYTE
MAX_PIXELS = 50_000_000
DAMAGED = "it is damaged; save it again and add it once more."
PROTECTED = "it is protected by a password; save it without one and add it once more."
PROGRAM = "it holds a program; print it to a new PDF and add that one."
UNPACKED = "it is too large once it is unpacked; save a smaller part of it."
DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)")


def prepare() -> frames.Work:
    """Import the readers before the first fork."""
    import pikepdf
    from PIL import Image

    Image.init()
    pikepdf.new()
    kinds = {"pdf": pdf, "jpg": picture, "png": picture, "xlsx": office, "docx": office}

    def look(head: dict, content: bytes) -> bytes:
        resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        check = kinds.get(head["extension"])
        return check(content).encode() if check else b""

    return look


def pdf(content: bytes) -> str:
    """A PDF opens without a password, has pages, and runs nothing."""
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        return PROTECTED
    except pikepdf.PdfError:
        return DAMAGED
    if not 1 <= len(document.pages) <= MAX_PAGES:
        return f"it must have between 1 and {MAX_PAGES} pages."
    return PROGRAM if any(runs(each, pikepdf) for each in document.objects) else ""


def runs(found, pikepdf, depth: int = 0) -> bool:
    """Whether a PDF object holds JavaScript or starts a program, directly."""
    if depth > 20 or not isinstance(found, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream):
        return False
    if isinstance(found, pikepdf.Array):
        inner = list(found)
    else:
        if found.get("/S") in ("/JavaScript", "/Launch") and ("/JS" in found or "/F" in found):
            return True
        inner = [found[key] for key in found.keys()]  # noqa: SIM118 - a PDF dictionary
    # Indirect objects come by themselves in `document.objects`.
    plain = (each for each in inner if isinstance(each, pikepdf.Object) and not each.is_indirect)
    return any(runs(each, pikepdf, depth + 1) for each in plain)


def picture(content: bytes) -> str:
    """A picture can be drawn to its last line."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                return "it is too large a picture; save it at a lower resolution."
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return DAMAGED
    return ""


def office(content: bytes) -> str:
    """Every part unpacks, all together within the limit, and none declares a document type."""
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as part:
                    head = part.read(2048)
                    if DECLARES.search(head) and entry.filename.endswith((".xml", ".rels")):
                        return DAMAGED
                    left -= len(head)
                    while left >= 0 and (piece := part.read(frames.MEGABYTE)):
                        left -= len(piece)
                if left < 0:
                    return UNPACKED
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
        return DAMAGED
    return ""


if __name__ == "__main__":
    frames.answer(prepare, memory=MAX_MEMORY)
