"""Working days against published facts and the demonstration's own calendar."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from consortium.core import workingdays
from consortium.core.periods import Quarter
from consortium.core.workingdays import (
    add_working_days,
    bank_holidays,
    day_sent,
    is_working_day,
    latest_circulation,
    working_days_between,
)

days = st.dates(date(2005, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    "meeting, latest",
    [
        (date(2009, 3, 24), date(2009, 3, 16)),
        (date(2027, 1, 5), date(2026, 12, 23)),
        (date(2026, 9, 7), date(2026, 8, 27)),
        (date(2027, 3, 31), date(2027, 3, 19)),
    ],
)
def test_papers_go_out_five_clear_working_days_before_the_meeting(meeting, latest):
    assert latest_circulation(meeting) == latest


@pytest.mark.parametrize(
    "quarter, due",
    [
        ("2026-Q1", ["2026-07-14", "2026-07-21", "2026-07-28", "2026-08-04"]),
        ("2026-Q2", ["2026-10-14", "2026-10-21", "2026-10-28", "2026-11-04"]),
        ("2026-Q3", ["2027-01-15", "2027-01-22", "2027-01-29", "2027-02-05"]),
        ("2026-Q4", ["2027-04-14", "2027-04-21", "2027-04-28", "2027-05-06"]),
    ],
)
def test_the_claim_calendar_counts_from_the_end_of_the_quarter(quarter, due):
    end = Quarter.parse(quarter).end
    assert [str(add_working_days(end, n)) for n in (10, 15, 20, 25)] == due


def test_bank_holidays_are_those_of_england_and_wales():
    published = [
        "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31",
        "2026-12-25", "2026-12-28",
    ]  # fmt: skip
    assert sorted(map(str, bank_holidays(2026))) == published
    assert date(2022, 9, 19) in bank_holidays(2022)  # the Queen's funeral
    assert date(2023, 5, 8) in bank_holidays(2023)  # the coronation
    assert date(2020, 5, 8) in bank_holidays(2020)  # the early May holiday, moved to a Friday
    assert date(2020, 5, 4) not in bank_holidays(2020)
    assert date(2026, 1, 2) not in bank_holidays(2026)  # Scotland's


@given(days, st.integers(-60, 60))
def test_counting_and_adding_working_days_agree(day, n):
    landed = add_working_days(day, n)
    assert working_days_between(day, landed) == n
    assert n == 0 or is_working_day(landed)


@given(days, days)
def test_between_counts_each_working_day_once(a, b):
    first, last = sorted((a, b))
    span = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    counted = sum(map(is_working_day, span[1:] if a <= b else span[:-1]))
    assert working_days_between(a, b) == (counted if a <= b else -counted)


@given(days, st.integers(0, 15))
def test_circulation_leaves_exactly_the_clear_days_between(meeting, clear):
    sent = latest_circulation(meeting, clear)
    between = [sent + timedelta(days=i) for i in range(1, (meeting - sent).days)]
    assert sum(map(is_working_day, between)) == clear


def test_a_paper_sent_after_five_counts_for_the_next_day():
    assert day_sent(datetime(2026, 8, 27, 16, 0, tzinfo=UTC)) == date(2026, 8, 27)  # 17:00 BST
    assert day_sent(datetime(2026, 8, 27, 16, 0, 1, tzinfo=UTC)) == date(2026, 8, 28)
    assert day_sent(datetime(2026, 12, 23, 17, 0, tzinfo=UTC)) == date(2026, 12, 23)


def test_a_holiday_announced_later_is_no_working_day():
    try:
        workingdays.announce([date(2026, 10, 7)])
        assert add_working_days(date(2026, 9, 30), 10) == date(2026, 10, 15)
    finally:
        workingdays.forget_announced()
    assert add_working_days(date(2026, 9, 30), 10) == date(2026, 10, 14)


ANNOUNCED = """
import sys
from datetime import date
{start}
from consortium.core.workingdays import is_working_day
days = [date(2027, 5, 10), date(2027, 5, 11)]
sys.exit(str([is_working_day(day) for day in days]))
"""


@pytest.mark.parametrize(
    "start",
    [
        "import consortium.wsgi",
        "from consortium.celery import app; app.loader.import_default_modules()",
        "import django; django.setup()  # as manage.py does",
    ],
    ids=["web", "worker", "command"],
)
def test_a_holiday_named_in_the_environment_holds_in_every_process(start, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", ANNOUNCED.format(start=start)],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "VAR_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "consortium.settings.dev",
            "EXTRA_BANK_HOLIDAYS": "2027-05-10, 2027-06-02",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.strip().endswith("[False, True]")


def test_the_table_of_holidays_is_not_loaded_before_it_is_asked_for():
    code = "import sys, consortium.core.workingdays; sys.exit('holidays' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
