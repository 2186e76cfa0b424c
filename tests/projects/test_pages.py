"""The pages about grants, budgets and projects: who sees whose lines, and what they cost."""

import csv
import io
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from consortium.core.money import parse_pence
from members.models import Organisation
from members.states import Role
from projects import actions
from projects.actions.virements import Move
from projects.models import BudgetLine, Virement
from projects.strategy.models import Aim
from tests.factories.funds import YEAR, GrantFactory, act, open_books
from tests.factories.members import OrganisationFactory
from tests.factories.projects import (
    BudgetLineFactory,
    OutputFactory,
    OutputShareFactory,
    PartnershipFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db
FINANCE = {"finance_officer", "second_approver"}
ALL_LINES = FINANCE | {"secretariat", "auditor", "chair", "strategic_officer"}
MEMBERS = {"representative", "claims_person"}
EVERYBODY = ALL_LINES | MEMBERS
ROLES = sorted(EVERYBODY)


@pytest.fixture
def story(people):
    """A grant with lines of two members in one project, an output, a virement to decide."""
    open_books()
    grant, project = GrantFactory(), ProjectFactory(name="Community Empowerment")
    mine = people[Role.REPRESENTATIVE].seats.get().organisation
    theirs = OrganisationFactory(name="Somebody Else Entirely", short_name="SEE")
    lines = [
        BudgetLineFactory(grant=grant, project=project, organisation=mine, amount=1_234_00),
        BudgetLineFactory(grant=grant, project=project, organisation=theirs, amount=987_65),
    ]
    output = OutputFactory(grant=grant, project=project)
    for organisation in (mine, theirs):
        OutputShareFactory(output=output, organisation=organisation)
    moves = [
        Move(lines[0], "2026-Q4", -1_00),
        Move(lines[1], "2026-Q4", 1_00),
    ]
    actions.propose_virement(
        grant, YEAR, moves, reason="Test", by=act(user_id=people[Role.SECOND_APPROVER].pk)
    )
    grant.mine, grant.theirs, grant.project, grant.lines = mine, theirs, project, lines
    return grant


def addresses(grant):
    """{address: roles that open it} of everything that is only read."""
    budget = reverse("budget", args=[grant.pk, YEAR])
    virement = Virement.objects.get()
    project = grant.project.pk
    partnership = grant.project.partnerships.first().pk
    return {
        reverse("grants"): EVERYBODY,
        reverse("grant", args=[grant.pk]): EVERYBODY,
        reverse("grant_new"): {"finance_officer"},
        reverse("grant_edit", args=[grant.pk]): {"finance_officer"},
        reverse("grant_award", args=[grant.pk]): {"finance_officer"},
        reverse("grant_condition", args=[grant.pk]): {"finance_officer"},
        budget: EVERYBODY,
        f"{budget}?by=partner": EVERYBODY,
        f"{budget}?project={project}": EVERYBODY,
        reverse("budget_csv", args=[grant.pk, YEAR]): EVERYBODY,
        reverse("budget_xlsx", args=[grant.pk, YEAR]): EVERYBODY,
        reverse("budget_versions", args=[grant.pk, YEAR]): EVERYBODY,
        reverse("virement_new", args=[grant.pk, YEAR]): FINANCE,
        reverse("virement", args=[virement.pk]): ALL_LINES,
        reverse("reprofile_new", args=[grant.pk, YEAR, project]): FINANCE,
        reverse("budget_load", args=[grant.pk, YEAR]): FINANCE,
        reverse("outputs_load", args=[grant.pk, YEAR]): FINANCE,
        reverse("project_new"): {"secretariat", "finance_officer"},
        reverse("projects"): EVERYBODY,
        reverse("roles_matrix"): EVERYBODY,
        reverse("project", args=[project]): EVERYBODY,
        reverse("project_history", args=[project]): EVERYBODY,
        reverse("project_status", args=[project]): {"secretariat", "finance_officer"},
        reverse("project_aims", args=[project]): {"secretariat", "strategic_officer"},
        reverse("partner_add", args=[project]): {"secretariat", "finance_officer"},
        reverse("partner_end", args=[project, partnership]): {"secretariat", "finance_officer"},
    }


@pytest.mark.parametrize("role", ROLES)
def test_who_opens_which_page(story, as_role, role):
    client = as_role(role)
    for address, allowed in addresses(story).items():
        expected = 200 if role in allowed else 403
        assert client.get(address).status_code == expected, address


def test_a_stranger_is_asked_to_sign_in(story, client):
    for address in addresses(story):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("role", sorted(MEMBERS))
def test_a_member_sees_everybodys_totals_and_its_own_lines_only(story, as_role, role):
    """£987.65 is the other's line, £2,221.65 the total of both (R140)."""
    client = as_role(role)
    budget = reverse("budget", args=[story.pk, YEAR])
    page = client.get(budget).content.decode()
    assert "£2,221.65" in page
    assert "By partner" not in page
    for address in (
        f"{budget}?project={story.project.pk}",
        f"{budget}?heading={story.lines[0].heading_id}",
        reverse("project", args=[story.project.pk]),
    ):
        page = client.get(address).content.decode()
        assert "£1,234.00" in page, address
        if "heading" not in address:
            assert "£987.65" not in page, address
    assert client.get(f"{budget}?partner={story.mine.pk}").status_code == 200
    assert client.get(f"{budget}?partner={story.theirs.pk}").status_code == 404
    text = b"".join(client.get(reverse("budget_csv", args=[story.pk, YEAR])).streaming_content)
    assert b"1234.00" in text
    assert b"987.65" not in text
    assert b"Somebody Else" not in text


def test_the_grid_casts_and_cross_casts_and_equals_its_sheets(story, as_role):
    client = as_role("auditor")
    budget = reverse("budget", args=[story.pk, YEAR])
    for by in ("project", "partner", "heading"):
        context = client.get(f"{budget}?by={by}").context
        total = context["total"]
        assert total.amount == sum(total.quarters) == 2_221_65
        assert all(sum(row.quarters) == row.amount for row in context["rows"])
    text = b"".join(client.get(reverse("budget_csv", args=[story.pk, YEAR])).streaming_content)
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert sum(parse_pence(row["Budget 2026/27"]) for row in rows) == 2_221_65
    sheet = b"".join(client.get(reverse("budget_xlsx", args=[story.pk, YEAR])).streaming_content)
    values = load_workbook(io.BytesIO(sheet)).active.iter_rows(min_row=2, values_only=True)
    assert sum(round(row[9] * 100) for row in values) == 2_221_65


@pytest.mark.parametrize("query", ["project=0", "project=x", "partner=" + "9" * 30, "heading=99"])
def test_a_part_that_is_not_there_is_404(story, as_role, query):
    budget = reverse("budget", args=[story.pk, YEAR])
    assert as_role("auditor").get(f"{budget}?{query}").status_code == 404


def test_a_year_in_which_the_grant_does_not_run_is_404(story, as_role):
    client = as_role("auditor")
    for year in ("2025", "2035", "0001", "9999"):
        assert client.get(f"/grants/{story.pk}/budget/{year}/").status_code == 404


def test_a_virement_goes_from_proposing_to_agreeing_over_pages(story, as_role):
    Virement.objects.all().delete()
    client = as_role("finance_officer")
    address = reverse("virement_new", args=[story.pk, YEAR])
    token = client.get(address).context["form"]["token"].value()
    data = {
        "token": token,
        "moves-TOTAL_FORMS": "2",
        "moves-INITIAL_FORMS": "0",
        "moves-MIN_NUM_FORMS": "1",
        "moves-MAX_NUM_FORMS": "20",
        "moves-0-source": story.lines[0].pk,
        "moves-0-source_quarter": "2026-Q3",
        "moves-0-target": story.lines[1].pk,
        "moves-0-target_quarter": "2026-Q4",
        "moves-0-amount": "£100.50",
        "reason": "A post is filled late",
    }
    bad = client.post(address, {**data, "moves-0-amount": "1e5"})
    assert "Write the amount in full" in bad.content.decode()
    assert client.post(address, data).status_code == 302
    virement = Virement.objects.get()
    assert "Another person decides" in client.get(virement.get_absolute_url()).content.decode()
    client.post(reverse("virement_agree", args=[virement.pk]))
    assert Virement.objects.get().state == "proposed"
    client = as_role("second_approver")
    client.post(reverse("virement_agree", args=[virement.pk]))
    amounts = list(BudgetLine.objects.order_by("pk").values_list("amount", flat=True))
    assert amounts == [1_133_50, 1_088_15]


def test_a_virement_is_refused_on_its_page_with_a_reason(story, as_role):
    virement = Virement.objects.get()
    client = as_role("finance_officer")
    token = client.get(virement.get_absolute_url()).context["form"]["token"].value()
    refuse = reverse("virement_refuse", args=[virement.pk])
    client.post(refuse, {"token": token, "reason": ""})
    assert Virement.objects.get().state == "proposed"
    client.post(refuse, {"token": token, "reason": "Not this year"})
    assert Virement.objects.get().state == "refused"


def test_a_budget_of_very_many_lines_asks_for_the_project_first(story, as_role, monkeypatch):
    monkeypatch.setattr("projects.views.virements.MOST_LINES", 1)
    client = as_role("finance_officer")
    address = reverse("virement_new", args=[story.pk, YEAR])
    assert "Choose the project first" in client.get(address).content.decode()
    assert "form" in client.get(f"{address}?project={story.project.pk}").context


def test_quarters_move_on_their_page_and_a_line_that_does_not_add_up_stays_typed(story, as_role):
    client = as_role("finance_officer")
    address = reverse("reprofile_new", args=[story.pk, YEAR, story.project.pk])
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields if name != "reason"}
    data = {
        name: f"{value / 100:.2f}" if isinstance(value, int) else value
        for name, value in data.items()
    }
    line = story.lines[0].pk
    off = client.post(address, {**data, f"{line}-2026-Q1": "1.00", "reason": "x"})
    assert "miss the line by" in off.content.decode()
    same = client.post(address, {**data, "reason": "x"})
    assert "Nothing is changed yet" in same.content.decode()
    moved = {f"{line}-2026-Q1": "0", f"{line}-2026-Q2": "617.00"}
    assert client.post(address, {**data, **moved, "reason": "Late start"}).status_code == 302
    profile = dict(story.lines[0].profile.values_list("quarter", "amount"))
    assert profile["2026-Q2"] == 617_00


