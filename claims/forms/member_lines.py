"""The form of one spend line: what was typed becomes a `LineEntry`, in pence and basis points."""

import re

from django import forms
from django.core.exceptions import ValidationError

from claims.actions.drafting import LineEntry
from claims.rules.lines import percent
from consortium.core.formfields import DayField, MoneyField, TokenForm, TypedField
from consortium.core.money import format_pence, percent_of

_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?")


class PercentField(TypedField):
    """Basis points from "50", "50%" or "33.33 %"; more than 0 and no more than 100."""

    def read(self, text: str) -> int:
        found = _PERCENT.fullmatch(text.strip().removesuffix("%").strip())
        if not found:
            raise self.named("must be a per cent figure, like 50 or 33.33", code="percent")
        points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
        if not 0 < points <= 10_000:
            raise self.named("must be more than 0% and no more than 100%", code="percent")
        return points

    def prepare_value(self, value):
        return percent(value).removesuffix("%") if isinstance(value, int) else value

    def widget_attrs(self, widget) -> dict[str, str]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "data-suffix": "%"}


class LineForm(TokenForm):
    """One line of the spend page. Everything but the heading may stay empty in a draft.

    `budgets` are the rows of `facts.standing.budget_lines` of one project. An empty
    amount claimed with a gross amount beside it means the whole share of it, unless
    `autosave`: then somebody is still typing.
    """

    button = ""
    budget_line = forms.TypedChoiceField(label="Budget heading", coerce=int, required=True)
    supplier = forms.CharField(label="Supplier or post", max_length=120, required=False)
    description = forms.CharField(label="What it was for", max_length=200, required=False)
    invoice_number = forms.CharField(label="Invoice number", max_length=60, required=False)
    invoice_date = DayField(label="Invoice date", required=False)
    date_paid = DayField(label="Date paid", required=False)
    gross = MoneyField(label="Gross amount", required=False)
    recoverable_vat = MoneyField(label="VAT you can recover", required=False)
    share = PercentField(label="Share", required=False)
    method = forms.CharField(label="How the share was worked out", max_length=120, required=False)
    claimed = MoneyField(label="Amount claimed", required=False)
    late_item = forms.BooleanField(
        label="Late item: paid in an earlier quarter and never claimed", required=False
    )
    late_reason = forms.CharField(label="Why it comes late", max_length=200, required=False)
    same_as = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args, budgets, line=None, autosave: bool = False, **kwargs):
        self.line, self.autosave = line, autosave
        kwargs.setdefault("auto_id", f"line{line.pk}_%s" if line else "new_%s")
        if line is not None:
            kwargs["record"] = line
            kwargs["initial"] = {**initial_of(line), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["budget_line"].choices = [("", "Choose a heading"), *heading_choices(budgets)]
        self.fields["budget_line"].error_messages["required"] = (
            "Select the budget heading it is claimed from"
        )
        if line is not None and line.correction_of_id:
            self._only_the_amount()

    def _only_the_amount(self) -> None:
        for name in list(self.fields):
            if name not in ("claimed", "token", "version"):
                del self.fields[name]
        self.fields["claimed"].allow_negative = True
        self.fields["claimed"].widget.attrs.pop("inputmode", None)

    asking = False

    def ask_which(self, looks_like) -> None:
        """Add the question whether this is another share of what is there, or something else.

        `looks_like` are lines with the same supplier, invoice number and gross amount.
        """
        self.asking = True
        choices = [
            (str(line.item_id), f"Another share of the same invoice as line {line.number} of "
             f"{line.claim.reference}, for {format_pence(line.claimed or 0)}")
            for line in looks_like
        ]  # fmt: skip
        self.fields["same_as"] = forms.ChoiceField(
            label="The same supplier, invoice number and amount are claimed already. What is this?",
            choices=[*choices, ("other", "A different invoice, not claimed before")],
            widget=forms.RadioSelect,
            error_messages={"required": "Select what this invoice is"},
        )
        self._bound_fields_cache.pop("same_as", None)  # the hidden box was looked at already

    @property
    def open_details(self) -> bool:
        """Should the less usual boxes be seen: because something stands there, or is wrong?"""
        names = ("recoverable_vat", "share", "method", "late_item", "late_reason")
        return any(self.errors.get(n) for n in names) or any(self._unusual(n) for n in names)

    def _unusual(self, name: str) -> bool:
        if name not in self.fields:
            return False
        value = self[name].value()
        return value not in (None, "", False, 0, 10_000, "100", "0.00", "0")

    def clean(self):
        cleaned = super().clean()
        gross, claimed = cleaned.get("gross"), cleaned.get("claimed")
        if self.autosave or self.errors or gross is None or claimed is not None:
            return cleaned
        claimable = gross - (cleaned.get("recoverable_vat") or 0)
        if claimable >= 0:
            cleaned["claimed"] = percent_of(claimable, cleaned.get("share") or 10_000)
        return cleaned

    def clean_supplier(self):
        return " ".join(self.cleaned_data["supplier"].split())

    def add_faults(self, faults) -> None:
        """Show what the verb refused at the fields it is about."""
        for fault in faults:
            field = fault.field if fault.field in self.fields else None
            self.add_error(field, ValidationError(fault.words, code="rule"))

    def entry(self, *, item_id: int | None = None) -> LineEntry:
        """What was typed, for the verb."""
        said = self.cleaned_data
        if self.line is not None and self.line.correction_of_id:
            return LineEntry(budget_line_id=self.line.budget_line_id, claimed=said["claimed"])
        return LineEntry(
            budget_line_id=said["budget_line"],
            supplier=said["supplier"],
            description=said["description"].strip(),
            invoice_number=said["invoice_number"].strip(),
            invoice_date=said["invoice_date"],
            date_paid=said["date_paid"],
            gross=said["gross"],
            recoverable_vat=said["recoverable_vat"] or 0,
            share=said["share"] or 10_000,
            method=said["method"].strip(),
            claimed=said["claimed"],
            late_item=said["late_item"],
            late_reason=said["late_reason"].strip(),
            item_id=item_id,
        )


def initial_of(line) -> dict:
    """A saved line as the boxes show it."""
    item = line.item
    return {
        "budget_line": line.budget_line_id,
        "supplier": item.supplier,
        "description": item.description,
        "invoice_number": item.invoice_number,
        "invoice_date": item.invoice_date,
        "date_paid": item.date_paid,
        "gross": item.gross,
        "recoverable_vat": item.recoverable_vat or None,
        "share": line.share,
        "method": line.method,
        "claimed": line.claimed,
        "late_item": line.late_item,
        "late_reason": line.late_reason,
    }


def entry_of(line) -> LineEntry:
    """A saved line as the verb would be given it, to see whether typing would change anything."""
    there = initial_of(line)
    there["recoverable_vat"] = line.item.recoverable_vat
    return LineEntry(budget_line_id=there.pop("budget_line"), **there)


def heading_choices(budgets) -> list:
    """(id, "Training") of a project's budget lines; a strand's own lines stand in a group."""
    plain = [(budget.pk, budget.heading.name) for budget in budgets if not budget.strand]
    strands: dict[str, list] = {}
    for budget in budgets:
        if budget.strand:
            label = f"{budget.heading.name}, {budget.strand}"
            strands.setdefault(budget.strand, []).append((budget.pk, label))
    return [*plain, *((f"Work strand: {name}", rows) for name, rows in strands.items())]


class ReasonForm(TokenForm):
    """Why a heading is over or under its profile."""

    button = ""

    def __init__(self, *args, budget, words: str, reason=None, **kwargs):
        from claims.states import VarianceKind

        self.budget, self.words = budget, words
        kwargs.setdefault("auto_id", f"reason{budget.pk}_%s")
        if reason is not None:
            kwargs["initial"] = {"kind": reason.kind, "text": reason.text}
        super().__init__(*args, **kwargs)
        name = budget.heading.name
        self.fields["kind"] = forms.ChoiceField(
            label=f"Why {name} is {words}",
            choices=[("", "Choose a reason"), *VarianceKind.choices],
            error_messages={"required": f"Select why {name.lower()} is {words}"},
        )
        self.fields["text"] = forms.CharField(
            label="In one sentence",
            max_length=300,
            error_messages={"required": f"Enter one sentence about {name.lower()}"},
        )
        self.order_fields(["kind", "text"])


class CorrectionForm(TokenForm):
    """How much of a paid line is taken back."""

    button = "Add the correction"
    amount = MoneyField(
        label="Amount to take back",
        min_pence=1,
        help_text="Write it without a minus; it becomes a negative line of this claim.",
    )

    def __init__(self, *args, line, left: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.line = line
        field = self.fields["amount"]
        field.max_pence, field.why_max = left, "what was approved and not taken back yet"
