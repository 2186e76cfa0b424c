"""Nothing that people read says "please", "invalid", "forbidden" or "this field is required"."""

import ast
import inspect
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core import validators
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import formset_factory
from hypothesis import given
from hypothesis import strategies as st

from consortium.core.formfields import PlainForm, PlainFormSet
from consortium.core.plainwords import MESSAGES, enter, lower_first, with_the

BANNED = re.compile(
    r"\b(please|invalid|forbidden|this field is required|oops|sorry)\b", re.IGNORECASE
)
DRAWERS = re.compile(
    r"(forms|formfields|plainwords|plainforms|workflow|actions|notices|rules|permissions|views|money"
    r"|days|files|access|states|statewords|imports|middleware|hats|context|navigation|guards|models)\b"
)
APPS = ("consortium", "members", "projects", "claims", "reviews")


def sentences_of(path: Path):
    """Every text of more than one word in a Python file, docstrings apart."""
    tree = ast.parse(path.read_text())
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in docs:
            continue
        if isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value


def words_of(template: str) -> str:
    """What of a template people read: no tags, comments or template code."""
    template = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", " ", template, flags=re.DOTALL)
    shown = re.findall(r'(?:placeholder|alt|title|aria-label|label|lead|hint)="([^"]*)"', template)
    template = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", template, flags=re.DOTALL)
    return " ".join([template, *shown])


def test_no_template_uses_a_banned_word():
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {match[0]}"
        for path in (settings.BASE_DIR / "templates").rglob("*")
        if path.suffix in (".html", ".txt")
        for match in BANNED.finditer(words_of(path.read_text()))
    ]
    assert found == []


def test_no_message_in_our_code_uses_a_banned_word():
    found = [
        f"{path.relative_to(settings.BASE_DIR)}:{line}: {text!r}"
        for app in APPS
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if DRAWERS.search(str(path.relative_to(settings.BASE_DIR)))
        and "migrations" not in path.parts
        for line, text in sentences_of(path)
        if BANNED.search(text)
    ]
    assert found == []


def test_the_search_for_banned_words_finds_them(tmp_path):
    page = (
        '<p class="is-invalid">{# please #}{% if invalid %}<img alt="Please wait">{% endif %}</p>'
    )
    assert BANNED.findall(words_of(page)) == ["Please"]
    code = tmp_path / "forms.py"
    code.write_text('"""Please."""\nX = {"invalid": "Enter a valid date", "b": "Please enter"}\n')
    assert [text for _, text in sentences_of(code) if BANNED.search(text)] == ["Please enter"]


FIELDS = [
    field
    for field in vars(forms).values()
    if inspect.isclass(field) and issubclass(field, forms.Field)
]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.__name__)
def test_every_message_of_every_built_in_field_is_ours(field):
    codes = {code for cls in field.__mro__ for code in vars(cls).get("default_error_messages", {})}
    ours = {code for cls in field.__mro__ for code in MESSAGES.get(cls, {})}
    assert codes - ours == set()


def one_of_each():
    number = {"max_value": 9, "min_value": 2}
    return {
        "text": forms.CharField(label="Supplier", max_length=5, min_length=3),
        "whole": forms.IntegerField(label="People", **number),
        "decimal": forms.DecimalField(label="Rate", max_digits=3, decimal_places=1, **number),
        "number": forms.FloatField(label="Share", step_size=2, **number),
        "day": forms.DateField(label="Date paid"),
        "hour": forms.TimeField(label="Start"),
        "instant": forms.DateTimeField(label="Sent"),
        "length": forms.DurationField(label="Length"),
        "email": forms.EmailField(label="Email address"),
        "web": forms.URLField(label="Website", assume_scheme="https"),
        "uuid": forms.UUIDField(label="Reference"),
        "json": forms.JSONField(label="Settings"),
        "ip": forms.GenericIPAddressField(label="Address"),
        "slug": forms.SlugField(label="Short name"),
        "code": forms.RegexField("^[A-Z]{3}$", label="Code"),
        "choice": forms.ChoiceField(label="Heading", choices=[("a", "A")]),
        "typed": forms.TypedChoiceField(label="Kind", choices=[("1", "A")], coerce=int),
        "many": forms.MultipleChoiceField(label="Headings", choices=[("a", "A")]),
        "tick": forms.BooleanField(label="I confirm"),
        "file": forms.FileField(
            label="Evidence", validators=[validators.FileExtensionValidator(["pdf", "csv"])]
        ),
        "picture": forms.ImageField(label="Logo"),
        "both": forms.SplitDateTimeField(label="Meeting"),
    }


