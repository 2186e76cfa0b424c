"""The year's schedule: meetings planned, changed and called off, and everybody told (10.4, R90)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, time, timedelta

from consortium.core import audit, clock
from consortium.core.days import long_day
from consortium.core.locks import retried
from consortium.core.periods import FinancialYear
from consortium.core.versions import check_version
from members.meetings.models import Meeting, MeetingSettings
from members.meetings.notices import schedule as notices
from members.meetings.permissions import can_plan
from members.meetings.states import MeetingState

from .checks import locked_meeting, refuse_if
from .items import put_standing
from .last import plan_year, settle_last
from .paper_planning import replan
from .pulse import beat
from .reminders import cancel_reminders, plan_reminders
from .taken import bring_next, call_off_business, move_business

AHEAD = timedelta(days=3 * 366)
SHOWN = ("title", "on", "starts_at", "ends_at", "place", "link", "access", "proposals_until")


@dataclass(frozen=True)
class Plan:
    """When and where a meeting is. Local day and times; a place, a link, or both."""

    on: date
    starts_at: time
    ends_at: time
    place: str = ""
    link: str = ""
    access: str = ""
    title: str = "Meeting of the consortium"
    proposals_until: date | None = None

    @property
    def year(self) -> str:
        return FinancialYear.containing(self.on).label


def against(plan: Plan, *, own: int | None = None) -> list[str]:
    """What is wrong with a plan; `own` is the meeting that it is of."""
    day, today = long_day(plan.on), clock.today()
    until, found = plan.proposals_until, []
    if plan.on < today:
        found.append(f"{day} has gone by.")
    if plan.on > today + AHEAD:
        found.append(f"{day} is more than three years away.")
    if plan.ends_at <= plan.starts_at:
        found.append("The meeting must end after it starts.")
    if not plan.place.strip() and not plan.link.strip():
        found.append("Enter a place, or a link for joining remotely.")
    if not plan.title.strip():
        found.append("Enter what the meeting is called.")
    if until and until >= plan.on:
        found.append("Items must be proposed before the day of the meeting.")
    same = Meeting.objects.standing().filter(on=plan.on, starts_at=plan.starts_at)
    if same.exclude(pk=own).exists():
        found.append(f"There is a meeting on {day} at that time already.")
    return found


@retried
def plan_meetings(plans: Sequence[Plan], *, by) -> list[Meeting]:
    """Publish dates, one or a year's, earliest first; every member is told and invited.

    Each agenda begins with what stands on all of them; the last of the year gets its three.
    """
    plans = sorted(plans, key=lambda plan: (plan.on, plan.starts_at))
    moments = [(plan.on, plan.starts_at) for plan in plans]
    refuse_if(
        can_plan(by),
        "" if plans else "Enter at least one date.",
        *[reason for plan in plans for reason in against(plan)],
        "" if len(set(moments)) == len(moments) else "The same date is entered twice.",
    )
    settled = MeetingSettings.current()
    made = [_made(plan, settled, by=by) for plan in plans]
    for label in sorted({each.financial_year for each in made}):
        settle_last(label, changed=max(
            (each for each in made if each.financial_year == label), key=lambda each: each.on
        ), by=by)  # fmt: skip
        plan_year(label)
    bring_next(by=by)
    made = list(Meeting.objects.filter(pk__in=[each.pk for each in made]).order_by("on", "pk"))
    notices.planned(made, by=by)
    return made


def _made(plan: Plan, settled: MeetingSettings, *, by) -> Meeting:
    meeting = Meeting.objects.create(financial_year=plan.year, **_values(plan))
    audit.record("meeting.planned", meeting, after=asdict(plan), by=by)
    put_standing(meeting, settled, by=by)
    plan_reminders(meeting, settled)
    return meeting


def _values(plan: Plan) -> dict:
    typed = asdict(plan)
    return {name: each.strip() if isinstance(each, str) else each for name, each in typed.items()}


@retried
def change_meeting(meeting: Meeting, plan: Plan, *, why: str, version, by) -> Meeting:
    """Another day, time or place. Calendars hear of it, and so does everybody.

    `version` is that of the page; what was changed meanwhile is `Stale`.
    """
    current = locked_meeting(meeting.pk)
    check_version(current, version)
    before = {name: getattr(current, name) for name in SHOWN}
    moved = (before["on"], before["starts_at"]) != (plan.on, plan.starts_at)
    if before["on"] != plan.on and plan.proposals_until == before["proposals_until"]:
        plan = replace(plan, proposals_until=None)  # the usual day before the new one
    after = _values(plan)
    refuse_if(
        can_plan(by, current),
        _begun(current, "moved"),
        *against(plan, own=current.pk),
        "Say why the meeting is moved." if moved and not why.strip() else "",
        _past_its_year(current, plan),
        "Nothing was changed." if before == after else "",
    )
    old_year = current.financial_year
    for name, value in after.items():
        setattr(current, name, value)
    current.financial_year = plan.year
    current.version, current.sequence = current.version + 1, current.sequence + 1
    current.save(update_fields=[*SHOWN, "financial_year", "version", "sequence"])
    audit.record("meeting.changed", current, before=before, after=after, reason=why, by=by)
    _settle_around(current, old_year, by=by)
    current = locked_meeting(current.pk)
    move_business(current, by=by)
    notices.changed(current, before=before, why=why, by=by)
    return current


def _begun(meeting: Meeting, done: str) -> str:
    if meeting.state == MeetingState.CANCELLED:
        return "This meeting is cancelled."
    return "" if meeting.state == MeetingState.PLANNED else (
        f"The meeting has begun, so it cannot be {done}."
    )  # fmt: skip


def _past_its_year(meeting: Meeting, plan: Plan) -> str:
    if not meeting.is_last or plan.year == meeting.financial_year:
        return ""
    end = long_day(FinancialYear.parse(meeting.financial_year).end)
    return (
        f"The last meeting of {meeting.financial_year} is on {end} at the latest. Flag another "
        "one as the last first, or cancel this one."
    )


def _settle_around(current: Meeting, old_year: str, *, by) -> None:
    cancel_reminders(current)
    plan_reminders(current)
    replan(current)
    beat(current)
    for label in sorted({old_year, current.financial_year}):
        settle_last(label, changed=current, by=by)
        plan_year(label)


@retried
def cancel_meeting(meeting: Meeting, *, why: str, by) -> Meeting:
    """It does not take place. What was on it waits for another; everybody is told."""
    current = locked_meeting(meeting.pk)
    refuse_if(
        can_plan(by, current),
        _begun(current, "cancelled"),
        "" if why.strip() else "Say why the meeting is cancelled.",
    )
    was_last = current.is_last
    current.state, current.is_last = MeetingState.CANCELLED, False
    current.cancelled_why = why.strip()
    current.version, current.sequence = current.version + 1, current.sequence + 1
    current.save(update_fields=["state", "is_last", "cancelled_why", "version", "sequence"])
    beat(current)
    after = {"state": current.state, "was_last": was_last}
    audit.record("meeting.cancelled", current, after=after, reason=why, by=by)
    cancel_reminders(current)
    replan(current)
    call_off_business(current, by=by)
    settle_last(current.financial_year, by=by)
    plan_year(current.financial_year)
    notices.cancelled(current, by=by)
    return current
