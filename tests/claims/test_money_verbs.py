"""Bank details, runs and payments: who may, what is written, what stops."""

from datetime import date

import pytest

from claims.actions import accounts, payments, receiving, runs
from claims.actions.approving import approve
from claims.actions.release_overriding import override_release
from claims.models import Claim, PayeeAccount, Payment, PaymentRun
from claims.rules.bank import AccountError
from claims.states import AccountState, ClaimState, PaymentState, RunState
from consortium.core import clock, files
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditRow, Message
from consortium.core.workflow import Refused
from members.states import Role
from projects.funds.models import Journal, Position
from projects.funds.states import JournalKind
from tests.factories.checking import TODAY, decided, ground, own_claim
from tests.factories.members import actor_of, member, seated
from tests.factories.paying import approved, at_the_bank, paid, released

pytestmark = pytest.mark.django_db


@pytest.fixture
def on():
    return ground(cash=1_000_00)


def reasons(info):
    return " ".join(info.value.reasons)


def state_of(claim):
    return Claim.objects.get(pk=claim.pk).state


# --- Bank details -----------------------------------------------------------------


@pytest.fixture
def newcomer(on):
    return member()


def details(**changes):
    return {
        "account_name": "Newcomer Trust",
        "sort_code": "30-94-21",
        "account_number": "7733445",
        **changes,
    }


def entered(people, **changes):
    by = actor_of(people.claims_person, day=TODAY)
    return accounts.enter_account(people.organisation, by=by, **details(**changes))


@pytest.mark.parametrize("typed", ["309421", "30-94-21", "30 94 21", " 30–94–21 "])
def test_a_sort_code_is_taken_in_any_usual_form(newcomer, typed):
    assert entered(newcomer, sort_code=typed).sort_code == "309421"


def test_a_short_account_number_gets_noughts_in_front(newcomer):
    assert entered(newcomer).account_number == "07733445"


@pytest.mark.parametrize(
    "changes",
    [{"sort_code": "30-94-2"}, {"account_number": "12345"}, {"account_name": " "},
     {"account_number": "１２３４５６７８"}, {"sort_code": "3094211"}],
)  # fmt: skip
def test_bank_details_that_cannot_be_are_refused_in_words(newcomer, changes):
    with pytest.raises(AccountError, match="Enter"):
        entered(newcomer, **changes)
    assert not PayeeAccount.objects.filter(organisation=newcomer.organisation).exists()


def test_a_stranger_cannot_enter_bank_details(on, newcomer):
    with pytest.raises(Refused, match="own people"):
        accounts.enter_account(newcomer.organisation, by=on.checker, **details())


def test_who_enters_bank_details_does_not_verify_them(on):
    secretary = on.actor(on.office.secretariat)
    account = accounts.enter_account(on.outsider.organisation, by=secretary, **details())
    with pytest.raises(Refused, match="You entered these details"):
        accounts.verify_account(account, how="Called them", by=secretary)
    account = accounts.verify_account(account, how="Called them", by=on.checker)
    assert account.state == AccountState.VERIFIED


def test_verifying_needs_the_way_it_was_checked(on):
    account = entered(on.outsider)
    with pytest.raises(Refused, match="Say how you checked"):
        accounts.verify_account(account, how="  ", by=on.checker)


def test_the_members_people_and_its_office_hear_of_new_details_without_a_number(on):
    entered(on.outsider, account_number="98765432")
    told = Message.objects.filter(kind="claims.account_entered")
    people = {on.outsider.representative.email, on.outsider.claims_person.email}
    assert people < {message.to for message in told}
    assert on.outsider.organisation.office_email in {message.to for message in told}
    assert not [m for m in Message.objects.all() if "98765432" in m.text + m.subject + m.html]


def test_the_audit_chain_holds_no_bank_number(on):
    account = entered(on.outsider, account_number="98765432")
    accounts.verify_account(account, how="Called them", by=on.checker)
    for row in AuditRow.objects.all():
        assert "98765432" not in f"{row.before} {row.after} {row.reason}"


def test_details_that_another_member_has_need_a_reason(on):
    account = entered(on.outsider, sort_code="309421", account_number="00733445")
    with pytest.raises(Refused, match="Another member has these"):
        accounts.verify_account(account, how="Called them", by=on.checker)
    reason = "One charity looks after the other's bank account"
    done = accounts.verify_account(account, how="Called", shared_reason=reason, by=on.checker)
    assert done.shared_reason == reason


