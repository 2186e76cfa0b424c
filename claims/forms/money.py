"""What is typed on the pages about bank details, payments and the funder's claims."""

from django import forms

from claims.models import Claim, FunderClaim, Payment
from claims.rules import bank
from claims.states import RowKind
from consortium.core import clock
from consortium.core.formfields import DayField, MoneyField, TokenForm, WholeNumberField
from consortium.core.money import format_pence
from members.fresh import FreshPasswordMixin
from projects.funds.models import CostHeading, Grant


class ConfirmForm(TokenForm):
    """A button that acts."""

    button = ""


class PasswordForm(FreshPasswordMixin, TokenForm):
    """A button that moves money: asks for the password where it was not given lately."""

    button = ""


class AskReleaseForm(TokenForm):
    """That the final report is accepted, when and by whom."""

    button = ""
    report_accepted_on = DayField(label="Day on which the final report was accepted")
    report = forms.CharField(
        label="Which report, and who accepted it", max_length=200,
        help_text="For example: final report 2026 to 2029, accepted by the funder's letter of "
        "12 May 2029",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say which report was accepted, and by whom"},
    )  # fmt: skip


class ReasonForm(TokenForm):
    button = ""
    reason = forms.CharField(
        label="Reason", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason"},
    )  # fmt: skip

    def __init__(self, *args, label: str = "Reason", hint: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint


# --- Bank details -------------------------------------------------------------------


class BankTextField(forms.CharField):
    """Text that a rule reads; its `AccountError` is what the field says."""

    def __init__(self, read, **kwargs):
        self.read = read
        super().__init__(**kwargs)

    def clean(self, value):
        value = super().clean(value)
        try:
            self.read(value)
        except bank.AccountError as error:
            raise forms.ValidationError(str(error), code="bank") from None
        return value


class AccountForm(FreshPasswordMixin, TokenForm):
    """Bank details as typed; the verb reads them again."""

    button = ""
    account_name = BankTextField(
        bank.account_name, label="Name on the account", max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter the name on the account"},
    )  # fmt: skip
    sort_code = BankTextField(
        bank.sort_code, label="Sort code", max_length=20, help_text="Six numbers, like 30-94-21",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "class": "input-short"}
        ),
        error_messages={"required": "Enter the sort code"},
    )  # fmt: skip
    account_number = BankTextField(
        bank.account_number, label="Account number", max_length=20,
        help_text="6 to 8 numbers, like 00733445",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "class": "input-medium"}
        ),
        error_messages={"required": "Enter the account number"},
    )  # fmt: skip


