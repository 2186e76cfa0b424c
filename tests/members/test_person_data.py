"""A copy of one person's data: theirs alone, complete, and gone after a week."""

import io
import json
from datetime import date, timedelta

import pypdf
import pytest
from django.db import transaction
from django.urls import reverse

from consortium.core import audit, clock, due, files
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditRow, Job, Message, StoredFile
from consortium.core.workflow import Refused
from consortium.pages.persondata import TOLD_APART, data_of, fields_naming_people
from members import tasks  # noqa: F401 - registers what falls due
from members.actions.exporting import ask_export
from members.models import Invitation, Seat, User
from tests.factories import members as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day(db):
    clock.set_today(date(2026, 10, 21), by=SYSTEM)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def person(office):
    return make.member().representative


@pytest.fixture
def own_copies(person, django_capture_on_commit_callbacks):
    """The JSON and the PDF that the person asked for."""
    with django_capture_on_commit_callbacks(execute=True):
        ask_export(person, by=make.actor_of(person))
    assert Job.objects.get().state == "done", Job.objects.get().message
    return {stored.extension: stored for stored in StoredFile.objects.all()}


def test_fields_that_name_people_are_found_without_a_list():
    assert fields_naming_people(Seat) == ["user", "granted_by_id"]
    assert fields_naming_people(Invitation) == ["user", "sent_by_id"]
    assert fields_naming_people(Job) == ["owner_id"]
    assert TOLD_APART


def test_the_copy_holds_what_we_hold(own_copies, person):
    data = json.loads(files.content_of(own_copies["json"]))
    assert data["about"]["email"] == person.email
    assert [role["role"] for role in data["roles"]] == ["Representative"]
    assert {"record": "seat", "as": "user", "numbers": [str(person.seats.get().pk)]} in data[
        "records"
    ]
    assert "person.data_asked" in [row["what"] for row in data["about_you"]]
    assert person.password not in json.dumps(data)


def test_the_paper_can_be_read(own_copies, person):
    text = "".join(
        page.extract_text()
        for page in pypdf.PdfReader(io.BytesIO(files.content_of(own_copies["pdf"]))).pages
    )
    assert person.name in text
    assert "Records that name you by your number" in text


def test_nobody_elses_name_or_address_is_in_it(person, office):
    text = json.dumps(data_of(person).as_dict())
    for other in User.objects.exclude(pk=person.pk):
        assert other.email not in text


def test_it_is_downloaded_by_the_person_and_the_secretariat_alone(
    client, own_copies, person, office
):
    stored = own_copies["json"]
    own, office_way = (
        reverse("my_data_file", args=[stored.pk]),
        reverse("person_data_file", args=[person.pk, stored.pk]),
    )
    for user, expected in (
        (person, (200, 403)),
        (office.secretariat, (404, 200)),
        (office.finance, (404, 403)),
        (make.member().representative, (404, 403)),
    ):
        client.force_login(user)
        assert (client.get(own).status_code, client.get(office_way).status_code) == expected


def test_another_persons_copy_is_not_found_under_a_wrong_name(client, own_copies, office):
    client.force_login(office.secretariat)
    url = reverse("person_data_file", args=[office.finance.pk, own_copies["json"].pk])
    assert client.get(url).status_code == 404


def test_the_secretariats_copy_is_told_to_the_person(
    person, office, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ask_export(person, by=make.actor_of(office.secretariat))
    assert Job.objects.get().state == "done"
    mail = Message.objects.get(kind="members.data_made")
    assert mail.recipient_user_id == person.pk
    assert AuditRow.objects.filter(action="person.data_asked", object_id=str(person.pk)).exists()


@pytest.mark.parametrize("who", ["finance", "approver"])
def test_nobody_else_asks_for_it(person, office, who):
    with pytest.raises(Refused):
        ask_export(person, by=make.actor_of(getattr(office, who)))


def test_it_is_deleted_after_a_week(own_copies, person):
    day = clock.today() + timedelta(days=7)
    clock.set_today(day, by=SYSTEM)
    due.sweep(today=day)
    assert set(StoredFile.objects.values_list("state", flat=True)) == {"tombstoned"}


def test_one_asks_on_ones_own_page(client, person, django_capture_on_commit_callbacks):
    client.force_login(person)
    url = reverse("my_data")
    token = client.get(url).context["form"]["token"].value()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url, {"token": token})
    assert answer.url == reverse("job", args=[Job.objects.get().pk])
    page = client.get(url).content.decode()
    assert page.count("Download") == 2


def test_it_says_in_which_role_and_for_whom_they_acted(office):
    by = make.actor_of(office.secretariat)
    with transaction.atomic():
        audit.record("group.set_up", ("working.group", "1"), by=by)
        audit.record("person.password_set", office.secretariat, by=by)
    said = {row["what"]: row["as"] for row in data_of(office.secretariat).acts}
    assert said["group.set_up"] == "secretariat, for the consortium"
    assert said["person.password_set"] == ""
