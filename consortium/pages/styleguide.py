"""The styleguide: every component in each of its states, in the words of this domain.

Open where developers and demonstrations are, 404 elsewhere. All figures are
examples; no record is read.
"""

from datetime import date, datetime
from types import SimpleNamespace

import django_tables2 as tables
from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consortium.core.access import public
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


class ExampleForm(forms.Form):
    supplier = forms.CharField(label="Who was paid", help_text="The name on the invoice")
    amount = forms.CharField(
        label="Amount paid",
        help_text="For example 1,240.00. A refund goes in brackets: (120.00)",
        widget=forms.TextInput(attrs={"data-prefix": "£", "inputmode": "decimal", "class": "is-money"}),
    )
    share = forms.CharField(
        label="Share claimed",
        required=False,
        widget=forms.TextInput(attrs={"data-suffix": "%", "inputmode": "decimal", "class": "input-short"}),
    )
    paid_on = forms.CharField(label="Date paid", help_text="For example 14 October 2026 or 14/10/26")
    heading = forms.ChoiceField(
        label="Cost heading", choices=[("", "Choose one"), ("staff", "Staff"), ("training", "Training")]
    )
    why = forms.ChoiceField(
        label="Why is training 18% over profile?",
        choices=[("timing", "Timing: it will even out"), ("price", "Price: it cost more or less")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="What happened", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.FileField(
        label="Evidence", required=False, help_text="PDF, JPG, PNG, XLSX, CSV or DOCX, smaller than 12MB"
    )
    certain = forms.BooleanField(label="I confirm that this was spent on the project, and is claimed nowhere else")


BAD_INPUT = {"supplier": "Dunstable Print", "amount": "ten pounds", "paid_on": "31/09/2026", "why": "timing"}


def _refused_form() -> ExampleForm:
    form = ExampleForm(BAD_INPUT, prefix="wrong")
    form.data = {f"wrong-{name}": value for name, value in BAD_INPUT.items()}
    form.full_clean()
    form.errors.clear()
    form.add_error("amount", "Enter the amount in pounds and pence, like 1,240.00")
    form.add_error("paid_on", "Date paid must be between 1 July and 30 September 2026")
    form.add_error("why", "Select why training is 18% over profile")
    form.add_error("certain", "Tick to confirm, or ask your representative")
    return form


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


CLAIMS = [
    {"member": "Voluntary Action Luton", "state": "submitted", "due": "21 October 2026", "amount": 1862040},
    {"member": "Volunteer Centre Bedford", "state": "changes_requested", "due": "21 October 2026", "amount": 735500},
    {"member": "Bedford Race Equality Council", "state": "checked", "due": "21 October 2026", "amount": 0},
    {"member": "CVS Mid and North Bedfordshire", "state": "waiting", "due": "28 October 2026", "amount": 1204975},
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
        "sent_at": datetime(2026, 10, 13, 14, 32),
        "colours": COLOURS,
        "kinds": [(kind.replace("_", " "), kind, list(words)) for kind, words in BY_KIND.items()],
        "form_empty": ExampleForm(prefix="right"),
        "form_refused": _refused_form(),
        "table": table,
        "claims": CLAIMS,
        "person": SimpleNamespace(
            name="Amina Rahman", hat="member:4", organisation_name="Voluntary Action Luton", impersonator_id=None
        ),
        "hats": [
            {"key": "member:4", "label": "Voluntary Action Luton, representative"},
            {"key": "chair:2", "label": "The consortium, chairperson"},
        ],
    }
