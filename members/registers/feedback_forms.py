"""Forms about feedback: the public one with its traps for machines, and those that handle it."""

from django import forms
from django.core import signing

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm, WholeNumberField

from .forms import area, on_the_roll
from .models import Feedback
from .models.settings import LONGEST_ANSWER, LONGEST_MEMORY, SHORTEST_MEMORY
from .states import About, FeedbackKind, How, Outcome

SALT = "registers.feedback.begun"
LEAST_SECONDS, MOST_SECONDS = 3, 24 * 60 * 60
TOO_QUICK = "That was sent sooner than anybody reads the page. Send it again."
TOO_OLD = "This page was open for more than a day. Send it again."
LEAVE_EMPTY = "Leave the box “Website” empty."


def projects():
    """Every project. Its model is asked for by the key to it: members know no projects."""
    return Feedback._meta.get_field("project").related_model._default_manager.all()


class SubjectForm(TokenForm):
    """What kind it is and whom it is about."""

    button = "Save"
    kind = forms.ChoiceField(
        label="What is it?", choices=FeedbackKind.choices, widget=forms.RadioSelect
    )
    about = forms.ChoiceField(
        label="What is it about?", choices=About.choices, widget=forms.RadioSelect
    )
    organisation = forms.ModelChoiceField(
        label="Which member",
        queryset=None,
        required=False,
        empty_label="None",
        help_text="If it is about one of the members.",
    )
    project = forms.ModelChoiceField(
        label="Which project",
        queryset=None,
        required=False,
        empty_label="None",
        help_text="If it is about one of the projects.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = on_the_roll()
        self.fields["project"].queryset = projects()


class FeedbackSettingsForm(TokenForm):
    """The days that hold for what comes from now on."""

    button = "Save"
    acknowledge_days = WholeNumberField(
        label="Acknowledge within", min_value=1, max_value=30, help_text="Working days."
    )
    answer_days = WholeNumberField(
        label="Answer within", min_value=2, max_value=LONGEST_ANSWER, help_text="Working days."
    )
    forget_days = WholeNumberField(
        label="Forget who it came from after",
        min_value=SHORTEST_MEMORY,
        max_value=LONGEST_MEMORY,
        help_text="Days after it is settled.",
    )

    def __init__(self, *args, known, **kwargs):
        initial = {name: getattr(known, name) for name in self.declared_fields}
        super().__init__(*args, initial=initial, record=known, **kwargs)


def stamp() -> str:
    """When the page was drawn, signed; the real clock, whatever day the demonstration has."""
    return signing.dumps(int(clock.now().timestamp()), salt=SALT)


def too_quick_or_old(begun: str) -> str:
    """What is wrong with the time between drawing and sending; empty where nothing is."""
    try:
        seconds = clock.now().timestamp() - signing.loads(begun, salt=SALT)
    except signing.BadSignature:
        return TOO_OLD
    if seconds < LEAST_SECONDS:
        return TOO_QUICK
    return TOO_OLD if seconds > MOST_SECONDS else ""


class StampField(forms.CharField):
    """The signed time, kept when the page is shown again, and made anew when it is too old."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False, max_length=200, initial=stamp)

    def bound_data(self, data, initial) -> str:
        return stamp() if too_quick_or_old(data or "") == TOO_OLD else data


class GiveForm(SubjectForm):
    """For anybody, without an account, and without a puzzle.

    A box that people do not see, a signed time, and a limit by address (in the view)
    keep machines out. Each says what to do to a person whom it meets by mistake.
    """

    button = "Send"
    words = forms.CharField(
        label="What do you want to say?", max_length=5000, widget=forms.Textarea(attrs={"rows": 7})
    )
    place = forms.CharField(
        label="Place", max_length=80, required=False, help_text="A town or district, if it matters."
    )
    name = forms.CharField(
        label="Your name",
        max_length=120,
        required=False,
        help_text="You need not give a name.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="Your email address",
        required=False,
        help_text="Without it we cannot answer you.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    telephone = forms.CharField(
        label="Your telephone number",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    may_share = forms.BooleanField(
        label="The member that it is about may know my name and address", required=False
    )
    agreed = forms.BooleanField(
        label="You may keep what I give here until a year after it is settled", required=False
    )
    website = forms.CharField(required=False, max_length=200)
    begun = StampField()
    trapped = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.trapped:
            attrs = {"autocomplete": "off", "tabindex": "-1", "class": "form-control"}
            self.fields["website"].label = "Website"
            self.fields["website"].widget.attrs.update(attrs)
        else:
            del self.fields["website"], self.fields["begun"]

    def visible(self):
        """The fields to draw one by one; the trap is drawn apart."""
        return [field for field in self.visible_fields() if field.name != "website"]

    def clean(self):
        given = super().clean()
        personal = any(given.get(name) for name in ("name", "email", "telephone"))
        if personal and not given.get("agreed"):
            self.add_error("agreed", "Tick that we may keep your details, or leave them out.")
        if self.trapped:
            self._clean_traps(given)
        return given

    def _clean_traps(self, given) -> None:
        if given.get("website"):
            self.add_error(None, LEAVE_EMPTY)
        if wrong := too_quick_or_old(given.get("begun", "")):
            self.add_error(None, wrong)

    def values(self) -> dict:
        names = (
            "kind", "about", "organisation", "project", "words", "place", "name", "email",
            "telephone", "may_share",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names}


class KeyInForm(GiveForm):
    """What came by telephone, letter or in person."""

    button = "Record it"
    trapped = False
    how = forms.ChoiceField(
        label="How it came", choices=[each for each in How.choices if each[0] != How.SITE]
    )
    received_on = DayField(label="Received on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = clock.today
        self.fields["name"].label, self.fields["email"].label = "Name", "Email address"
        self.fields["telephone"].label = "Telephone number"
        self.fields["words"].label = "What they said"
        self.fields["name"].help_text = self.fields["email"].help_text = ""
        self.fields["may_share"].label = "The member that it is about may know who they are"
        self.fields["agreed"].label = "They know that we keep their details"

    def values(self) -> dict:
        more = {name: self.cleaned_data[name] for name in ("how", "received_on")}
        return {**super().values(), **more}


class AcknowledgeForm(TokenForm):
    button = "Acknowledge"
    words = area(
        label="What you say to them",
        max_length=2000,
        required=False,
        help_text="Mailed to them with the day of the answer. Left empty, they read that we have "
        "read it.",
    )


class NothingForm(TokenForm):
    button = "Yes, do it"


class LookForm(NothingForm):
    button = "I look into it"


class AnswerForm(TokenForm):
    button = "Answer"
    words = forms.CharField(
        label="The answer", max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    outcome = forms.ChoiceField(
        label="What came of it", choices=[("", "Choose one"), *Outcome.choices]
    )


class FurtherForm(TokenForm):
    button = "Take it further"
    words = area(label="Why they are not satisfied", max_length=2000)


class CloseForm(TokenForm):
    button = "Close"
    lesson = area(
        label="What was learned",
        max_length=500,
        required=False,
        help_text="Every member reads it in the summary, so name nobody.",
    )


class WhyForm(TokenForm):
    button = "Record it"
    reason = area(label="Reason", max_length=300, help_text="Name nobody.")


class PassForm(TokenForm):
    button = "Pass it on"
    organisation = forms.ModelChoiceField(label="To", queryset=None, empty_label="Choose one")
    question = area(label="What you want to know", max_length=2000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = on_the_roll().members()


class SecondForm(TokenForm):
    button = "Ask this member"
    organisation = forms.ModelChoiceField(label="Member", queryset=None, empty_label="Choose one")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = on_the_roll().members()


class WordsForm(TokenForm):
    button = "Save"
    words = area(label="Note", max_length=2000)


class AccountForm(TokenForm):
    button = "Send it to who handles this"
    words = forms.CharField(
        label="What your organisation says",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
