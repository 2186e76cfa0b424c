"""The claim to a funder: what is in it, what ties, what is frozen, what the funder answers."""

import io

import openpyxl
import pytest
from pypdf import PdfReader

from claims.actions import funder_claims, receiving
from claims.actions.funder_claims.answering import Less
from claims.facts.funder_lines import differences
from claims.facts.funder_pages import to_assemble
from claims.facts.funder_statement import statement_of
from claims.models import Claim, FunderClaim, FunderClaimLine
from claims.states import ClaimState, FunderClaimState, RowKind
from consortium.core import files
from consortium.core.models import Message
from consortium.core.money import bare_pence
from consortium.core.workflow import Refused
from projects.funds import ledger
from projects.funds.models import Journal, JournalLine, Position
from projects.funds.states import JournalKind
from tests.factories.checking import QUARTER, TODAY, decided, ground, sent
from tests.factories.funds import FundFactory
from tests.factories.members import OrganisationFactory
from tests.factories.paying import approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def on():
    made = ground(cash=1_000_00)
    made.grant.funder.contact_email = "grants@funder.example"
    made.grant.funder.save()
    return made


def assembled(on):
    return funder_claims.assemble(on.grant, QUARTER, by=on.checker)


def signed(on):
    made = assembled(on)
    funder_claims.sign(made, by=on.checker)
    return funder_claims.sign(made, by=on.second)


def sent_claim(on):
    return funder_claims.send(signed(on), by=on.checker)


def reasons(info):
    return " ".join(info.value.reasons)


def fresh(made):
    return FunderClaim.objects.get(pk=made.pk)


def test_a_funder_claim_is_the_sum_of_the_approved_lines(on):
    claim = approved(on, (100_00, 50_00))
    made = assembled(on)
    assert made.total == Claim.objects.get(pk=claim.pk).approved == 150_00
    assert made.lines.count() == 2


def test_what_waits_for_the_funder_is_listed_until_a_claim_covers_it(on):
    approved(on, (100_00, 50_00))
    other = ground(beside=on, fund=on.grant.fund)
    approved(other, (70_00,), round=on.round)
    sent(on, (999_00,), organisation=OrganisationFactory())

    def waiting():
        rows = [row for row in to_assemble(TODAY) if row.grant == on.grant]
        return [(row.quarter, row.claims, row.amount) for row in rows]

    assert waiting() == [(QUARTER, 2, 220_00)]
    made = assembled(on)
    assert waiting() == []
    funder_claims.abandon(made, by=on.checker)
    assert waiting() == [(QUARTER, 2, 220_00)]


def test_there_is_one_live_claim_a_quarter(on):
    approved(on)
    assembled(on)
    with pytest.raises(Refused, match="already"):
        assembled(on)


def test_claims_that_are_open_are_listed_with_the_reason(on):
    approved(on)
    other = ground(beside=on, fund=on.grant.fund)
    sent(other, (70_00,), round=on.round)
    made = assembled(on)
    (row,) = made.not_included
    assert row["organisation"] == other.member.organisation.name
    assert row["reason"].startswith("Submitted")
    assert row["amount"] == 70_00


def test_what_was_approved_too_late_comes_in_the_next_claim_as_carried_forward(on):
    late = sent(on)
    other = ground(beside=on, fund=on.grant.fund)
    claim = approved(other, (70_00,), round=on.round)
    first = sent_claim(on)
    assert {each.claim_line.claim_id for each in first.lines.all()} == {claim.pk}
    from claims.actions.approving import approve

    approve(decided(late, by=on.checker), by=on.second)
    following = funder_claims.assemble(on.grant, QUARTER.next(), by=on.checker)
    assert following.total == 150_00
    (row,) = statement_of(following)["carried_forward"]
    assert (row["reference"], row["amount"]) == (late.reference, 150_00)


def test_two_named_people_sign_and_nobody_twice(on):
    approved(on)
    made = assembled(on)
    funder_claims.sign(made, by=on.checker)
    with pytest.raises(Refused, match="You signed first"):
        funder_claims.sign(made, by=on.checker)
    with pytest.raises(Refused):
        funder_claims.send(made, by=on.checker)
    assert fresh(made).state == FunderClaimState.ASSEMBLED
    assert funder_claims.sign(made, by=on.second).state == FunderClaimState.SIGNED