def test_newer_details_take_the_place_of_those_that_wait(on):
    first, second = entered(on.outsider), entered(on.outsider, account_number="11112222")
    first.refresh_from_db()
    assert (first.state, second.state) == (AccountState.REPLACED, AccountState.WAITING)


def changed_details(on):
    """The member changes its details, and the office verifies them."""
    account = entered(on.member, account_number="55556666")
    return accounts.verify_account(account, how="Called them", by=on.actor(on.office.secretariat))


def test_changed_details_stop_the_payment_by_name_until_the_wait_is_over(on):
    claim = approved(on)
    changed_details(on)
    with pytest.raises(Refused) as info:
        runs.prepare_run([claim], pay_on=TODAY, by=on.second)
    assert on.member.organisation.short_name in reasons(info)
    assert "10 working days" in reasons(info)
    clock.set_today(date(2026, 11, 4), by=SYSTEM)
    assert runs.prepare_run([claim], pay_on=TODAY, by=on.second).total == 150_00


def test_details_that_nobody_verified_stop_payments_to_the_old_ones(on):
    claim = approved(on)
    entered(on.member, account_number="55556666")
    with pytest.raises(Refused, match="nobody has verified the new ones"):
        runs.prepare_run([claim], pay_on=TODAY, by=on.second)


def test_a_change_between_preparing_and_releasing_stops_the_release(on):
    run = runs.prepare_run([approved(on)], pay_on=TODAY, by=on.second)
    changed_details(on)
    with pytest.raises(Refused, match="bank details were changed"):
        runs.release(run, by=on.checker)
    assert not Journal.objects.filter(kind=JournalKind.PAYMENT).exists()


def test_refused_details_leave_the_old_ones_in_use(on):
    claim = approved(on)
    accounts.refuse_account(entered(on.member), reason="Nobody answered", by=on.checker)
    assert runs.prepare_run([claim], pay_on=TODAY, by=on.second).total == 150_00


# --- Runs ---------------------------------------------------------------------------


def test_a_claim_goes_from_approval_to_the_bank_statement(on):
    claim = approved(on)
    run = paid(on, claim)
    assert (run.state, state_of(claim)) == (RunState.FINISHED, ClaimState.PAID)
    assert Position.objects.get(fund=on.grant.fund).cash == 850_00
    payment = run.payments.get()
    assert (payment.amount, payment.journal.kind) == (150_00, JournalKind.PAYMENT)
    assert Message.objects.filter(kind="claims.paid").count() == 2


def test_who_prepared_a_run_does_not_release_it(on):
    run = runs.prepare_run([approved(on)], pay_on=TODAY, by=on.third)
    with pytest.raises(Refused, match="You prepared this run"):
        runs.release(run, by=on.third)


def test_who_approved_a_claim_does_not_release_its_payment_and_reads_which(on):
    run = runs.prepare_run([approved(on)], pay_on=TODAY, by=on.third)
    with pytest.raises(Refused) as info:
        runs.release(run, by=on.second)
    assert f"{on.member.organisation.short_name}: You approved this claim" in reasons(info)


def test_a_run_is_released_once(on):
    run = released(on, approved(on))
    with pytest.raises(Refused, match="already released"):
        runs.release(run, by=on.checker)
    assert Journal.objects.filter(kind=JournalKind.PAYMENT).count() == 1


def test_what_cash_does_not_cover_waits_in_order_of_submission(on):
    other = ground(beside=on, fund=on.grant.fund)
    early = approved(on, (700_00,))
    late = approved(other, (400_00,))
    assert state_of(late) == ClaimState.WAITING
    run = runs.prepare_run([late, early], pay_on=TODAY, by=on.second)
    assert [p.claim_id for p in run.payments.all()] == [early.pk]
    assert [left.claim.pk for left in run.left_out] == [late.pk]


def test_a_claim_that_was_not_chosen_keeps_its_place_before_later_ones(on):
    other = ground(beside=on, fund=on.grant.fund)
    approved(on, (700_00,))
    late = approved(other, (400_00,))
    with pytest.raises(Refused, match="waits for the funder's money"):
        runs.prepare_run([late], pay_on=TODAY, by=on.second)


def test_what_stands_in_a_prepared_run_counts_as_spent(on):
    other = ground(beside=on, fund=on.grant.fund)
    early, late = approved(on, (700_00,)), approved(other, (400_00,))
    runs.prepare_run([early], pay_on=TODAY, by=on.second)
    with pytest.raises(Refused, match="waits for the funder's money"):
        runs.prepare_run([late], pay_on=TODAY, by=on.second)


