"""What is typed and tapped in the room (S17, S18). A form acts once, however often it is sent."""

import re
from datetime import time

from django import forms
from django.core.exceptions import ValidationError

from consortium.core.formfields import DayField, TokenForm, TypedField, WholeNumberField
from members.meetings.states import Cast, DecisionKind, Mode, Route

MAX_ID = 2**63 - 1
_OWNER = re.compile(r"([op])([0-9]{1,18})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?", re.IGNORECASE)


class TimeField(TypedField):
    """A time of day typed as "14:05", "14.05", "1405" or "2.05pm"."""

    default_error_messages = {"required": "Enter the time, as in 14:05"}

    def read(self, text: str) -> time:
        found = _TIME.fullmatch(text.strip())
        if found:
            hour, minute = int(found[1]), int(found[2] or 0)
            half = (found[3] or "").lower()
            if half and not 1 <= hour <= 12:
                hour = 24
            elif half:
                hour = hour % 12 + (12 if half == "pm" else 0)
            if hour < 24 and minute < 60:
                return time(hour, minute)
        raise self.named("must be a time of day, as in 14:05", code="time")

    def prepare_value(self, value):
        return f"{value:%H:%M}" if isinstance(value, time) else value


class IdField(forms.IntegerField):
    """The row that a button is about, hidden; any other number is as good as none."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.HiddenInput)
        super().__init__(min_value=1, max_value=MAX_ID, required=False, **kwargs)

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return None


class ActForm(TokenForm):
    """`about`: the item, proposal, stay or interest. `at`: only where all is typed from paper."""

    button = ""
    about = IdField()
    at = TimeField(label="Time", required=False)

    def __init__(self, *args, late: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["at"]

    @property
    def moment(self) -> time | None:
        return self.cleaned_data.get("at")


class BeginForm(TokenForm):
    button = ""
    from_paper = forms.BooleanField(required=False, widget=forms.HiddenInput)
    at = TimeField(label="Began at", required=False)


class WhyForm(ActForm):
    why = forms.CharField(label="Why", max_length=300, strip=True)


class NotesForm(ActForm):
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea({"rows": 4}))
    seen = WholeNumberField(required=False, widget=forms.HiddenInput)


# What may be put under any item; other kinds follow from the item itself.
KINDS = [
    (each.value, each.label)
    for each in (DecisionKind.GENERAL, DecisionKind.BUDGET, DecisionKind.PLAN, DecisionKind.GATE)
]


class KnownTimeForm(ActForm):
    """Typed from paper, its time may stand there: without one it was when the meeting began."""

    at = TimeField(
        label="Time", required=False,
        help_text="As it stands on the paper. Leave it empty for the beginning of the meeting.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "at"), "at"])


class ProposalForm(KnownTimeForm):
    wording = forms.CharField(
        label="What is proposed", max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    mover = IdField(label="Proposed by", widget=forms.Select)
    seconder = IdField(label="Seconded by", widget=forms.Select)
    effective_on = DayField(label="Takes effect on", required=False)
    kind = forms.ChoiceField(
        label="What kind of decision", required=False, choices=[("", "As the item"), *KINDS]
    )
    route = forms.ChoiceField(
        label="How the competition is answered",
        required=False,
        choices=[("", "Only for an open competition"), *Route.choices],
    )

    def __init__(self, *args, members=(), **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "Nobody in particular"), *members]
        for name in ("mover", "seconder"):
            self.fields[name].widget.choices = choices
        self.fields["effective_on"].help_text = "Leave it empty for today."


class ReasonForm(KnownTimeForm):
    """For whom: their own member, or the one that is chosen by who types."""

    who = IdField(label="Member", widget=forms.Select)
    reason = forms.CharField(
        label="Why do you disagree?", max_length=2000, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args, members=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].widget.choices = list(members)
        if not members:
            self.fields["who"].widget = forms.HiddenInput()


class InterestForm(ReasonForm):
    reason = forms.CharField(label="What is your interest?", max_length=300)


class RecordActionForm(ActForm):
    """`who`: an organisation ("o12") or a person ("p5")."""

    task = forms.CharField(label="What is to be done", max_length=300)
    who = forms.CharField(label="Who does it", max_length=24, widget=forms.Select)
    due_on = DayField(label="Until")

    def __init__(self, *args, members=(), people=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].widget.choices = [
            ("", "Choose"),
            ("Organisations", [(f"o{pk}", name) for pk, name in members]),
            ("People who are here", [(f"p{pk}", name) for pk, name in people]),
        ]

    @property
    def owner(self) -> tuple[str, int]:
        """("o", 12), ("p", 5), or ("", 0) where it makes no sense."""
        found = _OWNER.fullmatch(self.cleaned_data["who"])
        return (found[1], int(found[2])) if found else ("", 0)


class VoteForm(ActForm):
    who = IdField()
    choice = forms.CharField(max_length=40, widget=forms.HiddenInput)
    way = forms.ChoiceField(
        choices=Cast.choices, required=False, initial=Cast.SELF, widget=forms.HiddenInput
    )


class CallForm(ActForm):
    secret = forms.BooleanField(label="Secret vote", required=False)


class SlipsForm(ActForm):
    """A secret vote on paper: who put in a slip, and how many slips say what."""

    def __init__(self, *args, members=(), options=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["voters"] = forms.TypedMultipleChoiceField(
            label="Who put in a slip", choices=list(members), coerce=int, required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.options = {f"slips_{n}": key for n, (key, _) in enumerate(options)}
        for name, (_, label) in zip(self.options, options, strict=True):
            self.fields[name] = WholeNumberField(label=label, initial=0)

    @property
    def counts(self) -> dict[str, int]:
        return {key: self.cleaned_data[name] for name, key in self.options.items()}


class ComeForm(ActForm):
    """Who is ticked: their account, and for which organisation."""

    who = IdField()
    organisation = IdField()
    part = forms.CharField(max_length=14, required=False, widget=forms.HiddenInput)
    mode = forms.ChoiceField(label="How", choices=Mode.choices, required=False, initial=Mode.ROOM)


class GuestForm(ActForm):
    name = forms.CharField(label="Name of the guest", max_length=120)
    mode = forms.ChoiceField(label="How", choices=Mode.choices, initial=Mode.ROOM)
