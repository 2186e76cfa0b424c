"""Elections called with the last meeting of a year, and their timetable (R72, R83; A2, A3)."""

from datetime import date, timedelta

from django.db import transaction

from consortium.core import audit, clock, due
from consortium.core.periods import FinancialYear
from consortium.core.versions import check_version
from consortium.core.workingdays import add_working_days
from members.actions.terms import when_term_ends
from members.meetings.facts import elections as facts
from members.meetings.models import AgendaItem, Election, Meeting, MeetingSettings
from members.meetings.notices import elections as notices
from members.meetings.permissions_elections import can_run
from members.meetings.rules_elections import Timetable, timetable
from members.meetings.states import ItemKind, MeetingState
from members.meetings.states_elections import ElectionKind, ElectionState
from members.models import Term
from members.states import Office

from .carried import when_carried
from .checks import locked_meeting, refuse_if
from .items import agenda_changed, put_item
from .last import follows_last

OPENS = "meetings.nominations_open"
CLOSING = "meetings.nominations_closing"
CLOSED = "meetings.nominations_closed"
KINDS = (OPENS, CLOSING, CLOSED)
REMIND = 5  # working days before nominations close
S = ElectionState


@follows_last
@transaction.atomic
def look_again(*, by) -> None:
    """Each last meeting to come has its election, and each election the days of its meeting.

    Asked again it changes nothing. A meeting that was moved moves them, a by-election
    without a meeting gets the next one.
    """
    today = clock.today()
    coming = Meeting.objects.coming(today).filter(state=MeetingState.PLANNED)
    held = AgendaItem.objects.open().filter(kind=ItemKind.ELECTION, about_kind="meetings.year")
    for item in held.filter(meeting__in=coming).select_related("meeting"):
        _ensure_yearly(item, by=by)
    for election in Election.objects.unsettled().select_for_update():
        _place(election, coming.first(), by=by)
        _plan(election, by=by)


def _ensure_yearly(item: AgendaItem, *, by) -> None:
    """For the year after the one that the item is about: one election, wherever it is held."""
    year = FinancialYear.parse(item.about_id).next().label
    if Election.objects.filter(kind=ElectionKind.YEARLY, for_year=year).exists():
        return
    made = Election.objects.create(
        for_year=year, item=item, secret=MeetingSettings.current().secret_elections
    )
    _recorded("election.planned", made, by=by)


def _place(election: Election, coming: Meeting | None, *, by) -> None:
    """The item that took the old one's place; for a by-election without one, a new one."""
    item = facts.last_item(election.item)
    if item is None and election.kind == ElectionKind.BY and coming is not None:
        item = put_item(
            locked_meeting(coming.pk), kind=ItemKind.ELECTION, title="By-election of the chair",
            minutes=15, about=election, by=by,
        )  # fmt: skip
        agenda_changed(locked_meeting(coming.pk))
    if item is not None and item.pk != election.item_id:
        election.item = item
        election.save(update_fields=["item"])


def _plan(election: Election, *, by) -> None:
    """Days of nominations by the day of the meeting; everybody hears of new ones."""
    item = election.item
    if item is None or item.meeting.state != MeetingState.PLANNED or election.state == S.PUT_OFF:
        return
    today, meeting = clock.today(), item.meeting
    if election.state in (S.CLOSED, S.BALLOT) or meeting.on < today:
        if election.state != S.CLOSED or not _would_open_again(election, meeting):
            return
        election.state = S.OPEN
    days = _days(election, meeting)
    before = (election.opens_on, election.closes_on)
    if before != (days.opens, days.closes):
        election.opens_on, election.closes_on = days.opens, days.closes
        election.save(update_fields=["opens_on", "closes_on", "state"])
        _recorded("election.days", election, by=by)
        if before[0] and election.called_on:
            notices.moved(election, by=by)
        _plan_clock(election)
    if election.state == S.PLANNED and days.opens <= today:
        open_nominations(election, by=by)


def _would_open_again(election: Election, meeting: Meeting) -> bool:
    """A meeting that was moved far enough gives people their days back."""
    settled = MeetingSettings.current()
    return add_working_days(meeting.on, -settled.election_closes) >= clock.today()


def _days(election: Election, meeting: Meeting) -> Timetable:
    """Reckoned from the day of the call where that has been, so that it stays as it was said."""
    settled = MeetingSettings.current()
    return timetable(
        meeting.on, today=election.called_on or clock.today(),
        opens=settled.election_opens, closes=settled.election_closes,
    )  # fmt: skip


