"""The first page of every hat, search, help, reports, and the demonstration's next day."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim, PayeeAccount
from claims.states import AccountState
from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditRow, DueItem
from consortium.pages import finding, guides, todos
from consortium.pages.demo.cast import acting
from members.actions.people import invite_person
from members.hats import SESSION_KEY
from members.models import Invitation, Organisation, User
from members.states import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo"), pytest.mark.demo]

TODAY = date(2026, 10, 21)
HATS = {
    "representative": ("samir_haddad", ""),
    "claims person in the middle of a draft": ("peter_lane", ""),
    "representative with a claim to sign": ("alan_pryor", ""),
    "finance officer": ("priya_nair", ""),
    "second approver": ("helen_marsh", ""),
    "secretariat": ("ruth_okafor", ""),
    "auditor": ("david_lowe", ""),
    "chair": ("margaret_doyle", "chair"),
    "development officer": ("grace_mensah", ""),
}


def signed_in(key: str, capacity: str = "") -> Client:
    actor = acting(key, capacity)
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    session = client.session
    session[SESSION_KEY] = actor.hat
    session.save()
    return client


def titles(key: str, capacity: str = "") -> list[str]:
    return [todo.title for todo in todos.for_actor(acting(key, capacity), today=TODAY)]


# --- Today --------------------------------------------------------------------


@pytest.mark.parametrize("hat", HATS)
def test_the_first_page_of_every_hat_takes_few_queries(hat):
    client = signed_in(*HATS[hat])
    client.get("/")  # content types, the session's first row
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get("/")
    assert response.status_code == 200
    assert len(queries) <= 13, [each["sql"][:120] for each in queries]


def test_its_queries_do_not_grow_with_the_claims():
    client = signed_in("priya_nair")
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    draft = Claim.objects.get(
        round__quarter="2026-Q2", organisation__slug="vcb", state="in_progress"
    )
    submitted = Claim.objects.filter(state="submitted").first()
    for number in range(40):
        submitted.pk, submitted.reference = None, f"COPY/{number}"
        submitted.organisation = Organisation.objects.create(
            slug=f"copy-{number}", name=f"Copy {number}", short_name=f"C{number}",
            joined=draft.organisation.joined,
        )  # fmt: skip
        submitted._state.adding = True
        submitted.save()
    with CaptureQueriesContext(connection) as many:
        response = client.get("/")
    assert len(many) == len(few)
    assert "more claims" in response.content.decode()


def test_the_finance_officer_sees_what_to_check_to_pay_and_who_is_late():
    found = titles("priya_nair")
    assert "Check the claim of CVSMNB" in found
    assert "Pay one approved claim" in found
    assert any("not come by the due day" in title for title in found)
    assert any("for the funder's money" in title for title in found)
    assert any(title.startswith("Send the funder its claim") for title in found)


def test_a_run_is_offered_for_release_to_everybody_but_who_prepared_it():
    assert "Release payment run 4" in titles("tom_ellery")
    assert "Release payment run 4" not in titles("priya_nair")


def test_the_chair_sees_the_accountable_bodys_own_claim_and_officers_do_not():
    words = "Approve the accountable body's own claim, July to September 2026"
    assert words in titles("margaret_doyle", "chair")
    assert words not in titles("priya_nair")
    assert not any("VCASB" in title for title in titles("priya_nair"))


def test_things_come_by_their_due_day():
    due = [each.due or date.max for each in todos.for_actor(acting("priya_nair"), today=TODAY)]
    assert due == sorted(due)


def test_the_secretariat_sees_invitations_and_bank_details_that_wait():
    ruth = acting("ruth_okafor")
    val = Organisation.objects.get(slug="val")
    invite_person(
        name="Nina Patel", email="nina@example.org", organisation=val,
        role=Role.CLAIMS_PERSON, starts=TODAY, by=ruth,
    )  # fmt: skip
    Invitation.objects.filter(user__name="Nina Patel").update(expires_at=clock.now())
    PayeeAccount.objects.create(
        organisation=val, number=9, account_name="Val", sort_code="000000",
        account_number="00000001", state=AccountState.WAITING, entered_at=clock.now(),
        entered_on=TODAY, entered_by_id=acting("nadia_rahman").user_id,
    )  # fmt: skip
    found = titles("ruth_okafor")
    assert "Ask Nina Patel about the invitation" in found
    assert "Verify the bank details of VAL" in found


def test_a_members_person_sees_the_draft_that_is_due_and_how_far_it_is():
    page = signed_in("peter_lane").get("/").content.decode()
    assert "Your claim for July to September 2026" in page
    assert "2 of 5 parts done" in page


def test_the_representative_is_led_to_sign():
    page = signed_in("alan_pryor").get("/").content.decode()
    assert "Read and sign" in page


def test_whoever_has_nothing_to_do_reads_so():
    page = signed_in("david_lowe").get("/").content.decode()
    assert "Nothing needs you today." in page


def test_signed_out_the_first_page_leads_to_the_sign_in():
    response = Client().get("/")
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


# --- Search -------------------------------------------------------------------


def hits(words: str, key: str, capacity: str = "") -> dict[str, list[str]]:
    found = finding.search(words, acting(key, capacity))
    return {group.name: [hit.title for hit in group.hits] for group in found}


def test_a_claim_is_found_by_its_reference_by_its_own_people_and_the_office():
    reference = "EX-INF-26/2026-Q2/BRCC"
    assert reference in hits(reference, "ben_tilley")["Claims"]
    assert reference in hits(reference, "priya_nair")["Claims"]
    assert "Claims" not in hits(reference, "nadia_rahman")


def test_the_chair_finds_the_accountable_bodys_claims_alone():
    found = hits("EX-INF", "margaret_doyle", "chair")["Claims"]
    assert found
    assert all(reference.endswith("/VCASB") for reference in found)


def test_a_project_is_found_by_another_of_its_names():
    from projects.models import ProjectAlias

    alias = ProjectAlias.objects.select_related("project").first()
    assert alias.project.name in hits(alias.name, "nadia_rahman")["Projects"]


def test_people_are_found_by_those_who_may_see_them():
    assert "Nadia Rahman" in hits("nadia", "ruth_okafor")["People"]
    assert "People" not in hits("nadia", "ben_tilley")


def test_a_slip_is_corrected():
    page = signed_in("nadia_rahman").get(reverse("search"), {"q": "Volunterring"})
    assert "Did you mean" in page.content.decode()


@pytest.mark.parametrize("words", ["", "x", "%", "_", "' OR 1=1 --", "\x00\ud800".encode(
    "utf-8", "surrogatepass").decode("utf-8", "replace"), "<script>", "9" * 500])  # fmt: skip
def test_odd_words_find_nothing_and_break_nothing(words):
    response = signed_in("nadia_rahman").get(reverse("search"), {"q": words})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


# --- Help, reports, statements -----------------------------------------------------


@pytest.mark.parametrize("slug", guides.BY_SLUG)
def test_every_guide_opens(slug):
    response = signed_in("priya_nair").get(reverse("help_page", args=[slug]))
    assert response.status_code == 200


def test_guides_of_ones_own_job_come_first():
    mine, others = guides.for_actor(acting("nadia_rahman"))
    assert "make-a-claim" in {guide.slug for guide in mine}
    assert "pay" in {guide.slug for guide in others}


def test_a_guide_that_is_not_there_is_404():
    assert signed_in("priya_nair").get("/help/nothing/").status_code == 404


def test_reports_show_members_their_own_papers_alone():
    page = signed_in("nadia_rahman").get(reverse("reports")).content.decode()
    assert "EX-INF-26/2026-Q1/VAL" in page
    assert "/BRCC" not in page
    assert "Claims to funders" not in page


def test_reports_show_the_office_what_funders_were_sent():
    page = signed_in("priya_nair").get(reverse("reports")).content.decode()
    assert "Claims to funders" in page


@pytest.mark.parametrize("name", ["accessibility", "privacy"])
def test_statements_are_open_to_everybody(name):
    assert Client().get(reverse(name)).status_code == 200


# --- The demonstration's day ---------------------------------------------------------


def press(client: Client, day: date):
    return client.post(reverse("next_day"), {"from": day.isoformat()}, follow=True)


def test_the_next_day_moves_the_clock_and_says_so():
    page = press(signed_in("grace_mensah"), TODAY).content.decode()
    assert clock.today() == date(2026, 10, 22)
    assert "Today is Thursday 22 October 2026" in page
    assert AuditRow.objects.filter(action="clock.moved").latest("sequence").actor_id


def test_a_double_click_moves_it_by_one_day():
    client = signed_in("grace_mensah")
    press(client, TODAY)
    page = press(client, TODAY).content.decode()
    assert clock.today() == date(2026, 10, 22)
    assert "already" in page


def test_what_falls_due_that_day_is_done():
    opening = DueItem.objects.filter(handled_at=None, cancelled_at=None).earliest("due_at")
    eve = opening.due_at - timedelta(days=1)
    clock.set_today(eve, by=SYSTEM)
    said = press(signed_in("grace_mensah"), eve).content.decode()
    assert "fell due" in said
    opening.refresh_from_db()
    assert opening.handled_at


def test_outside_a_demonstration_there_is_no_next_day(settings):
    settings.DEMO = False
    client = Client()
    client.force_login(User.objects.get(email="grace.mensah@example.org"))
    assert press(client, TODAY).status_code == 404
