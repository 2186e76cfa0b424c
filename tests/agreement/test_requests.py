"""Requests to members: a day that is agreed, an answer, reminders, the chase list."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.filechecks import check
from consortium.core.models import Message
from consortium.core.workflow import Refused, every_cell
from members.agreement import tasks, todos
from members.agreement.actions import requests
from members.agreement.models import InformationRequest, RequestLine
from members.agreement.states import LineState
from members.agreement.workflow import REQUEST
from members.states import Role
from tests.factories import agreement as make
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=14)


@pytest.fixture
def line(secretariat, member):
    asked = requests.ask(
        title="Policies", what="Send your safeguarding policy.", due_on=DUE,
        organisations=[member.organisation], by=secretariat,
    )  # fmt: skip
    return asked.lines.get()


def kinds(to) -> list[str]:
    found = Message.objects.filter(to=to.email, kind__startswith="request.").order_by("pk")
    return [each.kind.removeprefix("request.") for each in found]


def posted(client, url: str, data: dict, *, form_at: str):
    page = client.get(form_at).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    return client.post(url, {**hidden, **data})


def test_asking_needs_somebody_words_and_a_later_day(secretariat):
    with pytest.raises(Refused) as refused:
        requests.ask(title="A", what=" ", due_on=TODAY, organisations=[], by=secretariat)
    assert len(refused.value.reasons) == 3
    assert not InformationRequest.objects.exists()


def test_the_member_agrees_to_the_day_or_proposes_another(
    line, secretariat, representative, office
):
    assert requests.accept(line, by=representative).state == LineState.ACCEPTED
    later = DUE + timedelta(days=7)
    found = requests.propose(line, day=later, why="Our board meets then.", by=representative)
    assert (found.state, found.due_on, found.proposed_on) == (LineState.PROPOSED, DUE, later)
    assert kinds(office.secretariat) == ["proposed"]
    found = requests.agree(line, by=secretariat)
    assert (found.state, found.due_on) == (LineState.ACCEPTED, later)


def test_a_proposal_that_is_declined_leaves_the_first_day(line, secretariat, representative):
    with pytest.raises(Refused) as refused:
        requests.propose(line, day=TODAY, why="", by=representative)
    assert len(refused.value.reasons) == 2
    requests.propose(line, day=DUE + timedelta(days=1), why="Holidays.", by=representative)
    with pytest.raises(Refused, match="reason"):
        requests.decline(line, reason="", by=secretariat)
    found = requests.decline(line, reason="The funder waits.", by=secretariat)
    assert (found.state, found.due_on) == (LineState.ASKED, DUE)


def test_an_answer_is_words_or_a_file_and_ends_the_reminders(line, representative, member):
    with pytest.raises(Refused, match="Write the answer"):
        requests.answer(line, text=" ", by=representative)
    upload = SimpleUploadedFile("policy.pdf", make.PDF, "application/pdf")
    found = requests.answer(line, text="", upload=upload, by=representative)
    assert (found.state, found.answered_on) == (LineState.ANSWERED, TODAY)
    assert found.file.organisation_id == member.organisation.pk
    assert not due._open().filter(object_kind="agreement.requestline").exists()
    assert [row.action for row in audit.history(line)] == ["request.answer"]


def test_who_is_late_is_reminded_before_and_after(line, member, office):
    assert tasks.SOON in due.handlers
    for day in (DUE - timedelta(days=5), DUE, DUE + timedelta(days=1)):
        clock.set_today(day, by=SYSTEM)
        due.sweep(today=day)
    assert kinds(member.representative) == ["asked", "due_soon", "late"]
    assert kinds(office.secretariat) == ["late"]
    assert list(RequestLine.objects.late(clock.today())) == [line]


def test_a_day_that_was_moved_is_reminded_of_once(line, secretariat, representative, member):
    later = DUE + timedelta(days=28)
    requests.propose(line, day=later, why="Our board meets then.", by=representative)
    requests.agree(line, by=secretariat)
    clock.set_today(DUE + timedelta(days=1), by=SYSTEM)
    due.sweep(today=clock.today())
    assert kinds(member.representative) == ["asked", "agreed"]


def test_another_member_neither_sees_nor_answers(line, sign_in_as):
    other = people.member()
    with pytest.raises(Refused):
        requests.answer(line, text="Ours.", by=people.actor_of(other.representative))
    assert sign_in_as(other.representative).get(line.get_absolute_url()).status_code == 404


def test_the_information_officer_answers_and_the_claims_person_does_not(line, member):
    officer = people.seated(Role.INFORMATION_OFFICER, member.organisation)
    with pytest.raises(Refused):
        requests.accept(line, by=people.actor_of(member.claims_person))
    assert requests.accept(line, by=people.actor_of(officer)).state == LineState.ACCEPTED


@pytest.mark.parametrize(("state", "move"), every_cell(REQUEST, LineState.values))
def test_each_move_is_for_its_side_and_starts_where_the_table_says(
    state, move, secretariat, representative, member
):
    found = RequestLine(state=state, organisation=member.organisation)
    for actor in (secretariat, representative):
        right = state in move.sources and not move.who(actor, found)
        assert (move in REQUEST.possible(found, actor)) is right
        looking = replace(actor, impersonator_id=5)
        assert move not in REQUEST.possible(found, looking)


def test_the_database_wants_a_reason_and_an_answer(line, member):
    for change in ({"state": "proposed"}, {"state": "answered"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RequestLine.objects.filter(pk=line.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestLine.objects.create(
            request=line.request, organisation=member.organisation, due_on=DUE
        )


def test_home_leads_the_member_and_the_office(line, representative, secretariat):
    (todo,) = todos.todos(representative, today=TODAY)
    assert (todo.title, todo.due) == ("Answer: Policies", DUE)
    requests.propose(line, day=DUE + timedelta(days=1), why="Holidays.", by=representative)
    titles = [each.title for each in todos.todos(secretariat, today=TODAY)]
    assert titles == ["Agree on a day: Policies"]


def test_asked_and_answered_on_the_pages(sign_in_as, office, member):
    client, theirs = sign_in_as(office.secretariat), sign_in_as(member.representative)
    new = reverse("request_new")
    posted(
        client, new,
        {"title": "Figures", "what": "Volunteers in 2025/26.", "due_on": "4 November 2026",
         "organisations": [member.organisation.pk]}, form_at=new,
    )  # fmt: skip
    line = RequestLine.objects.get()
    own = line.get_absolute_url()
    empty = posted(theirs, reverse("request_answer", args=[line.pk]), {"text": ""}, form_at=own)
    assert "Write the answer" in empty.content.decode()
    posted(theirs, reverse("request_answer", args=[line.pk]), {"text": "212"}, form_at=own)
    line.refresh_from_db()
    assert (line.state, line.answer) == (LineState.ANSWERED, "212")
    assert "212" in client.get(own).content.decode()
    assert member.organisation.name in client.get(line.request.get_absolute_url()).content.decode()
    assert "Answered and not needed" in client.get(reverse("requests")).content.decode()


def test_a_file_to_fill_in_goes_to_whom_it_is_meant_for(sign_in_as, office, member):
    other, url = people.member(), reverse("request_new")
    upload = SimpleUploadedFile("Return.pdf", make.PDF, "application/pdf")
    asking = sign_in_as(office.secretariat)
    posted(
        asking, url,
        {"title": "Return", "what": "Fill it in.", "due_on": "4 November 2026",
         "template": upload, "organisations": [member.organisation.pk]},
        form_at=url,
    )  # fmt: skip
    asked = InformationRequest.objects.get()
    check([asked.template_id])
    line = asked.lines.get()
    address = reverse("request_template", args=[line.pk])
    for client in (sign_in_as(member.representative), asking):
        assert address in client.get(line.get_absolute_url()).content.decode()
        answer = client.get(address)
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert address in asking.get(asked.get_absolute_url()).content.decode()
    assert sign_in_as(other.representative).get(address).status_code == 404


def test_a_file_to_fill_in_that_is_none_is_refused_with_the_request(sign_in_as, office, member):
    url = reverse("request_new")
    upload = SimpleUploadedFile("Return.exe", b"MZ", "application/pdf")
    answer = posted(
        sign_in_as(office.secretariat), url,
        {"title": "Return", "what": "Fill it in.", "due_on": "4 November 2026",
         "template": upload, "organisations": [member.organisation.pk]},
        form_at=url,
    )  # fmt: skip
    assert answer.status_code == 200
    assert not InformationRequest.objects.exists()


def test_where_there_is_nothing_to_fill_in_there_is_no_such_page(sign_in_as, line, member):
    address = reverse("request_template", args=[line.pk])
    assert sign_in_as(member.representative).get(address).status_code == 404
