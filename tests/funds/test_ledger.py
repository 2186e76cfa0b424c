"""Posting and reversing journals."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from consortium.core.models import AuditRow
from consortium.core.workflow import Refused
from projects.funds import ledger
from projects.funds.ledger import Entry, Short
from projects.funds.models import Balance, GrantBalance, Journal, JournalCounter, Period, Position
from projects.funds.states import Account, JournalKind, PeriodState, Side, Terms
from tests.factories.funds import GrantFactory, ledger_ground
from tests.factories.members import OrganisationFactory

from .books import DAY, approve, pay, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    return ledger_ground()


def test_approving_a_claim_earns_its_income_and_owes_the_member(ground):
    journal = approve(ground, OrganisationFactory(), 500_00, retained=50_00)
    lines = {(line.account, line.side): line.amount for line in journal.lines.all()}
    assert lines == {
        (Account.PROJECT_EXPENDITURE, Side.DEBIT): 500_00,
        (Account.OWED_TO_MEMBERS, Side.CREDIT): 450_00,
        (Account.RETENTION, Side.CREDIT): 50_00,
        (Account.GRANT_RECEIVABLE, Side.DEBIT): 500_00,
        (Account.GRANT_INCOME, Side.CREDIT): 500_00,
    }
    assert ledger.balance_of(ground.fund) == 0
    assert ledger.cash_of(ground.fund) == 0


def test_an_advance_is_used_up_by_what_it_pays_for():
    ground = ledger_ground(terms=Terms.ADVANCE)
    receive(ground, 900_00)
    approve(ground, OrganisationFactory(), 500_00)
    left = Balance.objects.get(fund=ground.fund, quarter="", account=Account.GRANTS_IN_ADVANCE)
    assert left.credits - left.debits == 400_00
    assert ledger.balance_of(ground.fund) == 0
    assert ledger.cash_of(ground.fund) == 900_00


def test_a_correction_in_a_later_claim_turns_its_lines_round(ground):
    member = OrganisationFactory()
    entries = ledger.claim_entries(
        ground.grant, member, [(ground.headings[0], 1, 300_00), (ground.headings[1], 1, -40_00)]
    )
    lines = {(e.account, e.side): e.amount for e in entries}
    assert lines[Account.PROJECT_EXPENDITURE, Side.CREDIT] == 40_00
    assert lines[Account.OWED_TO_MEMBERS, Side.CREDIT] == 260_00
    assert lines[Account.GRANT_INCOME, Side.CREDIT] == 260_00


def test_a_nil_claim_has_nothing_to_post(ground):
    assert ledger.claim_entries(ground.grant, OrganisationFactory(), []) == []


def test_cash_moves_with_receipts_and_payments(ground):
    member = OrganisationFactory()
    receive(ground, 800_00)
    approve(ground, member, 500_00)
    pay(ground, member, 500_00)
    assert ledger.cash_of(ground.fund) == 300_00
    assert ledger.standing(ground.fund) == ledger.standing(ground.fund)


def test_a_payment_that_the_cash_cannot_cover_is_refused_and_says_by_how_much(ground):
    member = OrganisationFactory()
    receive(ground, 100_00)
    approve(ground, member, 500_00)
    with pytest.raises(Short) as short, transaction.atomic():
        pay(ground, member, 500_00)
    assert short.value.fund == ground.fund
    assert short.value.shortfall == 400_00
    assert "£400.00 short" in short.value.reasons[0]
    assert ledger.cash_of(ground.fund) == 100_00


def test_money_cannot_be_spent_on_a_day_before_it_came(ground):
    member = OrganisationFactory()
    receive(ground, 500_00, day=date(2026, 7, 20))
    approve(ground, member, 500_00)
    with pytest.raises(Short), transaction.atomic():
        pay(ground, member, 500_00, day=date(2026, 7, 19))
    pay(ground, member, 500_00, day=date(2026, 7, 20))


def test_a_fund_pays_only_for_its_own_grants(ground):
    stranger = GrantFactory()
    entries = [
        Entry(ground.fund, Account.CASH, Side.DEBIT, 5, grant=stranger),
        Entry(ground.fund, Account.GRANT_RECEIVABLE, Side.CREDIT, 5, grant=stranger),
    ]
    with pytest.raises(Refused, match="is not paid out of"):
        ledger.post("money_received", entries, effective=DAY, description="x", by=ground.first)


@pytest.mark.parametrize(
    "amounts, words",
    [
        ([(Side.DEBIT, 5)], "at least two lines"),
        ([(Side.DEBIT, 5), (Side.CREDIT, 4)], "differ in"),
        ([(Side.DEBIT, 0), (Side.CREDIT, 0)], "above nothing"),
        ([(Side.DEBIT, -5), (Side.CREDIT, -5)], "above nothing"),
        ([(Side.DEBIT, 1.5), (Side.CREDIT, 1.5)], "above nothing"),
        ([(Side.DEBIT, 10**13 + 1), (Side.CREDIT, 10**13 + 1)], "above nothing"),
        ([(Side.DEBIT, True), (Side.CREDIT, True)], "above nothing"),
    ],
)
def test_a_faulty_journal_is_refused_in_words(ground, amounts, words):
    entries = [Entry(ground.fund, Account.CASH, side, amount) for side, amount in amounts]
    with pytest.raises(Refused, match=words):
        ledger.post("correction", entries, effective=DAY, description="x", by=ground.first)
    assert not Journal.objects.exists()


def test_a_journal_that_crosses_funds_balances_in_each(ground):
    entries = [
        Entry(ground.fund, Account.CASH, Side.DEBIT, 5),
        Entry(ground.own_means, Account.BROUGHT_FORWARD, Side.CREDIT, 5),
    ]
    with pytest.raises(Refused) as refused:
        ledger.post("transfer", entries, effective=DAY, description="x", by=ground.first)
    assert len(refused.value.reasons) == 2


def test_a_transfer_moves_cash_and_balance_and_is_nil_over_all_funds(ground):
    ledger.post(
        "opening",
        ledger.opening_entries(ground.fund, 900_00),
        effective=DAY,
        description="Opening",
        by=ground.first,
    )
    ledger.post(
        "transfer",
        ledger.transfer_entries(ground.fund, ground.own_means, 250_00),
        effective=DAY,
        description="Transfer",
        by=ground.first,
    )
    assert ledger.standing(ground.fund) == ledger.Standing(650_00, 650_00)
    assert ledger.balance_of(ground.own_means) == 250_00
    moved = Balance.objects.filter(account=Account.TRANSFERS, quarter="2026-Q2")
    assert sum(row.credits - row.debits for row in moved) == 0


def test_a_fee_is_earned_and_moves_to_the_bodys_own_means(ground):
    receive(ground, 100_00)
    ledger.post(
        "fee",
        ledger.fee_entries(ground.grant, ground.own_means, 60_00),
        effective=DAY,
        description="Fee",
        by=ground.first,
    )
    assert ledger.balance_of(ground.fund) == 0
    assert ledger.cash_of(ground.fund) == 40_00
    assert ledger.balance_of(ground.own_means) == 60_00


def test_nothing_is_dated_into_a_closed_or_missing_period(ground):
    Period.objects.filter(quarter="2026-Q2").update(
        state=PeriodState.CLOSED, closing_by_id=1, closed_by_id=2, closed_at="2026-10-02T00:00Z"
    )
    with pytest.raises(Refused, match="books of July to September 2026 are closed"):
        receive(ground, 5_00)
    with pytest.raises(Refused, match="no period for 1 April 2031"):
        receive(ground, 5_00, day=date(2031, 4, 1))


def test_journals_are_numbered_without_gaps_also_after_a_refusal(ground):
    member = OrganisationFactory()
    receive(ground, 10_00)
    with pytest.raises(Short), transaction.atomic():
        pay(ground, member, 99_00)
    with transaction.atomic():
        receive(ground, 10_00)
        transaction.set_rollback(True)
    receive(ground, 10_00)
    assert list(Journal.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert JournalCounter.objects.get().last == 2


def test_a_reversal_is_the_mirror_image_and_happens_once(ground):
    journal = receive(ground, 80_00)
    back = ledger.reverse(
        journal, effective=date(2026, 8, 1), reason="Typed twice", by=ground.first
    )
    assert back.kind == JournalKind.REVERSAL
    assert back.reverses == journal
    assert ledger.cash_of(ground.fund) == 0
    with pytest.raises(Refused, match="reversed already"):
        ledger.reverse(journal, effective=DAY, reason="Again", by=ground.first)
    with pytest.raises(Refused, match="A reversal is not reversed"):
        ledger.reverse(back, effective=DAY, reason="Again", by=ground.first)
    with pytest.raises(Refused, match="Say why"):
        ledger.reverse(journal, effective=DAY, reason=" ", by=ground.first)


def test_a_posting_is_in_the_audit_chain_with_a_digest_of_its_lines(ground):
    journal = receive(ground, 80_00)
    row = AuditRow.objects.get(action="journal.posted")
    assert row.object_id == str(journal.pk)
    assert row.after["debits"] == 80_00
    assert row.after["sha256"] == ledger.digest_of(journal.lines.all())


def test_a_posting_takes_the_same_number_of_queries_however_many_lines(
    ground, django_assert_num_queries
):
    member = OrganisationFactory()
    approve(ground, member, 1_00)
    counts = []
    for many in (1, 30):
        spend = [(ground.headings[0], number, 5_00) for number in range(many)]
        entries = ledger.claim_entries(ground.grant, member, spend)
        with django_assert_num_queries(14, exact=False) as seen:
            ledger.post("claim_approved", entries, effective=DAY, description="x", by=ground.first)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_posting_outside_a_transaction_is_a_mistake_of_ours(ground):
    source = ledger.post.__code__.co_names
    assert "in_atomic_block" in source


amounts = st.integers(min_value=1, max_value=10**9)


@given(
    spend=st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(1, 3), st.integers(-(10**6), 10**6)),
        max_size=6,
    ),
    retained=st.integers(0, 10**4),
    advance=st.booleans(),
)
def test_every_claim_balances_whatever_its_lines(spend, retained, advance):
    class Plain:
        fund, fund_id, pk = "fund", 1, 1
        terms = Terms.ADVANCE if advance else Terms.ARREARS

    entries = ledger.claim_entries(Plain(), "member", spend, retained=retained)
    debits = sum(e.amount for e in entries if e.side == Side.DEBIT)
    credits = sum(e.amount for e in entries if e.side == Side.CREDIT)
    assert debits == credits
    assert all(e.amount > 0 for e in entries)


@settings(max_examples=15)
@given(parts=st.lists(amounts, min_size=1, max_size=5))
def test_running_sums_equal_the_lines_whatever_is_posted(parts):
    with transaction.atomic():
        ground = ledger_ground()
        for part in parts:
            receive(ground, part)
        position = Position.objects.get(fund=ground.fund)
        grant = GrantBalance.objects.get(grant=ground.grant, quarter="", account=Account.CASH)
        assert position.cash == sum(parts) == grant.debits
        transaction.set_rollback(True)


def raw(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


class TestTriggers:
    """What the database refuses, asked in plain SQL."""

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE funds_journalline SET amount = amount + 1",
            "UPDATE funds_journalline SET effective = '2026-07-21'",
            "DELETE FROM funds_journalline",
            "UPDATE funds_journal SET effective = '2026-07-21'",
            "UPDATE funds_journal SET description = 'other'",
            "UPDATE funds_journal SET state = 'draft'",
            "DELETE FROM funds_journal",
        ],
    )
    def test_a_posted_journal_and_its_lines_never_change(self, ground, sql):
        receive(ground, 80_00)
        with pytest.raises(IntegrityError):
            raw(sql)

    def test_no_line_is_added_to_a_posted_journal(self, ground):
        line = receive(ground, 80_00).lines.first()
        with pytest.raises(IntegrityError, match="draft"):
            raw(
                "INSERT INTO funds_journalline (journal_id, fund_id, account, side, amount, "
                "effective) SELECT journal_id, fund_id, account, side, 5, effective "
                "FROM funds_journalline WHERE id = %s",
                line.pk,
            )

    def test_a_journal_is_not_written_as_posted(self, ground):
        with pytest.raises(IntegrityError, match="starts as a draft"):
            self._journal(state="posted")

    def test_a_draft_is_not_flipped_unless_it_balances_in_each_fund(self, ground):
        other = ground.own_means
        number = self._journal()
        self._line(number, ground.fund, "D", 5)
        with pytest.raises(IntegrityError, match="two lines"):
            self._flip(number)
        self._line(number, other, "C", 5)
        with pytest.raises(IntegrityError, match="differ"):
            self._flip(number)
        self._line(number, other, "D", 5)
        self._line(number, ground.fund, "C", 5)
        self._flip(number)

    def test_a_draft_is_not_flipped_into_a_closed_period_or_another_one(self, ground):
        number = self._journal()
        self._line(number, ground.fund, "D", 5)
        self._line(number, ground.fund, "C", 5)
        raw("UPDATE funds_journal SET quarter = '2026-Q1' WHERE number = %s", number)
        with pytest.raises(IntegrityError, match="closed or missing"):
            self._flip(number)
        raw("UPDATE funds_journal SET quarter = '2026-Q2' WHERE number = %s", number)
        Period.objects.filter(quarter="2026-Q2").update(
            state=PeriodState.CLOSED, closing_by_id=1, closed_by_id=2, closed_at="2026-10-02T00:00Z"
        )
        with pytest.raises(IntegrityError, match="closed or missing"):
            self._flip(number)

    def test_a_line_of_another_day_than_its_journal_is_seen(self, ground):
        number = self._journal()
        self._line(number, ground.fund, "D", 5)
        self._line(number, ground.fund, "C", 5, day="2026-07-21")
        with pytest.raises(IntegrityError, match="another day"):
            self._flip(number)

    def test_a_reversal_that_is_no_mirror_image_is_seen(self, ground):
        journal = receive(ground, 80_00)
        number = self._journal(kind="reversal", reverses=journal.pk)
        self._line(number, ground.fund, "D", 5)
        self._line(number, ground.fund, "C", 5)
        with pytest.raises(IntegrityError, match="mirror"):
            self._flip(number)

    def test_a_fund_below_zero_is_refused_by_the_database_itself(self, ground):
        for column in ("cash", "balance"):
            with pytest.raises(IntegrityError):
                raw(f"UPDATE funds_position SET {column} = -1")

    def _journal(self, *, state="draft", kind="correction", reverses=None, number=900):
        raw(
            "INSERT INTO funds_journal (number, kind, state, effective, quarter, description, "
            "cause_kind, cause_label, cause_url, posted_at, reverses_id) VALUES "
            "(%s, %s, %s, '2026-07-20', '2026-Q2', 'x', '', '', '', '2026-07-20T00:00Z', %s)",
            number,
            kind,
            state,
            reverses,
        )
        return number

    def _line(self, number, fund, side, amount, *, day="2026-07-20"):
        raw(
            "INSERT INTO funds_journalline (journal_id, fund_id, account, side, amount, effective) "
            "SELECT id, %s, 'cash', %s, %s, %s FROM funds_journal WHERE number = %s",
            fund.pk,
            side,
            amount,
            day,
            number,
        )

    def _flip(self, number):
        raw("UPDATE funds_journal SET state = 'posted' WHERE number = %s", number)
