"""Forms about the secretariat's arrangements and standards."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm
from members.models import Organisation

from .dispute_forms import Today, area
from .states import Basis, Measured


class WordsForm(TokenForm):
    """What can be changed while an arrangement runs."""

    button = "Save"
    office = forms.CharField(label="Office or team", max_length=120, required=False)
    does = forms.CharField(label="What it does", max_length=4000, widget=area(4))
    hours = forms.CharField(label="Hours", max_length=200, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    telephone = forms.CharField(label="Telephone", max_length=40, required=False)
    formats = forms.CharField(
        label="Accessible formats",
        max_length=300,
        required=False,
        help_text="For example: large print, plain text, read aloud on request.",
    )


class ArrangeForm(WordsForm):
    button = "Record the arrangement"
    title = forms.CharField(label="What is provided", max_length=120)
    organisation = forms.ModelChoiceField(label="By whom", queryset=None, empty_label="Choose one")
    minute = forms.CharField(
        label="Minute", max_length=120, help_text="Where the decision is written down."
    )
    starts = DayField(label="From")
    review_by = DayField(label="Review by", help_text="Within a year.")
    field_order = ("title", "organisation", "office", "does")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["organisation"].queryset = Organisation.objects.on(today).order_by("name")
        self.fields["starts"].initial = today


class StandardForm(Today):
    button = "Add the standard"
    day_field = "starts"
    title = forms.CharField(
        label="What is promised", max_length=120, help_text="For example: draft minutes."
    )
    days = forms.IntegerField(
        label="How many days",
        min_value=1,
        max_value=260,
        error_messages={
            "min_value": "Enter from 1 to 260 working days.",
            "max_value": "Enter from 1 to 260 working days.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    basis = forms.ChoiceField(label="Counted as", choices=Basis.choices, widget=forms.RadioSelect)
    event = forms.CharField(
        label="Counted from", max_length=120, help_text="For example: the meeting."
    )
    measured = forms.ChoiceField(label="Measured", choices=Measured.choices)
    starts = DayField(label="From")


class DeliveryForm(TokenForm):
    button = "Record it"
    what = forms.CharField(
        label="What", max_length=120, help_text="For example: minutes of 8 October."
    )
    base_on = DayField(label="Day that it is counted from")
    done_on = DayField(label="Done on", required=False, help_text="Empty while it is not done.")


class DoneForm(Today):
    button = "Record as done"
    on = DayField(label="Done on")


class ServiceReviewForm(TokenForm):
    button = "Record the review"
    note = forms.CharField(label="What the review found", max_length=1000, widget=area(3))
    review_by = DayField(label="Review again by", help_text="Within a year.")
