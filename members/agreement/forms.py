"""Forms about the agreement."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm

from . import facts

SCANS = ".pdf,.jpg,.jpeg,.png"


class SignForm(TokenForm):
    """A representative signs."""

    button = "Sign the agreement"
    name = forms.CharField(
        label="Your full name",
        max_length=120,
        help_text="Typing it here is your signature.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    position = forms.CharField(
        label="Your position",
        max_length=120,
        help_text="For example Chief Officer, or Trustee.",
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    declared = forms.BooleanField(
        label="I have read this version, and I may sign it for my organisation", required=False
    )


class PaperForm(TokenForm):
    """A signature that came on paper."""

    button = "Record the signature"
    organisation = forms.ModelChoiceField(label="Member", queryset=None, empty_label="Choose one")
    name = forms.CharField(label="Name under the signature", max_length=120)
    position = forms.CharField(label="Position", max_length=120)
    signed_on = DayField(label="Signed on")
    scan = forms.FileField(
        label="Scan of the signed page",
        help_text="PDF, JPG or PNG, smaller than 12MB.",
        widget=forms.FileInput(attrs={"accept": SCANS}),
    )

    def __init__(self, *args, agreement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = facts.unsigned(agreement)


class OpenForm(TokenForm):
    """The decision that adopted a version."""

    button = "Open for signing"
    adopted_on = DayField(label="Adopted on")
    minute = forms.CharField(
        label="Minute", max_length=120, help_text="Where the decision is written down."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["adopted_on"].initial = clock.today


class DescribeForm(TokenForm):
    button = "Save"
    title = forms.CharField(label="Title", max_length=200)
    changed = forms.CharField(
        label="What it changes",
        required=False,
        max_length=2000,
        help_text="A few words for the people who sign.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ClauseForm(TokenForm):
    button = "Save clause"
    ref = forms.CharField(label="Number", max_length=20, help_text="As in 5.1, or 5.1(1).")
    title = forms.CharField(label="Heading", max_length=120)
    text = forms.CharField(
        label="Words", max_length=10_000, widget=forms.Textarea(attrs={"rows": 8})
    )


class ReasonForm(TokenForm):
    button = ""
    reason = forms.CharField(
        label="Reason", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