def _plan_clock(election: Election) -> None:
    due.cancel(KINDS, election)
    today = clock.today()
    wanted = {
        OPENS: election.opens_on,
        CLOSING: add_working_days(election.closes_on, -REMIND),
        CLOSED: election.closes_on + timedelta(days=1),
    }
    for kind, day in wanted.items():
        if day >= today and not (kind == CLOSING and day <= election.opens_on):
            due.plan(kind, election, day)


@transaction.atomic
def open_nominations(election: Election, *, by) -> Election:
    """The call goes to all members (R72)."""
    current = locked_election(election.pk)
    if current.state != S.PLANNED:
        return current
    current.state, current.called_on = S.OPEN, clock.today()
    current.save(update_fields=["state", "called_on"])
    _recorded("election.called", current, by=by)
    notices.called(current, by=by)
    return current


@transaction.atomic
def close_nominations(election: Election, *, by) -> Election:
    """The last day is over. Where nobody stands, the meeting takes nominations from the floor."""
    current = locked_election(election.pk)
    if current.state != S.OPEN:
        return current
    current.state = S.CLOSED
    current.save(update_fields=["state"])
    _recorded("election.closed", current, by=by)
    notices.closed(current, current.candidates.standing().count(), by=by)
    return current


@when_carried(ItemKind.ELECTION)
def put_off(item: AgendaItem, *, why: str, by) -> None:
    """The meeting did not elect anybody: no quorum, no result, no time (A3)."""
    election = Election.objects.unsettled().select_for_update().filter(item=item).first()
    if election is None or election.state == S.PUT_OFF:
        return
    election.state, election.why = S.PUT_OFF, why[:300]
    election.save(update_fields=["state", "why"])
    due.cancel(KINDS, election)
    audit.record("election.put_off", election, after={"item": item.pk}, reason=why, by=by)
    notices.put_off(election, by=by)


@when_term_ends
def by_election(term: Term, *, by) -> Election | None:
    """The chair leaves before 31 March: a by-election at the next meeting, for the rest of the
    year. Our rule, as the agreement is silent (R85).

    Where the next meeting is the last of the year there is none: that one elects for the next
    year, and stand-ins serve until then. Nor is there one while one is open.
    """
    if term.office != Office.CHAIR:
        return None
    first_day = max(term.starts if term.withdrawn_at else term.ends + timedelta(days=1),
                    clock.today())  # fmt: skip
    year = FinancialYear.containing(term.starts)
    if first_day > year.end or _filled(first_day, year.end):
        return None
    coming = Meeting.objects.coming(first_day).filter(state=MeetingState.PLANNED).first()
    open_now = Election.objects.unsettled().filter(kind=ElectionKind.BY)
    if open_now.exists() or (coming and (coming.is_last or coming.on > year.end)):
        return None
    made = Election.objects.create(
        kind=ElectionKind.BY, for_year=year.label,
        secret=MeetingSettings.current().secret_elections,
        why="The chair left office before the end of the year.",
    )  # fmt: skip
    _recorded("election.planned", made, by=by)
    _place(made, coming, by=by)
    notices.vacant(made, by=by)
    _plan(made, by=by)
    return made


def _filled(first: date, last: date) -> bool:
    return Term.objects.overlapping(first, last).filter(office=Office.CHAIR).exists()


@transaction.atomic
def settle_elections(*, opens: int, closes: int, secret: bool, version, by) -> MeetingSettings:
    """How long nominations are open, and whether the chair is elected in secret (R72, R83).

    Elections that were not called yet follow at once.
    """
    MeetingSettings.objects.get_or_create(pk=1)
    current = MeetingSettings.objects.select_for_update().get(pk=1)
    check_version(current, version)
    refuse_if(
        can_run(by),
        "" if 1 <= closes < opens <= 120 else
        "Nominations open before they close, 120 working days before the meeting at most.",
    )  # fmt: skip
    before = {"opens": current.election_opens, "closes": current.election_closes,
              "secret": current.secret_elections}  # fmt: skip
    current.election_opens, current.election_closes = opens, closes
    current.secret_elections, current.version = secret, current.version + 1
    current.save()
    after = {"opens": opens, "closes": closes, "secret": secret}
    audit.record("elections.settled", current, before=before, after=after, by=by)
    Election.objects.filter(state=S.PLANNED).update(secret=secret)
    look_again(by=by)
    return current


def locked_election(pk: int) -> Election:
    """The election under its lock, with its item and meeting."""
    rows = Election.objects.select_related("item__meeting").select_for_update(of=("self",))
    return rows.get(pk=pk)


def _recorded(action: str, election: Election, *, by) -> None:
    after = {
        "kind": election.kind, "for_year": election.for_year, "item": election.item_id,
        "opens_on": election.opens_on, "closes_on": election.closes_on, "state": election.state,
    }  # fmt: skip
    audit.record(action, election, after=after, by=by)
