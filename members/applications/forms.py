"""Forms about applications: the parts of the form itself, and what people answer to it."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, MoneyField, PlainForm, TokenForm, WholeNumberField
from members.models import MeetingBusiness

from . import rules
from .models import Application
from .snapshot import DECLARATION
from .states import MEANING, SERVICES, Base, Finding, LegalForm, Part, Point, Stance


def words(rows: int = 4, **attrs):
    return forms.Textarea(attrs={"rows": rows, **attrs})


def text(label: str, *, longest: int, hint: str = "", rows: int = 4, required: bool = False):
    return forms.CharField(
        label=label, max_length=longest, help_text=hint, required=required, widget=words(rows)
    )


class NeededMixin:
    """`needed`: fields that have to be there in the end, yet may be empty when saved.

    They are not marked as optional, and an empty one is no error here.
    """

    needed: tuple[str, ...] = ()
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._need(True)

    def full_clean(self):
        self._need(False)
        super().full_clean()
        self._need(True)

    def _need(self, wanted: bool) -> None:
        for name in self.needed:
            self.fields[name].required = wanted


# --- Before applying --------------------------------------------------------------


class EligibilityForm(NeededMixin, PlainForm):
    """Three questions that anybody may answer; nothing of it is kept."""

    button = ""
    needed = ("services",)
    third_sector = forms.BooleanField(
        label="We are a charity, community group, social enterprise or voluntary organisation",
        required=False,
    )
    based_here = forms.BooleanField(
        label="Our registered office or main base is in the area", required=False
    )
    services = forms.MultipleChoiceField(
        label="What do you do for local groups?",
        help_text="Tick all that fit.",
        choices=[(point.value, f"{point.label}: {MEANING[point]}") for point in SERVICES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class StartForm(TokenForm):
    """Where the link goes."""

    button = "Send me the link"
    name = forms.CharField(label="Name of your organisation", max_length=200)
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="We mail you a link. Everything else goes to this address, too.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class LinkForm(TokenForm):
    """The link once more."""

    button = "Send me a new link"
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="The one you gave when you began.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PaperForm(TokenForm):
    """A form that came on paper."""

    button = "Key it in"
    name = forms.CharField(label="Name of the organisation", max_length=200)
    received_on = DayField(label="The form came on")
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        required=False,
        help_text="Without one, letters and questions go by post or telephone.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = clock.today


# --- The parts -------------------------------------------------------------------------


class PartForm(NeededMixin, TokenForm):
    """A part of the form: saved as it is, so nothing in it has to be there."""

    button = ""
    names: tuple[str, ...] = ()

    def __init__(self, *args, record: Application, **kwargs):
        initial = {name: getattr(record, name) for name in self.names}
        initial |= self.more_initial(record)
        super().__init__(*args, record=record, initial=initial, **kwargs)

    def more_initial(self, record: Application) -> dict:
        return {}

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.names}


class ContactForm(PartForm):
    names = ("contact_name", "contact_position", "telephone")
    needed = ("contact_name",)
    contact_name = forms.CharField(
        label="Full name",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_position = forms.CharField(
        label="Position in the organisation", max_length=120, required=False
    )
    telephone = forms.CharField(
        label="Telephone",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "class": "input-short"}),
    )


class OrganisationPartForm(PartForm):
    names = (
        "name", "short_name", "legal_form", "registration", "address", "website", "about",
        "base", "base_note",
    )  # fmt: skip
    needed = ("legal_form", "address", "base", "about")
    name = forms.CharField(label="Name", max_length=200)
    short_name = forms.CharField(
        label="Short name or initials", max_length=30, required=False, help_text="As in VAL"
    )
    third_sector = forms.BooleanField(
        label="It belongs to the third sector: it is not run for private profit, and not by a "
        "public body",
        required=False,
    )
    legal_form = forms.ChoiceField(
        label="What kind of organisation is it?",
        choices=LegalForm.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    registration = forms.CharField(label="Charity or company number", max_length=60, required=False)
    address = forms.CharField(label="Address", max_length=500, required=False, widget=words(3))
    website = forms.CharField(label="Website", max_length=200, required=False)
    base = forms.ChoiceField(
        label="Is it based in the area?",
        choices=Base.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    base_note = text("More about where you work", longest=1000, rows=2)
    about = text("What does the organisation do?", longest=2000, hint="A few sentences.")

    def more_initial(self, record: Application) -> dict:
        point = next(each for each in record.points.all() if each.code == Point.THIRD_SECTOR)
        return {"third_sector": point.claimed}


class WorkForm(PartForm):
    names = ("staff_hours", "work_budget", "volunteers", "work_note")
    staff_hours = WholeNumberField(
        label="Hours of paid staff a week, all together",
        max_value=100_000,
        required=False,
        help_text="One person full time is about 35.",
    )
    work_budget = MoneyField(label="Spent on it in a year", required=False)
    volunteers = WholeNumberField(
        label="Volunteers who work on it", max_value=1_000_000, required=False
    )
    work_note = text("Anything to explain", longest=1000, rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("staff_hours", "volunteers"):
            self.fields[name].widget.attrs["class"] = "input-short"


PART_FORMS: dict[str, type[PartForm]] = {
    Part.CONTACT: ContactForm,
    Part.ORGANISATION: OrganisationPartForm,
    Part.WORK: WorkForm,
}


class ServiceForm(NeededMixin, TokenForm):
    """One of the five services."""

    button = ""
    needed = ("what",)
    claimed = forms.BooleanField(label="Yes, we do this", required=False)
    what = text("What do you do?", longest=3000, hint="For whom, how often, with what result.")
    where = text("Where in the area?", longest=1000, rows=2)

    def __init__(self, *args, record: Application, point, **kwargs):
        initial = {name: getattr(point, name) for name in ("claimed", "what", "where")}
        super().__init__(*args, record=record, initial=initial, **kwargs)


class SendForm(TokenForm):
    button = ""
    declared_name = forms.CharField(label="Your full name", max_length=120)
    declared_position = forms.CharField(label="Your position", max_length=120, required=False)
    declared = forms.BooleanField(label=DECLARATION)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["declared"].error_messages["required"] = "Tick the declaration"


# --- What people say about it -----------------------------------------------------------


class AnswerForm(TokenForm):
    button = ""
    text = text("Your answer", longest=5000, rows=6, required=True)


class QuestionForm(TokenForm):
    button = ""
    text = text(
        "Your question", longest=3000, required=True,
        hint="The applicant reads it as you write it, and answers on their own page.",
    )  # fmt: skip


class ReasonForm(TokenForm):
    """Why; the button stands in the template."""

    button = ""
    reason = text("Reason", longest=2000, rows=3, required=True)


class MaybeReasonForm(TokenForm):
    button = ""
    reason = text("Reason", longest=2000, rows=3)


class JudgeForm(TokenForm):
    """Met, not met or unclear for each point that the applicant claims."""

    button = ""

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, **kwargs)
        self.points = [each for each in application.points.all() if each.claimed]
        for point in self.points:
            name = point.get_code_display()
            self.fields[f"finding_{point.code}"] = forms.ChoiceField(
                label=f"Is it met? {name}",
                choices=Finding.choices,
                initial=point.finding,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"reason_{point.code}"] = forms.CharField(
                label=f"Reason: {name}",
                max_length=2000,
                initial=point.reason,
                required=False,
                widget=words(2),
            )

    def rows(self):
        """(point, its finding's field, its reason's field) of each."""
        for point in self.points:
            yield point, self[f"finding_{point.code}"], self[f"reason_{point.code}"]

    def findings(self) -> dict[str, tuple[str, str]]:
        given = self.cleaned_data
        return {
            each.code: (given[f"finding_{each.code}"], given[f"reason_{each.code}"])
            for each in self.points
        }


class ConsultForm(TokenForm):
    button = ""
    reply_by = DayField(
        label="Members reply by",
        help_text=f"{rules.REPLY_WORKING_DAYS} working days from today, unless you choose another.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reply_by"].initial = rules.default_reply_day(clock.today())


class ReplyForm(TokenForm):
    """What a member says."""

    button = "Send the reply"
    stance = forms.ChoiceField(
        label="What does your organisation say?",
        choices=[
            (Stance.SUPPORT, "We support it"),
            (Stance.OBJECT, "We object: it goes to the next meeting"),
            (Stance.COMMENT, "We only have a comment"),
        ],
        widget=forms.RadioSelect,
    )
    reason = text(
        "Why, or what you want to say", longest=3000,
        hint="Needed for an objection or a comment. All members and the chairperson read it.",
    )  # fmt: skip
    unclear = forms.BooleanField(
        label="Our comment has to be cleared up before anybody decides", required=False
    )

    def clean(self):
        given = super().clean()
        if given.get("stance") in (Stance.OBJECT, Stance.COMMENT) and not given.get("reason"):
            self.add_error("reason", "Say why, so that the others can weigh it")
        return given


class MeetingForm(TokenForm):
    """When the next meeting is."""

    button = "Save and tell the applicant"
    day = DayField(label="Day of the meeting")
    at = forms.TimeField(
        label="Time", required=False, widget=forms.TextInput(attrs={"class": "input-short"}),
        help_text="As in 10:00",
    )  # fmt: skip
    place = forms.CharField(label="Place", max_length=200, required=False)

    def __init__(self, *args, business: MeetingBusiness, **kwargs):
        day, at = business.meeting_on, business.meeting_at
        initial = {"day": day, "at": at and f"{at:%H:%M}", "place": business.place}
        super().__init__(*args, initial=initial, **kwargs)


class OutcomeForm(TokenForm):
    """What the meeting decided."""

    button = "Record the decision"
    outcome = forms.ChoiceField(
        label="The meeting decided",
        choices=[("admit", "To admit the applicant"), ("refuse", "Not to admit the applicant")],
        widget=forms.RadioSelect,
    )
    on = DayField(label="Day of the meeting")
    minute = forms.CharField(
        label="Minute", max_length=120, help_text="As in 10 December 2026, item 5"
    )
    reason = text("Reason", longest=2000, rows=3, hint="The applicant reads it in the letter.")

    def clean(self):
        given = super().clean()
        if given.get("outcome") == "refuse" and not given.get("reason"):
            self.add_error("reason", "Give the reason: the applicant has to know it")
        return given


class RepresentativeForm(TokenForm):
    """Who speaks for a new member."""

    button = "Send the name"
    name = forms.CharField(label="Full name", max_length=120)
    email = forms.EmailField(label="Email address", max_length=254)
    telephone = forms.CharField(label="Telephone", max_length=30, required=False)
