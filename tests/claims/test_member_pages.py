"""The member's pages: who opens them, what a post does, what bad input gets."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.actions import sending
from claims.models import Claim, ClaimLine, Submission
from claims.states import ClaimState
from tests.factories.claims import (
    a_claim_to_sign,
    a_draft,
    a_nil_claim,
    a_scene,
    a_sent_claim,
    add_line,
    an_upload,
    start,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_scene()


@pytest.fixture
def member(client, scene):
    client.force_login(scene.people.claims_person)
    return client


def sign_in(client, user):
    client.force_login(user)
    return client


def hidden(response, action: str = "") -> dict:
    """The hidden boxes of the page's form whose action ends in `action`, or that has none."""
    main = response.content.decode().partition("<main")[2]
    for head, body in re.findall(r"<form\b([^>]*)>(.*?)</form>", main, re.S):
        if 'method="post"' in head and (f'{action}"' in head if action else "action=" not in head):
            return dict(_hidden(body))
    raise AssertionError(f"no form for {action!r}")


def _hidden(html: str):
    for tag in re.findall(r"<input\b[^>]*>", html):
        if 'type="hidden"' in tag:
            value = re.search(r'value="([^"]*)"', tag)
            yield re.search(r'name="([^"]*)"', tag)[1], value[1] if value else ""


def fields_of(budget, **changed):
    values = {
        "budget_line": budget.pk,
        "supplier": "Acme Halls",
        "description": "Forum room",
        "invoice_number": "1187",
        "invoice_date": "3/8/2026",
        "date_paid": "17 August 2026",
        "gross": "£1,200.00",
        "recoverable_vat": "200",
        "share": "100",
        "method": "",
        "claimed": "",
        "late_reason": "",
    }
    return values | changed


def pages_of(claim, project):
    names = ("claim", "claim_evidence", "claim_forecast", "claim_review", "claim_corrections")
    with_project = ("claim_spend", "claim_paste", "claim_outputs", "claim_progress")
    return [reverse(name, args=[claim.pk]) for name in names] + [
        reverse(name, args=[claim.pk, project.pk]) for name in with_project
    ]


def test_every_page_of_a_draft_opens_for_its_people(member, scene):
    claim = a_draft(scene)
    for url in [reverse("claims"), *pages_of(claim, scene.project)]:
        assert member.get(url).status_code == 200, url


@pytest.mark.parametrize(
    "make", [a_claim_to_sign, a_sent_claim, a_nil_claim], ids=["to sign", "sent", "nil"]
)
def test_every_page_opens_in_later_states_too(client, scene, make):
    claim = make(scene)
    sign_in(client, scene.people.representative)
    for url in [reverse("claims"), *pages_of(claim, scene.project)]:
        assert client.get(url).status_code == 200, url
    assert client.get(reverse("claim_sign", args=[claim.pk])).status_code in (200, 302)


def test_another_members_claim_is_not_found(client, scene):
    claim = a_draft(scene)
    other = a_scene(grant=scene.grant, office=scene.office)
    sign_in(client, other.people.claims_person)
    line = claim.lines.first()
    urls = [
        *pages_of(claim, scene.project),
        reverse("claim_line", args=[claim.pk, line.pk]),
        reverse("claim_line_remove", args=[claim.pk, line.pk]),
        reverse("claim_sign", args=[claim.pk]),
        reverse("claim_sent", args=[claim.pk]),
        reverse("claim_withdraw", args=[claim.pk]),
        reverse("claim_dates", args=[claim.pk]),
        reverse("claim_pdf", args=[claim.pk, 1]),
        reverse("claim_evidence_file", args=[claim.pk, claim.evidence.first().pk]),
    ]
    for url in urls:
        assert client.get(url).status_code == 404, url
    posts = [
        reverse("claim_nil", args=[claim.pk]),
        reverse("claim_pass_on", args=[claim.pk]),
        reverse("claim_take_back", args=[claim.pk]),
        reverse("claim_start_again", args=[claim.pk]),
        reverse("claim_evidence_add", args=[claim.pk]),
        reverse("claim_line_add", args=[claim.pk, scene.project.pk]),
        reverse("claim_lines_copy", args=[claim.pk, scene.project.pk]),
        reverse("claim_line", args=[claim.pk, line.pk]),
    ]
    for url in posts:
        assert client.post(url, {}).status_code == 404, url


