"""Forms of the register of interests."""

from django import forms

from consortium.core import clock
from consortium.core.formfields import DayField, TokenForm
from members.models import Seat, User

from .forms import on_the_roll


class InterestForm(TokenForm):
    """One's own; the secretariat says whose."""

    button = "Register it"
    user = forms.ModelChoiceField(label="Whose interest", queryset=None, empty_label="Choose one")
    organisation = forms.ModelChoiceField(label="Member", queryset=None, empty_label="Choose one")
    words = forms.CharField(
        label="Interest",
        max_length=200,
        help_text="As in: trustee, employed there, married to its director. "
        "Everybody who signs in can read it.",
    )
    starts = DayField(
        label="Since", help_text="If you do not know the day, the first of that month."
    )

    def __init__(self, *args, for_others: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = on_the_roll()
        if not for_others:
            del self.fields["user"]
            return
        seats = Seat.objects.on(clock.today())
        people = User.objects.filter(is_active=True, pk__in=seats.values("user_id"))
        self.fields["user"].queryset = people.order_by("name")


class InterestEndForm(TokenForm):
    button = "End this interest"
    on = DayField(label="Last day", help_text="Today or later.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today
