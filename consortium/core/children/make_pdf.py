"""Turns HTML into PDF. A program of its own; the site never imports it, nor WeasyPrint.

    python make_pdf.py STATIC_FOLDER STYLESHEET

Kept warm: WeasyPrint imported, stylesheet parsed, fonts loaded, the garbage
collector off. It has no settings, no database, no secrets; a document reaches our
own static files and `data:` addresses, neither the network nor the disk (F7).
"""

import gc
import mimetypes
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import frames

MAX_MEMORY = 2048 * frames.MEGABYTE
SERVED = {".css", ".woff2", ".woff", ".ttf", ".otf", ".svg", ".png", ".jpg"}
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
NEEDED = f"apt-get install -y --no-install-recommends {LIBRARIES}"
WARM_UP = "<title>.</title><h1>A</h1><p>b <b>1</b> <strong>£2</strong><table><td>3</table>"


def load(static_folder: str, stylesheet: str) -> frames.Work:
    """Import WeasyPrint and parse the stylesheet; gives the function that makes PDFs."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    root = Path(static_folder).resolve()

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


def prepare() -> frames.Work:
    """Load and make one document, so that everything is in memory before the first fork."""
    gc.disable()
    try:
        make = load(*sys.argv[1:3])
    except OSError as error:
        raise frames.Failed(f"{error}. PDF needs native libraries: {NEEDED}") from error
    make({"title": "Warm-up", "identifier": "warm-up"}, WARM_UP.encode())
    gc.freeze()
    return make


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="consortium-pdf-") as scratch:
        tempfile.tempdir = scratch  # WeasyPrint leaves its fonts lying about
        frames.answer(prepare, memory=MAX_MEMORY)
