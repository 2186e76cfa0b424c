"""Controls: what judges the pages finds defects that are planted for it."""

import pytest

from .axe import shape, violations

pytestmark = pytest.mark.browser

SOUND = """<!doctype html><html lang="en"><head><title>A page</title><style>
body {{ background: #fff; color: #000; }} @media (max-width: 400px) {{ .pale {{ color: #ccc; }} }}
</style></head><body><main><h1>A page</h1>{}</main></body></html>"""
DEFECTS = {
    "image-alt": '<img src="data:,">',
    "label": '<input name="amount">',
    "region": "</main><p>Beside every landmark</p><main hidden>",
    "color-contrast": '<p style="color: #ccc">Hardly to be read</p>',
}


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_on_a_page_that_is_in_order(page):
    page.set_content(SOUND.format("<p>Words</p>"))
    assert violations(page) == []


@pytest.mark.parametrize("rule", DEFECTS)
def test_axe_names_a_planted_defect_and_its_place(page, rule):
    page.set_content(SOUND.format(DEFECTS[rule]))
    [found] = violations(page)
    assert found.startswith(f"{rule}: ")
    assert ": <" in found


def test_a_page_is_judged_anew_at_each_width(page):
    """axe is put into a document once, and looks at it as it is now."""
    page.set_content(SOUND.format('<p class="pale">Hardly to be read on a telephone</p>'))
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    [found] = violations(page)
    assert found.startswith("color-contrast: ")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert violations(page) == []


ROW = '<tr><td class="{}">{}</td><td><a href="/claims/{}/">Open</a></td></tr>'
TABLE = '<table><caption>Claims</caption><tr><th scope="col">Sum</th></tr>{}</table>'


def test_more_rows_and_other_words_are_the_same_shape(page):
    rows = [ROW.format("sum", f"£{number}", number) for number in range(3)]
    marks = set()
    for inside in (rows, rows[1:], rows[2:]):
        page.set_content(SOUND.format(TABLE.format("".join(inside))))
        marks.add(shape(page))
    assert len(marks) == 1


def test_whatever_axe_could_judge_otherwise_is_another_shape(page):
    unlike = [
        TABLE.format(ROW.format("sum", "£1", 1)),
        TABLE.format(ROW.format("pale", "£1", 1)),
        TABLE.format(ROW.format("sum", "", 1)),
        TABLE.format(ROW.format("sum", "£1", 1).replace("Open", "")),
        TABLE.format(ROW.format("sum", "£1", 1) + ROW.format("pale", "£1", 1)),
        TABLE.format("").replace('scope="col"', ""),
        *DEFECTS.values(),
        '<img src="data:," alt="">',
        '<img src="data:," alt="A map">',
        '<label for="amount">Sum</label><input name="amount" id="amount">',
        '<label for="sum">Sum</label><input name="amount" id="amount">',
        "<p hidden>Words</p>",
        "<p>Words</p>",
    ]
    marks = []
    for inside in unlike:
        page.set_content(SOUND.format(inside))
        marks.append(shape(page))
    assert len(set(marks)) == len(unlike)
