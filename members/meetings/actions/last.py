"""The last meeting of a financial year and its three items (8.4, 9.2; A2, A3)."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from consortium.core import audit, clock, due
from consortium.core.locks import retried
from consortium.core.models.due import DueItem
from consortium.core.periods import FinancialYear
from members.meetings import rules_agenda
from members.meetings.models import AgendaItem, Meeting
from members.meetings.notices import schedule as notices
from members.meetings.permissions import can_plan
from members.meetings.states import ItemState, MeetingState

from . import carried
from .checks import locked_meeting, refuse_if
from .items import agenda_changed, put_again, put_item, withdraw

YEAR_OVER = "meetings.year_over"
SCHEDULE = "meetings.schedule_wanted"
SCHEDULE_LATE = "meetings.schedule_late"
OPEN = (ItemState.PLANNED, ItemState.CARRIED)
FOLLOWS: list[Callable[..., None]] = []


def follows_last(verb: Callable[..., None]) -> Callable[..., None]:
    """Register `verb(*, by)`: run whenever the last meeting of a year, or what is carried to a
    meeting, may have changed."""
    FOLLOWS.append(verb)
    return verb


def _follow(*, by) -> None:
    for verb in FOLLOWS:
        verb(by=by)


def settle_last(label: str, *, changed: Meeting | None = None, by) -> None:
    """Find the last meeting of a financial year after one was planned, moved or called off.

    The one that is flagged stays, unless it was called off, or a meeting that was now
    `changed` lies later, or is the flagged one itself and another now lies later. What
    was begun or held stays the last (A2).
    """
    _settle_flag(label, changed=changed, by=by)
    _follow(by=by)


def _settle_flag(label: str, *, changed: Meeting | None, by) -> None:
    rows = Meeting.objects.select_for_update().of_year(label).standing().order_by("on", "starts_at")
    found = list(rows)
    flagged = next((each for each in found if each.is_last), None)
    planned = [each for each in found if each.state == MeetingState.PLANNED]
    if flagged and flagged.state != MeetingState.PLANNED:
        return
    latest = planned[-1] if planned else None
    touched = changed is not None and latest is not None and latest.pk == changed.pk
    own = flagged is not None and changed is not None and flagged.pk == changed.pk
    if flagged is None or touched or own:
        _move_flag(flagged, latest, by=by)


def _move_flag(flagged: Meeting | None, to: Meeting | None, *, by) -> None:
    if to is None or (flagged and flagged.pk == to.pk):
        return
    if flagged:
        flagged.is_last = False
        flagged.save(update_fields=["is_last"])
    to.is_last = True
    to.save(update_fields=["is_last"])
    before = {"meeting": flagged.pk} if flagged else None
    audit.record("meeting.last_of_year", to, before=before, after={"meeting": to.pk}, by=by)
    _bring_items(to, by=by)


def _bring_items(to: Meeting, *, by) -> None:
    """The three items go along, with all that was written there; missing ones are made."""
    why = f"The last meeting of {to.financial_year} is now on {to.on.day} {to.on:%B %Y}."
    for kind in rules_agenda.LAST_KINDS:
        every = items_of_year(to.financial_year).filter(kind=kind)
        old = every.filter(state__in=OPEN, carried_to__isnull=True).exclude(meeting=to)
        old = old.order_by("-pk").first()
        if old:
            if old.state == ItemState.PLANNED:
                withdraw(old, why=why, by=by)
                agenda_changed(locked_meeting(old.meeting_id))
            put_again(old, to, by=by)
        elif not every.exclude(state=ItemState.WITHDRAWN).exists():
            put_item(
                to, kind=kind, title=rules_agenda.LAST_TITLES[kind], minutes=15,
                about=year_of(to.financial_year), by=by,
            )  # fmt: skip
    agenda_changed(locked_meeting(to.pk))


def year_of(label: str) -> tuple[str, str]:
    """What the three items of a financial year are about, as `audit.kind_and_id` takes it."""
    return ("meetings.year", label)


def items_of_year(label: str):
    """Plan, accountable body and election of a year, wherever they were carried to."""
    about_kind, about_id = year_of(label)
    kinds = AgendaItem.objects.filter(kind__in=rules_agenda.LAST_KINDS)
    return kinds.filter(about_kind=about_kind, about_id=about_id)


@retried
def flag_last(meeting: Meeting, *, by) -> Meeting:
    """The secretariat says which meeting is the last of its financial year."""
    current = locked_meeting(meeting.pk)
    others = Meeting.objects.select_for_update().of_year(current.financial_year).standing()
    flagged = others.filter(is_last=True).first()
    refuse_if(
        can_plan(by, current),
        "It must be a meeting that has not begun." if current.state != MeetingState.PLANNED else "",
        "The last meeting of this financial year was held already."
        if flagged and flagged.state != MeetingState.PLANNED
        else "",
    )
    _move_flag(flagged, current, by=by)
    _follow(by=by)
    return locked_meeting(current.pk)


def left_over(label: str) -> list[AgendaItem]:
    """The three items of a financial year that no meeting has settled, in their order."""
    found = items_of_year(label).filter(state__in=OPEN, carried_to__isnull=True)
    return sorted(found.select_related("meeting"), key=_by_rank)


def _by_rank(item: AgendaItem) -> int:
    return rules_agenda.rank(item.kind)


@transaction.atomic
def year_over(label: str, *, by) -> list[AgendaItem]:
    """On 1 April: what the last meeting has not settled is first business of the next (A3), and
    so is all of it where no last meeting was ever planned.

    Gives what was left over; the secretariat, who was chair and the members are told. Where no
    meeting is planned it waits, and the first one that is planned takes it in.
    """
    left = left_over(label)
    if not left and not was_never_planned(label):
        return left
    to = carry_left_over(by=by)
    if left:
        current = left_over(label)
        notices.year_over(label, left=current, meeting=current[0].meeting, by=by)
    else:
        notices.never_planned(label, to, by=by)
    return left_over(label)


def was_never_planned(label: str) -> bool:
    """Nothing of a financial year's end has ever stood on an agenda."""
    last = Meeting.objects.of_year(label).filter(is_last=True)
    return not items_of_year(label).exists() and not last.exists()


