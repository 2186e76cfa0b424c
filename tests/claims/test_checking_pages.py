"""The tracker, the check page and the approval page, as a browser without JavaScript uses them."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from claims.actions.checking import Ruling, decide_line, uncheck
from claims.actions.flagging import look_over
from claims.actions.reviewing import assign_reviewer, end_assignment
from claims.models import Approval, Claim, DuplicateClearance, Submission
from claims.states import ClaimState, Decision
from consortium.core import clock
from consortium.core.models.audit import AuditRow
from consortium.core.models.outbox import Message
from members.states import Role
from tests.factories.checking import a_line, attach, decided, ground, own_claim, sent
from tests.factories.members import PASSWORD, member, seated
from tests.factories.projects import budget_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def on():
    return ground(cash=1_000_000_00)


@pytest.fixture
def officer(client, on):
    client.force_login(on.office.finance)
    return client


def looked_over(claim):
    look_over(Claim.objects.select_related("round__grant").get(pk=claim.pk))
    return claim


def page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def text_of(html):
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split()).replace("&#x27;", "'")


def hidden(html, action):
    """The hidden boxes of the form that posts to `action`."""
    for form in re.findall(r"<form\b.*?</form>", html, re.S):
        head = form.partition(">")[0]
        if f'action="{action}"' in head or (action == "" and "action=" not in head):
            found = {}
            for tag in re.findall(r'<input\b[^>]*type="hidden"[^>]*>', form):
                value = re.search(r'value="([^"]*)"', tag)
                found[re.search(r'name="([^"]*)"', tag)[1]] = value[1] if value else ""
            return found
    raise AssertionError(f"no form posts to {action!r}")


def press(client, html, action, **typed):
    """Send the form of a page with what its hidden boxes hold."""
    return client.post(action, hidden(html, action) | typed, follow=True)


# --- the tracker -------------------------------------------------------------------


def test_the_tracker_counts_and_adds_up_each_tab_and_shows_who_has_not_started(on, officer):
    sent(on, (100_00,))
    sent(on, (250_00,), organisation=on.outsider.organisation)
    idle = member().organisation
    budget_of(on.grant, idle, on.project)
    words = text_of(page(officer, "claims_tracker"))
    assert "To check 2 · £350.00" in words
    assert "Not sent 1" in words
    unsent = text_of(page(officer, "claims_tracker", tab="not-sent"))
    assert idle.name in unsent
    assert "Not started" in unsent
    assert idle.name in text_of(page(officer, "claims_tracker", tab="late"))


def test_clean_claims_stand_first(on, officer):
    dirty = looked_over(sent(on, (10_00,), evidence=False))
    clean = looked_over(sent(on, (20_00,), organisation=on.outsider.organisation))
    html = page(officer, "claims_tracker")
    assert html.index(clean.organisation.name) < html.index(dirty.organisation.name)
    assert "Clean" in html


def test_filters_stand_in_the_address_and_can_be_taken_off_one_by_one(on, officer):
    sent(on, (100_00,))
    other = sent(on, (250_00,), organisation=on.outsider.organisation)
    html = page(officer, "claims_tracker", member=other.organisation.name, only="late")
    assert "No claims match these filters" in html
    html = page(officer, "claims_tracker", member=other.organisation.name)
    assert "To check 1 · £250.00" in text_of(html)
    chip = re.search(r'<a class="chip" href="([^"]*)"', html)[1].replace("&amp;", "&")
    assert "member=" not in chip
    assert "To check 2" in text_of(officer.get(reverse("claims_tracker") + chip).content.decode())


@pytest.mark.parametrize(
    "query",
    [
        {"tab": "nonsense", "quarter": "2026-Q9", "grant": "x", "older": "1_2_3"},
        {"grant": "9" * 30, "member": "\x00", "flags": "1", "only": "2"},
        {"quarter": "9999-Q1"},
        {"tab": "not-sent", "from": "99999999"},
        {"view": "grid", "after": "z" * 500, "grant": "1"},
        {"grant": "²"},
    ],
)
def test_a_strange_address_shows_the_plain_tracker(on, officer, query):
    sent(on)
    assert officer.get(reverse("claims_tracker"), query).status_code == 200


def test_the_grid_shows_members_by_grant_and_by_project(on, officer):
    claim = sent(on, (100_00,))
    ground(beside=on)
    words = text_of(page(officer, "claims_tracker", view="grid"))
    assert claim.organisation.name in words
    assert "£100.00 in 1 project" in words
    words = text_of(page(officer, "claims_tracker", view="grid", grant=on.grant.pk))
    assert on.project.name in words


def test_the_tracker_takes_as_many_queries_for_1_claim_as_for_8(
    on, officer, django_assert_max_num_queries
):
    sent(on, (1_00,))
    page(officer, "claims_tracker")
    with django_assert_max_num_queries(8) as few:
        page(officer, "claims_tracker")
    for _ in range(7):
        sent(on, (1_00,), organisation=member().organisation)
    with django_assert_max_num_queries(len(few)):
        page(officer, "claims_tracker")
    for view in ({"tab": "not-sent"}, {"view": "grid"}):
        with django_assert_max_num_queries(10):
            page(officer, "claims_tracker", **view)


def test_a_tab_leaves_as_csv_and_xlsx_with_the_same_pence(on, officer):
    sent(on, (100_01,))
    csv = officer.get(reverse("claims_export", args=["csv"]), {"tab": "check"})
    lines = b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()
    assert "100.01" in lines[1]
    xlsx = officer.get(reverse("claims_export", args=["xlsx"]), {"tab": "check"})
    sheet = openpyxl.load_workbook(BytesIO(b"".join(xlsx.streaming_content))).active
    row = dict(zip((c.value for c in sheet[1]), (c.value for c in sheet[2]), strict=True))
    assert row["Claimed"] == 100.01
    assert officer.get(reverse("claims_export", args=["exe"])).status_code == 404


def test_the_reminder_goes_once_a_day(on, officer):
    idle = member().organisation
    budget_of(on.grant, idle, on.project)
    html = page(officer, "claims_tracker", tab="not-sent")
    action = re.search(r'action="([^"]*remind[^"]*)"', html)[1]
    address = action.replace("&amp;", "&")
    first = officer.post(address, hidden(html, action), follow=True)
    assert "A reminder goes to 2 people" in text_of(first.content.decode())
    again = officer.post(address, hidden(first.content.decode(), action), follow=True)
    assert "was reminded today already" in text_of(again.content.decode())
    assert Message.objects.filter(kind="claims.chased").count() == 2
    assert AuditRow.objects.filter(action="claim.chased").count() == 1


def test_ticked_clean_claims_are_checked_and_others_say_why_not(on, officer):
    clean = looked_over(sent(on, (10_00,)))
    dirty = sent(on, (20_00,), organisation=on.outsider.organisation, evidence=False)
    html = page(officer, "claims_tracker")
    assert f'value="{clean.pk}"' in html
    assert f'name="claims" value="{dirty.pk}"' not in html
    answer = officer.post(
        reverse("claims_check_clean"), {"claims": [clean.pk, dirty.pk], "token": "x" * 20},
        follow=True,
    )  # fmt: skip
    words = text_of(answer.content.decode())
    assert "One claim is checked and waits for approval" in words
    assert f"{dirty.reference} is not checked" in words
    clean.refresh_from_db()
    assert clean.state == ClaimState.CHECKED


def test_where_nothing_can_be_ticked_there_is_no_button_to_mark_it(on, officer):
    sent(on, (20_00,), evidence=False)
    assert "Mark the ticked ones" not in page(officer, "claims_tracker")
    looked_over(sent(on, (10_00,), organisation=on.outsider.organisation))
    assert "Mark the ticked ones" in page(officer, "claims_tracker")


def test_nothing_ticked_says_so(on, officer):
    answer = officer.post(reverse("claims_check_clean"), {"token": "x" * 20}, follow=True)
    assert "Select at least one claim" in text_of(answer.content.decode())


# --- the check page ------------------------------------------------------------------


def test_the_check_page_takes_as_many_queries_for_20_lines_as_for_2(
    on, officer, django_assert_max_num_queries
):
    few, many = (
        looked_over(sent(on)),
        looked_over(sent(on, [1_00] * 20, round=ground(beside=on).round)),
    )
    page(officer, "claim_check", few.pk)
    with django_assert_max_num_queries(10) as first:
        page(officer, "claim_check", few.pk)
    with django_assert_max_num_queries(len(first)):
        page(officer, "claim_check", many.pk)


@pytest.mark.parametrize("show", ["outputs", "history", "versions", "nonsense"])
def test_every_side_of_the_page_opens(on, officer, show):
    claim = sent(on)
    assert claim.organisation.name in page(officer, "claim_check", claim.pk, show=show)


def test_a_line_is_accepted_with_one_button_however_often_it_is_pressed(on, officer):
    claim = sent(on)
    address = reverse("claim_line_accept", args=[claim.pk, 1])
    for _ in range(2):
        answer = officer.post(address, {"version": "1"})
        assert answer.url == f"{reverse('claim_check', args=[claim.pk])}#line-2"
    assert AuditRow.objects.filter(action="claim.line_decided").count() == 1


def test_a_line_that_somebody_else_decided_is_not_accepted_over(on, officer):
    claim = sent(on)
    decide_line(claim.lines.get(number=1), Ruling(Decision.DISALLOWED, None, "No"), by=on.second)
    answer = officer.post(reverse("claim_line_accept", args=[claim.pk, 1]), {"version": "1"})
    assert answer.status_code == 409
    assert claim.lines.get(number=1).decision == Decision.DISALLOWED


def less(client, claim, number=1, **typed):
    address = reverse("claim_line_decide", args=[claim.pk, number])
    html = client.get(address).content.decode()
    return press(client, html, address, **typed)


def test_a_line_is_reduced_with_a_reason(on, officer):
    claim = sent(on)
    answer = less(officer, claim, decision="reduced", approved="£80.5", reason="VAT was in it")
    assert "Line 1: reduced, £80.50 accepted" in text_of(answer.content.decode())
    assert "VAT was in it" in answer.content.decode()
    line = claim.lines.get(number=1)
    assert (line.approved, line.reason) == (80_50, "VAT was in it")


@pytest.mark.parametrize(
    "amount", ["1e5", "1_000", "１２", "NaN", "-5", "10000000000000000", "10.005", "", "100.00"]
)
def test_an_amount_that_makes_no_sense_is_said_at_its_box_and_nothing_is_lost(on, officer, amount):
    claim = sent(on)
    answer = less(officer, claim, decision="reduced", approved=amount, reason="My long reason")
    html = answer.content.decode()
    assert "There is a problem" in html
    assert "My long reason" in html
    assert amount in html
    assert claim.lines.get(number=1).decision == Decision.PENDING


def test_less_than_all_without_a_reason_is_refused(on, officer):
    claim = sent(on)
    answer = less(officer, claim, decision="disallowed", reason=" ")
    assert "Give a reason" in answer.content.decode()


def test_the_rest_is_accepted_and_the_claim_marked_as_checked(on, officer):
    claim = sent(on)
    html = page(officer, "claim_check", claim.pk)
    answer = press(officer, html, reverse("claim_accept_rest", args=[claim.pk]))
    html = answer.content.decode()
    assert "2 lines accepted" in text_of(html)
    answer = press(officer, html, reverse("claim_mark_checked", args=[claim.pk]))
    assert "is checked and waits for approval" in text_of(answer.content.decode())
    claim.refresh_from_db()
    assert claim.state == ClaimState.CHECKED


def test_changes_are_asked_for_named_parts(on, officer):
    claim = sent(on)
    address = reverse("claim_ask", args=[claim.pk])
    html = officer.get(address).content.decode()
    empty = officer.post(address, hidden(html, "") | {"message": "Which hall?"})
    assert "Select at least one part" in empty.content.decode()
    assert "Which hall?" in empty.content.decode()
    line = claim.lines.get(number=2)
    typed = {"message": "Which hall?", "parts": [f"spend:l{line.pk}", "evidence"]}
    officer.post(address, hidden(empty.content.decode(), "") | typed)
    claim.refresh_from_db()
    assert claim.state == ClaimState.CHANGES_REQUESTED
    assert claim.changes.get().parts.count() == 2


@pytest.mark.parametrize("part", ["spend:l999999", "spend:x", "nonsense", "spend:s1e5"])
def test_a_part_that_was_made_up_is_refused(on, officer, part):
    claim = sent(on)
    address = reverse("claim_ask", args=[claim.pk])
    html = officer.get(address).content.decode()
    officer.post(address, hidden(html, "") | {"message": "Why?", "parts": [part]})
    claim.refresh_from_db()
    assert claim.state == ClaimState.SUBMITTED


def test_when_it_comes_back_both_versions_stand_side_by_side(on, officer):
    claim = sent(on, snapshot=snapshot(100_00, "Halls"))
    Claim.objects.filter(pk=claim.pk).update(submissions_made=2)
    Submission.objects.create(
        claim=claim,
        number=2,
        submitted_at=clock.now(),
        sent_on=clock.today(),
        submitted_by_id=1,
        signatory="R",
        declaration="True.",
        claimed=80_00,
        snapshot=snapshot(80_00, "Town hall"),
        sha256="1",
    )
    assert "Changes made" in page(officer, "claim_check", claim.pk)
    html = page(officer, "claim_check", claim.pk, show="versions")
    assert "<del>£100.00</del>" in html
    assert "<ins>£80.00</ins>" in html
    assert "<del>Halls</del>" in html
    assert "<ins>Town hall</ins>" in html


def snapshot(claimed, description):
    line = {"number": 1, "supplier": "Luton Print", "description": description, "claimed": claimed}
    return {"claimed": claimed, "lines": [line], "sections": [], "evidence": []}


def test_two_lines_that_look_alike_are_settled_on_a_page_of_their_own(on, officer):
    first = sent(on, (100_00,))
    item = first.lines.get().item
    other = sent(on, (), round=ground(beside=on).round)
    attach(
        a_line(other, 1, 100_00, on.budgets[0], supplier=item.supplier, invoice=item.invoice_number)
    )
    look_over(Claim.objects.select_related("round__grant").get(pk=other.pk))
    mine = other.lines.get().item_id
    address = reverse("claim_not_a_duplicate", args=[other.pk, mine, item.pk])
    assert address in page(officer, "claim_check", other.pk)
    html = officer.get(address).content.decode()
    assert first.reference in html
    officer.post(address, hidden(html, "") | {"reason": "Two deliveries"})
    assert DuplicateClearance.objects.get().reason == "Two deliveries"


def test_a_claim_is_rejected_on_a_page_that_says_what_that_means(on, officer):
    claim = sent(on)
    address = reverse("claim_reject", args=[claim.pk])
    html = officer.get(address).content.decode()
    assert "This is final" in html
    officer.post(address, hidden(html, "") | {"reason": "Of another grant"})
    claim.refresh_from_db()
    assert claim.state == ClaimState.REJECTED


def test_a_note_stands_in_the_history(on, officer):
    claim = sent(on)
    html = page(officer, "claim_check", claim.pk, show="history")
    answer = press(officer, html, reverse("claim_note", args=[claim.pk]), reason="Ring on Monday")
    assert "Ring on Monday" in answer.content.decode()


def test_the_reason_for_outputs_is_given_on_their_page(on, officer):
    claim = sent(on, outputs=1)
    html = page(officer, "claim_check", claim.pk, show="outputs")
    assert "A reason is wanted" in html
    answer = press(officer, html, reverse("claim_accept_outputs", args=[claim.pk]), reason="Flood")
    assert "Paid although outputs are behind" in answer.content.decode()


# --- who sees what ----------------------------------------------------------------------


def test_strangers_get_404_and_members_do_not_check(on, client):
    claim = sent(on)
    for user in (on.member.representative, on.outsider.claims_person):
        client.force_login(user)
        assert client.get(reverse("claim_check", args=[claim.pk])).status_code == 404
        assert client.get(reverse("claim_check_file", args=[claim.pk, 1])).status_code == 404
    client.force_login(on.office.finance)
    assert client.get(reverse("claim_check", args=[10**18])).status_code == 404


def test_the_auditor_reads_and_changes_nothing(on, client):
    claim = sent(on)
    auditor = seated(Role.AUDITOR, on.outsider.organisation)
    client.force_login(auditor)
    html = page(client, "claim_check", claim.pk)
    assert reverse("claim_line_accept", args=[claim.pk, 1]) not in html
    assert "Ask for changes" not in html
    assert client.post(reverse("claim_line_accept", args=[claim.pk, 1])).status_code == 403
    assert client.post(reverse("claim_note", args=[claim.pk])).status_code == 403


def test_a_reviewer_sees_the_own_claim_while_named_and_each_look_is_recorded(on, client):
    claim = decided(own_claim(on), by=on.checker)
    reviewer = seated(Role.REVIEWER, on.member.organisation)
    client.force_login(reviewer)
    address = reverse("claim_check", args=[claim.pk])
    assert client.get(address).status_code == 404
    assign_reviewer(claim, user=reviewer, by=on.second)
    assert client.get(address).status_code == 200
    assert client.get(reverse("claim_check", args=[sent(on).pk])).status_code == 404
    looks = AuditRow.objects.filter(action="claim.looked_at", actor_id=reviewer.pk)
    assert [row.after["at"] for row in looks] == ["lines and evidence"]
    end_assignment(claim, by=on.second)
    assert client.get(address).status_code == 404


def test_a_reviewer_is_named_on_a_page(on, officer):
    claim = own_claim(on)
    reviewer = seated(Role.REVIEWER, on.member.organisation)
    address = reverse("claim_reviewer", args=[claim.pk])
    html = officer.get(address).content.decode()
    officer.post(address, hidden(html, "") | {"reviewer": str(reviewer.pk)})
    assert claim.assignments.get().user == reviewer
    html = officer.get(address).content.decode()
    press(officer, html, reverse("claim_reviewer_end", args=[claim.pk]))
    assert not claim.assignments.filter(ended_at=None).exists()


# --- approving ------------------------------------------------------------------------------


@pytest.fixture
def approver(client, on):
    client.force_login(on.office.second_finance)
    return client


def approve_page(client, claim):
    return page(client, "claim_approve", claim.pk)


def give(client, claim, html, **typed):
    typed = {"vouched": "on", "note": "", "password": PASSWORD} | typed
    return client.post(
        reverse("claim_approve", args=[claim.pk]), hidden(html, "") | typed, follow=True
    )


def test_approving_asks_for_the_password_once_in_a_sitting(on, approver):
    first = decided(sent(on), by=on.checker)
    second = decided(sent(on, (5_00,), organisation=on.outsider.organisation), by=on.checker)
    html = approve_page(approver, first)
    assert 'type="password"' in html
    answer = give(approver, first, html)
    assert f"{first.reference} is approved for £150.00" in text_of(answer.content.decode())
    html = approve_page(approver, second)
    assert 'type="password"' not in html
    give(approver, second, html)
    assert Approval.objects.count() == 2


@pytest.mark.parametrize(
    "typed, words",
    [
        ({"password": "wrong"}, "The password is not right"),
        ({"password": ""}, "Enter your password"),
        ({"vouched": ""}, "Tick that you vouch"),
    ],
)
def test_without_password_or_tick_nothing_is_approved_and_the_note_is_kept(
    on, approver, typed, words
):
    claim = decided(sent(on), by=on.checker)
    answer = give(approver, claim, approve_page(approver, claim), note="Three invoices", **typed)
    html = answer.content.decode()
    assert words in html
    assert "Three invoices" in html
    assert PASSWORD not in html
    assert not Approval.objects.exists()


def test_the_password_can_be_guessed_only_a_few_times(on, approver):
    claim = decided(sent(on), by=on.checker)
    html = approve_page(approver, claim)
    for _ in range(11):
        answer = give(approver, claim, html, password="guess")
    assert "Too many attempts" in answer.content.decode()


def test_a_double_click_approves_once(on, approver):
    claim = decided(sent(on), by=on.checker)
    html = approve_page(approver, claim)
    give(approver, claim, html)
    again = give(approver, claim, html)
    assert again.status_code == 200
    assert Approval.objects.count() == 1


def test_the_same_token_with_another_note_is_409(on, approver):
    claim = decided(sent(on), by=on.checker)
    html = approve_page(approver, claim)
    give(approver, claim, html)
    assert give(approver, claim, html, note="Another").status_code == 409


def test_a_second_approver_is_told_who_was_first(on, approver, client):
    claim = decided(sent(on), by=on.checker)
    html = approve_page(approver, claim)
    from claims.actions.approving import approve

    approve(claim, by=on.third)
    answer = give(approver, claim, html)
    assert f"{on.office.approver.name} approved it for £150.00" in answer.content.decode()


def test_a_page_from_before_a_change_is_stale(on, approver):
    claim = decided(sent(on), by=on.checker)
    html = approve_page(approver, claim)
    uncheck(claim, reason="Look again", by=on.checker)
    from claims.actions.checking import check

    check(claim, by=on.checker)
    answer = give(approver, claim, html)
    assert answer.status_code == 409
    assert not Approval.objects.exists()


def test_what_stands_against_it_is_all_said_at_once(on, client):
    client.force_login(on.office.finance)
    large = ground(beside=on, budget=100_000_00)
    claim = decided(sent(large, (26_000_00,), outputs=1), by=on.checker)
    words = text_of(approve_page(client, claim))
    assert "You checked this claim, so somebody else must approve it" in words
    assert "Say why the claim is paid all the same" in words
    assert "may approve" in words


def test_the_chair_approves_the_bodys_own_claim_on_the_page(on, client):
    claim = decided(own_claim(on), by=on.checker)
    client.force_login(on.chair)
    chair = f"chair:{on.outsider.organisation.pk}"
    client.post(reverse("choose_hat"), {"hat": chair})
    give(client, claim, approve_page(client, claim))
    claim.refresh_from_db()
    assert claim.state == ClaimState.APPROVED
    assert AuditRow.objects.filter(action="claim.looked_at").count() == 2  # page, then claim


def test_several_claims_are_approved_after_one_look_at_the_list(on, approver):
    claims = [
        decided(sent(on, (10_00,)), by=on.checker),
        decided(sent(on, (20_00,), organisation=on.outsider.organisation), by=on.checker),
    ]
    address = reverse("claims_approve") + "?" + "&".join(f"claims={claim.pk}" for claim in claims)
    html = approver.get(address).content.decode()
    assert "Approve £30.00" in text_of(html)
    typed = hidden(html, "") | {"vouched": "on", "password": PASSWORD}
    answer = approver.post(address, typed, follow=True)
    words = text_of(answer.content.decode())
    assert words.count("is approved.") == 2
    again = approver.post(address, typed, follow=True)
    assert "Select at least one claim" in text_of(again.content.decode())
    assert Approval.objects.count() == 2


def test_nobody_left_is_said_and_the_chair_overrides_on_a_page(on, client):
    large = ground(beside=on, budget=100_000_00)
    claim = decided(sent(large, (26_000_00,)), by=on.checker)
    on.office.approver.seats.update(ends=date(2026, 9, 30))
    client.force_login(on.office.finance)
    html = approve_page(client, claim)
    assert "The rules leave too few people" in html
    press(client, html, reverse("claim_ask_chair", args=[claim.pk]))
    assert Message.objects.filter(kind="claims.override_wanted").exists()
    client.force_login(on.chair)
    client.post(reverse("choose_hat"), {"hat": f"chair:{on.outsider.organisation.pk}"})
    address = reverse("claim_override", args=[claim.pk])
    html = client.get(address).content.decode()
    assert "You checked" not in text_of(html)
    typed = {"rule": "checker_above", "approver": on.office.finance.pk, "reason": "Holiday"}
    client.post(address, hidden(html, "") | typed)
    assert claim.overrides.get().reason == "Holiday"


def test_the_override_page_is_not_there_while_somebody_may_approve(on, client):
    claim = decided(sent(on), by=on.checker)
    client.force_login(on.chair)
    client.post(reverse("choose_hat"), {"hat": f"chair:{on.outsider.organisation.pk}"})
    assert client.get(reverse("claim_override", args=[claim.pk])).status_code == 404
