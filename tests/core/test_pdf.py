"""PDFs: made elsewhere, tagged, the same every time, and unable to reach network or disk."""

import base64
import datetime
import io
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pypdf
import pytest
from django.template import engines

from consortium.core import pdf
from consortium.core.child import CHILDREN, Child, bare_environment

NINE = datetime.datetime(2026, 10, 21, 9, tzinfo=datetime.UTC)


@pytest.fixture(scope="module", autouse=True)
def one_maker():
    yield
    pdf.pool.stop()


@pytest.fixture
def canary():
    """A web server that notes every visit."""
    visits = []

    class Visit(BaseHTTPRequestHandler):
        def do_GET(self):
            visits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"canary sings")

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Visit)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.visits = visits
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def text_of(content: bytes) -> str:
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return text.replace("Page 1 of 1", "")


def document(body: str, **context) -> str:
    source = '{% extends "pdf/base.html" %}{% block content %}' + body + "{% endblock %}"
    return engines["django"].from_string(source).render({"title": "A claim", **context})


def test_a_pdf_is_tagged_and_has_title_and_language():
    content, _ = pdf.pdf_of(document("<p>Paid</p>"), title="Claim LT-2026-Q1", made_at=NINE)
    made = pikepdf.open(io.BytesIO(content))
    assert made.Root.MarkInfo.Marked
    assert "/StructTreeRoot" in made.Root
    assert str(made.Root.Lang) == "en-GB"
    assert made.Root.ViewerPreferences.DisplayDocTitle
    with made.open_metadata() as about:
        assert about["dc:title"] == "Claim LT-2026-Q1"
        assert about["pdfuaid:part"] == "1"


def test_our_typeface_is_inside_the_file():
    content, _ = pdf.pdf_of(document("<p>£1,234.50 Żółć</p>"), title="Faces")
    made = pikepdf.open(io.BytesIO(content))
    fonts = {
        str(f.BaseFont)
        for f in made.objects
        if isinstance(f, pikepdf.Dictionary) and "/BaseFont" in f
    }
    assert fonts
    assert all("Source-Sans-3" in name or "SourceSans3" in name for name in fonts), fonts


def test_the_same_document_gives_the_same_bytes_from_another_process():
    html = document("<h2>Lines</h2><table><tr><td>1</td></tr></table>")
    first, _ = pdf.pdf_of(html, title="Same", made_at=NINE)
    pdf.pool.stop()
    second, _ = pdf.pdf_of(html, title="Same", made_at=NINE)
    assert first == second


