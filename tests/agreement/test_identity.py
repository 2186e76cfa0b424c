"""Who the consortium says it is: names to correct, vision and mission by decision."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.core import audit
from consortium.core.models import Message
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from members.agreement.actions import identity
from members.agreement.models import Statement
from members.models import Consortium
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
FIRST = {"vision": "Strong groups.", "mission": "To help.", "minute": "Minute 4"}


@pytest.fixture
def consortium(db):
    return people.ConsortiumFactory()


@pytest.fixture
def first(consortium, secretariat):
    return identity.restate(**FIRST, decided_on=TODAY - timedelta(days=9), by=secretariat)


def posted(client, url: str, data: dict):
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    return client.post(url, {**hidden, **data})


def test_a_new_vision_holds_and_the_one_before_stays(first, secretariat, member):
    assert not Message.objects.filter(kind="agreement.restated").exists()
    second = identity.restate(
        vision="Stronger groups.", mission="To help.", minute="5", decided_on=TODAY, by=secretariat
    )
    known = Consortium.objects.get()
    assert (second.number, known.vision) == (2, "Stronger groups.")
    assert Statement.objects.get(number=1).vision == "Strong groups."
    told = Message.objects.filter(kind="agreement.restated").values_list("to", flat=True)
    assert member.representative.email in told
    assert audit.history(known).filter(action="consortium.restated").count() == 2


def test_it_takes_a_decision_with_its_minute_and_its_day(first, secretariat, representative):
    wrong = [
        ({"decided_on": TODAY + timedelta(days=1)}, "today or earlier"),
        ({"decided_on": TODAY - timedelta(days=10)}, "later decision"),
        ({"minute": " "}, "minute"),
        ({"vision": ""}, "both"),
        ({"vision": "Strong groups."}, "hold now"),
    ]
    for change, words in wrong:
        given = {**FIRST, "vision": "New.", "decided_on": TODAY, **change}
        with pytest.raises(Refused, match=words):
            identity.restate(**given, by=secretariat)
    for by in (representative, replace(secretariat, impersonator_id=1)):
        with pytest.raises(Refused):
            identity.restate(**{**FIRST, "vision": "New."}, decided_on=TODAY, by=by)
    assert Statement.objects.count() == 1


def test_the_database_keeps_the_words(first):
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.update(vision="Other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.all().delete()


def test_names_are_corrected_on_record_and_over_nobodys_change(consortium, secretariat):
    stale = consortium.version
    identity.describe(values={"region": "East"}, version=stale, by=secretariat)
    (row,) = audit.history(consortium).filter(action="consortium.described")
    assert (row.before, row.after["region"]) == ({"region": "", "version": 1}, "East")
    with pytest.raises(Stale):
        identity.describe(values={"region": "West"}, version=stale, by=secretariat)
    consortium.refresh_from_db()
    assert consortium.region == "East"


def test_a_strategy_does_not_end_before_it_starts(consortium, secretariat):
    days = {"strategy_starts": TODAY, "strategy_ends": TODAY - timedelta(days=1)}
    with pytest.raises(Refused, match="ends before"):
        identity.describe(values=days, version=1, by=secretariat)


def test_everybody_reads_it_and_the_secretariat_changes_it(sign_in_as, office, member, first):
    reading = sign_in_as(member.representative)
    page = reading.get(reverse("identity")).content.decode()
    assert "Minute 4" in page
    assert "Record a decision" not in page
    client = sign_in_as(office.secretariat)
    done = posted(
        client, reverse("identity_change"),
        {"formal_name": "A", "profile_name": "B", "other_names": "C one\n\n D  two "},
    )  # fmt: skip
    assert done.headers["Location"] == reverse("identity")
    assert Consortium.objects.get().other_names == ["C one", "D two"]
    posted(
        client, reverse("identity_restate"),
        {"vision": "V", "mission": "M", "decided_on": "20 October 2026", "minute": "6"},
    )  # fmt: skip
    assert "Version 2" in reading.get(reverse("identity")).content.decode()


def test_the_search_finds_it_by_each_of_its_names(sign_in_as, office):
    people.ConsortiumFactory(other_names=["The Old Alliance"])
    client = sign_in_as(office.secretariat)
    page = client.get(reverse("search"), {"q": "old alli"}).content.decode()
    assert "also called The Old Alliance" in page
    assert reverse("identity") in page
    assert "The consortium</h" not in client.get(reverse("search"), {"q": "zebra"}).content.decode()
