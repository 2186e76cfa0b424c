"""Making a person nameless: two people, a reason, and nothing that they did is changed."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.core import clock, due, outbox
from consortium.core.models import AuditRow, Message
from consortium.core.workflow import Refused
from consortium.pages.todos import for_actor
from members import tasks  # noqa: F401 - registers what falls due
from members.actions import change_person, deactivate_person, reactivate_person
from members.actions.erasing import agree_erasure, ask_erasure, is_nameless, refuse_erasure
from members.actions.invitations import prove_address
from members.models import Erasure, User
from members.states import ErasureState, Role
from tests.factories import members as make

from .totp import give_app

REASON = "By letter of 2 October, from the person"


@pytest.fixture
def finance(office):
    return make.actor_of(office.finance)


@pytest.fixture
def gone(member, secretariat):
    """Somebody with everything, whose account is closed."""
    user = member.claims_person
    user.name, user.telephone = "Zebedee Quill", "01582 998877"
    user.save()
    give_app(user)
    prove_address(user)
    deactivate_person(user, reason="Left", by=secretariat)
    outbox.send_waiting()
    return User.objects.get(pk=user.pk)


@pytest.fixture
def asked(gone, secretariat):
    return ask_erasure(gone, reason=REASON, by=secretariat)


def everything_but_audit():
    """All text of the tables of people and mails."""
    tables = (User, Message, EmailAddress, Authenticator)
    return " ".join(str(list(table.objects.values_list())) for table in tables)


def test_it_takes_a_second_person_and_is_told(asked, secretariat, finance, gone, office):
    with pytest.raises(Refused, match="somebody else must decide"):
        agree_erasure(asked, by=secretariat)
    mails = Message.objects.filter(kind="members.erasure_asked")
    told = {mail.recipient_user_id for mail in mails}
    assert told == {gone.pk, office.finance.pk, office.second_finance.pk}
    agree_erasure(asked, by=finance)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by_id) == (ErasureState.DONE, office.finance.pk)


def test_it_waits_on_the_first_page_of_whoever_may_decide(asked, gone, secretariat, finance):
    wanted = f"Decide whether {gone.name} is made nameless"
    assert titles(finance).count(wanted) == 1
    assert wanted not in titles(secretariat)
    agree_erasure(asked, by=finance)
    assert wanted not in titles(finance)


def titles(actor) -> list[str]:
    return [todo.title for todo in for_actor(actor, today=clock.today())]


def test_the_name_and_the_addresses_are_gone_from_everywhere_we_keep_them(asked, gone, finance):
    outbox.send_waiting()
    agree_erasure(asked, by=finance)
    user = User.objects.get(pk=gone.pk)
    assert user.name == f"Former person {user.pk}"
    assert is_nameless(user)
    assert not user.has_usable_password()
    text = everything_but_audit()
    for word in ("Zebedee", "Quill", gone.email, "998877"):
        assert word not in text
    assert not Authenticator.objects.filter(user=user).exists()


def test_a_mail_still_on_its_way_arrives_and_is_emptied_the_day_after(asked, gone, finance):
    agree_erasure(asked, by=finance)
    waiting = Message.objects.get(kind="members.erasure_asked", recipient_user_id=gone.pk)
    assert waiting.to == gone.email
    outbox.send_waiting()
    due.sweep(today=clock.today() + timedelta(days=1))
    waiting.refresh_from_db()
    assert waiting.to.endswith("@nobody.invalid")
    assert gone.email not in everything_but_audit()


def test_the_record_keeps_every_row_and_every_hash(asked, gone, finance):
    before = list(AuditRow.objects.order_by("sequence").values_list())
    agree_erasure(asked, by=finance)
    after = list(AuditRow.objects.order_by("sequence").values_list())
    assert after[: len(before)] == before
    assert AuditRow.objects.filter(action="person.made_nameless", object_id=str(gone.pk)).exists()
    call_command("verify_audit")


def test_the_seats_they_held_stay_in_history(asked, gone, finance, member, client, office):
    agree_erasure(asked, by=finance)
    client.force_login(office.secretariat)
    page = client.get(reverse("organisation", args=[member.organisation.pk])).content.decode()
    assert f"Former person {gone.pk}" in page
    assert gone.seats.count() == 1


def test_an_open_account_a_role_or_no_reason_stands_against_it(member, secretariat, gone):
    with pytest.raises(Refused) as refused:
        ask_erasure(member.representative, reason=" ", by=secretariat)
    assert len(refused.value.reasons) == 3
    with pytest.raises(Refused, match="Say who asked"):
        ask_erasure(gone, reason="", by=secretariat)


def test_it_is_asked_for_once_at_a_time_and_done_once(asked, gone, secretariat, finance):
    with pytest.raises(Refused, match="asked for already"):
        ask_erasure(gone, reason=REASON, by=secretariat)
    agree_erasure(asked, by=finance)
    with pytest.raises(Refused, match="decided already"):
        agree_erasure(asked, by=finance)
    with pytest.raises(Refused, match="no name here"):
        ask_erasure(gone, reason=REASON, by=secretariat)


def test_refused_it_leaves_everything_and_may_be_asked_again(asked, gone, secretariat, finance):
    with pytest.raises(Refused, match="Say why not"):
        refuse_erasure(asked, reason=" ", by=finance)
    refuse_erasure(asked, reason="A claim of theirs is being audited", by=finance)
    assert User.objects.get(pk=gone.pk).name == gone.name
    mail = Message.objects.get(kind="members.erasure_refused")
    assert mail.recipient_user_id == secretariat.user_id
    assert ask_erasure(gone, reason=REASON, by=secretariat).state == ErasureState.ASKED


def test_an_account_that_was_opened_again_meanwhile_is_left_alone(
    asked, gone, secretariat, finance
):
    reactivate_person(gone, by=secretariat)
    with pytest.raises(Refused, match="is open"):
        agree_erasure(asked, by=finance)
    assert User.objects.get(pk=gone.pk).name == gone.name


def test_a_nameless_person_never_comes_back(asked, gone, secretariat, finance):
    agree_erasure(asked, by=finance)
    user = User.objects.get(pk=gone.pk)
    with pytest.raises(Refused, match="not undone"):
        reactivate_person(user, by=secretariat)
    with pytest.raises(Refused, match="not undone"):
        change_person(user, name="Zebedee Quill", email=gone.email, by=secretariat)


@pytest.mark.parametrize("role", [Role.SECOND_APPROVER, Role.AUDITOR, Role.CHAIR])
def test_others_neither_ask_nor_decide(asked, gone, office, role):
    by = make.actor_of(
        make.ChairFactory().holder if role == Role.CHAIR else make.seated(role, office.organisation)
    )
    for verb in (
        lambda: ask_erasure(gone, reason=REASON, by=by),
        lambda: agree_erasure(asked, by=by),
    ):
        with pytest.raises(Refused):
            verb()


def test_the_database_itself_wants_two_people(asked):
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=asked.pk).update(
            state=ErasureState.DONE, decided_by_id=asked.asked_by_id, decided_at=clock.now()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=asked.pk).update(state=ErasureState.DONE)


def test_it_goes_by_the_pages(client, office, gone):
    client.force_login(office.secretariat)
    url = reverse("person_erase", args=[gone.pk])
    page = client.get(url)
    assert "What stays" in page.content.decode()
    token = page.context["form"]["token"].value()
    assert client.post(url, {"token": token, "reason": REASON}).status_code == 302
    erasure = Erasure.objects.get(user=gone)
    agree = reverse("erasure_agree", args=[erasure.pk])
    page = client.get(agree)
    answer = client.post(agree, {"token": page.context["form"]["token"].value()})
    assert "somebody else must decide" in answer.content.decode()

    client.force_login(office.finance)
    assert agree in client.get(reverse("person", args=[gone.pk])).content.decode()
    token = client.get(agree).context["form"]["token"].value()
    assert client.post(agree, {"token": token}).status_code == 302
    assert is_nameless(User.objects.get(pk=gone.pk))
    assert client.get(agree).status_code == 404
    client.force_login(office.secretariat)
    assert (
        "Open the account again"
        not in client.get(reverse("person", args=[gone.pk])).content.decode()
    )
