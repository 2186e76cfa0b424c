"""Forms about projects and budgets."""

from django import forms

from consortium.core.formfields import (
    DayField,
    MoneyField,
    PlainForm,
    PlainFormSet,
    TokenForm,
    WholeNumberField,
)
from consortium.core.money import format_pence
from members.models import Organisation

from .models import BudgetLine
from .states import PartnerRole, ProjectStatus
from .strategy.models import Aim

MOST_LINES = 500  # in one choice; more than that, and a project is chosen first


class ProjectFilter(PlainForm):
    status = forms.ChoiceField(label="Status", required=False)
    partner = forms.ModelChoiceField(
        queryset=Organisation.objects.all(),
        label="Partner",
        required=False,
        empty_label="Every partner",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", "Every status"), *ProjectStatus.choices]


class StatusForm(TokenForm):
    button = "Save the status"

    status = forms.ChoiceField(
        label="Status", choices=ProjectStatus.choices, widget=forms.RadioSelect
    )
    funds_sought = MoneyField(label="Money still to be found", required=False)
    reason = forms.CharField(
        label="Why", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class AimsForm(TokenForm):
    button = "Save the aims"

    aims = forms.ModelMultipleChoiceField(
        label="Aims that it serves",
        queryset=Aim.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["aims"].queryset = Aim.objects.all()


class PartnerForm(TokenForm):
    button = "Add the partner"

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.all(), label="Organisation")
    role = forms.ChoiceField(label="Role", choices=PartnerRole.choices, widget=forms.RadioSelect)
    strand = forms.CharField(
        label="Strand it leads",
        required=False,
        max_length=80,
        help_text="A piece of the project with its own budget line, for example E&D Audits",
    )
    starts = DayField(label="First day")


class EndPartnerForm(TokenForm):
    button = "End the partnership"

    ends = DayField(label="Last day")
    reason = forms.CharField(label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class LineChoice(forms.ModelChoiceField):
    """A budget line by partner, heading and what is left of it."""

    def label_from_instance(self, line: BudgetLine) -> str:
        strand = f" ({line.strand})" if line.strand else ""
        return (
            f"{line.project.number}. {line.organisation.short_name}, {line.heading}{strand}: "
            f"{format_pence(line.left)} left"
        )


class MoveForm(PlainForm):
    """One step of a virement: an amount from one line to another."""

    source = LineChoice(queryset=None, label="Take from", empty_label="Choose a line")
    source_quarter = forms.ChoiceField(label="From its quarter")
    target = LineChoice(queryset=None, label="Give to", empty_label="Choose a line")
    target_quarter = forms.ChoiceField(label="To its quarter")
    amount = MoneyField(label="Amount", min_pence=1)

    def __init__(self, *args, lines, quarters, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("source", "target"):
            self.fields[name].queryset = lines
        for name in ("source_quarter", "target_quarter"):
            self.fields[name].choices = [(q.code, q.label) for q in quarters]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("source") and cleaned.get("source") == cleaned.get("target"):
            self.add_error("target", "Choose another line than the one the money comes from")
        return cleaned


MOST_MOVES = 20


def move_rows(count: int):
    """The formset of a virement with `count` rows to fill in; the first is needed."""
    count = min(max(count, 1), MOST_MOVES)
    return forms.formset_factory(
        MoveForm,
        formset=PlainFormSet,
        extra=count - 1,
        min_num=1,
        validate_min=True,
        max_num=MOST_MOVES,
        absolute_max=MOST_MOVES,
    )


class VirementForm(TokenForm):
    button = ""

    reason = forms.CharField(
        label="Why the money is moved", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    funder_agreed = forms.CharField(
        label="The funder's letter",
        required=False,
        max_length=160,
        help_text="Needed where a heading changes by more than the grant's limits",
    )


class RefuseForm(TokenForm):
    button = "Refuse the virement"

    reason = forms.CharField(
        label="Why it is refused", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReprofileForm(TokenForm):
    """One box for each line and quarter that is still open: "12-2026-Q3"."""

    button = ""

    def __init__(self, *args, lines, quarters, closed, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = []
        for line in lines:
            amounts = {row.quarter: row.amount for row in line.profile.all()}
            cells = [self._cell(line, quarter, amounts, closed) for quarter in quarters]
            self.rows.append((line, cells))
        self.fields["reason"] = forms.CharField(
            label="Why the money moves between quarters",
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _cell(self, line: BudgetLine, quarter, amounts: dict, closed: set):
        amount = amounts.get(quarter.code, 0)
        if quarter.code in closed:
            return quarter, None, amount
        name = f"{line.pk}-{quarter.code}"
        self.fields[name] = MoneyField(
            label=f"{line.heading}, {line.organisation.short_name}, {quarter.label}",
            initial=amount,
        )
        return quarter, self[name], amount

    def changes(self) -> dict[int, dict[str, int]]:
        """{line id: {quarter: pence}} of the lines that differ from what they were."""
        changed: dict[int, dict[str, int]] = {}
        for line, cells in self.rows:
            typed = {
                quarter.code: self.cleaned_data[bound.name]
                for quarter, bound, _ in cells
                if bound is not None
            }
            before = {quarter.code: amount for quarter, bound, amount in cells if bound}
            if typed != before:
                changed[line.pk] = typed
        return changed


class PasteForm(TokenForm):
    button = ""

    text = forms.CharField(
        label="Rows from your spreadsheet",
        max_length=2_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "pasted"}),
    )


class ProjectForm(TokenForm):
    button = "Add the project"

    number = WholeNumberField(label="Number", min_value=1, max_value=999)
    name = forms.CharField(label="Name", max_length=160)
    aliases = forms.CharField(
        label="Other names it goes by",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One on each line",
    )
    summary = forms.CharField(
        label="What it does",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    status = forms.ChoiceField(
        label="Status", choices=ProjectStatus.choices, widget=forms.RadioSelect
    )
