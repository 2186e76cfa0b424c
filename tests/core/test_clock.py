"""One clock for deadlines: London's, or the demonstration's own."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.audit import history
from consortium.core.models import DomainClock
from consortium.core.workflow import Refused

DEMO_DAY = date(2026, 10, 21)


@pytest.fixture
def production(settings):
    settings.DEMO = False


@pytest.mark.parametrize(
    "instant, day",
    [
        (datetime(2026, 6, 30, 22, 59, 59, 999_000, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2028, 2, 29, 0, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_in_production_it_is_the_day_in_london_and_no_table_is_read(production, instant, day):
    with time_machine.travel(instant, tick=False):
        assert clock.today() == day  # no database mark: a query would fail the test


def test_in_production_the_date_cannot_be_moved(production):
    with pytest.raises(Refused, match="only in the demonstration"):
        clock.set_today(DEMO_DAY, by=SYSTEM)
    with pytest.raises(Refused):
        clock.next_day(by=SYSTEM)


@pytest.mark.django_db
def test_a_demonstration_has_its_own_date_and_moves_on_by_a_day():
    clock.set_today(DEMO_DAY, by=SYSTEM)
    assert clock.today() == DEMO_DAY
    assert clock.next_day(by=SYSTEM) == date(2026, 10, 22)
    assert clock.today() == date(2026, 10, 22)
    assert DomainClock.objects.count() == 1


@pytest.mark.django_db
def test_a_demonstration_without_a_date_lives_in_the_real_day():
    with time_machine.travel(datetime(2026, 11, 3, 12, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 11, 3)
        assert clock.next_day(by=SYSTEM) == date(2026, 11, 4)


@pytest.mark.django_db
def test_moving_the_date_is_written_down():
    clock.set_today(DEMO_DAY, by=SYSTEM)
    clock.next_day(by=SYSTEM)
    rows = list(history(DomainClock.objects.get()))
    assert [row.action for row in rows] == ["clock.moved", "clock.moved"]
    assert (rows[0].before, rows[1].before) == (None, {"day": "2026-10-21"})


@pytest.mark.django_db
def test_within_a_request_the_date_is_read_once(django_assert_num_queries):
    clock.set_today(DEMO_DAY, by=SYSTEM)
    with clock.one_reading(), django_assert_num_queries(1):
        assert {clock.today() for _ in range(20)} == {DEMO_DAY}


@pytest.mark.django_db
def test_a_date_that_is_moved_within_a_request_is_seen_at_once():
    clock.set_today(DEMO_DAY, by=SYSTEM)
    with clock.one_reading():
        clock.today()
        clock.next_day(by=SYSTEM)
        assert clock.today() == date(2026, 10, 22)


@pytest.mark.django_db
def test_outside_a_request_another_process_is_seen_at_once():
    clock.set_today(DEMO_DAY, by=SYSTEM)
    clock.today()
    DomainClock.objects.update(day=date(2026, 12, 1))  # as another process would
    assert clock.today() == date(2026, 12, 1)


@pytest.mark.django_db
def test_a_demonstration_lets_time_run_within_its_day():
    clock.set_today(DEMO_DAY, by=SYSTEM)
    with time_machine.travel(datetime(2027, 7, 1, 13, 30, tzinfo=UTC), tick=False):
        assert clock.local_now().isoformat() == "2026-10-21T14:30:00+01:00"


@pytest.mark.parametrize(
    "instant, at, past",
    [
        (datetime(2026, 10, 14, 22, 59, 59, tzinfo=UTC), None, False),  # 23:59:59 in London
        (datetime(2026, 10, 14, 23, 0, tzinfo=UTC), None, True),
        (datetime(2026, 10, 14, 16, 0, tzinfo=UTC), time(17), False),
        (datetime(2026, 10, 14, 16, 0, 1, tzinfo=UTC), time(17), True),
        (datetime(2026, 10, 13, 20, 0, tzinfo=UTC), time(17), False),
        (datetime(2026, 10, 15, 6, 0, tzinfo=UTC), time(17), True),
    ],
)
def test_a_deadline_closes_at_its_local_time(production, instant, at, past):
    with time_machine.travel(instant, tick=False):
        assert clock.is_past(date(2026, 10, 14), at=at) is past
