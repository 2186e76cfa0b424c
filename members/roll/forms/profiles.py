"""Forms in which members say what they are."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm
from members.roll.actions.profiles import Answer
from members.roll.facts import Said
from members.roll.models import Area, Profile
from members.roll.states import Policy, PolicyState, Service, Skill

LONGEST = 4000


def text(label: str, *, hint: str = "", rows: int = 4, longest: int = LONGEST):
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def ticks(label: str, choices, *, hint: str = ""):
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ProfileForm(TokenForm):
    """Everything but the policies. What is ticked is shown in the public directory."""

    button = "Save profile"
    areas = forms.ModelMultipleChoiceField(
        label="Areas of benefit",
        help_text="Where you work. Shown in the public directory.",
        queryset=Area.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    services = ticks(
        "What groups come to you for", Service.choices, hint="Shown in the public directory."
    )
    services_note = text(
        "More about your services", hint="In a few sentences. Shown in the public directory."
    )
    website = forms.URLField(
        label="Website",
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )
    resources = text(
        "What you can share with other members",
        hint="Rooms, equipment, a minibus, a colleague's time.",
    )
    skills = ticks("Skills you can share", Skill.choices)
    training = ticks("Training you need", Skill.choices)
    training_note = text("More about training", rows=3)
    constraints = text(
        "What you work within",
        hint="Your charity's objects, the area your funders pay for, how many you are.",
    )

    def __init__(self, *args, profile: Profile, **kwargs):
        names = "services", "services_note", "website", "resources", "skills", "training"
        kwargs["initial"] = {name: getattr(profile, name) for name in names}
        kwargs["initial"] |= {
            "training_note": profile.training_note,
            "constraints": profile.constraints,
            "areas": [area.pk for area in profile.places],
        }
        super().__init__(*args, record=profile, **kwargs)
        shown = Area.objects.on(clock.today())
        if profile.pk:
            shown = (shown | profile.areas.all()).distinct()
        self.fields["areas"].queryset = shown


class PoliciesForm(TokenForm):
    """One line for each policy: held, missing or not said, with its days."""

    button = "Save policies"

    def __init__(self, *args, profile: Profile, said: list[Said], **kwargs):
        super().__init__(*args, record=profile, **kwargs)
        for policy, each in zip(Policy, said, strict=True):
            self._add(policy, each)

    def _add(self, policy: Policy, said: Said) -> None:
        answer, code = said.answer, policy.value
        self.fields[f"{code}_state"] = forms.ChoiceField(
            label=policy.label,
            choices=[("", "Not said"), *PolicyState.choices],
            required=False,
            initial=answer.state if answer else "",
            widget=forms.Select,
        )
        self.fields[f"{code}_adopted"] = DayField(
            label=f"{policy.label}: adopted on",
            required=False,
            initial=answer and answer.adopted_on,
        )
        self.fields[f"{code}_review"] = DayField(
            label=f"{policy.label}: next review",
            required=False,
            initial=answer and answer.review_on,
        )
        self.fields[f"{code}_shares"] = forms.BooleanField(
            label=f"{policy.label}: others may have a copy",
            required=False,
            initial=bool(answer and answer.shares),
        )

    @property
    def rows(self):
        """(policy, state, adopted, review, shares) as bound fields, a line each."""
        parts = "state", "adopted", "review", "shares"
        return [
            (policy.label, *(self[f"{policy.value}_{part}"] for part in parts)) for policy in Policy
        ]

    def answers(self) -> list[Answer]:
        given = self.cleaned_data
        return [
            Answer(
                policy=policy.value,
                state=given[f"{policy.value}_state"],
                adopted_on=given[f"{policy.value}_adopted"],
                review_on=given[f"{policy.value}_review"],
                shares=given[f"{policy.value}_shares"],
            )
            for policy in Policy
        ]


class AreaForm(TokenForm):
    """A new place."""

    button = "Add place"
    name = forms.CharField(label="Name of the place", max_length=80)
    starts = DayField(
        label="First day", required=False, help_text="Only where a reorganisation makes it"
    )


class AreaEndForm(TokenForm):
    button = "Save last day"
    ends = DayField(label="Last day")
