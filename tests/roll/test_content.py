"""Public pages: who sees to each, and when it is looked through again (R117)."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.workflow import Refused
from members.roll import tasks  # noqa: F401 - what the clock does
from members.roll.actions.content import looked_through
from members.roll.models import ContentReview
from members.roll.states import PublicPage
from members.states import Role
from tests.factories import members as make

from .conftest import TODAY

AGAIN = TODAY + timedelta(days=90)


def reviewed(by, page="directory", **values):
    return looked_through(page, **{"owner": Role.SECRETARIAT, "review_by": AGAIN, **values}, by=by)


def told() -> list[str]:
    return list(Message.objects.filter(kind="roll.content_due").values_list("to", flat=True))


def on(day) -> None:
    clock.set_today(day, by=SYSTEM)
    due.sweep(today=day)


@pytest.mark.parametrize("page", PublicPage)
def test_what_is_listed_opens_without_signing_in(client, office, page):
    assert client.get(reverse(page.value)).status_code == 200


def test_its_owner_is_reminded_on_the_day_and_not_before(secretariat, office):
    officer = make.seated(Role.STRATEGIC_OFFICER, office.organisation)
    reviewed(secretariat, owner=Role.STRATEGIC_OFFICER)
    on(AGAIN - timedelta(days=1))
    assert told() == []
    on(AGAIN)
    assert told() == [officer.email]


def test_where_nobody_has_that_role_the_secretariat_is(secretariat, office):
    reviewed(secretariat, owner=Role.STRATEGIC_OFFICER)
    on(AGAIN)
    assert told() == [office.secretariat.email]


def test_looked_through_again_the_earlier_day_is_called_off(secretariat):
    reviewed(secretariat)
    later = reviewed(secretariat, review_by=AGAIN + timedelta(days=90), note="New members")
    assert ContentReview.objects.get() == later
    on(AGAIN)
    assert told() == []
    first, second = audit.history(later)
    assert (first.before, second.before["review_by"]) == (None, AGAIN.isoformat())


def test_all_that_is_wrong_is_said_at_once(secretariat, representative):
    with pytest.raises(Refused) as refused:
        reviewed(secretariat, page="home", owner=Role.CHAIR, review_by=TODAY)
    assert len(refused.value.reasons) == 3
    with pytest.raises(Refused, match="Only the secretariat"):
        reviewed(representative)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContentReview.objects.create(
            page="privacy", owner="secretariat", review_by=TODAY, reviewed_on=TODAY,
            reviewed_by_id=secretariat.user_id,
        )  # fmt: skip


def test_the_list_names_what_is_overdue_and_what_nobody_saw_to(as_user, office, secretariat):
    reviewed(secretariat, review_by=TODAY + timedelta(days=1))
    clock.set_today(TODAY + timedelta(days=2), by=SYSTEM)
    client = as_user(office.secretariat)
    page = client.get(reverse("content_list")).content.decode()
    assert f"{len(PublicPage)} pages wait" in page
    assert "Overdue" in page
    url = reverse("content_review", args=["directory"])
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', client.get(url).content.decode()))
    hidden.pop("csrfmiddlewaretoken")
    client.post(url, {**hidden, "owner": "secretariat", "review_by": "1 March 2027"})
    page = client.get(reverse("content_list")).content.decode()
    assert f"{len(PublicPage) - 1} pages wait" in page
    assert client.get(reverse("content_review", args=["home"])).status_code == 404
