"""Protocols: draft, adopted, implemented, due for review, acknowledged by each member."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.versions import Stale
from consortium.core.workflow import Refused, every_cell
from members.agreement import protocol_facts, tasks, todos
from members.agreement.actions import protocols
from members.agreement.models import Acknowledgement, Protocol
from members.agreement.states import ProtocolKind, ProtocolState
from members.agreement.workflow import PROTOCOL
from members.states import Membership, Role
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
NEXT_YEAR = TODAY + timedelta(days=365)


def draft(by, title="Collaboration", kind=ProtocolKind.COLLABORATION):
    return protocols.draft_protocol(kind=kind, title=title, text="We tell each other.", by=by)


def adopted(by, title="Collaboration", review_by=NEXT_YEAR):
    found = draft(by, title)
    return protocols.adopt(found, on=TODAY, minute="Minute 4", review_by=review_by, by=by)


def posted(client, url: str, data: dict):
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    return client.post(url, {**hidden, **data})


def test_adopted_and_implemented_are_two_things(secretariat):
    found = adopted(secretariat)
    assert (found.state, found.implemented_on) == (ProtocolState.ADOPTED, None)
    with pytest.raises(Refused, match="Say how"):
        protocols.implement(found, on=TODAY, how=" ", by=secretariat)
    with pytest.raises(Refused, match="later day"):
        protocols.implement(found, on=TODAY - timedelta(days=1), how="Briefed.", by=secretariat)
    found = protocols.implement(found, on=TODAY, how="Staff were briefed.", by=secretariat)
    assert found.state == ProtocolState.IMPLEMENTED
    actions = [row.action for row in audit.history(found)]
    assert actions == ["protocol.drafted", "protocol.adopt", "protocol.implement"]


def test_adopting_says_everything_that_is_wrong(secretariat):
    found = draft(secretariat)
    with pytest.raises(Refused) as refused:
        protocols.adopt(
            found, on=TODAY + timedelta(days=1), minute="", review_by=TODAY, by=secretariat
        )
    assert len(refused.value.reasons) == 3
    assert not Message.objects.exists()


def test_each_members_representative_acknowledges_once(secretariat, member, representative):
    found = adopted(secretariat)
    assert Message.objects.filter(kind="protocol.adopted").count() == 1
    (todo,) = todos.todos(representative, today=TODAY)
    assert todo.title == "Read the protocol: Collaboration"
    protocols.acknowledge(found, by=representative)
    assert list(todos.todos(representative, today=TODAY)) == []
    with pytest.raises(Refused, match="already"):
        protocols.acknowledge(found, by=representative)
    given = Acknowledgement.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.create(
            protocol=found, organisation=member.organisation, given_on=TODAY, given_by_id=1
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        given.delete()


def test_nobody_else_acknowledges(secretariat, member, representative):
    found = adopted(secretariat)
    claims_person = people.actor_of(member.claims_person)
    for other in (secretariat, claims_person, replace(representative, impersonator_id=3)):
        with pytest.raises(Refused):
            protocols.acknowledge(found, by=other)
    adviser = people.OrganisationFactory(membership=Membership.CO_OPTED)
    outside = replace(representative, organisation_id=adviser.pk)
    with pytest.raises(Refused, match="full member"):
        protocols.acknowledge(found, by=outside)


def test_a_new_version_replaces_the_old_when_it_is_adopted(secretariat, representative):
    first = adopted(secretariat)
    protocols.acknowledge(first, by=representative)
    second = protocols.revise(first, by=secretariat)
    assert (second.number, second.text) == (2, first.text)
    with pytest.raises(Refused, match="draft already"):
        protocols.revise(first, by=secretariat)
    protocols.adopt(second, on=TODAY, minute="Minute 9", review_by=NEXT_YEAR, by=secretariat)
    first.refresh_from_db()
    assert (first.state, first.over_on) == (ProtocolState.REPLACED, TODAY)
    assert list(protocol_facts.to_acknowledge(representative.organisation_id)) == [second]


def test_an_adopted_protocol_keeps_its_words(secretariat):
    found = adopted(secretariat)
    with pytest.raises(Refused, match="Only a draft"):
        protocols.change_protocol(found, text="Other", by=secretariat)
    for act in (
        lambda: Protocol.objects.filter(pk=found.pk).update(text="Other"),
        lambda: Protocol.objects.filter(pk=found.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_one_name_is_one_protocol_and_a_stale_page_changes_nothing(secretariat):
    found = draft(secretariat)
    with pytest.raises(Refused, match="already"):
        draft(secretariat, title="collaboration ")
    protocols.change_protocol(found, text="More.", version="1", by=secretariat)
    with pytest.raises(Stale):
        protocols.change_protocol(found, text="Less.", version="1", by=secretariat)


def test_the_review_falls_due_and_is_put_off_by_a_review(secretariat, office):
    assert tasks.REVIEW in due.handlers
    found = adopted(secretariat, review_by=TODAY + timedelta(days=10))
    clock.set_today(TODAY + timedelta(days=10), by=SYSTEM)
    due.sweep(today=clock.today())
    due.sweep(today=clock.today())
    assert Message.objects.filter(kind="protocol.review_due").count() == 1
    titles = [each.title for each in todos.todos(secretariat, today=clock.today())]
    assert titles == ["Review the protocol: Collaboration"]
    with pytest.raises(Refused):
        protocols.review(found, note="", review_by=clock.today(), by=secretariat)
    protocols.review(found, note="It works.", review_by=NEXT_YEAR, by=secretariat)
    assert list(todos.todos(secretariat, today=clock.today())) == []


def test_what_the_agreement_names_and_nobody_adopted_is_said(secretariat):
    assert len(protocol_facts.lacking()) == 5
    adopted(secretariat)
    assert "Collaboration" not in protocol_facts.lacking()


@pytest.mark.parametrize(("state", "move"), every_cell(PROTOCOL, ProtocolState.values))
def test_each_move_starts_where_the_table_says(state, move, secretariat):
    found = Protocol(state=state)
    assert (move in PROTOCOL.possible(found, secretariat)) is (state in move.sources)
    assert PROTOCOL.possible(found, replace(secretariat, roles=frozenset())) == []


def test_the_secretariat_writes_and_adopts_on_the_pages(sign_in_as, office):
    client = sign_in_as(office.secretariat)
    words = {"kind": "complaints", "title": "Complaints", "text": "Anybody may complain."}
    posted(client, reverse("protocol_new"), words)
    found = Protocol.objects.get()
    page = client.get(found.get_absolute_url()).content.decode()
    assert "Record as adopted" in page
    days = {"on": "20 October 2026", "minute": "4", "review_by": "20 October 2027"}
    posted(client, reverse("protocol_adopt", args=[found.pk]), days)
    posted(
        client, reverse("protocol_implement", args=[found.pk]),
        {"on": "21 October 2026", "how": "On the website."},
    )  # fmt: skip
    posted(
        client, reverse("protocol_review", args=[found.pk]),
        {"note": "Fine.", "review_by": "1 March 2028"},
    )  # fmt: skip
    found.refresh_from_db()
    assert (found.state, found.review_note) == (ProtocolState.IMPLEMENTED, "Fine.")
    copy = client.get(reverse("protocol_copy", args=[found.pk]))
    assert copy.content.startswith(b"%PDF-")


def test_a_member_acknowledges_on_the_page_and_sees_no_draft(sign_in_as, office, member):
    by = people.actor_of(office.secretariat)
    found, hidden = adopted(by), draft(by, title="Complaints")
    client = sign_in_as(member.representative)
    assert "We work by this" in client.get(found.get_absolute_url()).content.decode()
    client.post(reverse("protocol_acknowledge", args=[found.pk]))
    assert "1 of 2" in client.get(found.get_absolute_url()).content.decode()
    assert client.get(hidden.get_absolute_url()).status_code == 404
    overview = client.get(reverse("agreement")).content.decode()
    assert "Collaboration" in overview
    assert hidden.get_absolute_url() not in overview


def test_the_strategic_officer_hears_of_a_review_too(office, secretariat):
    officer = people.seated(Role.STRATEGIC_OFFICER, office.organisation)
    found = adopted(secretariat, review_by=TODAY + timedelta(days=1))
    (todo,) = todos.todos(people.actor_of(officer), today=TODAY + timedelta(days=1))
    assert todo.url == found.get_absolute_url()
