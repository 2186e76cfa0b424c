"""One Chromium for all journeys, and a page in any width and colour scheme."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime
from datetime import time as time_of_day
from pathlib import Path
from urllib.request import urlopen

import pytest

from consortium.core import clock
from consortium.core.periods import LONDON
from consortium.pages.demo.cast import PASSWORD
from members.models import User
from tests.factories import members as make

from . import built
from .walking import Walk

ROOT = Path(__file__).parent.parent.parent
TWO = time_of_day(14)
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
    refused inline style, a missing file, an error in a script. That two were at
    one record (409) is an answer given on purpose.
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
    assert [each for each in complaints if "status of 409" not in each] == []


@pytest.fixture
def afternoon(monkeypatch):
    """The time of day runs from two in London on, in the threads of the live server too,
    whenever the suite is run: what is sent after five counts for the next day."""
    began = clock.now()

    def local_now():
        return datetime.combine(clock.today(), TWO, LONDON) + (clock.now() - began)

    monkeypatch.setattr(clock, "local_now", local_now)


@pytest.fixture
def walk(open_page):
    def begin(path: str = "/apply/", *, scripts: bool, width: int = 1280) -> Walk:
        page = open_page(path, width=width, java_script_enabled=scripts)
        return Walk(page, scripts=scripts)

    return begin


@pytest.fixture
def signed_in(walk):
    def begin(user: User, path: str, *, scripts: bool, hat: str = "", width: int = 1280) -> Walk:
        one = walk(f"/accounts/login/?next={path}", scripts=scripts, width=width)
        one.page.get_by_label("Email address").fill(user.email)
        one.page.get_by_label("Password").fill(make.PASSWORD)
        one.page.locator(".door").get_by_role("button", name="Sign in", exact=True).click()
        one.page.wait_for_load_state()
        if hat:
            one.page.get_by_role("main").get_by_role("button", name=re.compile(hat)).click()
            one.page.wait_for_load_state()
        one.stop()
        return one

    return begin


class DemoSite:
    """The demonstration as `bin/demo` serves it, in a process of its own on a free port.

    Its data is a copy of what was built once for the whole run.
    """

    def __init__(self, folder):
        self.folder, self.process, self.url = folder, None, ""

    def start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        log = (self.folder / "terminal.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--prepare", "--port", str(port)],
            cwd=ROOT,
            env=built.environment(self.folder),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def _wait(self) -> None:
        """Until it answers; the listening socket is there before the data is."""
        until = time.monotonic() + 300
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(OSError), urlopen(f"{self.url}/privacy/", timeout=5):
                return
            time.sleep(0.5)
        pytest.fail((self.folder / "terminal.log").read_text()[-3000:])

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory):
    """The demonstration, one for all journeys of this process, and its worker.

    DEMO_SITE names one that runs already, for whoever writes a journey.
    """
    site = DemoSite(tmp_path_factory.mktemp("demo"))
    site.url = os.environ.get("DEMO_SITE", "")
    if not site.url:
        run = tmp_path_factory.getbasetemp()
        run = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
        built.copy(built.built(run / "built-demo"), site.folder)
        site.start()
    yield site
    site.stop()


@pytest.fixture
def visitor(chromium, demo_site):
    """`visitor("priya.nair", hat="…", width=360)` gives a page of somebody signed in.

    Each visitor has a browser context to themselves. Complaints on the console fail
    the test, but for answers that a page gave on purpose (`complaints` says which).
    """
    contexts, complaints = [], []

    def visitor(person: str = "", *, hat: str = "", width: int = 1280, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, base_url=demo_site.url, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if person:
            sign_in(page, person, hat)
        return page

    yield visitor
    for context in contexts:
        context.close()
    assert [each for each in complaints if "status of 4" not in each] == []


def sign_in(page, person: str, hat: str = "") -> None:
    """Through the page, as people do; `hat` is part of the words of one to choose."""
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(f"{person}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator(".door").get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    if hat:
        if "/hats/" not in page.url:
            page.goto("/hats/")
        page.get_by_role("main").get_by_role("button", name=re.compile(hat)).click()
        page.wait_for_load_state()
