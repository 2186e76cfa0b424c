"""Forms about joining to advise, being named, leaving, and falling short."""

from django import forms

from consortium.core.clock import today
from consortium.core.formfields import DayField, TokenForm
from members.models import Organisation, User
from members.roll.states import NAMED_BY_MEMBER
from members.states import Role

NAMING_HINTS = {
    Role.SUBSTITUTE: "comes to meetings and votes when you cannot",
    Role.INFORMATION_OFFICER: "keeps the profile, and sends what the consortium asks for",
}


def text(label: str, *, hint: str = "", rows: int = 4, required: bool = True, longest: int = 2000):
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class CoOptForm(TokenForm):
    """An organisation to advise, for what and by which decision."""

    button = "Co-opt"
    name = forms.CharField(label="Name of the organisation", max_length=200)
    short_name = forms.CharField(label="Short name", max_length=30, help_text="For columns: VAL")
    purpose = text("What it is to advise on", rows=3)
    starts = DayField(label="First day")
    ends = DayField(label="Last day", required=False, help_text="Leave empty if it has no end yet")
    decided = forms.CharField(
        label="Where it was decided",
        max_length=120,
        help_text="For example: meeting of 11 March 2027, item 7",
    )
    office_email = forms.EmailField(label="Office email address", required=False)
    telephone = forms.CharField(label="Office telephone", max_length=30, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts"].initial = today


class LastDayForm(TokenForm):
    """The last day of something, and why."""

    button = "Save last day"
    last = DayField(label="Last day")
    reason = text("Reason", rows=3, longest=500)


class NameForm(TokenForm):
    """A substitute or an information officer, from among one's own people or new."""

    button = "Name this person"
    role = forms.ChoiceField(
        label="Role",
        widget=forms.RadioSelect,
        choices=[
            (str(role), f"{Role(role).label}: {NAMING_HINTS[role]}") for role in NAMED_BY_MEMBER
        ],
    )
    user = forms.ModelChoiceField(
        label="One of your people", queryset=User.objects.none(), required=False,
        empty_label="Somebody new",
    )  # fmt: skip
    name = forms.CharField(
        label="Full name", max_length=120, required=False, help_text="Only for somebody new"
    )
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        required=False,
        help_text="Only for somebody new: they get a letter with a link",
    )
    starts = DayField(label="First day")
    ends = DayField(label="Last day", required=False, help_text="Leave empty if it has no end yet")

    def __init__(self, *args, organisation: Organisation, by, **kwargs):
        super().__init__(*args, **kwargs)
        seated = organisation.seats.overlapping(today(), None).values("user_id")
        own = User.objects.filter(pk__in=seated, is_active=True).exclude(pk=by.user_id)
        self.fields["user"].queryset = own
        self.fields["starts"].initial = today

    def clean(self):
        typed = super().clean()
        starts, ends = typed.get("starts"), typed.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", "Last day must be on or after the first day")
        if not typed.get("user") and "user" not in self.errors:
            if not typed.get("name"):
                self.add_error("name", "Choose one of your people, or enter a full name")
            if not typed.get("email") and "email" not in self.errors:
                self.add_error("email", "Enter an email address for somebody new")
        return typed


class ResignationForm(TokenForm):
    """A written resignation, as it came."""

    button = "Record the resignation"
    received_on = DayField(label="It came on", help_text="The day it came counts")
    effective_on = DayField(
        label="Last day of membership",
        required=False,
        help_text="As the letter says. Empty: the day it came",
    )
    letter = forms.FileField(
        label="The letter",
        required=False,
        help_text="A scan or the email as PDF, smaller than 12MB",
    )
    words = text("What it says", rows=4, required=False, hint="Where there is no scan")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = today


class WithdrawForm(TokenForm):
    button = "Withdraw the resignation"
    reason = text("Reason", rows=3, longest=500)


class ConfirmForm(TokenForm):
    """Nothing to fill in: the page shows what depends on it."""

    button = "Confirm the resignation"
