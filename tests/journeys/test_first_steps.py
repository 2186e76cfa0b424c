"""Signing in, two hats, the keyboard, the demonstration's day, search and help."""

import pytest

pytestmark = [pytest.mark.browser]


def test_signed_out_the_first_page_is_the_way_in(visitor):
    page = visitor()
    page.goto("/")
    assert page.get_by_role("heading", name="Sign in").is_visible()


def test_a_member_sees_what_is_due_and_how_far_it_is(visitor, demo_site):
    page = visitor("peter.lane")
    card = page.locator(".today-card").first
    assert "July to September 2026" in card.inner_text()
    assert "of 5 parts done" in card.inner_text()
    card.get_by_role("link", name="Continue").click()
    assert page.get_by_role("heading", name="Claim for July to September 2026").is_visible()


def test_somebody_with_two_hats_chooses_and_the_header_shows_it(visitor):
    page = visitor("margaret.doyle", hat="Chair")
    assert "as chair" in page.locator(".hat-who").inner_text()
    assert page.get_by_text("Approve the accountable body's own claim").is_visible()
    page.locator(".hat > summary").click()
    page.locator(".hat-list").get_by_role("button").first.click()
    page.wait_for_load_state()
    assert "as chair" not in page.locator(".hat-who").inner_text()


def test_the_keyboard_reaches_content_search_and_role(visitor):
    page = visitor("priya.nair", java_script_enabled=False)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    outline = page.evaluate("getComputedStyle(document.activeElement.closest('li') || "
                            "document.activeElement).outlineStyle")  # fmt: skip
    assert outline != "none"


def test_search_finds_a_project_by_another_name_and_corrects_a_slip(visitor):
    page = visitor("nadia.rahman")
    page.get_by_role("searchbox").first.fill("volunteering")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    assert page.get_by_role("heading", name="Projects").is_visible()
    page.goto("/search/?q=volunterring")
    page.locator(".empty").get_by_role("link").first.click()
    page.wait_for_load_state()
    assert page.get_by_role("heading", name="Projects").is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_next_day_comes_once_a_click(visitor, scripts):
    page = visitor("grace.mensah", java_script_enabled=scripts)
    page.goto("/help/")
    before = page.locator(".demo time").get_attribute("datetime")
    page.get_by_role("button", name="Next day").click()
    page.wait_for_load_state()
    after = page.locator(".demo time").get_attribute("datetime")
    assert after > before
    assert page.url.endswith("/help/")


def test_a_guide_leads_to_its_page(visitor):
    page = visitor("nadia.rahman")
    page.goto("/help/")
    page.get_by_role("link", name="Make a quarterly claim").click()
    page.get_by_role("main").get_by_role("link", name="Your claims").click()
    page.wait_for_url("**/claims/")
    assert page.get_by_role("heading", name="Claims", exact=True).is_visible()