def test_a_grant_is_set_up_and_changed_on_pages_and_a_stale_page_is_told(story, as_role):
    client = as_role("finance_officer")
    address = reverse("grant_edit", args=[story.pk])
    form = client.get(address).context["form"]
    data = {
        name: form[name].value()
        for name in form.fields
        if form[name].value() is not None and name != "headings"
    }
    data |= {
        "headings": [heading.pk for heading in story.headings.all()],
        "starts": "1 April 2026",
        "ends": "31 March 2029",
        "second_approval_limit": "20,000",
        "variance_amount": "250",
        "pay_days": "21",
    }
    assert client.post(address, data).status_code == 302
    story.refresh_from_db()
    assert (story.pay_days, story.second_approval_limit, story.version) == (21, 20_000_00, 2)
    data["token"] = "x" * 22
    stale = client.post(address, {**data, "pay_days": "22"})
    assert stale.status_code == 409
    assert "22" in stale.content.decode()
    wrong = client.post(address, {**data, "version": "2", "check_days": "1", "ends": "1/4/2020"})
    assert {"check_days", "ends"} <= set(wrong.context["form"].errors)


def test_only_the_lead_partner_is_said_not_shown_as_an_empty_table(people, as_role):
    part = PartnershipFactory(role="lead")
    client = as_role("representative")
    for address in (reverse("projects"), reverse("project", args=[part.project.pk])):
        assert "Lead partner only." in client.get(address).content.decode()