def test_a_claim_that_somebody_signed_is_opened_again_before_it_is_changed(on):
    approved(on)
    made = assembled(on)
    funder_claims.sign(made, by=on.checker)
    with pytest.raises(Refused, match="Somebody has signed"):
        funder_claims.save_text(made, summary="New", narrative={}, by=on.second)
    funder_claims.unsign(made, reason="A typing error", by=on.second)
    assert funder_claims.save_text(made, summary="New", narrative={}, by=on.second).summary == "New"


def test_nothing_is_no_claim(on):
    with pytest.raises(Refused, match="nothing in this claim"):
        funder_claims.sign(assembled(on), by=on.checker)


def test_any_penny_of_difference_blocks_and_says_where_to_look(on):
    claim = approved(on)
    made = assembled(on)
    assert differences(made) == []
    FunderClaimLine.objects.filter(funder_claim=made, amount=50_00).update(amount=50_01)
    with pytest.raises(Refused) as info:
        funder_claims.sign(made, by=on.checker)
    assert claim.reference in reasons(info)
    assert f"journal {Claim.objects.get(pk=claim.pk).journal.number}" in reasons(info)


def test_income_in_the_books_that_no_claim_explains_blocks(on):
    approved(on)
    made = assembled(on)
    ledger.post(
        JournalKind.CORRECTION, ledger.earned(on.grant, 1), effective=TODAY,
        description="A penny", by=on.checker,
    )  # fmt: skip
    with pytest.raises(Refused, match="£0.01 apart"):
        funder_claims.sign(made, by=on.checker)


def test_what_is_sent_is_frozen_with_number_version_and_hash(on):
    approved(on)
    made = sent_claim(on)
    assert (made.state, made.number, made.version_number) == (FunderClaimState.SENT, 1, 1)
    assert len(made.sha256) == 64
    pdf, sheet = files.content_of(made.pdf), files.content_of(made.sheet)
    assert (pdf[:5], sheet[:2]) == (b"%PDF-", b"PK")
    assert statement_of(fresh(made)) == made.snapshot
    with pytest.raises(Refused):
        funder_claims.send(made, by=on.checker)
    assert files.content_of(fresh(made).pdf) == pdf


