"""Feedback and complaints: who handles what, each step, other members, forgetting."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.workflow import Refused, every_cell
from members.agreement.todos import SHOWN
from members.registers import tasks, todos
from members.registers.actions import forgetting, handling, passing, receiving
from members.registers.models import Feedback, FeedbackEntry
from members.registers.models.feedback import REMOVED
from members.registers.permissions import can_handle, sees_person
from members.registers.states import FeedbackState, Side
from members.registers.workflow import FEEDBACK
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db


def mails(to: str) -> list[str]:
    found = Message.objects.filter(to=to, kind__startswith="feedback.").order_by("pk")
    return [each.kind.removeprefix("feedback.") for each in found]


def closed(feedback, by):
    found = handling.answer(feedback, words="We rang.", outcome="upheld", by=by)
    return handling.close(found, lesson="Two people answer the telephone.", by=by)


def test_it_is_acknowledged_and_answered_by_working_days(give, office):
    found = give()
    assert (found.acknowledge_by, found.answer_by) == (date(2026, 10, 26), date(2026, 11, 18))
    assert found.side == Side.OFFICE
    assert mails("jo@example.net") == ["person_received"]
    assert mails(office.secretariat.email) == ["received"]
    assert found.reference in Message.objects.get(to="jo@example.net").subject


def test_who_gives_no_address_is_written_to_by_nobody(give):
    found = give(name="", email="")
    assert not Message.objects.filter(recipient_user_id=None).exists()
    assert found.name == ""


def test_each_step_is_kept_and_mailed(give, secretariat, office):
    found = handling.acknowledge(give(), by=secretariat)
    assert (found.state, found.acknowledged_on) == (FeedbackState.ACKNOWLEDGED, TODAY)
    found = handling.look(found, by=secretariat)
    assert found.handler == office.secretariat
    with pytest.raises(Refused, match="what is to be said"):
        handling.answer(found, words=" ", outcome="upheld", by=secretariat)
    found = handling.answer(found, words="We are sorry.", outcome="upheld", by=secretariat)
    assert mails("jo@example.net") == ["person_received", "person_acknowledged", "person_answered"]
    with pytest.raises(Refused, match="what was learned"):
        handling.close(found, by=secretariat)
    found = handling.close(found, lesson="Ring back.", by=secretariat)
    assert (found.state, found.over_on) == (FeedbackState.CLOSED, TODAY)
    kinds = [entry.kind for entry in found.entries.all()]
    assert kinds == ["acknowledged", "answer"]


def test_neither_words_nor_names_come_into_the_audit(give, secretariat):
    closed(give(), secretariat)
    rows = repr(list(audit.AuditRow.objects.values("before", "after", "reason", "object_label")))
    for word in ("Nobody rang", "Jo Reed", "jo@example", "We rang."):
        assert word not in rows


def test_about_the_accountable_body_it_goes_to_the_chair_and_past_the_office(
    give, secretariat, chair, office, term
):
    found = give(about="body")
    assert (found.side, found.organisation) == (Side.CHAIR, office.organisation)
    assert can_handle(secretariat, found)
    assert can_handle(chair, found) is None
    assert not Feedback.objects.visible_to(secretariat).exists()
    assert list(Feedback.objects.visible_to(chair)) == [found]
    assert mails(office.secretariat.email) == []
    assert mails(term.holder.email) == ["received"]
    with pytest.raises(Refused):
        handling.acknowledge(found, by=secretariat)


def test_the_same_holds_where_the_body_is_named_as_a_member(give, secretariat, chair, office):
    found = give(about="member", organisation=office.organisation)
    assert found.side == Side.CHAIR
    praise = give(kind="compliment", about="body")
    assert praise.side == Side.OFFICE
    assert list(Feedback.objects.visible_to(secretariat)) == [praise]


def test_without_a_chair_another_member_takes_it(give, secretariat, representative, office):
    own = people.seated("representative", office.organisation)
    found = give(about="body")
    assert found.side == Side.MEMBER
    assert can_handle(people.actor_of(own), found)
    assert list(Feedback.objects.visible_to(representative)) == [found]
    found = handling.look(found, by=representative)
    assert found.second_id == representative.organisation_id
    other = people.actor_of(people.member().representative)
    assert can_handle(other, found)
    assert not Feedback.objects.visible_to(other).exists()


def test_a_chair_that_falls_vacant_holds_nothing_up(give, term, representative):
    found = give(about="body")
    assert found.side == Side.CHAIR
    type(term).objects.filter(pk=term.pk).update(ends=TODAY)
    clock.set_today(TODAY + timedelta(days=7), by=SYSTEM)
    due.sweep(today=clock.today())
    found.refresh_from_db()
    assert (found.side, can_handle(representative, found)) == (Side.MEMBER, None)


def test_about_the_chair_another_member_looks_at_it_too(
    give, secretariat, chair, member, representative, term
):
    found = give(about="chair")
    assert (found.side, found.organisation_id) == (Side.OFFICE, term.organisation_id)
    assert not Feedback.objects.visible_to(chair).exists()
    with pytest.raises(Refused, match="Choose another member"):
        handling.answer(found, words="No.", outcome="none", by=secretariat)
    with pytest.raises(Refused, match="neither"):
        passing.name_second(found, organisation=term.organisation, by=secretariat)
    found = passing.name_second(found, organisation=member.organisation, by=secretariat)
    with pytest.raises(Refused, match="has not said"):
        handling.answer(found, words="No.", outcome="none", by=secretariat)
    passing.note(found, words="We think it is right.", by=representative)
    found = handling.answer(found, words="You are right.", outcome="upheld", by=secretariat)
    assert found.state == FeedbackState.ANSWERED


def test_the_chair_reads_complaints_and_not_those_about_their_own_member(give, chair, term):
    other, own = give(), give(about="member", organisation=term.organisation)
    assert list(Feedback.objects.visible_to(chair)) == [other]
    assert not sees_person(chair, other)
    assert can_handle(chair, own)


def test_a_member_reads_what_is_passed_to_it_and_says_its_side(
    give, secretariat, member, representative, office
):
    found = give(about="member", organisation=member.organisation)
    assert not Feedback.objects.visible_to(representative).exists()
    found = passing.pass_on(
        found, organisation=member.organisation, question="What happened?", by=secretariat
    )
    assert list(Feedback.objects.visible_to(representative)) == [found]
    assert not sees_person(representative, found)
    found.may_share = True
    assert sees_person(representative, found)
    passing.account(found, words="The line was down.", by=representative)
    assert mails(member.representative.email) == ["passed_on"]
    assert "account_given" in mails(office.secretariat.email)
    with pytest.raises(Refused):
        handling.answer(found, words="Ours.", outcome="none", by=representative)
    other = people.actor_of(people.member().representative)
    with pytest.raises(Refused, match="to which it was passed"):
        passing.account(found, words="Ours.", by=other)


def test_who_is_not_satisfied_is_heard_by_somebody_else(give, secretariat, chair, representative):
    found = closed(give(), secretariat)
    clock.set_today(TODAY + timedelta(days=7), by=SYSTEM)
    found = handling.appeal(found, words="It rang out again.", by=secretariat)
    assert (found.state, found.side) == (FeedbackState.APPEALED, Side.CHAIR)
    assert found.answer_by == date(2026, 11, 25)
    assert can_handle(secretariat, found)
    assert can_handle(chair, found) is None
    found = handling.answer(found, words="We see.", outcome="partly", by=chair)
    found = handling.appeal(found, words="No.", by=chair)
    assert (found.side, can_handle(representative, found)) == (Side.MEMBER, None)


def test_correcting_what_it_is_about_takes_it_from_the_office(give, secretariat, chair, office):
    found = receiving.route(give(), kind="complaint", about="body", by=secretariat)
    assert found.side == Side.CHAIR
    with pytest.raises(Refused):
        receiving.route(found, kind="compliment", about="consortium", by=secretariat)
    found = receiving.route(found, kind="concern", about="consortium", by=chair)
    assert found.side == Side.CHAIR


def test_the_database_keeps_the_one_complained_about_away(give, office):
    found = give()
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=found.pk).update(organisation=office.organisation)
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=found.pk).update(state="answered")
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=found.pk).update(forgotten_on=TODAY)


@pytest.mark.parametrize(("state", "move"), every_cell(FEEDBACK, FeedbackState.values))
@pytest.mark.parametrize("side", Side.values)
def test_each_move_is_for_its_side_and_starts_where_the_table_says(
    state, move, side, secretariat, chair, representative
):
    found = Feedback(state=state, side=side, kind="complaint", about="consortium")
    right = {Side.OFFICE: secretariat, Side.CHAIR: chair, Side.MEMBER: representative}
    for whose, actor in right.items():
        may = whose == side and state in move.sources
        assert (move in FEEDBACK.possible(found, actor)) is may
        assert move not in FEEDBACK.possible(found, replace(actor, impersonator_id=5))


def test_who_looks_through_anothers_eyes_sees_no_complaint_about_their_own_office(
    give, representative
):
    give(about="body")
    looking = replace(representative, impersonator_id=5)
    assert Feedback.objects.visible_to(representative).count() == 1
    assert not Feedback.objects.visible_to(looking).exists()


def test_it_is_reminded_of_before_and_after_its_day(give, office):
    found = give()
    assert tasks.SOON in due.handlers
    for day in (TODAY + timedelta(days=6), TODAY + timedelta(days=7)):
        clock.set_today(day, by=SYSTEM)
        due.sweep(today=day)
    assert mails(office.secretariat.email) == ["received", "late"]
    assert due._open().filter(object_id=str(found.pk)).count() == 0


def test_an_answer_ends_the_reminders(give, secretariat):
    handling.answer(give(kind="suggestion"), words="Thank you.", outcome="none", by=secretariat)
    assert not due._open().filter(object_kind="registers.feedback").exists()


def test_a_year_after_its_end_nobody_reads_who_it_was(give, secretariat):
    found = closed(give(), secretariat)
    clock.set_today(TODAY + timedelta(days=365), by=SYSTEM)
    due.sweep(today=clock.today())
    found.refresh_from_db()
    assert (found.name, found.email, found.forgotten_on) == ("", "", clock.today())
    assert found.words == "Nobody rang back."
    assert not Message.objects.filter(to="jo@example.net").exists()


def test_who_asks_is_forgotten_with_their_words(give, secretariat):
    found = give()
    with pytest.raises(Refused, match="Answer it"):
        forgetting.forget_now(found, by=secretariat)
    found = handling.end(found, "withdraw", reason="They rang.", by=secretariat)
    handling_words = FeedbackEntry.objects.create(
        feedback=found,
        kind="note",
        words="Jo Reed rang.",
        made_on=TODAY,
        made_at=clock.now(),
        made_by_id=1,
    )
    found = forgetting.forget_now(found, by=secretariat)
    handling_words.refresh_from_db()
    assert (found.words, handling_words.words, found.email) == (REMOVED, REMOVED, "")


def test_a_line_of_its_course_stays_as_written(give, secretariat):
    passing.note(give(), words="Rang them.", by=secretariat)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedbackEntry.objects.update(words="Did not ring.")
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedbackEntry.objects.all().delete()


def test_home_leads_who_handles_it_and_the_member_that_is_asked(
    give, secretariat, chair, member, representative
):
    found, about_body = give(), give(about="body")
    assert [each.title for each in todos.todos(secretariat, today=TODAY)] == [
        f"Acknowledge complaint {found.reference}"
    ]
    assert [each.title for each in todos.todos(chair, today=TODAY)] == [
        f"Acknowledge complaint {about_body.reference}"
    ]
    passing.pass_on(found, organisation=member.organisation, question="Why?", by=secretariat)
    titles = [each.title for each in todos.todos(representative, today=TODAY)]
    assert titles == [f"Say what your organisation says to complaint {found.reference}"]


def test_home_names_a_few_and_takes_one_query(give, secretariat, django_assert_num_queries):
    for _ in range(SHOWN + 2):
        give()
    with django_assert_num_queries(1):
        assert len(list(todos.todos(secretariat, today=TODAY))) == SHOWN


def test_keying_in_is_for_the_secretariat(secretariat, representative, office):
    values = {"kind": "concern", "about": "consortium", "words": "By letter.", "how": "letter"}
    assert receiving.receive(**values, by=secretariat).recorded_by_id == office.secretariat.pk
    with pytest.raises(Refused, match="secretariat"):
        receiving.receive(**values, by=representative)
    later = TODAY + timedelta(days=1)
    with pytest.raises(Refused, match="later than today"):
        receiving.receive(**values, received_on=later, by=secretariat)
