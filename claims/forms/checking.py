"""What officers and approvers type while they check and approve claims."""

from django import forms

from claims.actions.asking import Asked
from claims.actions.checking import Ruling
from claims.models import Claim
from claims.states import RULES_OF_APPROVAL, Decision, Part, WaivedRule
from consortium.core.formfields import MoneyField, TokenForm
from members.fresh import FreshPasswordMixin

MANY = 15  # more than this is a list to choose from, not a row of buttons
NOT_IN_FULL = [
    (Decision.REDUCED, "Accept less"),
    (Decision.DISALLOWED, "Disallow it"),
    (Decision.PARKED, "Park it: not now, it can be claimed again"),
]


class ConfirmForm(TokenForm):
    """A button that acts; carries a token and the record's version."""

    button = ""


class LessForm(TokenForm):
    """A line that is not accepted in full. Give it the line as `record`."""

    button = ""
    decision = forms.ChoiceField(
        label="What is decided", choices=NOT_IN_FULL, widget=forms.RadioSelect,
        error_messages={"required": "Select what is decided about the line"},
    )  # fmt: skip
    approved = MoneyField(
        label="Amount accepted", required=False, help_text="Only where you accept less"
    )
    reason = forms.CharField(
        label="Reason", max_length=300, help_text="The member reads this",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Give a reason; the member will read it"},
    )  # fmt: skip

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        self.fields["approved"].allow_negative = (record.claimed or 0) < 0

    def clean(self):
        typed = super().clean()
        reduced = typed.get("decision") == Decision.REDUCED
        if reduced and typed.get("approved") is None and "approved" not in self.errors:
            self.add_error("approved", "Enter the amount that is accepted")
        return typed

    @property
    def ruling(self) -> Ruling:
        typed = self.cleaned_data
        return Ruling(typed["decision"], typed.get("approved"), typed["reason"])


class ReasonForm(TokenForm):
    """One reason, for what is done to a claim."""

    button = ""
    reason = forms.CharField(
        label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason"},
    )  # fmt: skip

    def __init__(self, *args, label: str = "Reason", hint: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint


class AskForm(TokenForm):
    """Which parts open again, and one message. `parts` are "spend:s12", "spend:l40", "forecast"."""

    button = ""
    parts = forms.MultipleChoiceField(
        label="What is to be changed", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one part to be changed"},
    )  # fmt: skip
    message = forms.CharField(
        label="Message to the member", max_length=2000,
        help_text="Say what is missing or wrong, and what you need. They get it by mail.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write what is to be changed"},
    )  # fmt: skip

    def __init__(self, *args, sections, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = part_choices(sections, lines)
        self.fields["parts"].choices = self.groups

    @property
    def shown(self) -> list[tuple[str, list[tuple]]]:
        """The groups with the single lines of each folded away, unless one is ticked.

        Each choice is (value, label, opens, closes): whether a fold begins before
        it ("open" or "shut") and ends after it.
        """
        return [(name, _folded(choices, self.chosen)) for name, choices in self.groups]

    @property
    def chosen(self) -> set[str]:
        """The boxes that are ticked: as sent, or as the address suggests."""
        return set(self["parts"].value() or ())

    @property
    def asked(self) -> list[Asked]:
        return [_asked(code) for code in self.cleaned_data["parts"]]


def part_choices(sections, lines) -> list[tuple[str, list[tuple[str, str]]]]:
    """Checkbox groups: a project with its parts and lines, then the whole claim."""
    groups = []
    for section in sections:
        choices = [
            (f"{part.value}:s{section.pk}", f"{part.label} of this project")
            for part in (Part.SPEND, Part.OUTPUTS, Part.PROGRESS)
        ]
        choices += [
            (f"spend:l{line.pk}", f"Line {line.number}: {line.item}")
            for line in lines
            if line.budget_line.project_id == section.project_id
        ]
        groups.append((section.project.name, choices))
    whole = [(Part.EVIDENCE.value, "Evidence"), (Part.FORECAST.value, "Forecast")]
    return [*groups, ("The whole claim", whole)]


def _folded(choices, chosen: set[str]) -> list[tuple]:
    lines = [value for value, _ in choices if value.startswith("spend:l")]
    state = "open" if chosen & set(lines) else "shut"
    return [
        (value, label, state if value in lines[:1] else "", value in lines[-1:])
        for value, label in choices
    ]


def _asked(code: str) -> Asked:
    part, _, where = code.partition(":")
    if where.startswith("s"):
        return Asked(part, section=int(where[1:]))
    if where.startswith("l"):
        return Asked(part, line=int(where[1:]))
    return Asked(part)


class ApproveForm(FreshPasswordMixin, TokenForm):
    """Approval, with the password where it was not given lately."""

    button = ""
    vouched = forms.BooleanField(
        label="I have looked at this claim and vouch for what is listed here",
        error_messages={"required": "Tick that you vouch for what is listed"},
    )
    note = forms.CharField(label="Note for the history", max_length=300, required=False)
    field_order = ["vouched", "note", "password"]


class ApproveManyForm(FreshPasswordMixin, TokenForm):
    """The same for several claims; each is approved, or not, by itself."""

    button = ""
    vouched = forms.BooleanField(
        label="I have looked at these claims and vouch for them",
        error_messages={"required": "Tick that you vouch for them"},
    )
    field_order = ["vouched", "password"]


class ReviewerForm(TokenForm):
    """Who from another member looks at the accountable body's own claim."""

    button = ""
    reviewer = forms.ChoiceField(
        label="Reviewer", widget=forms.RadioSelect,
        error_messages={"required": "Select who reviews this claim"},
    )  # fmt: skip

    def __init__(self, *args, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.user_id): seat for seat in seats}
        if len(self.seats) > MANY:
            self.fields["reviewer"].widget = forms.Select()
        self.fields["reviewer"].choices = [
            (pk, f"{seat.user.name}, {seat.get_role_display().lower()} of {seat.organisation.name}")
            for pk, seat in self.seats.items()
        ]

    @property
    def user(self):
        return self.seats[self.cleaned_data["reviewer"]].user


class OverrideForm(TokenForm):
    """The rule that is set aside, for whom, and why (SD10)."""

    button = ""
    rule = forms.ChoiceField(
        label="Rule to override", widget=forms.RadioSelect,
        choices=[(rule, rule.label) for rule in WaivedRule if rule in RULES_OF_APPROVAL],
        error_messages={"required": "Select the rule to override"},
    )  # fmt: skip
    approver = forms.TypedChoiceField(
        label="Who may approve in spite of it", coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "Select who may approve"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Reason", max_length=1000,
        help_text="It stands in the next meeting's papers and in the report to the funder",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Give the reason; it is read at the next meeting"},
    )  # fmt: skip

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["approver"].choices = [(person.person, person.name) for person in people]


class ChosenForm(TokenForm):
    """Claims ticked in a list."""

    button = ""
    claims = forms.ModelMultipleChoiceField(
        queryset=Claim.objects.none(),
        error_messages={
            "required": "Select at least one claim",
            "invalid_choice": "A claim that was ticked is not here any more",
            "invalid_pk_value": "A claim that was ticked is not here any more",
        },
    )

    def __init__(self, *args, claims, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["claims"].queryset = claims
