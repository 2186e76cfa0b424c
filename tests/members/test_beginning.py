"""A new site begins with one command and one person."""

from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command

from consortium.core import clock
from consortium.core.models import Message
from members.hats import hats_of
from members.models import Consortium, Organisation, User
from members.offices import accountable_body_on

WORDS = {
    "consortium": "Fenland Advice Partnership",
    "body": "Citizens Advice Fenland and the Washlands",
    "person": "Ada Green",
    "email": "ada@fenland.test",
}

pytestmark = pytest.mark.django_db


def test_the_first_person_gets_a_link_that_lets_her_in(client, capsys):
    call_command("begin", **WORDS)
    link = capsys.readouterr().out.split()[-1]
    page = client.get(urlsplit(link).path, follow=True)
    assert page.status_code == 200
    assert "Ada Green" in page.content.decode()
    assert Message.objects.filter(to="ada@fenland.test", private=True).exists()


def test_she_keeps_the_secretariat_of_the_accountable_body():
    call_command("begin", **WORDS)
    (hat,) = hats_of(User.objects.get(email="ada@fenland.test"), clock.today())
    assert hat.key.startswith("office:")
    assert accountable_body_on(clock.today()).name == WORDS["body"]
    assert str(Consortium.objects.get()) == WORDS["consortium"]


def test_a_second_beginning_is_refused_and_changes_nothing():
    call_command("begin", **WORDS)
    with pytest.raises(CommandError, match="holds a consortium already"):
        call_command("begin", **WORDS | {"email": "eve@fenland.test"})
    assert User.objects.count() == 1


def test_an_address_that_is_none_leaves_nothing_behind():
    with pytest.raises(CommandError, match="valid email"):
        call_command("begin", **WORDS | {"email": "ada"})
    assert not Organisation.objects.exists()
