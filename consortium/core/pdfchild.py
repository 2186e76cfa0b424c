"""A program of its own: turns HTML from stdin into PDF on stdout. The site imports its frames.

It is started once and kept warm: WeasyPrint imported, stylesheet parsed, fonts
loaded, the garbage collector off. Each document is made in a fork of that, so
its memory goes back to the system and what one document does cannot touch the
next. It has no settings, no database, no secrets; a document reaches our own
static files and `data:` addresses, neither the network nor the disk (F7).

Frames on both pipes: four bytes of length, a JSON head, eight bytes of length, a body.
"""

import gc
import json
import mimetypes
import os
import resource
import select
import signal
import struct
import sys
import tempfile
import time
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

MEGABYTE = 1024 * 1024
MAX_MEMORY = 2048 * MEGABYTE
SERVED = {".css", ".woff2", ".woff", ".ttf", ".otf", ".svg", ".png", ".jpg"}
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
NEEDED = f"apt-get install -y --no-install-recommends {LIBRARIES}"
WARM_UP = "<title>.</title><h1>A</h1><p>b <b>1</b> <strong>£2</strong><table><td>3</table>"


def write_frame(out: BinaryIO, head: dict, body: bytes = b"") -> None:
    """Send one frame."""
    packed = json.dumps(head).encode()
    out.write(struct.pack(">I", len(packed)) + packed + struct.pack(">Q", len(body)))
    out.write(body)
    out.flush()


def read_frame(source: BinaryIO) -> tuple[dict, bytes] | None:
    """Receive one frame; None when the other side has gone."""
    size = source.read(4)
    if len(size) < 4:
        return None
    head = json.loads(source.read(struct.unpack(">I", size)[0]))
    return head, source.read(struct.unpack(">Q", source.read(8))[0])


def load(static_root: str, stylesheet: str):
    """Import WeasyPrint and parse the stylesheet; gives the function that makes PDFs."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    root = Path(static_root).resolve()

    class OurFilesOnly(URLFetcher):
        """`data:` and `static:` addresses; everything else is refused."""

        def fetch(self, url, headers=None):
            if not url.startswith("static:"):
                return super().fetch(url, headers)
            path = (root / unquote(urlsplit(url).path).lstrip("/")).resolve()
            if root not in path.parents or path.suffix.lower() not in SERVED:
                raise ValueError(f"Not one of our files: {url}")
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    fetcher = OurFilesOnly(allowed_protocols=["data"], allow_redirects=False)
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(
        string=(root / stylesheet).read_text(), font_config=fonts, url_fetcher=fetcher
    )

    def make(head: dict, html: bytes) -> bytes:
        source = weasyprint.HTML(
            string=html.decode(), base_url="static:///", url_fetcher=fetcher, encoding="utf-8"
        )
        document = source.render(
            font_config=fonts, stylesheets=[sheet], pdf_variant="pdf/ua-1", pdf_tags=True
        )
        about = document.metadata
        about.title, about.lang, about.generator = head["title"], "en-GB", "Consortium"
        about.created = about.modified = head.get("made_at") or None
        about.attachments = []
        return document.write_pdf(
            pdf_variant="pdf/ua-1", pdf_tags=True, pdf_identifier=head["identifier"].encode()
        )

    return make


def in_a_fork(make, head: dict, html: bytes, seconds: float) -> tuple[dict, bytes]:
    """Make one document in a fork; gives head and body of the answer."""
    reading, writing = os.pipe()
    started, child = time.monotonic(), os.fork()
    if child == 0:
        os.close(reading)
        render_and_exit(make, head, html, writing)
    os.close(writing)
    answer, late = collect(reading, started + seconds)
    if late:
        os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    facts = {"seconds": round(time.monotonic() - started, 3), "kilobytes": usage.ru_maxrss}
    if late:
        return {"error": f"took longer than {seconds:g} seconds", **facts}, b""
    if os.waitstatus_to_exitcode(status) != 0:
        return {"error": answer.decode("utf-8", "replace") or "the maker died", **facts}, b""
    return facts, answer


def render_and_exit(make, head: dict, html: bytes, writing: int) -> None:
    """In the fork: write the PDF into the pipe, or what went wrong, and end."""
    code, body = 1, b""
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        body, code = make(head, html), 0
    except BaseException as error:
        body = f"{type(error).__name__}: {error}"[:2000].encode()
    try:
        with os.fdopen(writing, "wb") as out:
            out.write(body)
    finally:
        os._exit(code)


def collect(reading: int, until: float) -> tuple[bytes, bool]:
    """Everything from a pipe to its end; True with it when time ran out before."""
    pieces = []
    with os.fdopen(reading, "rb", buffering=0) as source:
        while True:
            ready, _, _ = select.select([source], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                return b"".join(pieces), True
            piece = source.read(MEGABYTE)
            if not piece:
                return b"".join(pieces), False
            pieces.append(piece)


def main() -> None:
    """Answer requests until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the site; we end with its pipe
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    static_root, stylesheet = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix="consortium-pdf-") as scratch:
        tempfile.tempdir = scratch  # WeasyPrint leaves its fonts lying about
        answer_requests(out, static_root, stylesheet)


def answer_requests(out: BinaryIO, static_root: str, stylesheet: str) -> None:
    """Warm up, say that we are ready, and make one document after another."""
    gc.disable()
    try:
        make = load(static_root, stylesheet)
    except OSError as error:
        write_frame(out, {"error": f"{error} — PDF needs native libraries: {NEEDED}"})
        return
    make({"title": "Warm-up", "identifier": "warm-up"}, WARM_UP.encode())
    gc.freeze()
    write_frame(out, {"ready": True})
    while frame := read_frame(sys.stdin.buffer):
        head, html = frame
        write_frame(out, *in_a_fork(make, head, html, head["limit"]))


if __name__ == "__main__":
    main()
