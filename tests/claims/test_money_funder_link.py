"""The funder's link: it holds for a year, can be ended, and is made anew by the office alone."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from claims.actions import funder_claims
from claims.models import FunderClaim
from claims.notices.funder import code_for
from claims.rules.funder import end_of_link
from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditRow, Message
from consortium.core.workflow import Refused
from tests.factories.checking import QUARTER, TODAY, ground
from tests.factories.paying import approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def on():
    made = ground(cash=1_000_00)
    made.grant.funder.contact_email = "grants@funder.example"
    made.grant.funder.save()
    approved(made)
    return made


@pytest.fixture
def claim(on):
    made = funder_claims.assemble(on.grant, QUARTER, by=on.checker)
    funder_claims.sign(made, by=on.checker)
    funder_claims.sign(made, by=on.second)
    return funder_claims.send(made, by=on.checker)


def opened(code, name="funder_papers"):
    return Client().get(reverse(name, args=[code]))


@pytest.mark.parametrize(
    "made, ends",
    [
        (date(2026, 10, 21), date(2027, 10, 21)),
        (date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_a_link_holds_for_a_year(made, ends):
    assert end_of_link(made) == ends


def test_it_opens_on_its_last_day_and_not_after(claim):
    code = code_for(claim)
    clock.set_today(claim.link_ends, by=SYSTEM)
    assert opened(code).status_code == 200
    clock.set_today(claim.link_ends + timedelta(days=1), by=SYSTEM)
    for name in ("funder_papers", "funder_papers_pdf", "funder_papers_sheet"):
        assert opened(code, name).status_code == 410


def test_an_ended_link_says_whom_to_ask_and_nothing_of_the_money(on, claim):
    funder_claims.end_link(claim, reason="Sent to the wrong office", by=on.checker)
    answer = opened(code_for(claim))
    words = answer.content.decode()
    assert answer.status_code == 410
    assert on.office.organisation.name in words
    assert claim.grant.reference in words
    assert "£" not in words
    assert "wrong office" not in words


def test_the_mail_and_the_page_say_until_when_it_holds(claim):
    mail = Message.objects.get(kind="claims.funder_claim_sent")
    assert "The link holds until" in mail.text
    assert "This link holds until" in opened(code_for(claim)).content.decode()


def test_a_new_link_ends_the_one_before_and_is_mailed(on, claim):
    old = code_for(claim)
    clock.set_today(TODAY + timedelta(days=30), by=SYSTEM)
    made = funder_claims.new_link(claim, by=on.checker)
    assert made.link_ends == end_of_link(TODAY + timedelta(days=30))
    assert opened(old).status_code == 410
    assert "newer link" in opened(old).content.decode()
    assert opened(code_for(made)).status_code == 200
    mail = Message.objects.get(kind="claims.funder_link_made")
    assert mail.to == "grants@funder.example"
    assert opened(mail.link.rstrip("/").rsplit("/", 1)[-1]).status_code == 200


def test_links_are_made_and_ended_on_record(on, claim):
    funder_claims.end_link(claim, reason="Sent to the wrong office", by=on.checker)
    funder_claims.new_link(claim, by=on.second)
    ended = AuditRow.objects.get(action="claims.funder_link_ended")
    made = AuditRow.objects.get(action="claims.funder_link_made")
    assert (ended.actor_id, ended.reason) == (on.checker.user_id, "Sent to the wrong office")
    assert (made.actor_id, made.after["number"]) == (on.second.user_id, 2)


def test_a_link_that_has_ended_is_not_ended_again(on, claim):
    funder_claims.end_link(claim, reason="Sent to the wrong office", by=on.checker)
    with pytest.raises(Refused, match="no link"):
        funder_claims.end_link(claim, reason="Once more", by=on.checker)


def test_a_draft_has_no_link(on):
    draft = funder_claims.assemble(on.grant, QUARTER, by=on.checker)
    with pytest.raises(Refused, match="once it is sent"):
        funder_claims.new_link(draft, by=on.checker)
    with pytest.raises(Refused, match="once it is sent"):
        funder_claims.end_link(draft, reason="A test", by=on.checker)
    assert opened(code_for(draft)).status_code == 404


def test_a_version_that_was_replaced_gets_no_new_link(on, claim):
    funder_claims.new_version(claim, what_changed="A receipt was missing", by=on.checker)
    with pytest.raises(Refused, match="newer version"):
        funder_claims.new_link(claim, by=on.checker)


def test_only_the_office_makes_and_ends_links(on, claim):
    member = on.actor(on.member.representative)
    with pytest.raises(Refused, match="finance officer"):
        funder_claims.new_link(claim, by=member)
    with pytest.raises(Refused, match="finance officer"):
        funder_claims.end_link(claim, reason="x", by=member)
    assert FunderClaim.objects.get(pk=claim.pk).link_number == 1
