"""Boxes drawn without templates are the boxes that Django's templates draw."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from consortium.core.boxes import DRAWN, Boxes

NASTY = "Fish & <b>chips</b> \"'"
GROUPED = [("", "None"), (NASTY, [(1, NASTY), (date(2026, 4, 1), gettext_lazy("Yes"))]), (5000, 12)]
WIDGETS = [
    forms.TextInput(),
    forms.TextInput({"class": "input-short", "data-suffix": NASTY, "required": True, "x": False}),
    forms.NumberInput({"min": 0}),
    forms.EmailInput(),
    forms.URLInput(),
    forms.PasswordInput(),
    forms.PasswordInput(render_value=True),
    forms.HiddenInput(),
    forms.DateInput(),
    forms.DateTimeInput(),
    forms.TimeInput(),
    forms.FileInput(),
    forms.CheckboxInput(),
    forms.Textarea({"rows": 3}),
    forms.Select(choices=GROUPED),
    forms.Select({"class": "form-select"}, choices=[]),
    forms.SelectMultiple(choices=GROUPED),
    forms.NullBooleanSelect(),
    forms.RadioSelect(choices=GROUPED),
    forms.CheckboxSelectMultiple(choices=GROUPED),
]
VALUES = [None, "", "two words", NASTY, mark_safe("a&amp;b"), "  a\nb  ", 5000, 1, date(2026, 4, 1)]


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_a_box_is_drawn_as_django_draws_it(widget, value):
    attrs = {"id": "id_a", "aria-describedby": NASTY}
    ours, djangos = (
        widget.render("a", value, attrs, renderer=each) for each in (Boxes(), DjangoTemplates())
    )
    assert ours == djangos


def test_every_box_drawn_here_is_one_of_djangos():
    for name in DRAWN:
        assert DjangoTemplates().get_template(name)


def test_the_site_draws_its_boxes_so():
    assert isinstance(forms.Form().renderer, Boxes)
