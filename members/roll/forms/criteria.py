"""Forms about the criteria of membership."""

from django import forms

from consortium.core.clock import today
from consortium.core.formfields import DayField, TokenForm

from .standing import text


class FindingForm(TokenForm):
    button = "Put it to the next meeting"
    reason = text("Which criterion, and why")
    follows = text("What follows", required=False, rows=3, hint="What the meeting is asked for")


class SettleForm(TokenForm):
    button = "Save"
    on = DayField(label="Meeting of")
    outcome = text("What it decided", rows=3)
    minute = forms.CharField(label="Minute", max_length=120, help_text="For example: item 7")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
