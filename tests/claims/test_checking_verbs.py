"""Deciding lines, checking, asking for changes, rejecting: who may, what changes, what is told."""

import pytest

from claims.actions.asking import Asked, ask_changes
from claims.actions.checking import (
    Ruling,
    accept_the_rest,
    add_note,
    check,
    check_clean,
    decide_line,
    reject,
    uncheck,
)
from claims.actions.clearing import clear_duplicate
from claims.actions.flagging import look_over, look_over_sent
from claims.facts.flags import kept_flags
from claims.models import Claim, ClaimLine, DuplicateClearance
from claims.states import ClaimState, Decision, Part
from consortium.core import audit
from consortium.core.models.audit import AuditRow
from consortium.core.models.outbox import Message
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from tests.factories.checking import a_line, attach, decided, ground, own_claim, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def on():
    return ground()


def lines_of(claim):
    return list(claim.lines.order_by("number"))


def test_accepting_a_line_approves_all_of_it_and_needs_no_reason(on):
    claim = sent(on)
    line = decide_line(lines_of(claim)[0], Ruling(Decision.ACCEPTED), by=on.checker)
    line.refresh_from_db()
    assert (line.decision, line.approved, line.reason) == ("accepted", 100_00, "")
    assert line.decided_by_id == on.office.finance.pk


@pytest.mark.parametrize(
    "ruling, approved",
    [
        (Ruling(Decision.REDUCED, 80_00, "VAT was in it"), 80_00),
        (Ruling(Decision.DISALLOWED, None, "Not of this project"), 0),
        (Ruling(Decision.PARKED, None, "Waits for the receipt"), 0),
    ],
)
def test_what_is_not_accepted_carries_its_reason(on, ruling, approved):
    line = decide_line(lines_of(sent(on))[0], ruling, by=on.checker)
    line.refresh_from_db()
    assert (line.decision, line.approved, line.reason) == (ruling.decision, approved, ruling.reason)