def test_a_claim_that_is_not_there_is_not_found(member, scene):
    assert member.get(reverse("claim", args=[999])).status_code == 404
    assert member.get("/claims/99999999999999999999/").status_code == 404
    assert member.get("/claims/0/").status_code == 404


def test_a_line_or_project_of_another_claim_is_not_found_in_this_one(member, scene):
    claim = a_draft(scene)
    other = a_scene(people=scene.people, office=scene.office)
    theirs = add_line(other, start(other))
    assert member.get(reverse("claim_line", args=[claim.pk, theirs.pk])).status_code == 404
    url = reverse("claim_spend", args=[claim.pk, other.project.pk])
    assert member.get(url).status_code == 404


def test_officers_are_led_to_the_check_page(client, scene):
    claim = a_sent_claim(scene)
    sign_in(client, scene.office.finance)
    assert client.get(reverse("claim", args=[claim.pk]))["Location"] == reverse(
        "claim_check", args=[claim.pk]
    )
    assert client.get(reverse("claims"))["Location"] == reverse("claims_tracker")


def test_signed_out_people_are_asked_to_sign_in(client, scene):
    claim = start(scene)
    assert client.get(reverse("claim", args=[claim.pk])).status_code == 302


def test_the_landing_says_what_is_due_and_how_far_it_is(member, scene):
    a_draft(scene)
    page = member.get(reverse("claims")).content.decode()
    assert "Your claim for July to September 2026 is due <strong>Wednesday 14 October" in page
    assert "5 of 5 parts done" in page


def test_the_landing_without_anything_says_when_the_next_quarter_opens(client, scene):
    from tests.factories.members import member as make_member

    other = make_member()
    sign_in(client, other.claims_person)
    page = client.get(reverse("claims")).content.decode()
    assert "The next quarter opens on 1 January 2027" in page


def test_a_claim_starts_from_the_landing_by_a_post(member, scene):
    url = reverse("claim_start", args=[scene.round.pk])
    page = member.get(url)
    answer = member.post(url, hidden(page))
    claim = Claim.objects.get()
    assert answer["Location"] == claim.get_absolute_url()
    assert member.get(url)["Location"] == claim.get_absolute_url()


def test_a_nil_claim_is_one_button(member, scene):
    url = reverse("claim_start", args=[scene.round.pk])
    member.post(url, {**hidden(member.get(url)), "nil": "yes"})
    assert Claim.objects.get().nil


def test_a_line_is_added_by_a_plain_post(member, scene):
    claim = start(scene)
    url = reverse("claim_spend", args=[claim.pk, scene.project.pk])
    page = member.get(url)
    add = reverse("claim_line_add", args=[claim.pk, scene.project.pk])
    answer = member.post(add, {**hidden(page, "/add/#add"), **fields_of(scene.budgets[0])})
    line = ClaimLine.objects.get()
    assert answer["Location"] == f"{url}#line-{line.pk}"
    assert (line.item.gross, line.claimed) == (1200_00, 1000_00)
    assert line.item.date_paid == date(2026, 8, 17)
    assert "Acme Halls" in member.get(url).content.decode()


def test_adding_twice_by_a_double_click_adds_one_line(member, scene):
    claim = start(scene)
    add = reverse("claim_line_add", args=[claim.pk, scene.project.pk])
    page = member.get(reverse("claim_spend", args=[claim.pk, scene.project.pk]))
    body = {**hidden(page, "/add/#add"), **fields_of(scene.budgets[0])}
    first, second = member.post(add, body), member.post(add, body)
    assert ClaimLine.objects.count() == 1
    assert first["Location"] == second["Location"]


