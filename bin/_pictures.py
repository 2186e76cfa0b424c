"""The pictures of bin/screenshots, taken with Playwright from a running demonstration."""

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "img"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK, PHONE = (1280, 860), (390, 844)
PASSWORD = "demo-consortium"
COLOURS = 160  # of a palette: a third of the size, and nobody sees it

# name: who, how wide and high, where, and the words of a link to follow first
PICTURES = {
    "today": ("priya.nair", DESK, "/", ""),
    "claim": ("peter.lane", DESK, "/claims/", "Continue"),
    "check": ("tom.ellery", DESK, "/", "Check the claim of CVSMNB"),
    "fund": ("priya.nair", DESK, "/money/", "Infrastructure grant fund"),
    "agenda": ("grace.mensah", DESK, "/meetings/", "10 December 2026"),
    "decisions": ("grace.mensah", DESK, "/meetings/decisions/", ""),
    "phone": ("peter.lane", PHONE, "/", ""),
}


def main(address):
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
        for name, (person, size, path, link) in PICTURES.items():
            page = signed_in(browser, address, person, size)
            page.goto(path)
            if link:
                page.get_by_role("main").get_by_role("link", name=link).first.click()
                page.wait_for_load_state()
            page.evaluate("document.fonts.ready")
            keep(page.screenshot(), FOLDER / f"{name}.png")
            page.context.close()
        browser.close()


def signed_in(browser, address, person, size):
    context = browser.new_context(base_url=address, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(f"{person}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator(".door").get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    return page


def keep(picture, path):
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(sys.argv[1])