def test_partners_come_and_go_on_pages(story, as_role):
    client = as_role("secretariat")
    other = OrganisationFactory()
    address = reverse("partner_add", args=[story.project.pk])
    token = client.get(address).context["form"]["token"].value()
    sent = {
        "token": token,
        "organisation": other.pk,
        "role": "lead",
        "strand": "",
        "starts": "1/7/2026",
    }
    assert client.post(address, sent).status_code == 302
    part = story.project.partnerships.get(organisation=other)
    address = reverse("partner_end", args=[story.project.pk, part.pk])
    token = client.get(address).context["form"]["token"].value()
    wrong = client.post(address, {"token": token, "ends": "1/1/2026", "reason": "x"})
    assert "on or after" in wrong.content.decode()
    client.post(address, {"token": token, "ends": "1/9/2026", "reason": "Moved away"})
    part.refresh_from_db()
    assert part.ends is not None


def test_the_matrix_shows_lead_delivery_and_strand(people, as_role):
    part = PartnershipFactory(role="delivery", strand="E&D Audits")
    PartnershipFactory(project=part.project, role="lead")
    page = as_role("representative").get(reverse("roles_matrix")).content.decode()
    assert "Lead</span>" in page
    assert "Leads E&amp;D Audits" in page


def test_a_large_consortium_reads_a_list_instead_of_a_matrix(people, as_role):
    PartnershipFactory(role="lead")
    OrganisationFactory.create_batch(15)
    page = as_role("representative").get(reverse("roles_matrix")).content.decode()
    assert "too many members for a matrix" in page


