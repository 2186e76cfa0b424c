"""Saying whether one comes."""

from django import forms

from consortium.core.formfields import TokenForm
from members.meetings.facts.replies import Asked, substitutes_of
from members.meetings.models import Meeting
from members.meetings.models.replies import Answer


class ReplyForm(TokenForm):
    """One press of a button: `answer` is the button's value; a substitute is chosen beside it."""

    button = ""
    answer = forms.ChoiceField(choices=Answer.choices)
    substitute = forms.ModelChoiceField(
        label="Who comes instead", queryset=None, required=False, empty_label="Choose"
    )

    def __init__(self, *args, meeting: Meeting, organisation, user, **kwargs):
        super().__init__(*args, **kwargs)
        found = substitutes_of([organisation.pk], meeting).exclude(pk=user.pk)
        self.fields["substitute"].queryset = found

    def clean(self):
        """Without a script the list is sent with every button: it counts for one of them."""
        given = super().clean()
        if given.get("answer") != Answer.SUBSTITUTE:
            given["substitute"] = None
        return given


class ReplyForOtherForm(TokenForm):
    """The secretariat enters what somebody said by telephone or letter."""

    button = "Enter the reply"
    who = forms.ChoiceField(label="Who")
    answer = forms.ChoiceField(
        label="Their reply", choices=Answer.choices, widget=forms.RadioSelect
    )
    substitute = forms.ModelChoiceField(
        label="Who comes instead", queryset=None, required=False, empty_label="Nobody",
        help_text="Only if a substitute comes. The member has named them before.",
    )  # fmt: skip

    def __init__(self, *args, people: list[Asked], substitutes, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {f"{each.organisation.pk}-{each.user.pk}": each for each in people}
        self.fields["who"].choices = [
            (key, f"{each.user.name}, {each.organisation.name}")
            for key, each in self.people.items()
        ]
        self.fields["substitute"].queryset = substitutes

    def clean(self):
        given = super().clean()
        if given.get("answer") != Answer.SUBSTITUTE:
            given["substitute"] = None
        return given

    @property
    def asked(self) -> Asked:
        return self.people[self.cleaned_data["who"]]
