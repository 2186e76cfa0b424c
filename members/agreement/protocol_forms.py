"""Forms about protocols."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm

from .states import ProtocolKind

WORDS = forms.Textarea(attrs={"rows": 14})


class ProtocolForm(TokenForm):
    button = "Save draft"
    kind = forms.ChoiceField(label="Kind", choices=ProtocolKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="Title", max_length=120)
    text = forms.CharField(label="What the members agree on", max_length=30_000, widget=WORDS)


class WordsForm(TokenForm):
    button = "Save draft"
    text = forms.CharField(label="What the members agree on", max_length=30_000, widget=WORDS)


class AdoptForm(TokenForm):
    button = "Record as adopted"
    on = DayField(label="Adopted on")
    minute = forms.CharField(
        label="Minute", max_length=120, help_text="Where the decision is written down."
    )
    review_by = DayField(label="Review by", help_text="The secretariat is reminded on that day.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today


class ImplementForm(TokenForm):
    button = "Record as implemented"
    on = DayField(label="Implemented on")
    how = forms.CharField(
        label="How it is put to work",
        max_length=500,
        help_text="For example: staff of all members were briefed.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today


class ReviewForm(TokenForm):
    button = "Record the review"
    note = forms.CharField(
        label="What the review found", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    review_by = DayField(label="Review again by")
