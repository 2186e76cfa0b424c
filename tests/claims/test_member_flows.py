"""The member's less usual ways: changes asked for, withdrawn, corrected, files and quarters."""

from datetime import date

import pytest
from django.urls import reverse

from claims.actions import drafting, evidence
from claims.models import ChangePart, ChangeRequest, Claim, ClaimLine
from claims.states import ClaimState, Part
from consortium.core import clock
from consortium.core.models.files import StoredFile
from consortium.core.periods import Quarter
from projects.models import Partnership
from tests.claims.test_member_pages import fields_of, hidden, sign_in
from tests.factories.claims import (
    a_claim_to_sign,
    a_draft,
    a_scene,
    a_sent_claim,
    add_line,
    an_entry,
    an_upload,
    set_day,
    start,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_scene()


@pytest.fixture
def member(client, scene):
    return sign_in(client, scene.people.claims_person)


def fresh(claim):
    return Claim.objects.get(pk=claim.pk)


def changes_asked(scene, **kwargs):
    """A sent claim of which line 1 and the narrative are open again."""
    claim = a_sent_claim(scene, **kwargs)
    Claim.objects.filter(pk=claim.pk).update(state=ClaimState.CHANGES_REQUESTED)
    request = ChangeRequest.objects.create(
        claim=claim, message="Which hours were these?", asked_at=clock.now(),
        asked_by_id=scene.finance.user_id,
    )  # fmt: skip
    ChangePart.objects.create(request=request, part=Part.SPEND, line=claim.lines.first())
    section = claim.sections.get()
    ChangePart.objects.create(request=request, part=Part.PROGRESS, section=section)
    return fresh(claim)


def test_only_what_was_asked_about_is_a_form_again(member, scene):
    claim = changes_asked(scene)
    first, second = claim.lines.all()
    html = member.get(reverse("claim_spend", args=[claim.pk, scene.project.pk])).content.decode()
    assert f'action="{reverse("claim_line", args=[claim.pk, first.pk])}"' in html
    assert f'action="{reverse("claim_line", args=[claim.pk, second.pk])}"' not in html
    assert "Add a line" not in html
    home = member.get(claim.get_absolute_url()).content.decode()
    assert "Which hours were these?" in home
    assert home.count("Open again") == 3 + 1, "spend, progress, evidence, and the words about it"
    review = member.get(reverse("claim_review", args=[claim.pk])).content.decode()
    assert reverse("claim_progress", args=[claim.pk, scene.project.pk]) in review
    assert reverse("claim_outputs", args=[claim.pk, scene.project.pk]) not in review


def test_a_claims_person_says_that_the_changes_are_made(member, scene):
    claim = changes_asked(scene)
    url = reverse("claim_review", args=[claim.pk])
    body = hidden(member.get(url), "/ready/")
    ready = reverse("claim_ready", args=[claim.pk])
    assert b"Enter what you changed" in member.post(ready, {**body, "answer": ""}).content
    member.post(ready, {**body, "answer": "Hours are in the text now."})
    assert ChangeRequest.objects.get().answer == "Hours are in the text now."
    assert fresh(claim).state == ClaimState.CHANGES_REQUESTED


def test_the_representative_answers_and_signs_the_next_version(client, scene):
    claim = changes_asked(scene)
    sign_in(client, scene.people.representative)
    url = reverse("claim_sign", args=[claim.pk])
    body = hidden(client.get(url), "/sign/#declaration")
    missing = client.post(url, {**body, "declared": "on", "answer": ""})
    assert b"Enter what you changed" in missing.content
    body = hidden(missing, "/sign/#declaration")
    answer = client.post(url, {**body, "declared": "on", "answer": "Said."}, follow=True)
    assert b"Changes sent" in answer.content
    assert fresh(claim).submissions_made == 2
    home = client.get(claim.get_absolute_url()).content.decode()
    assert "Version 2 (PDF)" in home
    assert "Version 1 (PDF)" in home


def test_withdrawing_asks_why_and_the_claim_can_start_again(client, scene):
    claim = a_sent_claim(scene)
    sign_in(client, scene.people.representative)
    url = reverse("claim_withdraw", args=[claim.pk])
    body = hidden(client.get(url))
    assert b"Enter the reason" in client.post(url, {**body, "reason": ""}).content
    client.post(url, {**body, "reason": "Wrong project"})
    assert fresh(claim).state == ClaimState.WITHDRAWN
    home = client.get(claim.get_absolute_url())
    assert b"Wrong project" in home.content
    client.post(reverse("claim_start_again", args=[claim.pk]), hidden(home, "/start-again/"))
    assert fresh(claim).state == ClaimState.IN_PROGRESS


def test_a_claims_person_takes_it_back_from_the_representative(member, scene):
    claim = a_claim_to_sign(scene)
    page = member.get(reverse("claim_passed_on", args=[claim.pk]))
    member.post(reverse("claim_take_back", args=[claim.pk]), hidden(page, "/take-back/"))
    assert fresh(claim).state == ClaimState.IN_PROGRESS


def test_nil_is_said_and_taken_back_on_the_claims_page(member, scene):
    claim = start(scene)
    url = reverse("claim_nil", args=[claim.pk])
    home = member.get(claim.get_absolute_url())
    answer = member.post(url, {**hidden(home, "/nil/"), "nil": "yes"})
    assert answer["Location"] == reverse("claim_review", args=[claim.pk])
    home = member.get(claim.get_absolute_url())
    member.post(url, {**hidden(home, "/nil/"), "nil": "no"})
    assert not fresh(claim).nil


def test_last_quarters_lines_are_copied_by_one_button(client):
    scene = a_scene(quarter=Quarter(2026, 1), today=date(2026, 7, 8))
    a_sent_claim(scene, lines=2, date_paid=date(2026, 5, 4), invoice_date=None)
    later = a_scene(grant=scene.grant, office=scene.office, people=scene.people, outputs=0)
    claim = start(later)
    sign_in(client, scene.people.claims_person)
    url = reverse("claim_spend", args=[claim.pk, scene.project.pk])
    page = client.get(url)
    assert "Copy last quarter's 2 lines" in page.content.decode()
    client.post(
        reverse("claim_lines_copy", args=[claim.pk, scene.project.pk]), hidden(page, "/copy/")
    )
    assert claim.lines.count() == 2
    page = client.get(url).content.decode()
    assert "Still to do: enter the amount claimed" in page


def test_a_heading_over_its_profile_is_explained_on_the_spend_page(member, scene):
    claim = start(scene)
    add_line(scene, claim, gross=900_00, recoverable_vat=0, claimed=900_00)
    url = reverse("claim_spend", args=[claim.pk, scene.project.pk])
    page = member.get(url)
    assert "is 80% over profile to date" in page.content.decode()
    why = reverse("claim_reason", args=[claim.pk, scene.budgets[0].pk])
    body = hidden(page, f"/why/{scene.budgets[0].pk}/#why")
    empty = member.post(why, {**body, "kind": "", "text": ""}).content.decode()
    name = scene.budgets[0].heading.name
    assert f"Select why {name.lower()} is 80% over profile" in empty
    member.post(why, {**body, "kind": "timing", "text": "Paid at once for the year."})
    assert claim.variance_reasons.get().kind == "timing"


def test_a_paid_line_is_corrected_from_its_list(client):
    scene = a_scene(quarter=Quarter(2026, 1), today=date(2026, 7, 8))
    first = a_sent_claim(scene, lines=1, date_paid=date(2026, 5, 4), invoice_date=None)
    Claim.objects.filter(pk=first.pk).update(
        state="paid", paid_on=date(2026, 7, 28), checked_by_id=901, approved_by_id=902,
        approved_at=first.submitted_at, approved=50_00,
    )  # fmt: skip
    first.lines.update(approved=50_00, decision="accepted", decided_by_id=901)
    later = a_scene(grant=scene.grant, office=scene.office, people=scene.people, outputs=0)
    claim = start(later)
    sign_in(client, scene.people.claims_person)
    assert b"Supplier 1" in client.get(reverse("claim_corrections", args=[claim.pk])).content
    url = reverse("claim_correct", args=[claim.pk, first.lines.get().pk])
    page = client.get(url)
    bad = client.post(url, {**hidden(page), "amount": "50.01"})
    assert "must be £50.00 or less" in bad.content.decode()
    client.post(url, {**hidden(bad), "amount": "20"})
    line = claim.lines.get()
    assert line.claimed == -20_00
    spend = reverse("claim_spend", args=[claim.pk, scene.project.pk])
    page = client.get(spend)
    assert "(20.00)" in page.content.decode()
    body = hidden(page, f"/lines/{line.pk}/")
    client.post(reverse("claim_line", args=[claim.pk, line.pk]), {**body, "claimed": "(30.00)"})
    line.refresh_from_db()
    assert line.claimed == -30_00


def test_a_file_is_matched_unmatched_and_taken_out(member, scene):
    claim = start(scene)
    line = add_line(scene, claim)
    found = evidence.add_evidence(claim, an_upload("statement.pdf"), by=scene.claims_person)
    page = member.get(reverse("claim_evidence", args=[claim.pk]))
    assert b"Not matched to a line" in page.content
    link = reverse("claim_evidence_link", args=[claim.pk, found.pk])
    empty = member.post(link, {**hidden(page, "/link/"), "line": ""})
    assert b"Select the line that E1 proves" in empty.content
    member.post(link, {**hidden(page, "/link/"), "line": str(line.pk)})
    assert found.links.get().line == line
    page = member.get(reverse("claim_evidence", args=[claim.pk]) + "?file=1")
    unlink = reverse("claim_evidence_unlink", args=[claim.pk, found.pk, line.pk])
    member.post(unlink, hidden(page, f"/unlink/{line.pk}/"))
    assert not found.links.exists()
    page = member.get(reverse("claim_evidence", args=[claim.pk]))
    body = hidden(page, "/remove/")
    url = reverse("claim_evidence_remove", args=[claim.pk, found.pk])
    member.post(url, body)
    assert not claim.evidence.exists()
    assert member.post(url, body).status_code == 302, "a second click finds the same result"


def test_a_file_of_an_earlier_claim_is_used_again(member, scene):
    earlier = a_sent_claim(scene, lines=1)
    other = a_scene(people=scene.people, office=scene.office)
    claim = start(other)
    line = add_line(other, claim)
    page = member.get(reverse("claim_evidence", args=[claim.pk]))
    stored = earlier.evidence.get().file
    member.post(
        reverse("claim_evidence_reuse", args=[claim.pk]),
        {**hidden(page, "/reuse/"), "file": str(stored.pk), "line": str(line.pk)},
    )
    assert claim.evidence.get().file == stored


def clean(claim):
    StoredFile.objects.update(state="clean", checked_at=clock.now())
    return claim.evidence.first()


def test_evidence_is_handed_to_its_member_and_the_office_only(client, scene):
    claim = a_sent_claim(scene, lines=1)
    url = reverse("claim_evidence_file", args=[claim.pk, clean(claim).pk])
    answers = {}
    other = a_scene(grant=scene.grant, office=scene.office)
    for who, user in (
        ("member", scene.people.claims_person),
        ("officer", scene.office.finance),
        ("stranger", other.people.claims_person),
    ):
        answers[who] = sign_in(client, user).get(url)
    assert {who: answer.status_code for who, answer in answers.items()} == {
        "member": 200,
        "officer": 200,
        "stranger": 404,
    }
    assert answers["member"]["Content-Disposition"].startswith("attachment")
    assert answers["member"]["X-Content-Type-Options"] == "nosniff"


def test_evidence_of_a_draft_is_the_members_alone(client, scene):
    claim = a_draft(scene, lines=1)
    url = reverse("claim_evidence_file", args=[claim.pk, clean(claim).pk])
    assert sign_in(client, scene.office.finance).get(url).status_code == 404
    assert sign_in(client, scene.people.claims_person).get(url).status_code == 200


def test_a_quarter_is_closed_and_opened_again_by_pages(client, scene):
    set_day(date(2026, 10, 20))
    sign_in(client, scene.office.finance)
    page = client.get(reverse("claim_rounds"))
    client.post(reverse("claim_round_close", args=[scene.round.pk]), hidden(page, "/close/"))
    scene.round.refresh_from_db()
    assert scene.round.closed_at
    url = reverse("claim_round_reopen", args=[scene.round.pk])
    page = client.get(url)
    assert b"Enter the reason" in client.post(url, {**hidden(page), "reason": ""}).content
    client.post(url, {**hidden(page), "reason": "One more"})
    scene.round.refresh_from_db()
    assert scene.round.closed_at is None


def test_a_line_with_a_share_and_a_late_item_goes_through_the_form(member, scene):
    set_day(date(2026, 10, 8))
    claim = start(scene)
    add = reverse("claim_line_add", args=[claim.pk, scene.project.pk])
    page = member.get(reverse("claim_spend", args=[claim.pk, scene.project.pk]))
    body = fields_of(
        scene.budgets[0], share="33.33%", method="Floor area", date_paid="30 june 2026",
        late_item="on", late_reason="The bill came in July.", gross="300", recoverable_vat="",
    )  # fmt: skip
    member.post(add, {**hidden(page, "/add/#add"), **body})
    line = ClaimLine.objects.get()
    assert (line.share, line.claimed, line.late_item) == (3333, 99_99, True)


@pytest.mark.parametrize("share", ["0", "101", "-5", "1e2", "12.345", "half", "５０"])
def test_a_share_that_makes_no_sense_is_told_at_its_box(member, scene, share):
    claim = start(scene)
    add = reverse("claim_line_add", args=[claim.pk, scene.project.pk])
    page = member.get(reverse("claim_spend", args=[claim.pk, scene.project.pk]))
    html = member.post(
        add, {**hidden(page, "/add/#add"), **fields_of(scene.budgets[0], share=share)}
    ).content.decode()
    assert 'href="#new_share"' in html
    assert "<details" in html.split('id="new_share"')[0].rsplit("line-boxes", 2)[0]
    assert not ClaimLine.objects.exists()


def test_a_representative_alone_fills_in_and_signs_on_one_page(client, scene):
    claim = a_draft(scene)
    sign_in(client, scene.people.representative)
    url = reverse("claim_review", args=[claim.pk])
    body = hidden(client.get(url), "/sign/#declaration")
    client.post(reverse("claim_sign", args=[claim.pk]), {**body, "declared": "on"})
    assert fresh(claim).state == ClaimState.SUBMITTED


def test_copying_is_offered_only_where_something_is_left_to_copy(member, scene):
    claim = start(scene)
    assert drafting.copies_for(claim) == []
    page = member.get(reverse("claim_spend", args=[claim.pk, scene.project.pk]))
    assert b"Copy last quarter" not in page.content


def test_a_strand_has_a_part_of_its_own_on_the_spend_page(member, scene):
    """A delivery partner that leads a strand (R127)."""
    from tests.factories.projects import BudgetLineFactory

    strand = BudgetLineFactory(
        grant=scene.grant, organisation=scene.organisation, project=scene.project,
        heading=scene.budgets[0].heading, strand="E&D Audits",
    )  # fmt: skip
    claim = start(scene)
    add_line(scene, claim)
    drafting.save_line(claim, an_entry(strand, 2), by=scene.claims_person)
    page = member.get(reverse("claim_spend", args=[claim.pk, scene.project.pk])).content.decode()
    heading = page.index("Work strand: E&amp;D Audits</h3>")
    assert page.index("Line 1") < heading < page.index("Line 2")
    assert [section.project for section in claim.sections.all()] == [scene.project]


def test_a_lead_without_partners_reads_lead_partner_only(member, scene):
    """No delivery partners, no empty table (R128)."""
    Partnership.objects.update(role="lead")
    page = member.get(start(scene).get_absolute_url()).content.decode()
    assert "Lead partner only" in page