EachForm = type("EachForm", (PlainForm,), one_of_each())


def said_by(data, files=None):
    return [text for texts in EachForm(data, files).errors.values() for text in texts]


@pytest.mark.parametrize(
    "data",
    [
        {},
        dict.fromkeys(one_of_each(), "no such thing"),
        dict.fromkeys(one_of_each(), "a\x00b"),
        dict.fromkeys(one_of_each(), "99999.999"),
        dict.fromkeys(one_of_each(), "1"),
        {**dict.fromkeys(one_of_each(), "x"), "both_0": "x", "both_1": ""},
        {"both_0": "1/1/26", "both_1": "", "length": "9" * 20},
    ],
)
def test_whatever_is_typed_the_answer_is_plain(data):
    said = said_by(data, {"file": SimpleUploadedFile("a.exe", b"x"), "picture": None})
    assert said
    for text in said:
        assert not BANNED.search(text)
        assert "valid" not in text.lower()
        assert "%(" not in text
        assert "{" not in text


@given(st.dictionaries(st.sampled_from(sorted(one_of_each())), st.text(max_size=30)))
def test_no_text_draws_a_banned_word_out_of_a_form(data):
    assert not [text for text in said_by(data) if BANNED.search(text) or "%(" in text]


def test_messages_name_the_field_and_say_what_to_do():
    form = EachForm({"text": "far too long", "whole": "12", "choice": "b", "decimal": "1.25"})
    assert form.errors["text"] == ["Supplier must be 5 characters or fewer. It has 12"]
    assert form.errors["whole"] == ["People must be 9 or less"]
    assert form.errors["choice"] == ["Select the heading from the list"]
    assert form.errors["day"] == ["Enter the date paid"]
    assert form.errors["many"] == ["Select at least one for headings"]
    assert form.errors["tick"] == ["Tick “I confirm”"]
    assert form.errors["file"] == ["Select the evidence"]
    assert "Rate must have no more figures after the point than 1" in form.errors["decimal"]


def test_a_form_that_wrote_its_own_message_keeps_it():
    class Form(PlainForm):
        why = forms.CharField(error_messages={"required": "Say why training is 18% over"})

    assert Form({}).errors["why"] == ["Say why training is 18% over"]


def test_a_per_cent_sign_in_a_label_does_no_harm():
    class Form(PlainForm):
        share = forms.ChoiceField(label="Share in %", choices=[("a", "A")])
        text = forms.CharField(label="100%s", max_length=1)

    form = Form({"share": "b", "text": "long"})
    assert form.errors["share"] == ["Select the share in per cent from the list"]


def test_a_set_of_forms_speaks_plainly_too():
    row = type("Row", (PlainForm,), {"name": forms.CharField()})
    some = formset_factory(row, formset=PlainFormSet, max_num=1, validate_max=True)
    data = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-name": "",
        "form-1-name": "a",
    }
    assert some(data).non_form_errors() == ["Rows that can be sent at once: 1 at most"]
    assert not BANNED.search(str(some({}).non_form_errors()))


@pytest.mark.parametrize(
    "label, said",
    [
        ("Amount paid", "Enter the amount paid"),
        ("VAT number", "Enter the VAT number"),
        ("Your name", "Enter your name"),
        ("What went well", "Answer “What went well”"),
        ("Why", "Say why"),
        ("Why?", "Say why"),
        ("Why it is late", "Say why it is late"),
        ("Why is it late?", "Answer “Why is it late?”"),
        ("Is VAT recovered?", "Answer “Is VAT recovered?”"),
        ("A reason", "Enter a reason"),
    ],
)
def test_an_empty_field_is_asked_for_by_name(label, said):
    assert enter(label) == said


def test_labels_stand_in_sentences():
    assert lower_first("Date paid") == "date paid"
    assert with_the("Date paid") == "the date paid"
