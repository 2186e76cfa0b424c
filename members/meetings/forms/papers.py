"""Forms about papers, their circulation, and access."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm
from members.meetings.facts.papers import people_to_name
from members.meetings.models import Meeting
from members.meetings.models.replies import AccessPoint
from members.meetings.states import Mark
from members.working.dispute_forms import FILES, KINDS, area

MARK_HELP = {
    Mark.PUBLIC: "Public: everybody",
    Mark.MEETING: "For the meeting: members and co-opted advisers",
    Mark.MEMBERS: "Members only: not co-opted advisers. PDFs bear the reader's name",
    Mark.RESTRICTED: "Named people only: each look is recorded. PDFs bear the reader's name",
}

NOTES = {
    AccessPoint.VENUE: "the venue",
    AccessPoint.REMOTE: "joining remotely",
    AccessPoint.FORMATS: "formats",
    AccessPoint.INTERPRETER: "interpreters",
    AccessPoint.TIMING: "times",
}


class PaperForm(TokenForm):
    button = "Ask for the paper"
    title = forms.CharField(label="Title", max_length=160)
    item = forms.ModelChoiceField(
        label="Item", queryset=None, required=False, empty_label="The whole meeting"
    )
    owner = forms.ModelChoiceField(
        label="Who brings it", queryset=None, required=False, empty_label="The secretariat itself"
    )
    due_on = DayField(label="Needed by", required=False)
    mark = forms.ChoiceField(
        label="Who may read it", choices=[(mark.value, words) for mark, words in MARK_HELP.items()],
        widget=forms.RadioSelect, initial=Mark.MEETING,
    )  # fmt: skip
    readers = forms.ModelMultipleChoiceField(
        label="Named people", queryset=None, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only for a paper for named people. Whoever brings it can read it anyway.",
    )  # fmt: skip

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        people = people_to_name(clock.today())
        self.fields["item"].queryset = meeting.items.standing()
        self.fields["owner"].queryset = people
        self.fields["readers"].queryset = people


class BringForm(TokenForm):
    button = "Add the file"
    file = forms.FileField(
        label="File", help_text=KINDS, widget=forms.FileInput(attrs={"accept": FILES})
    )
    note = forms.CharField(
        label="What has changed", max_length=300, required=False, widget=area(2),
        help_text="Needed for every version after the first.",
    )  # fmt: skip


class TakeOffForm(TokenForm):
    button = "Take the paper off"
    why = forms.CharField(label="Why", max_length=300, widget=area(2))


class CirculateForm(TokenForm):
    button = "Circulate"
    number = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why it is late", max_length=300, required=False, widget=area(2),
        help_text="It is shown in the email and in the minutes.",
    )  # fmt: skip
    words = forms.CharField(
        label="A message to everybody", max_length=2000, required=False, widget=area(3)
    )

    def __init__(self, *args, late: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["reason"]


class NeedsForm(TokenForm):
    button = "Save"
    lasting = forms.CharField(
        label="At every meeting", max_length=2000, required=False, widget=area(4),
        help_text="For example: large print, a step-free way in, breaks, captions, an interpreter.",
    )  # fmt: skip
    here = forms.CharField(
        label="At this meeting only", max_length=2000, required=False, widget=area(3)
    )

    def __init__(self, *args, with_meeting: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_meeting:
            del self.fields["here"]


class AccessCheckForm(TokenForm):
    """Two fields for each point: whether it is done, and a note."""

    button = "Save the list"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for point in AccessPoint:
            self.fields[f"{point.value}_done"] = forms.BooleanField(
                label=point.label, required=False
            )
            self.fields[f"{point.value}_note"] = forms.CharField(
                label=f"Note on {NOTES[point]}", max_length=300, required=False
            )

    def points(self) -> dict[str, tuple[bool, str]]:
        given = self.cleaned_data
        return {p.value: (given[f"{p.value}_done"], given[f"{p.value}_note"]) for p in AccessPoint}
