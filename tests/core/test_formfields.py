"""Fields take what people type, give it back untouched, and say what to do."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from consortium.core.formfields import (
    DayField,
    MoneyField,
    PlainForm,
    TokenForm,
    WholeNumberField,
)
from consortium.core.workflow import Refused


class SpendForm(TokenForm):
    amount = MoneyField(label="Amount claimed", max_pence=124_000, why_max="the amount left")
    change = MoneyField(label="Correction", allow_negative=True, required=False)
    paid_on = DayField(min_day=date(2026, 7, 1), max_day=date(2026, 9, 30), label="Date paid")
    people = WholeNumberField(label="People trained", required=False)


def errors(**data):
    return {name: list(said) for name, said in SpendForm(data).errors.items()}


GOOD = {"amount": "£1,240", "paid_on": "14 aug 26"}


def test_what_is_typed_becomes_pence_dates_and_numbers():
    form = SpendForm({**GOOD, "change": "(120)", "people": "1,200"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == 124_000
    assert form.cleaned_data["change"] == -12_000
    assert form.cleaned_data["paid_on"] == date(2026, 8, 14)
    assert form.cleaned_data["people"] == 1200


def test_nothing_typed_into_an_optional_field_is_none():
    form = SpendForm({**GOOD, "change": "  "})
    assert form.is_valid()
    assert form.cleaned_data["change"] is None


@pytest.mark.parametrize(
    "field, typed, says",
    [
        ("amount", "", "Enter the amount claimed"),
        ("amount", "  ", "Enter the amount claimed"),
        ("amount", "-5", "Amount claimed must be £0.00 or more"),
        ("amount", "1240.01", "Amount claimed must be £1,240.00 or less, the amount left"),
        ("amount", "1e5", "Write the amount in full, like 100000, with no letter e in it"),
        ("amount", "1000000000000000", "Amount claimed must be less than £100,000,000,000.00"),
        ("change", "ten", "You entered text instead of an amount. Enter figures, like 1234.50"),
        ("paid_on", "", "Enter the date paid"),
        ("paid_on", "1/10/26", "Date paid must be between 1 July and 30 September 2026"),
        ("paid_on", "31/6/26", "Date paid must be a day that exists: there is no 31 June 2026"),
        ("people", "12.5", "People trained must be a whole number, like 12"),
        ("people", "1_200", "People trained must be a whole number, like 12"),
        ("people", "\uff11", "People trained must be a whole number, like 12"),
        ("people", "-1", "People trained must be 0 or more"),
        ("people", "9" * 5000, "People trained must be 2,147,483,647 or less"),
    ],
)
def test_each_mistake_is_named_at_its_field(field, typed, says):
    assert errors(**{**GOOD, field: typed})[field] == [says]


def test_what_was_typed_comes_back_as_it_was_typed():
    form = SpendForm({"amount": "1e5", "paid_on": "31/6/26"})
    assert not form.is_valid()
    html = form.as_p()
    assert 'value="1e5"' in html
    assert 'value="31/6/26"' in html


def test_what_is_saved_is_shown_as_one_would_type_it():
    html = SpendForm(
        initial={"amount": 123_450, "change": -12_000, "paid_on": date(2026, 8, 14)}
    ).as_p()
    assert 'value="1,234.50"' in html
    assert 'value="(120.00)"' in html
    assert 'value="14 August 2026"' in html


def test_a_box_for_money_has_a_keypad_only_where_no_minus_is_needed():
    form = SpendForm()
    assert 'inputmode="decimal"' in str(form["amount"])
    assert "inputmode" not in str(form["change"])
    assert 'type="text"' in str(form["amount"])
    assert 'data-prefix="£"' in str(form["amount"])


@pytest.mark.parametrize(
    "initial, typed, changed",
    [(123_450, "1234.5", False), (123_450, "£1,234.50", False), (None, "", False), (1, "", True)],
)
def test_another_spelling_of_the_same_amount_is_no_change(initial, typed, changed):
    form = SpendForm({"amount": typed}, initial={"amount": initial})
    assert ("amount" in form.changed_data) is changed


def test_one_sided_limits_read_well():
    with pytest.raises(forms.ValidationError, match="Day must be 1 July 2026 or later"):
        DayField(label="Day", min_day=date(2026, 7, 1)).clean("1/6/26")
    with pytest.raises(forms.ValidationError, match="Day must be 1 July 2026 or earlier"):
        DayField(label="Day", max_day=date(2026, 7, 1)).clean("1/8/26")
    with pytest.raises(forms.ValidationError, match="Fee must be £0.01 or more"):
        MoneyField(label="Fee", min_pence=1).clean("0")


def token_in(form):
    return form["token"].value()


def test_every_rendered_form_has_a_new_token_after_an_error_too():
    fresh = {token_in(SpendForm()) for _ in range(5)}
    sent = SpendForm({"token": "x" * 22})
    assert len(fresh | {token_in(sent)}) == 6
    assert "x" * 22 not in sent.as_p()


def test_one_rendering_carries_one_token():
    form = SpendForm()
    assert token_in(form) == token_in(form)


def test_a_hidden_field_never_reports_an_error_of_its_own():
    form = SpendForm(QueryDict("token=%00&amount=5&paid_on=1/7/26"))
    assert form.is_valid(), form.errors


def test_it_works_before_a_model_form_too():
    from consortium.core.models import DomainClock

    class DayForm(TokenForm, forms.ModelForm):
        class Meta:
            model = DomainClock
            fields = ["day"]

    form = DayForm({"day": ""})
    assert form.errors["day"] == ["Enter the day"]
    assert "token" in form.fields


def test_every_reason_of_a_refusal_stands_above_the_form():
    form = PlainForm({})
    form.add_refusal(Refused(["One.", "Two."]))
    assert form.non_field_errors() == ["One.", "Two."]


def test_crispy_draws_the_form_with_our_token_and_without_the_browsers_own_checks(rf):
    from django.template import engines

    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    html = template.render({"form": SpendForm({"amount": "1e5"})}, rf.get("/"))
    assert "novalidate" in html
    assert 'name="token"' in html
    assert "csrfmiddlewaretoken" in html
    assert 'aria-invalid="true"' in html
    assert "Save and continue" in html
