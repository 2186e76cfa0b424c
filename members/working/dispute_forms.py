"""Forms about disputes and the chair's notes."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm
from members.models import Seat, User
from members.offices import accountable_body_id_on
from members.states import Role

from .states import NoteKind

FILES = ".pdf,.jpg,.jpeg,.png,.xlsx,.csv,.docx"
KINDS = "PDF, JPG, PNG, XLSX, CSV or DOCX, smaller than 12MB."


def area(rows: int):
    return forms.Textarea(attrs={"rows": rows})


class Today(TokenForm):
    """A form whose first day is today."""

    day_field = "on"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[self.day_field].initial = clock.today


class OpenForm(TokenForm):
    button = "Open the dispute"
    title = forms.CharField(label="Short title", max_length=120)
    clause = forms.CharField(
        label="Clause of the agreement", max_length=20, help_text="As in 8.1, or 8.1(4)."
    )
    about = forms.CharField(label="What it is about", max_length=10_000, widget=area(7))


class SpeakerForm(TokenForm):
    """The seat of a member's representative says both who and for which member."""

    button = "Record it"
    seat = forms.ModelChoiceField(label="Who speaks for the members", queryset=None)
    decided = forms.CharField(
        label="How the members decided it",
        max_length=200,
        help_text="A meeting with its minute, or a round of mails with its day.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        seats = Seat.objects.on(today).filter(role=Role.REPRESENTATIVE, user__is_active=True)
        seats = seats.exclude(organisation=accountable_body_id_on(today))
        self.fields["seat"].queryset = seats.select_related("user", "organisation").order_by(
            "organisation__name", "user__name"
        )
        self.fields["seat"].label_from_instance = lambda seat: (
            f"{seat.user.name}, {seat.organisation.name}"
        )


class StepForm(Today):
    button = "Save the note"
    on = DayField(label="Day")
    words = forms.CharField(label="What happened", max_length=10_000, widget=area(4))
    file = forms.FileField(
        label="File", required=False, help_text=KINDS,
        widget=forms.FileInput(attrs={"accept": FILES}),
    )  # fmt: skip


class ThirdPartyForm(TokenForm):
    button = "Propose this third party"
    name = forms.CharField(label="Who it is", max_length=120)
    works_for = forms.CharField(label="Organisation", max_length=120, required=False)
    why = forms.CharField(
        label="Why they are independent of both sides", max_length=2000, widget=area(3)
    )


class OutcomeForm(TokenForm):
    button = "Propose this outcome"
    words = forms.CharField(label="The outcome", max_length=10_000, widget=area(5))


class WhyForm(TokenForm):
    button = ""
    why = forms.CharField(label="Why", max_length=500, widget=area(2))


class NoteForm(TokenForm):
    button = "Save the note"
    kind = forms.ChoiceField(label="Kind", choices=NoteKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="Short title", max_length=120)
    words = forms.CharField(label="What happened", max_length=10_000, widget=area(6))
    look_again_on = DayField(
        label="Look again on", required=False, help_text="Your first page reminds you then."
    )


class NextStepForm(Today):
    button = "Save the step"
    on = DayField(label="Day")
    words = forms.CharField(label="What happened next", max_length=10_000, widget=area(4))
    look_again_on = DayField(label="Look again on", required=False)


class ReaderForm(TokenForm):
    button = "Let them read it"
    user = forms.ModelChoiceField(label="Who", queryset=None, empty_label="Choose one")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        seats = Seat.objects.on(clock.today()).values("user_id")
        seated = User.objects.filter(is_active=True, pk__in=seats)
        self.fields["user"].queryset = seated.exclude(pk=by.user_id).order_by("name")
