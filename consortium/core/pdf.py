"""PDF documents, made in a process of their own; WeasyPrint is never imported here.

The maker (`pdfchild.py`) is started by the first document of a process and kept
warm. Callers render in a task where a document may be long, and never while
they hold a lock (T8).
"""

import atexit
import datetime
import hashlib
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import structlog
from django.conf import settings
from django.template.loader import render_to_string

from .pdfchild import NEEDED, read_frame, write_frame

log = structlog.get_logger(__name__)

PDF_CSS = "css/pdf.css"
CHILD = Path(__file__).with_name("pdfchild.py")
START_SECONDS = 60


class PdfFailed(Exception):
    """A document that could not be made, for a reason on our side."""

    for_people = False


class PdfMaker:
    """One warm process that makes PDFs, one at a time."""

    def __init__(self):
        self.process: subprocess.Popen | None = None

    def make(self, html: str, head: dict) -> tuple[bytes, dict]:
        """PDF bytes and what it took (seconds, kilobytes); `PdfFailed` otherwise."""
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.start()
        # The maker keeps the time; this is for a maker that hangs itself.
        watch = threading.Timer(head["limit"] + 15, self.process.kill)
        watch.start()
        try:
            write_frame(self.process.stdin, head, html.encode("utf-8", "replace"))
            answer = read_frame(self.process.stdout)
        except OSError:
            answer = None
        finally:
            watch.cancel()
        if answer is None:
            self.stop()
            raise PdfFailed("The PDF maker stopped in the middle of a document.")
        facts, body = answer
        if "error" in facts:
            raise PdfFailed(f"“{head['title']}” could not be made: {facts['error']}")
        return body, facts

    def start(self) -> None:
        """Start the process and wait until it is warm."""
        root = settings.STATICFILES_DIRS[0]
        self.process = subprocess.Popen(
            [sys.executable, "-s", "-P", str(CHILD), str(root), PDF_CSS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_bare_environment(),
            cwd="/",
        )
        watch = threading.Timer(START_SECONDS, self.process.kill)
        watch.start()
        answer = read_frame(self.process.stdout)
        watch.cancel()
        if answer is None or "error" in answer[0]:
            self.stop()
            raise PdfFailed(answer[0]["error"] if answer else f"No PDF maker. Try: {NEEDED}")

    def stop(self) -> None:
        """End the process and forget it."""
        process, self.process = self.process, None
        if process is None:
            return
        with suppress(OSError):
            process.stdin.close()  # it ends at the end of its input, and tidies up
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _bare_environment() -> dict[str, str]:
    """What the maker may know: where programs, fonts and scratch space are. No secrets."""
    passed = ("PATH", "HOME", "TMPDIR", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")
    kept = {name: os.environ[name] for name in passed if name in os.environ}
    # One hash seed, so that the same document gives the same bytes every time.
    return {**kept, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}


class PdfPool:
    """The makers of this process: PDF_WORKERS of them, started when first needed."""

    def __init__(self):
        self.forget()

    def forget(self) -> None:
        """Begin anew; in a fork the parent's makers are not ours to talk to."""
        self.idle: list[PdfMaker] = []
        self.places = threading.BoundedSemaphore(getattr(settings, "PDF_WORKERS", 1))

    def make(self, html: str, head: dict) -> tuple[bytes, dict]:
        with self.places:
            maker = self.idle.pop() if self.idle else PdfMaker()
            try:
                return maker.make(html, head)
            finally:
                self.idle.append(maker)

    def stop(self) -> None:
        """End all makers; the next document starts new ones."""
        while self.idle:
            self.idle.pop().stop()


pool = PdfPool()
os.register_at_fork(after_in_child=pool.forget)
atexit.register(pool.stop)


def render_pdf(
    template: str, context: dict, *, title: str, made_at: datetime.datetime | None = None
) -> bytes:
    """A tagged PDF (PDF/UA-1, en-GB) of a template that extends "pdf/base.html".

    `made_at` is the date in the file's properties; the same content and date give
    the same bytes. The template may use "static:///img/…" and `data:` addresses,
    nothing else. `PdfFailed` when it cannot be made.
    """
    html = render_to_string(template, {**context, "title": title, "made_at": made_at})
    return pdf_of(html, title=title, made_at=made_at)[0]


def pdf_of(
    html: str, *, title: str, made_at: datetime.datetime | None = None
) -> tuple[bytes, dict]:
    """PDF bytes of ready HTML, and what making it took (seconds, kilobytes)."""
    stamp = made_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if made_at else ""
    identifier = hashlib.sha256(f"{title}\n{stamp}\n{html}".encode("utf-8", "replace")).hexdigest()
    head = {
        "title": title,
        "made_at": stamp,
        "identifier": identifier[:32],
        "limit": getattr(settings, "PDF_SECONDS", 180),
    }
    body, facts = pool.make(html, head)
    log.info("pdf_made", title=title, bytes=len(body), **facts)
    return body, facts
