"""The pages about money: who opens them, what they show, how much they ask of the database."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from consortium.core import jobs
from consortium.core.models import Job, StoredFile
from consortium.core.money import parse_pence
from consortium.core.periods import FinancialYear
from projects.funds import actions, ledger
from projects.funds.models import Fund, Journal, JournalLine, Period
from projects.funds.reports import fund_row, quarter_rows, statement
from projects.funds.views.books import VERBS
from tests.factories.funds import FundFactory, ledger_ground
from tests.factories.members import PASSWORD, OrganisationFactory

from .books import DAY, approve, pay, receive

pytestmark = pytest.mark.django_db
SEE = {"finance_officer", "second_approver", "secretariat", "auditor"}
MOVE = {"finance_officer", "second_approver"}
ROLES = [
    "finance_officer",
    "second_approver",
    "secretariat",
    "auditor",
    "chair",
    "strategic_officer",
    "representative",
    "claims_person",
]


@pytest.fixture
def story(day):
    """£900.00 came, £550.00 was approved for two members, £480.00 paid, £10.00 moved in."""
    ground = ledger_ground()
    first, second = OrganisationFactory.create_batch(2)
    receive(ground, 900_00)
    approve(ground, first, 500_00, retained=20_00)
    approve(ground, second, 50_00, day=date(2026, 10, 2))
    pay(ground, first, 480_00, day=date(2026, 10, 5))
    actions.bring_forward(ground.own_means, 75_00, effective=DAY, reason="Opening", by=ground.first)
    actions.transfer(
        ground.own_means,
        ground.fund,
        10_00,
        why="same_purpose",
        reason="Event",
        effective=date(2026, 10, 6),
        by=ground.first,
    )
    return ground


def addresses(ground):
    """{address: roles that open it} of everything that is only read."""
    journal = Journal.objects.first()
    return {
        reverse("money"): SEE,
        reverse("books"): SEE,
        reverse("fund", args=[ground.fund.pk]): SEE,
        reverse("fund_csv", args=[ground.fund.pk]): SEE,
        reverse("fund_xlsx", args=[ground.fund.pk]): SEE,
        reverse("journal", args=[journal.pk]): SEE,
        reverse("fund_new"): {"finance_officer"},
        reverse("funder_new"): {"finance_officer"},
        reverse("heading_new"): {"finance_officer"},
        reverse("journal_reversal", args=[journal.pk]): MOVE,
        reverse("transfer_new", args=[ground.fund.pk]): MOVE,
        reverse("book_reopen", args=[Period.objects.first().pk]): MOVE,
        reverse("book_close", args=[Period.objects.first().pk]): MOVE,
    }


@pytest.mark.parametrize("role", ROLES)
def test_who_opens_which_page(story, as_role, role):
    client = as_role(role)
    for address, allowed in addresses(story).items():
        response = client.get(address)
        assert response.status_code == (200 if role in allowed else 403), address


def test_a_stranger_is_asked_to_sign_in(story, client):
    for address in addresses(story):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_posted_by_those_who_only_look(story, as_role, role):
    client = as_role(role)
    period = Period.objects.first()
    for address in (
        reverse("book_open"),
        reverse("book_move", args=[period.pk, "start_closing"]),
    ):
        expected = 302 if role in MOVE else 403
        assert client.post(address).status_code == expected
    assert (Period.objects.get(pk=period.pk).state == "open") == (role not in MOVE)


@pytest.mark.parametrize("number", ["999999", str(2**63 - 1), str(2**63), "9" * 30])
def test_what_is_not_there_is_404(story, as_role, number):
    client = as_role("auditor")
    for folder in ("funds", "journals"):
        assert client.get(f"/{folder}/{number}/").status_code == 404


def test_every_figure_of_a_fund_equals_the_lines_behind_it(story, as_role):
    """The movement table, the filtered list, the CSV and the XLSX agree to the penny (M30)."""
    client = as_role("auditor")
    address = reverse("fund", args=[story.fund.pk])
    shown = statement(story.fund, FinancialYear(2026))
    page = client.get(address).content.decode()
    for row in shown.quarters:
        for account, amount in (
            ("grant_income", row.income),
            ("project_expenditure", row.spent),
            ("transfers", row.transfers),
        ):
            if not amount:
                continue
            query = f"?quarter={row.quarter.code}&account={account}"
            assert query.replace("&", "&amp;") in page
            assert abs(net_of(client, story.fund, query)) == abs(amount)
    total = shown.total
    assert (total.income, total.spent, total.transfers) == (550_00, 550_00, 10_00)
    assert total.closing == ledger.balance_of(story.fund) == 10_00
    assert total.cash_closing == ledger.cash_of(story.fund) == 430_00


def net_of(client, fund, query):
    """Debits less credits of an exported view, the same in CSV and XLSX."""
    text = client.get(reverse("fund_csv", args=[fund.pk]) + query)
    rows = list(csv.DictReader(io.StringIO(b"".join(text.streaming_content).decode("utf-8-sig"))))
    from_csv = sum(parse_pence(r["Debit"] or "0") - parse_pence(r["Credit"] or "0") for r in rows)
    sheet = client.get(reverse("fund_xlsx", args=[fund.pk]) + query)
    book = load_workbook(io.BytesIO(b"".join(sheet.streaming_content))).active
    values = list(book.iter_rows(min_row=2, values_only=True))
    from_xlsx = sum(round((row[9] or 0) * 100) - round((row[10] or 0) * 100) for row in values)
    assert from_csv == from_xlsx
    assert len(rows) == len(values)
    return from_csv


def test_the_sums_under_the_lines_are_of_all_pages(story, as_role):
    client = as_role("auditor")
    response = client.get(reverse("fund", args=[story.fund.pk]) + "?account=cash")
    assert response.context["sums"] == (910_00, 480_00)
    by_member = client.get(
        reverse("fund", args=[story.fund.pk])
        + f"?member={OrganisationFactory._meta.model.objects.first().pk}"
    )
    assert by_member.context["sums"] is None


def test_filters_narrow_and_nonsense_in_the_address_is_ignored(story, as_role):
    client = as_role("auditor")
    address = reverse("fund", args=[story.fund.pk])
    all_lines = len(client.get(address).context["page"].rows)
    assert len(client.get(f"{address}?kind=payment").context["page"].rows) == 2
    assert len(client.get(f"{address}?quarter=2026-Q3").context["page"].rows) < all_lines
    for query in ("quarter=2026-Q9", "account=gold", "member=x", "older=zz", "year=1", "older=1_2"):
        assert client.get(f"{address}?{query}").status_code == 200


def test_pages_of_lines_meet_without_gap_or_overlap(story, as_role):
    for _ in range(40):
        receive(story, 1_00)
    client = as_role("auditor")
    address, seen = reverse("fund", args=[story.fund.pk]), []
    query = ""
    while query is not None:
        context = client.get(address + query).context
        seen += [line.pk for line in context["page"].rows]
        query = context["pager"]["older_url"] or None
    expected = JournalLine.objects.filter(fund=story.fund).order_by("-effective", "-id")
    assert seen == list(expected.values_list("pk", flat=True))
    back = client.get(address + context["pager"]["newer_url"]).context["page"]
    assert [line.pk for line in back.rows] == seen[: len(back.rows)][-50:]


def count(client, address, django_assert_max_num_queries, most):
    client.get(address)
    with django_assert_max_num_queries(most) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_fund_page_asks_as_much_for_many_lines_as_for_few(
    story, as_role, django_assert_max_num_queries
):
    client = as_role("finance_officer")
    address = reverse("fund", args=[story.fund.pk])
    few = count(client, address, django_assert_max_num_queries, 18)
    for member in OrganisationFactory.create_batch(3):
        approve(story, member, 5_00)
        receive(story, 5_00)
    assert count(client, address, django_assert_max_num_queries, 18) == few


def test_the_money_home_asks_as_much_for_three_funds_as_for_one(
    story, as_role, django_assert_max_num_queries
):
    client = as_role("finance_officer")
    few = count(client, reverse("money"), django_assert_max_num_queries, 18)
    FundFactory.create_batch(3)
    ledger_ground()
    assert count(client, reverse("money"), django_assert_max_num_queries, 18) == few


def test_the_journal_page_asks_as_much_for_thirty_lines_as_for_five(
    story, as_role, django_assert_max_num_queries
):
    client = as_role("finance_officer")
    member = OrganisationFactory()
    counts = []
    for many in (1, 10):
        spend = [(story.headings[n % 2], n, 5_00) for n in range(many)]
        journal = ledger.post(
            "claim_approved",
            ledger.claim_entries(story.grant, member, spend),
            effective=DAY,
            description="x",
            by=story.first,
        )
        counts.append(count(client, journal.get_absolute_url(), django_assert_max_num_queries, 14))
    assert counts[0] == counts[1]


def test_the_money_home_says_which_fund_waits_for_its_funder(story, as_role):
    approve(story, OrganisationFactory(), 900_00)
    page = as_role("finance_officer").get(reverse("money")).content.decode()
    assert f"{story.fund.name} waits for the funder" in page
    row = fund_row(story.fund)
    assert row.uncovered == row.owed - row.cash == 520_00


def test_a_transfer_by_form_asks_for_the_password_and_happens_once(story, as_role):
    client = as_role("finance_officer")
    address = reverse("transfer_new", args=[story.fund.pk])
    page = client.get(address)
    token = page.context["form"]["token"].value()
    data = {
        "token": token,
        "target": story.own_means.pk,
        "amount": "£5.00",
        "why": "fee",
        "reason": "Clause 6",
        "effective": "21/10/2026",
    }
    assert "Enter your password" in client.post(address, data).content.decode()
    sent = {**data, "password": PASSWORD}
    before = Journal.objects.count()
    first, again = client.post(address, sent), client.post(address, sent)
    assert first.status_code == again.status_code == 302
    assert first.url == again.url
    assert Journal.objects.count() == before + 1
    assert client.post(address, {**sent, "amount": "6"}).status_code == 409


@pytest.mark.parametrize("amount", ["1e5", "1_000", "ten", "-5", "0", "1.234", "10" * 9, "５"])
def test_a_bad_amount_stays_as_typed_with_a_message_beside_it(story, as_role, amount):
    client = as_role("finance_officer")
    address = reverse("transfer_new", args=[story.fund.pk])
    response = client.post(address, {"amount": amount, "reason": "kept"})
    page = response.content.decode()
    assert response.context["form"].errors["amount"]
    assert "kept" in page
    assert amount in page


def test_a_transfer_the_fund_cannot_bear_is_said_above_the_form(story, as_role):
    client = as_role("finance_officer")
    address = reverse("transfer_new", args=[story.fund.pk])
    token = client.get(address).context["form"]["token"].value()
    response = client.post(
        address,
        {
            "token": token,
            "target": story.own_means.pk,
            "amount": "5000",
            "why": "fee",
            "reason": "x",
            "effective": "21/10/2026",
            "password": PASSWORD,
        },
    )
    assert "short of what this needs" in response.content.decode()


def test_books_are_closed_on_a_page_by_a_second_person_with_their_password(story, as_role):
    period = Period.objects.first()
    client = as_role("finance_officer")
    client.post(reverse("book_move", args=[period.pk, "start_closing"]))
    address = reverse("book_close", args=[period.pk])
    token = client.get(address).context["form"]["token"].value()
    refused = client.post(address, {"token": token, "password": PASSWORD})
    assert "Another person closes them" in refused.content.decode()
    client = as_role("second_approver")
    page = client.get(address)
    assert [fund.pk for fund, _ in page.context["rows"]]
    token = page.context["form"]["token"].value()
    assert client.post(address, {"token": token, "password": PASSWORD}).status_code == 302
    assert Period.objects.get(pk=period.pk).state == "closed"
    assert "close" not in VERBS  # never by a button alone


def test_a_reversal_goes_from_asking_to_agreeing_over_pages(story, as_role):
    journal = Journal.objects.get(kind="transfer")
    client = as_role("finance_officer")
    address = reverse("journal_reversal", args=[journal.pk])
    token = client.get(address).context["form"]["token"].value()
    client.post(address, {"token": token, "reason": "Wrong fund", "effective": "21/10/2026"})
    asked = journal.reversals_asked.get()
    assert "Another person decides" in client.get(journal.get_absolute_url()).content.decode()
    assert client.post(reverse("reversal_agree", args=[asked.pk])).status_code == 409
    client = as_role("second_approver")
    assert "Reverse it" in client.get(journal.get_absolute_url()).content.decode()
    client.post(reverse("reversal_agree", args=[asked.pk]))
    assert Journal.objects.get(reverses=journal)
    assert "Reversed by" in client.get(journal.get_absolute_url()).content.decode()


def test_the_quarters_figures_before_closing_are_those_of_the_statement(story):
    quarter = FinancialYear(2026).quarters[2]
    for fund, row in quarter_rows(quarter):
        same = next(
            each
            for each in statement(fund, FinancialYear(2026)).quarters
            if each.quarter == quarter
        )
        assert row == same


def test_a_statement_is_made_once_kept_and_served_as_it_was(
    story, as_role, monkeypatch, django_capture_on_commit_callbacks
):
    seen = {}

    def paper(template, context, *, title, made_at):
        seen.update(context, title=title)
        return b"%PDF-1.7 a statement"

    monkeypatch.setattr("consortium.core.pdf.render_pdf", paper)
    client = as_role("auditor")
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("statement_make", args=[story.fund.pk]), {"year": "2026/27"})
    job = Job.objects.get()
    assert response.url == job.get_absolute_url()
    assert job.state == jobs.State.DONE, job.message
    assert seen["statement"] == statement(story.fund, FinancialYear(2026))
    served = client.get(job.result_url)
    assert served.status_code == 200
    assert StoredFile.objects.get().ours
    for role in ("representative", "chair"):
        assert as_role(role).get(job.result_url).status_code == 403


def test_a_statement_of_no_year_is_404(story, as_role):
    client = as_role("auditor")
    assert client.post(reverse("statement_make", args=[story.fund.pk])).status_code == 404


def test_a_funder_a_fund_and_a_heading_are_added_on_pages(as_role):
    client = as_role("finance_officer")
    for name, data in (
        ("funder_new", {"name": "A new trust", "contact_email": "trust@example.org"}),
        ("fund_new", {"name": "A new fund", "code": "RF-9", "kind": "restricted"}),
        ("heading_new", {"name": "Postage"}),
    ):
        token = client.get(reverse(name)).context["form"]["token"].value()
        assert client.post(reverse(name), {**data, "token": token}).status_code == 302
        token = client.get(reverse(name)).context["form"]["token"].value()
        again = client.post(reverse(name), {**data, "token": token})
        assert again.context["form"].non_field_errors()
    assert Fund.objects.get().position.cash == 0