def test_the_pdf_is_tagged_and_has_title_and_language(on):
    approved(on)
    reader = PdfReader(io.BytesIO(files.content_of(sent_claim(on).pdf)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title.startswith("Claim to")


def test_ledger_screen_pdf_and_sheet_agree_to_the_penny(on):
    approved(on, (100_01, 50_02))
    made = sent_claim(on)
    total = 150_03
    spent = sum(line.amount for line in JournalLine.objects.filter(account="project_expenditure"))
    assert spent == made.total == made.snapshot["total"] == total
    assert made.snapshot["headings"]["total"]["now"] == total
    assert made.snapshot["partners"]["total"]["now"] == total
    assert sum(line["amount"] for line in made.snapshot["lines"]) == total
    pages = PdfReader(io.BytesIO(files.content_of(made.pdf))).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert text.count(bare_pence(total)) >= 5
    book = openpyxl.load_workbook(io.BytesIO(files.content_of(made.sheet)))
    amounts = [row[14].value for row in book["Transactions"].iter_rows(min_row=2)]
    assert round(sum(amounts[:-1]) * 100) == round(amounts[-1] * 100) == total
    assert round(book["By heading"].cell(4, 4).value * 100) == total


def test_the_funder_gets_a_link_with_a_code(on):
    approved(on)
    made = sent_claim(on)
    message = Message.objects.get(kind="claims.funder_claim_sent")
    assert message.to == "grants@funder.example"
    assert made.sha256 in message.text
    assert "/funder/" in message.text


def test_a_new_version_keeps_the_old_and_says_what_changed(on):
    approved(on)
    old = sent_claim(on)
    funder_claims.query(old, question="Is line 2 right?", by=on.checker)
    made = funder_claims.new_version(old, what_changed="One invoice was added.", by=on.checker)
    assert (made.number, made.version_number, made.total) == (1, 2, 150_00)
    assert fresh(old).state == FunderClaimState.REPLACED
    assert files.content_of(fresh(old).pdf)
    assert not old.lines.filter(live=True).exists()
    funder_claims.sign(made, by=on.checker)
    funder_claims.sign(made, by=on.second)
    again = funder_claims.send(made, by=on.second)
    text = PdfReader(io.BytesIO(files.content_of(again.pdf))).pages[0].extract_text()
    assert "One invoice was added." in text


def test_a_correction_row_names_its_cause_and_stands_in_the_books(on):
    approved(on)
    made = assembled(on)
    with pytest.raises(Refused, match="Name the cause"):
        funder_claims.add_row(made, kind=RowKind.CORRECTION, cause=" ", amount=-1_00, by=on.checker)
    heading = on.budgets[0].heading
    funder_claims.add_row(
        made, kind=RowKind.CORRECTION, cause="Overclaimed in journal 3", amount=-1_00,
        heading=heading, by=on.checker,
    )  # fmt: skip
    assert fresh(made).total == 149_00
    funder_claims.sign(made, by=on.checker)
    funder_claims.sign(made, by=on.second)
    made = funder_claims.send(made, by=on.checker)
    assert made.rows.get().journal.kind == JournalKind.CORRECTION
    assert differences(made) == []


def test_a_fee_is_owed_between_the_funds_until_the_money_came(on):
    own = FundFactory(restricted=False)
    approved(on)
    made = assembled(on)
    funder_claims.add_row(made, kind=RowKind.FEE, cause="Clause 7: 5%", amount=7_50, by=on.checker)
    funder_claims.sign(made, by=on.checker)
    funder_claims.sign(made, by=on.second)
    made = funder_claims.send(made, by=on.checker)
    assert Position.objects.get(fund=own).balance == 7_50
    assert Position.objects.get(fund=own).cash == 0
    receiving.record_money(
        on.grant, amount=157_50, received_on=TODAY, bank_reference="FEE", funder_claim=made,
        by=on.checker,
    )  # fmt: skip
    assert Position.objects.get(fund=own).cash == 7_50
    assert fresh(made).state == FunderClaimState.RECEIVED


def test_agreeing_less_names_the_cause_on_both_sides(on):
    claim = approved(on)
    made = sent_claim(on)
    line = made.lines.order_by("amount").first()
    funder_claims.agree(made, less={line.pk: Less(10_00, "No receipt")}, by=on.checker)
    made = fresh(made)
    assert (made.state, made.agreed, made.due) == (FunderClaimState.AGREED, 140_00, 140_00)
    journal = Journal.objects.get(kind=JournalKind.FUNDER_ADJUSTMENT)
    sides = {(row.account, row.side): row.amount for row in journal.lines.all()}
    assert sides == {
        ("project_expenditure", "C"): 10_00,
        ("owed_to_members", "D"): 10_00,
        ("grant_receivable", "C"): 10_00,
        ("grant_income", "D"): 10_00,
    }
    assert claim.reference in journal.description
    assert differences(made) == []


def test_more_than_a_line_cannot_be_taken_off_nor_without_a_reason(on):
    approved(on)
    made = sent_claim(on)
    line = made.lines.first()
    with pytest.raises(Refused) as info:
        funder_claims.agree(made, less={line.pk: Less(line.amount + 1, " ")}, by=on.checker)
    assert len(info.value.reasons) == 2


def test_money_settles_a_claim_in_part_and_then_whole(on):
    approved(on)
    made = sent_claim(on)
    money = {"received_on": TODAY, "funder_claim": made, "by": on.checker}
    receiving.record_money(on.grant, amount=100_00, bank_reference="A", **money)
    assert fresh(made).state == FunderClaimState.PART_RECEIVED
    receiving.record_money(on.grant, amount=20_00, bank_reference="B", **money)
    with pytest.raises(Refused, match="£30.00 is still to come"):
        receiving.record_money(on.grant, amount=30_01, bank_reference="C", **money)
    receiving.record_money(on.grant, amount=30_00, bank_reference="C", **money)
    assert (fresh(made).state, fresh(made).open_amount) == (FunderClaimState.RECEIVED, 0)


def test_a_draft_thrown_away_frees_its_lines(on):
    approved(on)
    funder_claims.abandon(assembled(on), by=on.checker)
    assert assembled(on).total == 150_00


def test_collecting_again_brings_what_was_approved_meanwhile(on):
    approved(on)
    made = assembled(on)
    other = ground(beside=on, fund=on.grant.fund)
    approved(other, (70_00,), round=on.round)
    assert funder_claims.collect(made, by=on.checker).total == 220_00
    assert Claim.objects.exclude(state=ClaimState.APPROVED).count() == 0
