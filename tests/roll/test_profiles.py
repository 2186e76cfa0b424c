"""What members say of themselves, and where policies are missing."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.core import audit
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from members.roll import facts
from members.roll.actions.profiles import (
    Answer,
    add_area,
    answer_policies,
    end_area,
    save_profile,
)
from members.roll.models import Area, PolicyAnswer, Profile, ProfileEntry
from members.roll.rules import gap
from members.states import Role
from tests.factories import members as make

from .conftest import TODAY


@pytest.fixture
def luton(secretariat):
    return add_area("Luton", by=secretariat)


def save(organisation, by, *, version=0, **values):
    return save_profile(organisation, values=values, version=version, by=by)


def answer(organisation, by, *answers, version=0):
    return answer_policies(organisation, answers, version=version, by=by)


def test_a_member_says_what_it_does_and_the_record_says_that_it_did(
    organisation, representative, luton
):
    save(
        organisation, representative, areas=[luton], services=["ict", "funding"], resources="A van"
    )
    found = facts.profile_of(organisation)
    assert found.services == ["funding", "ict"]
    assert found.places == [luton]
    assert (found.version, found.changed_on) == (1, TODAY)
    row = audit.history(found).get()
    assert row.action == "profile.changed"
    assert set(row.after["fields"]) == {"areas", "services", "resources"}


def test_the_same_again_is_no_change(organisation, representative):
    save(organisation, representative, resources="A van")
    before = audit.head()
    assert save(organisation, representative, resources="A van", version=1).version == 1
    assert audit.head() == before


@pytest.mark.parametrize(
    "role", [Role.SUBSTITUTE, Role.INFORMATION_OFFICER, Role.CLAIMS_PERSON, Role.REPRESENTATIVE]
)
def test_its_own_people_keep_it_in_any_role(organisation, role):
    person = make.SeatFactory(
        organisation=make.OrganisationFactory(), role=role, user=make.UserFactory()
    )
    save(person.organisation, make.actor_of(person.user), resources="A van")
    with pytest.raises(Refused, match="Only the secretariat"):
        save(organisation, make.actor_of(person.user), resources="A van")


def test_who_is_co_opted_has_a_profile_and_the_secretariat_keeps_all(adviser, secretariat):
    actor = make.actor_of(adviser)
    body = adviser.seats.get().organisation
    save(body, actor, services=["voice"])
    save(body, secretariat, constraints="One person, two days a week", version=1)
    assert facts.profile_of(body).services == ["voice"]


def test_nobody_saves_over_what_somebody_else_has_just_saved(
    organisation, representative, secretariat
):
    save(organisation, representative, resources="A van")
    for act in (
        lambda: save(organisation, secretariat, resources="A bus"),
        lambda: answer(organisation, secretariat, Answer("data", "held")),
    ):
        with pytest.raises(Stale):
            act()
    assert facts.profile_of(organisation).resources == "A van"


def test_a_stale_page_shows_both_versions_and_keeps_the_first(
    organisation, member, representative, as_user, send
):
    client = as_user(member.representative)
    page = client.get(reverse("profile_change", args=[organisation.pk])).content.decode()
    assert 'name="version" value="0"' in page
    save(organisation, representative, resources="A van")
    response = send("profile_change", organisation.pk, version="0", resources="A bus")
    assert response.status_code == 409
    assert "A van" in response.content.decode()
    assert facts.profile_of(organisation).resources == "A van"


def test_another_members_profile_is_read_and_not_found_to_be_changed(member, as_user, send):
    other = make.OrganisationFactory()
    client = as_user(member.representative)
    assert client.get(reverse("profile", args=[other.pk])).status_code == 200
    for name in ("profile_change", "policies_change"):
        assert client.get(reverse(name, args=[other.pk])).status_code == 404
        assert send(name, other.pk, version="0", resources="Ours").status_code == 404
    assert not Profile.objects.exists()


def test_the_form_keeps_ticks_places_and_words(organisation, member, luton, as_user, send):
    as_user(member.representative)
    send(
        "profile_change", organisation.pk, version="0", areas=[luton.pk],
        services=["funding", "ict"], training=["marketing"], website="val.example.org",
        services_note="Mornings",
    )  # fmt: skip
    found = facts.profile_of(organisation)
    assert (found.services, found.training) == (["funding", "ict"], ["marketing"])
    assert found.website == "https://val.example.org"
    page = send("profile_change", organisation.pk, version="1", services=["gold"]).content.decode()
    assert "There is a problem" in page
    assert facts.profile_of(organisation).services == ["funding", "ict"]


# --- Policies -------------------------------------------------------------------------


def test_policies_are_held_missing_or_not_said(organisation, representative):
    held = Answer("data", "held", date(2025, 5, 1), date(2027, 5, 1), shares=True)
    answer(organisation, representative, held, Answer("finance", "missing"))
    said = {each.name: each.answer for each in facts.policies_of(organisation)}
    assert (said["Data protection"].held, said["Data protection"].shares) == (True, True)
    assert not said["Financial controls and reserves"].held
    assert said["Complaints"] is None
    answer(organisation, representative, Answer("data", ""), version=1)
    assert PolicyAnswer.objects.count() == 1


def test_a_policy_that_is_missing_keeps_no_days(organisation, representative):
    days = date(2025, 5, 1), date(2027, 5, 1)
    answer(organisation, representative, Answer("data", "missing", *days, shares=True))
    row = PolicyAnswer.objects.get()
    assert (row.adopted_on, row.review_on, row.shares) == (None, None, False)


@pytest.mark.parametrize(
    "adopted, review", [(date(2026, 10, 22), None), (date(2026, 1, 1), date(2026, 1, 1))]
)
def test_days_that_cannot_be_are_refused_and_nothing_is_kept(
    organisation, representative, adopted, review
):
    with pytest.raises(Refused, match="Data protection"):
        answer(organisation, representative, Answer("data", "held", adopted, review))
    assert not PolicyAnswer.objects.exists()


def test_the_database_keeps_answers_whole(organisation):
    for values in (
        {"policy": "data", "state": "missing", "shares": True},
        {"policy": "data", "state": "held", "adopted_on": TODAY, "review_on": TODAY},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PolicyAnswer.objects.create(organisation=organisation, said_on=TODAY, **values)
    profile = Profile.objects.create(organisation=organisation)
    for kind, code in (("service", "gold"), ("skill", "ict")):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProfileEntry.objects.create(profile=profile, kind=kind, code=code)


def test_a_gap_names_who_can_start_from_whose():
    found = gap("Data", ["A", "B", "C", "D"], {"A": (True, True), "B": (False, False)})
    assert (found.held, found.missing, found.silent) == (("A",), ("B",), ("C", "D"))
    assert found.pairs == "Ask A for a copy"
    assert gap("Data", ["A", "B"], {"B": (False, False)}).pairs == ""


def test_the_policies_form_says_what_is_wrong_beside_it(organisation, member, as_user, send):
    as_user(member.representative)
    page = send("policies_change", organisation.pk, version="0", data_adopted="soon").content
    assert "must be" in page.decode()
    response = send(
        "policies_change", organisation.pk, version="0", data_state="held",
        data_adopted="1 May 2025", data_review="1 May 2027", data_shares="on",
    )  # fmt: skip
    assert response.status_code == 302
    assert PolicyAnswer.objects.get().adopted_on == date(2025, 5, 1)


def test_the_registers_show_full_members_in_the_same_number_of_queries(
    organisation, representative, member, as_user, adviser, django_assert_max_num_queries
):
    client = as_user(member.representative)
    client.get("/members/skills/")  # the frame of the page is read once
    counted = []
    for count in (1, 3):
        for body in make.OrganisationFactory.create_batch(count):
            by = make.actor_of(make.seated(Role.REPRESENTATIVE, body))
            save(body, by, skills=["marketing"], training=["partnership"])
            answer(body, by, Answer("data", "missing"), version=1)
        for name in ("policy_register", "skills"):
            with django_assert_max_num_queries(20) as queries:
                page = client.get(reverse(name)).content.decode()
            counted.append(len(queries))
            assert adviser.seats.get().organisation.name not in page
    assert counted[:2] == counted[2:]
    assert b"Data protection" in b"".join(client.get(reverse("policy_register_csv")))


# --- Places ---------------------------------------------------------------------------


def test_places_are_ended_and_added_when_councils_are_reorganised(secretariat, luton):
    end_area(luton, ends=TODAY, by=secretariat)
    add_area("Central Bedfordshire", starts=date(2026, 10, 22), by=secretariat)
    names = [str(area) for area in Area.objects.on(date(2026, 10, 22))]
    assert names == ["Central Bedfordshire"]
    assert [str(area) for area in Area.objects.on(TODAY)] == ["Luton"]


def test_a_place_is_listed_once_and_by_the_secretariat(secretariat, representative, luton):
    with pytest.raises(Refused, match="on the list already"):
        add_area("  luton ", by=secretariat)
    with pytest.raises(Refused, match="Only the secretariat"):
        add_area("Bedford", by=representative)
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(name="LUTON")


def test_a_profile_keeps_a_place_that_is_no_more(
    organisation, representative, secretariat, luton, member, as_user
):
    save(organisation, representative, areas=[luton])
    end_area(luton, ends=TODAY, by=secretariat)
    page = as_user(member.representative).get(reverse("profile_change", args=[organisation.pk]))
    assert "Luton" in page.content.decode()


def test_the_secretariat_adds_and_ends_places_on_their_page(office, as_user, send):
    client = as_user(office.secretariat)
    assert send("areas", name="Luton").status_code == 302
    area = Area.objects.get()
    assert "Luton" in client.get(reverse("areas")).content.decode()
    assert send("area_end", area.pk, ends="31 March 2027").status_code == 302
    assert client.get(reverse("area_end", args=[2**40])).status_code == 404
