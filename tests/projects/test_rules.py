"""Budgets, virements, partners and outputs on plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.rules import (
    Room,
    delivered_by,
    faults_of_moves,
    faults_of_partners,
    needs_funder_agreement,
    over_budget,
    percent_used,
)

pence = st.integers(0, 10**10)


@given(amount=pence, tolerance=pence, approved=pence, spend=st.integers(-(10**10), 10**10))
def test_spend_passes_exactly_where_the_line_can_hold_it(amount, tolerance, approved, spend):
    room = Room("Staff", amount, tolerance, approved)
    fits = 0 <= approved + spend <= amount + tolerance
    assert (over_budget(room, spend) == "") == fits


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("12"), st.integers(-99, 99))))
def test_a_virement_is_sound_only_when_it_is_nil(moves):
    sound = bool(moves) and sum(m[2] for m in moves) == 0 and all(m[2] for m in moves)
    assert (faults_of_moves(moves) == []) == sound


@pytest.mark.parametrize(
    "change, asked",
    [(1_000_00, True), (-1_000_00, True), (100_00, False), (999_99, False), (100_01, False)],
)
def test_the_funder_is_asked_where_both_limits_are_passed(change, asked):
    """10% of £9,999.90 is £999.99; the amount limit is £100.00."""
    names = needs_funder_agreement(
        {"Staff": change}, {"Staff": 9_999_90}, basis_points=1_000, amount=100_00
    )
    assert (names == ["Staff"]) == asked


def test_a_small_change_of_a_small_heading_does_not_need_the_funder():
    assert not needs_funder_agreement(
        {"Travel": 90_00}, {"Travel": 100_00}, basis_points=1_000, amount=100_00
    )


def test_money_for_a_heading_that_had_none_needs_the_funder():
    assert needs_funder_agreement({"ICT": 101_00}, {}, basis_points=1_000, amount=100_00) == ["ICT"]


def test_a_project_has_one_lead_and_each_partner_once():
    assert faults_of_partners([("A", "lead", ""), ("B", "delivery", "E&D Audits")]) == []
    assert faults_of_partners([("A", "lead", ""), ("B", "lead", "")])
    assert faults_of_partners([("A", "lead", ""), ("A", "delivery", "")])


def test_outputs_are_added_up_to_the_quarter_asked_for():
    profile = [("2026-Q1", 2, 3), ("2026-Q2", 2, None), ("2026-Q3", 2, 9)]
    so_far = delivered_by(profile, "2026-Q2")
    assert (so_far.planned, so_far.achieved, so_far.percent, so_far.short_by) == (4, 3, 75, 1)
    assert delivered_by([], "2026-Q2").percent is None


def test_a_hundred_percent_means_all_of_it():
    assert percent_used(99_99, 100_00) == 99
    assert percent_used(0, 0) is None
