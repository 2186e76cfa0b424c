"""Agendas on time stand in the secretariat's table of service (10.1, R87)."""

from datetime import date, datetime, time, timedelta

import pytest

from consortium.core.periods import LONDON
from members.meetings.actions import circulation, minutes
from members.meetings.facts import moments
from members.meetings.states import MeetingState
from members.working import facts
from members.working.actions import service
from members.working.states import Basis, Measured
from tests.factories import meetings as make
from tests.factories.meetings import TODAY

pytestmark = pytest.mark.django_db


def test_the_first_circulation_of_each_meeting_is_measured(here):
    starts = date(2026, 4, 1)
    arrangement = service.arrange(
        title="Secretariat", organisation=here.office.organisation, minute="Minute 1",
        starts=starts, review_by=date(2027, 3, 31), does="Sends agendas.", by=here.secretariat,
    )  # fmt: skip
    standard = service.promise(
        arrangement, title="Agendas", days=5, basis=Basis.BEFORE, event="the meeting",
        measured=Measured.AGENDAS, starts=starts, by=here.secretariat,
    )  # fmt: skip
    with moments.told(datetime.combine(TODAY, time(16), tzinfo=LONDON)):  # before the cut-off
        for days in (7, 8, 6):  # only eight leave five clear working days
            meeting = make.meeting(on=TODAY + timedelta(days=days))
            make.item(meeting)
            circulation.circulate(meeting, reason="Snow.", by=here.secretariat)
    make.meeting(on=TODAY - timedelta(days=7), state=MeetingState.HELD)  # nothing went out
    make.meeting(on=TODAY + timedelta(days=60))  # can still be met
    make.meeting(on=TODAY + timedelta(days=50), state=MeetingState.CANCELLED)
    cases = facts.cases_of(standard, starts=starts, ends=date(2027, 3, 31))
    met = [(case.base - TODAY).days for case in cases if case.met(TODAY)]
    late = [(case.base - TODAY).days for case in cases if case.met(TODAY) is False]
    waits = [(case.base - TODAY).days for case in cases if case.met(TODAY) is None]
    assert (met, late, waits) == ([8], [-7, 6, 7], [60])
    (line,) = facts.service_table(starts=starts, ends=date(2027, 3, 31))
    assert (line.tally.met, line.tally.late) == (1, 3)


def test_minutes_are_measured_by_the_day_their_draft_went_round(here):
    starts = date(2026, 4, 1)
    arrangement = service.arrange(
        title="Secretariat", organisation=here.office.organisation, minute="Minute 1",
        starts=starts, review_by=date(2027, 3, 31), does="Writes minutes.", by=here.secretariat,
    )  # fmt: skip
    standard = service.promise(
        arrangement, title="Minutes", days=10, basis=Basis.AFTER, event="the meeting",
        measured=Measured.MINUTES, starts=starts, by=here.secretariat,
    )  # fmt: skip
    for days in (7, 30):  # in time today; late today
        held = make.meeting(on=TODAY - timedelta(days=days), state=MeetingState.HELD)
        draft = minutes.begin(held, by=here.secretariat)
        minutes.circulate(draft, by=here.secretariat)
    make.meeting(on=TODAY - timedelta(days=60), state=MeetingState.HELD)  # nobody wrote any
    make.meeting(on=TODAY + timedelta(days=60))  # was not held yet
    cases = facts.cases_of(standard, starts=starts, ends=date(2027, 3, 31))
    told = {(case.base - TODAY).days: case.met(TODAY) for case in cases}
    assert told == {-60: False, -30: False, -7: True}
