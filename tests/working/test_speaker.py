"""Who speaks for the members in disputes while nobody holds the chair (8.3, R75, R85)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.core import audit, clock
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.workflow import Refused
from members.models import Seat
from members.working import todos
from members.working.actions import disputes
from members.working.actions.speaking import name_speaker
from members.working.models import Dispute, Speaker
from members.working.permissions import side_of
from members.working.states import Side
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
HOW = "Round of mails of 19 October 2026"


@pytest.fixture
def speaker(secretariat, member, body):
    return name_speaker(
        member.representative, organisation=member.organisation, decided=HOW, by=secretariat
    )


def test_without_a_chair_whom_the_members_named_speaks_for_them(speaker, representative, body):
    assert side_of(representative, body.organisation_id) == Side.CONSORTIUM
    found = disputes.open_dispute(title="A", about="B", clause="8.1", by=representative)
    assert found.opened_side == Side.CONSORTIUM
    proposal = disputes.propose_outcome(found, words="We pay.", by=body)
    assert Message.objects.filter(to=member_mail(speaker), kind="dispute.proposed").exists()
    titles = [each.title for each in todos.todos(representative, today=TODAY)]
    assert "Answer in a dispute" in titles
    disputes.agree(proposal, by=representative)
    found.refresh_from_db()
    assert found.state == "settled"


def member_mail(speaker) -> str:
    return speaker.user.email


def test_every_representative_is_told_who_speaks_and_it_is_on_record(speaker, body, member):
    told = set(Message.objects.filter(kind="dispute.speaker").values_list("to", flat=True))
    assert {member.representative.email, people.User.objects.get(pk=body.user_id).email} == told
    (row,) = audit.history(speaker)
    assert row.after == {
        "user": member.representative.pk, "organisation": member.organisation.pk,
    }  # fmt: skip


def test_it_is_over_when_a_chair_begins_and_does_not_come_back(speaker, representative, body):
    term = people.ChairFactory()
    assert side_of(representative, body.organisation_id) is None
    assert not Dispute.objects.visible_to(representative).exists()
    clock.set_today(term.ends + timedelta(days=9), by=SYSTEM)
    assert not Speaker.objects.on(clock.today()).exists()


def test_it_is_over_with_the_seat(speaker, representative, member, body):
    Seat.objects.filter(user=member.representative).update(ends=TODAY - timedelta(days=1))
    gone = replace(representative, roles=frozenset())
    assert side_of(gone, body.organisation_id) is None


def test_another_name_follows(speaker, secretariat, representative, body):
    other = people.member()
    name_speaker(other.representative, organisation=other.organisation, decided=HOW, by=secretariat)
    assert side_of(representative, body.organisation_id) is None
    assert side_of(people.actor_of(other.representative), body.organisation_id) == Side.CONSORTIUM
    with pytest.raises(IntegrityError), transaction.atomic():
        Speaker.objects.update(ended_on=None)


def test_who_acted_for_the_body_does_not_speak_for_the_members(speaker, representative, body):
    found = disputes.open_dispute(title="A", about="B", clause="8.1", by=body)
    both = replace(representative, user_id=body.user_id)
    Speaker.objects.update(user_id=body.user_id)
    with pytest.raises(Refused, match="acted for the other side"):
        disputes.write_step(found, on=TODAY, words="x", by=both)


def test_nobody_is_named_who_may_not_be(secretariat, member, body, office, representative):
    def named(user=member.representative, organisation=member.organisation, decided=HOW,
              by=secretariat):  # fmt: skip
        return name_speaker(user, organisation=organisation, decided=decided, by=by)

    for by in (representative, body, replace(secretariat, impersonator_id=9)):
        with pytest.raises(Refused):
            named(by=by)
    with pytest.raises(Refused, match="how the members decided"):
        named(decided=" ")
    with pytest.raises(Refused, match="representative of today"):
        named(user=member.claims_person)
    with pytest.raises(Refused, match="other side"):
        named(people.User.objects.get(pk=body.user_id), office.organisation)
    people.ChairFactory()
    with pytest.raises(Refused, match="The chair is held"):
        named()


def test_it_is_recorded_and_read_on_the_pages(sign_in_as, office, member, body, representative):
    client, url = sign_in_as(office.secretariat), reverse("dispute_speaker")
    assert url in client.get(reverse("offices")).content.decode()
    found = disputes.open_dispute(title="A", about="B", clause="8.1", by=body)
    theirs = sign_in_as(people.User.objects.get(pk=body.user_id))
    assert "nobody is named" in theirs.get(found.get_absolute_url()).content.decode()
    own = sign_in_as(member.representative)
    assert own.get(found.get_absolute_url()).status_code in (403, 404)
    page = client.get(url)
    seat = Seat.objects.get(user=member.representative)
    token = page.context["form"]["token"].value()
    data = {"token": token, "seat": seat.pk, "decided": HOW}
    assert client.post(url, {**data, "seat": ""}).status_code == 200
    assert client.post(url, data).headers["Location"] == reverse("offices")
    shown = own.get(found.get_absolute_url())
    assert member.representative.name in shown.content.decode()
    assert sign_in_as(member.representative).get(url).status_code == 403
    people.ChairFactory()
    assert url not in client.get(reverse("offices")).content.decode()
