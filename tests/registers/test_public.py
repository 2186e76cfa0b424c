"""Giving feedback without an account: the form, its traps, and what comes of it."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from consortium.core import audit, clock
from members.registers import feedback_forms
from members.registers.models import Feedback
from members.states import Role
from tests.factories import members as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
SAID = {"kind": "complaint", "about": "consortium", "words": "Nobody rang back."}


@pytest.fixture
def url():
    return reverse("feedback_give")


@pytest.fixture
def slow(monkeypatch):
    """Whoever sends has read the page for ten seconds."""
    monkeypatch.setattr(feedback_forms, "LEAST_SECONDS", -10)


@pytest.mark.usefixtures("slow")
def test_anybody_gives_feedback_and_gets_a_reference(url, posted):
    answer = posted(Client(), url, SAID)
    found = Feedback.objects.get()
    assert answer.headers["Location"].endswith(found.reference)
    page = Client().get(answer.headers["Location"]).content.decode()
    assert found.reference in page
    assert (found.how, found.recorded_by_id) == ("site", None)


def test_the_page_of_thanks_repeats_no_words_of_others():
    url = reverse("feedback_sent")
    assert b"Ring+this" not in Client().get(f"{url}?reference=Ring+this").content
    assert (
        b"<script" not in Client().get(f"{url}?reference=%3Cscript%3E1").content.split(b"main")[1]
    )


@pytest.mark.usefixtures("slow")
def test_a_double_click_is_kept_once(url):
    client = Client()
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    first, second = (client.post(url, {**hidden, **SAID}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Feedback.objects.count() == 1


def test_the_box_that_nobody_sees_stops_a_machine(url, posted, slow):
    answer = posted(Client(), url, {**SAID, "website": "https://spam.example"})
    assert "Leave the box" in answer.content.decode()
    assert not Feedback.objects.exists()


def test_what_is_sent_at_once_is_asked_for_again_and_not_lost(url, posted, monkeypatch):
    client = Client()
    answer = posted(client, url, SAID)
    page = answer.content.decode()
    assert "sooner than anybody reads" in page
    assert "Nobody rang back." in page
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    later = clock.now() + timedelta(seconds=9)
    monkeypatch.setattr(feedback_forms.clock, "now", lambda: later)
    client.post(url, {**hidden, **SAID})
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    "begun",
    [lambda: "", lambda: "made up", lambda: signing.dumps(1, salt=feedback_forms.SALT)],
    ids=["none", "made up", "of 1970"],
)
def test_a_time_that_is_old_or_made_up_is_given_anew(url, posted, begun, slow):
    client = Client()
    answer = posted(client, url, {**SAID, "begun": begun()})
    page = answer.content.decode()
    assert "more than a day" in page
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    client.post(url, {**hidden, **SAID})
    assert Feedback.objects.count() == 1


@pytest.mark.usefixtures("slow")
def test_too_many_from_one_address_wait(url, posted):
    client = Client()
    answers = [posted(client, url, SAID).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
    assert Feedback.objects.count() == 10


@pytest.mark.usefixtures("slow")
def test_details_are_kept_only_if_the_person_agrees(url, posted):
    details = {"name": "Jo Reed", "email": "jo@example.net"}
    answer = posted(Client(), url, {**SAID, **details})
    assert "or leave them out" in answer.content.decode()
    posted(Client(), url, {**SAID, **details, "agreed": "on"})
    assert Feedback.objects.get().email == "jo@example.net"


@pytest.mark.usefixtures("slow")
def test_bad_input_is_a_plain_page(url, posted):
    for wrong in (
        {"about": "member"}, {"about": "project"}, {"kind": "order"}, {"words": ""},
        {"organisation": "x"}, {"project": str(2**70)}, {"email": "no"}, {"words": "\x00"},
    ):  # fmt: skip
        assert posted(Client(), url, {**SAID, **wrong}).status_code == 200
    assert not Feedback.objects.exists()


@pytest.mark.usefixtures("slow")
def test_about_a_member_it_names_the_member(url, posted, member):
    posted(Client(), url, {**SAID, "about": "member", "organisation": member.organisation.pk})
    assert Feedback.objects.get().organisation == member.organisation


@pytest.mark.usefixtures("slow")
def test_who_is_signed_in_gives_no_name_either(url, sign_in_as, office, posted):
    auditor = people.seated(Role.AUDITOR, office.organisation)
    posted(sign_in_as(auditor), url, SAID)
    found = Feedback.objects.get()
    assert found.recorded_by_id is None
    assert {row.actor_id for row in audit.history(found)} == {None}
