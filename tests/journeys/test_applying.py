"""Journey J7: an organisation applies; the chair admits it, or an objection takes it further."""

import re
from datetime import date

import pytest

from consortium.core import clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from members.applications import tasks  # noqa: F401 - what the clock does
from members.applications.models import Application
from members.applications.states import ApplicationState as S
from members.models import Organisation
from tests.factories import agreement as agreements
from tests.factories import applications as forms
from tests.factories import members as make

from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NAME, EMAIL = "Example Village Halls Network", "halls@example.org"
SERVICES = ("Finds local needs", "Supports groups", "Connects groups")


@pytest.fixture
def cast(transactional_db):
    """The office, two members with representatives, and the chair of a third."""
    clock.set_today(date(2026, 10, 21), by=SYSTEM)
    office = make.office()
    make.seated("representative", office.organisation)
    return {
        "office": office.secretariat,
        "first": make.member().representative,
        "second": make.member().representative,
        "chair": make.ChairFactory().holder,
    }


def mailed_link(kind: str) -> str:
    mail = Message.objects.filter(kind=f"applications.{kind}", to=EMAIL).latest("pk")
    return re.search(r"/apply/form/\S+?/(?=\s|$)", mail.text)[0]


def apply(one: Walk) -> None:
    """From the public page to the reference."""
    one.follow("Check whether you can apply")
    one.page.get_by_label("We are a charity").check()
    one.page.get_by_label("Our registered office").check()
    for service in SERVICES[:2]:
        one.page.get_by_label(service).check()
    one.press("Continue")
    assert one.sees("3 of 5 services needed, you have 2")
    one.page.get_by_label(SERVICES[2]).check()
    one.press("Continue")
    one.fill(name=NAME, email=EMAIL)
    one.press("Send me the link")
    assert one.sees("Look into your mail")

    one.go(mailed_link("begun"))
    fill_in(one)
    one.follow("Check and send")
    one.fill(declared_name="Hal Example")
    one.page.locator("[name=declared]").check()
    one.press("Send the application")
    assert one.sees("M-2026-001")


def fill_in(one: Walk) -> None:
    one.follow("Your contact details")
    one.fill(contact_name="Hal Example", telephone="01632 960001")
    one.press("Save and continue")
    one.follow("Your organisation")
    one.page.locator("[name=third_sector]").check()
    one.page.get_by_label("Registered charity", exact=True).check()
    one.page.get_by_label("Both", exact=True).check()
    one.fill(address="1 Hall Lane", about="We help village halls.")
    one.press("Save and continue")
    for service in SERVICES:
        one.follow(service)
        one.page.get_by_label("Yes, we do this").check()
        one.fill(what="A yearly round of visits.", where="The villages")
        if service == SERVICES[0]:
            leaflet = {"name": "leaflet.pdf", "mimeType": "application/pdf", "buffer": forms.PDF}
            one.page.locator("[name=files]").set_input_files(leaflet)
        one.press("Save and continue")
    assert one.sees("3 of 5 services needed, you have 3")
    one.follow("Your level of work")
    one.fill(staff_hours="35", work_budget="£12,500", volunteers="4")
    one.press("Save and continue")


def handle(office: Walk, applicant: Walk) -> str:
    """One question and its answer, every point judged, all members asked; gives the address."""
    office.follow(NAME)
    address = re.sub(r"^https?://[^/]+", "", office.page.url)
    office.page.get_by_text("Ask the applicant something").click()
    office.fill(text="How many halls do you visit?")
    office.press("Ask the applicant")
    applicant.go(mailed_link("question"))
    assert applicant.sees("How many halls do you visit?")
    applicant.fill(text="All 61 of them.")
    applicant.press("Send the answer")
    office.go(address)
    assert office.sees("All 61 of them.")
    office.follow("Judge each point")
    for box in office.page.get_by_label("Met", exact=True).all():
        box.check()
    office.press("Save")
    office.press("Ask the members")
    assert office.sees("can still reply until")
    return address


