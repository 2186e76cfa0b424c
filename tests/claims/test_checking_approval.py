"""Approving: budget, ledger, outputs, state and notice together; who may; what stops it."""

from datetime import date

import pytest

from claims.actions.approving import approve
from claims.actions.asking import Asked, ask_changes
from claims.actions.checking import Ruling, accept_the_rest, check, decide_line, uncheck
from claims.actions.clearing import accept_outputs, clear_duplicate
from claims.actions.overriding import ask_chair, override
from claims.actions.reviewing import assign_reviewer, end_assignment, log_look
from claims.facts.approvers import candidates, too_few
from claims.models import Approval, Claim, ClaimLine, Override
from claims.states import ClaimState, Decision, Part, WaivedRule
from consortium.core import audit
from consortium.core.models.audit import AuditRow
from consortium.core.models.outbox import Message
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from members.registers.actions.declaring import declare_interest
from members.states import Role
from projects.funds.ledger import balance_of, cash_of
from projects.funds.models import JournalLine
from projects.funds.states import Account, PaymentRule, Terms
from projects.models import BudgetLine, OutputProfile, OutputShare
from tests.factories.checking import QUARTER, a_line, decided, ground, own_claim, sent
from tests.factories.members import SeatFactory, UserFactory, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def on():
    return ground(cash=1_000_000_00)


def approved(claim, *, by, **kwargs):
    outcome = approve(claim, by=by, **kwargs)
    claim.refresh_from_db()
    return outcome


def book(claim):
    """{(account, side): pence} of the claim's journal."""
    sums = {}
    for line in JournalLine.objects.filter(journal=claim.journal):
        key = (line.account, line.side)
        sums[key] = sums.get(key, 0) + line.amount
    return sums


def test_an_ordinary_claim_is_approved_by_one_person_and_books_what_it_should(on):
    claim = decided(sent(on, (100_00, 50_00)), by=on.checker)
    outcome = approved(claim, by=on.second)
    assert outcome.more == 0
    assert claim.state == ClaimState.APPROVED
    assert (claim.approved, claim.retained, claim.payable) == (150_00, 0, 150_00)
    assert claim.expected_on == date(2026, 10, 28)
    assert book(claim) == {
        (Account.PROJECT_EXPENDITURE, "D"): 150_00,
        (Account.OWED_TO_MEMBERS, "C"): 150_00,
        (Account.GRANT_RECEIVABLE, "D"): 150_00,
        (Account.GRANT_INCOME, "C"): 150_00,
    }
    assert balance_of(on.grant.fund) == 0  # it earned what it spent
    assert cash_of(on.grant.fund) == 1_000_000_00


def test_under_an_advance_the_income_comes_out_of_the_advance():
    on = ground(cash=1_000_00, terms=Terms.ADVANCE)
    claim = decided(sent(on, (100_00,)), by=on.checker)
    approved(claim, by=on.second)
    assert book(claim)[Account.GRANTS_IN_ADVANCE, "D"] == 100_00


def test_budget_lines_and_outputs_remember_what_was_approved(on):
    claim = sent(on, (100_00, 50_00), outputs=5)
    first = claim.lines.get(number=1)
    decide_line(first, Ruling(Decision.REDUCED, 80_00, "VAT"), by=on.checker)
    claim = decided(claim, by=on.checker)
    approved(claim, by=on.second)
    assert BudgetLine.objects.get(pk=first.budget_line_id).approved == 80_00
    assert OutputShare.objects.get(pk=on.share.pk).achieved == 5
    row = OutputProfile.objects.get(share=on.share, quarter=QUARTER.code)
    assert row.achieved == 5


