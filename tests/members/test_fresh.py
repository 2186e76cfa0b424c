"""Before money moves: the second factor of whoever has one, the password of everybody else."""

from datetime import timedelta

import pytest
import time_machine
from allauth.core import context
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.urls import reverse

from consortium.core import clock
from members.fresh import FreshPasswordMixin, is_fresh
from tests.factories.members import PASSWORD

from .totp import code_now, give_app


class PayForm(FreshPasswordMixin, forms.Form):
    """Something that moves money."""


@pytest.fixture
def user(member):
    return member.representative


@pytest.fixture
def request_of(user):
    """A request of that person, in a session that goes on."""
    session = SessionStore()

    def made(path="/pay/"):
        request = RequestFactory().post(path)
        request.user, request.session = user, session
        return request

    return made


def tried(request, given):
    with context.request_context(request):
        form = PayForm({"password": given}, request=request)
        return form, form.is_valid()


def test_without_a_second_factor_the_password_is_asked(request_of):
    form, valid = tried(request_of(), PASSWORD)
    assert valid
    assert is_fresh(request_of())


def test_with_one_its_code_is_asked_and_the_password_does_not_do(request_of, user):
    give_app(user)
    form, valid = tried(request_of(), PASSWORD)
    assert not valid
    assert form.fields["password"].label == "Code from your app"
    assert not is_fresh(request_of())
    assert tried(request_of(), code_now())[1]
    assert is_fresh(request_of())


def test_a_code_that_signed_in_does_not_move_money_as_well(request_of, user):
    give_app(user)
    code = code_now()
    assert tried(request_of(), code)[1]
    request_of().session.flush()
    assert not tried(request_of(), code)[1]


def test_a_recovery_code_does_and_is_used_up(request_of, user):
    give_app(user)
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    assert tried(request_of(), code)[1]
    left = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    assert code not in left


def test_after_a_quarter_of_an_hour_it_is_asked_again(request_of, user):
    give_app(user)
    tried(request_of(), code_now())
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert not is_fresh(request_of())


def test_a_passkey_has_a_page_of_its_own_and_comes_back(request_of, user):
    give_app(user)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key"})
    form, _ = tried(request_of("/pay/?run=3"), "")
    assert "Use your passkey instead" in form.fields["password"].help_text
    assert "next=%2Fpay%2F%3Frun%3D3" in form.fields["password"].help_text


def test_given_again_on_that_page_it_counts(client, user):
    give_app(user)
    client.force_login(user)
    client.post("/accounts/second-step/again/", {"code": code_now()})
    request = RequestFactory().get("/")
    request.user, request.session = user, client.session
    assert is_fresh(request)
    assert client.get(reverse("my_account")).status_code == 200


def test_the_password_given_again_for_ones_account_is_no_second_factor(client, user):
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    request = RequestFactory().get("/")
    request.user, request.session = user, client.session
    assert not is_fresh(request)
