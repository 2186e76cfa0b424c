"""The checker's rules: flags, the payment rule, retention, who may approve."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.duties import Doer, Duty
from claims.rules.approvals import (
    CHECKER_ABOVE,
    INTEREST,
    SEAT_AT_MEMBER,
    Candidate,
    Question,
    SeatHeld,
    against_approving,
    approvals_needed,
    short_of_approvers,
)
from claims.rules.facts import BudgetFacts, ClaimFacts, LineFacts, OutputFacts, Twin
from claims.rules.flags import Weight, flags_of, is_clean, obstacles, over_budget, worst
from claims.rules.payment_rule import HOLD, RETENTION, WARN, kept_back, verdict
from consortium.core.money import MAX_PENCE

START, END, TODAY = date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 21)


def line(number=1, **changes):
    plain = LineFacts(
        number=number,
        item=number,
        label="Luton Print",
        budget_line=1,
        claimed=100_00,
        claimable=100_00,
        date_paid=date(2026, 8, 14),
        evidence=1,
    )
    return replace(plain, **changes)


def facts(*lines, **changes):
    plain = ClaimFacts(
        starts=START,
        ends=END,
        grant_starts=date(2026, 4, 1),
        grant_ends=date(2029, 3, 31),
        today=TODAY,
        lines=lines or (line(),),
        budgets=(
            BudgetFacts(
                1, "Publicity in 3. Volunteering", left=500_00, planned=100_00, actual=100_00
            ),
        ),
    )
    return replace(plain, **changes)


def codes(*args, **kwargs):
    return [flag.code for flag in flags_of(facts(*args, **kwargs))]


def only(code, *args, **kwargs):
    flags = [flag for flag in flags_of(facts(*args, **kwargs)) if flag.code == code]
    assert flags, f"{code} not found in {codes(*args, **kwargs)}"
    return flags[0]


def test_an_ordinary_claim_is_clean():
    flags = flags_of(facts())
    assert flags == []
    assert is_clean(flags)
    assert worst(flags) == 0


def test_more_than_is_left_on_a_heading_stops_approval_and_says_what_is_left():
    claim = facts(line(claimed=300_00), line(2, claimed=250_00))
    flag = flags_of(claim)[0]
    assert (flag.code, flag.weight) == ("over_heading", Weight.STOP)
    assert "£550.00 is £50.00 more than the £500.00 left" in flag.words
    assert "virement" in flag.words
    assert over_budget(claim) == [flag.words]


def test_a_reduction_that_brings_the_heading_within_its_budget_lifts_the_flag():
    lines = (line(claimed=300_00), line(2, claimed=250_00, approved=200_00))
    assert over_budget(facts(*lines)) == []


def test_the_tolerance_of_the_grant_counts_as_left():
    budget = BudgetFacts(1, "Travel", left=50_00, tolerance=50_00)
    assert over_budget(facts(line(claimed=100_00), budgets=(budget,))) == []
    assert over_budget(facts(line(claimed=100_01), budgets=(budget,)))


@pytest.mark.parametrize(
    "paid, code",
    [
        (date(2026, 6, 30), "paid_outside_quarter"),
        (date(2026, 10, 1), "paid_outside_quarter"),
        (date(2026, 10, 22), "paid_in_future"),
        (date(2026, 3, 31), "paid_outside_grant"),
        (None, "no_date_paid"),
    ],
)
def test_a_payment_outside_the_quarter_is_flagged(paid, code):
    assert codes(line(date_paid=paid)) == [code]


@pytest.mark.parametrize("paid", [START, END])
def test_the_first_and_last_day_of_the_quarter_are_in_it(paid):
    assert codes(line(date_paid=paid)) == []


def test_a_late_item_with_a_reason_is_for_information_where_the_funder_allows_it():
    late = line(date_paid=date(2026, 6, 29), late_item=True, late_reason="Invoice came in August")
    assert only("late_item", late).weight == Weight.NOTE
    refused = only("paid_outside_quarter", late, late_items_allowed=False)
    assert refused.weight == Weight.STOP


def test_a_late_item_is_never_one_paid_after_the_quarter():
    after = line(date_paid=date(2026, 10, 2), late_item=True, late_reason="Paid early in October")
    assert only("paid_outside_quarter", after).weight == Weight.HIGH


def test_the_same_invoice_twice_at_one_member_stops_approval_until_it_is_cleared():
    twin = Twin(9, "line 2 of EX-INF-26/2026-Q1/VAL", same_member=True)
    flag = only("duplicate", line(twins=(twin,)))
    assert (flag.weight, flag.item, flag.other) == (Weight.STOP, 1, 9)
    assert codes(line(twins=(replace(twin, cleared=True),))) == []


def test_the_same_invoice_at_another_member_needs_an_answer():
    twin = Twin(9, "line 2 of EX-INF-26/2026-Q2/BRCC", same_member=False)
    assert only("duplicate_elsewhere", line(twins=(twin,))).weight == Weight.HIGH


def test_one_file_on_two_items_stops_approval_until_it_is_cleared():
    twin = Twin(9, "line 2 of EX-INF-26/2026-Q1/VAL", same_member=True)
    assert only("same_file", line(same_files=(twin,))).weight == Weight.STOP
    assert codes(line(same_files=(replace(twin, cleared=True),))) == []


def test_a_line_that_is_disallowed_or_parked_asks_for_nothing_any_more():
    assert codes(line(evidence=0, date_paid=None, approved=0)) == []


def test_what_stands_in_the_way_of_approval_is_said_in_words():
    assert obstacles(flags_of(facts(line(evidence=0)))) == []  # the checker decides about it
    assert obstacles(flags_of(facts(line(shares=12_000))))
    short = facts(outputs=outputs(19))
    assert "Say why" in obstacles(flags_of(short))[0]
    assert obstacles(flags_of(replace(short, rule_reason="Moved to October"))) == []


def test_shares_above_the_whole_stop_approval():
    flag = only("share_over_whole", line(share=6_000, shares=11_000, claimed=60_00))
    assert flag.weight == Weight.STOP
    assert "add up to 110%" in flag.words


def test_claiming_more_than_the_share_needs_an_answer_but_a_rounded_penny_does_not():
    assert codes(line(claimable=99_99, share=5_000, claimed=50_00)) == []
    assert codes(line(claimable=99_99, share=5_000, claimed=50_01)) == ["more_than_its_share"]


@pytest.mark.parametrize(
    "due, code, weight",
    [
        (None, "no_evidence", Weight.HIGH),
        (date(2026, 10, 20), "evidence_overdue", Weight.HIGH),
        (date(2026, 10, 21), "evidence_to_follow", Weight.LOOK),
    ],
)
def test_a_line_without_evidence_says_whether_it_was_promised(due, code, weight):
    assert only(code, line(evidence=0, evidence_due=due)).weight == weight


def test_a_variance_counts_only_above_both_limits_and_asks_for_a_reason():
    def at(planned, actual, reason=""):
        budget = BudgetFacts(1, "Training", 10_000_00, 0, planned, actual, reason)
        return codes(budgets=(budget,))

    assert at(1_000_00, 1_250_00) == []  # exactly £250
    assert at(10_000_00, 10_900_00) == []  # nine per cent
    assert at(1_000_00, 1_250_01) == ["variance_unexplained"]
    assert at(1_000_00, 700_00) == ["variance_unexplained"]
    assert at(0, 300_00) == ["variance_unexplained"]
    assert at(1_000_00, 1_300_00, "Price: the hall costs more") == ["variance"]


def outputs(actual_to_date, actual=5, plan=20):
    return (OutputFacts("Forum meetings held", "meetings", 10, actual, plan, actual_to_date),)


def test_outputs_under_half_of_the_plan_need_an_answer():
    assert only("outputs_under_half", outputs=outputs(9)).weight == Weight.HIGH
    assert "outputs_under_half" not in codes(outputs=outputs(10))


def test_outputs_that_nobody_mentions_are_worth_a_look():
    assert "outputs_not_said" in codes(outputs=outputs(20, actual=None))


def test_the_rule_warn_asks_for_a_reason_and_takes_nothing_off():
    found = verdict(WARN, 100, outputs(19))
    assert found.needs_reason
    assert not found.held
    assert "Say why" in found.obstacle
    assert verdict(WARN, 100, outputs(19), reason="Two were moved to October").obstacle == ""
    assert verdict(WARN, 100, outputs(20)).obstacle == ""


def test_the_rule_hold_keeps_the_claim_until_somebody_overrides_it():
    found = verdict(HOLD, 85, outputs(16))
    assert found.held
    assert "holds payment" in found.obstacle
    assert verdict(HOLD, 85, outputs(17)).obstacle == ""
    overridden = verdict(HOLD, 85, outputs(16), reason="The hall was flooded")
    assert overridden.obstacle == ""
    assert overridden.overridden


def test_an_output_without_a_profile_so_far_is_never_short():
    assert verdict(HOLD, 100, outputs(0, plan=0)).short == ()


def test_retention_keeps_part_of_what_is_approved_and_only_under_its_rule():
    assert kept_back(RETENTION, 1_234_55, 1_000) == 123_46
    assert kept_back(WARN, 1_234_55, 1_000) == 0
    assert kept_back(RETENTION, -5_00, 1_000) == 0


@given(st.integers(0, MAX_PENCE), st.integers(0, 10_000))
def test_what_is_kept_back_is_within_a_penny_of_its_share_and_never_more_than_all(approved, share):
    kept = kept_back(RETENTION, approved, share)
    assert 0 <= kept <= approved
    assert abs(kept * 10_000 - approved * share) <= 5_000


def test_a_claim_below_nothing_is_not_approved():
    assert only("below_nothing", line(claimed=-5_00, claimable=None)).weight == Weight.STOP


def test_flags_stand_in_order_of_weight_then_of_lines():
    found = flags_of(
        facts(line(1, evidence=0), line(2, shares=12_000), line(3, evidence=0), late=True)
    )
    assert [(flag.weight, flag.line) for flag in found] == [
        (Weight.STOP, 2),
        (Weight.HIGH, 1),
        (Weight.HIGH, 3),
        (Weight.NOTE, None),
    ]


# --- who may approve -------------------------------------------------------------

OFFICE, MEMBER = 1, 2
PREPARER, SIGNER, CHECKER, OTHER = (
    Doer(11, MEMBER),
    Doer(12, MEMBER),
    Doer(21, OFFICE),
    Doer(22, OFFICE),
)
LIMIT = 25_000_00


def question(amount=1_000_00, **changes):
    plain = Question(
        history={Duty.PREPARE: {PREPARER}, Duty.SUBMIT: {SIGNER}, Duty.REVIEW: {CHECKER}},
        amount=amount,
        limit=LIMIT,
        own=False,
        starts=START,
        ends=END,
    )
    return replace(plain, **changes)


def test_two_approve_above_the_limit_and_one_up_to_it():
    assert approvals_needed(LIMIT, LIMIT, own=False) == 1
    assert approvals_needed(LIMIT + 1, LIMIT, own=False) == 2
    assert approvals_needed(LIMIT + 1, LIMIT, own=True) == 1


def test_the_checker_may_approve_up_to_the_limit_and_not_above_it():
    assert against_approving(question(LIMIT), CHECKER) == []
    assert against_approving(question(LIMIT + 1), CHECKER)
    assert against_approving(question(LIMIT + 1), OTHER) == []


@pytest.mark.parametrize("doer", [PREPARER, SIGNER, Doer(13, MEMBER)])
def test_nobody_of_the_claiming_member_approves(doer):
    assert against_approving(question(), doer)


def test_the_second_approval_comes_from_somebody_else():
    assert against_approving(question(LIMIT + 1, approved={22}), OTHER)


def test_a_seat_at_the_member_on_one_day_of_the_quarter_is_enough_to_bar():
    def with_seat(starts, ends):
        return against_approving(question(), OTHER, [SeatHeld("claims_person", starts, ends)])

    assert with_seat(date(2020, 1, 1), date(2026, 7, 1))
    assert with_seat(date(2026, 9, 30), None)
    assert with_seat(date(2020, 1, 1), None)
    assert with_seat(date(2020, 1, 1), date(2026, 6, 30)) == []
    assert with_seat(date(2026, 10, 1), None) == []


def test_an_interest_in_the_member_bars_as_a_seat_does_and_says_so():
    tie = SeatHeld(INTEREST, date(2026, 9, 30))
    (why,) = against_approving(question(), OTHER, [tie])
    assert why.startswith("You registered an interest in the claiming member, so")
    assert against_approving(question(), OTHER, [tie], waived=[SEAT_AT_MEMBER]) == []
    assert against_approving(question(), OTHER, [SeatHeld(INTEREST, date(2026, 10, 1))]) == []


def test_nobody_approves_while_signed_in_for_somebody_else():
    assert against_approving(question(impersonated=True), OTHER)


def test_the_accountable_bodys_claim_is_approved_by_a_stranger_to_it():
    own = question(own=True, history={Duty.PREPARE: {Doer(11, OFFICE)}, Duty.REVIEW: {CHECKER}})
    assert against_approving(own, Doer(31, 3)) == []
    assert against_approving(own, OTHER)


def test_an_override_lifts_only_the_rule_it_names():
    above = question(LIMIT + 1)
    assert against_approving(above, CHECKER, waived=[CHECKER_ABOVE]) == []
    assert against_approving(above, CHECKER, waived=[SEAT_AT_MEMBER])
    assert against_approving(question(), SIGNER, waived=[CHECKER_ABOVE, SEAT_AT_MEMBER])


def test_the_rules_say_when_they_leave_too_few_approvers():
    people = [Candidate(1, "A"), Candidate(2, "B", ("checked it",))]
    assert short_of_approvers(people, needed=2, given=0)
    assert not short_of_approvers(people, needed=2, given=1)
    assert not short_of_approvers(people, needed=1, given=0)
