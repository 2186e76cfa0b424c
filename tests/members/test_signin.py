"""Signing in and out, forgotten passwords, invitations in the browser."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import override_settings
from django.urls import reverse

from consortium.core.models import AuditRow, Message
from members.actions import deactivate_person, invite_person
from members.models import User
from members.states import Role
from tests.factories.members import PASSWORD, SeatFactory, UserFactory

LOGIN = "/accounts/login/"
WRONG = "The email address or the password is not right."
NEW = "lamp orchid bicycle"


@pytest.fixture
def user(member):
    return member.representative


def post_login(client, email, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password, **extra})


def actions_of(user):
    rows = AuditRow.objects.filter(object_kind="members.user", object_id=str(user.pk))
    return list(rows.order_by("sequence").values_list("action", flat=True))


def test_people_sign_in_and_go_where_they_were_going(client, user):
    url = reverse("offices")
    answer = client.get(url)
    assert answer.url == f"{LOGIN}?next={url}"
    assert f'value="{url}"' in client.get(answer.url).content.decode()
    assert post_login(client, user.email.upper(), next=url).url == url
    assert client.get(url).status_code == 200
    assert actions_of(user) == ["person.signed_in"]


def test_nobody_is_led_to_another_site(client, user):
    assert post_login(client, user.email, next="https://evil.example/").url == "/"


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, user):
    wrong = post_login(client, user.email, "wrong")
    unknown = post_login(client, "nobody@example.org", "wrong")
    for answer in (wrong, unknown):
        assert answer.status_code == 200
        assert answer.context["form"].errors == {"__all__": [WRONG]}
        assert "Error: Sign in" in answer.content.decode()
    failed = AuditRow.objects.filter(action="person.sign_in_failed").order_by("sequence")
    assert [row.object_id for row in failed] == [str(user.pk), "-"]
    assert failed[0].actor_id is None
    assert failed[0].ip == "127.0.0.1"
    assert failed[0].request_id


def test_an_unknown_address_costs_as_many_hashes_as_a_known_one(client, user, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    counted = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *a, **k: counted.append(1) or encode(*a, **k)
    )
    post_login(client, user.email, "wrong")
    known = len(counted)
    post_login(client, "nobody@example.org", "wrong")
    assert len(counted) == 2 * known > 0


def test_after_five_wrong_passwords_the_account_waits(client, user):
    for _ in range(5):
        post_login(client, user.email, "wrong")
    answer = post_login(client, user.email)
    assert "Wait five minutes" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert AuditRow.objects.filter(action="person.sign_in_failed").count() == 5


def test_one_address_tries_ten_accounts_a_minute_and_no_more(client):
    for number in range(11):
        answer = post_login(client, f"guess{number}@example.org", "wrong")
    assert "Wait five minutes" in answer.content.decode()


def test_signing_out_is_asked_first_and_noted(client, user):
    client.force_login(user)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    answer = client.post("/accounts/logout/")
    assert answer.url == "/"
    assert "_auth_user_id" not in client.session
    assert actions_of(user) == ["person.signed_out"]


def test_there_is_no_sign_up(client):
    for path in ("/accounts/signup/", "/accounts/email/", "/accounts/social/login/"):
        assert client.get(path).status_code in (302, 404)
    assert not User.objects.filter(email="new@example.org").exists()
    from allauth.account.adapter import get_adapter

    assert get_adapter().is_open_for_signup(None) is False


def test_a_closed_account_is_out_at_the_next_request(client, user, secretariat):
    post_login(client, user.email)
    assert client.get(reverse("offices")).status_code == 200
    deactivate_person(user, reason="Left", by=secretariat)
    assert client.get(reverse("offices")).status_code == 302
    assert post_login(client, user.email).context["form"].errors == {"__all__": [WRONG]}


def test_sessions_last_eight_hours_without_a_click(client, user):
    post_login(client, user.email)
    assert client.session.get_expiry_age() == 8 * 60 * 60


def asked_for_link(client, email):
    answer = client.post("/accounts/password/reset/", {"email": email}, follow=True)
    assert "Look in your mail" in answer.content.decode()
    return [re.search(r"http://\S+", sent.body)[0] for sent in mail.outbox if email in sent.to]


def test_a_forgotten_password_is_chosen_anew_by_mail(client, user, settings):
    (link,) = asked_for_link(client, user.email)
    assert link.startswith(f"{settings.SITE_URL}/accounts/password/reset/")
    page = client.get(link.removeprefix(settings.SITE_URL))
    assert page.status_code == 302
    answer = client.post(page.url, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Password changed" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert actions_of(user) == ["person.password_set"]
    assert mail.outbox[-1].subject == "Your password was changed"
    again = client.get(link.removeprefix(settings.SITE_URL))
    assert "This link does not work" in again.content.decode()


def test_a_host_made_up_by_a_stranger_gets_into_no_mail(client, user, settings):
    client.post(
        "/accounts/password/reset/", {"email": user.email}, headers={"host": "evil.example"}
    )
    assert "evil.example" not in mail.outbox[0].body


def test_a_reset_link_ends_after_a_day(client, user, settings):
    (link,) = asked_for_link(client, user.email)
    from consortium.core import clock

    with time_machine.travel(clock.now() + timedelta(hours=25)):
        page = client.get(link.removeprefix(settings.SITE_URL))
    assert "This link does not work" in page.content.decode()


@pytest.mark.parametrize("who", ["unknown", "invited", "closed"])
def test_no_link_goes_to_people_without_a_password_and_the_page_says_nothing(
    client, who, secretariat
):
    email = "someone@example.org"
    if who == "invited":
        invite_person(name="S", email=email, by=secretariat)
    if who == "closed":
        UserFactory(email=email, is_active=False)
    assert asked_for_link(client, email) == []


@pytest.mark.parametrize("key", ["zzzzzzzzzzzzzzzzzzzz-abc", "1-set-password", "%C3%A9-x", "0-%00"])
def test_a_made_up_reset_link_is_a_plain_page(client, key):
    assert client.get(f"/accounts/password/reset/{key}/").status_code in (200, 404)


def test_mails_of_allauth_take_the_way_of_the_outbox(client, user):
    with override_settings(EMAIL_BACKEND="consortium.core.mail.OutboxBackend"):
        client.post("/accounts/password/reset/", {"email": user.email})
    kept = Message.objects.get(to=user.email)
    assert kept.private
    assert "/accounts/password/reset/" in kept.text


def test_a_changed_password_keeps_this_session_and_ends_the_others(client, user):
    from django.test import Client

    other = Client()
    for each in (client, other):
        post_login(each, user.email)
    answer = client.post(
        "/accounts/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert answer.status_code == 302
    assert client.get(reverse("offices")).status_code == 200
    assert other.get(reverse("offices")).status_code == 302


@pytest.mark.parametrize(
    "password1,password2,words",
    [
        ("short", "short", "12 characters"),
        ("password12345", "password12345", "too common"),
        (NEW, "something else", "same password"),
        ("", "", "Enter the new password"),
    ],
)
def test_a_weak_or_mistyped_first_password_is_refused(
    client, secretariat, password1, password2, words
):
    letter = invite_person(name="S", email="s@example.org", by=secretariat)
    answer = client.post(
        reverse("invitation", args=[letter.token]), {"password1": password1, "password2": password2}
    )
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not User.objects.get(pk=letter.user_id).has_usable_password()


def test_an_invitation_leads_to_a_password_and_inside(client, secretariat, member):
    letter = invite_person(
        name="Nadia",
        email="nadia@example.org",
        organisation=member.organisation,
        role=Role.CLAIMS_PERSON,
        by=secretariat,
    )
    url = reverse("invitation", args=[letter.token])
    for _ in range(3):  # mail scanners open links, too
        assert "Welcome, Nadia" in client.get(url).content.decode()
    answer = client.post(url, {"password1": NEW, "password2": NEW})
    assert answer.url == "/"
    assert client.get(reverse("my_account")).status_code == 200
    assert actions_of(letter.user)[-2:] == ["person.accepted_invitation", "person.signed_in"]
    assert client.get(url).status_code == 410


@pytest.mark.parametrize("token", ["x", "a.b", "é", "%00", "x" * 2000])
def test_a_made_up_invitation_is_a_plain_page(client, token, office):
    answer = client.get(f"/invitation/{token}/")
    assert answer.status_code == 410
    assert office.organisation.office_email in answer.content.decode()


def test_an_invitation_replaces_whoever_is_signed_in_on_this_machine(
    client, secretariat, user, member
):
    client.force_login(user)
    letter = invite_person(name="Next", email="next@example.org", by=secretariat)
    url = reverse("invitation", args=[letter.token])
    assert f"You are signed in as {user.name}" in client.get(url).content.decode()
    client.post(url, {"password1": NEW, "password2": NEW})
    assert client.session["_auth_user_id"] == str(letter.user_id)


def test_the_example_people_are_offered_in_a_demonstration_only(client, settings):
    assert "Example people" in client.get(LOGIN).content.decode()
    settings.DEMO = False
    assert "Example people" not in client.get(LOGIN).content.decode()


def test_the_sign_in_page_needs_no_one_to_be_there(client):
    assert client.get(LOGIN).status_code == 200


def test_seats_do_not_matter_for_signing_in(client):
    seat = SeatFactory()
    assert post_login(client, seat.user.email).status_code == 302