def test_the_approval_is_a_row_an_audit_row_and_a_notice_in_one(on):
    claim = sent(on, (100_00, 50_00))
    line = claim.lines.get(number=1)
    decide_line(line, Ruling(Decision.REDUCED, 80_00, "The VAT can be recovered"), by=on.checker)
    approved(decided(claim, by=on.checker), note="Looked at three invoices", by=on.second)
    row = Approval.objects.get(claim=claim)
    assert (row.by_id, row.amount, row.step) == (on.office.second_finance.pk, 130_00, 1)
    done = audit.history(claim).get(action="claim.approve")
    assert done.actor_id == on.office.second_finance.pk
    assert done.after["approved"] == 130_00
    mail = Message.objects.get(
        kind="claims.approved", recipient_user_id=on.member.representative.pk
    )
    assert "approved for £130.00" in mail.text
    assert "£80.00 of £100.00 accepted. Reason: The VAT can be recovered" in mail.text
    assert "Expect £130.00 by Wed 28 October 2026" in mail.text


def test_a_nil_claim_is_settled_without_a_journal(on):
    claim = decided(sent(on, ()), by=on.checker)
    approved(claim, by=on.second)
    assert (claim.state, claim.journal, claim.paid_on) == (
        ClaimState.PAID,
        None,
        date(2026, 10, 21),
    )


def test_a_claim_with_every_line_disallowed_is_settled(on):
    claim = sent(on, (100_00,))
    decide_line(claim.lines.get(), Ruling(Decision.DISALLOWED, None, "No"), by=on.checker)
    claim = decided(claim, by=on.checker)
    approved(claim, by=on.second)
    assert claim.state == ClaimState.PAID
    assert claim.journal is None


def test_retention_is_kept_apart_in_the_ledger():
    on = ground(cash=1_000_00, payment_rule=PaymentRule.RETENTION, retention_basis_points=1_000)
    claim = decided(sent(on, (123_45,)), by=on.checker)
    approved(claim, by=on.second)
    assert (claim.retained, claim.payable) == (12_35, 111_10)
    assert book(claim)[Account.RETENTION, "C"] == 12_35
    assert book(claim)[Account.OWED_TO_MEMBERS, "C"] == 111_10
    mail = Message.objects.filter(kind="claims.approved").first()
    assert "£12.35 is kept back until the final report" in mail.text


def test_without_cash_the_claim_waits_for_the_funders_money():
    on = ground(cash=99_99)
    claim = decided(sent(on, (100_00,)), by=on.checker)
    approved(claim, by=on.second)
    assert (claim.state, claim.expected_on) == (ClaimState.WAITING, None)
    mail = Message.objects.filter(kind="claims.approved").first()
    assert mail.subject.endswith("is approved, waiting for the funder's money")
    moves = audit.history(claim).filter(action="claim.wait")
    assert [row.actor_id for row in moves] == [None]


def test_cash_goes_in_date_order_of_submission():
    on = ground(cash=100_00)
    early = decided(sent(on, (80_00,)), by=on.checker)
    late = decided(sent(on, (30_00,), organisation=on.outsider.organisation), by=on.checker)
    approved(early, by=on.second)
    approved(late, by=on.second)
    assert early.state == ClaimState.APPROVED
    assert late.state == ClaimState.WAITING  # £80 of the £100 is owed to an earlier claim


def test_more_than_the_heading_has_left_is_refused_line_by_line():
    on = ground(cash=1_000_00, budget=100_00)
    claim = decided(sent(on, (150_00, 120_00)), by=on.checker)
    with pytest.raises(Refused) as refused:
        approve(claim, by=on.second)
    words = " ".join(refused.value.reasons)
    assert words.count("£100.00 left") == 2
    assert "virement" in words
    claim.refresh_from_db()
    assert claim.state == ClaimState.CHECKED
    assert not Approval.objects.exists()
    assert not BudgetLine.objects.filter(approved__gt=0).exists()


def test_up_to_what_is_left_it_is_approved():
    on = ground(cash=1_000_00, budget=100_00)
    claim = sent(on, (150_00,))
    decide_line(claim.lines.get(), Ruling(Decision.REDUCED, 100_00, "Budget"), by=on.checker)
    claim = decided(claim, by=on.checker)
    approved(claim, by=on.second)
    assert claim.approved == 100_00


