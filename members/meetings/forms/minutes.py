"""What people type about minutes."""

from django import forms

from consortium.core.formfields import TokenForm
from members.meetings.models import Decision, Minutes, MinuteSection
from members.meetings.states import Mark
from members.working.dispute_forms import area


class SectionForm(TokenForm):
    """Names are those of the record, so that a stale page shows both versions."""

    button = "Save these words"
    title = forms.CharField(label="Heading", max_length=160)
    text = forms.CharField(label="Words", max_length=20_000, required=False, widget=area(12))


class HeadingForm(TokenForm):
    button = "Add this heading"
    title = forms.CharField(label="Heading", max_length=160)
    text = forms.CharField(label="Words", max_length=20_000, required=False, widget=area(6))
    after = forms.ModelChoiceField(
        label="After", queryset=MinuteSection.objects.none(), required=False,
        empty_label="At the end",
    )  # fmt: skip
    mark = forms.ChoiceField(label="Who may read it", choices=Mark.choices, initial=Mark.MEETING)

    def __init__(self, *args, minutes: Minutes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["after"].queryset = minutes.sections.all()


class CorrectionForm(TokenForm):
    button = "Ask for this correction"
    section = forms.ModelChoiceField(
        label="Where", queryset=MinuteSection.objects.none(), required=False,
        empty_label="The minutes as a whole",
    )  # fmt: skip
    text = forms.CharField(
        label="What is to be corrected", max_length=4000, widget=area(4),
        help_text="Write what it says now, and what it should say.",
    )  # fmt: skip

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections


class AnswerForm(TokenForm):
    button = "Answer"
    taken = forms.TypedChoiceField(
        label="Your answer",
        choices=[("yes", "Taken: the words are changed"), ("no", "Declined")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="In words", max_length=4000, widget=area(3), help_text="Whoever asked reads this."
    )


class AddendumForm(TokenForm):
    button = "Add this correction"
    text = forms.CharField(label="What is corrected", max_length=4000, widget=area(4))
    decision = forms.ModelChoiceField(
        label="Decision that says so", queryset=Decision.objects.none(), required=False,
        empty_label="None",
    )  # fmt: skip
    note = forms.CharField(label="Or why no decision is needed", max_length=300, required=False)

    def __init__(self, *args, minutes: Minutes, **kwargs):
        super().__init__(*args, **kwargs)
        later = Decision.objects.filter(decided_on__gte=minutes.approved_on)
        self.fields["decision"].queryset = later
