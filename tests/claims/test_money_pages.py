"""The pages of bank details, runs and funder claims, as a browser without JavaScript uses them."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.actions import funder_claims, runs
from claims.facts import run_pages
from claims.models import FunderClaim, MoneyReceived, PayeeAccount, Payment, PaymentRun
from claims.notices.funder import code_for
from claims.states import AccountState, FunderClaimState, PaymentState, RunState
from consortium.core import files
from consortium.core.models import Job
from projects.funds.models import Journal
from projects.funds.states import JournalKind
from tests.factories.checking import QUARTER, TODAY, ground, verified_account
from tests.factories.members import PASSWORD, OrganisationFactory
from tests.factories.paying import approved, at_the_bank, paid, released

pytestmark = pytest.mark.django_db


@pytest.fixture
def on():
    made = ground(cash=100_000_00, budget=100_000_00)
    made.grant.funder.contact_email = "grants@funder.example"
    made.grant.funder.save()
    return made


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def preparer(on):
    return signed_in(on.office.second_finance)


@pytest.fixture
def releaser(on):
    return signed_in(on.office.finance)


def html_of(client, name, *args, query=""):
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def words_of(html):
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split()).replace("&#x27;", "'")


def token_in(html):
    return re.search(r'name="token" value="([^"]+)"', html)[1]


def press(client, name, *args, page=None, **typed):
    """Open the page of a form, send the form with its token, and follow where it leads."""
    there = reverse(name, args=args)
    html = client.get(page or there).content.decode()
    hidden = {"token": token_in(html)}
    if version := re.search(r'name="version" value="([^"]+)"', html):
        hidden["version"] = version[1]
    return client.post(there, hidden | typed, follow=True)


def test_a_run_goes_from_approved_to_paid_page_by_page(on, preparer, releaser):
    claim = approved(on)
    assert "£150.00" in words_of(html_of(preparer, "run_prepare"))
    made = press(preparer, "run_prepare", pay_on="22 October 2026", claims=[claim.pk])
    assert "Somebody else releases it now" in words_of(made.content.decode())
    run = PaymentRun.objects.get()
    refused = press(releaser, "run_release", run.pk, password="wrong")
    assert "The password is not right." in words_of(refused.content.decode())
    press(releaser, "run_release", run.pk, password=PASSWORD)
    assert Payment.objects.get().state == PaymentState.RELEASED
    page = reverse("payment_run", args=[run.pk])
    press(releaser, "run_export", run.pk, page=page)
    first = releaser.get(reverse("run_bank_file", args=[run.pk])).content
    assert first == releaser.get(reverse("run_bank_file", args=[run.pk])).content
    assert b"150.00" in first
    press(preparer, "run_sent", run.pk, page=page)
    payment = Payment.objects.get()
    assert " checked" not in html_of(preparer, "run_confirm", run.pk)  # the statement is read first
    press(preparer, "run_confirm", run.pk, paid_on="21 October 2026", payments=[payment.pk])
    press(preparer, "run_finish", run.pk, page=page)
    run.refresh_from_db()
    assert run.state == RunState.FINISHED
    assert "Finished" in words_of(html_of(preparer, "payment_run", run.pk))


@pytest.mark.parametrize(("most", "cut"), [(1, True), (400, False)])
def test_a_list_to_pay_that_is_cut_says_so(on, preparer, monkeypatch, most, cut):
    approved(on)
    monkeypatch.setattr(run_pages, "MOST", most)
    for name in ("payment_runs", "run_prepare"):
        assert ("More claims are approved" in words_of(html_of(preparer, name))) == cut


def test_the_password_is_asked_once_for_a_run_and_not_again(on, preparer, releaser):
    first, second = approved(on), approved(ground(beside=on, fund=on.grant.fund))
    for claim in (first, second):
        runs.prepare_run([claim], pay_on=TODAY, by=on.second)
    one, two = PaymentRun.objects.order_by("number")
    press(releaser, "run_release", one.pk, password=PASSWORD)
    assert 'type="password"' not in html_of(releaser, "run_release", two.pk)


def test_a_double_click_releases_once(on, preparer, releaser):
    run = runs.prepare_run([approved(on)], pay_on=TODAY, by=on.second)
    there = reverse("run_release", args=[run.pk])
    token = token_in(releaser.get(there).content.decode())
    for _ in range(2):
        answer = releaser.post(there, {"token": token, "password": PASSWORD})
        assert answer.status_code == 302
    assert Journal.objects.filter(kind=JournalKind.PAYMENT).count() == 1


def test_a_stopped_payment_is_named_and_nothing_is_typed_in_vain(on, preparer):
    run = runs.prepare_run([approved(on)], pay_on=TODAY, by=on.third)
    words = words_of(html_of(preparer, "run_release", run.pk))
    assert f"{on.member.organisation.name} : You approved this claim" in words
    assert "Release 1 payment" not in words


def test_a_failed_payment_is_told_and_taken_into_another_run(on, preparer):
    run = at_the_bank(on, approved(on))
    payment = run.payments.get()
    said = press(preparer, "payment_fail", payment.pk, reason="The account is closed")
    assert "failed" in words_of(said.content.decode())
    assert Payment.objects.get().state == PaymentState.FAILED
    assert "£150.00" in words_of(html_of(preparer, "run_prepare"))


def test_a_run_is_voided_by_two_on_their_pages(on, preparer, releaser):
    run = released(on, approved(on))
    press(preparer, "run_ask_void", run.pk, reason="Wrong date")
    page = reverse("payment_run", args=[run.pk])
    press(releaser, "run_void", run.pk, page=page)
    run.refresh_from_db()
    assert run.state == RunState.VOID
    assert releaser.get(reverse("run_bank_file", args=[run.pk])).status_code == 404


def test_a_long_run_is_released_by_a_job(
    on, releaser, settings, django_capture_on_commit_callbacks
):
    from claims.views.money import runs as views

    run = runs.prepare_run([approved(on)], pay_on=TODAY, by=on.second)
    views.IN_ONE_GO, before = 0, views.IN_ONE_GO
    try:
        with django_capture_on_commit_callbacks(execute=True):
            press(releaser, "run_release", run.pk, password=PASSWORD)
    finally:
        views.IN_ONE_GO = before
    assert Job.objects.get(kind="claims.release_run").state == Job.State.DONE
    run.refresh_from_db()
    assert run.state == RunState.RELEASED


# --- Bank details ----------------------------------------------------------------------


DETAILS = {
    "account_name": "Town Trust",
    "sort_code": "20 00 00",
    "account_number": "55779911",
    "password": PASSWORD,
}


def test_a_member_enters_its_details_and_the_office_verifies_them(on):
    people = on.outsider
    member, office = signed_in(people.claims_person), signed_in(on.office.secretariat)
    own = people.organisation.pk
    PayeeAccount.objects.filter(organisation=own).delete()
    said = press(member, "payee_account_new", own, **DETAILS)
    words = said.content.decode()
    assert "55779911" not in words
    assert "9911" in words
    account = PayeeAccount.objects.get(organisation=own)
    assert "55779911" in html_of(office, "payee_account_verify", account.pk)
    press(office, "payee_account_verify", account.pk, how="Called them", password=PASSWORD)
    account.refresh_from_db()
    assert account.state == AccountState.VERIFIED


def test_who_changes_details_reads_how_long_they_wait(on, settings):
    member, own = signed_in(on.outsider.claims_person), on.outsider.organisation.pk
    for days in (10, 3):
        settings.BANK_DETAILS_WAIT_DAYS = days
        assert f"{days} working days" in html_of(member, "payee_account_new", own)


def test_bad_details_come_back_as_they_were_typed(on):
    member = signed_in(on.outsider.claims_person)
    own = on.outsider.organisation.pk
    PayeeAccount.objects.filter(organisation=own).delete()
    answer = press(member, "payee_account_new", own, **DETAILS | {"sort_code": "12-34"})
    html = answer.content.decode()
    assert "Enter a sort code of six numbers" in html
    assert 'value="12-34"' in html
    assert not PayeeAccount.objects.filter(organisation=own).exists()


def test_nobody_of_another_member_sees_bank_details(on):
    stranger = signed_in(on.outsider.claims_person)
    for name in ("payee_account", "payee_account_new"):
        there = reverse(name, args=[on.member.organisation.pk])
        assert stranger.get(there).status_code == 404
    page = stranger.get(reverse("payee_accounts"), follow=True)
    assert on.outsider.organisation.name in page.content.decode()
    assert on.member.organisation.name not in page.content.decode()


def test_the_numbers_stand_on_no_page_but_the_verifiers(on, preparer):
    account = on.member.organisation.payee_accounts.get()
    PayeeAccount.objects.filter(pk=account.pk).update(account_number="55779911")
    run = paid(on, approved(on))
    for name, args in (
        ("payee_accounts", []),
        ("payee_account", [on.member.organisation.pk]),
        ("payment_run", [run.pk]),
        ("payment_runs", []),
    ):
        assert "55779911" not in html_of(preparer, name, *args)


def test_a_remittance_is_for_its_member_and_the_office(on, preparer):
    payment = paid(on, approved(on)).payments.get()
    from claims.actions.paper_keeping import keep_remittance

    there = reverse("payment_remittance", args=[payment.pk])
    assert "not made yet" in html_of(preparer, "payment_remittance", payment.pk)
    keep_remittance(payment, by=on.second)
    assert signed_in(on.member.claims_person).get(there).content[:4] == b"%PDF"
    assert preparer.get(there).status_code == 200
    assert signed_in(on.outsider.claims_person).get(there).status_code == 404


# --- Funder claims and money ---------------------------------------------------------------


def test_a_funder_claim_is_assembled_worded_signed_and_sent_page_by_page(
    on, preparer, releaser, django_capture_on_commit_callbacks
):
    approved(on)
    listing = reverse("funder_claims")
    press(releaser, "funder_assemble", page=listing, which=f"{on.grant.pk}:{QUARTER.code}")
    claim = FunderClaim.objects.get()
    number = on.project.number
    press(releaser, "funder_words", claim.pk, summary="A good quarter.",
          **{f"project_{number}": "We met."})  # fmt: skip
    assert "A good quarter." in html_of(releaser, "funder_claim", claim.pk, query="?show=delivery")
    press(releaser, "funder_sign", claim.pk, certified="on", password=PASSWORD)
    press(preparer, "funder_sign", claim.pk, certified="on", password=PASSWORD)
    claim.refresh_from_db()
    assert claim.state == FunderClaimState.SIGNED
    page = reverse("funder_claim", args=[claim.pk])
    with django_capture_on_commit_callbacks(execute=True):
        press(releaser, "funder_send", claim.pk, page=page)
    claim.refresh_from_db()
    assert claim.state == FunderClaimState.SENT
    assert "£150.00" in words_of(html_of(releaser, "funder_claim", claim.pk))
    press(releaser, "money_record", page=reverse("money_record") + f"?claim={claim.pk}",
          grant=on.grant.pk, funder_claim=claim.pk, amount="150", received_on="21/10/2026",
          bank_reference="BACS 1")  # fmt: skip
    claim.refresh_from_db()
    assert claim.state == FunderClaimState.RECEIVED
    assert MoneyReceived.objects.get().amount == 150_00


def sent_claim(on):
    made = funder_claims.assemble(on.grant, QUARTER, by=on.checker)
    funder_claims.sign(made, by=on.checker)
    funder_claims.sign(made, by=on.second)
    return funder_claims.send(made, by=on.checker)


def test_the_funders_link_opens_both_files_to_whoever_holds_it(on):
    approved(on)
    claim = sent_claim(on)
    anybody, code = Client(), code_for(claim)
    assert "£150.00" in words_of(html_of(anybody, "funder_papers", code))
    pdf = anybody.get(reverse("funder_papers_pdf", args=[code]))
    assert pdf.content == files.content_of(claim.pdf)
    sheet = anybody.get(reverse("funder_papers_sheet", args=[code]))
    assert sheet.content == files.content_of(claim.sheet)
    assert anybody.get(reverse("funder_papers", args=["made-up"])).status_code == 404


def test_the_office_ends_the_funders_link_and_makes_another(on, releaser):
    approved(on)
    claim = sent_claim(on)
    page = reverse("funder_claim", args=[claim.pk])
    assert "until 21 October 2027" in words_of(html_of(releaser, "funder_claim", claim.pk))
    said = press(releaser, "funder_link_end", claim.pk, reason="It went to the wrong office")
    assert "It was ended by the office" in words_of(said.content.decode())
    assert "It went to the wrong office" in words_of(said.content.decode())
    said = press(releaser, "funder_link_new", claim.pk, page=page)
    words = words_of(said.content.decode())
    assert "The new link is made. It goes to grants@funder.example." in words
    assert "until 21 October 2027" in words


def test_whoever_only_reads_sees_no_link_to_pass_on(on):
    approved(on)
    claim = sent_claim(on)
    reader = signed_in(on.office.secretariat)
    assert "The funder's link" not in words_of(html_of(reader, "funder_claim", claim.pk))


def test_what_the_funder_takes_off_is_typed_line_by_line(on, releaser):
    approved(on)
    claim = sent_claim(on)
    half = press(releaser, "funder_agree", claim.pk, line_1="1", amount_1="", reason_1="")
    assert "Enter the amount that is taken off, row 1" in half.content.decode()
    press(releaser, "funder_agree", claim.pk, line_1="1", amount_1="10", reason_1="No receipt")
    claim.refresh_from_db()
    assert claim.agreed == 140_00


@pytest.mark.parametrize(
    "typed", ["1e5", "1_000", "１２", "NaN", "-5", "1000000000000000", "10.123"]
)
def test_an_amount_that_cannot_be_is_refused_at_its_field(on, releaser, typed):
    answer = press(
        releaser, "money_record", grant=on.grant.pk, amount=typed, received_on="21/10/2026",
        bank_reference="BACS 1",
    )  # fmt: skip
    html = answer.content.decode()
    assert 'href="#id_amount"' in html
    assert typed in html
    assert not MoneyReceived.objects.exists()


# --- Who may open what, and how often the database is asked ------------------------------------


OFFICE_PAGES = ["payment_runs", "payee_accounts", "funder_claims", "money_received"]


@pytest.mark.parametrize("name", OFFICE_PAGES)
def test_a_members_people_do_not_open_the_offices_pages(on, name):
    answer = signed_in(on.member.claims_person).get(reverse(name))
    assert answer.status_code in (302, 403)
    assert Client().get(reverse(name)).status_code == 302


def many(on, count):
    for _ in range(count):
        member = OrganisationFactory()
        verified_account(member)
        claim = approved(on, (10_00,), organisation=member, outputs=None)
        runs.prepare_run([claim], pay_on=TODAY, by=on.second)
        other = OrganisationFactory()
        verified_account(other)
        approved(on, (10_00,), organisation=other, outputs=None)


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", [*OFFICE_PAGES, "run_prepare"])
def test_the_queries_of_a_list_do_not_grow_with_its_rows(on, preparer, name):
    many(on, 1)
    few = queries(preparer, reverse(name))
    many(on, 2)
    assert queries(preparer, reverse(name)) == few


def test_the_queries_of_a_run_do_not_grow_with_its_payments(on, releaser):
    def run_of(count):
        claims = []
        for _ in range(count):
            member = OrganisationFactory()
            verified_account(member)
            claims.append(approved(on, (10_00,), organisation=member, outputs=None))
        return runs.prepare_run(claims, pay_on=TODAY, by=on.second)

    one, three = run_of(1), run_of(3)
    for name in ("payment_run", "run_release"):
        few = queries(releaser, reverse(name, args=[one.pk]))
        assert queries(releaser, reverse(name, args=[three.pk])) == few


def test_the_queries_of_a_funder_claim_do_not_grow_with_its_lines(on, releaser):
    approved(on, (10_00,))
    claim = funder_claims.assemble(on.grant, QUARTER, by=on.checker)
    few = queries(releaser, reverse("funder_claim", args=[claim.pk]))
    approved(on, (10_00, 20_00, 30_00), organisation=on.outsider.organisation, outputs=None)
    funder_claims.collect(claim, by=on.checker)
    assert queries(releaser, reverse("funder_claim", args=[claim.pk])) == few
