"""Forms about events: planning, who is asked, who came, the report; and signing up, for anybody."""

from django import forms

from consortium.core.formfields import DayField, HourField, TokenForm, WholeNumberField

from .feedback_forms import LEAVE_EMPTY, StampField, too_quick_or_old
from .forms import area
from .models import Event, Stakeholder
from .states import EventState


class EventForm(TokenForm):
    """What it is, when and where. `record`: an event that is changed, with why it is moved."""

    button = "Save"
    title = forms.CharField(label="What it is called", max_length=160)
    about = area(label="What it is about, and for whom", max_length=2000)
    on = DayField(label="Day")
    starts_at = HourField(label="Starts")
    ends_at = HourField(
        label="Ends",
        help_text="From 17:00 on, or at a weekend, it is shown as volunteer-friendly.",
    )
    place = forms.CharField(label="Place", max_length=200, required=False)
    link = forms.URLField(
        label="Link for joining remotely", required=False, assume_scheme="https",
        help_text="Give a place, a link, or both.",
    )  # fmt: skip
    access = area(
        label="Getting there and access", max_length=1000, required=False,
        help_text="Steps, lift, parking, hearing loop, captions, breaks.",
    )  # fmt: skip
    places = WholeNumberField(
        label="Places", required=False, min_value=1, max_value=100_000,
        help_text="Leave it empty to let as many come as sign up.",
    )  # fmt: skip
    sign_up_until = DayField(
        label="Sign up until", required=False, help_text="Leave it empty for the day itself."
    )
    why = area(
        label="Why it is moved", max_length=300, required=False,
        help_text="Everybody who was asked or signed up is told.",
    )  # fmt: skip

    def __init__(self, *args, record: Event | None = None, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        if record is None or record.state != EventState.OPEN:
            del self.fields["why"]

    def clean(self):
        found = super().clean()
        starts, ends, on = (found.get(name) for name in ("starts_at", "ends_at", "on"))
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "It must end after it starts")
        if on and found.get("sign_up_until") and found["sign_up_until"] > on:
            self.add_error("sign_up_until", "Sign-up must close by the day of the event")
        return found


class ActForm(TokenForm):
    """Every form on an event's page is made for that event."""

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event


class AnnounceForm(ActForm):
    """Nothing to fill in; the button says it."""

    button = "Announce it, and mail who is asked"


class StakeholdersForm(ActForm):
    button = "Ask them"
    stakeholders = forms.ModelMultipleChoiceField(
        label="Stakeholders", queryset=None, widget=forms.CheckboxSelectMultiple,
        help_text="The person there is mailed, where the register has their address.",
    )  # fmt: skip

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, event=event, **kwargs)
        asked = event.invitees.filter(stakeholder__isnull=False).values("stakeholder")
        self.fields["stakeholders"].queryset = Stakeholder.objects.current().exclude(pk__in=asked)


class TypedForm(ActForm):
    button = "Ask them"
    organisation = forms.CharField(label="Organisation", max_length=160)
    name = forms.CharField(label="Person there", max_length=120, required=False)
    email = forms.EmailField(
        label="Email address", required=False,
        help_text="Without one, ask them by telephone or letter.",
    )  # fmt: skip


class TickForm(ActForm):
    button = "Save who came"
    came = forms.TypedMultipleChoiceField(
        label="Who came", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Everybody who is left out is taken as not having come.",
    )  # fmt: skip

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, event=event, **kwargs)
        rows = list(event.sign_ups.standing().filter(at_the_door=False))
        self.fields["came"].choices = [(each.pk, _named(each)) for each in rows]
        self.fields["came"].initial = [each.pk for each in rows if each.attended]


def _named(sign_up) -> str:
    words = ", ".join(filter(None, [sign_up.name, sign_up.organisation]))
    return words or f"Sign-up {sign_up.pk}"


class DoorForm(ActForm):
    button = "Add them"
    organisation = forms.CharField(
        label="From", max_length=160, required=False,
        help_text="Leave it empty for people who came for themselves.",
    )  # fmt: skip
    people = WholeNumberField(label="How many people", min_value=1, max_value=500, initial=1)


class NotesForm(ActForm):
    button = "Save"
    notes = forms.CharField(
        label="What came of it", max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="It stands in the report, which every member reads. Name nobody from outside.",
    )  # fmt: skip
    finish = forms.BooleanField(
        label="The report is finished: attendance and notes stay as they are", required=False
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, event=event, record=event, initial={"notes": event.notes}, **kwargs)


class CallOffForm(ActForm):
    button = "Call it off, and tell everybody"
    reason = area(label="Why", max_length=300, help_text="Everybody who was asked reads it.")


class ReopenForm(ActForm):
    button = "Open the report again"
    reason = area(label="What is to be put right", max_length=300)


class ChooseForm(ActForm):
    """One line of a list that the act is done to."""

    line = forms.ModelChoiceField(label="Who", queryset=None, empty_label="Choose one")

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, event=event, **kwargs)
        self.fields["line"].queryset = self.lines(event)
        self.fields["line"].label_from_instance = self.word

    def lines(self, event: Event):
        return event.sign_ups.standing().filter(at_the_door=False)

    def word(self, line) -> str:
        return _named(line)


class TakeOffForm(ChooseForm):
    button = "Take off the list"

    def lines(self, event: Event):
        return event.invitees.filter(asked_on__isnull=True).select_related("stakeholder")

    def word(self, line) -> str:
        return line.body


class CancelForForm(ChooseForm):
    button = "Cancel their sign-up"


class ForgetForm(ChooseForm):
    button = "Delete their details"

    def lines(self, event: Event):
        return super().lines(event).exclude(name="", email="", access_needs="")


class NotAtTheDoorForm(ChooseForm):
    button = "Take it out"

    def lines(self, event: Event):
        return event.sign_ups.filter(at_the_door=True)

    def word(self, line) -> str:
        return f"{line.organisation or 'For themselves'}: {line.people}"


class SignUpForm(TokenForm):
    """For anybody, without an account and without a puzzle, as when feedback is given."""

    button = "Sign up"
    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    organisation = forms.CharField(
        label="Your organisation", max_length=160, required=False,
        help_text="Leave it empty if you come for yourself.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    email = forms.EmailField(
        label="Your email address",
        help_text="You get a mail with a link by which you can cancel.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    access_needs = area(
        label="What would help you to take part?", max_length=500, required=False,
        help_text="For example: step-free access, a hearing loop, large print. Only the people who "
        "run the event read it, and it is deleted the day after.",
    )  # fmt: skip
    agreed = forms.BooleanField(
        label="You may keep my details for this event",
        error_messages={"required": "Tick that we may keep your details for this event"},
    )
    website = forms.CharField(required=False, max_length=200)
    begun = StampField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "off", "tabindex": "-1", "class": "form-control"}
        self.fields["website"].label = "Website"
        self.fields["website"].widget.attrs.update(attrs)

    def visible(self):
        """The fields to draw one by one; the trap is drawn apart."""
        return [field for field in self.visible_fields() if field.name != "website"]

    def clean(self):
        given = super().clean()
        if given.get("website"):
            self.add_error(None, LEAVE_EMPTY)
        if wrong := too_quick_or_old(given.get("begun", "")):
            self.add_error(None, wrong)
        return given

    def values(self) -> dict:
        names = ("name", "organisation", "email", "access_needs", "agreed")
        return {name: self.cleaned_data[name] for name in names}


class CancelForm(TokenForm):
    """Nothing to fill in; the button says it."""

    button = "Cancel my sign-up"