BAD_AMOUNTS = {
    "1e5": "with no letter e in it",
    "1_000": "without underscores",
    "１２３": "figures 0 to 9",
    "NaN": "text instead of an amount",
    "-5": "must be £0.00 or more",
    "(120.00)": "must be £0.00 or more",
    "1" + "0" * 15: "must be less than",
    "10.005": "no more than two figures",
    "ten pounds": "text instead of an amount",
}


@pytest.mark.parametrize("typed", BAD_AMOUNTS)
def test_a_bad_amount_gets_a_plain_message_and_nothing_typed_is_lost(member, scene, typed):
    claim = start(scene)
    page = member.get(reverse("claim_spend", args=[claim.pk, scene.project.pk]))
    add = reverse("claim_line_add", args=[claim.pk, scene.project.pk])
    body = {**hidden(page, "/add/#add"), **fields_of(scene.budgets[0], claimed=typed)}
    answer = member.post(add, body)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert BAD_AMOUNTS[typed] in html
    assert "<title>Error: " in html
    for kept in (typed, "Acme Halls", "17 August 2026", "£1,200.00"):
        assert f'value="{kept}"' in html
    assert not ClaimLine.objects.exists()


def test_a_rule_that_is_broken_speaks_at_its_field(member, scene):
    claim = start(scene)
    line = add_line(scene, claim)
    url = reverse("claim_line", args=[claim.pk, line.pk])
    page = member.get(reverse("claim_spend", args=[claim.pk, scene.project.pk]))
    body = {
        **hidden(page, f"/lines/{line.pk}/"),
        **fields_of(scene.budgets[0], date_paid="1/10/2026", claimed="5"),
    }
    html = member.post(url, body).content.decode()
    assert "Date paid must be between 1 July and 30 September 2026" in html
    assert f'href="#line{line.pk}_date_paid"' in html


def test_a_stale_line_shows_both_versions(member, scene):
    claim = start(scene)
    line = add_line(scene, claim)
    url = reverse("claim_line", args=[claim.pk, line.pk])
    page = member.get(reverse("claim_spend", args=[claim.pk, scene.project.pk]))
    body = {**hidden(page, f"/lines/{line.pk}/"), **fields_of(scene.budgets[0], claimed="40")}
    from claims.actions import drafting
    from tests.factories.claims import an_entry

    drafting.save_line(
        claim,
        an_entry(scene.budgets[0], supplier="Bright Halls"),
        line_id=line.pk,
        version=line.version,
        by=scene.representative,
    )
    answer = member.post(url, body)
    html = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Acme Halls", "Bright Halls", "40", "50.00"):
        assert words in html
    line.item.refresh_from_db()
    assert line.item.supplier == "Bright Halls"


def test_saving_what_has_just_saved_itself_is_no_conflict(member, scene):
    claim = start(scene)
    line = add_line(scene, claim)
    url = reverse("claim_line", args=[claim.pk, line.pk])
    page = member.get(reverse("claim_spend", args=[claim.pk, scene.project.pk]))
    body = {**hidden(page, f"/lines/{line.pk}/"), **fields_of(scene.budgets[0], claimed="40")}
    live = member.post(url, body, headers={"HX-Request": "true"})
    assert b"Saved " in live.content
    assert b'id="spend-totals"' in live.content
    assert f'id="line{line.pk}_version" value="2"' in live.content.decode()
    assert member.post(url, body).status_code == 302


def test_typing_that_breaks_a_rule_is_told_and_not_saved(member, scene):
    claim = start(scene)
    line = add_line(scene, claim)
    url = reverse("claim_line", args=[claim.pk, line.pk])
    page = member.get(reverse("claim_spend", args=[claim.pk, scene.project.pk]))
    body = {**hidden(page, f"/lines/{line.pk}/"), **fields_of(scene.budgets[0], claimed="1e5")}
    live = member.post(url, body, headers={"HX-Request": "true"}).content.decode()
    assert "Not saved" in live
    assert "no letter e" in live
    assert f'id="line{line.pk}_version" value="1"' in live


