"""Organisations on the roll."""

from datetime import date

import pytest

from consortium.core import audit
from consortium.core.workflow import Refused
from members.actions import add_organisation, change_organisation, describe_consortium
from members.models import Organisation
from members.states import Membership
from tests.factories.members import OrganisationFactory, actor_of


def test_a_new_organisation_is_on_the_roll_from_its_day(secretariat):
    made = add_organisation(
        name=" Volunteer  Centre Bedford ",
        short_name="VCB",
        joined=date(2026, 10, 1),
        office_email="vcb@example.org",
        by=secretariat,
    )
    assert (made.name, made.slug) == ("Volunteer Centre Bedford", "vcb")
    assert made not in Organisation.objects.on(date(2026, 9, 30))
    assert made in Organisation.objects.on(date(2026, 10, 1))
    assert audit.history(made).last().action == "organisation.added"


def test_who_left_is_off_the_roll_the_day_after(secretariat):
    gone = OrganisationFactory(membership=Membership.FORMER, left=date(2026, 9, 30))
    assert gone in Organisation.objects.on(date(2026, 9, 30))
    assert gone not in Organisation.objects.on(date(2026, 10, 1))
    undated = OrganisationFactory(membership=Membership.FORMER)
    assert undated not in Organisation.objects.on(date(2026, 10, 1))


def test_short_names_may_repeat_and_addresses_do_not(secretariat):
    slugs = {
        add_organisation(name=f"Centre {n}", short_name="VC", by=secretariat).slug for n in range(3)
    }
    assert slugs == {"vc", "vc-2", "vc-3"}


def test_two_organisations_have_two_names(secretariat):
    first = OrganisationFactory(name="Voluntary Action Luton")
    other = OrganisationFactory()
    with pytest.raises(Refused, match="here already"):
        add_organisation(name="voluntary action luton", short_name="V", by=secretariat)
    with pytest.raises(Refused):
        change_organisation(other, changes={"name": first.name}, by=secretariat)


def test_only_what_changed_is_on_record(secretariat, member):
    body = member.organisation
    change_organisation(
        body, changes={"telephone": "01582 000000", "name": body.name}, by=secretariat
    )
    row = audit.history(body).last()
    assert (row.before, row.after) == ({"telephone": ""}, {"telephone": "01582 000000"})
    change_organisation(body, changes={"telephone": "01582 000000"}, by=secretariat)
    assert audit.history(body).count() == 1


def test_nobody_leaves_before_joining(secretariat, member):
    with pytest.raises(Refused):
        change_organisation(member.organisation, changes={"left": date(2000, 1, 1)}, by=secretariat)


def test_members_do_not_change_the_roll(member):
    representative = actor_of(member.representative)
    with pytest.raises(Refused):
        change_organisation(member.organisation, changes={"about": "x"}, by=representative)
    with pytest.raises(Refused):
        add_organisation(name="X", short_name="X", by=representative)


def test_there_is_one_consortium(secretariat):
    for name in ("First", "Second"):
        describe_consortium(formal_name=name, profile_name=name, by=secretariat)
    from members.models import Consortium

    assert str(Consortium.objects.get()) == "Second"