def test_a_look_alike_stops_approval_until_a_second_person_has_spoken(on):
    first = sent(on, (100_00,))
    item = first.lines.get().item
    other = ground(beside=on, cash=1_000_00)
    second = sent(on, (), round=other.round)
    line = a_line(
        second, 1, 100_00, on.budgets[0], supplier=item.supplier, invoice=item.invoice_number,
        evidence_due=date(2026, 11, 1),
    )  # fmt: skip
    second.claimed = 100_00
    second.nil = False
    second.save()
    decided(second, by=on.checker)
    with pytest.raises(Refused, match="same supplier, invoice number and amount"):
        approve(second, by=on.second)
    clear_duplicate(
        second, item=line.item_id, other=item.pk, reason="Two deliveries", by=on.checker
    )
    approved(second, by=on.second)
    assert second.state == ClaimState.APPROVED


def test_corrections_above_the_spending_are_not_approved(on):
    claim = sent(on, (100_00,))
    paid = approved(decided(claim, by=on.checker), by=on.second)
    assert paid.claim
    other = sent(on, (), organisation=on.outsider.organisation)
    a_line(other, 1, -50_00, on.budgets[0], correction_of=claim.lines.get())
    Claim.objects.filter(pk=other.pk).update(claimed=-50_00)
    with pytest.raises(Refused, match="below nothing"):
        approve(decided(other, by=on.checker), by=on.second)


def test_a_parked_line_can_be_claimed_again_later(on):
    claim = sent(on, (100_00, 50_00))
    parked = claim.lines.get(number=2)
    decide_line(parked, Ruling(Decision.PARKED, None, "Waits for its receipt"), by=on.checker)
    claim = decided(claim, by=on.checker)
    approved(claim, by=on.second)
    parked.refresh_from_db()
    assert (parked.approved, parked.live) == (0, False)
    assert claim.approved == 100_00
    assert (
        "put aside; you can claim it again"
        in Message.objects.filter(kind="claims.approved").first().text
    )


# --- who approves -------------------------------------------------------------------


def test_the_checker_approves_up_to_the_limit(on):
    claim = decided(sent(on, (100_00,)), by=on.checker)
    approved(claim, by=on.checker)
    assert claim.state == ClaimState.APPROVED


@pytest.fixture
def large():
    on = ground(cash=1_000_000_00, budget=100_000_00)
    return on, decided(sent(on, (26_000_00,)), by=on.checker)


def test_above_the_limit_two_approve_and_neither_of_them_checked_it(large):
    on, claim = large
    with pytest.raises(Refused, match="You checked this claim"):
        approve(claim, by=on.checker)
    outcome = approved(claim, by=on.second)
    assert (outcome.more, claim.state) == (1, ClaimState.CHECKED)
    assert not claim.journal
    with pytest.raises(Refused, match="You have approved this claim already"):
        approve(claim, by=on.second)
    outcome = approved(claim, by=on.third)
    assert (outcome.more, claim.state) == (0, ClaimState.APPROVED)
    assert list(Approval.objects.values_list("step", "by_id")) == [
        (1, on.office.second_finance.pk),
        (2, on.office.approver.pk),
    ]
    assert claim.approved_by_id == on.office.approver.pk


def test_the_second_approver_is_told(large):
    on, claim = large
    approve(claim, by=on.second)
    told = set(
        Message.objects.filter(kind="claims.second_approval_wanted").values_list(
            "recipient_user_id", flat=True
        )
    )
    assert told == {on.office.approver.pk}


def test_an_approval_falls_when_the_claim_goes_back(large):
    on, claim = large
    approve(claim, by=on.second)
    uncheck(claim, reason="A line was overlooked", by=on.checker)
    check(claim, by=on.checker)
    assert approved(claim, by=on.third).more == 1  # the first one does not count any more
    assert approved(claim, by=on.second).more == 0


def test_an_approval_falls_when_changes_are_asked_for(large):
    on, claim = large
    approve(claim, by=on.second)
    ask_changes(claim, [Asked(Part.FORECAST)], message="Forecast?", by=on.checker)
    assert not Approval.objects.filter(taken_back_at__isnull=True).exists()