def _missed(today: date) -> str:
    """The year before this one, where the clock has seen its end without a last meeting."""
    start = FinancialYear.containing(today).start
    label = FinancialYear.containing(start - timedelta(days=1)).label
    seen = DueItem.objects.filter(
        kind=YEAR_OVER, object_id=label, handled_at__isnull=False, cancelled_at__isnull=True
    )
    return label if seen.exists() and was_never_planned(label) else ""


@transaction.atomic
def carry_left_over(*, by) -> Meeting | None:
    """Put what a last meeting left open first on the next meeting's agenda: it was held without
    settling it (no quorum, for one), or its year is over and it never was, or was never planned.

    Gives that meeting, None where none is planned or nothing is left over.
    """
    today = clock.today()
    rows = AgendaItem.objects.filter(kind__in=rules_agenda.LAST_KINDS, state__in=OPEN)
    held = Q(meeting__state=MeetingState.HELD)
    never = Q(meeting__on__lt=FinancialYear.containing(today).start)
    never &= ~Q(meeting__state=MeetingState.OPEN)
    rows = rows.filter(held | never, carried_to__isnull=True).select_related("meeting")
    left = sorted(rows, key=lambda item: (item.about_id, _by_rank(item)))
    coming = Meeting.objects.select_for_update().coming(today)
    to = coming.filter(state=MeetingState.PLANNED).first()
    missed = _missed(today)
    if to is None or not (left or missed):
        return None
    for kind in reversed(rules_agenda.LAST_KINDS) if missed else ():  # each before the others
        put_item(
            to, kind=kind, title=rules_agenda.LAST_TITLES[kind], minutes=15,
            about=year_of(missed), first=True, by=by,
        )  # fmt: skip
    for item in left:
        if item.state == ItemState.PLANNED:
            mark_carried(item, why="It was not dealt with there.", by=by)
        put_again(item, to, by=by)
    agenda_changed(to)
    _follow(by=by)
    return to


def mark_carried(item: AgendaItem, *, why: str, by) -> None:
    """Left over by a meeting that never was, or ended before it came to this."""
    item.state, item.why, item.version = ItemState.CARRIED, why, item.version + 1
    item.save(update_fields=["state", "why", "version"])
    audit.record("agenda.item_carried", item, after={"state": item.state}, reason=why, by=by)
    carried.follow(item, why=why, by=by)


def plan_year(label: str) -> None:
    """What the clock looks at in this financial year: its end, and the next one's schedule."""
    year = FinancialYear.parse(label)
    about = year_of(label)
    due.plan(YEAR_OVER, about, year.next().start)
    due.cancel([SCHEDULE, SCHEDULE_LATE], about)
    for kind, day in ((SCHEDULE, schedule_call(year)), (SCHEDULE_LATE, schedule_by(year))):
        due.plan(kind, about, day)


def schedule_by(year: FinancialYear) -> date:
    """The day of the December meeting, by which the next year's dates are out (R90)."""
    december = year.start.replace(month=12)
    rows = Meeting.objects.standing().filter(on__year=december.year, on__month=12)
    return rows.order_by("on").values_list("on", flat=True).first() or december.replace(day=10)


def schedule_call(year: FinancialYear) -> date:
    """When the secretariat is reminded of it: on 1 November."""
    return year.start.replace(month=11)
