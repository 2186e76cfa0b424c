"""Forms about requests to members."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm
from members.models import Organisation


class AskForm(TokenForm):
    button = "Ask"
    title = forms.CharField(label="Short title", max_length=120)
    what = forms.CharField(
        label="What is needed", max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    due_on = DayField(label="Needed by")
    template = forms.FileField(
        label="A file to fill in",
        required=False,
        help_text="DOCX, XLSX, CSV or PDF, smaller than 12MB.",
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx,.csv,.pdf"}),
    )
    organisations = forms.ModelMultipleChoiceField(
        label="From whom", queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        roll = Organisation.objects.on(clock.today()).order_by("membership", "name")
        self.fields["organisations"].queryset = roll


class ProposeForm(TokenForm):
    button = "Propose this day"
    day = DayField(label="We can answer by")
    why = forms.CharField(label="Why", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(TokenForm):
    button = "Send the answer"
    text = forms.CharField(
        label="Your answer",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = forms.FileField(
        label="File",
        required=False,
        help_text="PDF, JPG, PNG, XLSX, CSV or DOCX, smaller than 12MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.xlsx,.csv,.docx"}),
    )


class WhyForm(TokenForm):
    button = ""
    reason = forms.CharField(
        label="Reason", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
