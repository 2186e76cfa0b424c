"""Behind the applicant's link: own, another's, missing and ended, for every address (X1, X2)."""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse

from consortium.core import clock
from consortium.core.actor import SYSTEM
from members.applications.actions import deciding, filling, handling
from members.applications.actions.links import new_link
from members.applications.models import Application
from members.applications.permissions import applicant
from members.applications.rules import LINK_DAYS
from tests.factories import applications as make

pytestmark = pytest.mark.django_db

# What each address leads to by state: D draft, R received, Q question, M to a meeting whose
# day is known, A admitted, X refused. Elsewhere there is nothing: 404, or a refusal that
# changes nothing (409).
OPENS = {
    "apply_form": "DRQMAX",
    "apply_part": "D",
    "apply_service": "D",
    "apply_review": "D",
    "apply_file": "DRQMAX",
    "apply_file_remove": "D",
    "apply_answer": "DRQMAX",  # shows where it stands; an answer counts in Q alone
    "apply_withdraw": "DRQM",
    "apply_representative": "DRQMAX",  # as above, in A alone
    "apply_copy": "RQMAX",
    "apply_letter": "AX",
    "apply_meeting": "M",
}
STATES = "DRQMAX"


def url_of(name: str, token: str, file_pk: int) -> str:
    fills = {"token": token, "part": "work", "code": "needs", "pk": file_pk}
    wanted = get_resolver().reverse_dict[name][0][0][1]
    return reverse(name, kwargs={part: fills[part] for part in wanted})


def visit(client, url: str):
    response = client.get(url)
    return client.post(url) if response.status_code == 405 else response


def with_file(application: Application) -> Application:
    by = applicant(application)
    added = filling.add_file(application, make.an_upload(), code="needs", by=by)
    added.file.state = "clean"
    added.file.checked_at = clock.now()
    added.file.save(update_fields=["state", "checked_at"])
    application.refresh_from_db()
    return application


@pytest.fixture
def in_state(secretariat, chair):
    def make_one(state: str) -> Application:
        one = with_file(make.fill(make.draft()))
        if state == "D":
            return one
        one = make.send(one)
        if state == "R":
            return one
        if state == "Q":
            return handling.ask(one, text="How often?", by=secretariat)
        one = make.judge(one, by=secretariat)
        day = make.default_reply_day(clock.today())
        one = make.closed(handling.consult(one, reply_by=day, by=secretariat))
        if state == "M":
            deciding.put_to_meeting(one, reason="A question of principle", by=secretariat)
            deciding.name_the_meeting(one, day=clock.today(), by=secretariat)
        elif state == "A":
            deciding.admit(one, by=chair)
        else:
            deciding.refuse(one, reason="Its work is elsewhere.", by=chair)
        one.refresh_from_db()
        return one

    return make_one


def test_the_matrix_names_every_address_behind_the_link():
    routes = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    behind = {
        name
        for name in routes
        if name.startswith("apply_") and "token" in get_resolver().reverse_dict[name][0][0][1]
    }
    assert behind == set(OPENS)


@pytest.mark.parametrize("state", STATES)
def test_ones_own_application_opens_as_far_as_it_has_come(client, in_state, state):
    application = in_state(state)
    token, _ = new_link(application)
    file_pk = application.evidence.first().pk
    for name, states in OPENS.items():
        response = visit(client, url_of(name, token, file_pk))
        opened = response.status_code in (200, 202, 302)
        assert opened == (state in states), (name, response.status_code)


@pytest.mark.parametrize("name", OPENS)
def test_another_applicants_file_is_not_found_and_unknown_links_open_nothing(client, name):
    mine = make.draft()
    theirs = with_file(make.draft("Another", "another@example.org"))
    file_pk = theirs.evidence.first().pk
    if "_file" in name:
        assert visit(client, url_of(name, mine.token, file_pk)).status_code == 404
        assert theirs.evidence.exists()
    for token in ("nothing", mine.token[:-2], f"{mine.token}x"):
        response = visit(client, url_of(name, token, file_pk))
        assert response.status_code == 410
        assert "Another" not in response.content.decode()


@pytest.mark.parametrize("name", OPENS)
def test_an_ended_link_opens_nothing_and_changes_nothing(client, name, secretariat):
    application = with_file(make.fill(make.draft()))
    token = new_link(application)[0]
    file_pk = application.evidence.first().pk
    before = Application.objects.values().get(pk=application.pk)
    clock.set_today(clock.today() + timedelta(days=LINK_DAYS + 1), by=SYSTEM)
    response = visit(client, url_of(name, token, file_pk))
    assert response.status_code == 410
    assert "This link has ended" in response.content.decode()
    assert Application.objects.values().get(pk=application.pk) == before
    assert application.evidence.exists()


def test_who_is_signed_in_reads_no_draft_of_anybody(client, office, member):
    application = make.draft()
    for user in (office.secretariat, member.representative, office.finance):
        client.force_login(user)
        response = client.get(reverse("application", args=[application.pk]))
        assert response.status_code in (403, 404)
    client.force_login(office.secretariat)
    page = client.get(reverse("applications")).content.decode()
    assert application.name not in page
    assert application.email not in page


def test_members_read_an_application_from_the_consultation_on(client, secretariat, member, chair):
    application = make.judge(make.received(), by=secretariat)
    client.force_login(member.representative)
    url = reverse("application", args=[application.pk])
    assert client.get(url).status_code == 404
    assert application.name not in client.get(reverse("applications")).content.decode()
    day = make.default_reply_day(clock.today())
    handling.consult(application, reply_by=day, by=secretariat)
    page = client.get(url).content.decode()
    assert application.name in page
    assert make.EMAIL not in page
    assert make.CONTACT["contact_name"] not in page


def test_looking_at_a_link_changes_nothing(client, django_assert_num_queries):
    application = make.draft()
    before = Application.objects.values().get(pk=application.pk)
    links = list(application.links.values())
    for name in ("apply_form", "apply_part", "apply_service", "apply_review", "apply_withdraw"):
        assert client.get(url_of(name, application.token, 1)).status_code == 200
    assert Application.objects.values().get(pk=application.pk) == before
    assert list(application.links.values()) == links
