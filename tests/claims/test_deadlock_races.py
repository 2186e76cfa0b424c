"""Two verbs that wait for each other: the one the database gives up is done again (C-i).

The verbs lock in one order, so they never meet like this. Each test plants a crossing:
before its own locks a verb takes two rows of ours, its rival the same two the other way
round, and both hold their first row before either wants its second.
"""

import threading
from contextlib import contextmanager, suppress

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from claims.actions import approving, funder_claims, retention, runs, sending
from claims.actions.funder_claims import signing
from claims.models import Approval, Claim, FunderClaim, Payment, RetentionRelease, Submission
from claims.states import ClaimState, FunderClaimState, RetentionState
from consortium.core import locks
from consortium.core.locks import ATTEMPTS
from projects.funds.actions import bring_forward
from projects.funds.models import Fund, Journal
from projects.funds.views import transfers
from projects.models import BudgetLine
from tests.factories.checking import QUARTER, TODAY, decided, ground, sent
from tests.factories.claims import a_claim_to_sign, a_scene
from tests.factories.funds import FundFactory
from tests.factories.members import PASSWORD
from tests.factories.paying import approved, paid
from tests.together import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MINE = threading.local()


@contextmanager
def crossing(monkeypatch, module, name: str, *, rounds: int = 1):
    """`module.name` first takes two rows, in the order of its thread; both meet in between.

    Gives the list of what ran: an entry for every time a verb came to its locks. In the
    first `rounds` of them they meet; then each goes its way.
    """
    rows = [FundFactory().pk, FundFactory().pk]
    meeting, came, real = threading.Barrier(2), [], getattr(module, name)

    def crossed(*args, **kwargs):
        came.append(MINE.place)
        if came.count(MINE.place) <= rounds:
            first, second = rows if MINE.place == 0 else rows[::-1]
            _take(first)
            with suppress(threading.BrokenBarrierError):
                meeting.wait(5)
            _take(second)
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, crossed)
        yield came


def _take(pk: int) -> None:
    Fund.objects.select_for_update().get(pk=pk)


def both(*acts) -> list:
    """Each on a connection of its own, told apart by its place; deadlocks are seen soon."""

    def run(place, act):
        MINE.place = place
        with connection.cursor() as cursor:
            cursor.execute("SET deadlock_timeout = '100ms'")
        return act()

    return all_at_once([lambda p=place, a=act: run(p, a) for place, act in enumerate(acts)])


def plain(verb):
    """The verb with retrying off: what stands under `retried`."""
    assert verb.__wrapped__.__name__ == verb.__name__
    return verb.__wrapped__


def failures(results) -> list[OperationalError]:
    found = [each for each in results if isinstance(each, Exception)]
    assert all(isinstance(each, OperationalError) for each in found), found
    return found


def assert_one_was_given_up(results, came) -> None:
    """The control: without retrying one fails, having tried once."""
    (error,) = failures(results)
    assert "deadlock detected" in str(error)
    assert sorted(came) == [0, 1]


def assert_both_are_done(results, came) -> None:
    assert failures(results) == []
    assert len(came) == 3, "one of them was given up, and came again"


# --- Approving ----------------------------------------------------------------------


@pytest.fixture
def on():
    with transaction.atomic():
        return ground(
            cash=10_000_00, budget=50_000_00, payment_rule="retention", retention_basis_points=1_000
        )


@pytest.fixture
def two(on):
    """Two quarters' claims of £100.00 each on one budget line."""
    with transaction.atomic():
        other = ground(beside=on, cash=1_000_00).round
        other.grant, other.quarter = on.grant, "2026-Q3"
        other.save()
        made = [sent(on, (100_00,)), sent(on, (100_00,), round=other)]
        return [decided(each, by=on.checker) for each in made]


def journals(kind: str) -> int:
    return Journal.objects.filter(kind=kind).count()


def test_two_approvals_that_deadlock_both_end_and_each_counts_once(on, two, monkeypatch):
    with crossing(monkeypatch, approving, "lock_for_approval") as came:
        results = both(*(lambda c=c: approving.approve(c, by=on.second) for c in two))
    assert_both_are_done(results, came)
    assert Approval.objects.count() == journals("claim_approved") == 2
    assert BudgetLine.objects.get(pk=on.budgets[0].pk).approved == 200_00


