"""What people type about elections and hand-overs."""

from django import forms

from consortium.core.formfields import TokenForm, WholeNumberField
from members.meetings.models import MeetingSettings
from members.meetings.states_elections import ReviewOutcome
from members.working.dispute_forms import area

from .room import ActForm, IdField


class FloorForm(ActForm):
    """Somebody who is nominated at the meeting: "person:member", and the member that does it."""

    who = forms.CharField(label="Who is nominated", max_length=45)
    nominated_by = IdField(label="Nominated by")
    agreed = forms.BooleanField(
        label="They agree, here at the meeting",
        error_messages={"required": "Ask whether they agree, and tick the box."},
    )

    def clean_who(self):
        parts = self.cleaned_data["who"].split(":")
        if len(parts) != 2 or not all(each.isascii() and each.isdigit() for each in parts):
            raise forms.ValidationError("Select who is nominated.")
        return tuple(int(each[:18]) for each in parts)

    def clean(self):
        values = super().clean() or self.cleaned_data
        values["person"], values["member"] = values.get("who") or (None, None)
        return values


class ReviewForm(ActForm):
    outcome = forms.ChoiceField(choices=ReviewOutcome.choices, widget=forms.HiddenInput)
    who = IdField(label="Member")


class NominateForm(TokenForm):
    button = "Nominate"
    who = forms.ChoiceField(label="Whom do you nominate?", widget=forms.RadioSelect)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [
            (f"{each.user.pk}:{each.organisation.pk}", f"{each.user}, {each.organisation.name}")
            for each in people
        ]

    @property
    def chosen(self) -> tuple[int, int]:
        user, organisation = self.cleaned_data["who"].split(":")
        return int(user), int(organisation)


class ConsentForm(TokenForm):
    button = "Yes, I stand"
    statement = forms.CharField(
        label="A few words about why", max_length=2000, required=False, widget=area(4),
        help_text="Everybody in the consortium reads them. You can leave this empty.",
    )  # fmt: skip


class ElectionSettingsForm(TokenForm):
    button = "Save"
    opens = WholeNumberField(
        label="Working days before the meeting on which nominations open",
        min_value=2,
        max_value=120,
    )
    closes = WholeNumberField(
        label="Working days before the meeting on which they close", min_value=1, max_value=119
    )
    secret = forms.BooleanField(
        label="The chair is elected by secret ballot", required=False,
        help_text="The agreement leaves it open. With six members a secret ballot keeps few "
        "secrets.",
    )  # fmt: skip

    def __init__(self, *args, record: MeetingSettings, **kwargs):
        initial = {
            "opens": record.election_opens,
            "closes": record.election_closes,
            "secret": record.secret_elections,
        }
        super().__init__(*args, record=record, initial=initial, **kwargs)


class TickForm(TokenForm):
    button = ""
    note = forms.CharField(label="Note", max_length=1000, required=False)


class FundersForm(TokenForm):
    button = "Save"
    funders = forms.CharField(
        label="What the funders said", max_length=4000, widget=area(4),
        help_text="Funder by funder: does the contract pass on, who said so, and when.",
    )  # fmt: skip
