"""Forms about items: written, ordered, taken off, proposed, answered."""

from django import forms

from consortium.core.formfields import TokenForm, WholeNumberField
from members.meetings.models import AgendaItem
from members.meetings.states import Mark, Purpose
from members.models import Organisation

from .schedule import area

MOST_MINUTES = 480
WORDS = ("title", "text", "purpose", "leads", "minutes", "mark")


def minutes_field() -> WholeNumberField:
    return WholeNumberField(
        label="Minutes planned", min_value=1, max_value=MOST_MINUTES, required=False
    )


class ItemForm(TokenForm):
    button = "Save the item"
    title = forms.CharField(label="Title", max_length=160)
    text = forms.CharField(
        label="What it is about", max_length=10_000, required=False, widget=area(5)
    )
    purpose = forms.ChoiceField(
        label="What the meeting is to do", choices=Purpose.choices, widget=forms.RadioSelect,
        initial=Purpose.DISCUSS,
    )  # fmt: skip
    leads = forms.CharField(label="Who leads it", max_length=120, required=False)
    minutes = minutes_field()
    mark = forms.ChoiceField(
        label="Who may read it", choices=Mark.choices, widget=forms.RadioSelect,
        initial=Mark.MEETING,
        help_text="“For the meeting” includes co-opted advisers. “Named people only” is for the "
        "secretariat, the chair and the people whom a paper names.",
    )  # fmt: skip

    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WORDS}


def item_form(item: AgendaItem, data=None) -> ItemForm:
    initial = {name: getattr(item, name) for name in WORDS}
    return ItemForm(data, record=item, initial=initial)


class RemoveForm(TokenForm):
    button = "Take it off the agenda"
    why = forms.CharField(label="Why", max_length=300, widget=area(2))


class OrderForm(TokenForm):
    """One item up or down, or the whole order as it was dragged: ids with commas between."""

    button = ""
    up = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    down = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    order = forms.RegexField(r"^[0-9]{1,19}(,[0-9]{1,19})*$", required=False, max_length=4000)

    def clean(self):
        found = super().clean()
        if not any(found.get(name) for name in ("up", "down", "order")):
            raise forms.ValidationError("Choose an item to move.")
        return found


class AgreeForm(TokenForm):
    button = "Agree this agenda"


class ProposeForm(TokenForm):
    button = "Send the proposal"
    title = forms.CharField(label="Title of the item", max_length=160)
    text = forms.CharField(
        label="What it is about", max_length=10_000, widget=area(5),
        help_text="What the meeting should know, and what you want it to do.",
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label="What the meeting is to do", choices=Purpose.choices, widget=forms.RadioSelect,
        initial=Purpose.DISCUSS,
    )  # fmt: skip


class ProposeForOthersForm(ProposeForm):
    """The secretariat types it for a co-opted adviser, or a member that wrote."""

    organisation = forms.ModelChoiceField(
        label="For whom", queryset=Organisation.objects.none(), empty_label="Choose one"
    )
    field_order = ["organisation"]

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.on(day).order_by("name")


class TakeForm(TokenForm):
    button = "Put it on the agenda"
    minutes = minutes_field()
    answer = forms.CharField(
        label="Your answer to the member", max_length=2000, required=False, widget=area(2)
    )


class DeclineForm(TokenForm):
    button = "Not on this agenda"
    answer = forms.CharField(
        label="Why not", max_length=2000, widget=area(2),
        help_text="Whoever proposed it reads this.",
    )  # fmt: skip
