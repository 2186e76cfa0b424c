"""The styleguide: every component in each of its states, in the words of this domain.

Open where developers and demonstrations are, 404 elsewhere. All figures are
examples; no record is read.
"""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import django_tables2 as tables
from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consortium.core.access import public
from consortium.core.formfields import DayField, MoneyField, PlainForm, WholeNumberField
from consortium.core.statewords import BY_KIND
from consortium.core.templatetags.look import money, state_tag

EXAMPLE_DAY = date(2026, 10, 21)
COLOURS = (
    ("paper", "The ground of every page"),
    ("surface", "Cards, tables, boxes"),
    ("ink", "Words and figures"),
    ("ink-soft", "Hints and dates"),
    ("strong", "Links, the main action, where you are"),
    ("straw", "On the dark bar only"),
    ("good", "Done, paid, agreed"),
    ("info", "On its way"),
    ("wait", "Waiting for someone"),
    ("stop", "Stopped, refused, late"),
)


class ExampleForm(PlainForm):
    button = ""

    supplier = forms.CharField(label="Who was paid", help_text="The name on the invoice")
    amount = MoneyField(
        label="Amount paid",
        allow_negative=True,
        help_text="For example 1,240.00. A refund goes in brackets: (120.00)",
    )
    share = WholeNumberField(
        label="Share claimed",
        required=False,
        widget=forms.TextInput(attrs={"data-suffix": "%", "class": "input-short"}),
    )
    paid_on = DayField(
        label="Date paid",
        min_day=date(2026, 7, 1),
        max_day=date(2026, 9, 30),
        help_text="For example 14 July 2026 or 14/07/26",
    )
    heading = forms.ChoiceField(
        label="Cost heading",
        choices=[("", "Choose one"), ("staff", "Staff"), ("training", "Training")],
    )
    why = forms.ChoiceField(
        label="Why is training 18% over profile?",
        choices=[("timing", "Timing: it will even out"), ("price", "Price: it cost more or less")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select why training is 18% over profile"},
    )
    note = forms.CharField(
        label="What happened", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = forms.FileField(
        label="Evidence",
        required=False,
        help_text="PDF, JPG, PNG, XLSX, CSV or DOCX, smaller than 12MB",
    )
    certain = forms.BooleanField(
        label="I confirm that this was spent on the project, and is claimed nowhere else",
        error_messages={"required": "Tick to confirm, or ask your representative"},
    )


TYPED = {
    "wrong-supplier": "Dunstable Print",
    "wrong-amount": "ten pounds",
    "wrong-paid_on": "31/10/2026",
    "wrong-heading": "training",
}


class ExampleTable(tables.Table):
    caption = "Claims to check"
    member = tables.Column(orderable=True)
    state = tables.Column()
    due = tables.Column()
    amount = tables.Column(attrs={"th": {"class": "num"}, "td": {"class": "num"}})

    class Meta:
        order_by = "-amount"

    def render_state(self, value):
        return state_tag(value)

    def render_amount(self, value):
        return money(value)


_COLUMNS = ("member", "state", "due", "amount")
CLAIMS = [
    dict(zip(_COLUMNS, row, strict=True))
    for row in (
        ("Voluntary Action Luton", "submitted", "21 October 2026", 1862040),
        ("Volunteer Centre Bedford", "changes_requested", "21 October 2026", 735500),
        ("Bedford Race Equality Council", "checked", "21 October 2026", 0),
        ("CVS Mid and North Bedfordshire", "waiting", "28 October 2026", 1204975),
    )
]


@public
@require_safe
def page(request):
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "pages/styleguide.html", _examples(request))


def _examples(request) -> dict:
    table = ExampleTable(CLAIMS)
    tables.RequestConfig(request, paginate=False).configure(table)
    return {
        "today": EXAMPLE_DAY,
        "due_soon": date(2026, 10, 28),
        "due_tomorrow": date(2026, 10, 22),
        "due_before": date(2026, 10, 14),
        "sent_at": datetime(2026, 10, 13, 13, 32, tzinfo=UTC),
        "colours": COLOURS,
        "kinds": [(kind.replace("_", " "), kind, list(words)) for kind, words in BY_KIND.items()],
        "form_empty": ExampleForm(prefix="right"),
        "form_refused": ExampleForm(TYPED, prefix="wrong"),
        "table": table,
        "claims": CLAIMS,
        "person": SimpleNamespace(
            name="Amina Rahman",
            hat="member:4",
            organisation_name="Voluntary Action Luton",
            impersonator_id=None,
        ),
        "hats": [
            {"key": "member:4", "label": "Voluntary Action Luton: Representative"},
            {"key": "chair:2", "label": "Chairperson"},
        ],
    }
