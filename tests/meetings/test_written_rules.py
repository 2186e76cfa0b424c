"""Closing days and the count in writing, against reckonings of their own (A19, GV5, GV13)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.core.workingdays import is_working_day
from members.meetings.rules import Seat, count
from members.meetings.rules_written import (
    RULES,
    against_closing,
    earliest_closing,
    quorum_of,
    quorum_words,
)

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 12, 31))
ANSWERS = st.sampled_from(["for", "against", "abstain", "nothing", "out"])


@given(sent=DAYS, clear=st.integers(1, 15), wait=st.integers(0, 40))
def test_so_many_working_days_lie_between_and_both_ends_are_left_out(sent, clear, wait):
    closes = sent + timedelta(days=wait)
    between = [sent + timedelta(days=n) for n in range(1, wait)]
    enough = wait > 0 and sum(map(is_working_day, between)) >= clear
    fits = not against_closing(sent, closes, clear)
    assert fits == (enough and is_working_day(closes))


@pytest.mark.parametrize(
    "sent, clear, first",
    [
        (date(2026, 12, 10), 5, date(2026, 12, 18)),
        (date(2026, 12, 18), 5, date(2026, 12, 30)),  # Christmas Day, and Boxing Day on the 28th
        (date(2027, 3, 25), 1, date(2027, 3, 31)),  # Good Friday and Easter Monday
        (date(2026, 12, 12), 1, date(2026, 12, 15)),  # sent on a Saturday
    ],
)
def test_named_days(sent, clear, first):
    assert earliest_closing(sent, clear) == first


@given(st.lists(ANSWERS, min_size=1, max_size=30), st.sampled_from(sorted(RULES)))
def test_the_count_is_that_of_somebody_who_goes_through_the_answers_by_hand(said, rule):
    yes = no = idle = silent = out = 0
    for each in said:
        if each == "for":
            yes += 1
        elif each == "against":
            no += 1
        elif each == "abstain":
            idle += 1
        elif each == "nothing":
            silent += 1
        else:
            out += 1
    answered, members = yes + no + idle, len(said)
    needed = max(2, min(range(members + 1), key=lambda n: abs(3 * n - members)))
    if members < 2 or answered < needed:
        wanted = "inquorate"
    elif rule == "Majority of all members":
        wanted = "agreed" if 2 * yes > members else "tied" if yes == no > 0 else "not_agreed"
    else:
        wanted = "agreed" if yes > no else "tied" if yes == no > 0 else "not_agreed"
    quorum = quorum_of(members=members, answered=answered)
    found = count(
        RULES[rule],
        options=["for", "against"],
        electorate=[Seat(n, True, each == "out") for n, each in enumerate(said)],
        voted=answered,
        choices=[each for each in said if each in ("for", "against", "abstain")],
        quorate=quorum.met,
    )
    assert found.outcome == wanted
    assert found.votes == {"for": yes, "against": no}
    assert (found.abstained, found.not_voted, found.out, found.absent) == (idle, silent, out, 0)


def test_no_rule_in_writing_counts_from_who_is_present():
    assert {each.base for each in RULES.values()} == {"cast", "all"}


@pytest.mark.parametrize(
    "members, answered, words",
    [
        (6, 4, "Quorum 2 of 6 members: 4 have answered"),
        (6, 1, "Quorum 2 of 6 members: 1 has answered, not quorate"),
        (1, 1, "With fewer than two members there is never a quorum."),
    ],
)
def test_the_quorum_in_words(members, answered, words):
    assert quorum_words(quorum_of(members=members, answered=answered)) == words
