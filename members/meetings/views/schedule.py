"""The meetings of a year, and one meeting's page (S14, S15)."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consortium.core import clock
from consortium.core.access import signed_in
from consortium.core.periods import FinancialYear
from members.meetings.facts import actions as follow_ups
from members.meetings.facts import seeing, waiting
from members.meetings.facts.notice import days_of, with_days, with_papers
from members.meetings.facts.papers import put_under
from members.meetings.forms.agenda import AgreeForm, OrderForm
from members.meetings.models import Meeting, MeetingSettings
from members.meetings.permissions import can_agree_agenda, can_plan, can_propose
from members.meetings.states import LIVE, MeetingState


@require_safe
@signed_in
def meetings(request):
    """The year that is asked for with ?year=2026; this one otherwise."""
    year = _year(request.GET.get("year"))
    rows = Meeting.objects.of_year(year.label).order_by("on", "starts_at", "pk")
    found = with_papers(with_days(rows))
    today = clock.today()
    coming = [each for each in found if each.state in LIVE and each.on >= today]
    context = {
        "year": year,
        "coming": coming,
        "next_one": coming[0] if coming else None,
        "others": [each for each in reversed(found) if each not in coming],
        "may_plan": can_plan(request.actor) is None,
        "today": today,
    }
    return render(request, "meetings/meetings.html", context)


def _year(asked: str | None) -> FinancialYear:
    if asked and asked.isascii() and asked.isdigit() and 1990 <= int(asked) <= 2200:
        return FinancialYear(int(asked))
    return FinancialYear.containing(clock.today())


@require_safe
@signed_in
def meeting(request, pk):
    """The meeting's page, which is its agenda."""
    return meeting_page(request, get_object_or_404(Meeting, pk=pk))


def meeting_page(request, found: Meeting, *, form=None):
    """The agenda; for the secretariat with what builds it. `form`: one that was refused."""
    settled, actor = MeetingSettings.current(), request.actor
    items, today = seeing.agenda(found, actor), clock.today()
    planning = can_plan(actor) is None
    context = {
        "meeting": found,
        "days": days_of(found, settled),
        "items": items,
        "papers": put_under(items, found, actor, today=today),
        "planned_end": seeing.planned_end(found, items),
        "too_long": seeing.too_long(found, items),
        "may_plan": planning,
        "may_propose": can_propose(actor) is None and found.state == MeetingState.PLANNED,
        "may_order": planning and found.is_live,
        "today": today,
        "current": "agenda",
        "carried": follow_ups.carried_to(found, items, actor),
        "form": form,
    }
    if planning and found.state == MeetingState.PLANNED:
        context["waiting"] = seeing.waiting(found)
        context["proposed"] = waiting.proposals(found).count()
    if context["may_order"]:
        context["order_form"] = OrderForm(record=found)
    if can_agree_agenda(actor) is None and found.state == MeetingState.PLANNED:
        context["agree_form"] = AgreeForm(record=found)
    return render(request, "meetings/meeting.html", context)