def test_people_of_the_member_and_others_without_the_role_do_not_approve(on):
    claim = decided(sent(on, (100_00,)), by=on.checker)
    for person in (on.member.representative, on.member.claims_person, on.office.secretariat):
        with pytest.raises(Refused):
            approve(claim, by=on.actor(person))
    with pytest.raises(Refused, match="Only an officer"):
        approve(claim, by=on.chair_actor)


@pytest.mark.parametrize(
    "starts, ends, barred",
    [
        (date(2026, 9, 30), None, True),
        (date(2026, 4, 1), date(2026, 7, 1), True),
        (date(2026, 4, 1), date(2026, 6, 30), False),
        (date(2026, 10, 1), None, False),
    ],
)
def test_a_seat_at_the_member_in_the_quarter_bars_from_approving(on, starts, ends, barred):
    claim = decided(sent(on, (100_00,)), by=on.checker)
    SeatFactory(
        user=on.office.second_finance, organisation=on.member.organisation,
        role=Role.CLAIMS_PERSON, starts=starts, ends=ends,
    )  # fmt: skip
    by = on.actor(on.office.second_finance, f"office:{on.office.organisation.pk}")
    if barred:
        with pytest.raises(Refused, match="You had a seat at the claiming member"):
            approve(claim, by=by)
    else:
        approved(claim, by=by)
        assert claim.state == ClaimState.APPROVED


def test_a_registered_interest_in_the_member_bars_from_approving(on):
    claim = decided(sent(on, (100_00,)), by=on.checker)
    by = on.actor(on.office.second_finance, f"office:{on.office.organisation.pk}")
    declare_interest(
        user=on.office.second_finance, organisation=on.member.organisation,
        words="Married to its director", starts=date(2026, 9, 30), by=by,
    )  # fmt: skip
    with pytest.raises(Refused, match="You registered an interest in the claiming member"):
        approve(claim, by=by)
    approved(claim, by=on.third)


def test_two_approvers_at_once_the_second_is_told_who_was_first(on):
    claim = decided(sent(on, (100_00,)), by=on.checker)
    seen = claim.version
    approve(claim, version=seen, by=on.second)
    with pytest.raises(Refused) as refused:
        approve(claim, version=seen, by=on.third)
    assert on.office.second_finance.name in str(refused.value)
    assert "approved it for £100.00" in str(refused.value)
    assert Approval.objects.count() == 1


def test_a_page_from_before_a_change_approves_nothing(large):
    on, claim = large
    seen = claim.version
    approve(claim, version=seen, by=on.second)
    with pytest.raises(Stale):
        approve(claim, version=seen, by=on.third)


def test_a_claim_that_is_not_checked_is_not_approved(on):
    claim = sent(on)
    accept_the_rest(claim, by=on.checker)
    with pytest.raises(Refused, match="submitted, so “Approve” is not possible"):
        approve(claim, by=on.second)


# --- the payment rule ----------------------------------------------------------------


def test_the_rule_warn_asks_for_a_reason_before_approval(on):
    claim = decided(sent(on, (100_00,), outputs=1), by=on.checker)
    with pytest.raises(Refused, match="Say why the claim is paid all the same"):
        approve(claim, by=on.second)
    accept_outputs(claim, reason="Two meetings moved to October", by=on.checker)
    approved(claim, by=on.second)
    assert claim.hold_reason == "Two meetings moved to October"


def test_the_rule_hold_tells_the_member_and_waits_for_an_override():
    on = ground(cash=1_000_00, payment_rule=PaymentRule.HOLD, payment_rule_percent=85)
    claim = decided(sent(on, (100_00,), outputs=3), by=on.checker)
    mail = Message.objects.get(kind="claims.held", recipient_user_id=on.member.representative.pk)
    assert "below 85%" in mail.text
    with pytest.raises(Refused, match="holds payment"):
        approve(claim, by=on.second)
    accept_outputs(claim, reason="The hall was flooded", by=on.second)
    with pytest.raises(Refused, match="You overrode the grant's hold"):
        approve(claim, by=on.second)
    approved(claim, by=on.third)
    assert AuditRow.objects.filter(action="claim.hold_overridden").count() == 1


