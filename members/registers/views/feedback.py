"""The register of feedback: the list, one piece with its course, keying in, the summary."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from consortium.core.periods import FinancialYear
from consortium.core.sheets import Column, csv_response
from consortium.core.versions import beside
from members.registers import facts, reports
from members.registers.actions.receiving import receive
from members.registers.actions.settling import SETTLED, settle
from members.registers.feedback_forms import FeedbackSettingsForm, KeyInForm
from members.registers.forms import FilterForm
from members.registers.models import Feedback, FeedbackSettings
from members.registers.permissions import (
    can_account,
    can_handle,
    can_key_in,
    can_look_with,
    sees_person,
)
from members.registers.states import FeedbackKind
from members.views.acting import acted
from members.views.paging import numbered

from .access import handles, keys_in, reads_feedback
from .acts import ACTS, offered
from .pages import form_page

STATES = (("open", "Open"), ("late", "Late"), ("over", "Answered and settled"))
MOST_ROWS = 5000


def _filter(request) -> FilterForm:
    return FilterForm(
        request.GET or None, names=("q", "kind", "state", "organisation"),
        kinds=FeedbackKind.choices, states=STATES,
    )  # fmt: skip


@require_safe
@allowed(reads_feedback)
def feedback_list(request):
    """What this person may read, the newest first."""
    form = _filter(request)
    found = facts.feedback_for(request.actor, given=form.given())
    context = {
        "form": form,
        "page": numbered(found, request.GET.get("page")),
        "today": clock.today(),
        "late": facts.late(Feedback.objects.visible_to(request.actor)).count(),
        "may_key_in": can_key_in(request.actor) is None,
        "query": request.GET.urlencode(),
    }
    return render(request, "registers/feedback_list.html", context)


@require_safe
@allowed(reads_feedback)
def feedback_csv(request):
    """The same list as a table, without words and without the person."""
    columns = (
        Column("Reference", lambda row: row.reference),
        Column("Received", lambda row: row.received_on, "day"),
        Column("How", lambda row: row.get_how_display()),
        Column("Kind", lambda row: row.get_kind_display()),
        Column("About", lambda row: row.subject),
        Column("Place", lambda row: row.place),
        Column("State", lambda row: row.get_state_display()),
        Column("Acknowledge by", lambda row: row.acknowledge_by, "day"),
        Column("Acknowledged", lambda row: row.acknowledged_on, "day"),
        Column("Answer by", lambda row: row.answer_by, "day"),
        Column("Answered", lambda row: row.answered_on, "day"),
        Column("Outcome", lambda row: row.get_outcome_display()),
        Column("Learned", lambda row: row.lesson),
    )
    rows = facts.feedback_for(request.actor, given=_filter(request).given())[:MOST_ROWS]
    return csv_response("feedback", columns, rows)


def seen(request, pk: int) -> Feedback:
    """One that this person may read; any other is 404 (X1)."""
    found = Feedback.objects.visible_to(request.actor).select_related(
        "organisation", "project", "passed_to", "second", "handler", "body"
    )
    return get_object_or_404(found, pk=pk)


@require_safe
@allowed(reads_feedback)
def feedback(request, pk):
    return feedback_page(request, seen(request, pk))


def feedback_page(request, found: Feedback, acting: str = "", form=None):
    """The words, its course, and the forms of what this person may do now."""
    actor = request.actor
    context = {
        "found": found,
        "course": facts.course(found, actor),
        "today": clock.today(),
        "handles": can_handle(actor, found) is None,
        "accounts": can_account(actor, found) is None,
        "beside": can_look_with(actor, found) is None,
        "sees_person": sees_person(actor, found),
        "acts": offered(found, actor, acting=acting, form=form),
        "form": form,
    }
    return render(request, "registers/feedback.html", context)


@require_POST
@allowed(handles)
def feedback_act(request, pk, act):
    """Do one of the acts; the verb asks again who may."""
    if act not in ACTS:
        raise Http404("No such act.")
    found, chosen = seen(request, pk), ACTS[act]
    form = chosen.form(request.POST, auto_id=f"{act}_%s")

    def verb():
        chosen.verb(found, form.cleaned_data, request.actor)
        still = Feedback.objects.visible_to(request.actor).filter(pk=found.pk).exists()
        return found.get_absolute_url() if still else reverse("feedback_list"), chosen.said

    return acted(request, form, name=f"feedback_{act}", verb=verb) or feedback_page(
        request, found, acting=act, form=form
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(keys_in)
def feedback_new(request):
    """What came by telephone, letter or in person. It may be for others to handle."""
    form = KeyInForm(request.POST or None)

    def verb():
        found = receive(**form.values(), by=request.actor)
        mine = can_handle(request.actor, found) is None
        words = "Recorded." if mine else "Recorded. It is about your body, so others handle it."
        return found.get_absolute_url() if mine else reverse("feedback_list"), words

    return form_page(
        request, form, name="feedback_new", verb=verb,
        title="Record feedback", back=reverse("feedback_list"),
        lead="What came by telephone, letter, mail or in person.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(keys_in)
def feedback_settings(request):
    """By when it is acknowledged and answered, and when it is forgotten who gave it."""
    form = FeedbackSettingsForm(request.POST or None, known=FeedbackSettings.current())

    def verb():
        with beside(form):
            settle(
                **{name: form.cleaned_data[name] for name in SETTLED},
                version=form.cleaned_data["version"], by=request.actor,
            )  # fmt: skip
        return reverse("feedback_list"), "Saved. It holds for what comes from now on."

    return form_page(
        request, form, name="feedback_settings", verb=verb,
        title="By when feedback is answered", back=reverse("feedback_list"),
        lead="The agreement gives no days. The public page shows those that hold.",
    )  # fmt: skip


def _year(request) -> FinancialYear:
    """The year asked for as ?year=2026, or this one where the number makes no sense."""
    known = {str(each.start.year): each for each in facts.years(clock.today())}
    now = FinancialYear.containing(clock.today())
    return known.get(request.GET.get("year", ""), now)


@require_safe
@signed_in
def feedback_summary(request):
    """Counts and lessons without names, for every member."""
    context = {
        "summary": facts.summary(_year(request), clock.today()),
        "years": facts.years(clock.today()),
    }
    return render(request, "registers/summary.html", context)


@require_safe
@signed_in
def feedback_summary_pdf(request):
    content = reports.summary_pdf(facts.summary(_year(request), clock.today()))
    return reports.as_download(HttpResponse(content, content_type="application/pdf"), "feedback")
