"""Inviting people, correcting what is known of them, closing accounts."""

from datetime import date, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress

from consortium.core import audit
from consortium.core.actor import SYSTEM
from consortium.core.models import AuditRow, Message
from consortium.core.workflow import Refused
from members.actions import (
    accept_invitation,
    change_person,
    deactivate_person,
    invite_person,
    reactivate_person,
    resend_invitation,
)
from members.actions.invitations import LinkRefused, letter_of
from members.hats import bare_actor, hats_of
from members.models import Seat, User
from members.offices import chair_on
from members.states import Role
from tests.factories.members import ChairFactory, SeatFactory, UserFactory, actor_of

from .conftest import TODAY


@pytest.fixture
def letter(secretariat, member):
    return invite_person(
        name="Nadia  Rahman",
        email=" Nadia.Rahman@Example.org",
        organisation=member.organisation,
        role=Role.CLAIMS_PERSON,
        by=secretariat,
    )


def accept(letter, password="three words together"):
    return accept_invitation(letter, password=password, by=bare_actor(letter.user))


def test_an_invited_person_has_a_role_a_letter_and_no_password(letter, member):
    user = letter.user
    assert (user.name, user.email) == ("Nadia Rahman", "nadia.rahman@example.org")
    assert not user.has_usable_password()
    assert [hat.key for hat in hats_of(user, TODAY)] == [f"member:{member.organisation.pk}"]
    mail = Message.objects.get(kind="members.invitation")
    assert mail.private
    assert mail.to == user.email
    assert letter.token in mail.text
    assert letter.token in mail.html
    assert f"claims person of {member.organisation.name}" in mail.text


def test_the_link_is_kept_nowhere_but_in_its_mail(letter):
    assert letter.token not in letter.token_hash
    everything = AuditRow.objects.values_list("before", "after", "object_label", "reason")
    assert letter.token not in str(list(everything))


def test_audit_rows_hold_no_name_and_no_address(letter):
    accept(letter)
    change_person(letter.user, name="Other Name", email=letter.user.email, by=SYSTEM)
    everything = str(list(AuditRow.objects.values_list("before", "after", "object_label")))
    for secret in ("Nadia", "Other Name", "example.org", "three words"):
        assert secret not in everything


def test_accepting_sets_the_password_and_proves_the_address(letter):
    user = accept(letter)
    assert user.check_password("three words together")
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (user.email, True, True)
    assert audit.history(user).last().action == "person.accepted_invitation"


def test_a_link_works_once(letter):
    accept(letter)
    with pytest.raises(LinkRefused, match="has been used"):
        letter_of(letter.token)
    with pytest.raises(LinkRefused):
        accept(letter, "another password")
    assert User.objects.get(pk=letter.user_id).check_password("three words together")


def test_a_link_ends_after_14_days(letter):
    with time_machine.travel(letter.sent_at + timedelta(days=13)):
        assert letter_of(letter.token) == letter
    with time_machine.travel(letter.sent_at + timedelta(days=14, seconds=1)):
        with pytest.raises(LinkRefused, match="has ended"):
            letter_of(letter.token)
        with pytest.raises(LinkRefused):
            accept(letter)


@pytest.mark.parametrize("change", ["cut", "other letter", "no signature", "empty", "foreign"])
def test_a_tampered_link_opens_nothing(letter, change):
    token = {
        "cut": letter.token[:-1],
        "other letter": ("a" if letter.token[0] != "a" else "b") + letter.token[1:],
        "no signature": letter.token.split(".")[0],
        "empty": "",
        "foreign": "\x00é/../x.y",
    }[change]
    with pytest.raises(LinkRefused, match="opens nothing"):
        letter_of(token)


def test_another_letter_ends_the_one_before(letter, secretariat):
    again = resend_invitation(letter.user, by=secretariat)
    with pytest.raises(LinkRefused, match="has ended"):
        letter_of(letter.token)
    assert letter_of(again.token) == again


def test_who_has_a_password_is_not_invited_again(secretariat):
    with pytest.raises(Refused, match="has a password already"):
        resend_invitation(UserFactory(), by=secretariat)


def test_an_address_is_there_once_whatever_its_capitals(letter, secretariat):
    with pytest.raises(Refused, match="here already"):
        invite_person(name="N", email="NADIA.rahman@example.ORG", by=secretariat)


def test_a_refused_role_invites_nobody(secretariat, member):
    with pytest.raises(Refused):
        invite_person(
            name="Second",
            email="second@example.org",
            organisation=member.organisation,
            role=Role.REPRESENTATIVE,
            by=secretariat,
        )
    assert not User.objects.filter(email="second@example.org").exists()
    assert not Message.objects.exists()


def test_only_the_secretariat_invites(office, member):
    for person in (office.finance, member.representative):
        with pytest.raises(Refused):
            invite_person(name="N", email="n@example.org", by=actor_of(person))


def test_a_wrong_address_is_corrected_until_a_password_is_set(letter, secretariat):
    user = change_person(letter.user, name="N", email="right@example.org", by=secretariat)
    assert Message.objects.filter(kind="members.invitation", to="right@example.org").exists()
    with pytest.raises(LinkRefused):
        letter_of(letter.token)
    accept(user.invitations.first())
    with pytest.raises(Refused, match="cannot be changed"):
        change_person(user, name="N", email="other@example.org", by=secretariat)


def test_a_closed_account_has_no_roles_no_links_and_no_password(letter, secretariat, member):
    user = accept(letter)
    later = SeatFactory(user=user, role=Role.AUDITOR, starts=date(2026, 12, 1))
    deactivate_person(user, reason="Left", by=secretariat)
    user.refresh_from_db()
    assert not user.is_active
    assert not user.has_usable_password()
    assert hats_of(user, TODAY) == []
    assert Seat.objects.get(user=user, organisation=member.organisation).ends == TODAY
    later.refresh_from_db()
    assert later.withdrawn_at
    assert Message.objects.get(kind="members.account_closed").to == user.email


def test_a_chair_whose_account_is_closed_leaves_office(secretariat):
    term = ChairFactory()
    deactivate_person(term.holder, reason="Left", by=secretariat)
    assert chair_on(date(2026, 10, 22)) is None


def test_closing_needs_a_reason_and_another_person(secretariat, office):
    with pytest.raises(Refused, match="Say why"):
        deactivate_person(office.finance, reason=" ", by=secretariat)
    with pytest.raises(Refused, match="themselves"):
        deactivate_person(office.secretariat, reason="Tired", by=secretariat)


def test_an_account_is_closed_once(secretariat, office):
    deactivate_person(office.finance, reason="Left", by=secretariat)
    with pytest.raises(Refused, match="closed already"):
        deactivate_person(office.finance, reason="Left", by=secretariat)


def test_an_account_opened_again_needs_a_new_password_and_new_roles(secretariat, office):
    with pytest.raises(Refused, match="is open"):
        reactivate_person(office.finance, by=secretariat)
    deactivate_person(office.finance, reason="Leave", by=secretariat)
    letter = reactivate_person(office.finance, by=secretariat)
    user = accept(letter)
    assert user.is_active
    assert hats_of(user, date(2026, 10, 22)) == []
