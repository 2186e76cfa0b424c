"""Commitments to others: who records them, who is reminded, and what became of them."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.workflow import Refused, every_cell
from members.agreement import tasks, todos  # noqa: F401 - what the clock does
from members.agreement.actions.commitments import commit, settle
from members.agreement.models import Commitment
from members.agreement.states import CommitmentState as C
from members.agreement.workflow import COMMITMENT
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=14)
WORDS = {"to_whom": "The Example Council", "promise": "Send the survey.", "due_on": DUE}


@pytest.fixture
def promise(member, representative):
    return commit(member.organisation, **WORDS, by=representative)


def mails(kind: str) -> list[str]:
    return list(Message.objects.filter(kind=f"commitment.{kind}").values_list("to", flat=True))


def posted(client, url: str, data: dict, *, form_at: str):
    page = client.get(form_at).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    return client.post(url, {**hidden, **data})


def test_a_representative_records_what_their_own_member_promised(promise, member):
    assert (promise.state, promise.organisation) == (C.OPEN, member.organisation)
    assert [row.action for row in audit.history(promise)] == ["commitment.made"]
    assert mails("recorded") == []


def test_nobody_promises_for_another_member(representative, promise):
    other = people.member()
    theirs = people.actor_of(other.representative)
    for organisation in (other.organisation, None):
        with pytest.raises(Refused, match="own organisation"):
            commit(organisation, **WORDS, by=representative)
    with pytest.raises(Refused, match="own organisation"):
        settle(promise, "keep", by=theirs)
    claims_person = people.actor_of(other.claims_person)
    with pytest.raises(Refused, match="through its representative"):
        commit(other.organisation, **WORDS, by=claims_person)


def test_recorded_by_the_secretariat_the_member_is_told(secretariat, member):
    commit(member.organisation, **WORDS, by=secretariat)
    assert mails("recorded") == [member.representative.email]
    assert commit(None, **WORDS, by=secretariat).who == "The consortium"


def test_all_that_is_wrong_is_said_at_once(representative, member):
    with pytest.raises(Refused) as refused:
        commit(
            member.organisation, to_whom=" ", promise=" ", due_on=TODAY - timedelta(days=1),
            by=representative,
        )  # fmt: skip
    assert len(refused.value.reasons) == 3
    assert not Commitment.objects.exists()


def test_who_promised_is_reminded_before_and_after(promise, member):
    clock.set_today(DUE - timedelta(days=1), by=SYSTEM)
    due.sweep(today=clock.today())
    assert mails("due_soon") == [member.representative.email]
    clock.set_today(DUE + timedelta(days=1), by=SYSTEM)
    due.sweep(today=clock.today())
    assert mails("late") == [member.representative.email]
    assert list(Commitment.objects.late(clock.today())) == [promise]


def test_a_settled_commitment_reminds_nobody(promise, representative):
    kept = settle(promise, "keep", outcome="Sent today.", by=representative)
    assert (kept.state, kept.settled_on, kept.outcome) == (C.KEPT, TODAY, "Sent today.")
    clock.set_today(DUE + timedelta(days=3), by=SYSTEM)
    due.sweep(today=clock.today())
    assert mails("due_soon") == mails("late") == []
    with pytest.raises(Refused):
        settle(promise, "miss", outcome="No.", by=representative)


def test_what_was_not_kept_says_why_and_the_office_hears(promise, representative, office):
    with pytest.raises(Refused, match="reason"):
        settle(promise, "miss", by=representative)
    settle(promise, "miss", outcome="Nobody answered.", by=representative)
    assert mails("not_kept") == [office.secretariat.email]


def test_who_looks_through_anothers_eyes_promises_nothing(member, representative):
    looks = replace(representative, impersonator_id=representative.user_id + 1)
    with pytest.raises(Refused, match="through another's eyes"):
        commit(member.organisation, **WORDS, by=looks)


def test_the_database_wants_the_reason_and_the_day(promise):
    for values in ({"state": C.NOT_KEPT, "settled_on": TODAY}, {"state": C.KEPT}, {"promise": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.filter(pk=promise.pk).update(**values)


@pytest.mark.parametrize(("state", "move"), every_cell(COMMITMENT, C.values))
def test_what_is_settled_stays_settled(state, move, representative, secretariat, member):
    found = Commitment(state=state, organisation=member.organisation)
    stranger = people.actor_of(people.member().representative)
    for actor, may in ((representative, True), (secretariat, True), (stranger, False)):
        assert (move in COMMITMENT.possible(found, actor)) is (may and state == C.OPEN)


def test_the_home_page_asks_for_it_a_fortnight_before(promise, representative, secretariat):
    (todo,) = todos.todos(representative, today=TODAY)
    assert (todo.title, todo.due) == ("Keep a promise to The Example Council", DUE)
    assert list(todos.todos(representative, today=TODAY - timedelta(days=1))) == []
    assert list(todos.todos(secretariat, today=TODAY)) == []


def test_recorded_read_and_settled_on_its_pages(sign_in_as, member, office):
    client = sign_in_as(member.representative)
    url = reverse("commitment_new")
    done = posted(client, url, {**WORDS, "due_on": "4 November 2026"}, form_at=url)
    promise = Commitment.objects.get()
    assert (done.headers["Location"], promise.organisation) == (
        promise.get_absolute_url(), member.organisation,
    )  # fmt: skip
    other = sign_in_as(people.member().representative)
    page = other.get(promise.get_absolute_url()).content.decode()
    assert "Send the survey." in page
    assert "Was it kept?" not in page
    settle_at = reverse("commitment_settle", args=[promise.pk])
    refused = posted(client, settle_at, {"move": "miss"}, form_at=promise.get_absolute_url())
    assert "reason" in refused.content.decode()
    posted(client, settle_at, {"move": "keep"}, form_at=promise.get_absolute_url())
    promise.refresh_from_db()
    assert promise.state == C.KEPT
    assert "Settled" in client.get(reverse("commitments")).content.decode()


def test_the_secretariat_chooses_whose_it_is(sign_in_as, office, member):
    client, url = sign_in_as(office.secretariat), reverse("commitment_new")
    words = {**WORDS, "due_on": "4 November 2026"}
    posted(client, url, words, form_at=url)
    posted(client, url, {**words, "organisation": member.organisation.pk}, form_at=url)
    assert {each.who for each in Commitment.objects.all()} == {
        "The consortium", member.organisation.name,
    }  # fmt: skip


def test_more_rows_take_no_more_queries(sign_in_as, secretariat, office, member, representative):
    client, counts = sign_in_as(office.secretariat), []
    for number in (1, 2):
        for _ in range(number):
            open_one = commit(member.organisation, **WORDS, by=representative)
            settle(commit(None, **WORDS, by=secretariat), "keep", by=secretariat)
        assert open_one.state == C.OPEN
        client.get(reverse("commitments"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("commitments"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
