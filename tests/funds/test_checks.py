"""verify_ledger is silent on sound books and names one planted penny or byte."""

import pytest
from django.db import connection

from consortium.core.appendonly import emptying
from consortium.core.checks import run_checks
from projects.funds.models import Balance, GrantBalance, Position
from tests.factories.funds import ledger_ground
from tests.factories.members import OrganisationFactory
from tests.factories.projects import BudgetLineFactory, OutputShareFactory

from .books import approve, pay, receive

pytestmark = pytest.mark.django_db
OURS = ("V01", "V02", "V03", "V04", "V05", "V06", "V10", "V11", "V28", "V32", "V34")


@pytest.fixture
def ground():
    """Two claims, one paid, one correction reversed."""
    ground, member = ledger_ground(), OrganisationFactory()
    receive(ground, 900_00)
    approve(ground, member, 500_00, retained=20_00)
    pay(ground, member, 480_00)
    approve(ground, member, 70_00)
    return ground


def problems():
    found = run_checks(only=OURS)
    return {each.code: each.problems for each in found if each.count}


def sql(statement, *params):
    """A hand in the database: triggers out of the way."""
    with emptying(), connection.cursor() as cursor:
        cursor.execute(statement, params)


FIRST_LINE = "(SELECT MIN(id) FROM funds_journalline)"


def test_sound_books_have_nothing_to_say(ground):
    assert problems() == {}


def test_empty_books_have_nothing_to_say(db):
    assert problems() == {}


def test_a_penny_on_one_line_is_named(ground):
    sql(f"UPDATE funds_journalline SET amount = amount + 1 WHERE id = {FIRST_LINE}")
    found = problems()
    assert found["V01"] == ["Journal 1: debits and credits differ by £0.01."]
    assert "£0.01" in found["V02"][0]
    assert any("cash" in each for each in found["V03"])
    assert found["V28"] == ["Journal 1 has other lines than when it was posted."]


def test_a_penny_on_both_sides_with_its_sums_is_still_named(ground):
    """Lines balance and the kept rows agree: only the audit chain's digest knows."""
    sql(
        "UPDATE funds_journalline SET amount = amount + 1 WHERE journal_id IN "
        "(SELECT id FROM funds_journal WHERE number = 1)"
    )
    for table in ("funds_balance", "funds_grantbalance"):
        sql(f"UPDATE {table} SET debits = debits + 1 WHERE account = 'cash'")
        sql(f"UPDATE {table} SET credits = credits + 1 WHERE account = 'grant_receivable'")
    sql("UPDATE funds_position SET cash = cash + 1 WHERE cash > 0")
    assert problems() == {"V28": ["Journal 1 has other lines than when it was posted."]}


def test_a_byte_of_an_account_is_named(ground):
    sql(f"UPDATE funds_journalline SET account = 'inter_fund' WHERE id = {FIRST_LINE}")
    assert {"V03", "V28"} <= set(problems())


def test_a_line_that_was_taken_out_is_named(ground):
    sql(f"DELETE FROM funds_journalline WHERE id = {FIRST_LINE}")
    assert {"V01", "V02", "V03", "V28"} <= set(problems())


def test_a_journal_without_its_audit_row_is_named(ground):
    sql(
        "DELETE FROM core_auditrow WHERE action = 'journal.posted' AND object_id = "
        "(SELECT CAST(MAX(id) AS varchar) FROM funds_journal)"
    )
    assert "no row in the audit chain" in problems()["V28"][0]


@pytest.mark.parametrize("model", [Balance, GrantBalance])
def test_a_kept_sum_off_by_a_penny_is_named(ground, model):
    row = model.objects.filter(quarter="2026-Q2", account="owed_to_members").get()
    model.objects.filter(pk=row.pk).update(credits=row.credits + 1)
    found = problems()
    assert "owed to members, 2026-Q2" in found["V03"][0]


def test_a_kept_sum_that_is_missing_is_named(ground):
    Balance.objects.filter(quarter="", account="retention").delete()
    assert any("no kept sum" in each for each in problems()["V03"])


def test_a_position_off_by_a_penny_is_named(ground):
    Position.objects.filter(fund=ground.fund).update(cash=1)
    assert "cash kept £0.01, lines £420.00" in problems()["V03"][0]


def test_an_overdrawn_day_is_named(ground):
    sql(
        "UPDATE funds_journalline SET effective = '2026-07-21' WHERE journal_id = "
        "(SELECT id FROM funds_journal WHERE number = 1)"
    )
    sql("UPDATE funds_journal SET effective = '2026-07-21' WHERE number = 1")
    assert problems() == {"V04": [f"{ground.fund.name}: cash (£480.00) on 2026-07-20."]}


def test_a_posting_into_closed_books_is_named(ground):
    sql(
        "UPDATE funds_period SET state = 'closed', closing_by_id = 1, closed_by_id = 2, "
        "closed_at = '2026-01-01 00:00:00+00:00' WHERE quarter = '2026-Q2'"
    )
    assert len(problems()["V05"]) == 4


def test_a_journal_in_another_quarter_than_its_date_is_named(ground):
    sql("UPDATE funds_journal SET quarter = '2026-Q1' WHERE number = 1")
    assert "stands in another period" in problems()["V05"][0]


def test_a_gap_in_the_numbers_is_named(ground):
    sql("UPDATE funds_journal SET number = 9 WHERE number = 4")
    assert any("the last has number 9" in each for each in problems()["V01"])


def test_a_budget_line_beyond_its_quarters_is_named(ground):
    line = BudgetLineFactory()
    sql(
        "UPDATE projects_budgetprofile SET amount = amount + 1 WHERE id = "
        "(SELECT MIN(id) FROM projects_budgetprofile)"
    )
    assert "the quarters make £1,000.01" in problems()["V10"][0]
    assert str(line.heading) in problems()["V10"][0]


def test_a_running_sum_of_outputs_that_is_off_is_named(ground):
    share = OutputShareFactory()
    share.achieved = 3
    share.save()
    assert "0 achieved, kept 3" in problems()["V32"][0]


def test_a_trigger_that_is_gone_is_named(ground):
    with connection.cursor() as cursor:
        on = " ON funds_journalline" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER funds_journalline_stays{on}")
    assert problems() == {"V34": ["Trigger funds_journalline_stays is missing."]}
