"""The hat on every request."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.core.models import AuditRow
from members.models import Seat
from members.states import Role
from tests.factories.members import ChairFactory, SeatFactory, UserFactory

from .conftest import TODAY

PAGE = "/members/offices/"


@pytest.fixture
def two_hats():
    return ChairFactory().holder


def actor(client, url=PAGE):
    return client.get(url).wsgi_request.actor


def test_a_stranger_has_no_actor(client):
    assert actor(client, "/accounts/login/") is None


def test_one_hat_is_put_on_by_itself(client, member):
    client.force_login(member.claims_person)
    worn = actor(client)
    assert worn.hat == f"member:{member.organisation.pk}"
    assert worn.organisation_name == member.organisation.name
    assert worn.ip == "127.0.0.1"
    assert worn.request_id


def test_with_two_hats_one_is_chosen_first_and_then_the_page_opens(client, two_hats):
    client.force_login(two_hats)
    answer = client.get(PAGE + "?x=1")
    assert answer.url == reverse("choose_hat")
    page = client.get(answer.url).content.decode()
    assert "Chairperson" in page
    chair = f"chair:{two_hats.terms.get().organisation_id}"
    answer = client.post(answer.url, {"hat": chair})
    assert answer.url == PAGE + "?x=1"
    assert actor(client).roles == {Role.CHAIR}
    assert "as chair" in client.get(PAGE).content.decode()


def test_the_choice_is_remembered_and_on_record(client, two_hats):
    chair = f"chair:{two_hats.terms.get().organisation_id}"
    client.force_login(two_hats)
    client.post(reverse("choose_hat"), {"hat": chair})
    client.logout()
    client.force_login(two_hats)
    assert actor(client).hat == chair
    row = AuditRow.objects.get(action="hat.chosen")
    assert (row.actor_id, row.hat, row.after) == (two_hats.pk, chair, {"hat": chair})


@pytest.mark.parametrize("hat", ["office:1", "member:999", "", "system", "x" * 200])
def test_a_hat_that_is_not_yours_is_refused(client, two_hats, hat):
    client.force_login(two_hats)
    answer = client.post(reverse("choose_hat"), {"hat": hat})
    assert answer.status_code == 409
    assert "not yours" in answer.content.decode()
    assert "hat" not in client.session


def test_a_hat_made_up_in_the_session_is_not_worn(sign_in, two_hats):
    client = sign_in(two_hats, hat="office:1")
    assert client.get(PAGE).url == reverse("choose_hat")


def test_the_way_on_never_leaves_this_site(client, two_hats):
    client.force_login(two_hats)
    hat = f"chair:{two_hats.terms.get().organisation_id}"
    for asked in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert client.post(reverse("choose_hat"), {"hat": hat, "next": asked}).url == "/"


def test_without_a_role_there_is_a_calm_page_that_says_whom_to_ask(client, office):
    client.force_login(UserFactory())
    answer = client.get(PAGE)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "You have no role at present" in page
    assert office.organisation.office_email in page
    assert "Sign out" in page
    assert client.get("/accounts/password/").status_code == 200


def test_a_role_that_ended_is_lost_at_the_next_request(client, member):
    client.force_login(member.claims_person)
    assert actor(client).has(Role.CLAIMS_PERSON)
    Seat.objects.filter(user=member.claims_person).update(ends="2026-10-20")
    assert client.get(PAGE).status_code == 403


def test_the_other_hat_that_would_open_a_page_is_offered(sign_in, office):
    SeatFactory(user=office.secretariat, organisation=office.organisation, role=Role.CLAIMS_PERSON)
    client = sign_in(office.secretariat, hat=f"member:{office.organisation.pk}")
    page = client.get(reverse("people_invite"))
    assert page.status_code == 403
    assert f'value="office:{office.organisation.pk}"' in page.content.decode()


def test_the_hat_costs_one_query_however_many_there_are(client):
    one = SeatFactory().user
    many = UserFactory()
    for _ in range(3):
        SeatFactory(user=many)
    many.last_hat = f"member:{many.seats.first().organisation_id}"
    many.save()
    counts = []
    for person in (one, many):
        client.force_login(person)
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("choose_hat"))
        counts.append(len([q for q in counted if "members_seat" in q["sql"]]))
    assert counts == [1, 1]


def test_today_is_the_domains(client, member):
    client.force_login(member.claims_person)
    assert f"{TODAY.day} October 2026" in client.get("/members/").content.decode()
