"""PDF documents, made in a process of their own; WeasyPrint is never imported here.

The maker (`children/make_pdf.py`) is started by the first document of a process
and kept warm. Callers render in a task where a document may be long, and never
while they hold a lock (T8).
"""

import atexit
import datetime
import hashlib
import os
import threading

import structlog
from django.conf import settings
from django.template.loader import render_to_string

from .child import CHILDREN, Child, ChildFailed

log = structlog.get_logger(__name__)

PDF_CSS = "css/pdf.css"
MAKER = CHILDREN / "make_pdf.py"


class PdfFailed(Exception):
    """A document that could not be made, for a reason on our side."""


class PdfPool:
    """The makers of this process: PDF_WORKERS of them, started when first needed."""

    def __init__(self):
        self.forget()

    def forget(self) -> None:
        """Begin anew; in a fork the parent's makers are not ours to talk to."""
        self.idle: list[Child] = []
        self.places = threading.BoundedSemaphore(getattr(settings, "PDF_WORKERS", 1))

    def make(self, html: str, head: dict) -> tuple[dict, bytes]:
        """What it took and the PDF; waits for a free maker."""
        with self.places:
            maker = self.idle.pop() if self.idle else self.new()
            try:
                limit = getattr(settings, "PDF_SECONDS", 180)
                return maker.ask(head, html.encode("utf-8", "replace"), limit=limit)
            finally:
                self.idle.append(maker)

    def new(self) -> Child:
        return Child(MAKER, str(settings.STATICFILES_DIRS[0]), PDF_CSS)

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
    """PDF bytes of ready HTML, and what making it took (seconds, cpu, kilobytes)."""
    stamp = made_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if made_at else ""
    identifier = hashlib.sha256(f"{title}\n{stamp}\n{html}".encode("utf-8", "replace")).hexdigest()
    head = {"title": title, "made_at": stamp, "identifier": identifier[:32]}
    try:
        facts, content = pool.make(html, head)
    except ChildFailed as error:
        raise PdfFailed(f"“{title}” could not be made: {error}") from error
    log.info("pdf_made", title=title, bytes=len(content), **facts)
    return content, facts
