"""Coming in by the link or the code in a mail."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from consortium.core import clock
from consortium.core.models import AuditRow
from members.actions import deactivate_person, invite_person
from tests.factories.members import UserFactory

ASK, ENTER = "/accounts/code/", "/accounts/code/enter/"
REFUSED = "This link does not work"


@pytest.fixture
def user(member):
    return member.representative


def ask(client, email, **extra):
    """Ask for a mail; the link in it (a path) and the code, or None where no mail went."""
    answer = client.post(ASK, {"email": email, **extra}, follow=True)
    assert "Look in your mail" in answer.content.decode()
    if not mail.outbox:
        return None
    text = mail.outbox[-1].body
    return re.search(r"http://[^/\s]+(/\S+)", text)[1], re.search(r"there: (\S+)", text)[1]


def signed_in(client):
    return client.session.get("_auth_user_id")


def signed_in_row(user):
    return AuditRow.objects.get(action="person.signed_in", object_id=str(user.pk))


def test_the_sign_in_page_offers_a_mail_and_remembers_where_one_was_going(client):
    page = client.get("/accounts/login/?next=/members/offices/").content.decode()
    assert "/accounts/code/?next=%2Fmembers%2Foffices%2F" in page


def test_the_code_from_the_mail_signs_in(client, user):
    _, code = ask(client, user.email.upper())
    answer = client.post(ENTER, {"code": f" {code.lower()} "})
    assert answer.url == "/"
    assert signed_in(client) == str(user.pk)
    assert signed_in_row(user).after == {"steps": ["code"]}


def test_the_link_from_the_mail_asks_once_and_leads_to_the_page_wanted(client, user):
    url = reverse("offices")
    link, code = ask(client, user.email, next=url)
    for _ in range(3):  # mail scanners open links, too
        page = client.get(link)
        assert f'value="{code}"' in page.content.decode()
    assert signed_in(client) is None
    assert client.post(ENTER, {"code": code, "next": url}).url == url
    assert signed_in(client) == str(user.pk)


def test_nobody_is_led_to_another_site_by_a_mail(client, user):
    link, code = ask(client, user.email, next="https://evil.example/")
    assert "evil" not in link
    assert client.post(ENTER, {"code": code, "next": "https://evil.example/"}).url == "/"


def test_a_link_opened_in_another_browser_signs_nobody_in(client, user):
    link, code = ask(client, user.email)
    other = Client()
    page = other.get(link)
    assert page.status_code == 410
    assert REFUSED in page.content.decode()
    assert other.post(ENTER, {"code": code}).status_code == 302
    assert signed_in(other) is None


def test_a_link_works_once(client, user):
    link, code = ask(client, user.email)
    client.post(ENTER, {"code": code})
    client.post("/accounts/logout/")
    assert REFUSED in client.get(link).content.decode()
    client.post(ENTER, {"code": code})
    assert signed_in(client) is None


def test_a_link_ends_after_a_quarter_of_an_hour(client, user):
    link, code = ask(client, user.email)
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert REFUSED in client.get(link).content.decode()
        client.post(ENTER, {"code": code})
    assert signed_in(client) is None


def test_after_five_wrong_codes_another_mail_is_needed(client, user):
    _, code = ask(client, user.email)
    for _ in range(4):
        page = client.post(ENTER, {"code": "WRONG"})
        assert "The code is not right." in page.content.decode()
    last = client.post(ENTER, {"code": "WRONG"}, follow=True)
    assert "Wait five minutes" in last.content.decode()
    client.post(ENTER, {"code": code})
    assert signed_in(client) is None
    failed = AuditRow.objects.filter(action="person.sign_in_failed", object_id=str(user.pk))
    assert failed.count() == 5


@pytest.mark.parametrize("code", ["", "é", "x" * 5000, "\x00", "%00"])
def test_whatever_is_typed_as_a_code_is_a_plain_page(client, user, code):
    ask(client, user.email)
    assert client.post(ENTER, {"code": code}).status_code == 200
    assert client.get(ENTER, {"code": code}).status_code == 200


@pytest.mark.parametrize("who", ["unknown", "invited", "closed"])
def test_no_mail_goes_to_people_without_a_password_and_the_page_says_nothing(
    client, who, secretariat
):
    email = "someone@example.org"
    if who == "invited":
        invite_person(name="S", email=email, by=secretariat)
    if who == "closed":
        UserFactory(email=email, is_active=False)
    mail.outbox.clear()
    assert ask(client, email) is None
    page = client.post(ENTER, {"code": "BCDF-GHJK"})
    assert "The code is not right." in page.content.decode()


def test_an_account_closed_meanwhile_lets_nobody_in(client, user, secretariat):
    _, code = ask(client, user.email)
    deactivate_person(user, reason="Left", by=secretariat)
    client.post(ENTER, {"code": code})
    assert signed_in(client) is None


def test_one_address_gets_five_mails_in_a_quarter_of_an_hour(client, user):
    for _ in range(6):
        answer = Client().post(ASK, {"email": user.email})
    assert "Wait five minutes" in answer.content.decode()
    assert len(mail.outbox) == 5


def test_a_host_made_up_by_a_stranger_gets_into_no_mail(client, user):
    client.post(ASK, {"email": user.email}, headers={"host": "evil.example"})
    assert "evil.example" not in mail.outbox[0].body


def test_the_mail_says_that_nobody_will_ask_for_the_code(client, user):
    ask(client, user.email)
    sent = mail.outbox[-1]
    assert sent.subject == "Your link to sign in"
    assert "Nobody from the consortium will ever ask you for the code" in sent.body