def test_projects_are_filtered_by_status_and_partner(people, as_role):
    part = PartnershipFactory(role="lead", project__status="idea")
    PartnershipFactory(role="lead")
    client = as_role("auditor")
    for query in ("status=idea", f"partner={part.organisation_id}"):
        rows = client.get(f"{reverse('projects')}?{query}").context["rows"]
        assert [row["project"] for row in rows] == [part.project]
    assert client.get(f"{reverse('projects')}?status=gold&partner=x&older=q").status_code == 200


@pytest.mark.parametrize(
    "name", ["grants", "grant", "budget", "part", "projects", "roles_matrix", "project"]
)
def test_pages_ask_as_much_for_many_rows_as_for_few(
    story, as_role, django_assert_max_num_queries, name
):
    client = as_role("auditor")
    address = {
        "grants": reverse("grants"),
        "grant": reverse("grant", args=[story.pk]),
        "budget": reverse("budget", args=[story.pk, YEAR]),
        "part": reverse("budget", args=[story.pk, YEAR]) + f"?project={story.project.pk}",
        "projects": reverse("projects"),
        "roles_matrix": reverse("roles_matrix"),
        "project": reverse("project", args=[story.project.pk]),
    }[name]

    def count():
        client.get(address)
        with django_assert_max_num_queries(14) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    few = count()
    output = OutputFactory(grant=story, project=story.project)
    for organisation in Organisation.objects.all()[:5]:
        if organisation not in (story.mine, story.theirs):
            BudgetLineFactory(grant=story, project=story.project, organisation=organisation)
        OutputShareFactory(output=output, organisation=organisation)
        PartnershipFactory(organisation=organisation)
    GrantFactory()
    assert count() == few


def test_an_aim_leads_to_what_serves_it_and_back(story, as_role):
    aims = [
        Aim.objects.create(number=number, name=f"Aim {number}", text="Words") for number in (1, 2)
    ]
    client, url = as_role("secretariat"), reverse("project_aims", args=[story.project.pk])
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    client.post(url, {**hidden, "aims": [aims[1].pk]})
    assert "aim 2, aim 2" in client.get(story.project.get_absolute_url()).content.decode()
    shelf = client.get(reverse("library_aims")).content.decode()
    assert f'Served by <a href="{story.project.get_absolute_url()}"' in shelf
    again = as_role("finance_officer").get(story.project.get_absolute_url()).content.decode()
    assert url not in again
