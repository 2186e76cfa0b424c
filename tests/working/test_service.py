"""The secretariat's arrangements, what they promise, and what was met (R86, R87)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from consortium.core import clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from members.working import facts, rules, tasks
from members.working.actions import service
from members.working.models import Arrangement, Delivery
from members.working.rules import Case, Tally
from members.working.states import Basis, Measured

from .conftest import TODAY

pytestmark = pytest.mark.django_db
STARTED = date(2026, 4, 1)


@pytest.fixture
def arrangement(secretariat, office):
    return service.arrange(
        title="Secretariat", organisation=office.organisation, office="Partnership office",
        does="Agendas, minutes, questions.", hours="Monday to Thursday", email="s@example.org",
        minute="Minute 2", starts=STARTED, review_by=date(2027, 3, 31), by=secretariat,
    )  # fmt: skip


@pytest.fixture
def minutes(arrangement, secretariat):
    return service.promise(
        arrangement, title="Draft minutes", days=10, basis=Basis.AFTER, event="the meeting",
        starts=STARTED, by=secretariat,
    )  # fmt: skip


def test_the_days_are_counted_in_working_days():
    meeting = date(2026, 12, 10)
    assert rules.due_on(base=meeting, basis=Basis.BEFORE, days=5) == date(2026, 12, 2)
    assert rules.due_on(base=date(2026, 12, 18), basis=Basis.AFTER, days=5) == date(2026, 12, 29)


def test_what_is_not_done_is_late_after_its_day_and_waits_before():
    case = Case("Minutes", TODAY, TODAY, None)
    assert (case.met(TODAY), case.met(TODAY + timedelta(days=1))) == (None, False)
    cases = [case, Case("A", TODAY, TODAY, TODAY), Case("B", TODAY, TODAY, date(2027, 1, 1))]
    assert rules.tally(cases, today=TODAY) == Tally(met=1, late=1, waiting=1)
    assert Tally(0, 0, 3).percent is None
    assert Tally(199, 1, 0).percent == 99


def test_one_organisation_provides_a_thing_at_a_time(arrangement, secretariat, member):
    words = {"organisation": member.organisation, "does": "A", "minute": "M", "by": secretariat}
    with pytest.raises(Refused, match="already"):
        service.arrange(
            title="secretariat", starts=TODAY, review_by=TODAY + timedelta(days=300), **words
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Arrangement.objects.create(
            title="SECRETARIAT", organisation=member.organisation, does="A", minute="M",
            starts=TODAY, review_by=TODAY,
        )  # fmt: skip
    service.end_arrangement(arrangement, on=TODAY, reason="Minute 8", by=secretariat)
    tomorrow = TODAY + timedelta(days=1)
    service.arrange(
        title="Secretariat", starts=tomorrow, review_by=TODAY + timedelta(days=300), **words
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Arrangement.objects.filter(pk=arrangement.pk).update(ends=tomorrow)


def test_only_the_secretariat_keeps_it_and_it_is_reviewed_every_year(
    arrangement, secretariat, representative, office
):
    with pytest.raises(Refused) as refused:
        service.arrange(
            title="Website", organisation=office.organisation, does="", minute="",
            starts=TODAY, review_by=TODAY + timedelta(days=500), by=representative,
        )  # fmt: skip
    assert len(refused.value.reasons) == 4
    assert service.REVIEW in due.handlers
    assert tasks
    clock.set_today(arrangement.review_by, by=SYSTEM)
    due.sweep(today=arrangement.review_by)
    assert Message.objects.filter(kind="arrangement.review_due").count() == 1


def test_a_stale_page_changes_nothing(arrangement, secretariat):
    service.change_arrangement(arrangement, version=1, does="More.", by=secretariat)
    with pytest.raises(Stale):
        service.change_arrangement(arrangement, version=1, does="Less.", by=secretariat)


def test_met_and_late_are_decided_by_the_days(minutes, secretariat):
    for base, done in ((date(2026, 6, 11), date(2026, 6, 25)), (date(2026, 9, 10), TODAY)):
        service.record_delivery(minutes, what="Minutes", base_on=base, done_on=done, by=secretariat)
    open_one = service.record_delivery(
        minutes, what="Minutes", base_on=date(2026, 10, 8), done_on=None, by=secretariat
    )
    (line,) = facts.service_table(starts=STARTED, ends=date(2027, 3, 31))
    assert line.tally == Tally(met=1, late=1, waiting=1)
    assert line.tally.percent == 50
    service.done(open_one, on=TODAY, by=secretariat)
    (line,) = facts.service_table(starts=STARTED, ends=date(2027, 3, 31))
    assert line.tally == Tally(met=2, late=1, waiting=0)
    with pytest.raises(Refused, match="already"):
        service.done(open_one, on=TODAY, by=secretariat)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=open_one.pk).update(done_on=STARTED)


def test_what_was_not_promised_then_is_not_counted(minutes, secretariat):
    with pytest.raises(Refused, match="not promised"):
        service.record_delivery(
            minutes, what="A", base_on=date(2026, 3, 1), done_on=None, by=secretariat
        )
    with pytest.raises(Refused, match="today or earlier"):
        service.record_delivery(
            minutes, what="A", base_on=TODAY, done_on=TODAY + timedelta(days=1), by=secretariat
        )
    assert facts.service_table(starts=date(2025, 4, 1), ends=date(2026, 3, 31)) == []


def test_the_site_measures_applications_by_itself(arrangement, secretariat, monkeypatch):
    standard = service.promise(
        arrangement, title="First step", days=5, basis=Basis.AFTER, event="it came in",
        measured=Measured.APPLICATIONS, starts=STARTED, by=secretariat,
    )  # fmt: skip
    with pytest.raises(Refused, match="by itself"):
        service.record_delivery(standard, what="A", base_on=TODAY, done_on=TODAY, by=secretariat)
    source = lambda starts, ends: [("A", date(2026, 10, 1), date(2026, 10, 5))]  # noqa: E731
    monkeypatch.setitem(facts.SOURCES, Measured.APPLICATIONS, source)
    (case,) = facts.cases_of(standard, starts=STARTED, ends=TODAY)
    assert (case.due, case.met(TODAY)) == (date(2026, 10, 8), True)


def test_a_review_keeps_what_was_met_since_the_last(arrangement, minutes, secretariat):
    service.record_delivery(
        minutes, what="A", base_on=date(2026, 6, 11), done_on=date(2026, 6, 12), by=secretariat
    )
    found = service.review_arrangement(
        arrangement, note="Good.", review_by=TODAY + timedelta(days=365), by=secretariat
    )
    assert (found.met, found.counted) == (1, 1)
    with pytest.raises(Refused, match="every year"):
        service.review_arrangement(
            arrangement, note="Good.", review_by=TODAY + timedelta(days=800), by=secretariat
        )


def test_a_standard_ends_with_its_arrangement(arrangement, minutes, secretariat):
    service.end_arrangement(arrangement, on=TODAY, reason="Minute 8", by=secretariat)
    minutes.refresh_from_db()
    assert minutes.ends == TODAY
    with pytest.raises(Refused, match="ended already"):
        service.end_standard(minutes, by=secretariat)


@pytest.mark.parametrize("more", [0, 2])
def test_the_table_takes_the_same_queries_for_every_standard(
    arrangement, minutes, secretariat, django_assert_num_queries, more
):
    def promised(title, measured):
        return service.promise(
            arrangement, title=title, days=5, basis=Basis.AFTER, event="it", measured=measured,
            starts=STARTED, by=secretariat,
        )  # fmt: skip

    promised("Answers", Measured.FEEDBACK)
    for number in range(more):
        each = promised(f"By hand {number}", Measured.HAND)
        service.record_delivery(each, what="One", base_on=TODAY, done_on=TODAY, by=secretariat)
    with django_assert_num_queries(4):  # the day, standards, what is written by hand, feedback
        table = facts.service_table(starts=STARTED, ends=date(2027, 3, 31))
    met = {line.standard.title: line.tally.met for line in table}
    assert [met[f"By hand {number}"] for number in range(more)] == [1] * more
    assert met["Draft minutes"] == 0


def test_a_standard_counts_only_while_it_is_promised(arrangement, minutes, secretariat):
    service.record_delivery(minutes, what="Now", base_on=TODAY, done_on=TODAY, by=secretariat)
    minutes.starts = TODAY + timedelta(days=1)
    year = {"starts": STARTED, "ends": date(2027, 3, 31)}
    assert facts.cases_of(minutes, **year) == []
    minutes.starts, minutes.ends = STARTED, TODAY
    assert [case.what for case in facts.cases_of(minutes, **year)] == ["Now"]
