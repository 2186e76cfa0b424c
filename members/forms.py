"""Forms about organisations, people, roles and offices."""

from django import forms

from consortium.core.clock import today
from consortium.core.formfields import DayField, PlainForm, TokenForm

from .models import Organisation, User
from .states import SEATED_ROLES, Membership, Office, Role

ROLE_HINTS = {
    Role.REPRESENTATIVE: "Decides and signs for the member. One at a time.",
    Role.SUBSTITUTE: "Comes to meetings and votes when the representative cannot.",
    Role.CLAIMS_PERSON: "Fills in the member's claims.",
    Role.INFORMATION_OFFICER: "Keeps the member's profile, and sends what the consortium asks for.",
    Role.REVIEWER: "Approves the accountable body's own claim when named for it.",
    Role.FINANCE_OFFICER: "Checks and pays claims, in the accountable body's office.",
    Role.SECOND_APPROVER: "Approves what needs two people, in the accountable body's office.",
    Role.SECRETARIAT: "Invites people and gives roles, in the accountable body's office.",
    Role.AUDITOR: "Sees everything, changes nothing, for a year at most.",
    Role.STRATEGIC_OFFICER: "Looks after plans, reviews and members.",
    Role.ADVISER: "Comes to meetings for an organisation that is co-opted, without a vote.",
}


def role_choices():
    return [(role.value, f"{role.label}: {ROLE_HINTS[role]}") for role in SEATED_ROLES]


class RoleFields(forms.Form):
    """A role with its first and last day, for the forms that give one."""

    role = forms.ChoiceField(label="Role", choices=role_choices, widget=forms.RadioSelect)
    starts = DayField(label="First day")
    ends = DayField(label="Last day", required=False, help_text="Leave empty if it has no end yet")
    replaces = forms.BooleanField(
        label="If there is a representative already, end that role the day before",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts"].initial = today

    def clean(self):
        typed = super().clean()
        starts, ends = typed.get("starts"), typed.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", "Last day must be on or after the first day")
        return typed


class InviteForm(TokenForm, RoleFields):
    """A new person with their first role."""

    button = "Send invitation"
    name = forms.CharField(label="Full name", max_length=120)
    email = forms.EmailField(label="Email address", max_length=254)
    telephone = forms.CharField(label="Telephone", max_length=30, required=False)
    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.all(), empty_label="Choose one"
    )
    field_order = [
        "name", "email", "telephone", "organisation", "role", "starts", "ends", "replaces",
    ]  # fmt: skip


class SeatForm(TokenForm, RoleFields):
    """Another role for a person who is here."""

    button = "Give role"
    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.all(), empty_label="Choose one"
    )
    field_order = ["organisation", "role", "starts", "ends", "replaces"]


class EndForm(TokenForm):
    """The last day of a role or term, and why."""

    button = ""
    ends = DayField(label="Last day")
    reason = forms.CharField(
        label="Reason", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(TokenForm):
    button = ""
    reason = forms.CharField(
        label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class PersonForm(TokenForm):
    """Name and numbers; the address only while no password is set."""

    button = "Save"
    name = forms.CharField(label="Full name", max_length=120)
    email = forms.EmailField(label="Email address", max_length=254)
    telephone = forms.CharField(label="Telephone", max_length=30, required=False)

    def __init__(self, *args, person: User, **kwargs):
        kwargs.setdefault("initial", {}).update(
            name=person.name, email=person.email, telephone=person.telephone
        )
        super().__init__(*args, **kwargs)
        if person.has_usable_password():
            self.fields["email"].disabled = True
            self.fields["email"].help_text = "They sign in with it, so it stays as it is"


class OrganisationForm(TokenForm):
    """A profile, for a new organisation and for changes."""

    button = "Save"
    name = forms.CharField(label="Name", max_length=200)
    short_name = forms.CharField(label="Short name", max_length=30, help_text="For columns: VAL")
    membership = forms.ChoiceField(label="Membership", choices=Membership.choices)
    joined = DayField(label="Joined on", required=False)
    left = DayField(label="Left on", required=False)
    office_email = forms.EmailField(label="Office email address", required=False)
    telephone = forms.CharField(label="Office telephone", max_length=30, required=False)
    address = forms.CharField(
        label="Address", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    about = forms.CharField(
        label="What it does",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, organisation: Organisation | None = None, **kwargs):
        if organisation is not None:
            kwargs["initial"] = {name: getattr(organisation, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def clean(self):
        typed = super().clean()
        joined, left = typed.get("joined"), typed.get("left")
        if joined and left and left < joined:
            self.add_error("left", "Left on must be on or after the day of joining")
        return typed


class TermForm(TokenForm):
    """Who takes an office from a day to the next 31 March."""

    button = "Record term"
    office = forms.ChoiceField(label="Office", choices=Office.choices, widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.members(), empty_label="Choose one"
    )
    holder = forms.ModelChoiceField(
        label="Chairperson",
        queryset=User.objects.filter(is_active=True),
        empty_label="Choose one",
        required=False,
        help_text="Only for the chair: the representative of that organisation",
    )
    starts = DayField(label="First day", help_text="The term runs to the next 31 March")
    decided = forms.CharField(
        label="Where it was decided",
        max_length=200,
        required=False,
        help_text="For example: meeting of 11 March 2027, item 7",
    )


class DayForm(PlainForm):
    """The roll of members and offices on any day."""

    button = ""
    on = DayField(label="On", required=False)


class AgainForm(TokenForm):
    """Nothing to fill in: one button."""

    button = ""
