"""A stale page saves nothing and shows both versions."""

import pytest
from django import forms

from consortium.core.formfields import MoneyField, TokenForm
from consortium.core.versions import Stale, beside, check_version, side_by_side
from tests.core.toy_site import AmountForm, Record


def test_the_version_that_was_rendered_may_be_saved():
    check_version(Record(), 3)
    check_version(Record(), "3")


@pytest.mark.parametrize("sent", [2, "2", 4, "", None, "3 ", "three", "\uff13"])
def test_any_other_version_is_stale(sent):
    with pytest.raises(Stale):
        check_version(Record(), sent)


def test_both_versions_are_shown_in_the_words_of_the_form():
    form = AmountForm({"amount": "1,500", "paid_on": "14/10/2026"}, record=Record())
    lines = side_by_side(Record(), form)
    assert [(line.label, line.typed, line.saved) for line in lines] == [
        ("Amount claimed", "1,500", "1,234.50"),
        ("Date paid", "14/10/2026", ""),
    ]
    assert all(line.differs for line in lines)


def test_choices_are_shown_by_their_labels_and_ticks_as_yes_or_no():
    class Form(TokenForm):
        kind = forms.ChoiceField(choices=[("Costs", [("s", "Staff"), ("t", "Travel")])])
        nil = forms.BooleanField(required=False)

    class Saved(Record):
        kind, nil = "t", True

    lines = side_by_side(Saved(), Form({"kind": "s"}))
    assert [(line.typed, line.saved) for line in lines] == [("Staff", "Travel"), ("No", "Yes")]


def test_a_verb_that_finds_the_page_stale_gets_the_forms_fields_beside_it():
    form = AmountForm({"amount": "7", "version": "2"}, record=Record())
    with pytest.raises(Stale) as caught, beside(form):
        check_version(Record(), 2)
    assert caught.value.lines[0].typed == "7"


@pytest.mark.django_db
def test_the_page_shows_what_was_typed_beside_what_is_saved(site, client):
    page = client.post("/stale/", {"amount": "1,500", "version": "2", "secret": "x"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "1,500" in text
    assert "1,234.50" in text
    assert "not for this form" not in text  # a field cannot be learnt by posting its name


@pytest.mark.django_db
def test_without_a_form_nothing_that_was_typed_is_lost(site, client):
    page = client.post("/stale/", {"amount": "1,500", "version": "2", "plain": "1"})
    assert page.status_code == 409
    assert "1,500" in page.content.decode()


@pytest.mark.django_db
def test_the_current_version_is_saved(site, client):
    assert client.post("/stale/", {"amount": "1,500", "version": "3"}).content == b"saved"


def test_a_form_carries_the_version_it_was_rendered_from_and_keeps_it_after_an_error():
    assert 'name="version" value="3"' in AmountForm(record=Record()).as_p()
    sent = AmountForm({"amount": "ten", "version": "2"}, record=Record())
    assert not sent.is_valid()
    assert 'name="version" value="2"' in sent.as_p()


def test_a_money_field_in_a_model_like_form_needs_no_record():
    class Form(TokenForm):
        amount = MoneyField()

    assert "version" not in Form().fields
