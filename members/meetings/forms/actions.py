"""What people type about actions."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm
from members.models import Organisation, Seat, User
from members.working.dispute_forms import FILES, KINDS, area

WHICH = [
    ("open", "To do"),
    ("mine", "Mine, to do"),
    ("late", "Late"),
    ("done", "Done or dropped"),
    ("all", "All"),
]


class ActionForm(TokenForm):
    """Names are those of the record, so that a stale page shows both versions."""

    button = "Save this action"
    task = forms.CharField(label="What is to be done", max_length=300, widget=area(2))
    organisation = forms.ModelChoiceField(
        label="Organisation that does it",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="No organisation",
    )
    person = forms.ModelChoiceField(
        label="Person",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody in particular",
    )
    due_on = DayField(label="Until")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        seated = Seat.objects.on(today).values("user_id")
        self.fields["organisation"].queryset = Organisation.objects.on(today).order_by("name")
        people = User.objects.filter(pk__in=seated, is_active=True).order_by("name")
        self.fields["person"].queryset = people


class DoneForm(TokenForm):
    button = "It is done"
    proof = forms.CharField(
        label="How it was done", max_length=4000, required=False, widget=area(4)
    )
    file = forms.FileField(
        label="A file that shows it", help_text=KINDS, required=False,
        widget=forms.FileInput(attrs={"accept": FILES}),
    )  # fmt: skip


class DropForm(TokenForm):
    button = "Drop this action"
    why = forms.CharField(label="Why it is not to be done", max_length=300, widget=area(2))


class ActionFilter(forms.Form):
    which = forms.ChoiceField(
        label="Show",
        required=False,
        choices=WHICH,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