@pytest.mark.parametrize(
    "ruling, words",
    [
        (Ruling(Decision.REDUCED, 80_00), "Give a reason"),
        (Ruling(Decision.DISALLOWED, None, "  "), "Give a reason"),
        (Ruling(Decision.REDUCED, None, "Why"), "Enter the amount"),
        (Ruling(Decision.REDUCED, 100_00, "Why"), "less than the £100.00"),
        (Ruling(Decision.REDUCED, 100_01, "Why"), "less than the £100.00"),
        (Ruling(Decision.REDUCED, -1, "Why"), "less than the £100.00"),
        (Ruling("nonsense", None, "Why"), "Choose what is decided"),
        (Ruling(Decision.PENDING, None, "Why"), "Choose what is decided"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_and_changes_nothing(on, ruling, words):
    line = lines_of(sent(on))[0]
    with pytest.raises(Refused, match=words):
        decide_line(line, ruling, by=on.checker)
    line.refresh_from_db()
    assert line.decision == Decision.PENDING


def test_a_line_that_somebody_else_decided_meanwhile_is_not_decided_over(on):
    line = lines_of(sent(on))[0]
    decide_line(line, Ruling(Decision.ACCEPTED), version=1, by=on.checker)
    with pytest.raises(Stale):
        decide_line(line, Ruling(Decision.DISALLOWED, None, "No"), version=1, by=on.second)


def test_accepting_the_rest_leaves_what_was_decided_before(on):
    claim = sent(on, (100_00, 50_00, 25_00))
    first = lines_of(claim)[0]
    decide_line(first, Ruling(Decision.DISALLOWED, None, "No"), by=on.checker)
    assert accept_the_rest(claim, by=on.checker) == 2
    assert [line.approved for line in lines_of(claim)] == [0, 50_00, 25_00]
    with pytest.raises(Refused, match="decided already"):
        accept_the_rest(claim, by=on.checker)


def test_a_claim_is_checked_only_when_every_line_is_decided(on):
    claim = sent(on)
    with pytest.raises(Refused, match="Decide these lines first: 1, 2"):
        check(claim, by=on.checker)
    accept_the_rest(claim, by=on.checker)
    check(claim, by=on.checker)
    claim.refresh_from_db()
    assert claim.state == ClaimState.CHECKED
    assert claim.checked_by_id == on.office.finance.pk


def test_a_nil_claim_has_nothing_to_decide(on):
    claim = sent(on, ())
    assert check(claim, by=on.checker).state == ClaimState.CHECKED


def test_checking_is_for_officers_only(on):
    claim = sent(on)
    accept_the_rest(claim, by=on.checker)
    for person in (on.member.representative, on.office.secretariat, on.chair):
        with pytest.raises(Refused, match="Only a finance officer or second approver"):
            check(claim, by=on.actor(person))


def test_whoever_entered_a_line_does_not_check_it(on):
    claim = sent(on)
    claim.lines.first().item.__class__.objects.update(created_by_id=on.office.finance.pk)
    accept_the_rest(claim, by=on.second)
    with pytest.raises(Refused, match="You prepared this claim"):
        check(claim, by=on.checker)


def test_the_bodys_own_claim_is_checked_by_another_of_its_officers(on):
    claim = own_claim(on)
    assert decided(claim, by=on.checker).state == ClaimState.CHECKED
    another = own_claim(ground(beside=on), signer=on.office.finance)
    with pytest.raises(Refused, match="You prepared or signed"):
        accept_the_rest(another, by=on.checker)


def test_every_decision_writes_an_audit_row(on):
    claim = sent(on)
    decide_line(lines_of(claim)[0], Ruling(Decision.REDUCED, 1, "Too much"), by=on.checker)
    accept_the_rest(claim, by=on.checker)
    check(claim, by=on.checker)
    rows = list(audit.history(claim).values_list("action", "reason"))
    assert rows == [
        ("claim.line_decided", "Too much"),
        ("claim.lines_accepted", ""),
        ("claim.check", ""),
    ]


def test_a_clean_claim_is_checked_in_one_step_and_others_say_why_not(on):
    clean = sent(on)
    assert check_clean(clean, by=on.checker).state == ClaimState.CHECKED
    dirty = sent(ground(beside=on), evidence=False)
    with pytest.raises(Refused, match="no evidence"):
        check_clean(dirty, by=on.checker)
    dirty.refresh_from_db()
    assert dirty.state == ClaimState.SUBMITTED
    assert not dirty.lines.exclude(decision=Decision.PENDING).exists()


def test_a_checked_claim_goes_back_to_checking_with_a_reason(on):
    claim = decided(sent(on), by=on.checker)
    with pytest.raises(Refused, match="Give a reason"):
        uncheck(claim, reason=" ", by=on.second)
    uncheck(claim, reason="Line 2 was overlooked", by=on.second)
    claim.refresh_from_db()
    assert (claim.state, claim.checked_by_id) == (ClaimState.SUBMITTED, None)


def test_a_stale_page_checks_nothing(on):
    claim = sent(on)
    accept_the_rest(claim, version=1, by=on.checker)
    with pytest.raises(Stale):
        check(claim, version=1, by=on.checker)


def test_checking_twice_is_told_and_done_once(on):
    claim = decided(sent(on), by=on.checker)
    with pytest.raises(Refused, match="already checked"):
        check(claim, version=1, by=on.second)
    assert AuditRow.objects.filter(action="claim.check").count() == 1


def test_asking_for_changes_opens_the_named_parts_and_forgets_their_decisions(on):
    claim = sent(on)
    accept_the_rest(claim, by=on.checker)
    one, two = lines_of(claim)
    section = claim.sections.get()
    parts = [Asked(Part.SPEND, line=one.pk), Asked(Part.OUTPUTS, section=section.pk)]
    request = ask_changes(claim, parts, message="Which hall was it?", by=on.checker)
    claim.refresh_from_db()
    assert claim.state == ClaimState.CHANGES_REQUESTED
    assert {(p.part, p.line_id, p.section_id) for p in request.parts.all()} == {
        ("spend", one.pk, None),
        ("outputs", None, section.pk),
    }
    assert [line.decision for line in lines_of(claim)] == ["pending", "accepted"]
    mail = Message.objects.filter(kind="claims.changes_asked")
    assert {m.recipient_user_id for m in mail} == {
        on.member.representative.pk,
        on.member.claims_person.pk,
    }
    assert "Which hall was it?" in mail[0].text
    assert f"Spend, line 1: {one.item}" in mail[0].text
    assert two.item.supplier not in mail[0].text


def test_asking_about_a_section_forgets_its_lines_only(on):
    claim = sent(on)
    accept_the_rest(claim, by=on.checker)
    section = claim.sections.get()
    ask_changes(claim, [Asked(Part.SPEND, section=section.pk)], message="All of it", by=on.checker)
    assert {line.decision for line in lines_of(claim)} == {"pending"}


@pytest.mark.parametrize("message, parts", [("", "some"), ("Why?", "none"), ("Why?", "foreign")])
def test_changes_are_asked_with_a_message_and_real_parts(on, message, parts):
    claim, stranger = sent(on), sent(ground(beside=on))
    chosen = {
        "some": [Asked(Part.SPEND, line=claim.lines.first().pk)],
        "none": [],
        "foreign": [Asked(Part.SPEND, line=stranger.lines.first().pk)],
    }[parts]
    with pytest.raises(Refused):
        ask_changes(claim, chosen, message=message, by=on.checker)
    claim.refresh_from_db()
    assert claim.state == ClaimState.SUBMITTED
    assert not claim.changes.exists()


def test_a_rejected_claim_says_why_and_frees_its_items(on):
    claim = sent(on)
    reject(claim, reason="Of another grant altogether", by=on.checker)
    claim.refresh_from_db()
    assert (claim.state, claim.state_reason) == (ClaimState.REJECTED, "Of another grant altogether")
    assert not claim.lines.filter(live=True).exists()
    mail = Message.objects.get(
        kind="claims.rejected", recipient_user_id=on.member.representative.pk
    )
    assert "Of another grant altogether" in mail.text


def test_a_note_is_kept_and_mailed_to_nobody(on):
    claim = sent(on)
    add_note(claim, text="Ring them on Monday", by=on.checker)
    assert audit.history(claim).get().reason == "Ring them on Monday"
    assert not Message.objects.exists()


# --- look-alikes -------------------------------------------------------------------


def twins(on):
    """Two claims of one member in two quarters with the same invoice."""
    first = sent(on, (100_00,))
    second_round = ground(beside=on).round
    second = sent(on, (), round=second_round)
    item = first.lines.get().item
    line = a_line(
        second, 1, 100_00, on.budgets[0], supplier=item.supplier, invoice=item.invoice_number
    )
    attach(line)
    return first, second


def flags(claim):
    return {flag.code for flag in kept_flags(Claim.objects.get(pk=claim.pk))}


def test_the_same_invoice_in_two_quarters_is_flagged_in_both(on):
    first, second = twins(on)
    look_over_sent([second.pk])
    assert "duplicate" in flags(first)
    assert "duplicate" in flags(second)


def test_a_second_person_clears_a_look_alike_with_a_reason(on):
    first, second = twins(on)
    look_over_sent([second.pk])
    mine, other = second.lines.get().item_id, first.lines.get().item_id
    with pytest.raises(Refused, match="Say why"):
        clear_duplicate(second, item=mine, other=other, reason="", by=on.checker)
    clear_duplicate(second, item=mine, other=other, reason="Two deliveries", by=on.checker)
    assert flags(first) == flags(second) == set()
    with pytest.raises(Refused, match="Somebody has said so already"):
        clear_duplicate(first, item=other, other=mine, reason="Two deliveries", by=on.second)
    assert DuplicateClearance.objects.count() == 1


def test_whoever_entered_one_of_them_does_not_clear_it(on):
    first, second = twins(on)
    mine, other = second.lines.get().item, first.lines.get().item
    other.created_by_id = on.office.finance.pk
    other.save()
    with pytest.raises(Refused, match="You entered one of them"):
        clear_duplicate(second, item=mine.pk, other=other.pk, reason="Two", by=on.checker)


def test_the_same_invoice_at_another_member_is_shown_but_blocks_nothing(on):
    first = sent(on, (100_00,))
    item = first.lines.get().item
    stranger = sent(on, (), organisation=on.outsider.organisation)
    line = a_line(
        stranger, 1, 70_00, on.budgets[0], supplier=item.supplier, invoice=item.invoice_number
    )
    attach(line)
    assert {flag.code for flag in look_over(stranger)} == {"duplicate_elsewhere"}


def test_one_statement_on_several_lines_of_a_claim_is_no_look_alike(on):
    claim = sent(on, (100_00, 50_00))
    one, two = lines_of(claim)
    evidence = one.evidence_links.get().evidence
    evidence.links.create(line=two)
    assert look_over(claim) == []


def test_the_same_file_uploaded_by_two_members_is_flagged(on):
    claim = sent(on, (100_00,), evidence=False)
    attach(claim.lines.get(), b"the same scan")
    stranger = sent(on, (70_00,), organisation=on.outsider.organisation, evidence=False)
    attach(stranger.lines.get(), b"the same scan")
    assert {flag.code for flag in look_over(stranger)} == {"same_file"}


def test_lines_of_a_rejected_claim_look_like_nothing(on):
    first, second = twins(on)
    look_over_sent([second.pk])
    reject(first, reason="Sent twice", by=on.checker)
    assert flags(second) == set()


def test_looking_over_again_moves_no_version_and_writes_no_audit(on):
    claim = sent(on)
    before = claim.version
    look_over(claim)
    claim.refresh_from_db()
    assert claim.version == before
    assert not AuditRow.objects.filter(object_kind="claims.claim").exists()


def test_looking_a_claim_over_takes_as_many_queries_with_20_lines_as_with_2(
    on, django_assert_max_num_queries
):
    few, many = sent(on), sent(ground(beside=on), [10_00] * 20)
    with django_assert_max_num_queries(13) as first:
        look_over(Claim.objects.select_related("round__grant").get(pk=few.pk))
    with django_assert_max_num_queries(len(first)):
        look_over(Claim.objects.select_related("round__grant").get(pk=many.pk))
    assert ClaimLine.objects.filter(claim=many).count() == 20
