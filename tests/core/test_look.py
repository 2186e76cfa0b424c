"""The look: contrast, words for states, components, frames, forms."""

import re
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.urls import reverse

from claims import states as claim_states
from consortium.core import statewords
from consortium.core.formfields import MoneyField, PlainForm
from consortium.core.templatetags import look
from consortium.pages import navigation
from consortium.pages.styleguide import ExampleForm
from projects import states as project_states
from projects.funds import states as fund_states

ROOT = Path(settings.BASE_DIR)
TOKENS = (ROOT / "static/css/tokens.css").read_text()
KIND_OF = {
    "claim": claim_states.ClaimState,
    "line": claim_states.Decision,
    "account": claim_states.AccountState,
    "run": claim_states.RunState,
    "payment": claim_states.PaymentState,
    "funder_claim": claim_states.FunderClaimState,
    "period": fund_states.PeriodState,
    "journal": fund_states.JournalState,
    "project": project_states.ProjectStatus,
    "virement": project_states.VirementState,
}


def draw(source: str, **context) -> str:
    return Template("{% load look %}" + source).render(Context(context))


# --- Colour -------------------------------------------------------------------


def scheme(name: str) -> dict[str, str]:
    """The colours of tokens.css in the light or the dark scheme."""
    light, dark = re.split(r"@media \(prefers-color-scheme: dark\)", TOKENS)[:2]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light))
    if name == "dark":
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", dark))
    return found


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft") for ground in ("paper", "surface", "sunken")),
    *((ink, "strong-tint") for ink in ("ink", "ink-soft", "strong", "strong-deep")),
    *(("strong", ground) for ground in ("paper", "surface")),
    *((tone, f"{tone}-tint") for tone in statewords.TONES),
    *((tone, ground) for tone in ("good", "wait", "stop") for ground in ("paper", "surface")),
    *(("ink", f"{tone}-tint") for tone in statewords.TONES),
    *(("strong", f"{tone}-tint") for tone in ("info", "good", "wait", "stop", "plain")),
    ("strong", "straw-tint"),
    ("ink", "straw-tint"),
    ("on-strong", "strong"),
    ("on-strong", "strong-deep"),
    ("on-danger", "danger"),
    ("on-danger", "stop"),
    ("on-straw", "straw"),
    ("bar-ink", "bar"),
    ("bar-ink", "bar-raised"),
    ("bar-soft", "bar"),
    ("bar-soft", "bar-raised"),
]
SHAPE_PAIRS = [("line-strong", "surface"), ("line-strong", "paper"), ("straw", "bar")]


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_words_can_be_read_on_every_ground(name, ink, ground):
    colours = scheme(name)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), SHAPE_PAIRS)
def test_edges_of_boxes_and_marks_can_be_seen(name, line, ground):
    colours = scheme(name)
    assert contrast(colours[line], colours[ground]) >= 3


# --- States -------------------------------------------------------------------


@pytest.mark.parametrize("kind", KIND_OF)
def test_every_state_of_a_thing_has_a_look_in_the_words_of_its_drawer(kind):
    for state in KIND_OF[kind]:
        assert statewords.BY_KIND[kind][state.value].word == state.label


def test_every_state_has_a_known_tone_and_a_shape_that_is_vendored():
    for states in statewords.BY_KIND.values():
        for state in states.values():
            assert state.tone in statewords.TONES
            assert re.search("<(path|circle)", look.icon_svg(state.icon))


def test_two_states_of_one_thing_never_look_the_same():
    for states in statewords.BY_KIND.values():
        looks = {(state.word, state.tone, state.icon) for state in states.values()}
        words = {state.word for state in states.values()}
        assert len(looks) == len(words)


def test_a_bare_code_means_the_claims_state_and_a_kind_says_otherwise():
    assert statewords.state_word("waiting").word == "Waiting for the funder's money"
    assert statewords.state_word("waiting", kind="job").word == "Waiting"
    assert statewords.state_word("Waiting for the funder’s money").tone == "wait"


def test_an_unknown_state_is_shown_plainly_and_escaped():
    assert statewords.state_word("half_baked").word == "Half baked"
    assert "&lt;b&gt;" in look.state_tag("<b>")
    assert look.state_tag("") == ""


# --- Money and time --------------------------------------------------------------


def test_money_shows_pence_and_brackets_and_leads_to_its_trail():
    assert draw("{% money 123450 %}") == '<span class="money">£1,234.50</span>'
    assert "(£120.00)" in draw("{% money -12000 %}")
    assert ">–<" in draw("{% money none %}", none=None)
    linked = draw('{% money 5 url=url about="staff" %}', url="/funds/1/?a=1&b=2")
    assert 'href="/funds/1/?a=1&amp;b=2"' in linked
    assert "what is behind staff" in linked


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (date(2026, 10, 28), "7 days left", "plain"),
        (date(2026, 10, 22), "due tomorrow", "wait"),
        (date(2026, 10, 21), "due today", "wait"),
        (date(2026, 10, 20), "1 day late", "stop"),
        (date(2026, 10, 14), "7 days late", "stop"),
        (None, "", "plain"),
    ],
)
def test_a_deadline_says_how_far_away_it_is(due, words, tone):
    today = date(2026, 10, 21)
    assert look.days_left(due, today) == words
    assert look.days_tone(due, today) == tone


@pytest.mark.parametrize(
    ("used", "total", "width"),
    [(0, 0, 0), (50, 100, 50), (150, 100, 100), (-5, 100, 0), (1, 3, 33)],
)
def test_a_meter_stays_inside_its_frame_and_says_its_figures(used, total, width):
    drawing = look.meter_svg("Staff", used, total)
    assert f'class="meter-used" width="{width}"' in drawing
    assert 'role="img"' in drawing
    assert "style=" not in drawing
    assert "Staff: " in drawing


