"""Disputes: two sides, one third party that both agree on, an outcome that both agree on (R75)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditRow, Message
from consortium.core.workflow import Refused, every_cell
from members.states import Role
from members.working import rules, tasks
from members.working.actions import disputes
from members.working.models import Dispute, Proposal, Step
from members.working.states import DisputeState, ProposalState, Side
from members.working.workflow import DISPUTE, PROPOSAL
from tests.factories import agreement as make
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
SECRET = "They held back the money."


@pytest.fixture
def dispute(chair, body):
    return disputes.open_dispute(title="Late payments", about=SECRET, clause="8.1(4)", by=chair)


def third(dispute, by) -> Proposal:
    return disputes.propose_third_party(
        dispute, name="Jo Middle", works_for="Example Mediation", why="Knows neither.", by=by
    )


def kinds(user_id: int) -> list[str]:
    found = Message.objects.filter(recipient_user_id=user_id, kind__startswith="dispute.")
    return [each.kind.removeprefix("dispute.") for each in found.order_by("pk")]


def test_either_side_opens_one_and_the_other_is_told(chair, body):
    ours = disputes.open_dispute(title="A", about="B", clause="8.1", by=body)
    theirs = disputes.open_dispute(title="C", about="D", clause="8.2", by=chair)
    assert (ours.opened_side, theirs.opened_side) == (Side.BODY, Side.CONSORTIUM)
    assert ours.body_id == theirs.body_id == body.organisation_id
    assert kinds(chair.user_id) == kinds(body.user_id) == ["opened"]


def test_nobody_else_opens_one(secretariat, representative, chair, body, office):
    others = [secretariat, representative, people.actor_of(office.finance)]
    for by in (*others, replace(chair, impersonator_id=5), replace(body, impersonator_id=5)):
        with pytest.raises(Refused):
            disputes.open_dispute(title="A", about="B", clause="8.1", by=by)
    assert not Dispute.objects.exists()


def test_it_needs_a_title_words_and_a_clause_that_is_there(chair, body, secretariat):
    with pytest.raises(Refused) as refused:
        disputes.open_dispute(title=" ", about="", clause="", by=chair)
    assert len(refused.value.reasons) == 3
    version = make.opened(by=secretariat)
    type(version).objects.filter(pk=version.pk).update(state="standing", stands_from=TODAY)
    with pytest.raises(Refused, match="no clause 9.9"):
        disputes.open_dispute(title="A", about="B", clause="9.9", by=chair)
    assert disputes.open_dispute(title="A", about="B", clause="5.1", by=chair).clause == "5.1"


def test_the_other_side_agrees_to_the_third_party(dispute, chair, body):
    proposal = third(dispute, chair)
    with pytest.raises(Refused, match="Your own side"):
        disputes.agree(proposal, by=chair)
    agreed = disputes.agree(proposal, by=body)
    dispute.refresh_from_db()
    assert (agreed.state, agreed.answered_side) == (ProposalState.AGREED, Side.BODY)
    assert dispute.state == DisputeState.WITH_THIRD
    assert kinds(chair.user_id) == ["agreed"]


def test_the_same_side_never_agrees_through_another_of_its_people(dispute, body, office):
    proposal = third(dispute, body)
    colleague = replace(body, user_id=office.finance.pk)
    with pytest.raises(Refused, match="Your own side"):
        disputes.agree(proposal, by=colleague)


def test_a_person_with_both_hats_cannot_agree_for_both(dispute, chair, body):
    proposal = third(dispute, chair)
    both = replace(body, user_id=chair.user_id)
    with pytest.raises(Refused, match="acted for the other side"):
        disputes.agree(proposal, by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            state="agreed", answered_on=TODAY, answered_side="body", answered_by_id=chair.user_id
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            state="agreed", answered_on=TODAY, answered_side="consortium",
            answered_by_id=body.user_id,
        )  # fmt: skip


def test_who_wrote_a_note_for_one_side_does_not_answer_for_the_other(dispute, chair, body):
    proposal = third(dispute, chair)
    disputes.write_step(dispute, on=TODAY, words="We met.", by=body)
    turned = replace(chair, user_id=body.user_id)
    with pytest.raises(Refused, match="acted for the other side"):
        disputes.write_step(dispute, on=TODAY, words="We met.", by=turned)
    assert disputes.agree(proposal, by=body).state == ProposalState.AGREED


def test_a_proposal_is_declined_with_a_reason_or_taken_back_by_its_side(dispute, chair, body):
    proposal = third(dispute, chair)
    with pytest.raises(Refused, match="why not"):
        disputes.decline(proposal, why=" ", by=body)
    with pytest.raises(Refused, match="One proposal waits"):
        third(dispute, body)
    with pytest.raises(Refused, match="Only the side"):
        disputes.take_back(proposal, by=body)
    assert disputes.decline(proposal, why="Too dear.", by=body).answer == "Too dear."
    with pytest.raises(Refused):
        disputes.agree(proposal, by=body)
    second = third(dispute, body)
    assert disputes.take_back(second, by=body).state == ProposalState.WITHDRAWN
    with pytest.raises(Refused):
        disputes.agree(second, by=chair)
    dispute.refresh_from_db()
    assert dispute.state == DisputeState.TALKING


def test_a_member_is_no_independent_third_party(dispute, chair, member):
    for name, works_for in (
        (member.organisation.name.upper(), ""),
        ("Jo", member.organisation.name),
    ):
        with pytest.raises(Refused, match="not independent"):
            disputes.propose_third_party(
                dispute, name=name, works_for=works_for, why="They say so.", by=chair
            )


def test_it_is_settled_by_an_outcome_that_both_agree_on(dispute, chair, body):
    waiting = third(dispute, body)
    proposal = disputes.propose_outcome(dispute, words="Pay within 20 days.", by=body)
    disputes.agree(proposal, by=chair)
    dispute.refresh_from_db()
    waiting.refresh_from_db()
    assert (dispute.state, dispute.ended_on) == (DisputeState.SETTLED, TODAY)
    assert waiting.state == ProposalState.WITHDRAWN
    for verb in (
        lambda: disputes.write_step(dispute, on=TODAY, words="More.", by=chair),
        lambda: disputes.propose_outcome(dispute, words="Again.", by=chair),
        lambda: disputes.withdraw(dispute, why="No.", by=chair),
    ):
        with pytest.raises(Refused):
            verb()


def test_only_the_side_that_opened_it_withdraws_it(dispute, chair, body):
    with pytest.raises(Refused, match="Only the side that opened"):
        disputes.withdraw(dispute, why="Over.", by=body)
    with pytest.raises(Refused, match="Say why"):
        disputes.withdraw(dispute, why=" ", by=chair)
    found = disputes.withdraw(dispute, why="It was paid.", by=chair)
    assert found.state == DisputeState.WITHDRAWN
    assert Step.objects.get(dispute=found).words == "It was paid."


def test_both_sides_are_prompted_on_working_days_until_it_is_over(dispute, chair, body):
    first, second = rules.prompts(TODAY)
    assert (first - TODAY, second - TODAY) == (timedelta(days=14), timedelta(days=28))
    assert rules.prompts(date(2026, 12, 11))[0] == date(2026, 12, 29)  # 25 to 28 December are off
    assert disputes.PROMPT in due.handlers
    assert tasks
    clock.set_today(first, by=SYSTEM)
    due.sweep(today=first)
    assert kinds(body.user_id) == ["opened", "prompt"]
    assert kinds(chair.user_id) == ["prompt"]
    disputes.withdraw(dispute, why="Over.", by=chair)
    clock.set_today(second, by=SYSTEM)
    due.sweep(today=second)
    assert kinds(chair.user_id) == ["prompt"]


def test_no_word_of_it_is_in_the_audit_or_in_a_mail(dispute, chair, body):
    disputes.write_step(dispute, on=TODAY, words="A secret step.", by=body)
    disputes.agree(third(dispute, chair), by=body)
    disputes.agree(disputes.propose_outcome(dispute, words="A secret end.", by=chair), by=body)
    rows = " ".join(str(row) for row in AuditRow.objects.values_list())
    mails = " ".join(f"{m.subject} {m.text}" for m in Message.objects.filter(kind__contains="disp"))
    for words in (SECRET, "A secret step.", "A secret end.", "Jo Middle", "Late payments"):
        assert words not in rows
        assert words not in mails
    assert [row.action for row in audit.history(dispute)] != []


def test_others_see_no_dispute(dispute, secretariat, representative, chair, body):
    for actor in (secretariat, representative, None, replace(chair, impersonator_id=9)):
        assert not Dispute.objects.visible_to(actor).exists()
    for actor in (chair, body):
        assert Dispute.objects.visible_to(actor).exists()
    auditor = replace(chair, roles=frozenset({Role.AUDITOR.value}), hat="auditor:-")
    assert Dispute.objects.visible_to(auditor).exists()


def test_a_file_goes_with_a_note_and_the_summary_is_kept(dispute, chair):
    upload = SimpleUploadedFile("letter.pdf", make.PDF, "application/pdf")
    step = disputes.write_step(dispute, on=TODAY, words="A letter.", upload=upload, by=chair)
    assert step.file.owner_kind == "working.dispute"
    kept = disputes.keep_copy(dispute, content=make.PDF, by=chair)
    assert kept.ours
    with pytest.raises(Refused):
        disputes.write_step(dispute, on=TODAY + timedelta(days=1), words="B", by=chair)


@pytest.mark.parametrize(("state", "move"), every_cell(DISPUTE, DisputeState.values))
def test_each_move_of_a_dispute_starts_where_the_table_says(state, move, chair, body):
    real = Dispute.objects.create(
        title="A", about="B", clause="1", body_id=body.organisation_id, opened_side="consortium",
        opened_on=TODAY, opened_by_id=chair.user_id,
    )  # fmt: skip
    real.state = state
    for actor in (chair, body):
        right = state in move.sources and (move.name != "withdraw" or actor is chair)
        assert (move in DISPUTE.possible(real, actor)) is right
        assert move not in DISPUTE.possible(real, replace(actor, impersonator_id=5))


@pytest.mark.parametrize(("state", "move"), every_cell(PROPOSAL, ProposalState.values))
def test_each_move_of_a_proposal_is_for_its_side(state, move, dispute, chair, body, secretariat):
    found = third(dispute, chair)
    found.state = state
    for actor, side in ((chair, "own"), (body, "other"), (secretariat, "none")):
        whose = "own" if move.name == "take_back" else "other"
        right = state in move.sources and side == whose
        assert (move in PROPOSAL.possible(found, actor)) is right


def test_the_database_keeps_what_was_written(dispute, chair, body):
    step = disputes.write_step(dispute, on=TODAY, words="We met.", by=chair)
    proposal = third(dispute, chair)
    for change in (
        lambda: Step.objects.filter(pk=step.pk).update(words="Else"),
        lambda: Step.objects.filter(pk=step.pk).delete(),
        lambda: Proposal.objects.filter(pk=proposal.pk).update(words="Else"),
        lambda: Proposal.objects.filter(pk=proposal.pk).delete(),
        lambda: Dispute.objects.filter(pk=dispute.pk).update(state="settled"),
        lambda: Dispute.objects.filter(pk=dispute.pk).update(about=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    disputes.agree(proposal, by=body)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(answer="Else")
