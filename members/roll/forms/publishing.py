"""Forms about what is published, and who asked for it."""

from django import forms

from consortium.core.formfields import DayField, PlainForm, TokenForm
from members.roll.models import Area
from members.roll.states import PAGE_OWNERS, Asked, PublishItem, Service


class ConsentForm(TokenForm):
    """What the public directory may show; each detail by itself."""

    button = "Save"
    items = forms.MultipleChoiceField(
        label="The public directory may show",
        choices=PublishItem.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    how = forms.CharField(
        label="How they agreed",
        max_length=120,
        required=False,
        help_text="For example: on the telephone on 3 October 2026",
    )

    def __init__(self, *args, items, ones_own: bool, **kwargs):
        super().__init__(*args, initial={"items": items}, **kwargs)
        if ones_own:
            del self.fields["how"]


class SearchForm(PlainForm):
    """By words, place and need; in the address, so that a search can be passed on."""

    button = ""
    q = forms.CharField(label="Words", max_length=100, required=False)
    place = forms.ModelChoiceField(
        label="Place", queryset=Area.objects.none(), required=False, empty_label="Anywhere"
    )
    need = forms.ChoiceField(
        label="What you need", required=False, choices=[("", "Anything"), *Service.choices]
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places
        for name, look in (
            ("q", "form-control"),
            ("place", "form-select"),
            ("need", "form-select"),
        ):
            self.fields[name].widget.attrs["class"] = look


class CopyForm(TokenForm):
    """Where the link to the directory goes."""

    button = "Send me the directory"
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="We mail you a link, and delete the address after 90 days.",
    )
    name = forms.CharField(label="Your name", max_length=120, required=False)


class AskedForm(TokenForm):
    """Who asked the secretariat, and how."""

    button = "Log it and make the PDF"
    how = forms.ChoiceField(
        label="How they asked",
        choices=[choice for choice in Asked.choices if choice[0] != Asked.SITE],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="Who asked", max_length=120)
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        required=False,
        help_text="They get a link; without an address, print the PDF and send it",
    )


class LookedThroughForm(TokenForm):
    button = "It is right today"
    owner = forms.ChoiceField(
        label="Who sees to it",
        choices=[(role.value, role.label) for role in PAGE_OWNERS],
        widget=forms.RadioSelect,
    )
    review_by = DayField(label="Look at it again by")
    note = forms.CharField(
        label="What was changed", max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
