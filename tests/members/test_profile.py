"""The page of an organisation: besides its people, its roles in projects and since when."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.pages.profile import parts_of
from projects.states import PartnerRole
from tests.factories.members import OrganisationFactory
from tests.factories.projects import PartnershipFactory, ProjectFactory

from .conftest import TODAY


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Citizens Advice Fenland")


def part(organisation, number=None, **fields):
    project = ProjectFactory(**({"number": number} if number else {}))
    return PartnershipFactory(organisation=organisation, project=project, **fields)


def test_its_parts_stand_by_project_with_role_and_day(organisation, member, sign_in):
    part(organisation, 902, strand="Rural")
    part(organisation, 901, role=PartnerRole.LEAD, starts=date(2025, 9, 1))
    part(OrganisationFactory(), 903)
    client = sign_in(member.representative)
    page = client.get(reverse("organisation", args=[organisation.pk])).content.decode()
    table = page.partition("In force on")[2].partition("</table>")[0]
    assert "903." not in table
    lead, _, delivery = table.partition("902.")
    assert "901." in lead
    assert "Lead partner" in lead
    assert "1 Sep 2025" in lead
    assert "Delivery partner" in delivery
    assert "Rural" in delivery


def test_what_has_ended_stands_apart_and_what_has_not_begun_does_not(organisation):
    ended = part(organisation, starts=date(2025, 4, 1), ends=TODAY - timedelta(days=1))
    now = part(organisation, ends=TODAY)
    part(organisation, starts=TODAY + timedelta(days=1))
    found = parts_of(organisation, TODAY)
    assert found.now == [now]
    assert found.earlier == [ended]


def test_another_day_shows_the_parts_of_that_day(organisation, member, sign_in):
    gone = part(organisation, starts=date(2025, 4, 1), ends=date(2026, 3, 31))
    there = reverse("organisation", args=[organisation.pk])
    page = sign_in(member.representative).get(there, {"on": "1 March 2026"}).content.decode()
    table = page.partition("In force on")[2].partition("</table>")[0]
    assert str(gone.project) in table


def test_an_organisation_without_parts_has_no_such_heading(organisation, member, sign_in):
    client = sign_in(member.representative)
    page = client.get(reverse("organisation", args=[organisation.pk])).content.decode()
    assert "Roles in projects" not in page


def test_many_parts_take_as_many_queries_as_one(organisation, member, sign_in):
    client, there = sign_in(member.representative), reverse("organisation", args=[organisation.pk])
    part(organisation)
    client.get(there)
    with CaptureQueriesContext(connection) as few:
        client.get(there)
    for _ in range(6):
        part(organisation)
    with CaptureQueriesContext(connection) as many:
        client.get(there)
    assert len(many) == len(few)