class VerifyForm(FreshPasswordMixin, TokenForm):
    button = ""
    how = forms.CharField(
        label="How you checked the details", max_length=200,
        help_text="For example: called the manager on the number in the members' list",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say how you checked the details"},
    )  # fmt: skip
    shared_reason = forms.CharField(
        label="Why two members may use one account", max_length=200, required=False,
    )  # fmt: skip

    def __init__(self, *args, shared: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not shared:
            del self.fields["shared_reason"]


# --- Payment runs ---------------------------------------------------------------------


GONE = {
    "invalid_choice": "A claim that was ticked cannot be paid any more",
    "invalid_pk_value": "A claim that was ticked cannot be paid any more",
}


class PrepareForm(TokenForm):
    """What is ticked, and the day on which it is to be paid."""

    button = ""
    pay_on = DayField(label="Pay on")
    claims = forms.ModelMultipleChoiceField(
        queryset=Claim.objects.none(), required=False, error_messages=GONE
    )
    retained = forms.ModelMultipleChoiceField(
        queryset=Claim.objects.none(), required=False, error_messages=GONE
    )

    def __init__(self, *args, claims, retained, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["claims"].queryset = claims
        self.fields["retained"].queryset = retained

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("claims") and not cleaned.get("retained"):
            self.add_error("claims", "Select at least one claim to pay")
        return cleaned

    def clean_pay_on(self):
        day = self.cleaned_data["pay_on"]
        if day < clock.today():
            raise forms.ValidationError("Pay on must be today or later")
        return day


class PaidForm(TokenForm):
    """The payments that stand on the bank statement, and the day."""

    button = ""
    paid_on = DayField(label="Paid on, by the bank statement")
    payments = forms.ModelMultipleChoiceField(
        queryset=Payment.objects.none(),
        error_messages={
            "required": "Select the payments that are on the bank statement",
            "invalid_choice": "A payment that was ticked is marked already",
            "invalid_pk_value": "A payment that was ticked is marked already",
        },
    )

    def __init__(self, *args, payments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["payments"].queryset = payments


class OverrideReleaseForm(TokenForm):
    """Who may release in spite of having approved, and why (SD10)."""

    button = ""
    releaser = forms.TypedChoiceField(
        label="Who may release it", coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "Select who may release it"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It stands in the next meeting's papers and in the report to the funder",
        error_messages={"required": "Give the reason; it is read at the next meeting"},
    )  # fmt: skip

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["releaser"].choices = [(person.pk, person.name) for person in people]


# --- Money from the funder --------------------------------------------------------------


class ReceivedForm(TokenForm):
    """One line of the bank statement."""

    button = ""
    grant = forms.ModelChoiceField(queryset=Grant.objects.none(), label="Grant")
    funder_claim = forms.ModelChoiceField(
        queryset=FunderClaim.objects.none(), label="For which claim", required=False,
        empty_label="No claim: an advance, or something else",
    )  # fmt: skip
    amount = MoneyField(label="Amount", min_pence=1)
    received_on = DayField(label="Date on the bank statement")
    bank_reference = forms.CharField(label="Reference on the bank statement", max_length=80)

    def __init__(self, *args, grants, claims, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grant"].queryset = grants
        field = self.fields["funder_claim"]
        field.queryset = claims
        field.label_from_instance = lambda each: (
            f"{each.grant.reference}, {each.period.short}: {format_pence(each.open_amount)} open"
        )

    def clean(self):
        typed = super().clean()
        grant, claim = typed.get("grant"), typed.get("funder_claim")
        if grant and claim and claim.grant_id != grant.pk:
            self.add_error("funder_claim", "Select a claim of the grant that was paid")
        return typed


# --- The claim to the funder ---------------------------------------------------------------


class AssembleForm(TokenForm):
    """Which grant and quarter: "12:2026-Q2"."""

    button = ""
    which = forms.CharField(widget=forms.HiddenInput)


class RowForm(TokenForm):
    button = "Add the row"
    kind = forms.ChoiceField(label="Kind", choices=RowKind.choices, widget=forms.RadioSelect)
    heading = forms.ModelChoiceField(
        queryset=CostHeading.objects.none(), label="Heading that is corrected", required=False,
        help_text="A fee stands under a heading of its own",
    )  # fmt: skip
    amount = MoneyField(
        label="Amount", allow_negative=True, help_text="To take something back, write -120 or (120)"
    )
    cause = forms.CharField(
        label="Cause", max_length=300,
        help_text="The journal, the claim or the clause of the grant that it comes from",
        error_messages={"required": "Name the cause"},
    )  # fmt: skip

    def __init__(self, *args, grant, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["heading"].queryset = grant.headings.all()


class WordsForm(TokenForm):
    """The summary, and a text for each project. `texts` has {project number: (name, text)}."""

    button = ""
    summary = forms.CharField(
        label="Summary", max_length=2500, required=False,
        help_text="Five lines that the funder reads first",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip

    def __init__(self, *args, texts, **kwargs):
        super().__init__(*args, **kwargs)
        self.projects = list(texts)
        for number, (name, text) in texts.items():
            words = len(text.split())
            self.fields[f"project_{number}"] = forms.CharField(
                label=f"{number}. {name}", max_length=20_000, required=False, initial=text,
                help_text=f"{words} words, drafted from what the members wrote" if words else "",
                widget=forms.Textarea(attrs={"rows": min(16, 4 + text.count(chr(10)))}),
            )  # fmt: skip

    @property
    def narrative(self) -> dict[str, str]:
        return {str(number): self.cleaned_data[f"project_{number}"] for number in self.projects}


class SignForm(FreshPasswordMixin, TokenForm):
    button = ""
    certified = forms.BooleanField(
        label="I have read this claim, and I certify it with my name",
        error_messages={"required": "Tick that you certify the claim"},
    )
    field_order = ["certified", "password"]


LESS_ROWS = 5


class AgreeForm(TokenForm):
    """All of it, or less of up to five lines: the funder's word. Rows of line, amount, reason."""

    button = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for row in range(1, LESS_ROWS + 1):
            self.fields[f"line_{row}"] = WholeNumberField(
                label=f"Line, row {row}", required=False, min_value=1
            )
            self.fields[f"amount_{row}"] = MoneyField(
                label=f"Amount taken off, row {row}", required=False, min_pence=1
            )
            self.fields[f"reason_{row}"] = forms.CharField(
                label=f"The funder's reason, row {row}", max_length=300, required=False
            )

    @property
    def rows(self) -> list:
        """The bound fields row by row, for the grid on the page."""
        names = ("line", "amount", "reason")
        return [[self[f"{name}_{row}"] for name in names] for row in range(1, LESS_ROWS + 1)]

    def clean(self):
        typed = super().clean()
        wanted = {
            "line": "Enter the number of the line",
            "amount": "Enter the amount that is taken off",
            "reason": "Give the funder's reason",
        }
        for row in range(1, LESS_ROWS + 1):
            given = {name: typed.get(f"{name}_{row}") for name in wanted}
            missing = [name for name, value in given.items() if not value]
            for name in missing if len(missing) < len(wanted) else ():
                if f"{name}_{row}" not in self.errors:
                    self.add_error(f"{name}_{row}", f"{wanted[name]}, row {row}")
        return typed

    @property
    def less(self) -> dict[int, tuple[int, str]]:
        """{number of the line: (pence, reason)}."""
        typed = self.cleaned_data
        return {
            typed[f"line_{row}"]: (typed[f"amount_{row}"], typed[f"reason_{row}"])
            for row in range(1, LESS_ROWS + 1)
            if typed.get(f"line_{row}")
        }
