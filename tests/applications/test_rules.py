"""Who may apply, what is missing and who decides, on plain values."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.core.workingdays import is_working_day, working_days_between
from members.applications import rules
from members.applications.rules import Answer, Shown
from members.applications.states import CONDITIONS, SERVICES, Finding, Point, Stance

days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
findings = st.sampled_from(["", *Finding.values])
points = st.fixed_dictionaries({point: st.tuples(st.booleans(), findings) for point in Point}).map(
    lambda found: [
        Shown(code, claimed=claimed, what="Words", finding=finding if claimed else "")
        for code, (claimed, finding) in found.items()
    ]
)
answers = st.lists(
    st.builds(
        Answer,
        member=st.sampled_from(["A", "B", "C"]),
        stance=st.sampled_from(["", *Stance.values]),
        unclear=st.booleans(),
    ),
    max_size=8,
)
ALL_MET = [Shown(point, claimed=True, what="Words", finding=Finding.MET) for point in Point]


def test_the_count_is_said_as_people_say_it():
    assert rules.count_words(2) == "3 of 5 services needed, you have 2"


@given(st.booleans(), st.booleans(), st.integers(0, 5))
def test_three_services_and_both_conditions_open_the_door_and_nothing_less(third, here, services):
    reasons = rules.against_applying(third_sector=third, based_here=here, services=services)
    assert (reasons == []) == (third and here and services >= 3)
    assert len(reasons) == (not third) + (not here) + (services < 3)


@given(points)
def test_who_is_admitted_has_three_services_and_both_conditions_met(shown):
    found = {each.code: each.finding for each in shown}
    services = sum(found[point] == Finding.MET for point in SERVICES)
    fulfilled = services >= 3 and all(found[point] == Finding.MET for point in CONDITIONS)
    assert (rules.against_admission(shown) == []) == fulfilled


@given(points)
def test_whatever_bars_an_admission_is_a_doubt_for_the_meeting(shown):
    if rules.against_admission(shown):
        assert rules.doubts(shown)


@given(points, answers, st.booleans())
def test_the_chair_decides_alone_only_without_objection_doubt_or_vacancy(shown, said, chair):
    grounds = rules.grounds_for_meeting(shown, said, chair=chair)
    objected = any(each.stance == Stance.OBJECT for each in said)
    unclear = any(each.stance == Stance.COMMENT and each.unclear for each in said)
    doubted = bool(rules.doubts(shown))
    assert (grounds == []) == (not objected and not unclear and not doubted and chair)


@given(answers)
def test_silence_support_and_a_mere_comment_stop_nothing(said):
    quiet = [each for each in said if each.stance in ("", Stance.SUPPORT)]
    quiet.append(Answer("D", Stance.COMMENT, unclear=False))
    assert rules.grounds_for_meeting(ALL_MET, quiet, chair=True) == []


@given(answers, days, st.integers(-5, 5))
def test_a_consultation_closes_after_its_day_or_when_everybody_has_replied(said, last, later):
    today = last + timedelta(days=later)
    refused = rules.not_closable(said, reply_by=last, today=today)
    everybody = all(each.stance for each in said)
    assert (refused == "") == (today > last or everybody)


@given(days)
def test_the_usual_reply_day_is_ten_working_days_on_and_is_accepted(today):
    last = rules.default_reply_day(today)
    assert working_days_between(today, last) == 10
    assert rules.reply_day_refusal(last, today=today) == ""


@given(days, days)
def test_a_reply_day_is_a_working_day_after_today(day, today):
    accepted = rules.reply_day_refusal(day, today=today) == ""
    assert accepted == (is_working_day(day) and day > today)


@given(days, days)
def test_replies_come_until_the_end_of_the_last_day(last, today):
    assert rules.is_open(reply_by=last, today=today) == (today <= last)


@given(days, days, days)
def test_a_meeting_decides_on_a_day_between_its_calling_and_today(day, raised, today):
    accepted = rules.meeting_day_refusal(day, raised=raised, today=today) == ""
    assert accepted == (raised <= day <= today)


WHOLE = {
    "contact_name": "Alex", "name": "A", "legal_form": "charity", "address": "1 Street",
    "base": "both", "about": "Words", "staff_hours": 10,
}  # fmt: skip


def test_a_whole_form_misses_nothing():
    assert rules.missing(WHOLE, ALL_MET) == []


@pytest.mark.parametrize("name", sorted(set(WHOLE)))
def test_each_box_that_is_needed_is_missed_when_it_is_empty(name):
    assert rules.missing({**WHOLE, name: ""}, ALL_MET)


@given(st.sets(st.sampled_from(SERVICES)))
def test_fewer_than_three_services_are_explained_and_keep_a_form_back(claimed):
    shown = [Shown(point, claimed=True) for point in CONDITIONS]
    shown += [Shown(point, claimed=point in claimed, what="Words") for point in SERVICES]
    gaps = dict(rules.missing(WHOLE, shown))
    assert ("services" in gaps) == (len(claimed) < 3)
    if "services" in gaps:
        assert gaps["services"] == f"3 of 5 services needed, you have {len(claimed)}."


def test_a_service_that_is_claimed_is_described():
    shown = [*ALL_MET[:-1], Shown(Point.POLICY, claimed=True, what="  ")]
    assert dict(rules.missing(WHOLE, shown)) == {"policy": "Shapes local policy: say what you do."}
