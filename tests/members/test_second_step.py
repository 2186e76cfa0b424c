"""The second factor: setting it up, giving it, losing it; whose roles need it."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from consortium.core.models import AuditRow
from members import factors
from members.permissions import SECOND_FACTOR
from members.states import Role
from tests.factories import members as make
from tests.factories.members import PASSWORD

from .totp import SECRET, code_now, give_app

LOGIN, STEP = "/accounts/login/", "/accounts/second-step/"
APP = "/account/second-step/app/"
NOT_RIGHT = "The code is not right, or it was used already."


@pytest.fixture
def user(member):
    return member.representative


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def post_login(client, user):
    return client.post(LOGIN, {"login": user.email, "password": PASSWORD})


def password_again(client):
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def signed_in(client):
    return client.session.get("_auth_user_id")


def actions_of(user):
    rows = AuditRow.objects.filter(object_kind="members.user", object_id=str(user.pk))
    return list(rows.order_by("sequence").values_list("action", flat=True))


def set_up(client):
    """Set an app up on the pages; its secret."""
    page = client.get(APP).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    answer = client.post(APP, {"code": code_now(secret)})
    assert answer.url == "/account/second-step/codes/"
    return secret


# --- Setting up -----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)  # the mail goes out when it is kept
def test_an_app_is_set_up_after_the_password_again(client, user):
    post_login(client, user)
    assert client.get(APP).url.startswith("/accounts/reauthenticate/")
    password_again(client)
    secret = set_up(client)
    codes = client.get("/account/second-step/codes/").content.decode()
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", codes)) == 10
    assert "person.factor_added" in actions_of(user)
    assert mail.outbox[-1].subject == "A second step was set up"
    kept = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(kept.data)


def test_a_wrong_code_sets_nothing_up(client, user):
    post_login(client, user)
    password_again(client)
    client.get(APP)
    page = client.post(APP, {"code": "000000x"})
    assert NOT_RIGHT in page.content.decode()
    assert not Authenticator.objects.filter(user=user).exists()


def test_the_recovery_codes_come_as_a_file_for_their_owner_alone(client, user):
    give_app(user)
    client.force_login(user)
    where = "/account/second-step/codes/file/"
    assert client.get(where).url.startswith("/accounts/second-step/again/")
    client.post("/accounts/second-step/again/", {"code": code_now()})
    answer = client.get(where)
    assert "recovery-codes.txt" in answer["Content-Disposition"]
    assert len(re.findall(r"^\d{4} \d{4}$", answer.content.decode(), re.M)) == 10


def test_without_codes_there_is_no_page_of_them(client, user):
    client.force_login(user)
    password_again(client)
    assert client.get("/account/second-step/codes/").status_code == 404


def test_new_recovery_codes_end_the_old_ones(client, user):
    give_app(user)
    codes = Authenticator.objects.get(user=user, type="recovery_codes")
    old = codes.wrap().get_unused_codes()
    client.force_login(user)
    client.post("/accounts/second-step/again/", {"code": code_now()})
    assert client.post("/account/second-step/codes/new/").status_code == 302
    client.post("/accounts/logout/")
    post_login(client, user)
    client.post(STEP, {"code": old[0]})
    assert signed_in(client) is None


# --- Signing in -----------------------------------------------------------------------


def test_a_password_alone_no_longer_signs_in(client, user):
    give_app(user)
    assert post_login(client, user).url == STEP
    assert signed_in(client) is None
    assert client.get(reverse("offices")).status_code == 302
    assert client.post(STEP, {"code": code_now()}).url == "/"
    assert signed_in(client) == str(user.pk)
    row = AuditRow.objects.get(action="person.signed_in")
    assert row.after == {"steps": ["password", "totp"]}


def test_the_link_by_mail_needs_the_second_step_as_well(client, user):
    give_app(user)
    client.post("/accounts/code/", {"email": user.email})
    code = re.search(r"there: (\S+)", mail.outbox[-1].body)[1]
    assert client.post("/accounts/code/enter/", {"code": code}).url == STEP
    assert signed_in(client) is None


def test_a_code_opens_one_door(client, user):
    give_app(user)
    code = code_now()
    other = Client()
    for each in (client, other):
        post_login(each, user)
    client.post(STEP, {"code": code})
    page = other.post(STEP, {"code": f" {code[:3]} {code[3:]}"})
    assert NOT_RIGHT in page.content.decode()
    assert signed_in(other) is None


def test_a_code_of_a_minute_ago_is_used_once_too(client, user):
    give_app(user)
    with time_machine.travel("2026-10-21T10:00:01Z", tick=False) as clock:
        code = code_now()
        post_login(client, user)
        client.post(STEP, {"code": code})
        clock.shift(31)
        other = Client()
        post_login(other, user)
        other.post(STEP, {"code": code})
        assert signed_in(other) is None


def test_a_recovery_code_works_once(client, user):
    give_app(user)
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (str(user.pk), None):
        each = Client()
        post_login(each, user)
        each.post(STEP, {"code": code})
        assert signed_in(each) == expected


def test_after_five_wrong_codes_the_account_waits(client, user):
    give_app(user)
    post_login(client, user)
    for _ in range(5):
        client.post(STEP, {"code": "000000x"})
    page = client.post(STEP, {"code": code_now()})
    assert "Wait five minutes" in page.content.decode()
    assert signed_in(client) is None
    assert actions_of(user).count("person.second_step_failed") == 6


@pytest.mark.parametrize("code", ["", "é", "x" * 5000, "\x00", "１２３４５６"])
def test_whatever_is_typed_as_a_code_is_a_plain_page(client, user, code):
    give_app(user)
    post_login(client, user)
    assert client.post(STEP, {"code": code}).status_code == 200
    assert client.post(STEP, {"credential": code}).status_code == 200


def test_somebody_else_can_sign_in_on_the_same_machine(client, user, office):
    give_app(user)
    post_login(client, user)
    assert client.get(LOGIN).url == STEP
    assert client.post("/accounts/logout/", {"next": LOGIN}).url == LOGIN
    assert client.get(LOGIN).status_code == 200


def test_the_page_of_the_second_step_opens_only_after_the_first(client, user):
    assert client.get(STEP).url == LOGIN
    assert client.post(STEP, {"code": code_now()}).url == LOGIN


def test_an_invitation_of_a_reopened_account_does_not_go_around_the_second_step(
    client, user, secretariat
):
    from members.actions import deactivate_person, reactivate_person

    give_app(user)
    deactivate_person(user, reason="Left", by=secretariat)
    letter = reactivate_person(user, by=secretariat)
    new = {"password1": "lamp orchid bicycle", "password2": "lamp orchid bicycle"}
    answer = client.post(reverse("invitation", args=[letter.token]), new)
    assert answer.url == STEP
    assert signed_in(client) is None


# --- Whose roles need it ----------------------------------------------------------------


def test_who_can_touch_money_votes_or_roles_needs_it():
    assert set(SECOND_FACTOR) == set(Role) - {
        Role.AUDITOR, Role.STRATEGIC_OFFICER, Role.INFORMATION_OFFICER, Role.ADVISER,
    }  # fmt: skip


def test_nothing_of_such_a_role_opens_on_a_password(client, user, required):
    post_login(client, user)
    for url in ("/", reverse("offices"), reverse("organisations")):
        assert client.get(url).url == "/account/second-step/needed/"
    assert client.post(reverse("offices"), {}).url == "/account/second-step/needed/"
    page = client.get("/account/second-step/needed/").content.decode()
    assert "votes, and signs the member&#x27;s claims" in page
    assert "Setting it up takes two minutes" in page


def test_ones_own_account_opens_before_it(client, user, required):
    post_login(client, user)
    for name in ("mfa_index", "account_change_password", "choose_hat", "privacy"):
        assert client.get(reverse(name)).status_code == 200


def test_setting_it_up_opens_the_role_and_leads_on(client, user, required):
    post_login(client, user)
    client.get(reverse("offices"))
    password_again(client)
    set_up(client)
    page = client.get("/account/second-step/codes/").content.decode()
    assert f'href="{reverse("offices")}"' in page
    assert client.get(reverse("offices")).status_code == 200


def test_having_given_it_at_sign_in_is_enough(client, user, required):
    give_app(user)
    post_login(client, user)
    client.post(STEP, {"code": code_now()})
    assert client.get(reverse("offices")).status_code == 200


def test_a_session_from_before_gives_it_once(client, user, required):
    post_login(client, user)
    give_app(user)
    client.get(reverse("offices"))
    page = client.get("/account/second-step/needed/").content.decode()
    assert "Type a code from your app" in page
    answer = client.post(
        "/accounts/second-step/again/", {"code": code_now(), "next": reverse("offices")}
    )
    assert answer.url == reverse("offices")
    assert client.get(reverse("offices")).status_code == 200


def test_roles_that_only_look_do_without(client, office, required):
    auditor = make.seated(Role.AUDITOR, office.organisation)
    post_login(client, auditor)
    assert client.get(reverse("offices")).status_code == 200


def test_another_role_that_does_without_is_offered(client, office, required):
    place = make.OrganisationFactory()
    person = make.seated(Role.REPRESENTATIVE, place)
    make.SeatFactory(user=person, organisation=office.organisation, role=Role.STRATEGIC_OFFICER)
    post_login(client, person)
    client.post(reverse("choose_hat"), {"hat": f"member:{place.pk}"})
    page = client.get("/account/second-step/needed/").content.decode()
    assert "Strategic development officer" in page
    client.post(reverse("choose_hat"), {"hat": "officer:-"})
    assert client.get(reverse("offices")).status_code == 200


def test_the_last_one_stays_while_a_role_needs_it(client, user, required):
    give_app(user)
    client.force_login(user)
    client.post("/accounts/second-step/again/", {"code": code_now()})
    page = client.get("/account/second-step/app/remove/").content.decode()
    assert "this is the only one" in page
    client.post("/account/second-step/app/remove/")
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_where_no_role_needs_it_it_is_removed_with_its_codes(client, user):
    give_app(user)
    client.force_login(user)
    client.post("/accounts/second-step/again/", {"code": code_now()})
    client.post("/account/second-step/app/remove/")
    assert not Authenticator.objects.filter(user=user).exists()
    assert "person.factor_removed" in actions_of(user)
    assert mail.outbox[-1].subject == "A second step was removed"


def test_the_password_alone_removes_nothing(client, user):
    give_app(user)
    client.force_login(user)
    password_again(client)
    assert client.post("/account/second-step/app/remove/").status_code == 302
    assert Authenticator.objects.filter(user=user, type="totp").exists()


# --- Secrets ----------------------------------------------------------------------------


def test_secrets_open_with_an_older_key_and_never_break_a_page(settings):
    settings.SECRET_KEY = "first"
    kept = factors.FactorAdapter().encrypt(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]
    assert factors.FactorAdapter().decrypt(kept) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    assert factors.FactorAdapter().decrypt(kept) != SECRET


def test_secrets_are_encrypted_anew_when_the_key_changes(user, settings, capsys):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "first", []
    give_app(user)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]
    call_command("encrypt_factors")
    settings.SECRET_KEY_FALLBACKS = []
    kept = Authenticator.objects.get(user=user, type="totp")
    assert factors.FactorAdapter().decrypt(kept.data["secret"]) == SECRET
    settings.SECRET_KEY = "third"
    call_command("encrypt_factors")
    assert "2 could not be read" in capsys.readouterr().out


def test_production_always_asks_and_no_variable_turns_it_off():
    from pathlib import Path

    from django.conf import settings as here

    folder = Path(here.BASE_DIR) / "consortium" / "settings"
    assert "REQUIRE_SECOND_FACTOR = True" in (folder / "base.py").read_text()
    assert "REQUIRE_SECOND_FACTOR" not in (folder / "prod.py").read_text()


def test_the_page_of_ones_own_second_steps_says_what_there_is(client, user):
    client.force_login(user)
    assert "Set up an app" in client.get(reverse("mfa_index")).content.decode()
    give_app(user)
    page = client.get(reverse("mfa_index")).content.decode()
    assert "10 left" in page
    assert "Add a passkey" in page
