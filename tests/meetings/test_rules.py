"""Quorum and counting, against tables and oracles that share nothing with them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.meetings.rules import (
    MAJORITY,
    MAJORITY_OF_ALL,
    MAJORITY_OF_PRESENT,
    MOST_VOTES,
    RULES,
    Quorum,
    Seat,
    canonical,
    count,
    fingerprint,
    rule_from_json,
)

AYE_NO = ("for", "against")


def nearest_to_a_third(members: int) -> int:
    """By searching: the whole number that lies nearest to a third of the members."""
    return min(range(members + 1), key=lambda k: abs(Fraction(members, 3) - k))


class TestQuorum:
    def test_it_is_two_or_the_nearest_number_to_one_third_for_1_to_200_members(self):
        for members in range(1, 201):
            wanted = nearest_to_a_third(members)
            wanted = 2 if wanted < 2 else wanted
            assert Quorum(members, 0).needed == wanted
            assert not Quorum(members, wanted - 1).met
            assert Quorum(members, wanted).met == (members > 1)

    @pytest.mark.parametrize(
        "members, needed",
        [(1, 2), (2, 2), (4, 2), (6, 2), (7, 2), (8, 3), (10, 3), (11, 4), (24, 8), (200, 67)],
    )
    def test_the_table_of_the_consortium(self, members, needed):
        assert Quorum(members, 0).needed == needed

    def test_it_says_how_it_stands(self):
        assert Quorum(6, 4).sentence == "Quorum 2 of 6 members: 4 present"
        assert Quorum(6, 1).sentence == "Quorum 2 of 6 members: 1 present, not quorate"
        assert "never" in Quorum(1, 1).sentence


def seats(present: int, *, out: int = 0, absent: int = 0) -> list[Seat]:
    states = [(True, False)] * present + [(True, True)] * out + [(False, False)] * absent
    return [Seat(n, here, away) for n, (here, away) in enumerate(states)]


def counted(rule, votes: dict[str, int], *, electorate=None, options=AYE_NO, quorate=True):
    choices = [key for key, n in votes.items() for _ in range(n)]
    return count(
        rule,
        options=options,
        electorate=electorate or seats(len(choices)),
        voted=len(choices),
        choices=choices,
        quorate=quorate,
    )


class TestCounting:
    @pytest.mark.parametrize(
        "votes, outcome",
        [
            ({"for": 3, "against": 1}, "agreed"),
            ({"for": 1, "against": 3}, "not_agreed"),
            ({"for": 2, "against": 2}, "tied"),
            ({"for": 1, "against": 0, "abstain": 5}, "agreed"),
            ({"abstain": 4}, "not_agreed"),
            ({}, "not_agreed"),
        ],
    )
    def test_more_for_than_against_among_the_votes_cast(self, votes, outcome):
        assert counted(MAJORITY, votes, electorate=seats(6)).outcome == outcome

    def test_other_denominators_count_who_did_not_vote(self):
        votes, here = {"for": 3, "against": 1}, seats(6, out=1, absent=3)
        assert counted(MAJORITY, votes, electorate=here).outcome == "agreed"
        assert counted(MAJORITY_OF_PRESENT, votes, electorate=here).outcome == "not_agreed"
        assert counted(MAJORITY_OF_ALL, {"for": 6}, electorate=here).outcome == "agreed"

    def test_abstained_not_voted_absent_and_out_are_four_things(self):
        made = counted(MAJORITY, {"for": 2, "abstain": 1}, electorate=seats(5, out=1, absent=2))
        assert (made.abstained, made.not_voted, made.absent, made.out) == (1, 2, 2, 1)

    def test_without_a_quorum_nothing_is_decided_whatever_was_voted(self):
        assert counted(MAJORITY, {"for": 6}, quorate=False).outcome == "inquorate"

    def test_slips_that_do_not_fit_the_voters_are_not_counted(self):
        with pytest.raises(ValueError):
            count(
                MAJORITY,
                options=AYE_NO,
                electorate=seats(2),
                voted=2,
                choices=["for"],
                quorate=True,
            )
        with pytest.raises(ValueError):
            counted(MAJORITY, {"perhaps": 1})

    @given(
        yes=st.integers(0, 50),
        no=st.integers(0, 50),
        abstained=st.integers(0, 50),
        silent=st.integers(0, 20),
    )
    def test_an_oracle_that_compares_hands(self, yes, no, abstained, silent):
        votes = {"for": yes, "against": no, "abstain": abstained}
        made = counted(MAJORITY, votes, electorate=seats(yes + no + abstained + silent))
        assert (made.outcome == "agreed") == (yes > no)
        assert (made.outcome == "tied") == (yes == no and yes > 0)
        assert made.not_voted == silent

    @given(st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 30)))
    def test_an_election_goes_to_the_most_votes_and_a_tie_names_the_tied(self, votes):
        made = counted(MOST_VOTES, votes, options=("a", "b", "c", "d"))
        ranked = sorted(votes.values(), reverse=True)
        if not ranked or not ranked[0]:
            assert (made.outcome, made.chosen) == ("not_agreed", "")
        elif len(ranked) > 1 and ranked[0] == ranked[1]:
            assert made.outcome == "tied"
            assert set(made.tied) == {key for key, n in votes.items() if n == ranked[0]}
        else:
            assert votes[made.chosen] == ranked[0]

    @given(st.lists(st.sampled_from(["for", "against", "abstain"]), max_size=40), st.randoms())
    def test_the_order_of_the_slips_does_not_matter(self, choices, random):
        shuffled = random.sample(choices, len(choices))
        made = [
            count(
                MAJORITY,
                options=AYE_NO,
                electorate=seats(len(choices)),
                voted=len(choices),
                choices=each,
                quorate=True,
            )
            for each in (choices, shuffled)
        ]
        assert made[0] == made[1]


def test_every_rule_comes_back_from_what_was_frozen():
    assert [rule_from_json(rule.as_json()) for rule in RULES.values()] == list(RULES.values())


def test_the_same_facts_have_the_same_fingerprint_in_any_order():
    one, other = {"a": 1, "b": [1, "é"]}, {"b": [1, "é"], "a": 1}
    assert fingerprint(canonical(one)) == fingerprint(canonical(other))
    assert fingerprint(canonical(one)) != fingerprint(canonical({**one, "a": 2}))