def test_without_retrying_one_approval_fails_and_leaves_nothing(on, two, monkeypatch):
    approve = plain(approving.approve)
    with crossing(monkeypatch, approving, "lock_for_approval") as came:
        results = both(*(lambda c=c: approve(c, by=on.second) for c in two))
    assert_one_was_given_up(results, came)
    assert Approval.objects.count() == journals("claim_approved") == 1
    assert BudgetLine.objects.get(pk=on.budgets[0].pk).approved == 100_00


def test_who_is_given_up_again_and_again_is_told_in_the_end(on, two, monkeypatch):
    """Three times at most: a rival that always crosses is not fought for ever."""
    tried = []

    def always(pk):
        tried.append(pk)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40P01'; END $$")

    monkeypatch.setattr(approving, "lock_for_approval", always)
    with pytest.raises(OperationalError):
        approving.approve(two[0], by=on.second)
    assert len(tried) == ATTEMPTS
    assert not Approval.objects.exists()


def test_two_people_on_the_approval_page_notice_nothing_of_it(on, two, monkeypatch):
    """Through the page: the form's token is written in the transaction that is given up."""
    clients = [Client(), Client()]
    posts = []
    for client, claim in zip(clients, two, strict=True):
        client.force_login(on.office.second_finance)
        address = reverse("claim_approve", args=[claim.pk])
        form = client.get(address).context["form"]
        hidden = {name: form[name].value() for name in ("token", "version") if name in form.fields}
        posts.append((client, address, hidden | {"password": PASSWORD, "vouched": "on"}))
    with crossing(monkeypatch, approving, "lock_for_approval") as came:
        results = both(*(lambda p=post: p[0].post(p[1], p[2]) for post in posts))
    assert_both_are_done(results, came)
    assert [response.status_code for response in results] == [302, 302]
    assert Approval.objects.count() == journals("claim_approved") == 2


# --- Releasing ----------------------------------------------------------------------


@pytest.fixture
def two_runs(on, two):
    with transaction.atomic():
        for claim in two:
            approving.approve(claim, by=on.second)
        return [runs.prepare_run([claim], pay_on=TODAY, by=on.second) for claim in two]


def test_two_releases_that_deadlock_both_end_and_every_payment_leaves_once(
    on, two_runs, monkeypatch
):
    with crossing(monkeypatch, runs, "lock_payments") as came:
        results = both(*(lambda r=run: runs.release(r, by=on.checker) for run in two_runs))
    assert_both_are_done(results, came)
    assert journals("payment") == 2
    assert not Payment.objects.filter(journal=None).exists()


def test_without_retrying_one_release_fails_and_its_money_stays(on, two_runs, monkeypatch):
    release = plain(runs.release)
    with crossing(monkeypatch, runs, "lock_payments") as came:
        results = both(*(lambda r=run: release(r, by=on.checker) for run in two_runs))
    assert_one_was_given_up(results, came)
    assert journals("payment") == Payment.objects.exclude(journal=None).count() == 1


def test_two_releases_of_what_was_kept_back_both_end_and_each_is_owed_once(on, monkeypatch):
    with transaction.atomic():
        other = ground(
            beside=on, fund=on.grant.fund, payment_rule="retention", retention_basis_points=1_000
        )
        asked = []
        for each in (on, other):
            paid(each, approved(each, (100_00,)))
            asked.append(
                retention.ask_release(
                    each.grant, each.member.organisation, report_accepted_on=TODAY,
                    report="Final", by=on.checker,
                )
            )  # fmt: skip
    with crossing(monkeypatch, retention, "_locked") as came:
        results = both(*(lambda r=each: retention.agree_release(r, by=on.second) for each in asked))
    assert_both_are_done(results, came)
    assert journals("retention_released") == 2
    assert set(RetentionRelease.objects.values_list("state", flat=True)) == {RetentionState.AGREED}


# --- Signing ------------------------------------------------------------------------


@pytest.fixture
def two_to_sign():
    """Two members' claims, each with its own representative."""
    with transaction.atomic():
        first = a_scene()
        scenes = [first, a_scene(grant=first.grant, office=first.office)]
        return [(a_claim_to_sign(scene), scene.representative) for scene in scenes]


