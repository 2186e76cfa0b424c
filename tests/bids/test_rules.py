"""The rules of bids on plain values, for any values (R55, R56, R98, R99)."""

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from members.meetings.states import Route
from projects.bids import rules

pence = st.integers(0, 10**9)
words = st.text(min_size=1, max_size=8)
lines = st.dictionaries(words, st.integers(1, 10**9), max_size=4)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
times = st.none() | st.times()
figures = st.builds(
    lambda amount, budget, outputs, outcomes: rules.figures_of(
        amount=amount, budget=budget.items(), outputs=outputs.items(), outcomes=outcomes
    ),
    pence, lines, lines, st.lists(words, unique=True, max_size=4),
)  # fmt: skip


def test_the_routes_are_those_of_the_agreement_and_both_is_none_of_them():
    assert {rules.TOGETHER, rules.APART} == set(Route.values)


@given(figures, figures)
def test_digests_are_the_same_exactly_where_nothing_differs(one, other):
    same = rules.digest_of(one) == rules.digest_of(other)
    assert same == (one == other)
    assert same == (rules.differences(one, other) == [])


@given(figures, st.randoms())
def test_the_order_in_which_rows_are_typed_says_nothing(one, chance):
    mixed = {
        name: chance.sample(rows, len(rows)) if isinstance(rows, list) else rows
        for name, rows in one.items()
    }
    again = rules.figures_of(**mixed)
    assert rules.digest_of(again) == rules.digest_of(one)


@given(figures)
def test_figures_are_whole_exactly_where_they_add_up_and_say_what_for(one):
    whole = (
        one["amount"] > 0
        and sum(row[1] for row in one["budget"]) == one["amount"]
        and one["outputs"] != []
        and one["outcomes"] != []
    )
    assert (rules.faults_of_figures(one) == []) == whole


@given(lines, lines, st.lists(words, unique=True, min_size=1, max_size=3))
def test_what_adds_up_is_whole(budget, outputs, outcomes):
    budget, outputs = budget or {"Staff": 1}, outputs or {"Groups": 1}
    amount = sum(budget.values())
    one = rules.figures_of(
        amount=amount, budget=budget.items(), outputs=outputs.items(), outcomes=outcomes
    )
    assert rules.faults_of_figures(one) == []


@given(st.lists(pence, max_size=6), pence)
def test_shares_pass_exactly_up_to_the_amount(shares, amount):
    assert (rules.fault_of_shares(shares, amount) == "") == (sum(shares) <= amount)


@given(st.booleans(), st.sampled_from(["", *Route.values]))
def test_an_open_competition_goes_on_together_alone(competition, route):
    goes_on = rules.fault_of_route(competition=competition, route=route) == ""
    assert goes_on == (not competition or route == Route.TOGETHER)


@given(days, times, st.none() | days, times)
def test_a_deadline_lies_before_a_meeting_as_moments_do(deadline, at, meeting_on, meeting_at):
    """Against moments: a deadline without a time is the day's last, a meeting's its first."""
    found = rules.before_meeting(deadline, at, meeting_on=meeting_on, meeting_at=meeting_at)
    if meeting_on is None:
        assert found
    elif at is not None and meeting_at is not None:
        assert found == ((deadline, at) <= (meeting_on, meeting_at))
    else:
        assert found == (deadline < meeting_on)


@given(days, times, st.integers(-3, 3), times)
def test_late_is_after_the_deadline_and_the_day_itself_is_not_without_times(day, at, off, sent_at):
    sent_on = day + timedelta(days=off)
    late = rules.is_late(day, at, sent_on=sent_on, sent_at=sent_at)
    last = at if at is not None else time.max
    assert late == ((sent_on, sent_at if sent_at is not None else time.min) > (day, last))
