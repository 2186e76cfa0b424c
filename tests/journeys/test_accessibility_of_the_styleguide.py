"""Every component, judged by axe-core and by width, in a real Chromium."""

import pytest

from .axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCHEMES = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_wrong(open_page, width, scheme):
    page = open_page("/styleguide/", width=width, **SCHEMES[scheme])
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 768, 360, 320])
def test_nothing_is_wider_than_the_window(open_page, width):
    page = open_page("/styleguide/", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_error_summary_has_the_focus_and_its_links_lead_to_the_field(open_page):
    page = open_page("/styleguide/")
    assert "error-summary" in page.evaluate("document.activeElement.className")
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_wrong-amount"


def test_the_keyboard_reaches_the_content_first(open_page):
    page = open_page("/styleguide/", java_script_enabled=False)  # no error takes the focus
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_whole_page_works_without_scripts(open_page):
    page = open_page("/styleguide/", width=360, java_script_enabled=False)
    page.locator(".guide-frame .hat > summary").click()
    assert page.locator(".guide-frame .hat .sheet").is_visible()


def test_a_row_becomes_a_card_that_names_its_figures_on_a_phone(open_page):
    page = open_page("/styleguide/", width=360)
    cell = page.locator("td[data-label='Left']").first
    label = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label == '"Left"'
    assert cell.evaluate("cell => getComputedStyle(cell.closest('tr')).display") == "block"


def test_figures_have_one_width_so_that_columns_line_up(open_page):
    page = open_page("/styleguide/")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px \"Source Sans 3\"')")
    widths = page.evaluate(
        """() => ["1", "8"].map(figure => {
            const probe = document.createElement("span");
            probe.textContent = figure.repeat(20);
            document.querySelector("main").append(probe);
            return probe.getBoundingClientRect().width;
        })"""
    )
    assert widths[0] == pytest.approx(widths[1], abs=0.01)
