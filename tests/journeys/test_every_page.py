"""Every page that each hat can reach from its first one: axe, widths, no dead ends."""

import os
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error

from .axe import shape, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

BOTH, NARROW = (1280, 360), (360,)  # widths at which axe looks
HATS = {
    "claims person": ("peter.lane", "", NARROW),
    "representative": ("samir.haddad", "", BOTH),
    "finance": ("priya.nair", "", BOTH),
    "secretariat": ("ruth.okafor", "", BOTH),
    "auditor": ("david.lowe", "", NARROW),
    "chair": ("margaret.doyle", "Chair", BOTH),
    "development officer": ("grace.mensah", "", NARROW),
}
FILES = re.compile(r"\.(pdf|csv|xlsx|ics)$|/file/$|/check/evidence/\d+/$|/accounts/logout/$")
MOST = 300  # pages a hat, one of each kind; nobody reaches so many
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"


def kind_of(address: str) -> str:
    """The address with its numbers and names taken out: pages of a kind are judged once."""
    path = urlsplit(address).path
    path = re.sub(r"\d{4}-Q\d|\d{4}(?=/)|\d+|[0-9a-f-]{36}", "#", path)
    return re.sub(r"^/help/[a-z-]+/$", "/help/*/", path)


def reachable(page, site: str):
    """Addresses of every kind, breadth first from the first page; yields while it looks."""
    waiting, seen = ["/"], set()
    while waiting:
        assert len(seen) < MOST, f"kind_of() tells pages of one kind apart: {sorted(seen)}"
        address = waiting.pop(0)
        kind = kind_of(address)
        if kind in seen:
            continue
        seen.add(kind)
        try:
            answer = page.goto(address)
        except Error as error:
            if "Download is starting" in error.message:  # a file, and it came
                continue
            raise
        yield address, kind, answer.status
        for link in page.evaluate(LINKS):
            parts = urlsplit(link)
            if link.startswith(site) and not FILES.search(parts.path):
                waiting.append(f"{parts.path}?{parts.query}" if parts.query else parts.path)


@pytest.fixture(scope="session")
def first_seen(tmp_path_factory) -> Callable[[str], bool]:
    """Has nobody asked this before, in any process of the run?

    Most pages look the same under several hats; whoever sees one first has it judged.
    """
    run = tmp_path_factory.getbasetemp()
    run = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    folder = run / "judged"
    folder.mkdir(exist_ok=True)

    def first_seen(mark: str) -> bool:
        try:
            (folder / mark).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    return first_seen


@pytest.mark.parametrize("hat", HATS)
def test_every_page_is_fit_for_everybody(visitor, demo_site, first_seen, hat):
    """No link leads nowhere, axe finds nothing, and nothing scrolls sideways at 320 pixels."""
    person, worn, widths = HATS[hat]
    page = visitor(person, hat=worn)
    wrong, pages = [], 0
    for address, _kind, status in reachable(page, demo_site.url):
        pages += 1
        if status >= 400:
            wrong.append(f"{address}: {status}")
            continue
        mark = shape(page)
        for width in (each for each in widths if first_seen(f"{mark}-{each}")):
            page.set_viewport_size({"width": width, "height": 800})
            wrong += [f"{address} at {width}: {each}" for each in violations(page)]
        page.set_viewport_size({"width": 320, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > 320:
            wrong.append(f"{address}: {wide} pixels wide at 320")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert wrong == []
    assert pages > 8