def test_outputs_on_their_profile_need_no_reason(on):
    claim = decided(sent(on, (100_00,), outputs=4), by=on.checker)
    with pytest.raises(Refused, match="No output of this claim is behind"):
        accept_outputs(claim, reason="Why not", by=on.checker)


# --- the accountable body's own --------------------------------------------------------


@pytest.fixture
def own(on):
    return decided(own_claim(on), by=on.checker)


def test_the_bodys_own_claim_is_approved_by_the_chair_whatever_the_amount(on, own):
    for officer in (on.checker, on.second, on.third):
        with pytest.raises(Refused, match="somebody from another member"):
            approve(own, by=officer)
    approved(own, by=on.chair_actor)
    assert own.state == ClaimState.APPROVED
    row = Approval.objects.get(claim=own)
    assert row.by_organisation_id == on.outsider.organisation.pk


def test_one_approval_from_outside_is_enough_above_the_limit():
    on = ground(cash=1_000_000_00, budget=100_000_00)
    claim = own_claim(on, ())
    a_line(
        claim, 1, 30_000_00,
        BudgetLine.objects.create(
            grant=on.grant, financial_year="2026/27", project=on.project,
            organisation=on.office.organisation, heading=on.grant.headings.first(),
            strand="Own", amount=50_000_00,
        ),
        evidence_due=date(2026, 11, 1),
    )  # fmt: skip
    Claim.objects.filter(pk=claim.pk).update(claimed=30_000_00, nil=False)
    outcome = approve(decided(claim, by=on.checker), by=on.chair_actor)
    assert outcome.more == 0


def test_a_reviewer_of_another_member_approves_only_while_named(on, own):
    reviewer = seated(Role.REVIEWER, on.member.organisation)
    by = on.actor(reviewer)
    with pytest.raises(Refused, match="Only the chair, or the reviewer named"):
        approve(own, by=by)
    assign_reviewer(own, user=reviewer, by=on.second)
    end_assignment(own, by=on.second)
    with pytest.raises(Refused, match="Only the chair, or the reviewer named"):
        approve(own, by=by)
    assign_reviewer(own, user=reviewer, by=on.second)
    approved(own, by=by)
    assert own.state == ClaimState.APPROVED


def test_naming_a_reviewer_ends_the_leave_of_the_one_before(on, own):
    first, second = (seated(Role.REVIEWER, on.member.organisation) for _ in range(2))
    assign_reviewer(own, user=first, by=on.second)
    assign_reviewer(own, user=second, by=on.second)
    assert [one.user for one in own.assignments.filter(ended_at=None)] == [second]
    assert Message.objects.filter(
        kind="claims.reviewer_named", recipient_user_id=second.pk
    ).exists()


def test_a_reviewer_comes_from_another_member_and_is_not_of_the_body(on, own):
    body = on.office.organisation
    both = seated(Role.REVIEWER, on.member.organisation)
    SeatFactory(user=both, organisation=body, role=Role.CLAIMS_PERSON, starts=date(2026, 8, 1))
    nobody = UserFactory()
    for person in (on.office.secretariat, both, nobody):
        with pytest.raises(Refused, match="Choose somebody who sits at another member"):
            assign_reviewer(own, user=person, by=on.second)


def test_only_an_own_claim_has_a_reviewer_and_only_the_office_or_chair_names_one(on, own):
    reviewer = seated(Role.REVIEWER, on.member.organisation)
    with pytest.raises(Refused, match="Only the accountable body's own claim"):
        assign_reviewer(sent(on), user=reviewer, by=on.second)
    with pytest.raises(Refused, match="office or the chair"):
        assign_reviewer(own, user=reviewer, by=on.actor(on.member.representative))


def test_every_look_of_an_outside_approver_is_logged_and_no_others(on, own):
    log_look(own, at="claim", by=on.chair_actor)
    log_look(own, at="claim", by=on.checker)
    looks = AuditRow.objects.filter(action="claim.looked_at")
    assert [(row.actor_id, row.after) for row in looks] == [(on.chair.pk, {"at": "claim"})]