def test_a_claim_stands_in_one_run_only(on):
    claim = approved(on)
    runs.prepare_run([claim], pay_on=TODAY, by=on.second)
    with pytest.raises(Refused, match="in payment run"):
        runs.prepare_run([claim], pay_on=TODAY, by=on.second)


def test_a_payment_can_be_taken_out_before_the_release(on):
    claim = approved(on)
    run = runs.prepare_run([claim], pay_on=TODAY, by=on.second)
    runs.take_out(run.payments.get(), reason="They asked us to wait", by=on.checker)
    run.refresh_from_db()
    assert (run.total, state_of(claim)) == (0, ClaimState.APPROVED)
    assert runs.prepare_run([claim], pay_on=TODAY, by=on.second).total == 150_00


def test_the_bodys_own_claim_is_an_internal_transfer_outside_the_bank_file(on):
    claim = own_claim(on)
    approve(decided(claim, by=on.checker), by=on.chair_actor)
    run = runs.prepare_run([claim], pay_on=TODAY, by=on.second)
    runs.release(run, by=on.checker)
    assert (run.total, run.internal_total) == (0, 100_00)
    with pytest.raises(Refused, match="Nothing in this run goes through the bank"):
        payments.export(run, by=on.second)
    runs.mark_sent(run, by=on.second)
    payments.confirm_payment(run.payments.get(), paid_on=TODAY, by=on.second)
    assert state_of(claim) == ClaimState.PAID


def test_the_bank_file_is_kept_and_served_the_same_for_ever(on):
    run = payments.export(released(on, approved(on)), by=on.checker)
    content = files.content_of(run.bank_file)
    assert run.bank_file.sha256 == run.bank_file_sha256
    lines = content.decode("ascii").splitlines()
    assert lines[0] == "Payee name,Sort code,Account number,Amount,Reference"
    assert lines[1].split(",")[1:4] == ["309421", "00733445", "150.00"]
    with pytest.raises(Refused, match="already exported"):
        payments.export(run, by=on.checker)


def test_nothing_is_confirmed_before_the_bank_has_it(on):
    run = released(on, approved(on))
    with pytest.raises(Refused, match="Mark the run as sent"):
        payments.confirm_payment(run.payments.get(), paid_on=TODAY, by=on.second)


def test_who_released_a_payment_does_not_confirm_it(on):
    run = at_the_bank(on, approved(on))
    with pytest.raises(Refused, match="You released"):
        payments.confirm_payment(run.payments.get(), paid_on=TODAY, by=on.checker)


def test_a_failed_payment_is_owed_again_and_can_be_paid_again(on):
    claim = approved(on)
    run = at_the_bank(on, claim)
    payment = payments.fail_payment(run.payments.get(), reason="Account closed", by=on.second)
    assert (state_of(claim), payment.state) == (ClaimState.APPROVED, PaymentState.FAILED)
    assert Position.objects.get(fund=on.grant.fund).cash == 1_000_00
    assert Message.objects.filter(kind="claims.payment_failed").exists()
    payments.finish(run, by=on.second)
    again = paid(on, Claim.objects.get(pk=claim.pk))
    assert state_of(claim) == ClaimState.PAID
    assert again.payments.get().journal_id != payment.journal_id


def test_a_run_is_finished_when_every_payment_is_decided(on):
    run = at_the_bank(on, approved(on))
    with pytest.raises(Refused, match="mark it as paid or failed"):
        payments.finish(run, by=on.second)


@pytest.mark.parametrize("how_far", ["prepared", "released", "exported"])
def test_two_people_void_a_run_and_every_penny_is_back(on, how_far):
    claim = approved(on)
    run = runs.prepare_run([claim], pay_on=TODAY, by=on.second)
    if how_far != "prepared":
        run = runs.release(run, by=on.checker)
    if how_far == "exported":
        run = payments.export(run, by=on.checker)
    runs.ask_void(run, reason="Wrong date", by=on.second)
    with pytest.raises(Refused, match="You asked for this run"):
        runs.void(run, by=on.second)
    runs.void(run, by=on.checker)
    assert Position.objects.get(fund=on.grant.fund).cash == 1_000_00
    assert state_of(claim) == ClaimState.APPROVED
    assert PaymentRun.objects.get(pk=run.pk).state == RunState.VOID
    assert Payment.objects.get().state == PaymentState.VOID