def test_weasyprint_is_never_imported_in_this_process():
    code = (
        "import django, sys; django.setup();"
        "from consortium.core import pdf;"
        "content, _ = pdf.pdf_of('<p>x', title='x');"
        "assert content.startswith(b'%PDF-');"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in"
        " ('weasyprint', 'fontTools', 'pikepdf', 'PIL', 'tinycss2')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{}" alt="x">',
        '<link rel="stylesheet" href="{}">',
        '<link rel="attachment" href="{}">',
        '<a rel="attachment" href="{}">x</a>',
        '<object data="{}">x</object>',
        '<embed src="{}">',
        '<iframe src="{}"></iframe>',
        "<style>@import url({});</style>",
        "<style>@font-face {{ font-family: x; src: url({}) }}</style><p>x</p>",
        "<style>p {{ background: url({}) }}</style><p>x</p>",
        '<p style="list-style-image: url({}); display: list-item">x</p>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}" width="9" height="9"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><use href="{}#a"/></svg>',
        '<base href="{}"><img src="x.png" alt="x">',
    ],
)
def test_markup_from_outside_reaches_neither_network_nor_disk(markup, canary, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret word is marmalade")
    web = f"http://127.0.0.1:{canary.server_port}/visit"
    addresses = [web, secret.as_uri(), "file:///etc/passwd", f"static:///../../../..{secret}"]
    html = document("".join(markup.format(each) for each in addresses))
    content, _ = pdf.pdf_of(html, title="Hostile")
    assert canary.visits == []
    made = pikepdf.open(io.BytesIO(content))
    streams = b"".join(
        o.read_bytes()
        for o in made.objects
        if isinstance(o, pikepdf.Stream) and o.get("/Type") != "/XRef"
    )
    assert b"marmalade" not in streams
    assert b"root:" not in streams
    assert "/EmbeddedFiles" not in made.Root.get("/Names", {})


def test_the_canary_sings_when_somebody_looks(canary):
    """The control: without our fetcher the same markup does reach the server."""
    code = "import weasyprint, sys; weasyprint.HTML(string=sys.argv[1]).write_pdf('/dev/null')"
    web = f'<img src="http://127.0.0.1:{canary.server_port}/visit" alt="x">'
    subprocess.run([sys.executable, "-c", code, web], check=True, capture_output=True)
    assert canary.visits == ["/visit"]


def test_our_own_pictures_and_data_are_printed():
    dot = base64.b64encode(
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        b'<rect width="9" height="9"/></svg>'
    ).decode()
    plain, _ = pdf.pdf_of(document("<p>x</p>"), title="x")
    with_data, _ = pdf.pdf_of(
        document(f'<img alt="dot" src="data:image/svg+xml;base64,{dot}"><p>x</p>'), title="x"
    )
    with_ours, _ = pdf.pdf_of(
        document('<img alt="mark" src="static:///img/mark.svg"><p>x</p>'), title="x"
    )
    assert len(with_data) > len(plain)
    assert len(with_ours) > len(plain)


def test_a_document_that_takes_too_long_is_given_up_and_the_next_one_is_made(settings):
    settings.PDF_SECONDS = 0.3
    with pytest.raises(pdf.PdfFailed, match=r"longer than 0\.3 seconds"):
        pdf.pdf_of("<p>word " * 20_000, title="Endless")
    settings.PDF_SECONDS = 60
    content, _ = pdf.pdf_of("<p>short", title="Short")
    assert text_of(content).strip() == "short"


def test_a_maker_that_was_killed_is_replaced():
    pdf.pdf_of("<p>one", title="One")
    pdf.pool.idle[-1].process.kill()
    pdf.pool.idle[-1].process.wait()
    content, _ = pdf.pdf_of("<p>two", title="Two")
    assert text_of(content).strip() == "two"


def test_threads_share_the_maker_without_mixing_documents():
    made, failures = {}, []

    def make(number):
        try:
            made[number] = text_of(pdf.pdf_of(f"<p>number {number}", title=str(number))[0]).strip()
        except Exception as error:  # shown by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=make, args=[n]) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert made == {n: f"number {n}" for n in range(6)}


def test_missing_native_libraries_are_named_with_the_command_that_brings_them(
    tmp_path, monkeypatch
):
    program = tmp_path / "make_pdf.py"
    broken = "    raise OSError(\"cannot load library 'libgobject-2.0-0'\")\n"
    program.write_text(pdf.MAKER.read_text().replace("    import weasyprint\n", broken))
    (tmp_path / "frames.py").write_text((CHILDREN / "frames.py").read_text())
    monkeypatch.setattr(pdf, "MAKER", program)
    pdf.pool.stop()
    with pytest.raises(pdf.PdfFailed, match="apt-get install .*libpango"):
        pdf.pdf_of("<p>x", title="x")
    pdf.pool.stop()


def test_the_maker_is_given_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "marmalade")
    monkeypatch.setenv("DATABASE_URL", "postgres://me:marmalade@db/x")
    assert "marmalade" not in str(bare_environment())


def test_where_the_kernel_allows_it_a_fork_has_no_network(canary, tmp_path):
    program = tmp_path / "visit.py"
    program.write_text(
        "import sys, socket, frames\n"
        "def visit(head, body):\n"
        "    try:\n"
        "        socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=2)\n"
        "    except OSError as error:\n"
        "        return type(error).__name__.encode()\n"
        "    return b'reached'\n"
        "frames.answer(lambda: visit, memory=2**30)\n"
    )
    (tmp_path / "frames.py").write_text((CHILDREN / "frames.py").read_text())
    allowed = subprocess.run(["unshare", "-Un", "true"], capture_output=True, check=False)
    if allowed.returncode:
        pytest.skip("this kernel does not let us leave the network")
    with Child(program, str(canary.server_port)) as child:
        assert child.ask({}, b"", limit=10)[1] != b"reached"
    assert canary.visits == []


def test_a_forked_worker_starts_a_maker_of_its_own_and_leaves_ours_alone():
    pdf.pdf_of("<p>before", title="Before")
    ours = pdf.pool.idle[-1].process
    child = os.fork()
    if child == 0:
        try:
            made = text_of(pdf.pdf_of("<p>inside", title="Inside")[0]).strip()
            pdf.pool.stop()
            os._exit(0 if made == "inside" and pdf.pool.idle == [] else 1)
        except BaseException:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ours.poll() is None
    assert text_of(pdf.pdf_of("<p>after", title="After")[0]).strip() == "after"
