"""Funds, transfers, reversals and grants: who may, what is refused, what is written down."""

from datetime import date

import pytest

from consortium.core.models import AuditRow
from consortium.core.periods import FinancialYear
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from projects.funds import actions, ledger
from projects.funds.models import Fund, Grant, GrantAward, Journal, Position, ReversalRequest
from tests.factories.funds import (
    CostHeadingFactory,
    FunderFactory,
    FundFactory,
    GrantFactory,
    act,
    ledger_ground,
)

from .books import DAY, receive

pytestmark = pytest.mark.django_db
FINANCE = act(user_id=1)
OTHERS = ["secretariat", "auditor", "chair", "representative", "claims_person"]


@pytest.fixture
def ground():
    return ledger_ground()


def opened(ground, amount=900_00):
    return actions.bring_forward(
        ground.fund, amount, effective=DAY, reason="Opening", by=ground.first
    )


def moved(ground, **changes):
    values = {
        "why": "fee",
        "reason": "Clause 6 of the agreement",
        "effective": DAY,
        "by": ground.first,
    } | changes
    return actions.transfer(ground.fund, ground.own_means, 100_00, **values)


class TestFunds:
    def test_a_new_fund_stands_at_nothing_and_is_on_record(self):
        fund = actions.create_fund(code="RF-1", name="A fund", by=FINANCE)
        assert Position.objects.get(fund=fund).cash == 0
        assert AuditRow.objects.filter(action="fund.created", object_id=str(fund.pk)).exists()

    @pytest.mark.parametrize("role", OTHERS)
    def test_nobody_else_sets_up_funds_or_moves_money(self, ground, role):
        opened(ground)
        with pytest.raises(Refused):
            actions.create_fund(code="RF-2", name="A fund", by=act(role))
        with pytest.raises(Refused):
            moved(ground, by=act(role))
        with pytest.raises(Refused):
            actions.bring_forward(ground.fund, 1, effective=DAY, reason="x", by=act(role))

    def test_a_transfer_says_on_which_ground_money_leaves_a_restricted_fund(self, ground):
        opened(ground)
        journal = moved(ground)
        assert "Management fee" in journal.description
        assert ledger.cash_of(ground.own_means) == 100_00
        with pytest.raises(Refused) as refused:
            moved(ground, why="", reason=" ")
        assert len(refused.value.reasons) == 2

    def test_money_does_not_move_into_the_fund_it_is_in(self, ground):
        with pytest.raises(Refused, match="two different funds"):
            actions.transfer(
                ground.fund, ground.fund, 1, why="fee", reason="x", effective=DAY, by=FINANCE
            )

    def test_a_fee_goes_to_the_bodys_own_means_only(self, ground):
        with pytest.raises(Refused, match="own means"):
            actions.take_fee(
                ground.grant, FundFactory(), 5, effective=DAY, description="Fee", by=FINANCE
            )


class TestReversals:
    def test_one_asks_another_agrees_and_the_mirror_image_is_posted(self, ground):
        journal = opened(ground)
        asked = actions.ask_reversal(journal, effective=DAY, reason="Twice", by=ground.first)
        with pytest.raises(Refused, match="Another person decides"):
            actions.agree_reversal(asked, by=ground.first)
        made = actions.agree_reversal(asked, by=ground.second)
        assert made.reverses == journal
        assert ledger.cash_of(ground.fund) == 0
        with pytest.raises(Refused, match="decided already"):
            actions.agree_reversal(asked, by=ground.second)

    def test_a_claims_or_a_funders_journal_is_not_taken_back_by_hand(self, ground):
        journal = receive(ground, 5_00)
        with pytest.raises(Refused, match="taken back where it came from"):
            actions.ask_reversal(journal, effective=DAY, reason="x", by=ground.first)

    def test_a_reversal_is_asked_for_once_at_a_time(self, ground):
        journal = opened(ground)
        asked = actions.ask_reversal(journal, effective=DAY, reason="x", by=ground.first)
        with pytest.raises(Refused, match="asked for this reversal already"):
            actions.ask_reversal(journal, effective=DAY, reason="y", by=ground.second)
        actions.refuse_reversal(asked, by=ground.second)
        actions.ask_reversal(journal, effective=DAY, reason="z", by=ground.first)
        assert ReversalRequest.objects.count() == 2

    def test_a_reversal_that_the_fund_cannot_bear_is_refused_and_can_be_agreed_later(self, ground):
        journal = opened(ground, 100_00)
        asked = actions.ask_reversal(journal, effective=DAY, reason="x", by=ground.first)
        moved(ground)
        with pytest.raises(ledger.Short):
            actions.agree_reversal(asked, by=ground.second)
        assert ReversalRequest.objects.get().state == "asked"
        receive(ground, 100_00)
        actions.bring_forward(ground.fund, 100_00, effective=DAY, reason="x", by=ground.first)
        actions.agree_reversal(asked, by=ground.second)

    @pytest.mark.parametrize("role", OTHERS)
    def test_only_finance_asks_and_decides(self, ground, role):
        journal = opened(ground)
        with pytest.raises(Refused):
            actions.ask_reversal(journal, effective=DAY, reason="x", by=act(role, user_id=8))
        asked = actions.ask_reversal(journal, effective=DAY, reason="x", by=ground.first)
        with pytest.raises(Refused):
            actions.agree_reversal(asked, by=act(role, user_id=8))
        assert Journal.objects.count() == 1


