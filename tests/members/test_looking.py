"""Looking at the site as somebody else: everything is seen, nothing is done."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.urls import NoReverseMatch, get_resolver, reverse

from consortium.core import clock
from consortium.core.access import declared_views
from consortium.core.models import AuditRow, Message
from consortium.core.workflow import Refused
from members import looking
from members.actions import deactivate_person, end_seat
from members.actions.factors import remove_factors
from members.actions.looking import start_looking
from members.models import User
from members.states import Role
from tests.factories import members as make

from .totp import give_app

REASON = "They asked where their claim is"


@pytest.fixture
def person(member):
    return member.representative


@pytest.fixture
def looker(client, office, person):
    """The secretary, looking as the representative."""
    client.force_login(office.secretariat)
    answer = send(client, "person_look", person.pk, reason=REASON, hat=hat_of(person))
    assert answer.status_code == 302
    return client


def hat_of(person):
    return f"member:{person.seats.first().organisation_id}"


def send(client, name, *args, **fields):
    url = reverse(name, args=args)
    page = client.get(url)
    token = page.context["form"]["token"].value() if page.context else ""
    return client.post(url, {"token": token, **fields})


def test_the_pages_are_those_of_the_person_and_say_so(looker, person):
    page = looker.get(reverse("organisations"))
    assert f"You are looking as {person.name}." in page.content.decode()
    actor = page.wsgi_request.actor
    assert actor.user_id == person.pk
    assert actor.has(Role.REPRESENTATIVE)
    assert not actor.has(Role.SECRETARIAT)
    assert looker.get(reverse("people")).status_code == 403


def test_it_is_on_record_with_both_and_the_person_is_told(looker, person, office):
    row = AuditRow.objects.get(action="person.looked_as")
    assert (row.actor_id, row.object_id) == (office.secretariat.pk, str(person.pk))
    assert row.reason == REASON
    mail = Message.objects.get(kind="members.looked_as")
    assert mail.recipient_user_id == person.pk
    assert REASON in mail.text


def every_address():
    names = {name for _, name, _ in declared_views() if name}
    return sorted(names - {"looking_end", "account_logout"})


def test_every_address_refuses_to_act(looker):
    """Whatever the address: an unsafe request never reaches its view."""
    tried = 0
    before = AuditRow.objects.count()
    patterns = get_resolver().reverse_dict
    for name in every_address():
        possibilities = patterns.getlist(name)
        if not possibilities:
            continue
        wanted = possibilities[0][0][0][1]
        parts = {part: SAMPLE.get(part, 1) for part in wanted}
        try:
            url = reverse(name, kwargs=parts)
        except NoReverseMatch:  # an address that wants another kind of part
            url = None
        if url is None:
            continue
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(looker, method)(url)
            assert answer.status_code in (403, 404), (name, method, answer.status_code)
            tried += 1
    assert tried > 400
    assert AuditRow.objects.count() == before


SAMPLE = {"year": "2026-27", "slug": "a", "quarter": "2026-Q1", "kind": "csv", "token": "x"}


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password", "account_reauthenticate", "mfa_index", "mfa_activate_totp",
        "my_sessions", "choose_hat", "account_login",
    ],
)  # fmt: skip
def test_the_persons_own_account_is_not_shown(looker, name):
    page = looker.get(reverse(name))
    assert page.status_code == 403
    assert "You are only looking" in page.content.decode()


def test_it_ends_by_a_button(looker, person, office):
    answer = looker.post(reverse("looking_end"), follow=True)
    assert f"You no longer look as {person.name}." in answer.content.decode()
    assert answer.wsgi_request.actor.user_id == office.secretariat.pk
    assert AuditRow.objects.filter(action="person.looking_ended").count() == 1


def test_it_ends_after_half_an_hour(looker, person, office):
    with time_machine.travel(clock.now() + timedelta(minutes=29)):
        assert looker.get(reverse("organisations")).wsgi_request.actor.user_id == person.pk
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        actor = looker.get(reverse("organisations")).wsgi_request.actor
        assert (actor.user_id, actor.impersonator_id) == (office.secretariat.pk, None)


def test_it_ends_when_the_secretary_is_one_no_longer(looker, office):
    seat = office.secretariat.seats.get()
    seat.ends = clock.today() - timedelta(days=1)
    seat.save(update_fields=["ends"])
    page = looker.get(reverse("organisations"))
    assert page.wsgi_request.actor is None or page.wsgi_request.actor.impersonator_id is None


def test_it_ends_when_the_person_loses_the_role(looker, person, office):
    other = make.seated(Role.SECRETARIAT, office.organisation)
    end_seat(person.seats.get(), ends=clock.today(), by=make.actor_of(other))
    with time_machine.travel(clock.now()):
        from consortium.core.actor import SYSTEM

        clock.set_today(clock.today() + timedelta(days=1), by=SYSTEM)
        actor = looker.get(reverse("organisations")).wsgi_request.actor
    assert actor.user_id == office.secretariat.pk


def test_signing_out_signs_the_secretary_out(looker, person, office):
    looker.post(reverse("account_logout"))
    assert "_auth_user_id" not in looker.session
    row = AuditRow.objects.filter(action="person.signed_out").latest("sequence")
    assert row.actor_id == office.secretariat.pk


def test_nobody_looks_from_within_a_look(looker, office):
    other = make.member().representative
    assert looker.get(reverse("person_look", args=[other.pk])).status_code == 403


@pytest.mark.parametrize(
    "role", [Role.FINANCE_OFFICER, Role.SECOND_APPROVER, Role.SECRETARIAT, Role.AUDITOR]
)
def test_nobody_looks_as_somebody_with_other_rights(office, secretariat, role):
    other = make.seated(role, office.organisation)
    with pytest.raises(Refused, match="beyond those of a member"):
        start_looking(other, reason=REASON, by=secretariat)


def test_nor_as_the_chair_themselves_the_closed_or_the_seatless(office, secretariat, person):
    chair = make.ChairFactory().holder
    idle = make.UserFactory()
    closed = make.member().representative
    deactivate_person(closed, reason="Left", by=secretariat)
    for user in (chair, User.objects.get(pk=secretariat.user_id), idle, closed):
        user.refresh_from_db()
        with pytest.raises(Refused):
            start_looking(user, reason=REASON, by=secretariat)
    with pytest.raises(Refused, match="Say why"):
        start_looking(person, reason="  ", by=secretariat)


@pytest.mark.parametrize("who", ["finance", "approver"])
def test_only_the_secretariat_looks(client, office, person, who):
    client.force_login(getattr(office, who))
    assert client.get(reverse("person_look", args=[person.pk])).status_code == 403
    with pytest.raises(Refused):
        start_looking(person, reason=REASON, by=make.actor_of(getattr(office, who)))


def test_the_page_says_why_not(client, office):
    client.force_login(office.secretariat)
    page = client.get(reverse("person_look", args=[office.finance.pk])).content.decode()
    assert "beyond those of a member" in page
    assert "Start looking" not in page


def test_a_session_without_a_look_is_untouched(client, office):
    client.force_login(office.secretariat)
    assert client.post(reverse("looking_end")).url == "/"
    assert looking.SESSION_KEY not in client.session


# --- A lost second step -------------------------------------------------------------------


def test_a_lost_second_step_is_taken_away_in_the_open(office, secretariat, person):
    other = make.seated(Role.SECRETARIAT, office.organisation)
    give_app(person)
    remove_factors(person, reason="Rang the office number", by=secretariat)
    assert not Authenticator.objects.filter(user=person).exists()
    told = set(
        Message.objects.filter(kind="members.factors_removed").values_list(
            "recipient_user_id", flat=True
        )
    )
    assert told == {person.pk, other.pk}
    row = AuditRow.objects.get(action="person.factors_removed")
    assert row.before == {"kinds": ["recovery_codes", "totp"]}
    assert row.reason == "Rang the office number"


def test_nobody_takes_away_their_own_or_none_or_without_a_reason(office, secretariat, person):
    give_app(office.secretariat)
    for user, reason in ((office.secretariat, "Mine"), (person, "Nothing there"), (person, " ")):
        with pytest.raises(Refused):
            remove_factors(user, reason=reason, by=secretariat)
    give_app(person)
    with pytest.raises(Refused):
        remove_factors(person, reason="", by=secretariat)
    assert Authenticator.objects.filter(user=office.secretariat, type="totp").exists()


def test_a_second_step_is_taken_away_by_the_page(client, office, person):
    give_app(person)
    client.force_login(office.secretariat)
    answer = send(client, "person_factors_remove", person.pk, reason="Met them")
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()
