"""What members do with one another: say who they are, leave, sign, answer; and who looks in."""

from datetime import date

import pytest

from consortium.core import clock, filechecks
from consortium.core.actor import SYSTEM
from members.agreement.facts import standing
from members.agreement.models import InformationRequest
from members.roll.actions.publishing import set_consents
from members.roll.facts import profile_of
from members.roll.states import PublishItem
from members.states import Role
from tests.factories import agreement as agreements
from tests.factories import applications as forms
from tests.factories import members as make

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(transactional_db):
    clock.set_today(date(2026, 10, 21), by=SYSTEM)
    make.ConsortiumFactory()
    return make.office()


@pytest.fixture
def member(office):
    return make.member()


def test_a_member_says_what_it_does_and_which_policies_it_holds(signed_in, member):
    body = member.organisation
    own = signed_in(member.claims_person, f"/members/{body.pk}/profile/", scripts=True)
    own.follow("Change the profile")
    own.page.get_by_label("Funding advice and fundraising").check()
    own.fill(resources="A minibus", constraints="Our deed names Luton.")
    own.press("Save profile")
    assert own.sees("A minibus")
    own.follow("Change policies")
    line = own.page.locator("fieldset", has_text="Safeguarding").first
    line.get_by_label("Answer").select_option("held")
    line.get_by_label("Adopted on").fill("1 May 2026")
    line.get_by_label("Others may have a copy").check()
    own.press("Save policies")
    assert own.sees("Others may have one")
    assert profile_of(body).resources == "A minibus"
    visitor = signed_in(make.member().representative, "/members/policies/", scripts=False)
    assert visitor.sees(body.short_name)


def test_a_resignation_shows_what_depends_on_it_and_is_confirmed(signed_in, office, member):
    body = member.organisation
    page = signed_in(office.secretariat, f"/members/{body.pk}/membership/", scripts=True)
    page.follow("Record a resignation")
    page.fill(effective_on="30 November 2026", words="We merge with a neighbour.")
    page.press("Record the resignation")
    assert page.sees("A resignation waits to be confirmed")
    page.follow("Look at it and confirm")
    for words in ("Quorum", "before, 2 of 1 after", "Claims person, representative"):
        assert page.sees(words)
    page.press("Confirm the resignation")
    assert page.sees("Leaves on 30 November 2026")
    body.refresh_from_db()
    assert body.left == date(2026, 11, 30)
    own = signed_in(member.representative, f"/members/{body.pk}/membership/", scripts=False)
    assert own.sees("as it was confirmed")


def test_the_last_signature_puts_version_two_into_force(signed_in, office, member):
    by = make.actor_of(office.secretariat)
    body = make.seated(Role.REPRESENTATIVE, office.organisation)
    first = agreements.signed(agreements.opened(by=by), body, member.representative)
    second = agreements.signed(agreements.opened(by=by), body)
    assert standing() == first
    own = signed_in(member.representative, "/", scripts=True)
    own.follow("Sign version 2 of the partnership agreement")
    own.fill(name="Sam Example", position="Chief Officer")
    own.press("Sign the agreement")
    assert own.sees("Tick that you have read it")
    own.page.locator("[name=declared]").check()
    own.press("Sign the agreement")
    assert own.sees("Sam Example")
    assert standing() == second


def test_a_request_goes_from_asking_to_its_answer(signed_in, office, member):
    desk = signed_in(office.secretariat, "/members/requests/", scripts=True)
    desk.follow("Ask members for something")
    desk.fill(title="Volunteers", what="How many are there?", due_on="30 October 2026")
    sheet = {"name": "sheet.pdf", "mimeType": "application/pdf", "buffer": forms.PDF}
    desk.page.locator("[name=template]").set_input_files(sheet)
    desk.page.get_by_label(member.organisation.name).check()
    desk.press("Ask")
    asked = InformationRequest.objects.get()
    filechecks.check([asked.template_id])
    line = asked.lines.get()

    own = signed_in(member.representative, "/", scripts=True)
    own.follow("Answer: Volunteers")
    assert own.sees("sheet.pdf")
    own.page.get_by_text("Propose another day").click()
    own.fill(day="6 November 2026", why="Our board meets on the 5th.")
    own.press("Propose this day")

    desk.go(line.get_absolute_url())
    desk.press("Agree to this day")
    own.go(line.get_absolute_url())
    assert own.sees("6 November 2026")
    own.fill(text="There are 112.")
    own.press("Send the answer")
    desk.go(line.get_absolute_url())
    assert desk.sees("There are 112.")


def test_anybody_finds_help_in_the_directory(walk, member):
    person = member.representative
    set_consents(person, [PublishItem.NAME], by=make.actor_of(person))
    one = walk("/accounts/login/", scripts=False, width=360)
    one.page.get_by_role("contentinfo").get_by_role("link", name="Directory").click()
    one.stop()
    one.fill(q=member.organisation.name)
    one.press("Search")
    one.follow(member.organisation.name)
    assert one.sees(person.name)
    assert not one.page.get_by_text(person.email).count()
    one.follow("Find help for your group")
    one.follow("Get it as a PDF")
    one.fill(email="visitor@example.org")
    one.press("Send me the directory")
    assert one.sees("The link to the directory is on its way")
