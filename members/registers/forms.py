"""Forms of the registers of awareness work, representation and stakeholders; and of reasons."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, PlainForm, TokenForm, WholeNumberField
from members.models import Organisation, User

from .states import AwarenessKind, ContactHow, Sector

ROWS = {"rows": 3}


def area(**kwargs) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs=ROWS), **kwargs)


def on_the_roll():
    return Organisation.objects.on(clock.today()).order_by("name")


class LogForm(TokenForm):
    """One entry of the awareness log."""

    button = "Save"
    organisation = forms.ModelChoiceField(
        label="Who did it", queryset=None, empty_label="The consortium", required=False
    )
    what = forms.CharField(label="What it was", max_length=160)
    kind = forms.ChoiceField(label="Kind", choices=AwarenessKind.choices)
    sector = forms.ChoiceField(label="Audience", choices=Sector.choices)
    on_day = DayField(label="On")
    place = forms.CharField(label="Place", max_length=80, required=False)
    reached = WholeNumberField(
        label="People reached", required=False, max_value=10_000_000, help_text="About how many."
    )
    note = area(label="Note", max_length=500, required=False)

    def __init__(self, *args, for_all: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = on_the_roll()
        if not for_all:
            del self.fields["organisation"]


class StrikeForm(TokenForm):
    button = "Strike it out"
    reason = area(label="Reason", max_length=300)


class SeatForm(TokenForm):
    """A seat on another body. People are chosen, not typed, so that their data stay together."""

    button = "Save"
    body = forms.CharField(label="Body", max_length=160, help_text="As in: Example Health Forum.")
    seat = forms.CharField(label="Seat", max_length=120, help_text="As in: member, or observer.")
    organisation = forms.ModelChoiceField(
        label="Member whose person sits there", queryset=None, empty_label="Choose one"
    )
    person = forms.ModelChoiceField(
        label="Who sits there",
        queryset=None,
        required=False,
        empty_label="Somebody without an account",
    )
    position = forms.CharField(
        label="Position",
        max_length=120,
        required=False,
        help_text="As in: chief officer. A person without an account is named by it alone.",
    )
    mandate = area(label="What for, and what they may say", max_length=2000)
    starts = DayField(label="From")
    report_by = DayField(label="First report due by", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = on_the_roll()
        self.fields["person"].queryset = User.objects.filter(is_active=True).order_by("name")


class EndForm(TokenForm):
    button = "End this seat"
    on = DayField(label="Last day")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today


class ReportForm(TokenForm):
    button = "Save the report"
    on_day = DayField(label="Meeting of")
    attended = forms.TypedChoiceField(
        label="Was somebody there for us?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="What you bring back",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Every member reads it.",
    )
    for_agenda = forms.BooleanField(label="Put it on the next agenda", required=False)
    next_by = DayField(label="Next report due by", required=False)


class StakeholderForm(TokenForm):
    button = "Save"
    name = forms.CharField(label="Name of the body", max_length=160)
    sector = forms.ChoiceField(label="Sector", choices=Sector.choices)
    interest = area(label="What it cares for", max_length=500, required=False)
    keeper = forms.ModelChoiceField(
        label="Member that keeps in touch",
        queryset=None,
        required=False,
        empty_label="The consortium",
    )
    contact_name = forms.CharField(
        label="Person there",
        max_length=120,
        required=False,
        help_text="Only if they know. Members' representatives and the office read it.",
    )
    contact_email = forms.EmailField(label="Their email address", required=False)
    contact_telephone = forms.CharField(label="Their telephone", max_length=40, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = on_the_roll()


class LeaveForm(TokenForm):
    button = "Take it out of the register"
    reason = area(label="Reason", max_length=300)


class ContactForm(TokenForm):
    button = "Save"
    on_day = DayField(label="On")
    how = forms.ChoiceField(label="How", choices=ContactHow.choices)
    words = area(label="What it was about", max_length=500)


class FilterForm(PlainForm):
    """Filters in the address. Each list takes the fields that it knows."""

    button = ""
    q = forms.CharField(label="Words", max_length=80, required=False)
    kind = forms.ChoiceField(label="Kind", required=False)
    sector = forms.ChoiceField(
        label="Sector", required=False, choices=[("", "Every sector"), *Sector.choices]
    )
    state = forms.ChoiceField(label="Show", required=False)
    organisation = forms.ModelChoiceField(
        label="Member", queryset=None, required=False, empty_label="Every member"
    )

    def __init__(self, *args, names, kinds=(), states=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.order_by("name")
        self.fields["kind"].choices = [("", "Every kind"), *kinds]
        self.fields["state"].choices = [("", "Everything"), *states]
        for name in [name for name in self.fields if name not in names]:
            del self.fields[name]
        for field in self.fields.values():
            chosen = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if chosen else "form-control"

    def given(self) -> dict:
        """What was chosen; nothing where the address makes no sense."""
        return self.cleaned_data if self.is_bound and self.is_valid() else {}
