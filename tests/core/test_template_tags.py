"""Templates show money with its pence and days with their weekday."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines

from consortium.core.periods import Quarter


def show(expression, **context):
    return engines["django"].from_string("{% load core %}" + expression).render(context)


@pytest.mark.parametrize(
    "expression, value, shown",
    [
        ("{{ v|pounds }}", 123_450, "£1,234.50"),
        ("{{ v|pounds }}", -12_000, "(£120.00)"),
        ("{{ v|pounds }}", 0, "£0.00"),
        ("{{ v|pounds }}", None, ""),
        ("{{ v|pounds_bare }}", -12_000, "(120.00)"),
        ("{{ v|day }}", date(2026, 10, 14), "Wed 14 October 2026"),
        ("{{ v|day }}", datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Wed 1 July 2026"),
        ("{{ v|day }}", None, ""),
        ("{{ v|day_plain }}", date(2026, 10, 4), "4 October 2026"),
        ("{{ v|day_short }}", date(2026, 10, 4), "4 Oct 2026"),
        ("{{ v|daytime }}", datetime(2026, 7, 1, 8, 5, tzinfo=UTC), "Wed 1 July 2026 at 09:05"),
        ("{{ v|daytime }}", date(2026, 10, 14), "Wed 14 October 2026"),
        ("{{ v|quarter_label }}", "2026-Q2", "July to September 2026"),
        ("{{ v|quarter_short }}", Quarter(2026, 4), "Q4 2026/27"),
        ("{{ v|quarter_short }}", None, ""),
    ],
)
def test_a_value_is_shown_in_words(expression, value, shown):
    assert show(expression, v=value) == shown


@pytest.mark.django_db
def test_working_days_are_counted_from_the_domains_date():
    due, today = date(2026, 10, 14), date(2026, 10, 7)
    assert show("{{ due|working_days_left:today }}", due=due, today=today) == "5"
    assert show("{% today as t %}{{ t|day_plain }}") != ""
