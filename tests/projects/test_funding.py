"""What the strategy costs, beside what is awarded and budgeted year by year (R124)."""

from datetime import date

import pytest
from django.urls import reverse

from members.models import Consortium
from members.states import Role
from projects.funding import funding
from projects.funds.models import GrantAward
from tests.factories.funds import GrantFactory
from tests.factories.projects import BudgetLineFactory

pytestmark = pytest.mark.django_db


def strategy(**fields):
    fields = {"strategy_name": "Strategy 2026-2029", "total_cost": 500_000_00} | fields
    return Consortium.objects.create(
        id=1, formal_name="A Partnership", profile_name="A Partnership", **fields
    )


@pytest.fixture
def grants():
    """£300,000.00 for 2026/27, £50,000.00 for 2027/28; £1,000.00 of the first is budgeted."""
    one, other = GrantFactory(award=100_000_00), GrantFactory(award=200_000_00)
    GrantAward.objects.create(grant=one, financial_year="2027/28", amount=50_000_00)
    BudgetLineFactory(grant=other)
    return one, other


def test_each_year_adds_up_all_grants(grants):
    sooner, later = funding().years
    assert (later.year.label, later.awarded, later.budgeted) == ("2027/28", 50_000_00, 0)
    assert (sooner.year.label, sooner.awarded, sooner.budgeted) == (
        "2026/27", 300_000_00, 1_000_00,
    )  # fmt: skip
    assert sooner.unallocated == 299_000_00


def test_the_cost_of_the_strategy_is_met_by_the_awards_of_its_years(grants):
    strategy(strategy_starts=date(2026, 4, 1), strategy_ends=date(2027, 3, 31))
    found = funding()
    assert found.cost == 500_000_00
    assert found.awarded_of_cost == 300_000_00
    assert found.to_find == 200_000_00


def test_a_strategy_without_years_is_met_by_all_awards(grants):
    strategy(total_cost=100_00)
    assert funding().awarded_of_cost == 350_000_00
    assert funding().to_find == 0


def test_nothing_is_said_of_a_cost_that_nobody_gave(grants, as_role):
    strategy(total_cost=None)
    assert funding().cost is None
    page = as_role(Role.SECRETARIAT).get(reverse("grants")).content.decode()
    assert "The strategy costs" not in page


def test_everybody_with_a_role_reads_it_with_the_grants(grants, as_role):
    strategy()
    for role in (Role.REPRESENTATIVE, Role.AUDITOR):
        page = as_role(role).get(reverse("grants")).content.decode()
        assert "£500,000.00" in page
        assert "£350,000.00" in page
        assert "£150,000.00" in page
        assert "2027/28" in page
