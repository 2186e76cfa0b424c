"""Forms about prospects: what is known of one, a contact, not now, taken up again, matched."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm
from members.offices import holders
from members.roll.models import Area
from members.roll.states import Service

from .forms import area
from .models import Representation, Stakeholder
from .permissions import RECRUITS
from .prospect_facts import applications_to_match
from .states import ContactHow
from .workflow import PROSPECT

# The moves that a contact leads to; the others have forms of their own.
LEADS_TO = ("approach", "interest", "invite")
SAME = "same"


class StepForm(TokenForm):
    """The next step and its day, which the forms of pursued prospects have at their end."""

    next_step = forms.CharField(
        label="Next step", max_length=200, help_text="As in: ring them, or send the pack."
    )
    next_on = DayField(label="By", help_text="You are reminded on that day.")


class ProspectForm(StepForm):
    button = "Save"
    field_order = (
        "name", "work", "gap", "next_step", "next_on", "owner", "contact_name", "contact_email",
        "contact_telephone", "source", "stakeholder", "representation", "services", "areas",
    )  # fmt: skip
    name = forms.CharField(label="Name of the organisation", max_length=160)
    work = area(label="What it does, and for whom", max_length=2000)
    services = forms.MultipleChoiceField(
        label="Services that it gives",
        choices=Service.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    areas = forms.ModelMultipleChoiceField(
        label="Where it works", queryset=None, widget=forms.CheckboxSelectMultiple, required=False
    )
    gap = area(
        label="What we lack that it would bring",
        max_length=500,
        required=False,
        help_text="In words. The lists of services and places are below.",
    )
    contact_name = forms.CharField(
        label="Person there",
        max_length=120,
        required=False,
        help_text="The secretariat, the chairperson and the development officer read it. "
        "It is deleted when they join, or when nobody means to ask again.",
    )
    contact_email = forms.EmailField(label="Their email address", required=False)
    contact_telephone = forms.CharField(label="Their telephone", max_length=40, required=False)
    source = forms.CharField(
        label="How we know of it",
        max_length=200,
        required=False,
        help_text="As in: spoke at a fair.",
    )
    stakeholder = forms.ModelChoiceField(
        label="In the register of stakeholders as", queryset=None, required=False,
        empty_label="Not in it",
    )  # fmt: skip
    representation = forms.ModelChoiceField(
        label="Met on another body", queryset=None, required=False, empty_label="No"
    )
    owner = forms.ModelChoiceField(
        label="Who looks after it", queryset=None, empty_label="Choose one"
    )

    def __init__(self, *args, pursued: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["areas"].queryset = Area.objects.on(today)
        self.fields["stakeholder"].queryset = Stakeholder.objects.current()
        self.fields["representation"].queryset = Representation.objects.on(today)
        self.fields["owner"].queryset = holders(*RECRUITS, day=today).order_by("name")
        if not pursued:
            del self.fields["next_step"], self.fields["next_on"]


class MoveForm(StepForm):
    """A contact, the stage it led to, and what is next."""

    button = "Save"
    field_order = ("on_day", "how", "words", "move", "next_step", "next_on")
    on_day = DayField(label="On")
    how = forms.ChoiceField(label="How", choices=ContactHow.choices)
    words = area(label="What came of it", max_length=1000)
    move = forms.ChoiceField(label="How far they are now")

    def __init__(self, *args, prospect, by, **kwargs):
        super().__init__(*args, **kwargs)
        moves = [move for move in PROSPECT.possible(prospect, by) if move.name in LEADS_TO]
        same = (SAME, f"As before: {prospect.get_state_display().lower()}")
        choices = [(move.name, move.label) for move in moves]
        first = choices[:1] if choices and choices[0][0] == "approach" else []
        self.fields["move"].choices = [*first, same, *choices[len(first) :]]
        self.fields["on_day"].initial = clock.today

    def clean_move(self) -> str:
        """Empty where nothing changes, as the verb takes it."""
        return "" if self.cleaned_data["move"] == SAME else self.cleaned_data["move"]


class LeaveForm(TokenForm):
    button = "Not now"
    reason = area(label="Why not now", max_length=300)
    ask_again_on = DayField(
        label="Ask again on",
        required=False,
        help_text="You are reminded. Without a day, the details of the person there are deleted.",
    )

    def __init__(self, *args, prospect, by, **kwargs):
        super().__init__(*args, **kwargs)


class TakeUpForm(StepForm):
    button = "Take it up again"

    def __init__(self, *args, prospect, by, **kwargs):
        super().__init__(*args, **kwargs)


class MatchForm(TokenForm):
    button = "This is its application"
    application = forms.ModelChoiceField(
        label="Application", queryset=None, empty_label="Choose one"
    )

    def __init__(self, *args, prospect, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["application"].queryset = applications_to_match(prospect)
        self.fields["application"].label_from_instance = lambda one: f"{one.name}, {one.reference}"


class ForgetForm(TokenForm):
    """Nothing to fill in; the button says it."""

    button = "Delete their details and what was said"

    def __init__(self, *args, prospect, by, **kwargs):
        super().__init__(*args, **kwargs)
