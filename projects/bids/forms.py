"""What people type about bids."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import (
    DayField,
    MoneyField,
    PlainForm,
    PlainFormSet,
    TokenForm,
    WholeNumberField,
)
from members.meetings.forms.room import TimeField
from members.models import Organisation, Seat, User
from members.registers.forms import FilterForm
from members.working.dispute_forms import FILES, KINDS, area
from projects.funds.models import Funder

from .states import BidRole, BidState

MOST_ROWS = 40


def bid_filter(asked) -> FilterForm:
    """What the list shows; kept in the address."""
    return FilterForm(asked or None, names=("q", "state"), states=BidState.choices)


class BidForm(TokenForm):
    button = "Save the bid"
    title = forms.CharField(label="Title", max_length=160)
    funder = forms.ModelChoiceField(
        label="Funder", queryset=Funder.objects.all(), empty_label="Choose a funder"
    )
    programme = forms.CharField(label="Programme", max_length=160)
    competition = forms.BooleanField(
        label="It is an open competition",
        required=False,
        help_text="The consortium first decides whether it applies together (Agreement 10.8).",
    )
    deadline = DayField(label="Deadline")
    deadline_at = TimeField(
        label="Time of the deadline",
        required=False,
        help_text="As in 12:00. Empty: until the end of the day.",
    )
    summary = forms.CharField(
        label="What it is for", max_length=4000, required=False, widget=area(4)
    )
    drafter = forms.ModelChoiceField(
        label="Who drafts it", queryset=User.objects.none(), empty_label="Choose a person"
    )
    file = forms.FileField(
        label="The funder's guidance",
        required=False,
        help_text=KINDS,
        widget=forms.FileInput(attrs={"accept": FILES}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        seated = Seat.objects.on(clock.today()).values("user_id")
        people = User.objects.filter(pk__in=seated, is_active=True).order_by("name")
        self.fields["drafter"].queryset = people


class AmountForm(TokenForm):
    button = "Save the figures"
    amount = MoneyField(label="Amount asked for", min_pence=0)
    outcomes = forms.CharField(
        label="Outcomes",
        required=False,
        max_length=8000,
        widget=area(4),
        help_text="What will be different. One on each line.",
    )

    def clean_outcomes(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["outcomes"].splitlines()]
        found = [line for line in lines if line]
        if any(len(line) > 300 for line in found):
            raise forms.ValidationError("Outcomes must be 300 characters or fewer on each line")
        return found


class LineForm(PlainForm):
    """A line of the budget; empty, it is none."""

    heading = forms.CharField(label="Heading", max_length=80, required=False)
    amount = MoneyField(label="Amount", required=False, min_pence=1)

    def clean(self):
        return both(self, "heading", "amount")


class OutputForm(PlainForm):
    words = forms.CharField(label="Output", max_length=160, required=False)
    number = WholeNumberField(label="How many", required=False, min_value=1)

    def clean(self):
        return both(self, "words", "number")


def both(form: PlainForm, first: str, second: str):
    """A row has both or neither."""
    cleaned = form.cleaned_data
    if form.errors:
        return cleaned
    one, other = cleaned.get(first), cleaned.get(second)
    if one and other is None:
        form.add_error(second, f"Enter {form.fields[second].label.lower()} of “{one}”")
    if other is not None and not one:
        form.add_error(first, f"Enter {form.fields[first].label.lower()}")
    return cleaned


def rows_of(form, count: int):
    """A formset with room for `count` rows, those that are left empty included."""
    return forms.formset_factory(
        form, formset=PlainFormSet, extra=min(max(count, 1), MOST_ROWS), max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )  # fmt: skip


class PartnerForm(TokenForm):
    button = "Save the partner"
    organisation = forms.ModelChoiceField(
        label="Member", queryset=Organisation.objects.none(), empty_label="Choose a member"
    )
    role = forms.ChoiceField(label="Role", choices=BidRole.choices, widget=forms.RadioSelect)
    share = MoneyField(label="Its share of the amount", min_pence=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = Organisation.objects.voting_on(clock.today()).order_by("name")
        self.fields["organisation"].queryset = members


class SendForm(TokenForm):
    """`subject`: sent before the consortium has agreed."""

    button = "Record that it is sent"
    on = DayField(label="Sent on")
    at = TimeField(label="Time", required=False, help_text="As in 11:30, by the funder's receipt.")

    def __init__(self, *args, subject: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today
        if subject:
            self.button = "Record that it is sent subject to agreement"


class AnswerForm(TokenForm):
    button = "Record the answer"
    answer = forms.ChoiceField(
        label="The funder's answer",
        choices=[("award", "It awards money"), ("refuse", "It gives nothing")],
        widget=forms.RadioSelect,
    )
    amount = MoneyField(label="Amount awarded", required=False, min_pence=1)
    on = DayField(label="Day of the answer")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today


class ReasonForm(TokenForm):
    button = "Withdraw the bid"
    reason = forms.CharField(label="Why", max_length=300, widget=area(2))


class LinkForm(TokenForm):
    button = "Link the decision"
    decision = forms.ModelChoiceField(label="Decision", queryset=None, widget=forms.RadioSelect)

    def __init__(self, *args, decisions, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        field.queryset = decisions
        field.label_from_instance = decision_words


def decision_words(decision) -> str:
    what = decision.get_route_display() or decision.get_kind_display()
    return f"{decision.reference}: {what}. {decision.wording[:160]}"
