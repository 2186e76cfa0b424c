"""What people type about reporting to their board."""

from django import forms

from consortium.core.formfields import DayField, TokenForm


class BoardForm(TokenForm):
    button = "Record that it was reported"
    on = DayField(label="Day of the board")
    note = forms.CharField(label="What the board said", max_length=300, required=False)
