"""What people type about decisions."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm
from members.meetings.facts.duties import terms
from members.meetings.states import DecisionKind
from members.models import Organisation, Seat, User
from members.registers.forms import FilterForm
from members.working.dispute_forms import FILES, KINDS, area

OTHER = "other"


class OptOutForm(TokenForm):
    button = "We will not take part"
    reason = forms.CharField(label="Why you take no part", max_length=2000, widget=area(4))


class OverrideForm(TokenForm):
    button = "Override this decision"
    term_key = forms.ChoiceField(
        label="What it would breach", widget=forms.RadioSelect,
        error_messages={"required": "Choose what it would breach"},
    )  # fmt: skip
    term = forms.CharField(
        label="Name of the guidance or contract",
        max_length=200,
        required=False,
        help_text="Only where it is none of the grants above.",
    )
    clause = forms.CharField(
        label="Clause or condition", max_length=200, help_text="For example: condition 4.2."
    )
    reason = forms.CharField(label="How it would breach it", max_length=4000, widget=area(4))
    effect = forms.CharField(label="What happens instead", max_length=4000, widget=area(3))
    file = forms.FileField(
        label="The page that says so",
        help_text=KINDS,
        widget=forms.FileInput(attrs={"accept": FILES}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = [(each.key, each.label) for each in terms()]
        self.fields["term_key"].choices = [*known, (OTHER, "Other guidance or a contract")]
        self.fields["term_key"].initial = known[0][0] if len(known) == 1 else None


class LookAfterForm(TokenForm):
    button = "Save"
    owner = forms.ModelChoiceField(
        label="Organisation that looks after it",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="The consortium as a whole",
    )
    owner_person = forms.ModelChoiceField(
        label="Person",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody in particular",
    )
    review_on = DayField(
        label="Look at it again on", required=False, help_text="They get an email on that day."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        seated = Seat.objects.on(today).values("user_id")
        self.fields["owner"].queryset = Organisation.objects.on(today).order_by("name")
        people = User.objects.filter(pk__in=seated, is_active=True).order_by("name")
        self.fields["owner_person"].queryset = people


STATES = [
    ("overridden", "Overridden"),
    ("unreported", "Overridden, not reported yet"),
    ("out", "With members that take no part"),
]


def register_filter(asked) -> FilterForm:
    """What the list shows; kept in the address."""
    return FilterForm(
        asked or None, names=("q", "kind", "state"), kinds=DecisionKind.choices, states=STATES
    )
