"""Events for stakeholders: the list, one with its people, planning, acts, the report (R80)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from consortium.core.sheets import Column, csv_response
from consortium.core.versions import beside
from members.registers import event_facts as facts
from members.registers import reports
from members.registers.actions import hosting
from members.registers.event_forms import EventForm
from members.registers.forms import FilterForm
from members.registers.models import Event
from members.registers.permissions import can_host
from members.registers.states import EventState
from members.views.acting import acted
from members.views.paging import numbered

from .access import hosts
from .event_acts import ACTS, offered
from .pages import form_page

MOST_ROWS = 5000
STATES = (
    ("now", "To come"), ("friendly", "To come, volunteer-friendly"), ("been", "Held"),
    ("cancelled", "Called off"), ("all", "All"),
)  # fmt: skip


def _filter(request) -> FilterForm:
    form = FilterForm(request.GET or None, names=("q", "state"))
    form.fields["state"].choices = STATES
    return form


@require_safe
@signed_in
def events(request):
    form = _filter(request)
    context = {
        "form": form,
        "page": numbered(facts.events(form.given()), request.GET.get("page")),
        "today": clock.today(),
        "may_host": can_host(request.actor) is None,
        "query": request.GET.urlencode(),
    }
    return render(request, "registers/events.html", context)


@require_safe
@signed_in
def events_csv(request):
    """As filtered, with counts and without people."""
    columns = (
        Column("Event", lambda row: row.title),
        Column("Day", lambda row: row.on, "day"),
        Column("From", lambda row: f"{row.starts_at:%H:%M}"),
        Column("To", lambda row: f"{row.ends_at:%H:%M}"),
        Column("Volunteer-friendly", lambda row: "Yes" if row.is_friendly else "No"),
        Column("Place", lambda row: row.place),
        Column("State", lambda row: row.get_state_display()),
        Column("Signed up", lambda row: row.signed_up, "whole"),
        Column("Came", lambda row: row.came, "whole"),
    )
    return csv_response("events", columns, facts.events(_filter(request).given())[:MOST_ROWS])


def the(pk: int) -> Event:
    return get_object_or_404(Event, pk=pk)


@require_safe
@signed_in
def event(request, pk):
    return event_page(request, the(pk))


def event_page(request, found: Event, acting: str = "", form=None):
    """What it is, and how many come; for who holds it the people, and what can be done now."""
    may, today = can_host(request.actor) is None, clock.today()
    people = list(found.sign_ups.standing().filter(at_the_door=False)) if may else []
    context = {
        "found": found,
        "today": today,
        "may_host": may,
        "report": facts.report_of(found),
        "people": people,
        "asked": facts.asked(found, people) if may else [],
        "opens": found.state == EventState.OPEN and found.on >= today,
        "may_change": may and not found.is_settled,
        "acts": offered(found, request.actor, acting=acting, form=form) if may else [],
        "form": form,
    }
    return render(request, "registers/event.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(hosts)
def event_new(request):
    form = EventForm(request.POST or None)

    def verb():
        found = hosting.plan_event(values=form.cleaned_data, by=request.actor)
        return found.get_absolute_url(), "It is planned. Say who is asked, then announce it."

    return form_page(
        request, form, name="event_new", verb=verb,
        title="Plan an event", back=reverse("events"),
        lead="For people and organisations who have a stake in our work. Nobody hears of it "
        "before you announce it.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(hosts)
def event_change(request, pk):
    found = the(pk)
    initial = {name: getattr(found, name) for name in hosting.FIELDS}
    form = EventForm(request.POST or None, record=found, initial=initial)

    def verb():
        given = form.cleaned_data
        with beside(form):
            hosting.change_event(
                found, values=given, why=given.get("why", ""), version=given["version"],
                by=request.actor,
            )  # fmt: skip
        return found.get_absolute_url(), "Saved."

    return form_page(
        request, form, name="event_change", verb=verb,
        title=found.title, back=found.get_absolute_url(),
    )  # fmt: skip


@require_POST
@allowed(hosts)
def event_act(request, pk, act):
    """Do one of the acts; the verb asks again who may."""
    if act not in ACTS:
        raise Http404("No such act.")
    found, chosen = the(pk), ACTS[act]
    form = chosen.form(request.POST, auto_id=f"{act}_%s", event=found)

    def verb():
        chosen.verb(found, form, request.actor)
        return found.get_absolute_url(), chosen.said

    return acted(request, form, name=f"event_{act}", verb=verb) or event_page(
        request, found, acting=act, form=form
    )


@require_safe
@signed_in
def event_report(request, pk):
    """Who was asked, who came by organisation, and what came of it; nobody is named."""
    found = held(pk)
    context = {"found": found, "report": facts.report_of(found)}
    return render(request, "registers/event_report.html", context)


@require_safe
@signed_in
def event_report_pdf(request, pk):
    content = reports.event_pdf(held(pk))
    return reports.as_download(
        HttpResponse(content, content_type="application/pdf"), f"event-report-{pk}"
    )


def held(pk: int) -> Event:
    """One whose day has come; there is nothing to report of others."""
    found = the(pk)
    if found.state == EventState.CANCELLED or found.on > clock.today():
        raise Http404("It has not been yet.")
    return found
