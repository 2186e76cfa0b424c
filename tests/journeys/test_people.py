"""Coming in by invitation, choosing a role, and the pages of people and places."""

import re
from datetime import date

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from tests.factories import members as make

from .axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "lamp orchid bicycle"
PAGES = (
    "/members/", "/members/{org}/", "/members/offices/", "/members/people/",
    "/members/people/{user}/", "/members/people/invite/", "/members/people/{user}/role/",
    "/members/seats/{seat}/end/", "/members/people/{user}/close/", "/members/add/",
    "/members/offices/start/", "/account/", "/accounts/password/", "/account/sessions/",
    "/account/second-step/", "/account/data/", "/members/roles/", "/members/people/{user}/look/",
    "/members/people/{user}/data/", "/members/people/{user}/nameless/",
    "/members/people/{user}/second-step/",
)  # fmt: skip


@pytest.fixture
def office(transactional_db):
    clock.set_today(date(2026, 10, 21), by=SYSTEM)
    return make.office()


def sign_in(page, user):
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.locator(".door").get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_invited_person_comes_in_and_sees_their_member(open_page, office, scripts):
    place = make.OrganisationFactory()
    page = open_page("/accounts/login/?next=/members/people/invite/", java_script_enabled=scripts)
    sign_in(page, office.secretariat)
    page.get_by_label("Full name").fill("Nadia Rahman")
    page.get_by_label("Email address").fill("nadia@example.org")
    page.get_by_label("Organisation", exact=True).select_option(label=place.name)
    page.get_by_label("Claims person").check()
    page.get_by_role("button", name="Send invitation").click()
    assert page.get_by_text("An invitation is on its way").is_visible()

    mail = Message.objects.get(kind="members.invitation")
    link = re.search(r"http://\S+(/invitation/\S+)", mail.text)[1]
    theirs = open_page(link, width=360, java_script_enabled=scripts)
    assert theirs.get_by_role("heading", name="Welcome, Nadia Rahman").is_visible()
    if scripts:
        assert violations(theirs) == []
    theirs.get_by_label("New password", exact=True).fill(NEW)
    theirs.get_by_label("New password again").fill(NEW)
    with theirs.expect_response("**/invitation/**") as answer:
        theirs.get_by_role("button", name="Save and sign in").click()
    assert answer.value.status == 302
    theirs.wait_for_load_state()
    theirs.goto(f"/members/{place.pk}/")
    assert theirs.get_by_role("rowheader", name="Nadia Rahman").is_visible()


def test_a_chair_chooses_and_changes_the_role_they_act_in(open_page, office):
    chair = make.ChairFactory().holder
    page = open_page("/accounts/login/?next=/members/")
    sign_in(page, chair)
    assert page.get_by_role("heading", name="In which role").is_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Chairperson").click()
    assert page.url.endswith("/members/")
    assert "as chair" in page.locator("header .hat summary").inner_text()


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page, office, width):
    someone = make.member()
    seat = someone.claims_person.seats.get()
    ids = {"org": someone.organisation.pk, "user": someone.claims_person.pk, "seat": seat.pk}
    page = open_page("/accounts/login/?next=/account/", width=width)
    assert violations(page) == []
    sign_in(page, office.secretariat)
    for path in PAGES:
        page.goto(path.format(**ids))
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_first_error_is_said_at_the_top_and_at_the_field(open_page, office):
    page = open_page("/accounts/login/?next=/members/people/invite/")
    sign_in(page, office.secretariat)
    page.get_by_role("button", name="Send invitation").click()
    assert page.title().startswith("Error: Invite a person")
    assert "error-summary" in page.evaluate("document.activeElement.className")
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_name"
    assert violations(page) == []