def test_a_look_alike_is_asked_about_and_can_be_another_share(member, scene):
    claim = start(scene)
    add = reverse("claim_line_add", args=[claim.pk, scene.project.pk])
    spend = reverse("claim_spend", args=[claim.pk, scene.project.pk])
    half = {"share": "50", "method": "Floor area"}
    member.post(
        add, {**hidden(member.get(spend), "/add/#add"), **fields_of(scene.budgets[0], **half)}
    )
    page = member.get(spend)
    again = fields_of(scene.budgets[1], **half)
    asked = member.post(add, {**hidden(page, "/add/#add"), **again})
    assert b"are claimed already. What is this?" in asked.content
    item = ClaimLine.objects.get().item_id
    member.post(add, {**hidden(asked, "/add/#add"), **again, "same_as": str(item)})
    assert [line.item_id for line in ClaimLine.objects.all()] == [item, item]


def test_a_line_is_removed_after_a_second_question(member, scene):
    claim = start(scene)
    line = add_line(scene, claim)
    url = reverse("claim_line_remove", args=[claim.pk, line.pk])
    page = member.get(url)
    assert ClaimLine.objects.count() == 1
    member.post(url, hidden(page))
    assert not ClaimLine.objects.exists()


def test_pasting_shows_first_and_saves_last(member, scene):
    claim = start(scene)
    url = reverse("claim_paste", args=[claim.pk, scene.project.pk])
    heading = scene.budgets[0].heading.name
    text = (
        "Payee\tDetails\tDate paid\tGross\tHeading\n"
        f"Acme\tRoom\t17/08/2026\t50.00\t{heading}\n"
        "Bus Ltd\tTrip\t\t1e5\tMystery\n"
    )
    page = member.post(url, {"text": text})
    html = page.content.decode()
    assert "Row 3, column C: enter the date paid" in html
    assert "Which budget heading is “Mystery”?" in html
    assert not claim.lines.exists()
    body = {
        **hidden(page),
        "headed": "yes",
        "cell-2-2": "18/08/2026",
        "cell-2-3": "60",
        "heading_0": str(scene.budgets[1].heading_id),
        **{f"column_{n}": name for n, name in enumerate(
            ["supplier", "description", "date_paid", "gross", "heading"])},
    }  # fmt: skip
    page = member.post(url, body)
    assert "Add 2 lines" in page.content.decode()
    assert not claim.lines.exists()
    body = {**body, **hidden(page), "add": "yes"}
    answer = member.post(url, body)
    assert answer.status_code == 302
    assert [line.claimed for line in claim.lines.all()] == [50_00, 60_00]
    member.post(url, body)
    assert claim.lines.count() == 2


@pytest.mark.parametrize("text", ["", "x" * 300_001, "\t" * 60, "\x00"])
def test_pasting_nonsense_is_answered_in_words(member, scene, text):
    url = reverse("claim_paste", args=[start(scene).pk, scene.project.pk])
    answer = member.post(url, {"text": text, "cell-" + "9" * 50 + "-1": "x"})
    assert answer.status_code == 200
    assert b"There is a problem" in answer.content


def test_files_are_added_and_each_refused_one_says_why(member, scene):
    claim = start(scene)
    add_line(scene, claim)
    page = member.get(reverse("claim_evidence", args=[claim.pk]))
    answer = member.post(
        reverse("claim_evidence_add", args=[claim.pk]),
        {
            **hidden(page, "/evidence/add/"),
            "files": [an_upload("INV-0001.pdf"), an_upload("page.html", b"<html></html>")],
        },
    )
    html = answer.content.decode()
    assert "The selected file must be a PDF, JPG, PNG, XLSX, CSV or DOCX" in html
    evidence = claim.evidence.get()
    assert evidence.links.get().line.number == 1


