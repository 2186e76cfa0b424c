"""`verify_ledger` about claims: silent when all is well, and names what was planted."""

from datetime import date, timedelta

import pytest
from django.db.models import F

from claims.actions.approving import approve
from claims.actions.checking import Ruling, decide_line, reject
from claims.actions.clearing import clear_duplicate
from claims.checks import alike, audited, duties, sums
from claims.models import Approval, Claim, ClaimLine, DuplicateClearance, Override, SpendItem
from claims.states import Decision, WaivedRule
from consortium.core import clock
from members.registers.models import StandingInterest
from members.states import Role
from projects.models import BudgetLine
from tests.factories import paying
from tests.factories.checking import a_line, attach, decided, ground, own_claim, sent
from tests.factories.members import SeatFactory

pytestmark = pytest.mark.django_db

CHECKS = [
    sums.claims_off_their_lines,
    sums.lines_out_of_bounds,
    sums.paid_too_much,
    sums.claims_off_their_journal,
    sums.items_claimed_twice,
    sums.wrongly_live,
    sums.shares_over_the_whole,
    sums.budgets_off_their_claims,
    alike.same_file,
    alike.same_invoice,
    duties.duties_together,
    duties.too_few_approvals,
    duties.approved_from_inside,
]


@pytest.fixture
def on():
    return ground(cash=1_000_000_00)


@pytest.fixture
def claim(on):
    """Approved, one line of two reduced."""
    claim = sent(on, (100_00, 50_00))
    decide_line(claim.lines.get(number=1), Ruling(Decision.REDUCED, 80_00, "VAT"), by=on.checker)
    claim = decided(claim, by=on.checker)
    approve(claim, by=on.second)
    return Claim.objects.get(pk=claim.pk)


def problems():
    """{check: what it says} of those that say anything."""
    return {check.__name__: found for check in CHECKS if (found := list(check()))}


def test_all_is_well_after_every_kind_of_end(on, claim):
    parked = sent(on, (10_00, 5_00), organisation=on.outsider.organisation)
    decide_line(parked.lines.get(number=2), Ruling(Decision.PARKED, None, "Later"), by=on.checker)
    approve(decided(parked, by=on.checker), by=on.second)
    own = decided(own_claim(on), by=on.checker)
    approve(own, by=on.chair_actor)
    other = ground(beside=on, cash=100_00)
    reject(sent(other, (1_00,)), reason="No", by=on.checker)
    paying.paid(on, claim)
    assert problems() == {}


def test_a_claim_that_is_not_the_sum_of_its_lines_is_named(claim):
    Claim.objects.filter(pk=claim.pk).update(approved=F("approved") - 1)
    found = problems()
    assert claim.reference in found["claims_off_their_lines"][0]
    assert "£130.00" in found["claims_off_their_lines"][0]
    assert found["claims_off_their_journal"]
    assert found["too_few_approvals"]


def test_a_penny_moved_on_a_line_is_seen_in_the_claim_and_in_the_budget(claim):
    ClaimLine.objects.filter(claim=claim, number=2).update(
        approved=49_99, decision="reduced", reason="A penny"
    )
    assert set(problems()) == {"claims_off_their_lines", "budgets_off_their_claims"}


def test_an_accepted_line_that_is_not_paid_in_full_is_named(claim):
    line = claim.lines.get(number=1)
    ClaimLine.objects.filter(pk=line.pk).update(decision=Decision.ACCEPTED)
    assert str(line) in problems()["lines_out_of_bounds"][0]


def test_an_approved_sum_before_approval_is_named(on):
    claim = sent(on, (100_00,))
    Claim.objects.filter(pk=claim.pk).update(approved=1)
    assert claim.reference in problems()["claims_off_their_lines"][0]


def test_a_payment_above_what_was_approved_is_named(on, claim):
    paying.paid(on, claim)
    claim.payments.update(amount=130_01)
    assert "£130.01 paid, £130.00 approved" in problems()["paid_too_much"][0]


def test_a_budget_line_that_forgot_a_claim_is_named(claim):
    line = claim.lines.get(number=1).budget_line_id
    BudgetLine.objects.filter(pk=line).update(approved=0)
    found = problems()
    assert found == {
        "budgets_off_their_claims": [
            f"Budget line {line}: £0.00 approved, its claims come to £80.00."
        ]
    }


def test_a_live_line_of_a_rejected_claim_is_named(on):
    claim = sent(on, (100_00,))
    reject(claim, reason="No", by=on.checker)
    claim.lines.update(live=True)
    assert "counts, and the claim is rejected" in problems()["wrongly_live"][0]


def test_an_item_of_which_more_than_the_whole_is_claimed_is_named(on, claim):
    item = claim.lines.get(number=1).item
    later = sent(on, (), organisation=on.outsider.organisation)
    a_line(later, 1, 60_00, on.budgets[1], item=item, share=6_000)
    Claim.objects.filter(pk=later.pk).update(claimed=60_00)
    assert f"Spend item {item.pk}: shares of 160%" in problems()["shares_over_the_whole"][0]


