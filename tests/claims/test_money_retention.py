"""What is kept back until the final report: asked for, agreed by another, owed, paid (M17)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from claims.actions import payments, runs
from claims.actions.approving import approve
from claims.actions.retention import agree_release, ask_release, refuse_release
from claims.facts.retention import kept_rows
from claims.facts.run_pages import funds_to_pay
from claims.models import Claim, Payment, PaymentRun, RetentionRelease
from claims.papers.remittance import remittance_of
from claims.states import ClaimState, PaymentKind, PaymentState, RetentionState
from claims.todos import todos
from consortium.core import audit
from consortium.core.checks import run_checks
from consortium.core.models import Message
from consortium.core.workflow import Refused
from projects.funds import actions as funds
from projects.funds.models import Journal, JournalLine
from projects.funds.reports import fund_row
from projects.funds.states import Account, JournalKind
from tests.factories.checking import TODAY, decided, ground, own_claim, sent
from tests.factories.members import PASSWORD, actor_of
from tests.factories.paying import approved, paid
from tests.factories.paying import released as released_run

pytestmark = pytest.mark.django_db
REPORT = "Final report 2026 to 2029, the funder's letter of 20 October 2026"
CHECKS = ("V03", "V04", "V07", "V12", "V13", "V19", "V21")


def a_ground(cash=1_000_00):
    """£1,000.00 came; a tenth of each claim is kept back."""
    return ground(cash=cash, payment_rule="retention", retention_basis_points=1_000)


@pytest.fixture
def on():
    return a_ground()


@pytest.fixture
def claim(on):
    """£150.00 approved, £135.00 paid, £15.00 kept back."""
    made = approved(on)
    paid(on, made)
    return Claim.objects.get(pk=made.pk)


def asked(on, **changes):
    values = {"report_accepted_on": TODAY, "report": REPORT, "by": on.checker} | changes
    return ask_release(on.grant, values.pop("member", on.member.organisation), **values)


def released(on):
    return agree_release(asked(on), by=on.second)


def problems():
    return [words for each in run_checks(only=CHECKS) for words in each.problems]


def test_one_asks_another_agrees_and_it_is_owed_to_the_member(on, claim):
    release = released(on)
    row = fund_row(on.grant.fund)
    assert (row.kept_back, row.owed, row.cash) == (0, 15_00, 865_00)
    assert release.journal.kind == JournalKind.RETENTION_RELEASED
    assert Claim.objects.get(pk=claim.pk).retention_release == release
    (kept,) = kept_rows(on.grant)
    assert (kept.kept, kept.released, kept.paid, kept.left) == (15_00, 15_00, 0, 0)
    assert problems() == []


def test_it_is_paid_in_a_run_like_a_claim_and_the_claim_stays_paid(on, claim):
    released(on)
    (fund,) = funds_to_pay()
    assert [(each.kind, each.amount) for each in fund.going] == [(PaymentKind.RETENTION, 15_00)]
    run = runs.prepare_run([], retained=[claim], pay_on=TODAY, by=on.second)
    runs.release(run, by=on.checker)
    payments.export(run, by=on.checker)
    runs.mark_sent(PaymentRun.objects.get(pk=run.pk), by=on.checker)
    payment = run.payments.get()
    payments.confirm_payment(payment, paid_on=TODAY, by=on.second)
    claim.refresh_from_db()
    assert claim.state == ClaimState.PAID
    assert fund_row(on.grant.fund).owed == 0
    assert kept_rows(on.grant)[0].paid == 15_00
    assert payment.reference.startswith("KEPT ")
    assert sum(Payment.objects.values_list("amount", flat=True)) == claim.approved
    assert problems() == []
    advice = remittance_of(Payment.objects.get(pk=payment.pk))
    assert (advice.amount, advice.paid_before, advice.kept_back) == (15_00, 135_00, True)
    told = Message.objects.filter(kind="claims.paid").latest("pk")
    assert told.subject == f"£15.00 was paid for {claim.reference}, kept back"


def test_nothing_is_kept_back_twice_and_nothing_paid_twice(on, claim):
    released(on)
    with pytest.raises(Refused, match="Nothing is kept back"):
        asked(on)
    runs.prepare_run([], retained=[claim], pay_on=TODAY, by=on.second)
    with pytest.raises(Refused, match="in a run already"):
        runs.prepare_run([], retained=[claim], pay_on=TODAY, by=on.second)
    payment = Payment.objects.get(kind=PaymentKind.RETENTION)
    payment.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        payment.save()


def test_what_is_not_released_cannot_be_paid(on, claim):
    asked(on)
    assert funds_to_pay() == []
    with pytest.raises(Refused, match="not released yet"):
        runs.prepare_run([], retained=[claim], pay_on=TODAY, by=on.second)


def test_who_asked_does_not_agree_and_the_database_holds_it_as_well(on, claim):
    release = asked(on)
    with pytest.raises(Refused, match="You asked for this release"):
        agree_release(release, by=on.checker)
    agree_release(release, by=on.second)
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionRelease.objects.update(decided_by_id=F("asked_by_id"))


def test_who_agreed_does_not_release_the_payment_of_it(on, claim):
    agree_release(asked(on, by=on.second), by=on.third)
    run = runs.prepare_run([], retained=[claim], pay_on=TODAY, by=on.second)
    with pytest.raises(Refused, match="You approved this claim"):
        runs.release(run, by=on.third)
    runs.release(run, by=on.checker)
    assert problems() == []


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"report_accepted_on": TODAY + timedelta(days=1)}, "after today"),
        ({"report_accepted_on": TODAY.replace(year=2025)}, "before the grant began"),
        ({"report": "  "}, "Say which report"),
    ],
)
def test_without_an_accepted_final_report_nothing_is_released(on, claim, changes, words):
    with pytest.raises(Refused, match=words):
        asked(on, **changes)


def test_while_a_claim_is_undecided_nothing_is_released(on, claim):
    other = ground(beside=on)
    under_way = sent(on, (20_00,), round=_next_round(on, other))
    with pytest.raises(Refused, match=f"Decide these claims first.*{under_way.reference}"):
        asked(on)


def _next_round(on, other):
    """Another quarter of the same grant."""
    other.round.grant, other.round.quarter = on.grant, "2026-Q3"
    other.round.save()
    return other.round


@pytest.mark.parametrize("who", ["chair_actor", "member"])
def test_nobody_but_the_officers_asks_or_agrees(on, claim, who):
    other = on.chair_actor if who == "chair_actor" else actor_of(on.member.representative)
    release = asked(on)
    for does in (
        lambda: asked(on, by=other),
        lambda: agree_release(release, by=other),
        lambda: refuse_release(release, reason="No", by=other),
    ):
        with pytest.raises(Refused):
            does()


def test_what_changed_since_it_was_asked_for_is_not_agreed(on, claim):
    release = asked(on)
    RetentionRelease.objects.update(amount=14_00)
    with pytest.raises(Refused, match="£15.00 is kept back now, £14.00 was asked for"):
        agree_release(release, by=on.second)
    assert not Journal.objects.filter(kind=JournalKind.RETENTION_RELEASED).exists()


def test_refused_it_stays_kept_back_and_can_be_asked_for_again(on, claim):
    refuse_release(asked(on), reason="The report lacks the outputs", by=on.second)
    assert fund_row(on.grant.fund).kept_back == 15_00
    assert asked(on).state == RetentionState.ASKED
    assert problems() == []


def test_a_payment_that_fails_or_leaves_its_run_is_owed_again_and_paid_again(on, claim):
    released(on)
    run = runs.prepare_run([], retained=[claim], pay_on=TODAY, by=on.second)
    runs.take_out(run.payments.get(), reason="Wait", by=on.second)
    run = runs.prepare_run([], retained=[claim], pay_on=TODAY, by=on.second)
    runs.release(run, by=on.checker)
    payments.export(run, by=on.checker)
    runs.mark_sent(PaymentRun.objects.get(pk=run.pk), by=on.checker)
    payments.fail_payment(run.payments.get(), reason="Account closed", by=on.second)
    assert fund_row(on.grant.fund).owed == 15_00
    assert Claim.objects.get(pk=claim.pk).state == ClaimState.PAID
    run = runs.prepare_run([], retained=[claim], pay_on=TODAY, by=on.second)
    assert run.payments.get().state == PaymentState.PREPARED
    assert problems() == []


def test_a_voided_run_gives_it_back_to_the_queue(on, claim):
    released(on)
    run = runs.prepare_run([], retained=[claim], pay_on=TODAY, by=on.second)
    run = runs.release(run, by=on.checker)
    runs.void(runs.ask_void(run, reason="Wrong day", by=on.second), by=on.checker)
    assert [each.amount for row in funds_to_pay() for each in row.going] == [15_00]
    assert problems() == []


def test_what_cash_does_not_cover_waits_and_an_overdraft_lets_it_go():
    on = a_ground(cash=135_00)
    claim = approved(on)
    paid(on, claim)
    released(on)
    (fund,) = funds_to_pay()
    assert [each.amount for each in fund.waiting] == [15_00]
    with pytest.raises(Refused, match="waits for the funder's money"):
        runs.prepare_run([], retained=[claim], pay_on=TODAY, by=on.second)
    leave = funds.ask_overdraft(
        on.grant.fund, limit=15_00, starts=TODAY, expires=TODAY, reason="Soon", minute="7",
        by=on.checker,
    )  # fmt: skip
    funds.agree_overdraft(leave, by=on.second)
    run = runs.prepare_run([], retained=[claim], pay_on=TODAY, by=on.second)
    runs.release(run, by=on.checker)
    assert fund_row(on.grant.fund).cash == -15_00
    assert problems() == []


def test_the_bodys_own_is_an_internal_transfer_outside_the_bank_file():
    on = a_ground()
    own = decided(own_claim(on), by=on.checker)
    approve(own, by=on.chair_actor)
    run = runs.mark_sent(released_run(on, own), by=on.checker)
    payments.confirm_payment(run.payments.get(), paid_on=TODAY, by=on.second)
    agree_release(asked(on, member=own.organisation), by=on.second)
    run = runs.prepare_run([], retained=[own], pay_on=TODAY, by=on.second)
    assert run.payments.get().internal
    assert (run.total, run.internal_total) == (0, 10_00)
    runs.release(run, by=on.checker)
    assert problems() == []


def test_every_step_is_on_record_and_the_right_people_hear_of_it(on, claim):
    release = released(on)
    rows = audit.history(release).order_by("sequence")
    assert list(rows.values_list("action", "actor_id")) == [
        ("claims.retention_asked", on.checker.user_id),
        ("retention.agree", on.second.user_id),
    ]
    assert audit.history(claim).filter(action="claim.retention_released").exists()
    asked_of = Message.objects.filter(kind="claims.retention_asked")
    assert on.checker.user_id not in asked_of.values_list("recipient_user_id", flat=True)
    told = Message.objects.filter(kind="claims.retention_released")
    assert set(told.values_list("recipient_user_id", flat=True)) == {
        on.member.representative.pk, on.member.claims_person.pk,
    }  # fmt: skip


def test_the_second_officer_has_it_on_the_list(on, claim):
    asked(on)
    words = [each.title for each in todos(on.second, today=TODAY)]
    assert f"Agree to release what was kept back from {on.member.organisation.short_name}" in words
    assert not [each for each in todos(on.checker, today=TODAY) if each.kind == "retention"]


@pytest.mark.parametrize(
    "plant",
    [
        lambda on: RetentionRelease.objects.update(amount=F("amount") + 1),
        lambda on: Claim.objects.update(retention_release=None),
        lambda on: RetentionRelease.objects.update(state=RetentionState.REFUSED),
        lambda on: Claim.objects.update(retained=F("retained") + 1),
    ],
)
def test_a_planted_defect_is_named(on, claim, plant):
    released(on)
    plant(on)
    assert [each.code for each in run_checks(only=["V19"]) if each.problems] == ["V19"]


def test_paying_what_is_not_released_is_named(on, claim):
    released(on)
    runs.prepare_run([], retained=[claim], pay_on=TODAY, by=on.second)
    Claim.objects.update(retention_release=None)
    assert any("not released" in words for words in problems())


def test_the_pages_release_it_once_with_the_password_and_it_can_be_ticked(client, on, claim):
    client.force_login(on.office.finance)
    listed = client.get(reverse("retention", args=[on.grant.pk])).content.decode()
    assert on.member.organisation.name in listed
    assert "£15.00" in listed
    ask = reverse("retention_ask", args=[on.grant.pk, on.member.organisation.pk])
    token = client.get(ask).context["form"]["token"].value()
    typed = {"token": token, "report_accepted_on": "21/10/2026", "report": ""}
    refused = client.post(ask, typed)
    assert "Say which report was accepted" in refused.content.decode()
    for _ in range(2):
        assert client.post(ask, typed | {"report": REPORT}).status_code == 302
    release = RetentionRelease.objects.get()
    agree = reverse("retention_agree", args=[release.pk])
    assert "You asked for this release" in client.get(agree).content.decode()

    client.force_login(on.office.second_finance)
    token = client.get(agree).context["form"]["token"].value()
    assert "Enter your password" in client.post(agree, {"token": token}).content.decode()
    for _ in range(2):
        sent = client.post(agree, {"token": token, "password": PASSWORD})
        assert sent.status_code == 302
    assert JournalLine.objects.filter(account=Account.RETENTION, side="D").count() == 1

    page = client.get(reverse("run_prepare"))
    assert f'id="retained-{claim.pk}"' in page.content.decode()
    typed = {"token": page.context["form"]["token"].value(), "pay_on": "22/10/2026"}
    nothing = client.post(reverse("run_prepare"), typed)
    assert "Select at least one claim to pay" in nothing.content.decode()
    done = client.post(reverse("run_prepare"), typed | {"retained": [claim.pk]})
    assert done.status_code == 302
    assert "Kept back, released" in client.get(done.url).content.decode()


def test_a_member_reads_on_the_claim_that_it_is_released(client, on, claim):
    client.force_login(on.member.representative)
    address = reverse("claim", args=[claim.pk])
    assert "Kept back until the final report" in client.get(address).content.decode()
    released(on)
    assert "Kept back, released" in client.get(address).content.decode()


def test_the_page_asks_the_same_number_of_queries_however_many_members(
    client, on, claim, django_assert_max_num_queries
):
    client.force_login(on.office.finance)
    with django_assert_max_num_queries(30):
        client.get(reverse("retention", args=[on.grant.pk]))