def test_no_file_chosen_is_told(member, scene):
    claim = start(scene)
    answer = member.post(reverse("claim_evidence_add", args=[claim.pk]), {})
    assert b"Select at least one file" in answer.content


def test_a_promise_is_typed_as_a_date(member, scene):
    claim = start(scene)
    line = add_line(scene, claim)
    url = reverse("claim_evidence_promise", args=[claim.pk, line.pk])
    answer = member.post(url, {f"p{line.pk}-day": "soon"})
    assert b"must be a date" in answer.content
    answer = member.post(url, {f"p{line.pk}-day": "1/10/2026"})
    assert b"8 October 2026 or later" in answer.content
    assert member.post(url, {f"p{line.pk}-day": "20 oct 26"}).status_code == 302
    line.refresh_from_db()
    assert line.evidence_due == date(2026, 10, 20)


def test_outputs_are_typed_and_finished(member, scene):
    claim = start(scene)
    url = reverse("claim_outputs", args=[claim.pk, scene.project.pk])
    page = member.get(url)
    name = re.search(r'name="(actual_\d+)"', page.content.decode())[1]
    note = name.replace("actual", "note")
    bad = member.post(url, {**hidden(page), name: "1_0", note: "", "done": "yes"})
    assert b"must be a whole number" in bad.content
    empty = member.post(url, {**hidden(page), name: "", note: "", "done": "yes"})
    assert b"0 if there were none" in empty.content
    answer = member.post(url, {**hidden(empty), name: "3", note: "", "done": "yes"})
    assert answer.status_code == 302
    assert claim.sections.get().outputs_done


def test_a_narrative_somebody_else_saved_first_is_shown_beside(member, scene):
    from claims.actions import drafting

    claim = start(scene)
    url = reverse("claim_progress", args=[claim.pk, scene.project.pk])
    page = member.get(url)
    drafting.save_progress(
        claim, scene.project.pk, {"achieved": "Theirs"}, done=False, by=scene.representative
    )
    answer = member.post(url, {**hidden(page), "achieved": "Mine", "done": "later"})
    assert answer.status_code == 409
    assert b"Mine" in answer.content
    assert b"Theirs" in answer.content


def test_the_forecast_is_suggested_and_saved_as_it_stands(member, scene):
    claim = start(scene)
    url = reverse("claim_forecast", args=[claim.pk])
    page = member.get(url)
    boxes = dict(re.findall(r'name="(f_[^"]+)" value="([^"]*)"', page.content.decode()))
    assert set(boxes.values()) == {"250.00"}
    assert member.post(url, {**hidden(page), **boxes}).status_code == 302
    assert claim.forecasts.count() == 4


def test_the_whole_way_from_check_to_confirmation(client, scene):
    claim = a_draft(scene)
    sign_in(client, scene.people.claims_person)
    page = client.get(reverse("claim_review", args=[claim.pk]))
    answer = client.post(
        reverse("claim_pass_on", args=[claim.pk]), hidden(page, "/pass-on/"), follow=True
    )
    assert scene.people.representative.name in answer.content.decode()
    sign_in(client, scene.people.representative)
    url = reverse("claim_sign", args=[claim.pk])
    page = client.get(url)
    body = hidden(page, "/sign/#declaration")
    missing = client.post(url, body)
    assert b"Tick the declaration to sign the claim" in missing.content
    body = {**hidden(missing, "/sign/#declaration"), "declared": "on"}
    answer = client.post(url, body, follow=True)
    html = answer.content.decode()
    assert "Claim sent" in html
    assert claim.reference in html
    assert "You will hear by <strong>Wed 21 October 2026" in html
    assert "The money should come by <strong>Wed 28 October 2026" in html
    assert client.post(url, body).status_code == 302, "a second click lands on the same page"
    assert Submission.objects.count() == 1