def same_invoice(on, claim):
    """Another approved claim of the member with the invoice of line 1."""
    item = claim.lines.get(number=1).item
    other = sent(on, (), round=ground(beside=on, cash=1_000_00).round)
    line = a_line(
        other, 1, 100_00, on.budgets[0], supplier=item.supplier, invoice=item.invoice_number,
        evidence_due=date(2026, 11, 1),
    )  # fmt: skip
    Claim.objects.filter(pk=other.pk).update(claimed=100_00, nil=False)
    other = decided(other, by=on.checker)
    clear_duplicate(other, item=line.item_id, other=item.pk, reason="Two", by=on.checker)
    approve(other, by=on.second)
    return line


def test_one_invoice_approved_twice_is_named_unless_it_was_cleared(on, claim):
    line = same_invoice(on, claim)
    assert problems() == {}
    DuplicateClearance.objects.all().delete()
    found = problems()["same_invoice"][0]
    assert str(line) in found
    assert str(claim.lines.get(number=1)) in found


def test_one_file_behind_two_members_items_is_named(on):
    one = sent(on, (10_00,), evidence=False)
    other = sent(on, (20_00,), organisation=on.outsider.organisation, evidence=False)
    for claim in (one, other):
        attach(claim.lines.get(), b"the very same scan")
    mine, theirs = one.lines.get().item_id, other.lines.get().item_id
    clear_duplicate(one, item=mine, other=theirs, reason="A joint bill", by=on.checker)
    for claim in (one, other):
        approve(decided(claim, by=on.checker), by=on.second)
    assert problems() == {}
    DuplicateClearance.objects.all().delete()
    assert "carry the same file" in problems()["same_file"][0]


def test_an_approval_by_whoever_prepared_or_checked_too_much_is_named(on, claim):
    Approval.objects.update(by_id=on.member.claims_person.pk)
    found = problems()["duties_together"]
    assert "prepared this claim, and approved this claim" in found[0]


def test_who_releases_what_they_approved_is_named(on, claim):
    run = paying.paid(on, claim)
    type(run).objects.filter(pk=run.pk).update(
        released_by_id=on.office.second_finance.pk, prepared_by_id=on.office.finance.pk
    )
    words = "approved this claim, and released this payment"
    assert any(words in each for each in problems()["duties_together"])
    Override.objects.create(
        claim=claim, submission_number=1, rule=WaivedRule.APPROVER_RELEASES,
        approver=on.office.second_finance, reason="Nobody else", given_by_id=on.chair.pk,
        given_at=clock.now(), given_on=clock.today(),
    )  # fmt: skip
    assert not any(words in each for each in problems().get("duties_together", ()))


def test_the_body_approving_its_own_claim_is_named(on):
    claim = decided(own_claim(on), by=on.checker)
    approve(claim, by=on.chair_actor)
    Approval.objects.update(by_organisation_id=on.office.organisation.pk)
    assert "approved its own claim" in problems()["duties_together"][0]


def test_one_approval_too_few_above_the_limit_is_named():
    on = ground(cash=1_000_000_00, budget=100_000_00)
    claim = decided(sent(on, (26_000_00,)), by=on.checker)
    approve(claim, by=on.second)
    approve(claim, by=on.third)
    assert problems() == {}
    Approval.objects.filter(step=1).update(taken_back_at=clock.now())
    assert "takes 2 approvals, it has 1" in problems()["too_few_approvals"][0]


def test_an_approver_with_a_seat_at_the_member_is_named(on, claim):
    SeatFactory(
        user=on.office.second_finance, organisation=on.member.organisation,
        role=Role.CLAIMS_PERSON, starts=date(2026, 9, 30),
    )  # fmt: skip
    assert "with a seat at the member" in problems()["approved_from_inside"][0]


@pytest.mark.parametrize("before", [True, False])
def test_an_approver_with_an_interest_that_stood_in_the_register_is_named(on, claim, before):
    approval = Approval.objects.get()
    StandingInterest.objects.create(
        user_id=approval.by_id, organisation=on.member.organisation, words="Trustee",
        starts=date(2026, 9, 30), registered_by_id=approval.by_id,
        registered_at=approval.at + timedelta(hours=-1 if before else 1),
    )  # fmt: skip
    found = problems().get("approved_from_inside", [""])[0]
    assert ("with an interest in the member" in found) == before


def test_a_claim_saved_without_an_audit_row_is_named(on, claim):
    assert list(audited.changed_unseen()) == []
    Claim.objects.filter(pk=claim.pk).update(updated_at=clock.now() + timedelta(hours=1))
    assert claim.reference in list(audited.changed_unseen())[0]
    other = sent(on, (1_00,), organisation=on.outsider.organisation)
    assert f"{other.reference} has no audit row at all." in list(audited.changed_unseen())


def test_an_item_twice_on_one_budget_line_cannot_even_be_planted(claim):
    """V08 stands behind a UNIQUE; the check reads it once more."""
    from django.db import IntegrityError, transaction

    line = claim.lines.get(number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_line(claim, 9, 1_00, line.budget_line, item=line.item)
    assert SpendItem.objects.count() == 2