def grant_of(**changes):
    values = {
        "funder": FunderFactory(),
        "fund": FundFactory(),
        "name": "A grant",
        "reference": "G-1",
        "starts": date(2026, 4, 1),
        "ends": date(2028, 3, 31),
        "headings": [CostHeadingFactory()],
        "awards": {"2026/27": 100_00},
        "conditions": [("4.2", "Keep evidence.")],
        "by": FINANCE,
    } | changes
    return actions.create_grant(**values)


class TestGrants:
    def test_a_grant_comes_with_headings_awards_and_numbered_conditions(self):
        grant = grant_of()
        actions.add_condition(grant, clause="5", text="Say thank you.", by=FINANCE)
        assert [c.number for c in grant.conditions.all()] == [1, 2]
        assert grant.awards.get().amount == 100_00
        assert grant.headings.count() == 1
        actions_seen = set(AuditRow.objects.values_list("action", flat=True))
        assert {"grant.created", "grant.awarded", "grant.condition_added"} <= actions_seen

    def test_a_grant_is_held_in_a_restricted_fund(self):
        with pytest.raises(Refused, match="restricted fund"):
            grant_of(fund=FundFactory(restricted=False))

    def test_what_cannot_be_is_refused_in_words(self):
        with pytest.raises(Refused, match="must end after it starts"):
            grant_of(ends=date(2026, 1, 1))
        with pytest.raises(Refused):
            grant_of(member_days=30)
        assert not Grant.objects.exists()

    def test_an_award_outside_the_grants_years_is_refused_and_a_second_one_replaces_it(self):
        grant = grant_of()
        with pytest.raises(Refused, match="does not run in 2030/31"):
            actions.award(grant, FinancialYear(2030), 1, by=FINANCE)
        actions.award(grant, FinancialYear(2026), 250_00, by=FINANCE)
        assert GrantAward.objects.get(grant=grant).amount == 250_00
        row = AuditRow.objects.filter(action="grant.awarded").order_by("sequence").last()
        assert row.before == {"amount": 100_00}

    def test_terms_change_with_what_was_and_what_is_and_a_stale_page_is_refused(self):
        grant = grant_of()
        actions.update_grant(grant, {"pay_days": 21, "fund": Fund()}, version=1, by=FINANCE)
        row = AuditRow.objects.get(action="grant.changed")
        assert (row.before, row.after) == ({"pay_days": 20}, {"pay_days": 21})
        with pytest.raises(Stale):
            actions.update_grant(grant, {"pay_days": 22}, version=1, by=FINANCE)

    @pytest.mark.parametrize("role", [*OTHERS, "second_approver"])
    def test_only_the_finance_officer_sets_terms(self, role):
        grant = GrantFactory()
        for verb in (
            lambda: grant_of(by=act(role)),
            lambda: actions.update_grant(grant, {"pay_days": 21}, by=act(role)),
            lambda: actions.award(grant, FinancialYear(2026), 1, by=act(role)),
            lambda: actions.add_condition(grant, clause="", text="x", by=act(role)),
        ):
            with pytest.raises(Refused):
                verb()