def test_a_claim_changed_since_it_was_read_is_not_signed(client, scene):
    claim = a_claim_to_sign(scene)
    sign_in(client, scene.people.representative)
    url = reverse("claim_sign", args=[claim.pk])
    body = {**hidden(client.get(url), "/sign/#declaration"), "declared": "on"}
    sending.take_back(claim, by=scene.claims_person)
    sending.pass_on(claim, by=scene.claims_person)
    assert client.post(url, body).status_code == 409
    assert Claim.objects.get(pk=claim.pk).state == ClaimState.AWAITING_SIGN_OFF


def test_the_representative_sends_it_back_with_a_reason(client, scene):
    claim = a_claim_to_sign(scene)
    sign_in(client, scene.people.representative)
    url = reverse("claim_send_back", args=[claim.pk])
    page = client.get(url)
    assert b"Enter the reason" in client.post(url, {**hidden(page), "reason": ""}).content
    client.post(url, {**hidden(page), "reason": "Line 2 is not ours."})
    sign_in(client, scene.people.claims_person)
    page = client.get(claim.get_absolute_url()).content.decode()
    assert "Line 2 is not ours." in page


def test_an_unfinished_claim_says_what_to_put_right_with_links(member, scene):
    claim = start(scene)
    line = add_line(scene, claim, date_paid=None)
    html = member.get(reverse("claim_review", args=[claim.pk])).content.decode()
    url = reverse("claim_spend", args=[claim.pk, scene.project.pk])
    assert f'href="{url}#line-{line.pk}">Line 1: enter the date paid' in html
    assert "Send for sign-off</button>" not in html


def test_the_pdf_is_served_as_it_was_kept(client, scene):
    from claims.actions.keeping import keep_pdf
    from claims.reports.claim_pdf import render_submission

    claim = a_sent_claim(scene)
    sign_in(client, scene.people.claims_person)
    submission = claim.submissions.get()
    kept = keep_pdf(submission, render_submission(submission), by=scene.representative)
    answer = client.get(reverse("claim_pdf", args=[claim.pk, 1]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment")
    assert keep_pdf(submission, b"another", by=scene.representative) == kept


def test_the_dates_come_as_a_calendar_file(member, scene):
    from icalendar import Calendar

    claim = start(scene)
    answer = member.get(reverse("claim_dates", args=[claim.pk]))
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "Claim for July to September 2026 due"
    assert event["DTSTART"].dt.isoformat() == "2026-10-14T08:00:00+00:00"


def test_quarters_are_opened_by_finance_officers_only(client, scene):
    sign_in(client, scene.people.representative)
    assert client.get(reverse("claim_rounds")).status_code == 403
    url = reverse("claim_round_open", args=[scene.grant.pk, "2026-Q3"])
    assert client.post(url).status_code == 403
    sign_in(client, scene.office.finance)
    page = client.get(reverse("claim_rounds"))
    assert b"October to December 2026" in page.content
    client.post(url, hidden(page, "/2026-Q3/"))
    assert scene.grant.rounds.filter(quarter="2026-Q3").exists()


COUNTED = ("claim", "claim_evidence", "claim_review", "claim_spend", "claim_outputs")


@pytest.mark.parametrize("name", COUNTED)
def test_a_page_costs_the_same_with_one_line_as_with_three(client, scene, name):
    counts = []
    for lines in (1, 3):
        here = a_scene(grant=scene.grant, office=scene.office)
        claim = a_draft(here, lines=lines)
        sign_in(client, here.people.claims_person)
        args = [claim.pk] if name in COUNTED[:3] else [claim.pk, here.project.pk]
        url = reverse(name, args=args)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_landing_costs_the_same_with_one_claim_as_with_three(client, scene):
    sign_in(client, scene.people.claims_person)
    start(scene)
    client.get(reverse("claims"))
    counts = []
    for more in (0, 2):
        for _ in range(more):
            start(a_scene(people=scene.people, office=scene.office))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("claims"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