# --- Navigation --------------------------------------------------------------------


class Someone:
    """An actor as far as navigation looks."""

    def has(self, *_roles):
        return False


def test_navigation_leaves_out_what_does_not_exist(monkeypatch):
    job = navigation.Job("Nowhere", "circle", ("no-such-route",), ())
    monkeypatch.setattr(navigation, "JOBS", (job,))
    assert navigation.links_for(Someone(), "/") == ()


def test_navigation_leaves_out_what_this_actor_may_not_open(monkeypatch):
    monkeypatch.setattr(look, "_route", lambda *_: ("/shut/", lambda actor: actor == "friend"))
    assert not look.open_to("any", actor=Someone())
    assert look.open_to("any", actor="friend")


def test_navigation_marks_the_job_one_is_in(monkeypatch):
    job = navigation.Job("Guide", "circle", ("missing", "styleguide"), ("styleguide",))
    monkeypatch.setattr(navigation, "JOBS", (job,))
    (link,) = navigation.links_for(Someone(), "/styleguide/")
    assert link.url == reverse("styleguide")
    assert link.current
    assert not navigation.links_for(Someone(), "/claims/")[0].current


# --- Forms -----------------------------------------------------------------------


class SpendForm(PlainForm):
    button = ""
    amount = MoneyField(label="Amount", help_text="In pounds")
    why = forms.ChoiceField(label="Why", choices=[("a", "A")], widget=forms.RadioSelect)


def test_the_error_summary_links_to_every_field_in_page_order():
    links = look.error_links(SpendForm({"amount": "ten"}))
    assert [where for where, _ in links] == ["id_amount", "id_why_0"]


def test_the_error_summary_of_rows_says_which_row():
    rows = forms.formset_factory(SpendForm, extra=0)
    data = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-amount": "1",
        "form-0-why": "a",
        "form-1-amount": "ten",
        "form-1-why": "a",
    }
    ((where, words),) = look.error_links(None, rows(data))
    assert where == "id_form-1-amount"
    assert words.startswith("Row 2: ")


def test_a_field_reads_label_hint_error_box_with_its_pound_outside_the_box():
    form = SpendForm({"amount": "ten", "why": "a"})
    html = Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": form}))
    places = [
        html.index(mark)
        for mark in ("Amount</label>", "In pounds", 'id="id_amount_error"', ">£<", "<input")
    ]
    assert places == sorted(places)
    assert 'aria-invalid="true"' in html
    assert 'value="ten"' in html  # what was typed stays


def test_optional_fields_say_so_and_required_ones_carry_no_asterisk():
    form = ExampleForm()
    html = Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": form}))
    assert html.count("(optional)") == sum(not field.required for field in form.fields.values())
    assert "asterisk" not in html


def test_a_cell_of_a_grid_has_a_label_and_its_error():
    html = draw('{% cell field "Amount, line 3" %}', field=SpendForm({"amount": "ten"})["amount"])
    assert '<label class="visually-hidden" for="id_amount">Amount, line 3</label>' in html
    assert 'id="id_amount_error"' in html
    assert "form-control is-invalid is-money" in html


# --- Pages ------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_styleguide_is_for_developers_and_demonstrations_only(client, settings):
    settings.DEMO, settings.DEBUG = False, False
    assert client.get("/styleguide/").status_code == 404
    settings.DEMO = True
    assert client.get("/styleguide/").status_code == 200


@pytest.mark.django_db
def test_the_styleguide_sorts_its_table_and_says_so_to_screen_readers(client):
    html = client.get("/styleguide/", {"sort": "member"}).content.decode()
    assert html.count('aria-sort="ascending"') == 1
    assert 'data-label="Amount"' in html


def test_the_styleguide_shows_every_component():
    guide = (ROOT / "templates/pages/styleguide.html").read_text()
    names = {p.stem.replace("_", "-") for p in (ROOT / "templates/components").glob("*.html")}
    unseen = {name for name in names if f"<c-{name}" not in guide}
    assert unseen <= {"money"}, f"not shown: {unseen}"


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["400", "403", "404", "409", "500"])
def test_error_pages_say_what_to_do_and_offer_a_way_out(code):
    request = RequestFactory().get("/")
    html = render_to_string(f"{code}.html", {}, request)
    assert "<h1" in html
    assert 'href="/"' in html


def test_the_page_for_our_own_faults_needs_nothing_of_ours():
    assert "Something went wrong" in get_template("500.html").render()


@pytest.mark.django_db
def test_a_page_with_a_refused_form_says_so_in_its_title():
    request = RequestFactory().get("/")
    for form, expected in ((SpendForm({"amount": "x"}), True), (SpendForm(), False)):
        html = render_to_string("base.html", {"form": form}, request)
        assert ("<title>Error: " in html) is expected


HANDLER = re.compile(r"<[^>]+\s(on[a-z]+|style)\s*=", re.IGNORECASE)
INLINE = re.compile(r"<(style|script)(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE)


def test_no_template_needs_inline_style_or_script():
    for path in (ROOT / "templates").rglob("*.html"):
        folder = path.relative_to(ROOT / "templates").parts[0]
        if folder in ("email", "pdf"):
            continue
        text = path.read_text()
        assert not HANDLER.search(text), path
        assert not INLINE.search(text), path


def test_vendored_files_are_listed_and_fetch_nothing():
    listed = (ROOT / "static/VENDORED.md").read_text()
    for path in (ROOT / "static/vendor").iterdir():
        assert path.name in listed
        assert (path / "LICENSE").exists()
    for path in [*(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]:
        text = path.read_text()
        assert "sourceMappingURL" not in text, path
        assert not re.search(r"url\(['\"]?https?:", text), path
