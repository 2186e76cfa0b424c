"""Coming in with a passkey and with an app, in a real browser under the strict policy."""

from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator

from consortium.core.models import AuditRow, Message
from tests.factories import members as make
from tests.members.totp import SECRET, code_now, give_app

from .axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICES = "/members/offices/"


@pytest.fixture
def person(transactional_db, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    return make.member().representative


def device(page, **options):
    """A telephone that agrees by itself, as Chromium plays it."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    answer = cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
                **options,
            }
        },
    )
    return cdp, answer["authenticatorId"]


def sign_in(page, user, password=make.PASSWORD):
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def add_passkey(page, user):
    """From the page that asks for a second step to the recovery codes."""
    sign_in(page, user)
    assert page.get_by_role("heading", name="One more step").is_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name for it").fill("My telephone")
    assert violations(page) == []
    page.get_by_role("button", name="Add this passkey").click()
    page.wait_for_url("**/second-step/codes/")


def test_a_passkey_is_added_opens_the_role_and_signs_in_alone(open_page, person):
    page = open_page(f"/accounts/login/?next={OFFICES}")
    device(page)
    add_passkey(page, person)
    assert page.locator("ol.codes li").count() == 10
    assert violations(page) == []
    page.get_by_role("link", name="I have kept them: go on").click()
    assert page.url.endswith(OFFICES)

    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").last.click()
    page.wait_for_load_state()
    page.goto(f"/accounts/login/?next={OFFICES}")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: urlsplit(url).path == OFFICES)
    row = AuditRow.objects.filter(action="person.signed_in").latest("sequence")
    assert (row.object_id, row.after) == (str(person.pk), {"steps": ["webauthn"]})


def test_a_passkey_is_the_second_step_after_a_password(open_page, person):
    page = open_page(f"/accounts/login/?next={OFFICES}")
    device(page)
    add_passkey(page, person)
    page.context.clear_cookies()
    page.goto(f"/accounts/login/?next={OFFICES}")
    sign_in(page, person)
    assert page.get_by_role("heading", name="Second step").is_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(lambda url: urlsplit(url).path == OFFICES)
    row = AuditRow.objects.filter(action="person.signed_in").latest("sequence")
    assert row.after == {"steps": ["password", "webauthn"]}


def test_a_strange_device_is_refused_in_words(open_page, person):
    page = open_page(f"/accounts/login/?next={OFFICES}")
    cdp, number = device(page)
    add_passkey(page, person)
    cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": number})
    device(page)
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The device did not agree, or it took too long.").wait_for()
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_a_passkey_whose_account_has_forgotten_it_opens_nothing(open_page, person):
    page = open_page(f"/accounts/login/?next={OFFICES}")
    device(page)
    add_passkey(page, person)
    Authenticator.objects.all().delete()
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The code is not right, or it was used already.").wait_for()
    assert page.url.endswith("/accounts/login/")
    assert AuditRow.objects.filter(action="person.sign_in_failed").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_an_app_is_the_second_step_with_and_without_scripts(open_page, person, scripts):
    give_app(person)
    page = open_page(f"/accounts/login/?next={OFFICES}", width=360, java_script_enabled=scripts)
    sign_in(page, person)
    assert page.get_by_role("heading", name="Second step").is_visible()
    assert page.get_by_role("button", name="Use your passkey").count() == 0
    page.get_by_label("Code").fill(code_now(SECRET))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()
    assert page.url.endswith(OFFICES)


def test_the_link_from_the_mail_signs_in_after_one_more_click(open_page, person, settings):
    settings.EMAIL_BACKEND = "consortium.core.mail.OutboxBackend"
    settings.REQUIRE_SECOND_FACTOR = False
    page = open_page(f"/accounts/login/?next={OFFICES}", width=360)
    page.get_by_role("link", name="Send me a link by email").click()
    page.get_by_label("Email address").fill(person.email)
    assert violations(page) == []
    page.get_by_role("button", name="Send the link").click()
    assert page.get_by_role("heading", name="Look in your mail").is_visible()
    text = Message.objects.get(to=person.email).text
    link = next(word for word in text.split() if "/accounts/code/enter/" in word)
    page.goto("/" + link.split("/", 3)[3])
    assert violations(page) == []
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()
    assert page.url.endswith(OFFICES)
