"""Where one is signed in, and being out at the next request once it is ended there."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from consortium.core import clock
from consortium.core.models import AuditRow
from members.actions import deactivate_person, sessions
from members.devices import device_words
from tests.factories.members import PASSWORD

LOGIN = "/accounts/login/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0"
)


@pytest.fixture
def user(member):
    return member.representative


def device(user, agent, address="203.0.113.7"):
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    return client


def is_in(client):
    return client.get(reverse("offices")).status_code == 200


def rows_of(user):
    return {device_words(row.user_agent): row for row in sessions.open_sessions(user)}


def ended_rows(user):
    return list(
        AuditRow.objects.filter(action="person.sessions_ended", object_id=str(user.pk))
        .order_by("sequence")
        .values_list("after", "reason")
    )


@pytest.mark.parametrize(
    "agent,words",
    [
        (FIREFOX, "Firefox on a Linux computer"),
        (IPHONE, "Safari on an iPhone"),
        (EDGE, "Edge on a Windows computer"),
        ("Mozilla/5.0 (Windows NT 10.0)", "A Windows computer"),
        ("curl/8.0", "A device that does not say what it is"),
        ("", "A device that does not say what it is"),
        ("<script>alert(1)</script>" * 50, "A device that does not say what it is"),
    ],
)
def test_a_device_is_named_in_words(agent, words):
    assert device_words(agent) == words


def test_the_page_shows_device_place_and_time_and_marks_this_one(user):
    laptop = device(user, FIREFOX)
    device(user, IPHONE, "198.51.100.9")
    page = laptop.get(reverse("my_sessions")).content.decode()
    assert "Firefox on a Linux computer <span" in page
    for words in ("Safari on an iPhone", "203.0.113.7", "198.51.100.9"):
        assert words in page


def test_one_that_is_ended_is_out_at_the_next_request(user):
    laptop, phone = device(user, FIREFOX), device(user, IPHONE)
    assert is_in(phone)
    row = rows_of(user)["Safari on an iPhone"]
    laptop.post(reverse("session_end", args=[row.pk]))
    assert not is_in(phone)
    assert is_in(laptop)
    assert ended_rows(user) == [({"count": 1}, "")]


def test_all_others_are_ended_at_once(user):
    laptop, others = device(user, FIREFOX), [device(user, IPHONE), device(user, EDGE)]
    page = laptop.post(reverse("sessions_end_others"), follow=True)
    assert "Signed out in 2 other places." in page.content.decode()
    assert [is_in(each) for each in others] == [False, False]
    assert is_in(laptop)
    assert list(rows_of(user)) == ["Firefox on a Linux computer"]
    laptop.post(reverse("sessions_end_others"))
    assert len(ended_rows(user)) == 1


def test_nobody_ends_another_persons_session(user, office):
    laptop = device(user, FIREFOX)
    stranger = device(office.finance, IPHONE)
    row = rows_of(user)["Firefox on a Linux computer"]
    assert stranger.post(reverse("session_end", args=[row.pk])).status_code == 404
    assert stranger.post(reverse("session_end", args=[2**62])).status_code == 404
    assert is_in(laptop)


def test_looking_ends_nothing(user):
    laptop = device(user, FIREFOX)
    row = rows_of(user)["Firefox on a Linux computer"]
    assert laptop.get(reverse("session_end", args=[row.pk])).status_code == 405
    assert laptop.get(reverse("sessions_end_others")).status_code == 405
    assert is_in(laptop)


def test_ones_own_present_session_is_left_by_signing_out(user):
    laptop = device(user, FIREFOX)
    row = rows_of(user)["Firefox on a Linux computer"]
    answer = laptop.post(reverse("session_end", args=[row.pk]))
    assert answer.url == "/accounts/logout/"


def test_last_seen_is_noted_at_most_once_in_ten_minutes(user):
    laptop = device(user, FIREFOX)
    is_in(laptop)
    first = UserSession.objects.get(user=user).last_seen_at
    with time_machine.travel(clock.now() + timedelta(minutes=9), tick=False):
        is_in(laptop)
    assert UserSession.objects.get(user=user).last_seen_at == first
    later = clock.now() + timedelta(minutes=11)
    with time_machine.travel(later, tick=False):
        is_in(laptop)
    assert UserSession.objects.get(user=user).last_seen_at == later


def test_a_changed_password_takes_the_others_off_the_list(user):
    laptop, phone = device(user, FIREFOX), device(user, IPHONE)
    new = "lamp orchid bicycle"
    laptop.post(
        "/accounts/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert not is_in(phone)
    assert list(rows_of(user)) == ["Firefox on a Linux computer"]
    assert ended_rows(user) == [({"count": 1}, "Password changed")]


def test_a_closed_account_has_no_sessions_left(user, secretariat):
    laptop = device(user, FIREFOX)
    deactivate_person(user, reason="Left", by=secretariat)
    assert sessions.open_sessions(user) == []
    assert not is_in(laptop)
    assert ended_rows(user) == [({"count": 1}, "Account closed")]


def test_devices_of_sessions_that_are_over_are_forgotten(user):
    laptop = device(user, FIREFOX)
    device(user, IPHONE)
    laptop.post("/accounts/logout/")
    assert sessions.forget_ended() == 1
    assert list(rows_of(user)) == ["Safari on an iPhone"]
