"""A member that may no longer meet the criteria goes to a meeting, and nowhere else (R41)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.core import audit
from consortium.core.models import Message
from consortium.core.workflow import Refused
from members.actions.business import waiting_for
from members.models import Organisation
from members.roll.actions.criteria import BUSINESS, find, settle
from members.roll.models import CriteriaFinding
from tests.factories import members as make

from .conftest import TODAY

REASON = "It has given up all services but two."


def test_it_waits_for_the_next_meeting_and_office_chair_and_member_are_told(
    organisation, secretariat, member
):
    chair = make.ChairFactory().holder
    finding = find(organisation, reason=REASON, follows="A talk", by=secretariat)
    assert waiting_for(finding, kind=BUSINESS).reason == REASON
    assert audit.history(finding).get().action == "criteria.found"
    told = set(Message.objects.values_list("to", flat=True))
    assert {chair.email, member.representative.email} <= told
    assert organisation in Organisation.objects.voting_on(TODAY + timedelta(400))


def test_a_meeting_settles_it_with_its_minute(organisation, secretariat):
    finding = find(organisation, reason=REASON, by=secretariat)
    for values in (
        {"on": TODAY, "outcome": "Stays", "minute": " "},
        {"on": TODAY + timedelta(1), "outcome": "Stays", "minute": "7"},
    ):
        with pytest.raises(Refused):
            settle(finding, **values, by=secretariat)
    settled = settle(finding, on=TODAY, outcome="Stays a member", minute="Item 7", by=secretariat)
    assert waiting_for(settled, kind=BUSINESS) is None
    with pytest.raises(Refused, match="has settled"):
        settle(finding, on=TODAY, outcome="Else", minute="8", by=secretariat)
    find(organisation, reason="Again", by=secretariat)


def test_it_needs_a_reason_a_full_member_and_the_secretariat(
    organisation, secretariat, representative, adviser
):
    with pytest.raises(Refused, match="which criterion"):
        find(organisation, reason=" ", by=secretariat)
    with pytest.raises(Refused, match="not a full member"):
        find(adviser.seats.get().organisation, reason=REASON, by=secretariat)
    with pytest.raises(Refused, match="Only the secretariat"):
        find(organisation, reason=REASON, by=representative)
    find(organisation, reason=REASON, by=secretariat)
    with pytest.raises(Refused, match="already"):
        find(organisation, reason=REASON, by=secretariat)
    assert CriteriaFinding.objects.count() == 1


def test_the_database_keeps_one_open_and_settled_ones_whole(organisation, secretariat):
    finding = find(organisation, reason=REASON, by=secretariat)
    for change in ({"settled_on": TODAY}, {"reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CriteriaFinding.objects.filter(pk=finding.pk).update(**change)


def test_the_pages_note_it_show_it_and_settle_it(organisation, office, as_user, send):
    client = as_user(office.secretariat)
    url = reverse("membership", args=[organisation.pk])
    assert send("criteria_find", organisation.pk, reason=REASON).url == url
    assert REASON in client.get(url).content.decode()
    finding = CriteriaFinding.objects.get()
    done = send("criteria_settle", finding.pk, on="21/10/2026", outcome="Stays", minute="7")
    assert done.url == url
    assert client.get(reverse("criteria_settle", args=[finding.pk])).status_code == 404
