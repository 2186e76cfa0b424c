"""Forms about groups, their members, meetings and reports."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm
from members.models import Organisation, Seat, User

from .dispute_forms import FILES, KINDS, Today, area
from .states import GroupRole


class GroupForm(Today):
    button = "Set up the group"
    day_field = "starts"
    name = forms.CharField(label="Name", max_length=120)
    remit = forms.CharField(label="What it is for", max_length=4000, widget=area(5))
    minute = forms.CharField(
        label="Minute", max_length=120, help_text="Where the decision to set it up is written down."
    )
    power_minute = forms.CharField(
        label="Minute that gives it a binding vote",
        max_length=120,
        required=False,
        help_text="Empty for a group that advises, as most do.",
    )
    starts = DayField(label="From")
    review_by = DayField(label="Review by")


class GroupReviewForm(TokenForm):
    button = "Record the review"
    note = forms.CharField(label="What the review found", max_length=500, widget=area(3))
    review_by = DayField(label="Review again by")


class EndForm(Today):
    button = "End it"
    on = DayField(label="Last day")
    why = forms.CharField(label="Why, or which minute", max_length=300, widget=area(2))


class JoinForm(Today):
    button = "Add to the group"
    day_field = "starts"
    user = forms.ModelChoiceField(
        label="A person with an account", queryset=None, required=False, empty_label="Nobody"
    )
    organisation = forms.ModelChoiceField(
        label="Or an organisation", queryset=None, required=False, empty_label="None"
    )
    name = forms.CharField(label="Or a name from outside", max_length=120, required=False)
    works_for = forms.CharField(label="Where they work", max_length=120, required=False)
    agreed_on = DayField(
        label="They agreed to be named here on",
        required=False,
        help_text="For somebody from outside. Without their yes, leave the name out.",
    )
    role = forms.ChoiceField(
        label="As", choices=GroupRole.choices, widget=forms.RadioSelect, initial=GroupRole.MEMBER
    )
    starts = DayField(label="From")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        seats = Seat.objects.on(today).values("user_id")
        people = User.objects.filter(is_active=True, pk__in=seats).order_by("name")
        self.fields["user"].queryset = people
        self.fields["organisation"].queryset = Organisation.objects.on(today).order_by("name")


class LeaveForm(Today):
    button = "Record the last day"
    on = DayField(label="Last day")


class MeetingForm(Today):
    button = "Save the meeting"
    on = DayField(label="Day")
    place = forms.CharField(label="Where", max_length=200)
    notes = forms.CharField(label="Notes", max_length=20_000, required=False, widget=area(7))
    file = forms.FileField(
        label="File", required=False, help_text=KINDS,
        widget=forms.FileInput(attrs={"accept": FILES}),
    )  # fmt: skip


class AskReportForm(TokenForm):
    button = "Ask for the report"
    title = forms.CharField(label="What it is about", max_length=120)
    due_on = DayField(label="Needed by")


class ReportForm(TokenForm):
    button = "Send the report"
    text = forms.CharField(label="The report", max_length=30_000, widget=area(10))
    file = forms.FileField(
        label="File", required=False, help_text=KINDS,
        widget=forms.FileInput(attrs={"accept": FILES}),
    )  # fmt: skip


class ReasonForm(TokenForm):
    button = ""
    reason = forms.CharField(label="Reason", max_length=300, widget=area(2))