def test_the_chair_is_told_that_the_own_claim_waits(on, own):
    assert Message.objects.get(kind="claims.own_claim_waits").recipient_user_id == on.chair.pk


# --- nobody left (SD10) ------------------------------------------------------------------


@pytest.fixture
def small():
    """An office of two: one checked a large claim, only the other may approve it."""
    on = ground(cash=1_000_000_00, budget=100_000_00)
    claim = decided(sent(on, (26_000_00,)), by=on.checker)
    on.office.approver.seats.update(ends=date(2026, 9, 30))
    return on, claim


def test_the_rules_say_that_they_leave_too_few(small):
    on, claim = small
    people = candidates(claim, 26_000_00)
    assert {person.person: person.eligible for person in people} == {
        on.office.finance.pk: False,
        on.office.second_finance.pk: True,
    }
    assert too_few(claim, 26_000_00, people)


def test_the_chair_overrides_one_rule_for_one_person_with_a_reason(small):
    on, claim = small
    ask_chair(claim, by=on.checker)
    assert Message.objects.get(kind="claims.override_wanted").recipient_user_id == on.chair.pk
    approve(claim, by=on.second)
    override(
        claim, rule=WaivedRule.CHECKER_ABOVE, approver=on.office.finance.pk,
        reason="The second approver left in September", by=on.chair_actor,
    )  # fmt: skip
    approved(claim, by=on.checker)
    assert claim.state == ClaimState.APPROVED
    assert Override.objects.get().reason == "The second approver left in September"
    assert AuditRow.objects.filter(action="claim.rule_overridden").exists()


def test_one_approval_may_do_where_the_chair_says_so(small):
    on, claim = small
    override(
        claim, rule=WaivedRule.ONE_APPROVER, approver=on.office.second_finance.pk,
        reason="Holiday", by=on.chair_actor,
    )  # fmt: skip
    assert approved(claim, by=on.second).more == 0


def test_an_override_is_for_the_chair_with_a_reason_and_never_for_themselves(small):
    on, claim = small
    given = {"rule": WaivedRule.CHECKER_ABOVE, "approver": on.office.finance.pk, "reason": "Why"}
    with pytest.raises(Refused, match="Only the chair"):
        override(claim, **given, by=on.second)
    with pytest.raises(Refused, match="Give the reason"):
        override(claim, **given | {"reason": " "}, by=on.chair_actor)
    with pytest.raises(Refused, match="Choose somebody whose role"):
        override(claim, **given | {"approver": on.chair.pk}, by=on.chair_actor)
    assert not Override.objects.exists()


def test_an_override_is_no_short_cut_while_somebody_may_approve(on):
    claim = decided(sent(on, (100_00,)), by=on.checker)
    with pytest.raises(Refused, match="There is somebody who may approve"):
        override(
            claim, rule=WaivedRule.SEAT_AT_MEMBER, approver=on.office.finance.pk,
            reason="Quicker", by=on.chair_actor,
        )  # fmt: skip


def test_an_override_does_not_let_anybody_approve_what_they_signed(small):
    on, claim = small
    Claim.objects.filter(pk=claim.pk).update(checked_by_id=on.office.second_finance.pk)
    ClaimLine.objects.filter(claim=claim).first().item.__class__.objects.filter(
        lines__claim=claim
    ).update(created_by_id=on.office.finance.pk)
    claim.refresh_from_db()
    override(
        claim, rule=WaivedRule.CHECKER_ABOVE, approver=on.office.finance.pk, reason="Why",
        by=on.chair_actor,
    )  # fmt: skip
    with pytest.raises(Refused, match="You prepared this claim"):
        approve(claim, by=on.checker)


def test_approving_takes_as_many_queries_for_20_lines_as_for_2(on, django_assert_max_num_queries):
    few = decided(sent(on, (1_00, 1_00)), by=on.checker)
    other = ground(beside=on, cash=1_000_000_00)
    many = decided(sent(other, [1_00] * 20), by=on.checker)
    with django_assert_max_num_queries(200) as first:
        approve(few, by=on.second)
    with django_assert_max_num_queries(len(first)):
        approve(many, by=on.second)
