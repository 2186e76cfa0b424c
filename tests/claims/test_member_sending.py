"""A claim passed on, signed, frozen, withdrawn, answered; what was sent stays as it was."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.actions import drafting, evidence, sending
from claims.actions.snapshot import sha256_of
from claims.models import ChangePart, ChangeRequest, Claim, Evidence, Submission
from claims.states import ClaimState, Part
from consortium.core import clock
from consortium.core.models import Message
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from tests.factories.claims import (
    a_claim_to_sign,
    a_draft,
    a_nil_claim,
    a_scene,
    a_sent_claim,
    add_line,
    an_entry,
    an_upload,
    set_day,
    start,
)
from tests.factories.members import actor_of, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_scene()


def fresh(claim):
    return Claim.objects.get(pk=claim.pk)


def ask(claim, *parts, by_id=901):
    """Changes as the checking side asks for them: (part, section or None, line or None)."""
    Claim.objects.filter(pk=claim.pk).update(state=ClaimState.CHANGES_REQUESTED)
    request = ChangeRequest.objects.create(
        claim=claim, message="Say more.", asked_at=clock.now(), asked_by_id=by_id
    )
    for part, section, line in parts:
        ChangePart.objects.create(request=request, part=part, section=section, line=line)
    return request


def test_an_unfinished_claim_is_not_passed_on_and_all_gaps_are_named(scene):
    claim = start(scene)
    add_line(scene, claim, date_paid=None)
    with pytest.raises(Refused) as caught:
        sending.pass_on(claim, by=scene.claims_person)
    said = " ".join(caught.value.reasons)
    for words in ("Line 1: enter the date paid", "add evidence", "outputs", "achieved", "forecast"):
        assert words in said
    assert fresh(claim).state == ClaimState.IN_PROGRESS


def test_passing_on_locks_the_claim_and_tells_the_representative(scene):
    claim = a_claim_to_sign(scene)
    assert claim.state == ClaimState.AWAITING_SIGN_OFF
    mail = Message.objects.get(kind="claim.to_sign")
    assert mail.recipient_user_id == scene.representative.user_id
    assert mail.subject == "Sign your July to September 2026 claim by Wed 14 October 2026"
    with pytest.raises(Refused, match="Take it back"):
        add_line(scene, claim, 9)


def test_taking_back_opens_it_again(scene):
    claim = a_claim_to_sign(scene)
    assert sending.take_back(claim, by=scene.claims_person).state == ClaimState.IN_PROGRESS


def test_sending_back_needs_a_reason_and_reaches_the_claims_person(scene):
    claim = a_claim_to_sign(scene)
    with pytest.raises(Refused, match="Give a reason"):
        sending.send_back(claim, reason=" ", by=scene.representative)
    sending.send_back(claim, reason="Line 2 is not ours.", by=scene.representative)
    assert fresh(claim).state == ClaimState.IN_PROGRESS
    mail = Message.objects.get(kind="claim.sent_back")
    assert mail.recipient_user_id == scene.claims_person.user_id
    assert "Line 2 is not ours." in mail.text


def test_a_claims_person_cannot_sign(scene):
    claim = a_claim_to_sign(scene)
    with pytest.raises(Refused, match="Only the representative"):
        sending.sign(claim, declared=True, by=scene.claims_person)


def test_nobody_signs_without_the_declaration(scene):
    claim = a_claim_to_sign(scene)
    with pytest.raises(Refused, match="Tick the declaration"):
        sending.sign(claim, declared=False, by=scene.representative)
    assert not Submission.objects.exists()
    assert fresh(claim).submissions_made == 0


def test_what_is_signed_is_what_was_seen(scene):
    claim = a_claim_to_sign(scene)
    seen = claim.version
    sending.take_back(claim, by=scene.claims_person)
    sending.pass_on(claim, by=scene.claims_person)
    with pytest.raises(Stale):
        sending.sign(claim, declared=True, version=seen, by=scene.representative)


def test_signing_sends_freezes_and_says_what_comes_next(scene):
    claim = a_claim_to_sign(scene)
    submission = sending.sign(claim, declared=True, by=scene.representative)
    claim = fresh(claim)
    assert claim.state == ClaimState.SUBMITTED
    assert (submission.number, submission.claimed, claim.late) == (1, 100_00, False)
    assert claim.expected_on == scene.round.pay_due
    assert submission.signatory == scene.representative.name
    assert submission.sha256 == sha256_of(submission.snapshot)
    assert [line["claimed"] for line in submission.snapshot["lines"]] == [50_00, 50_00]
    assert scene.organisation.name in submission.declaration


def test_the_snapshot_keeps_its_hash_when_read_back_from_the_database(scene):
    claim = a_sent_claim(scene)
    submission = Submission.objects.get(claim=claim)
    assert sha256_of(submission.snapshot) == submission.sha256


def test_the_database_keeps_a_submission_as_it_was_sent(scene):
    submission = a_sent_claim(scene).submissions.get()
    for change in ({"claimed": 1}, {"snapshot": {}}, {"sha256": "0" * 64}, {"number": 9}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).delete()


def test_whoever_filled_it_in_stays_its_preparer_when_the_representative_signs(scene):
    claim = a_draft(scene)
    sending.sign(claim, declared=True, by=scene.representative)
    assert fresh(claim).prepared_by_id == scene.claims_person.user_id
    snapshot = claim.submissions.get().snapshot
    assert snapshot["prepared_by"] == scene.people.claims_person.name


def test_the_snapshot_adds_up_to_the_claim(scene):
    snapshot = a_sent_claim(scene, lines=3).submissions.get().snapshot
    lines = sum(line["claimed"] for line in snapshot["lines"])
    headings = sum(h["actual"] for s in snapshot["sections"] for h in s["headings"])
    assert lines == headings == snapshot["total"]["actual"] == snapshot["claimed"] == 150_00


def test_a_representative_signs_their_own_draft_in_one_step(scene):
    claim = a_draft(scene)
    sending.sign(claim, declared=True, by=scene.representative)
    assert fresh(claim).state == ClaimState.SUBMITTED
    assert not Message.objects.filter(kind="claim.to_sign").exists()


@pytest.mark.parametrize(("day", "late"), [(14, False), (15, True)])
def test_late_is_decided_by_the_clock_when_it_is_signed(scene, day, late):
    claim = a_claim_to_sign(scene)
    set_day(date(2026, 10, day))
    submission = sending.sign(claim, declared=True, by=scene.representative)
    assert (fresh(claim).late, submission.late) == (late, late)
    assert submission.snapshot["late"] is late


def test_a_late_claim_is_paid_later(scene):
    claim = a_claim_to_sign(scene)
    set_day(date(2026, 11, 2))
    sending.sign(claim, declared=True, by=scene.representative)
    assert fresh(claim).expected_on > scene.round.pay_due


def test_a_closed_quarter_takes_no_more_claims(scene):
    from claims.actions import rounds

    claim = a_claim_to_sign(scene)
    set_day(date(2026, 10, 20))
    rounds.close_round(scene.round, by=scene.finance)
    with pytest.raises(Refused, match="closed"):
        sending.sign(claim, declared=True, by=scene.representative)


def test_a_nil_claim_goes_the_same_way(scene):
    claim = a_nil_claim(scene)
    assert (claim.state, claim.nil, claim.claimed) == (ClaimState.SUBMITTED, True, 0)


def test_signing_costs_as_many_queries_with_one_line_as_with_six(scene):
    counts = []
    for lines in (1, 6):
        here = a_scene(grant=scene.grant, office=scene.office)
        claim = a_claim_to_sign(here, lines=lines)
        with CaptureQueriesContext(connection) as queries:
            sending.sign(claim, declared=True, by=here.representative)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_withdrawing_frees_the_lines_and_starting_again_takes_them_back(scene):
    claim = a_sent_claim(scene)
    with pytest.raises(Refused, match="Give a reason"):
        sending.withdraw(claim, reason="", by=scene.representative)
    sending.withdraw(claim, reason="Wrong quarter", by=scene.representative)
    assert fresh(claim).state == ClaimState.WITHDRAWN
    assert not claim.lines.filter(live=True).exists()
    sending.start_again(claim, by=scene.claims_person)
    assert claim.lines.filter(live=True).count() == 2
    sending.sign(claim, declared=True, by=scene.representative)
    assert [s.number for s in claim.submissions.all()] == [1, 2]


def test_a_checked_claim_is_not_withdrawn(scene):
    claim = a_sent_claim(scene)
    Claim.objects.filter(pk=claim.pk).update(state=ClaimState.CHECKED, checked_by_id=901)
    with pytest.raises(Refused, match="not possible"):
        sending.withdraw(claim, reason="Oh", by=scene.representative)


def test_a_withdrawn_claim_whose_invoice_is_claimed_elsewhere_stays_withdrawn(scene):
    from dataclasses import replace

    claim = a_sent_claim(scene, lines=1)
    sending.withdraw(claim, reason="Oh", by=scene.representative)
    line = claim.lines.get()
    other = a_scene(
        grant=scene.grant, office=scene.office, people=scene.people, outputs=0,
        today=date(2027, 1, 5), quarter=scene.round.period.next(),
    )  # fmt: skip
    later = start(other)
    entry = replace(
        an_entry(scene.budgets[0]), item_id=line.item_id, late_item=True, late_reason="Late"
    )
    drafting.save_line(later, entry, by=scene.claims_person)
    with pytest.raises(Refused, match="meanwhile"):
        sending.start_again(claim, by=scene.claims_person)


def test_only_the_named_line_opens_when_changes_are_asked_for(scene):
    claim = a_sent_claim(scene)
    first, second = claim.lines.all()
    ask(claim, (Part.SPEND, None, first))
    entry = an_entry(scene.budgets[0], 1, claimed=40_00)
    drafting.save_line(
        claim, entry, line_id=first.pk, version=first.version, by=scene.claims_person
    )
    with pytest.raises(Refused, match="Line 2 is not open"):
        drafting.save_line(
            claim, an_entry(scene.budgets[1], 2), line_id=second.pk, version=second.version,
            by=scene.claims_person,
        )  # fmt: skip
    for attempt in (
        lambda: add_line(scene, claim, 9),
        lambda: drafting.remove_line(claim, first.pk, by=scene.claims_person),
        lambda: drafting.save_progress(
            claim, scene.project.pk, {"achieved": "x"}, done=True, by=scene.claims_person
        ),
        lambda: drafting.set_nil(claim, nil=True, by=scene.claims_person),
        lambda: drafting.save_forecast(claim, {}, by=scene.claims_person),
    ):
        with pytest.raises(Refused):
            attempt()


def test_a_changed_line_waits_for_a_decision_again(scene):
    claim = a_sent_claim(scene)
    first = claim.lines.first()
    claim.lines.update(decision="accepted", approved=50_00, decided_by_id=901)
    ask(claim, (Part.SPEND, None, first))
    entry = an_entry(scene.budgets[0], 1, claimed=40_00)
    line = drafting.save_line(
        claim, entry, line_id=first.pk, version=first.version, by=scene.claims_person
    )
    assert (line.decision, line.approved) == ("pending", None)
    assert claim.lines.last().decision == "accepted"


def test_the_answer_is_the_next_submission_and_the_first_one_stays(scene):
    claim = a_sent_claim(scene)
    before = claim.submissions.get().sha256
    first = claim.lines.first()
    request = ask(claim, (Part.SPEND, None, first), by_id=scene.finance.user_id)
    entry = an_entry(scene.budgets[0], 1, claimed=40_00)
    drafting.save_line(
        claim, entry, line_id=first.pk, version=first.version, by=scene.claims_person
    )
    with pytest.raises(Refused, match="what you changed"):
        sending.answer(claim, text=" ", declared=True, by=scene.representative)
    sending.ready_to_answer(claim, text="Took the cakes off.", by=scene.claims_person)
    submission = sending.answer(
        claim, text="Took the cakes off.", declared=True, by=scene.representative
    )
    request.refresh_from_db()
    assert (submission.number, submission.claimed) == (2, 90_00)
    assert request.answered_by_id == scene.representative.user_id
    assert Submission.objects.get(claim=claim, number=1).sha256 == before
    assert Message.objects.filter(
        kind="claim.changes_made", recipient_user_id=scene.finance.user_id
    ).exists()


def test_a_line_that_was_sent_is_kept(scene):
    claim = a_sent_claim(scene)
    section = claim.sections.get()
    ask(claim, (Part.SPEND, section, None))
    with pytest.raises(Refused, match="part of what you sent"):
        drafting.remove_line(claim, claim.lines.first().pk, by=scene.claims_person)
    new = add_line(scene, claim, 9)
    assert new.number == 3
    drafting.remove_line(claim, new.pk, by=scene.claims_person)


# Evidence.


def test_files_are_numbered_and_find_their_line_by_name(scene):
    claim = start(scene)
    add_line(scene, claim, 1)
    second = add_line(scene, claim, 2)
    one = evidence.add_evidence(claim, an_upload("statement.pdf"), by=scene.claims_person)
    two = evidence.add_evidence(claim, an_upload("INV-0002 hall.pdf"), by=scene.claims_person)
    assert (one.number, two.number) == (1, 2)
    assert not one.links.exists()
    assert two.links.get().line_id == second.pk


def test_a_refused_file_says_why_and_leaves_the_claim_untouched(scene):
    from consortium.core.filetypes import FileRefused

    claim = start(scene)
    version = fresh(claim).version
    for name, content in (
        ("empty.pdf", None),
        ("page.html", b"<html>"),
        ("fake.pdf", b"MZ not a pdf"),
        ("macro.xlsm", b"PK\x03\x04"),
        ("big.pdf", b"%PDF-" + b"x" * (12 * 1024 * 1024 + 1)),
    ):
        upload = an_upload(name, content or b" ")
        if content is None:
            upload.size = 0
        with pytest.raises(FileRefused):
            evidence.add_evidence(claim, upload, by=scene.claims_person)
    assert not Evidence.objects.exists()
    assert fresh(claim).version == version


def test_a_drafts_file_can_go_and_a_sent_one_stays(scene):
    claim = a_draft(scene, lines=1)
    extra = evidence.add_evidence(claim, an_upload("extra.pdf"), by=scene.claims_person)
    evidence.remove_evidence(extra, by=scene.claims_person)
    assert extra.file.__class__.objects.get(pk=extra.file_id).state == "tombstoned"
    sending.sign(claim, declared=True, by=scene.representative)
    kept = claim.evidence.get()
    with pytest.raises(Refused):
        evidence.remove_evidence(kept, by=scene.claims_person)
    ask(fresh(claim), (Part.EVIDENCE, None, None))
    with pytest.raises(Refused, match="was sent with the claim"):
        evidence.remove_evidence(kept, by=scene.claims_person)
    with pytest.raises(Refused, match="was sent with line 1"):
        evidence.unlink_evidence(kept, claim.lines.get().pk, by=scene.claims_person)


def test_after_sending_evidence_is_only_added(scene):
    claim = start(scene)
    line = add_line(scene, claim)
    evidence.promise_evidence(line, date(2026, 10, 20), by=scene.claims_person)
    from tests.factories.claims import finish

    finish(scene, claim)
    sending.sign(claim, declared=True, by=scene.representative)
    added = evidence.add_evidence(
        claim, an_upload("late.pdf"), line_ids=[line.pk], by=scene.claims_person
    )
    assert added.after_sending
    with pytest.raises(Refused):
        evidence.remove_evidence(added, by=scene.claims_person)
    with pytest.raises(Refused):
        evidence.promise_evidence(line, None, by=scene.claims_person)


@pytest.mark.parametrize("day", [date(2026, 10, 7), date(2026, 11, 5)])
def test_a_promise_is_kept_between_today_and_the_funders_day(scene, day):
    line = add_line(scene, start(scene))
    with pytest.raises(Refused, match="must be"):
        evidence.promise_evidence(line, day, by=scene.claims_person)


def test_one_file_serves_again_on_a_later_claim_but_not_for_another_member(scene):
    claim = a_sent_claim(scene, lines=1)
    stored = claim.evidence.get().file
    other = a_scene(people=scene.people, office=scene.office)
    there = start(other)
    line = add_line(other, there)
    again = evidence.reuse_evidence(there, stored.pk, line_ids=[line.pk], by=other.claims_person)
    assert again.file_id == stored.pk
    stranger = a_scene(office=scene.office)
    with pytest.raises(Refused, match="no such file"):
        evidence.reuse_evidence(start(stranger), stored.pk, by=stranger.claims_person)


def test_nobody_adds_evidence_to_another_members_claim(scene):
    claim = start(scene)
    with pytest.raises(Refused, match="Only people of"):
        evidence.add_evidence(claim, an_upload(), by=actor_of(member().claims_person))
