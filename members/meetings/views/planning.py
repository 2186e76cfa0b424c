"""Planning a year's dates or one, changing and calling off; and what is settled about meetings."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.core import clock
from consortium.core.access import allowed, signed_in
from consortium.core.days import long_day
from consortium.core.idempotency import FIELD as TOKEN
from consortium.core.idempotency import new_token
from consortium.core.versions import beside
from consortium.core.workingdays import is_working_day
from members.meetings.actions import last, schedule, setting
from members.meetings.facts.notice import notice
from members.meetings.forms.schedule import CancelForm, PlanForm, SettingsForm, change_form
from members.meetings.models import Meeting, MeetingSettings
from members.meetings.reports.schedule import schedule_pdf
from members.views.acting import acted

from .access import secretariat

ANY = ["GET", "HEAD", "POST"]


@require_http_methods(ANY)
@allowed(secretariat)
def meetings_plan(request):
    """Dates typed, looked at, published: nothing goes out before the second press."""
    form = PlanForm(request.POST or None)
    sure = request.POST.get("sure") == "yes"

    def verb():
        made = schedule.plan_meetings(form.plans(), by=request.actor)
        year = schedule.FinancialYear.containing(made[0].on).year
        words = f"Published: {len(made)} date{'s' if len(made) > 1 else ''}. Everybody is invited."
        return f"/meetings/?year={year}", words

    if sure:
        answer = acted(request, form, name="meetings_plan", verb=verb)
        if answer:
            return answer
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        context |= {"looked": _looked_at(form), "typed": _typed(form)}
    return render(request, "meetings/plan.html", context)


def _typed(form: PlanForm) -> list[tuple[str, str]]:
    """What was looked at, as it was typed, to be published as it is."""
    names = [name for name in form.fields if name != TOKEN]
    return [(name, form.data.get(name, "")) for name in names] + [(TOKEN, new_token())]


def _looked_at(form: PlanForm) -> list[dict]:
    """Each date with what is to be known before it goes out."""
    rules, found = notice(), []
    for plan in sorted(form.plans(), key=lambda plan: plan.on):
        found.append(
            {
                "plan": plan,
                "circulate": rules.circulate_by(plan.on),
                "wrong": schedule.against(plan),
                "day_off": not is_working_day(plan.on),
            }
        )
    return found


@require_http_methods(ANY)
@allowed(secretariat)
def meeting_change(request, pk):
    meeting = get_object_or_404(Meeting, pk=pk)
    form = change_form(meeting, request.POST or None)

    def verb():
        with beside(form):
            schedule.change_meeting(
                meeting, form.plan(), why=form.cleaned_data["why"],
                version=form.cleaned_data["version"], by=request.actor,
            )  # fmt: skip
        return meeting.get_absolute_url(), "Saved. Everybody is told, and so are their calendars."

    context = {
        "form": form, "title": f"Change the meeting on {long_day(meeting.on)}",
        "back": meeting.get_absolute_url(),
    }  # fmt: skip
    return acted(request, form, name="meeting_change", verb=verb) or render(
        request, "meetings/form.html", context
    )


@require_http_methods(ANY)
@allowed(secretariat)
def meeting_cancel(request, pk):
    meeting = get_object_or_404(Meeting, pk=pk)
    form = CancelForm(request.POST or None)

    def verb():
        schedule.cancel_meeting(meeting, why=form.cleaned_data["why"], by=request.actor)
        return meeting.get_absolute_url(), "Cancelled. Everybody is told."

    context = {
        "form": form, "title": f"Cancel the meeting on {long_day(meeting.on)}",
        "lead": "What is on its agenda waits for another meeting.",
        "back": meeting.get_absolute_url(),
    }  # fmt: skip
    return acted(request, form, name="meeting_cancel", verb=verb) or render(
        request, "meetings/form.html", context
    )


@require_POST
@allowed(secretariat)
def meeting_last(request, pk):
    """Flag this one as the last of its financial year; its three items come along."""
    meeting = get_object_or_404(Meeting, pk=pk)
    last.flag_last(meeting, by=request.actor)
    return redirect(meeting)


@require_safe
@signed_in
def meetings_pdf(request, year):
    answer = HttpResponse(schedule_pdf(year), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="meetings-{year.year}.pdf"'
    return answer


@require_http_methods(ANY)
@allowed(secretariat)
def meetings_settings(request):
    current = MeetingSettings.current()
    form = SettingsForm(request.POST or None, record=current)

    def verb():
        names = ("clear_days", "cut_off", "call_days", "propose_days", "version")
        values = {name: form.cleaned_data[name] for name in names}
        setting.settle(**values, standing=form.standing(), by=request.actor)
        return (
            "/meetings/settings/",
            "Saved. The days before each meeting to come are reckoned anew.",
        )

    return acted(request, form, name="meetings_settings", verb=verb) or render(
        request, "meetings/settings.html", {"form": form, "today": clock.today()}
    )
