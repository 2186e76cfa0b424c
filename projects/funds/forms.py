"""Forms about funds, grants and the books."""

from django import forms

from consortium.core.formfields import DayField, MoneyField, PlainForm, TokenForm, WholeNumberField
from consortium.core.money import MAX_PENCE
from consortium.core.periods import FinancialYear
from members.fresh import FreshPasswordMixin

from .models import CostHeading, Fund, Funder
from .states import Account, JournalKind, PaymentRule, Terms, TransferReason


class LineFilter(PlainForm):
    """What to see of a fund's lines; everything is optional and stands in the address."""

    quarter = forms.ChoiceField(label="Quarter", required=False)
    account = forms.ChoiceField(label="Account", required=False)
    kind = forms.ChoiceField(label="Kind of journal", required=False)
    member = forms.ChoiceField(label="Member", required=False)

    def __init__(self, *args, quarters, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = [("", "Every quarter")] + [
            (quarter.code, quarter.short) for quarter in quarters
        ]
        self.fields["account"].choices = [("", "Every account"), *Account.choices]
        self.fields["kind"].choices = [("", "Every kind"), *JournalKind.choices]
        self.fields["member"].choices = [("", "Every member"), *members]


class TransferForm(FreshPasswordMixin, TokenForm):
    button = "Post the transfer"

    target = forms.ModelChoiceField(queryset=None, label="To which fund")
    amount = MoneyField(label="Amount", min_pence=1)
    why = forms.ChoiceField(
        label="What allows the transfer", choices=TransferReason.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Why the money is moved",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example the clause of the grant agreement, or the funder's letter and date",
    )
    effective = DayField(label="Date it counts from")

    def __init__(self, *args, source: Fund, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = Fund.objects.exclude(pk=source.pk)


class ReversalForm(TokenForm):
    button = "Ask for the reversal"

    reason = forms.CharField(
        label="Why it is reversed", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    effective = DayField(label="Date the reversal counts from")


class OverdraftForm(TokenForm):
    button = "Ask for the overdraft"

    limit = MoneyField(
        label="How far below nothing the fund may stand", min_pence=1, max_pence=MAX_PENCE
    )
    starts = DayField(label="First day")
    expires = DayField(label="Last day", help_text="A year at most")
    reason = forms.CharField(
        label="Why the fund needs it, and what money will cover it",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minute = forms.CharField(
        label="Where it is minuted",
        max_length=120,
        help_text="For example: meeting of 14 October 2026, minute 7",
    )


class AgreeOverdraftForm(FreshPasswordMixin, TokenForm):
    """Nothing but the password once more: it lets money go that is not there yet (SD9)."""

    button = "Agree to the overdraft"


class EndOverdraftForm(TokenForm):
    button = "End the overdraft"

    reason = forms.CharField(
        label="Why it is ended early", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class CloseForm(FreshPasswordMixin, TokenForm):
    """Nothing but the password once more: closing books is not done by a click (SD9)."""

    button = "Close the books"


class ReopenForm(TokenForm):
    button = "Ask to open the books again"

    reason = forms.CharField(
        label="Why the books must be opened again",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is shown in the annual report",
    )


class GrantForm(TokenForm):
    """The terms of a grant; `new` also asks what stays as it is afterwards."""

    button = "Save the grant"

    funder = forms.ModelChoiceField(queryset=Funder.objects.all(), label="Funder")
    fund = forms.ModelChoiceField(
        queryset=Fund.objects.filter(restricted=True), label="Restricted fund"
    )
    name = forms.CharField(label="Name of the grant", max_length=160)
    reference = forms.CharField(label="The funder's reference", max_length=40)
    terms = forms.ChoiceField(
        label="How the funder pays", choices=Terms.choices, widget=forms.RadioSelect
    )
    starts = DayField(label="First day")
    ends = DayField(label="Last day")
    headings = forms.ModelMultipleChoiceField(
        queryset=CostHeading.objects.all(),
        label="Cost headings it pays for",
        widget=forms.CheckboxSelectMultiple,
    )
    member_days = WholeNumberField(
        label="Members claim by",
        max_value=90,
        help_text="Working days after the quarter's last day",
    )
    check_days = WholeNumberField(label="Claims are checked by", max_value=90)
    pay_days = WholeNumberField(label="Claims are paid by", max_value=90)
    funder_days = WholeNumberField(label="The funder is sent its claim by", max_value=90)
    second_approval_limit = MoneyField(
        label="Two approvers above", help_text="A claim above this amount needs a second approver"
    )
    variance_percent = WholeNumberField(
        label="Explain a variance above",
        max_value=100,
        widget=forms.TextInput(attrs={"data-suffix": "%", "class": "input-short"}),
        help_text="Of the profile; both limits must be passed",
    )
    variance_amount = MoneyField(label="and above the amount of")
    payment_rule = forms.ChoiceField(
        label="When outputs fall short", choices=PaymentRule.choices, widget=forms.RadioSelect
    )
    payment_rule_percent = WholeNumberField(
        label="Outputs fall short below",
        max_value=100,
        widget=forms.TextInput(attrs={"data-suffix": "%", "class": "input-short"}),
        help_text="Of what was planned by then",
    )
    retention_percent = WholeNumberField(
        label="Kept back until the final report",
        max_value=100,
        widget=forms.TextInput(attrs={"data-suffix": "%", "class": "input-short"}),
        help_text="Of each claim; 0 keeps nothing back",
    )
    late_items_allowed = forms.BooleanField(
        label="Spending of an earlier quarter may be claimed late, with a reason", required=False
    )
    keep_records_years = WholeNumberField(label="Years to keep records", max_value=99)

    FIXED = ("funder", "fund", "terms")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.record is not None:
            for name in self.FIXED:
                del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        days = [cleaned.get(f"{name}_days") for name in ("member", "check", "pay", "funder")]
        if None not in days and days != sorted(days):
            self.add_error(
                "check_days",
                "The dates must follow each other: claim, check, payment, funder's claim",
            )
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "Last day must be after the first day")
        for name in ("variance", "retention"):
            percent = cleaned.pop(f"{name}_percent", None)
            if percent is not None:
                cleaned[f"{name}_basis_points"] = percent * 100
        return cleaned


class AwardForm(TokenForm):
    button = "Save the award"

    year = forms.ChoiceField(label="Financial year")
    amount = MoneyField(label="Award")

    def __init__(self, *args, years: list[FinancialYear], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year.label, year.label) for year in years]


class ConditionForm(TokenForm):
    button = "Add the condition"

    clause = forms.CharField(label="Clause of the contract", max_length=30, required=False)
    text = forms.CharField(
        label="What it asks for", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class FunderForm(TokenForm):
    button = "Add the funder"

    name = forms.CharField(label="Name of the funder", max_length=200)
    contact_name = forms.CharField(label="Who to write to", max_length=120, required=False)
    contact_email = forms.EmailField(label="Their e-mail address", required=False)


class FundForm(TokenForm):
    button = "Add the fund"

    name = forms.CharField(label="Name of the fund", max_length=120)
    code = forms.CharField(
        label="Short code", max_length=20, help_text="As it will stand on journals, like RF-INF-26"
    )
    purpose = forms.CharField(
        label="What its money may be spent on",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=[
            ("restricted", "Restricted: for what a funder has said"),
            ("unrestricted", "Unrestricted: the accountable body's own means"),
        ],
        initial="restricted",
        widget=forms.RadioSelect,
    )


class HeadingForm(TokenForm):
    button = "Add the heading"

    name = forms.CharField(label="Name of the cost heading", max_length=80)
