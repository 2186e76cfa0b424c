"""One Chromium for all journeys, and a page in any width and colour scheme."""

import os
import shutil

import pytest

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def chromium_path() -> str | None:
    """The machine's own Chromium; CHROMIUM names another."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def chromium():
    """A running browser; skipped where the machine has none (`bin/test` says so)."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    path = chromium_path()
    if not path:
        pytest.skip("needs Chromium: apt-get install -y chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """`open_page("/claims/", width=360, color_scheme="dark")` gives a Playwright page.

    Whatever the browser complains about on its console fails the test: a
    refused inline style, a missing file, an error in a script.
    """
    contexts, complaints = [], []

    def open_page(path: str, *, width: int = 1280, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
