"""Forms about commitments to others."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm
from members.models import Organisation


class CommitForm(TokenForm):
    """Whoever acts for the consortium chooses whose promise it is; a member records its own."""

    button = "Record the commitment"
    organisation = forms.ModelChoiceField(
        label="Whose commitment", queryset=None, empty_label="The consortium's", required=False
    )
    to_whom = forms.CharField(
        label="To whom", max_length=120, help_text="A body, a group or the sector, not a person."
    )
    promise = forms.CharField(
        label="What is promised", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    due_on = DayField(label="By when")

    def __init__(self, *args, office: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = (
            Organisation.objects.on(clock.today()).members().order_by("name")
        )
        if not office:
            del self.fields["organisation"]


class SettleForm(TokenForm):
    button = "Record it"
    move = forms.ChoiceField(
        label="Was it kept?",
        choices=[("keep", "Kept"), ("miss", "Not kept"), ("drop", "Not needed any more")],
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(
        label="What came of it",
        help_text="If it was not kept or is not needed, say why.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
