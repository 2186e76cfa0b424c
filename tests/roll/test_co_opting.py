"""Organisations that advise: with a purpose, by a decision, without a vote (5.4)."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.core import audit, jobs
from consortium.core.actor import SYSTEM
from consortium.core.models import Job, Message
from consortium.core.workflow import Refused
from members.actions import seat_person
from members.models import Organisation
from members.roll import tasks
from members.roll.actions.co_opting import co_opt, end_co_option, keep_letter, letter_of
from members.roll.models import CoOption
from members.rules import quorum
from members.states import Membership, Role
from tests.factories import members as make

from .conftest import TODAY

VALUES = {
    "name": "Ivel Transport",
    "short_name": "IT",
    "purpose": "Transport for volunteers",
    "decided": "Meeting of 1 October 2026, item 4",
}


def co_opted(by, **values):
    return co_opt(**{**VALUES, "starts": TODAY, **values, "by": by})


def test_it_is_on_the_roll_with_purpose_and_decision_and_counts_in_no_quorum(
    secretariat, office, member
):
    before = Organisation.objects.voting_on(TODAY).count()
    made = co_opted(secretariat, office_email="it@example.org")
    assert made.organisation in Organisation.objects.on(TODAY)
    assert Organisation.objects.voting_on(TODAY).count() == before
    assert quorum(before) == 2
    assert audit.history(made).get().after["decided"] == VALUES["decided"]
    told = set(Message.objects.values_list("to", flat=True))
    assert {"it@example.org", member.representative.email} <= told


def test_it_is_over_after_its_last_day(secretariat):
    made = co_opted(secretariat, ends=date(2027, 3, 31))
    assert made.organisation in Organisation.objects.on(date(2027, 3, 31))
    assert made.organisation not in Organisation.objects.on(date(2027, 4, 1))


def test_ended_early_the_roles_of_its_people_end_with_it(secretariat):
    organisation = co_opted(secretariat).organisation
    person, later = make.UserFactory(), make.UserFactory()
    seat_person(person, organisation, Role.ADVISER, starts=TODAY, by=secretariat)
    soon = TODAY + timedelta(20)
    seat_person(later, organisation, Role.ADVISER, starts=soon, by=secretariat)
    last = TODAY + timedelta(7)
    end_co_option(organisation, last=last, reason="The project is over", by=secretariat)
    assert person.seats.get().ends == last
    assert later.seats.get().withdrawn_at
    assert organisation not in Organisation.objects.on(last + timedelta(1))


def test_who_was_a_member_comes_back_under_its_own_name(secretariat):
    gone = make.OrganisationFactory(membership=Membership.FORMER, left=date(2026, 3, 31))
    made = co_opted(secretariat, name=gone.name)
    assert made.organisation == gone
    assert made.organisation.membership == Membership.CO_OPTED


@pytest.mark.parametrize(
    "values, words",
    [
        ({"purpose": " "}, "advise on"),
        ({"decided": ""}, "minute"),
        ({"ends": TODAY - timedelta(1)}, "on or after the first day"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(secretariat, values, words):
    with pytest.raises(Refused, match=words):
        co_opted(secretariat, **values)
    assert not CoOption.objects.exists()
    assert not Organisation.objects.filter(name=VALUES["name"]).exists()


def test_a_full_member_is_not_co_opted_and_only_the_secretariat_does_it(
    secretariat, organisation, representative
):
    with pytest.raises(Refused, match="is a full member"):
        co_opted(secretariat, name=organisation.name.upper())
    with pytest.raises(Refused, match="Only the secretariat"):
        co_opted(representative)
    with pytest.raises(Refused, match="not co-opted"):
        end_co_option(organisation, last=TODAY, reason="x", by=secretariat)


def test_what_was_decided_stays_on_record(secretariat):
    made = co_opted(secretariat)
    with pytest.raises(IntegrityError), transaction.atomic():
        CoOption.objects.filter(pk=made.pk).update(purpose="Else")
    with pytest.raises(IntegrityError), transaction.atomic():
        CoOption.objects.create(organisation=made.organisation, starts=TODAY)


def test_the_secretariat_co_opts_and_ends_on_its_pages(office, as_user, send):
    client = as_user(office.secretariat)
    response = send("co_opt", **VALUES, starts="21 October 2026")
    made = CoOption.objects.get()
    assert response.url == reverse("membership", args=[made.organisation_id])
    assert "Transport for volunteers" in client.get(response.url).content.decode()
    page = send("co_option_end", made.organisation_id, last="1/1/2020", reason="Over")
    assert "cannot be before" in page.content.decode()
    send("co_option_end", made.organisation_id, last="31 March 2027", reason="Over")
    made.organisation.refresh_from_db()
    assert made.organisation.left == date(2027, 3, 31)


def test_its_letter_says_what_for_and_is_for_itself_and_the_office(
    secretariat, office, member, as_user
):
    last = date(2027, 3, 31)
    made = co_opted(secretariat, ends=last)
    adviser = make.UserFactory()
    seat_person(adviser, made.organisation, Role.ADVISER, starts=TODAY, ends=last, by=secretariat)
    url = reverse("co_option_letter", args=[made.pk])
    for user in (adviser, office.secretariat):
        client = as_user(user)
        shown = client.get(reverse("membership", args=[made.organisation_id])).content.decode()
        assert url in shown
        answer = client.get(url)
        assert answer.headers["Content-Type"] == "application/pdf"
    words = " ".join(pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
    for each in ("Transport for volunteers", VALUES["decided"], "31 March 2027", "no vote"):
        assert each in words
    other = as_user(member.representative)
    assert other.get(url).status_code == 404
    assert url not in other.get(reverse("membership", args=[made.organisation_id])).content.decode()


def test_its_letter_is_kept_as_it_was_sent(secretariat):
    made = co_opted(secretariat)
    assert tasks.co_opting.LETTER in jobs.kinds
    jobs.run(str(Job.objects.get(kind="roll.co_option_letter").pk))
    kept = letter_of(made)
    assert kept.ours
    made.organisation.name = "Another name"
    made.organisation.save(update_fields=["name"])
    again = keep_letter(made, b"%PDF-1.7 other", by=SYSTEM)
    assert (again.pk, again.sha256) == (kept.pk, kept.sha256)
    assert [row.action for row in audit.history(kept)] == ["file.kept"]
