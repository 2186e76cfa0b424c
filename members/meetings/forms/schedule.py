"""Forms about dates: a year's, a single one, a change, a cancellation, what is settled."""

from datetime import date, time

from django import forms

from consortium.core.days import DayError, parse_day
from consortium.core.formfields import DayField, HourField, TokenForm, WholeNumberField
from members.meetings.actions.schedule import Plan
from members.meetings.models import Meeting, MeetingSettings
from members.meetings.states import ItemKind

MOST_DATES = 24


def area(rows: int):
    return forms.Textarea(attrs={"rows": rows})


def clock_time(label: str, *, initial: time | None = None) -> HourField:
    return HourField(label=label, initial=initial and initial.strftime("%H:%M"))


class DaysField(forms.CharField):
    """Dates, one a line, as typed days."""

    widget = forms.Textarea

    def clean(self, value) -> list[date]:
        lines = [line.strip().rstrip(",;") for line in super().clean(value).splitlines()]
        days, wrong = [], []
        for line in filter(None, lines):
            try:
                days.append(parse_day(line))
            except DayError as error:
                wrong.append(f"“{line[:40]}” must {error}")
        if len(days) > MOST_DATES:
            wrong.append(f"Enter {MOST_DATES} dates or fewer at once")
        if wrong:
            raise forms.ValidationError(wrong)
        return days


class WhereForm(TokenForm):
    """What all dates of one form share."""

    title = forms.CharField(
        label="What it is called", max_length=120, initial="Meeting of the consortium"
    )
    starts_at = clock_time("Starts", initial=time(14))
    ends_at = clock_time("Ends", initial=time(16))
    place = forms.CharField(label="Place", max_length=200, required=False)
    link = forms.URLField(
        label="Link for joining remotely", required=False, assume_scheme="https",
        help_text="Give a place, a link, or both.",
    )  # fmt: skip
    access = forms.CharField(
        label="Getting there and access", max_length=2000, required=False, widget=area(3),
        help_text="Steps, lift, parking, hearing loop, captions, breaks.",
    )  # fmt: skip

    def clean(self):
        found = super().clean()
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "The meeting must end after it starts")
        if not found.get("place") and not found.get("link") and "link" not in self.errors:
            self.add_error("place", "Enter a place, or a link for joining remotely")
        return found

    def shared(self) -> dict:
        names = ("title", "starts_at", "ends_at", "place", "link", "access")
        return {name: self.cleaned_data[name] for name in names}


class PlanForm(WhereForm):
    button = "Check the dates"
    days = DaysField(
        label="Dates",
        widget=area(6),
        help_text="One date on each line, for example 10 December 2026 or 10/12/2026.",
    )
    field_order = ["days"]

    def plans(self) -> list[Plan]:
        return [Plan(on=day, **self.shared()) for day in self.cleaned_data["days"]]


class ChangeForm(WhereForm):
    button = "Save, and tell everybody"
    on = DayField(label="Day")
    proposals_until = DayField(
        label="Items can be proposed until", required=False,
        help_text="Leave it empty for the usual number of working days before.",
    )  # fmt: skip
    why = forms.CharField(
        label="Why", max_length=300, required=False, widget=area(2),
        help_text="Needed when the day or the time changes. Everybody is told.",
    )  # fmt: skip
    field_order = ["on", "starts_at", "ends_at"]

    def plan(self) -> Plan:
        found = self.cleaned_data
        return Plan(on=found["on"], proposals_until=found["proposals_until"], **self.shared())


class CancelForm(TokenForm):
    button = "Cancel the meeting, and tell everybody"
    danger = True
    why = forms.CharField(
        label="Why it is cancelled", max_length=300, widget=area(2),
        error_messages={"required": "Say why it is cancelled"},
    )  # fmt: skip


KINDS = [
    (kind.value, kind.label)
    for kind in (
        ItemKind.WELCOME, ItemKind.INTERESTS, ItemKind.MINUTES, ItemKind.ACTIONS,
        ItemKind.GENERAL, ItemKind.OTHER,
    )
]  # fmt: skip
SPARE = 3


class SettingsForm(TokenForm):
    """Notice, calls for items, and what stands on every agenda, in numbered rows."""

    button = "Save"
    clear_days = WholeNumberField(
        label="Clear working days between sending papers and the meeting", min_value=1,
        max_value=30, help_text="The agreement says five. Neither day counts (10.5).",
    )  # fmt: skip
    cut_off = clock_time("Sent after this hour counts as sent on the next day")
    call_days = WholeNumberField(
        label="Working days before a meeting on which members are asked for items",
        min_value=2,
        max_value=90,
    )
    propose_days = WholeNumberField(
        label="Working days before a meeting until which items can be proposed",
        min_value=1,
        max_value=89,
    )

    def __init__(self, *args, record: MeetingSettings, **kwargs):
        names = ("clear_days", "cut_off", "call_days", "propose_days")
        initial = {name: getattr(record, name) for name in names}
        rows = [*record.standing, *[{}] * SPARE]
        for number, row in enumerate(rows):
            initial |= {f"title_{number}": row.get("title", ""),
                        f"kind_{number}": row.get("kind", ItemKind.GENERAL.value),
                        f"minutes_{number}": row.get("minutes")}  # fmt: skip
        super().__init__(*args, record=record, initial=initial, **kwargs)
        self.count = len(rows)
        for number in range(self.count):
            self._add_row(number)

    def _add_row(self, number: int) -> None:
        nth = number + 1
        made = {
            f"title_{number}": forms.CharField(
                label=f"Title of item {nth}", max_length=160, required=False
            ),
            f"kind_{number}": forms.ChoiceField(label=f"Kind of item {nth}", choices=KINDS),
            f"minutes_{number}": WholeNumberField(
                label=f"Minutes of item {nth}", min_value=1, max_value=480, required=False
            ),
        }
        self.fields.update(made)

    @property
    def notice_fields(self):
        return [self[name] for name in ("clear_days", "cut_off", "call_days", "propose_days")]

    @property
    def rows(self):
        return [
            (n + 1, self[f"title_{n}"], self[f"kind_{n}"], self[f"minutes_{n}"])
            for n in range(self.count)
        ]

    def standing(self) -> list[dict]:
        """The rows with a title, in their order."""
        found = self.cleaned_data
        return [
            {"kind": found[f"kind_{n}"], "title": found[f"title_{n}"].strip(),
             "minutes": found[f"minutes_{n}"]}
            for n in range(self.count)
            if found[f"title_{n}"].strip()
        ]  # fmt: skip


def change_form(meeting: Meeting, data=None) -> ChangeForm:
    names = (
        "title", "on", "starts_at", "ends_at", "place", "link", "access", "proposals_until",
    )  # fmt: skip
    initial = {name: getattr(meeting, name) for name in names}
    return ChangeForm(data, record=meeting, initial=initial)
