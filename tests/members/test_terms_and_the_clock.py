"""An office passes at midnight in London, on the days on which clocks change too (T3, GV9)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from consortium.core import clock
from members import hats
from members.hats import NoLongerAllowed
from members.offices import chair_on, holders
from members.states import Role
from tests.factories import members as make

pytestmark = pytest.mark.django_db
LAST_DAYS = {  # of the first term: what midnight after it is in UTC
    "1 April": (date(2027, 3, 31), datetime(2027, 3, 31, 23, tzinfo=UTC)),
    "into the short day": (date(2027, 3, 27), datetime(2027, 3, 28, tzinfo=UTC)),
    "out of the short day": (date(2027, 3, 28), datetime(2027, 3, 28, 23, tzinfo=UTC)),
    "into the long day": (date(2026, 10, 24), datetime(2026, 10, 24, 23, tzinfo=UTC)),
    "out of the long day": (date(2026, 10, 25), datetime(2026, 10, 26, tzinfo=UTC)),
}
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def production(settings):
    """The day is London's, by the clock of the machine."""
    settings.DEMO = False


def two_terms(last: date):
    """One chair to `last`, and who comes after them from the next day on."""
    ends = date(2027, 3, 31) if last < date(2027, 3, 31) else date(2028, 3, 31)
    old = make.ChairFactory(starts=make.YEAR_STARTS, ends=last)
    new = make.ChairFactory(starts=last + timedelta(days=1), ends=ends)
    return old, new


@pytest.mark.parametrize("when", LAST_DAYS)
def test_a_term_ends_and_the_next_begins_at_midnight_in_london(production, when):
    last, midnight = LAST_DAYS[when]
    old, new = two_terms(last)
    for instant, term in ((midnight - INSTANT, old), (midnight, new)):
        with time_machine.travel(instant, tick=False):
            assert chair_on(clock.today()) == term
            assert list(holders(Role.CHAIR, day=clock.today())) == [term.holder]


@pytest.mark.parametrize("when", LAST_DAYS)
def test_who_leaves_the_office_acts_in_it_until_midnight_and_not_after(production, when):
    last, midnight = LAST_DAYS[when]
    old, _ = two_terms(last)
    with time_machine.travel(midnight - INSTANT, tick=False):
        assert hats.actor_for(old.holder_id, f"chair:{old.organisation_id}").has(Role.CHAIR)
    with (
        time_machine.travel(midnight, tick=False),
        pytest.raises(NoLongerAllowed, match="no longer has the role"),
    ):
        hats.actor_for(old.holder_id, f"chair:{old.organisation_id}")


@pytest.mark.parametrize("when", ["into the short day", "out of the long day"])
def test_each_hour_of_a_day_on_which_clocks_change_has_one_chair(production, when):
    """Twenty-three hours or twenty-five, and half past one once, twice or never: one holder."""
    last, midnight = LAST_DAYS[when]
    old, new = two_terms(last)
    seen = []
    for half_hours in range(-52, 52):
        with time_machine.travel(midnight + timedelta(minutes=30 * half_hours), tick=False):
            seen.append(chair_on(clock.today()))
    assert seen == [old] * 52 + [new] * 52
