"""The library: its needs chart, its shelves, and who keeps them."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from consortium.core.workflow import Refused
from projects.strategy import actions
from projects.strategy.models import Aim, Change, NeedsSurvey
from projects.strategy.rules import WIDTH, bars, tenths_of_percent
from tests.factories.funds import act

KEEPER = act("secretariat")
NEEDS = [(1, "Fundraising", 517), (9, "Business support", 82), (10, "Child protection", 82)]
PAGES = (
    "library",
    "library_aims",
    "library_objectives",
    "library_outcomes",
    "library_needs",
    "library_research",
    "library_policies",
    "library_plans",
)


def stock():
    """One of everything."""
    actions.add_aim(number=1, name="Be known", text="Explain who we are.", clause="4.1", by=KEEPER)
    actions.add_objective(number=1, name="Volunteering", text="More volunteers.", by=KEEPER)
    actions.add_outcome(
        number=1,
        name="Joined-up support",
        text="Services plan ahead.",
        changes=[{"number": "1.1", "name": "Understood", "text": "Public bodies understand."}],
        by=KEEPER,
    )
    actions.add_needs_survey(
        title="State of the Sector", year=2006, base=961, source="", needs=NEEDS, by=KEEPER
    )
    actions.add_research(number=1, title="Strong Communities", findings=["One", "Two"], by=KEEPER)
    actions.add_policy(
        number=1,
        level="local",
        title="Community Strategy",
        priorities=[{"kind": "success_measure", "text": "More people volunteer."}],
        by=KEEPER,
    )
    actions.add_plan(slug="strategy", name="Strategy", starts=date(2008, 4, 1), by=KEEPER)


def test_ranks_are_kept_as_printed_and_percentages_are_of_the_base():
    rows = bars(NEEDS, 961)
    assert [row.rank for row in rows] == [1, 9, 10]
    assert [row.percent for row in rows] == ["53.8%", "8.5%", "8.5%"]
    assert rows[0].drawn == WIDTH
    assert rows[1].drawn == 82 * WIDTH // 517


@given(count=st.integers(0, 10**6), base=st.integers(1, 10**6))
def test_a_percentage_is_within_half_a_tenth_of_the_exact_one(count, base):
    assert abs(tenths_of_percent(count, base) * base - count * 1000) * 2 <= base


def test_a_survey_of_nobody_has_no_percentages():
    assert bars([(1, "Anything", 0)], 0)[0].percent == "0.0%"
    assert bars([], 10) == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["auditor", "finance_officer", "chair", "representative"])
def test_only_the_secretariat_and_the_officer_keep_the_library(role):
    with pytest.raises(Refused):
        actions.add_aim(number=1, name="x", text="y", by=act(role))
    assert not Aim.objects.exists()
    actions.add_aim(number=1, name="x", text="y", by=act("strategic_officer"))


@pytest.mark.django_db
def test_a_number_is_used_once():
    stock()
    with pytest.raises(Refused):
        actions.add_aim(number=1, name="Other", text="y", by=KEEPER)
    assert Change.objects.get().outcome.number == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["representative", "auditor", "finance_officer"])
@pytest.mark.parametrize("full", [False, True])
def test_everybody_signed_in_reads_every_shelf_empty_or_full(as_role, role, full):
    if full:
        stock()
    client = as_role(role)
    for name in PAGES:
        assert client.get(reverse(name)).status_code == 200, name


@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in(client):
    for name in PAGES:
        assert client.get(reverse(name)).status_code == 302


@pytest.mark.django_db
def test_the_chart_has_a_title_and_its_table_and_its_csv(as_role):
    stock()
    client = as_role("representative")
    page = client.get(reverse("library_needs")).content.decode()
    assert "Bar chart of 3 needs by number of groups, Fundraising first with 517" in page
    assert "53.8%" in page
    assert "style=" not in page
    survey = NeedsSurvey.objects.get()
    text = b"".join(client.get(reverse("needs_csv", args=[survey.pk])).streaming_content)
    assert text.decode("utf-8-sig").splitlines()[1] == "1,Fundraising,517,53.8%"


@pytest.mark.django_db
def test_shelves_ask_as_much_for_many_papers_as_for_one(as_role, django_assert_max_num_queries):
    stock()
    client = as_role("representative")

    def counts():
        found = []
        for name in PAGES:
            client.get(reverse(name))
            with django_assert_max_num_queries(16) as seen:
                client.get(reverse(name))
            found.append(len(seen))
        return found

    few = counts()
    for number in range(2, 5):
        actions.add_outcome(
            number=number,
            name=f"Outcome {number}",
            text="x",
            changes=[{"number": f"{number}.1", "name": "x", "text": "y"}],
            by=KEEPER,
        )
        actions.add_needs_survey(
            title=f"Survey {number}", year=None, base=9, source="", needs=NEEDS, by=KEEPER
        )
    assert counts() == few
