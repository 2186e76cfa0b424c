"""Filling in a claim: lines, shares, corrections, nil, outputs, progress, forecast."""

from dataclasses import replace
from datetime import date

import pytest

from claims.actions import drafting
from claims.actions.drafting import LineRefused
from claims.facts.draft import Whole
from claims.models import Claim, ClaimLine, ClaimSection, Forecast, SpendItem
from consortium.core import audit
from consortium.core.periods import Quarter
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from tests.factories.claims import (
    a_draft,
    a_scene,
    a_sent_claim,
    add_line,
    an_entry,
    own_scene,
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


def refused_at(caught):
    return [fault.field for fault in caught.value.faults]


def test_a_claim_starts_once_with_a_section_per_project(scene):
    claim = start(scene)
    assert start(scene).pk == claim.pk
    assert [section.project for section in claim.sections.all()] == [scene.project]
    assert claim.reference == (
        f"{scene.grant.reference}/2026-Q2/{scene.organisation.short_name.upper()}"
    )
    assert not claim.own


def test_the_accountable_bodys_claim_says_that_it_is_its_own():
    assert start(own_scene()).own


def test_nobody_starts_another_members_claim(scene):
    stranger = actor_of(member().claims_person)
    with pytest.raises(Refused):
        drafting.start_claim(scene.round, scene.organisation, by=stranger)


def test_a_member_without_a_budget_has_nothing_to_start(scene):
    other = member()
    with pytest.raises(Refused, match="has no budget"):
        drafting.start_claim(scene.round, other.organisation, by=actor_of(other.claims_person))


def test_a_line_is_saved_numbered_and_added_to_the_claims_sum(scene):
    claim = start(scene)
    first, second = add_line(scene, claim), add_line(scene, claim, 2)
    assert (first.number, second.number) == (1, 2)
    assert first.item.supplier_key == "supplier1"
    assert fresh(claim).claimed == 100_00
    assert fresh(claim).prepared_by_id == scene.claims_person.user_id


def test_the_audit_says_what_was_saved_without_the_names_in_it(scene):
    claim = start(scene)
    add_line(scene, claim, supplier="Mr Person")
    row = audit.history(claim).last()
    assert row.action == "claim.line_added"
    assert row.after["claimed"] == 50_00
    assert "Person" not in str(row.after)


def test_a_line_may_have_gaps_while_it_is_a_draft(scene):
    claim = start(scene)
    entry = replace(an_entry(scene.budgets[0]), gross=None, claimed=None, date_paid=None)
    line = drafting.save_line(claim, entry, by=scene.claims_person)
    assert line.claimed is None
    assert fresh(claim).claimed == 0


def test_a_line_that_breaks_a_rule_is_refused_at_its_field(scene):
    claim = start(scene)
    with pytest.raises(LineRefused) as caught:
        add_line(scene, claim, claimed=50_01)
    assert refused_at(caught) == ["claimed"]
    with pytest.raises(LineRefused) as caught:
        add_line(scene, claim, date_paid=date(2026, 6, 30))
    assert refused_at(caught) == ["date_paid"]
    assert not ClaimLine.objects.exists()
    assert not SpendItem.objects.exists()


def test_a_budget_line_of_somebody_else_is_refused(scene):
    other = a_scene(grant=scene.grant, office=scene.office)
    claim = start(scene)
    with pytest.raises(LineRefused) as caught:
        drafting.save_line(claim, an_entry(other.budgets[0]), by=scene.claims_person)
    assert refused_at(caught) == ["budget_line"]


def test_a_stale_line_is_not_saved_over(scene):
    claim = start(scene)
    line = add_line(scene, claim)
    entry = an_entry(scene.budgets[0], claimed=40_00)
    drafting.save_line(claim, entry, line_id=line.pk, version=line.version, by=scene.claims_person)
    with pytest.raises(Stale):
        drafting.save_line(
            claim,
            replace(entry, claimed=30_00),
            line_id=line.pk,
            version=line.version,
            by=scene.representative,
        )
    assert fresh(claim).claimed == 40_00


def test_saving_the_same_again_writes_no_second_audit_row(scene):
    claim = start(scene)
    line = add_line(scene, claim)
    rows = audit.history(claim).count()
    drafting.save_line(
        claim, an_entry(scene.budgets[0]), line_id=line.pk, version=1, by=scene.claims_person
    )
    assert audit.history(claim).count() == rows


def test_shares_of_one_invoice_over_two_headings_stay_within_it(scene):
    claim = start(scene)
    first = add_line(scene, claim, share=6_000, claimed=30_00, method="Floor area")
    share = replace(an_entry(scene.budgets[1]), item_id=first.item_id, share=5_000, claimed=20_00)
    with pytest.raises(LineRefused) as caught:
        drafting.save_line(claim, share, by=scene.claims_person)
    assert refused_at(caught) == ["share"]
    assert "add up to 110%" in caught.value.reasons[0]
    second = drafting.save_line(claim, replace(share, share=4_000), by=scene.claims_person)
    assert second.item_id == first.item_id
    assert SpendItem.objects.count() == 1


def test_one_invoice_meets_a_heading_once(scene):
    claim = start(scene)
    first = add_line(scene, claim, share=5_000, claimed=10_00)
    again = replace(an_entry(scene.budgets[0]), item_id=first.item_id, share=5_000, claimed=10_00)
    with pytest.raises(LineRefused) as caught:
        drafting.save_line(claim, again, by=scene.claims_person)
    assert refused_at(caught) == ["budget_line"]


def test_an_invoice_shared_over_two_grants_stays_within_it(scene):
    claim = start(scene)
    first = add_line(scene, claim, share=6_000, claimed=30_00)
    other = a_scene(people=scene.people, office=scene.office)
    there = start(other)
    entry = replace(an_entry(other.budgets[0]), item_id=first.item_id, share=4_100, claimed=20_00)
    with pytest.raises(LineRefused, match="100% or less"):
        drafting.save_line(there, entry, by=other.claims_person)
    drafting.save_line(there, replace(entry, share=4_000), by=other.claims_person)


def test_what_a_sent_claim_rests_on_is_not_changed_from_another(scene):
    sent = a_sent_claim(scene, lines=1, share=5_000, claimed=20_00, method="Floor area")
    item = sent.lines.get().item
    other = a_scene(people=scene.people, office=scene.office)
    there = start(other)
    entry = replace(an_entry(other.budgets[0]), item_id=item.pk, share=5_000, claimed=20_00)
    line = drafting.save_line(there, entry, by=other.claims_person)
    with pytest.raises(LineRefused, match="which was sent"):
        drafting.save_line(
            there,
            replace(entry, gross=1_000_00),
            line_id=line.pk,
            version=line.version,
            by=other.claims_person,
        )


def test_a_removed_line_takes_its_invoice_along_unless_another_line_has_it(scene):
    claim = start(scene)
    first = add_line(scene, claim, share=5_000, claimed=10_00)
    other = replace(an_entry(scene.budgets[1]), item_id=first.item_id, share=5_000, claimed=10_00)
    second = drafting.save_line(claim, other, by=scene.claims_person)
    drafting.remove_line(claim, first.pk, by=scene.claims_person)
    assert SpendItem.objects.count() == 1
    assert fresh(claim).claimed == 10_00
    drafting.remove_line(claim, second.pk, by=scene.claims_person)
    assert not SpendItem.objects.exists()


def test_a_claim_that_waits_for_the_representative_is_locked(scene):
    claim = a_sent_claim(scene)
    with pytest.raises(Refused, match="submitted"):
        add_line(scene, claim, 9)


def test_somebody_of_another_member_cannot_write_into_it(scene):
    claim = start(scene)
    stranger = actor_of(member().claims_person)
    with pytest.raises(Refused, match="Only people of"):
        drafting.save_line(claim, an_entry(scene.budgets[0]), by=stranger)


def test_copying_last_quarter_brings_words_and_shares_but_no_amounts():
    scene = a_scene(quarter=Quarter(2026, 1), today=date(2026, 7, 8))
    paid = {"date_paid": date(2026, 5, 4), "invoice_date": date(2026, 5, 1)}
    a_sent_claim(scene, lines=3, method="Hours", share=5_000, claimed=25_00, **paid)
    later = a_scene(grant=scene.grant, office=scene.office, people=scene.people, outputs=0)
    claim = start(later)
    assert drafting.copy_last_quarter(claim, by=later.claims_person) == 3
    assert drafting.copy_last_quarter(claim, by=later.claims_person) == 0
    line = claim.lines.first()
    assert (line.share, line.method, line.claimed) == (5_000, "Hours", None)
    assert (line.item.supplier, line.item.invoice_number) == ("Supplier 1", "")
    assert line.item.gross is None


def test_pasting_is_all_or_nothing(scene):
    claim = start(scene)
    good, bad = an_entry(scene.budgets[0]), an_entry(scene.budgets[0], 2, claimed=99_00)
    with pytest.raises(Refused, match="Row 2: Amount claimed must be"):
        drafting.paste_lines(claim, [good, bad], by=scene.claims_person)
    assert not claim.lines.exists()
    lines = drafting.paste_lines(claim, [good, replace(bad, claimed=1)], by=scene.claims_person)
    assert [line.number for line in lines] == [1, 2]
    assert fresh(claim).claimed == 50_01


def test_a_nil_claim_has_no_lines_and_a_claim_with_lines_is_not_nil(scene):
    claim = start(scene)
    line = add_line(scene, claim)
    with pytest.raises(Refused, match="has spend lines"):
        drafting.set_nil(claim, nil=True, by=scene.claims_person)
    drafting.remove_line(claim, line.pk, by=scene.claims_person)
    assert drafting.set_nil(claim, nil=True, by=scene.claims_person).nil
    with pytest.raises(Refused, match="nil claim"):
        add_line(scene, claim)
    assert Whole(fresh(claim)).must_fix == []
    assert Whole(fresh(claim)).done == 4, "only the forecast is left"


def test_outputs_are_finished_only_with_a_figure_for_each(scene):
    claim = start(scene)
    share = Whole(claim).outputs[0]
    said = {share.pk: (None, "")}
    with pytest.raises(Refused, match="0 if there were none"):
        drafting.save_outputs(claim, scene.project.pk, said, done=True, by=scene.claims_person)
    drafting.save_outputs(
        claim, scene.project.pk, {share.pk: (3, "")}, done=True, by=scene.claims_person
    )
    output = Whole(fresh(claim)).outputs[0]
    assert (output.figure, output.target_now, output.actual_to_date) == (3, 2, 3)
    assert output.target_to_date == 4


def test_somebody_elses_outputs_are_refused(scene):
    other = a_scene(grant=scene.grant, office=scene.office)
    theirs = Whole(start(other)).outputs[0]
    with pytest.raises(Refused, match="not yours"):
        drafting.save_outputs(
            start(scene), scene.project.pk, {theirs.pk: (3, "")}, done=False,
            by=scene.claims_person,
        )  # fmt: skip


def test_a_narrative_that_somebody_changed_meanwhile_is_not_overwritten(scene):
    from claims.facts import marks

    claim = start(scene)
    section = ClaimSection.objects.get(claim=claim)
    seen = marks.progress(section)
    drafting.save_progress(
        claim, scene.project.pk, {"achieved": "One"}, done=False, seen=seen, by=scene.claims_person
    )
    with pytest.raises(Stale):
        drafting.save_progress(
            claim, scene.project.pk, {"achieved": "Two"}, done=False, seen=seen,
            by=scene.representative,
        )  # fmt: skip
    section.refresh_from_db()
    assert section.achieved == "One"


def test_a_narrative_has_a_length(scene):
    with pytest.raises(Refused, match="1,500 characters"):
        drafting.save_progress(
            start(scene), scene.project.pk, {"achieved": "x" * 1501}, done=False,
            by=scene.claims_person,
        )  # fmt: skip


def test_a_forecast_is_for_own_headings_and_coming_quarters(scene):
    claim = start(scene)
    budget = scene.budgets[0].pk
    drafting.save_forecast(
        claim, {budget: {"2026-Q3": 100_00, "2026-Q4": 5}}, by=scene.claims_person
    )
    assert Forecast.objects.filter(claim=claim).count() == 2
    for amounts in ({budget: {"2026-Q2": 1}}, {0: {"2026-Q3": 1}}, {budget: {"2026-Q3": -1}}):
        with pytest.raises(Refused):
            drafting.save_forecast(claim, amounts, by=scene.claims_person)


def test_a_variance_reason_names_its_kind_and_a_sentence(scene):
    claim = start(scene)
    for kind, text in (("weather", "Rain"), ("timing", " ")):
        with pytest.raises(Refused):
            drafting.save_variance_reason(
                claim, scene.budgets[0].pk, kind=kind, text=text, by=scene.claims_person
            )
    reason = drafting.save_variance_reason(
        claim, scene.budgets[0].pk, kind="price", text="Dearer", by=scene.claims_person
    )
    assert reason.kind == "price"


def test_a_paid_line_is_corrected_as_a_negative_line_of_a_later_claim():
    scene, claim = _a_later_claim()
    paid = ClaimLine.objects.get(claim__round__quarter="2026-Q1", number=1)
    with pytest.raises(LineRefused, match=r"£50\.00 or less"):
        drafting.correct_line(claim, paid.pk, -50_01, by=scene.claims_person)
    line = drafting.correct_line(claim, paid.pk, -30_00, by=scene.claims_person)
    assert (line.claimed, line.item_id, line.correction_of_id) == (-30_00, paid.item_id, paid.pk)
    with pytest.raises(LineRefused, match=r"£20\.00 or less"):
        drafting.correct_line(claim, paid.pk, -20_01, by=scene.claims_person)
    assert fresh(claim).claimed == -30_00
    assert "Corrections come to more" in str(Whole(fresh(claim)).must_fix)


def _a_later_claim():
    """A first quarter that was paid (as the checking side leaves it), and a second begun."""
    scene = a_scene(quarter=Quarter(2026, 1), today=date(2026, 7, 8))
    first = a_sent_claim(scene, lines=1, date_paid=date(2026, 5, 4), invoice_date=None)
    Claim.objects.filter(pk=first.pk).update(
        state="paid", paid_on=date(2026, 7, 28), checked_by_id=901, approved_by_id=902,
        approved_at=first.submitted_at, approved=50_00,
    )  # fmt: skip
    first.lines.update(approved=50_00, decision="accepted", decided_by_id=901)
    later = a_scene(grant=scene.grant, office=scene.office, people=scene.people, outputs=0)
    return later, start(later)


def test_only_paid_lines_of_earlier_quarters_are_corrected(scene):
    sent = a_sent_claim(scene)
    set_day(date(2027, 1, 5))
    later = a_scene(
        grant=scene.grant, office=scene.office, people=scene.people, outputs=0,
        quarter=Quarter(2026, 3), today=date(2027, 1, 5),
    )  # fmt: skip
    with pytest.raises(Refused, match="paid claim"):
        drafting.correct_line(start(later), sent.lines.first().pk, -1, by=later.claims_person)


def test_reading_a_draft_costs_the_same_with_one_line_as_with_five(
    scene, django_assert_max_num_queries
):
    one = a_draft(scene, lines=1)
    other = a_scene(grant=scene.grant, office=scene.office)
    five = a_draft(other, lines=5)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for claim in (one, five):
        loaded = Claim.objects.select_related("round__grant").get(pk=claim.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            whole = Whole(loaded)
            assert whole.must_fix == []
            assert whole.done == 5
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7
