"""Consent to publish, the public directory, and copies of it on paper."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.core import audit, clock, due, jobs
from consortium.core.actor import SYSTEM
from consortium.core.models import Job, Message
from consortium.core.workflow import Refused
from members.actions import deactivate_person, end_seat
from members.actions.erasing import agree_erasure, ask_erasure
from members.roll.actions import asking
from members.roll.actions.profiles import add_area, save_profile
from members.roll.actions.publishing import set_consents
from members.roll.models import DirectoryRequest, PublishingConsent
from members.roll.states import Asked
from members.states import Role
from tests.factories import members as make

from .conftest import TODAY


@pytest.fixture
def person(member):
    user = member.representative
    user.name, user.telephone = "Zora Quetzal", "01234 567890"
    user.save()
    return user


def page(client, **search):
    return client.get(reverse("directory"), search).content.decode()


def of(user):
    return make.actor_of(user)


# --- Consent ------------------------------------------------------------------------------


def test_nothing_of_a_person_is_shown_without_a_yes(client, person):
    text = page(client)
    for detail in (person.name, person.telephone, person.email):
        assert detail not in text


def test_who_is_made_nameless_agrees_to_nothing_any_more(client, person, secretariat, office):
    set_consents(person, ["name", "email"], by=of(person))
    end_seat(person.seats.get(), ends=TODAY - timedelta(days=1), by=secretariat)
    deactivate_person(person, reason="Left", by=secretariat)
    asked = ask_erasure(person, reason="Wrote to us", by=secretariat)
    assert person.consents.standing().count() == 2
    agree_erasure(asked, by=of(office.finance))
    assert not person.consents.standing().exists()
    row = audit.history(person).filter(action="person.publishing").last()
    assert (row.before, row.after) == ({"items": ["email", "name"]}, {"items": []})
    assert row.actor_id == office.finance.pk


def test_the_directory_is_found_from_every_page_and_by_every_member(client, as_user, member):
    link = f'href="{reverse("directory")}"'
    assert link in client.get("/accounts/login/").content.decode()
    theirs = as_user(member.representative)
    assert link in theirs.get(reverse("organisations")).content.decode()
    assert 'aria-label="People and places"' in page(theirs)


def test_the_page_of_a_person_leads_to_what_is_shown_of_them(as_user, person, office):
    shown = as_user(office.secretariat).get(reverse("person", args=[person.pk])).content.decode()
    assert reverse("person_publishing", args=[person.pk]) in shown


@pytest.mark.parametrize("item", ["name", "telephone", "email"])
def test_each_detail_is_shown_by_itself_and_gone_at_once(client, person, item):
    set_consents(person, [item], by=of(person))
    text = page(client)
    for each in ("name", "telephone", "email"):
        assert (getattr(person, each) in text) == (each == item)
    set_consents(person, [], by=of(person))
    assert getattr(person, item) not in page(client)
    assert getattr(person, item) not in b"".join(client.get(reverse("directory_csv"))).decode()


def test_what_was_agreed_stays_on_record_with_who_and_when(person):
    set_consents(person, ["name"], by=of(person))
    set_consents(person, [], by=of(person))
    set_consents(person, ["name"], by=of(person))
    rows = PublishingConsent.objects.filter(user=person)
    assert [bool(row.ended_at) for row in rows.order_by("pk")] == [True, False]
    assert audit.history(person).last().after == {"items": ["name"]}


def test_the_secretariat_writes_down_how_somebody_agreed_and_they_are_told(person, secretariat):
    with pytest.raises(Refused, match="how they agreed"):
        set_consents(person, ["name"], by=secretariat)
    set_consents(person, ["name"], how="On the telephone, 20 October", by=secretariat)
    assert Message.objects.filter(recipient_user_id=person.pk, kind="roll.consent").exists()
    set_consents(person, [], by=secretariat)
    assert not person.consents.standing().exists()


def test_nobody_else_agrees_for_a_person(person, member, office):
    for other in (member.claims_person, office.finance):
        with pytest.raises(Refused):
            set_consents(person, ["name"], how="They said so", by=of(other))


def test_the_database_keeps_consents_as_they_were(person):
    set_consents(person, ["name"], by=of(person))
    consent = PublishingConsent.objects.get()
    for change in ({"item": "email"}, {"ended_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PublishingConsent.objects.filter(pk=consent.pk).update(**change)
    set_consents(person, [], by=of(person))
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishingConsent.objects.update(ended_at=None, ended_by_id=None)


def test_ones_own_page_ticks_and_takes_back(client, person, as_user, send, office):
    client = as_user(person)
    send("publishing", items=["name", "email"])
    assert person.name in page(client)
    send("publishing")
    assert "taken back" in client.get(reverse("publishing")).content.decode()
    assert not person.consents.standing().exists()
    as_user(office.secretariat)
    wrong = send("person_publishing", person.pk, items=["name"])
    assert "Say how they agreed" in wrong.content.decode()
    send("person_publishing", person.pk, items=["name"], how="By letter")
    assert person.consents.standing().count() == 1


def test_a_role_that_ended_or_an_account_that_closed_is_shown_no_more(client, person):
    set_consents(person, ["name"], by=of(person))
    person.seats.update(ends=TODAY - timedelta(1))
    assert person.name not in page(client)


# --- The directory ------------------------------------------------------------------------


@pytest.fixture
def two(secretariat):
    """Two members, with places and services of their own."""
    luton, bedford = (add_area(name, by=secretariat) for name in ("Luton", "Bedford"))
    found = [make.OrganisationFactory(name=name) for name in ("Alpha Help", "Beta Help")]
    for body, area, service in zip(found, (luton, bedford), ("ict", "funding"), strict=True):
        values = {"areas": [area], "services": [service], "services_note": "Drop in"}
        save_profile(body, values=values, version=0, by=secretariat)
    return {"luton": luton.pk, "bodies": found}


def test_anybody_finds_by_place_need_and_words(client, two):
    for search in ({"place": two["luton"]}, {"need": "ict"}, {"q": "internet"}, {"q": "alpha"},
                   {"q": "luton", "need": "ict"}):  # fmt: skip
        text = page(client, **search)
        assert "Alpha Help" in text, search
        assert "Beta Help" not in text, search
    assert "Nobody in the directory fits" in page(client, q="alpha", need="funding")


@pytest.mark.parametrize(
    "search", [{"place": "999"}, {"place": "x"}, {"need": "gold"}, {"page": "-1"}, {"q": "x" * 300}]
)
def test_a_search_for_nonsense_is_a_plain_page(client, two, search):
    assert client.get(reverse("directory"), search).status_code == 200


def test_an_entry_has_its_page_and_the_csv_follows_the_search(client, two):
    body = two["bodies"][0]
    assert "Alpha Help" in client.get(reverse("directory_entry", args=[body.slug])).content.decode()
    assert client.get(reverse("directory_entry", args=["nobody"])).status_code == 404
    rows = b"".join(client.get(reverse("directory_csv"), {"need": "ict"})).decode("utf-8-sig")
    assert len(rows.splitlines()) == 2
    assert "Alpha Help" in rows


def test_who_is_co_opted_is_listed_and_who_left_is_not(client, adviser, two):
    co_opted = adviser.seats.get().organisation
    two["bodies"][0].left = TODAY - timedelta(1)
    two["bodies"][0].save()
    text = page(client)
    assert co_opted.name in text
    assert "Co-opted to advise" in text
    assert "Alpha Help" not in text


def test_many_entries_are_paged_and_take_no_more_queries(
    client, two, person, django_assert_max_num_queries
):
    set_consents(person, ["name"], by=of(person))
    page(client)  # the frame of the page is read once
    counted = []
    for more in (0, 60):
        for body in make.OrganisationFactory.create_batch(more):
            make.seated(Role.REPRESENTATIVE, body)
        with django_assert_max_num_queries(15) as queries:
            text = page(client)
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert "?page=2" in text


# --- On paper -----------------------------------------------------------------------------


@pytest.fixture
def paper(monkeypatch):
    monkeypatch.setattr("members.roll.tasks.directory_pdf", lambda: b"%PDF-1.7 a directory")


def asked_on_site():
    from dataclasses import replace

    return asking.ask(name="Reader", email="reader@example.org", by=replace(SYSTEM, hat="visitor"))


def link_of(message):
    return message.text.split("/directory/copy/")[1].split("/")[0]


def test_a_visitor_asks_and_gets_a_link_to_what_is_kept_and_logged(
    client, paper, django_capture_on_commit_callbacks, two
):
    request, job = asked_on_site()
    jobs.run(str(job.pk))
    request.refresh_from_db()
    assert Job.objects.get().state == "done"
    assert [row.action for row in audit.history(request)] == ["directory.asked", "directory.made"]
    token = link_of(Message.objects.get(to="reader@example.org"))
    response = client.get(reverse("directory_copy", args=[token]))
    assert b"".join(response) == b"%PDF-1.7 a directory"
    assert client.get(reverse("directory_copy", args=["x" * 32])).status_code == 410
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert client.get(reverse("directory_copy", args=[token])).status_code == 410


def test_a_copy_with_a_detail_that_was_taken_back_is_not_handed_out(client, paper, person):
    set_consents(person, ["name"], by=of(person))
    _, job = asked_on_site()
    jobs.run(str(job.pk))
    token = link_of(Message.objects.get(to="reader@example.org"))
    set_consents(person, [], by=of(person))
    response = client.get(reverse("directory_copy", args=[token]))
    assert response.status_code == 410
    assert "taken back a detail" in response.content.decode()


def test_made_twice_it_is_one_paper(paper):
    request, job = asked_on_site()
    jobs.run(str(job.pk))
    request.refresh_from_db()
    again = asking.keep_directory(request, b"%PDF-1.7 another", by=SYSTEM)
    assert again.file_id == request.file_id


def test_who_asked_is_forgotten_after_ninety_days_and_that_they_asked_is_not(paper):
    request, _ = asked_on_site()
    due.sweep(today=TODAY + timedelta(90))
    request.refresh_from_db()
    assert (request.name, request.email) == ("", "")
    assert DirectoryRequest.objects.count() == 1


def test_the_site_takes_an_address_and_a_few_requests_an_hour(client, send):
    assert "Enter" in send("directory_ask", email="").content.decode()
    for _ in range(2):
        assert send("directory_ask", email="a@example.org").status_code == 302
    assert send("directory_ask", email="a@example.org").status_code == 429
    assert DirectoryRequest.objects.count() == 2


def test_the_secretariat_logs_who_asked_otherwise(office, member, as_user, send, paper):
    client = as_user(office.secretariat)
    response = send("directory_log", how="phone", name="Parish clerk")
    job = Job.objects.get()
    assert response.url == reverse("job", args=[job.pk])
    jobs.run(str(job.pk))
    request = DirectoryRequest.objects.get()
    assert (request.how, request.recorded_by_id) == (Asked.PHONE, office.secretariat.pk)
    assert "Parish clerk" in client.get(reverse("directory_requests")).content.decode()
    assert client.get(reverse("directory_file", args=[request.pk])).status_code == 200
    assert as_user(member.representative).get(reverse("directory_requests")).status_code == 403
    with pytest.raises(Refused):
        asking.ask(name="X", email="", how=Asked.PHONE, by=of(member.representative))


@pytest.mark.slow
def test_the_paper_itself_names_members_and_only_what_was_agreed(two, person):
    from members.roll.reports import directory_pdf

    set_consents(person, ["name"], by=of(person))
    assert directory_pdf().startswith(b"%PDF-")