def reply(one: Walk, words: str, reason: str = "") -> None:
    one.page.get_by_label(words).check()
    one.fill(reason=reason)
    one.press("Send the reply")
    assert one.sees("Your reply is noted")


def days_pass() -> None:
    """The last day goes by, and the clock closes the consultation."""
    application = Application.objects.get()
    clock.set_today(date(2026, 11, 5), by=SYSTEM)
    assert application.reply_by == date(2026, 11, 4)
    due.sweep(today=clock.today())
    application.refresh_from_db()
    assert application.state == S.DECIDING


@pytest.mark.parametrize("scripts", [True, False])
def test_an_organisation_applies_and_the_chair_admits_it(walk, signed_in, cast, scripts):
    version = agreements.opened(by=make.actor_of(cast["office"]))
    applicant = walk(scripts=scripts, width=360)
    apply(applicant)
    office = signed_in(cast["office"], "/members/applications/", scripts=scripts)
    address = handle(office, applicant)
    reply(signed_in(cast["first"], address, scripts=scripts), "We support it")
    days_pass()

    chair = signed_in(cast["chair"], address, scripts=scripts, hat="Chairperson")
    assert chair.sees("Nobody objects, and nothing is unclear")
    chair.follow("Admit")
    chair.press("Admit")
    made = Organisation.objects.get(name=NAME)
    assert made.joined == clock.today()
    assert made.votes
    assert Message.objects.get(kind="agreement.asked").to == EMAIL

    applicant.go(mailed_link("decided"))
    assert applicant.sees(f"Welcome, {NAME}")
    applicant.fill(name="Hal Example", email="hal@example.org")
    applicant.press("Send the name")
    assert applicant.sees("Your representative is Hal Example")
    office.go(address)
    assert office.sees("an invitation to Hal Example")
    theirs = make.seated("representative", made)
    hal = signed_in(theirs, "/", scripts=scripts)
    hal.follow(f"Sign version {version.number} of the partnership agreement")
    hal.fill(name="Hal Example", position="Manager")
    hal.page.locator("[name=declared]").check()
    hal.press("Sign the agreement")
    assert version.signatures.get().organisation == made


def test_one_objection_takes_an_application_to_the_next_meeting(walk, signed_in, cast):
    applicant = walk(scripts=True)
    apply(applicant)
    office = signed_in(cast["office"], "/members/applications/", scripts=True)
    address = handle(office, applicant)
    reply(signed_in(cast["first"], address, scripts=True), "We support it")
    reply(signed_in(cast["second"], address, scripts=True), "We object", "It is too far away.")
    days_pass()

    chair = signed_in(cast["chair"], address, scripts=True, hat="Chairperson")
    assert chair.sees("The next meeting decides")
    assert not chair.page.get_by_role("link", name="Admit", exact=True).count()
    office.go(address)
    office.follow("Put to the next meeting")
    office.press("Put to the next meeting")
    office.follow("Name the meeting")
    office.fill(day="5 November 2026", at="10:00", place="The Town Hall")
    office.press("Save and tell the applicant")

    applicant.go(mailed_link("invited"))
    assert applicant.sees("Thu 5 November 2026 at 10:00")
    with applicant.page.expect_download() as invitation:
        applicant.page.get_by_role("link", name="Put it into your calendar").click()
    assert invitation.value.suggested_filename == "meeting.ics"

    office.follow("Record the decision")
    office.page.get_by_label("Not to admit the applicant").check()
    office.fill(minute="5 November 2026, item 5", reason="Its halls are in another county.")
    office.press("Record the decision")
    assert Application.objects.get().state == S.REFUSED
    applicant.go(mailed_link("decided"))
    assert applicant.sees("You were not admitted")
    assert applicant.sees("Its halls are in another county.")
    assert not Organisation.objects.filter(name=NAME).exists()
