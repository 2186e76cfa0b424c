"""What people type about decisions in writing."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm, WholeNumberField
from members.meetings.facts.written import first_closing, silent, voices
from members.meetings.models import Decision, MeetingSettings, WrittenProposal
from members.meetings.rules_written import ANSWERS, KINDS, MEETING, RULES
from members.meetings.states import Cast, Mark, Route
from members.models import Organisation
from members.working.dispute_forms import FILES, area
from members.working.dispute_forms import KINDS as FILE_KINDS

WHY = "Say why you want to discuss it"


class WrittenSettingsForm(TokenForm):
    button = "Save"
    allowed = forms.BooleanField(
        label="Written decisions are allowed", required=False,
        help_text="The agreement decides at meetings (10.7). Switch this on only where the "
        "consortium has decided so.",
    )  # fmt: skip
    decision = forms.ModelChoiceField(
        label="The decision that allows it", queryset=Decision.objects.none(), required=False,
        empty_label="Choose a decision", help_text="Needed for as long as they are allowed.",
    )  # fmt: skip
    days = WholeNumberField(
        label="Clear working days for answering", min_value=1, max_value=30,
        help_text="Neither the day of sending nor the closing day counts.",
    )  # fmt: skip

    def __init__(self, *args, record: MeetingSettings, **kwargs):
        initial = {
            "allowed": record.written_allowed,
            "decision": record.written_decision_id,
            "days": record.written_days,
        }
        super().__init__(*args, record=record, initial=initial, **kwargs)
        offered = Decision.objects.filter(meeting__isnull=False, override__isnull=True)
        self.fields["decision"].queryset = offered
        self.fields["decision"].label_from_instance = _named


def _named(decision: Decision) -> str:
    return f"{decision.reference}: {decision.wording[:80]}"


class SendForm(TokenForm):
    """The words first; what is usually left as it is comes last."""

    button = "Send it to all members"
    wording = forms.CharField(
        label="What is proposed", max_length=2000, widget=area(4),
        help_text="In the words that enter the register.",
    )  # fmt: skip
    background = forms.CharField(
        label="Background", max_length=10_000, required=False, widget=area(7),
        help_text="What members need to know to answer, and why it cannot wait.",
    )  # fmt: skip
    file = forms.FileField(
        label="Paper", required=False, help_text=FILE_KINDS,
        widget=forms.FileInput(attrs={"accept": FILES}),
    )  # fmt: skip
    closes_on = DayField(label="Answers until")
    rule = forms.ChoiceField(
        label="How answers are counted", choices=[(name, name) for name in RULES],
        initial=next(iter(RULES)), widget=forms.RadioSelect,
    )  # fmt: skip
    decision_kind = forms.ChoiceField(
        label="Kind of decision", choices=[(each.value, each.label) for each in KINDS],
        initial=KINDS[0],
    )  # fmt: skip
    route = forms.ChoiceField(
        label="How the competition is answered", choices=[("", "No competition"), *Route.choices],
        required=False, help_text="Only for a decision about an open competition.",
    )  # fmt: skip
    mark = forms.ChoiceField(
        label="Who may read it",
        choices=[(each.value, each.label) for each in (Mark.MEETING, Mark.PUBLIC, Mark.MEMBERS)],
        initial=Mark.MEETING,
    )  # fmt: skip
    out = forms.ModelMultipleChoiceField(
        label="Members that have declared an interest", queryset=Organisation.objects.none(),
        required=False, widget=forms.CheckboxSelectMultiple,
        help_text="They do not answer, and do not count as having answered.",
    )  # fmt: skip
    interest = forms.CharField(
        label="What the interest is", max_length=1000, required=False, widget=area(2)
    )

    MORE = ("rule", "decision_kind", "route", "mark", "out", "interest")

    def __init__(self, *args, settled: MeetingSettings, **kwargs):
        super().__init__(*args, **kwargs)
        members = Organisation.objects.voting_on(clock.today())
        self.fields["out"].queryset = members.order_by("name")
        closes = self.fields["closes_on"]
        closes.initial = first_closing(settled)
        closes.help_text = (
            f"A working day, with {settled.written_days} clear working days or more between. What "
            f"is sent after {settled.cut_off:%H:%M} counts as sent on the next day."
        )

    @property
    def first_fields(self):
        return [self[name] for name in ("wording", "background", "file", "closes_on")]

    @property
    def more_fields(self):
        return [self[name] for name in self.MORE]

    @property
    def more_errors(self) -> bool:
        return any(name in self.errors for name in self.MORE)


class AnswerForm(TokenForm):
    """One press of a button: `answer` is its value; a wish for a meeting says why."""

    button = ""
    answer = forms.ChoiceField(label="Your answer", choices=ANSWERS)
    reason = forms.CharField(label=WHY, max_length=2000, required=False, widget=area(3))

    def clean(self):
        found = super().clean()
        if found.get("answer") == MEETING and not found.get("reason", "").strip():
            self.add_error("reason", WHY)
        return found


class EnterForm(AnswerForm):
    """The secretariat types what came on paper or by e-mail."""

    button = "Enter the answer"
    field_order = ["who", "answer", "reason", "way"]
    who = forms.ChoiceField(label="Who")
    way = forms.ChoiceField(
        label="It came", widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in (Cast.MAIL, Cast.PAPER)],
    )  # fmt: skip

    def __init__(self, *args, written: WrittenProposal, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].widget = forms.RadioSelect(choices=ANSWERS)
        self.fields["answer"].label = "Says"
        self.fields["reason"].help_text = "Only where they want to discuss it at a meeting."
        waiting = silent(written.motion)
        bodies = {each.organisation_id: each.organisation for each in waiting}
        self.people = {
            f"{pk}-{user.pk}": (bodies[pk], user)
            for pk, users in voices(waiting, clock.today()).items()
            for user in users
        }
        self.fields["who"].choices = [
            (key, f"{user.name}, {body.name}") for key, (body, user) in self.people.items()
        ]


class WithdrawForm(TokenForm):
    button = "Withdraw it, and tell everybody"
    why = forms.CharField(label="Why", max_length=300, widget=area(2))