def signatures(verb, to_sign):
    return both(*(lambda c=claim, by=by: verb(c, declared=True, by=by) for claim, by in to_sign))


def test_two_signatures_that_deadlock_both_end_and_each_claim_is_sent_once(
    two_to_sign, monkeypatch
):
    with crossing(monkeypatch, sending, "_locked") as came:
        results = signatures(sending.sign, two_to_sign)
    assert_both_are_done(results, came)
    assert sorted(Submission.objects.values_list("number", flat=True)) == [1, 1]
    assert not Claim.objects.exclude(state=ClaimState.SUBMITTED).exists()


def test_without_retrying_one_signature_fails_and_its_claim_still_waits(two_to_sign, monkeypatch):
    with crossing(monkeypatch, sending, "_locked") as came:
        results = signatures(plain(sending.sign), two_to_sign)
    assert_one_was_given_up(results, came)
    assert Submission.objects.count() == 1
    assert Claim.objects.filter(state=ClaimState.AWAITING_SIGN_OFF).count() == 1


@pytest.fixture
def two_funder_claims(on):
    with transaction.atomic():
        other = ground(beside=on, cash=1_000_00)
        made = []
        for each in (on, other):
            approved(each, (100_00,))
            claim = funder_claims.assemble(each.grant, QUARTER, by=on.checker)
            made.append(funder_claims.sign(claim, by=on.checker))
        return made


def test_two_second_signatures_to_funders_that_deadlock_both_end(
    on, two_funder_claims, monkeypatch
):
    with crossing(monkeypatch, signing, "lock_funder_claim") as came:
        results = both(
            *(lambda c=c: funder_claims.sign(c, by=on.second) for c in two_funder_claims)
        )
    assert_both_are_done(results, came)
    signed = FunderClaim.objects.filter(state=FunderClaimState.SIGNED)
    assert signed.filter(second_signed_by_id=on.second.user_id).count() == 2


def test_without_retrying_one_signature_to_a_funder_is_missing(on, two_funder_claims, monkeypatch):
    sign = plain(funder_claims.sign)
    with crossing(monkeypatch, signing, "lock_funder_claim") as came:
        results = both(*(lambda c=c: sign(c, by=on.second) for c in two_funder_claims))
    assert_one_was_given_up(results, came)
    assert FunderClaim.objects.filter(state=FunderClaimState.SIGNED).count() == 1


# --- A page whose verb opens no transaction of its own ---------------------------------


@pytest.fixture
def two_transfers(on):
    """£10.00 from one fund to another, and £10.00 back, as two people have filled them in."""
    with transaction.atomic():
        other = ground(beside=on, cash=1_000_00)
        funds = [on.grant.fund, other.grant.fund]
        for fund in funds:
            bring_forward(fund, 50_00, effective=TODAY, reason="Opening", by=on.checker)
        people = [on.office.second_finance, on.office.finance]
    posts = []
    for (source, target), person in zip((funds, funds[::-1]), people, strict=True):
        client = Client()
        client.force_login(person)
        address = reverse("transfer_new", args=[source.pk])
        said = {
            "token": client.get(address).context["form"]["token"].value(),
            "target": target.pk,
            "amount": "10",
            "why": "same_purpose",
            "reason": "Crossing",
            "effective": TODAY.isoformat(),
            "password": PASSWORD,
        }
        posts.append(lambda client=client, address=address, said=said: client.post(address, said))
    return posts


def test_two_transfers_that_deadlock_both_end_and_each_is_posted_once(two_transfers, monkeypatch):
    with crossing(monkeypatch, transfers, "transfer") as came:
        results = both(*two_transfers)
    assert_both_are_done(results, came)
    assert [response.status_code for response in results] == [302, 302]
    assert journals("transfer") == 2


def test_without_answering_again_one_transfer_fails_and_is_not_posted(two_transfers, monkeypatch):
    monkeypatch.setattr(locks, "ATTEMPTS", 1)
    with crossing(monkeypatch, transfers, "transfer") as came:
        results = both(*two_transfers)
    assert sorted(response.status_code for response in results) == [302, 503]
    assert sorted(came) == [0, 1]
    assert journals("transfer") == 1
