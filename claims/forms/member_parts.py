"""The forms of the parts beside spending, and of sending."""

from django import forms

from claims.actions.drafting.parts import LIMITS
from consortium.core.formfields import DayField, MoneyField, TokenForm, WholeNumberField
from consortium.core.periods import Quarter

DONE_CHOICES = [("yes", "Yes, it is finished"), ("later", "No, I will come back to it")]


class SeenForm(TokenForm):
    """A form with the mark of what its page showed, and the question whether it is finished."""

    button = ""
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def ask_if_done(self, *, done: bool) -> None:
        self.fields["done"] = forms.ChoiceField(
            label="Have you finished this section?",
            choices=DONE_CHOICES,
            widget=forms.RadioSelect,
            error_messages={"required": "Select whether you have finished this section"},
        )
        self.initial.setdefault("done", "yes" if done else None)

    @property
    def is_done(self) -> bool:
        return self.cleaned_data.get("done") == "yes"


class OutputsForm(SeenForm):
    """A figure and a note for each output of one project; `shares` from `facts.standing`."""

    def __init__(self, *args, shares, section, seen: str, **kwargs):
        self.shares = list(shares)
        kwargs["initial"] = {"seen": seen} | {
            name: value
            for share in self.shares
            for name, value in (
                (f"actual_{share.pk}", share.figure),
                (f"note_{share.pk}", share.note or ""),
            )
        }
        super().__init__(*args, **kwargs)
        for share in self.shares:
            self.fields[f"actual_{share.pk}"] = WholeNumberField(
                label=share.output.name, required=False
            )
            self.fields[f"note_{share.pk}"] = forms.CharField(
                label=f"Note on {share.output.name}", max_length=300, required=False
            )
        self.ask_if_done(done=section.outputs_done)

    @property
    def rows(self):
        """(share, its figure's box, its note's box) for each output."""
        return [
            (share, self[f"actual_{share.pk}"], self[f"note_{share.pk}"]) for share in self.shares
        ]

    def figures(self) -> dict[int, tuple[int | None, str]]:
        said = self.cleaned_data
        return {
            share.pk: (said[f"actual_{share.pk}"], said[f"note_{share.pk}"].strip())
            for share in self.shares
        }


class ProgressForm(SeenForm):
    """Four short boxes about one project."""

    achieved = forms.CharField(label="What was achieved this quarter")
    not_achieved = forms.CharField(label="What was not achieved, and why")
    next_quarter = forms.CharField(label="What comes next quarter")
    equality = forms.CharField(label="Equality: who was reached, what was learned")

    def __init__(self, *args, section, seen: str, **kwargs):
        kwargs["initial"] = {"seen": seen} | {name: getattr(section, name) for name in LIMITS}
        super().__init__(*args, **kwargs)
        for name, limit in LIMITS.items():
            field = self.fields[name]
            # Needed once the section is said to be finished; until then it may stay empty.
            finished = not self.is_bound or self.data.get("done") == "yes"
            field.required = name == "achieved" and finished
            field.max_length = limit
            field.help_text = f"Up to {limit:,} characters, about {limit // 6:,} words."
            field.widget = forms.Textarea(attrs={"rows": 6 if limit > 1000 else 4})
        self.ask_if_done(done=section.progress_done)

    def clean(self):
        said = super().clean()
        for name, limit in LIMITS.items():
            text = said.get(name, "").replace("\r\n", "\n")
            said[name] = text
            if len(text) > limit:
                label = self.fields[name].label
                words = f"{label}: write {limit:,} characters or fewer. There are {len(text):,}"
                self.add_error(name, words)
        return said

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in LIMITS}


class ForecastForm(SeenForm):
    """An amount for each budget line and coming quarter.

    `suggested` has {budget line: {quarter: pence}} for what is not saved yet; the
    rows of `budgets` and the `saved` amounts come from the claim.
    """

    def __init__(self, *args, budgets, quarters, saved, suggested, seen: str, **kwargs):
        self.budgets, self.quarters = list(budgets), [Quarter.parse(code) for code in quarters]
        initial = {"seen": seen}
        for budget in self.budgets:
            for code in quarters:
                found = saved.get((budget.pk, code))
                initial[f"f_{budget.pk}_{code}"] = (
                    suggested[budget.pk][code] if found is None else found
                )
        super().__init__(*args, initial=initial, **kwargs)
        for budget in self.budgets:
            for quarter in self.quarters:
                self.fields[f"f_{budget.pk}_{quarter.code}"] = MoneyField(
                    label=f"{budget.heading.name}, {quarter.label}",
                    error_messages={"required": "Enter an amount, 0 if nothing will be spent"},
                )

    def cells(self, budget):
        return [self[f"f_{budget.pk}_{quarter.code}"] for quarter in self.quarters]

    def amounts(self) -> dict[int, dict[str, int]]:
        return {
            budget.pk: {
                quarter.code: self.cleaned_data[f"f_{budget.pk}_{quarter.code}"]
                for quarter in self.quarters
            }
            for budget in self.budgets
        }


class PromiseForm(TokenForm):
    """By when a line's evidence will follow."""

    button = ""
    day = DayField(label="It will follow by", required=False)


class ClaimMoveForm(TokenForm):
    """A step of the claim, with the version that was on the page."""

    button = ""


class ReasonedMoveForm(TokenForm):
    button = ""
    reason = forms.CharField(
        label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignForm(TokenForm):
    """The declaration, and the answer where changes were asked for."""

    button = ""
    declared = forms.BooleanField(
        label="I have read the claim and make this declaration",
        required=False,
    )

    def __init__(self, *args, asked: bool = False, answer: str = "", **kwargs):
        if asked:
            kwargs["initial"] = {"answer": answer}
        super().__init__(*args, **kwargs)
        if asked:
            self.fields["answer"] = forms.CharField(
                label="Your answer to the checker",
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"required": "Enter what you changed, or why nothing was"},
            )
            self.order_fields(["answer", "declared"])

    def clean_declared(self):
        if not self.cleaned_data.get("declared"):
            raise forms.ValidationError("Tick the declaration to sign the claim")
        return True


class AnswerForm(TokenForm):
    """What a claims person says to what the checker asked; the representative signs it."""

    button = ""
    answer = forms.CharField(
        label="Your answer to the checker",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter what you changed, or why nothing was"},
    )
