"""Budgets and outputs pasted from a spreadsheet: read by row, checked, then kept."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from projects.imports import read_budget, read_outputs
from projects.models import BudgetLine, Output, OutputShare, Project, ProjectAlias
from tests.factories.funds import YEAR, GrantFactory, open_books
from tests.factories.members import OrganisationFactory
from tests.factories.projects import PartnershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    open_books()
    grant = GrantFactory()
    part = PartnershipFactory(
        project__number=3,
        project__name="Community Empowerment",
        organisation=OrganisationFactory(name="Voluntary Action Luton", short_name="VAL"),
    )
    ProjectAlias.objects.create(project=part.project, name="Community Engagement Project")
    return grant


def sheet(grant, *rows):
    heading = grant.headings.first().name
    lines = ["Project\tPartner\tHeading\tStrand\tQ1 2026/27\tQ2\tQ3\tQ4"]
    return "\n".join([*lines, *(row.replace("H", heading, 1) for row in rows)])


@pytest.mark.parametrize(
    "project",
    ["3", "Community Empowerment", "community engagement PROJECT", "3. Community Empowerment"],
)
@pytest.mark.parametrize("partner", ["VAL", "voluntary action luton"])
def test_projects_and_partners_go_by_any_of_their_names(ground, project, partner):
    found = read_budget(sheet(ground, f"{project}\t{partner}\tH\t\t£1,250.50\t-\t\t2"), ground)
    assert found.faults == []
    assert found.rows[0].quarters == (1_250_50, 0, 0, 2_00)


def test_every_fault_is_said_with_its_row(ground):
    text = sheet(
        ground,
        "9\tVAL\tH\t\t1\t1\t1\t1",
        "3\tNobody\tGold\t\t1\tten\t1\t1",
        "\t\t\t\t1e5\t1\t1\t1",
    )
    told = read_budget(text, ground).faults
    assert "Row 2: there is no project “9”" in told
    assert "Row 3: there is no partner “Nobody”" in told
    assert "Row 3: there is no heading of this grant “Gold”" in told
    assert any(each.startswith("Row 3: Q2:") for each in told)
    assert "Row 4: enter the project" in told
    assert any(each.startswith("Row 4: Q1:") for each in told)


def test_missing_columns_are_named(ground):
    told = read_budget("Project,Partner\n1,VAL", ground).faults
    assert told == ["Row 1 names the columns. These are missing: heading, Q1, Q2, Q3, Q4"]


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_never_an_error(text):
    for read in (lambda: read_budget(text, GRANT), lambda: read_outputs(text)):
        found = read()
        assert isinstance(found.faults, list)


class NoGrant:
    class headings:
        @staticmethod
        def all():
            return []


GRANT = NoGrant()


def test_our_own_export_can_be_pasted_back(ground, as_role):
    client = as_role("finance_officer")
    address = reverse("budget_load", args=[ground.pk, YEAR])
    text = sheet(ground, "3\tVAL\tH\t\t10\t20\t30\t40.01")
    token = client.get(address).context["form"]["token"].value()
    checked = client.post(address, {"token": token, "text": text, "check": "check"})
    assert "They add up to £100.01" in checked.content.decode()
    assert not BudgetLine.objects.exists()
    token = checked.context["form"]["token"].value()
    assert client.post(address, {"token": token, "text": text, "load": "load"}).status_code == 302
    assert BudgetLine.objects.get().amount == 100_01
    csv = b"".join(client.get(reverse("budget_csv", args=[ground.pk, YEAR])).streaming_content)
    found = read_budget(csv.decode("utf-8-sig"), ground)
    assert found.faults == []
    assert found.rows[0].quarters == (10_00, 20_00, 30_00, 40_01)


def test_what_the_verb_refuses_is_said_above_the_rows_which_stay(ground, as_role):
    client = as_role("finance_officer")
    address = reverse("budget_load", args=[ground.pk, YEAR])
    text = sheet(ground, "3\tVAL\tH\t\t200000\t0\t0\t0")
    token = client.get(address).context["form"]["token"].value()
    page = client.post(address, {"token": token, "text": text, "load": "load"}).content.decode()
    assert "more than the award" in page
    assert "200000" in page
    assert not BudgetLine.objects.exists()


def test_outputs_of_several_partners_make_one_target(ground, as_role):
    PartnershipFactory(
        project=Project.objects.get(), organisation=OrganisationFactory(short_name="VCB")
    )
    text = (
        "Project,Code,Output,Unit,Partner,Q1,Q2,Q3,Q4\n"
        "3,1.1,Forums,meetings,VAL,2,2,2,2\n"
        "3,1.1,Forums,meetings,VCB,1,0,,-\n"
    )
    client = as_role("second_approver")
    address = reverse("outputs_load", args=[ground.pk, YEAR])
    token = client.get(address).context["form"]["token"].value()
    assert client.post(address, {"token": token, "text": text, "load": "load"}).status_code == 302
    assert (Output.objects.get().target, OutputShare.objects.count()) == (9, 2)
    wrong = read_outputs(text.replace("VCB,1", "VAL,x"))
    assert any("Q1: enter a whole number" in each for each in wrong.faults)
    twice = read_outputs(text.replace("VCB", "VAL"))
    assert any("stands twice" in each for each in twice.faults)


def test_nothing_pasted_is_said_so(ground, as_role):
    client = as_role("finance_officer")
    address = reverse("budget_load", args=[ground.pk, YEAR])
    for text in ("", "Project\tPartner\tHeading\tQ1\tQ2\tQ3\tQ4"):
        page = client.post(address, {"text": text, "check": "check"}).content.decode()
        assert "error-summary" in page


def test_a_project_is_added_with_its_other_names(as_role):
    client = as_role("secretariat")
    address = reverse("project_new")
    token = client.get(address).context["form"]["token"].value()
    data = {"token": token, "number": "13", "name": "Gardens", "aliases": "Plots\n\n Allotments "}
    assert client.post(address, {**data, "status": "idea"}).status_code == 302
    assert {alias.name for alias in ProjectAlias.objects.all()} == {"Plots", "Allotments"}
    again = client.post(address, {**data, "status": "idea", "token": "y" * 22})
    assert again.context["form"].non_field_errors()
