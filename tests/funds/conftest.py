"""The day of the tests, the office's people, and someone signed in."""

from datetime import date

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from members.states import Role
from tests.factories import members as make

TODAY = date(2026, 10, 21)


@pytest.fixture
def day(db):
    clock.set_today(TODAY, by=SYSTEM)


@pytest.fixture
def people(day):
    """One person in each role: {role: user}."""
    office, member = make.office(), make.member()
    others = {
        role: make.seated(role, make.OrganisationFactory())
        for role in (Role.AUDITOR, Role.STRATEGIC_OFFICER)
    }
    chair = make.ChairFactory(organisation=make.OrganisationFactory()).holder
    return others | {
        Role.FINANCE_OFFICER: office.finance,
        Role.SECOND_APPROVER: office.approver,
        Role.SECRETARIAT: office.secretariat,
        Role.REPRESENTATIVE: member.representative,
        Role.CLAIMS_PERSON: member.claims_person,
        Role.CHAIR: chair,
    }


@pytest.fixture
def as_role(client, people):
    """`as_role("auditor")` gives a client signed in as the person in that role."""

    def signed_in(role):
        client.force_login(people[Role(role)])
        if role == "chair":
            term = people[Role.CHAIR].terms.get()
            session = client.session
            session["hat"] = f"chair:{term.organisation_id}"
            session.save()
        return client

    return signed_in
