"""Forms about the consortium's names, vision and mission."""

from django import forms

from consortium.core.formfields import DayField, TokenForm
from members.models import Consortium


def line(label: str, *, longest: int, required: bool = False, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, help_text=hint)


def words(label: str, *, required: bool = True) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=2000, required=required, widget=box)


class DescribeConsortiumForm(TokenForm):
    button = "Save"
    formal_name = line(
        "Formal name", longest=200, required=True, hint="On agreements, minutes and claims."
    )
    profile_name = line(
        "Everyday name", longest=120, required=True, hint="At the head of every page and in mails."
    )
    other_names = forms.CharField(
        label="Other names",
        help_text="One a line. Earlier names, and how others write it.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    portal = line("Address of the portal", longest=200)
    purpose = words("Purpose", required=False)
    area_of_benefit = line("Area of benefit", longest=120)
    region = line("Region", longest=120)
    strategy_name = line("Name of the strategy", longest=200)
    strategy_starts = DayField(label="First day of the strategy", required=False)
    strategy_ends = DayField(label="Last day of the strategy", required=False)

    def __init__(self, *args, consortium: Consortium, **kwargs):
        initial = {name: getattr(consortium, name) for name in self.declared_fields}
        initial["other_names"] = "\n".join(consortium.other_names)
        super().__init__(*args, initial=initial, record=consortium, **kwargs)

    def clean_other_names(self) -> list[str]:
        lines = (" ".join(each.split()) for each in self.cleaned_data["other_names"].splitlines())
        return [each for each in lines if each]


class RestateForm(TokenForm):
    button = "Record the decision"
    vision = words("Vision")
    mission = words("Mission")
    decided_on = DayField(label="Decided on")
    minute = line("Minute", longest=120, required=True, hint="Which meeting, which item.")