def test_a_run_that_was_to_be_voided_can_go_on_from_where_it_stood(on):
    run = payments.export(released(on, approved(on)), by=on.checker)
    runs.ask_void(run, reason="Wrong date", by=on.second)
    assert runs.keep(run, by=on.checker).state == RunState.EXPORTED


def test_a_run_that_went_to_the_bank_is_not_voided(on):
    run = at_the_bank(on, approved(on))
    with pytest.raises(Refused, match="not possible"):
        runs.ask_void(run, reason="Too late", by=on.second)


# --- Money received -------------------------------------------------------------------


def test_money_that_comes_wakes_the_claims_that_waited_in_date_order(on):
    other = ground(beside=on, fund=on.grant.fund)
    first, second = approved(other, (1_200_00,)), approved(on, (900_00,))
    assert {state_of(first), state_of(second)} == {ClaimState.WAITING}
    receiving.record_money(
        on.grant, amount=500_00, received_on=TODAY, bank_reference="BACS 1", by=on.checker
    )
    assert (state_of(first), state_of(second)) == (ClaimState.APPROVED, ClaimState.WAITING)
    receiving.record_money(
        on.grant, amount=600_00, received_on=TODAY, bank_reference="BACS 2", by=on.checker
    )
    assert state_of(second) == ClaimState.APPROVED
    assert Message.objects.filter(kind="claims.money_came").count() == 4


def test_the_same_receipt_is_recorded_once(on):
    receipt = {"amount": 5_00, "received_on": TODAY, "bank_reference": "BACS 7"}
    receiving.record_money(on.grant, by=on.checker, **receipt)
    with pytest.raises(Refused, match="recorded already"):
        receiving.record_money(on.grant, by=on.second, **receipt)


def test_money_is_recorded_by_officers_and_never_for_tomorrow(on):
    with pytest.raises(Refused) as info:
        receiving.record_money(
            on.grant, amount=0, received_on=date(2026, 10, 22), bank_reference=" ",
            by=on.actor(on.office.secretariat),
        )  # fmt: skip
    assert len(info.value.reasons) == 4


def test_nobody_of_another_member_can_pay(on):
    claim = approved(on)
    outsider = on.actor(seated(Role.CLAIMS_PERSON, on.outsider.organisation))
    with pytest.raises(Refused, match="Only a finance officer"):
        runs.prepare_run([claim], pay_on=TODAY, by=outsider)


# --- Who may not ------------------------------------------------------------------------


def test_who_verified_the_bank_details_does_not_approve_what_is_paid_to_them(on):
    account = on.member.organisation.payee_accounts.get()
    PayeeAccount.objects.filter(pk=account.pk).update(verified_by_id=on.second.user_id)
    claim = approved(on)
    with pytest.raises(Refused, match="Who verified the bank details approved this claim"):
        runs.prepare_run([claim], pay_on=TODAY, by=on.second)
    secretary = on.actor(on.office.secretariat)
    accounts.verify_again(account, how="Called the treasurer", by=secretary)
    assert runs.prepare_run([claim], pay_on=TODAY, by=on.second).total == 150_00


def nobody_left(on):
    """The second approver leaves; of two officers one prepared and one approved."""
    on.office.approver.seats.update(ends=date(2026, 10, 1))
    return runs.prepare_run([approved(on)], pay_on=TODAY, by=on.checker)


def test_where_nobody_may_release_the_chair_overrides_on_record(on):
    run = nobody_left(on)
    with pytest.raises(Refused, match="You approved this claim"):
        runs.release(run, by=on.second)
    override_release(run, releaser=on.second.user_id, reason="Two officers", by=on.chair_actor)
    runs.release(run, by=on.second)
    assert Payment.objects.get().state == PaymentState.RELEASED
    assert AuditRow.objects.filter(action="claims.release_overridden").exists()
    assert Message.objects.filter(kind="claims.release_overridden").count() == 2


def test_an_override_is_refused_while_somebody_may_release(on):
    run = runs.prepare_run([approved(on)], pay_on=TODAY, by=on.checker)
    with pytest.raises(Refused, match="There is somebody who may release"):
        override_release(run, releaser=on.second.user_id, reason="Faster", by=on.chair_actor)


def test_only_the_chair_overrides_and_never_for_the_preparer(on):
    run = nobody_left(on)
    with pytest.raises(Refused) as info:
        override_release(run, releaser=on.checker.user_id, reason=" ", by=on.second)
    assert len(info.value.reasons) == 3
