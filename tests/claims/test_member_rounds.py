"""Rounds and their dates: opened once, members told in time, nobody told twice (R59, T1, T2)."""

from datetime import date

import pytest

from claims import dues  # registers the handlers
from claims.actions import planning, rounds, sending
from claims.models import Round
from consortium.core import due
from consortium.core.models import DueItem, Message
from consortium.core.periods import Quarter
from consortium.core.workflow import Refused
from tests.factories.claims import a_draft, a_scene, a_sent_claim, own_scene, set_day, start

pytestmark = pytest.mark.django_db
assert dues

Q3 = Quarter(2026, 3)


@pytest.fixture
def scene():
    return a_scene()


def sweep(day):
    set_day(day)
    return due.sweep(today=day)


def subjects(kind=None):
    found = Message.objects.filter(kind__startswith="claim.")
    return list((found.filter(kind=kind) if kind else found).values_list("subject", flat=True))


def test_a_round_has_the_dates_of_the_grants_calendar(scene):
    found = scene.round
    assert (found.opens, found.member_due) == (date(2026, 10, 1), date(2026, 10, 14))
    assert (found.check_due, found.pay_due, found.funder_due) == (
        date(2026, 10, 21), date(2026, 10, 28), date(2026, 11, 4),
    )  # fmt: skip


def test_a_quarter_is_opened_once(scene):
    again = rounds.open_round(scene.grant, scene.round.period, by=scene.finance)
    assert again.pk == scene.round.pk
    assert Round.objects.count() == 1


def test_members_do_not_open_quarters(scene):
    with pytest.raises(Refused, match="finance officer"):
        rounds.open_round(scene.grant, Q3, by=scene.representative)


def test_a_quarter_outside_the_grant_is_not_opened(scene):
    with pytest.raises(Refused, match="does not run"):
        rounds.open_round(scene.grant, Quarter(2025, 4), by=scene.finance)


def test_the_clock_opens_the_next_quarter_on_its_day(scene):
    sweep(date(2026, 12, 31))
    assert not Round.objects.filter(quarter="2026-Q3").exists()
    sweep(date(2027, 1, 1))
    assert Round.objects.get(quarter="2026-Q3").opened_at
    sweep(date(2027, 1, 1))  # what opening it planned is for the next waking of the clock
    assert any("October to December" in subject for subject in subjects("claim.opening"))


def test_a_grant_without_any_round_is_found_by_the_daily_look(scene):
    Round.objects.all().delete()
    DueItem.objects.all().delete()
    set_day(date(2026, 12, 30))
    rounds.plan_openings()
    rounds.plan_openings()
    assert DueItem.objects.get().due_at == date(2027, 1, 1)


def test_representative_and_claims_person_each_get_the_opening_mail_once(scene):
    sweep(date(2026, 10, 8))
    sweep(date(2026, 10, 8))
    told = Message.objects.filter(kind__in=["claim.opening", "claim.due_soon"])
    assert {m.recipient_user_id for m in told} == {
        scene.representative.user_id,
        scene.claims_person.user_id,
    }
    assert len(told) == 2, "the opening gave way to the reminder of the same day"


def test_reminders_come_on_their_working_days_with_what_is_done(scene):
    a_draft(scene)
    days = {}
    for day in range(5, 29):
        before = Message.objects.count()
        sweep(date(2026, 10, day))
        if Message.objects.count() > before:
            days[day] = Message.objects.first().subject
    assert list(days) == [7, 13, 14, 15, 21]
    assert "by Wed 14 October 2026" in days[7]
    assert "today" in days[14]
    assert "was due on Wed 14 October 2026" in days[15]
    assert "5 of its 5 parts are done" in Message.objects.first().text


def test_after_a_week_of_downtime_one_reminder_comes_not_five(scene):
    sweep(date(2026, 10, 30))
    per_person = Message.objects.filter(
        kind__startswith="claim.", recipient_user_id=scene.representative.user_id
    )
    assert per_person.count() == 1
    assert "was due" in per_person.get().subject


def test_a_sent_claim_is_not_chased_and_a_withdrawn_one_is_again(scene):
    claim = a_sent_claim(scene)
    Message.objects.all().delete()
    sweep(date(2026, 10, 13))
    assert subjects() == []
    sending.withdraw(claim, reason="Wrong", by=scene.representative)
    Message.objects.all().delete()
    sweep(date(2026, 10, 14))
    assert len(subjects("claim.due_soon")) == 2


def test_each_member_is_told_by_itself(scene):
    other = a_scene(office=scene.office, grant=scene.grant)
    planning.plan_round(scene.round, [other.organisation.pk])
    a_sent_claim(scene)
    Message.objects.all().delete()
    sweep(date(2026, 10, 14))
    told = {m.recipient_user_id for m in Message.objects.filter(kind="claim.due_soon")}
    assert told == {other.representative.user_id, other.claims_person.user_id}


def test_a_quarter_closes_after_its_due_day_and_opens_again_with_a_reason(scene):
    with pytest.raises(Refused, match="due day"):
        rounds.close_round(scene.round, by=scene.finance)
    set_day(date(2026, 10, 15))
    rounds.close_round(scene.round, by=scene.finance)
    with pytest.raises(Refused, match="closed"):
        start(scene)
    Message.objects.all().delete()
    sweep(date(2026, 10, 21))
    assert subjects() == []
    with pytest.raises(Refused, match="Give a reason"):
        rounds.reopen_round(scene.round, reason="", by=scene.finance)
    rounds.reopen_round(scene.round, reason="One more claim", by=scene.finance)
    assert start(scene)


def test_the_accountable_body_is_told_as_any_member_is():
    own = own_scene()
    sweep(date(2026, 10, 14))
    told = {m.recipient_user_id for m in Message.objects.filter(kind="claim.due_soon")}
    assert told == {own.representative.user_id, own.claims_person.user_id}
