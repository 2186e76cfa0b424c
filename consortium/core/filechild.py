"""Run alone, never imported: reads one stranger's file from stdin and says what is against it.

    python -I filechild.py pdf < file     prints {"note": ""} when all is well

It has no settings, no database and no network of ours in reach, 1 GB of memory
and 30 seconds; what it reads is a stranger's, so whatever it dies of, the file
is refused. Nothing of this project is imported here.
"""

import io
import json
import re
import resource
import sys
import zipfile

MEGABYTE = 1024 * 1024
MAX_PAGES = 600
MAX_UNPACKED = 100 * MEGABYTE
MAX_PIXELS = 50_000_000
DAMAGED = "it is damaged; save it again and add it once more."


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (1024 * MEGABYTE, 1024 * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    check = {"pdf": pdf, "jpg": picture, "png": picture, "xlsx": office, "docx": office}
    note = check.get(sys.argv[1], lambda content: "")(content)
    sys.stdout.write(json.dumps({"note": note}))


def pdf(content: bytes) -> str:
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        return "it is protected by a password; save it without one and add it once more."
    except pikepdf.PdfError:
        return DAMAGED
    if document.is_encrypted and not document.allow.extract:
        return ""
    if not 1 <= len(document.pages) <= MAX_PAGES:
        return f"it must have between 1 and {MAX_PAGES} pages."
    if any(is_program(each, pikepdf) for each in document.objects):
        return "it holds a program; print it to a new PDF and add that one."
    return ""


def is_program(found, pikepdf) -> bool:
    """Whether a PDF object runs something: JavaScript or another program."""
    if not isinstance(found, pikepdf.Dictionary):
        return False
    return found.get("/S") in ("/JavaScript", "/Launch") and ("/JS" in found or "/F" in found)


def picture(content: bytes) -> str:
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
    """Unpack every part within the limit; refuse damage, bombs and document type definitions."""
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as part:
                    head = part.read(2048)
                    if re.search(rb"<!(DOCTYPE|ENTITY)", head) and entry.filename.endswith(
                        (".xml", ".rels")
                    ):
                        return DAMAGED
                    left -= len(head)
                    while left >= 0 and (piece := part.read(MEGABYTE)):
                        left -= len(piece)
                if left < 0:
                    return "it is too large once it is unpacked; save a smaller part of it."
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
        return DAMAGED
    return ""


if __name__ == "__main__":
    main()
