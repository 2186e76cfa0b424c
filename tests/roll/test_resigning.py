"""A member leaves: received, looked at, confirmed, ended by its day, or withdrawn (5.6)."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.core import audit, clock, due, filechecks
from consortium.core.actor import SYSTEM
from consortium.core.models import DueItem, Message
from consortium.core.workflow import Refused
from consortium.pages.impact import impact_of
from members.hats import hats_of
from members.models import Organisation, Term
from members.roll import tasks  # noqa: F401 - its handler
from members.roll.actions.resigning import confirm, receive, withdraw
from members.roll.models import Resignation
from members.roll.states import ResignationState as S
from members.states import Office, Role
from tests.core import hostile
from tests.factories import members as make

from .conftest import TODAY

LAST = date(2026, 11, 30)
AFTER = LAST + timedelta(1)


def received(organisation, by, **values):
    values = {"received_on": TODAY, "effective_on": LAST, "words": "We leave.", **values}
    return receive(organisation, **values, by=by)


def words_of(organisation, last=LAST):
    return {line.title: (line.words, line.heavy) for line in impact_of(organisation, last=last)}


def test_it_is_recorded_acknowledged_and_changes_nothing_yet(
    organisation, representative, office, member
):
    found = received(organisation, representative)
    assert (found.state, found.effective_on) == (S.RECEIVED, LAST)
    assert audit.history(found).get().action == "resignation.received"
    told = set(Message.objects.values_list("to", flat=True))
    assert {organisation.office_email, office.secretariat.email} <= told
    assert organisation in Organisation.objects.voting_on(AFTER)


def test_without_a_day_in_the_letter_the_day_it_came_counts(organisation, representative):
    came = TODAY - timedelta(3)
    found = received(organisation, representative, received_on=came, effective_on=None)
    assert found.effective_on == came


def test_anyone_of_the_office_or_another_members_representative_receives_it(office, organisation):
    for person in (office.finance, office.approver, make.member().representative):
        found = received(organisation, make.actor_of(person))
        withdraw(found, reason="Test", by=make.actor_of(office.secretariat))


def test_others_do_not(organisation, member, adviser):
    for person in (member.claims_person, adviser):
        with pytest.raises(Refused, match="by the office or by a member's representative"):
            received(organisation, make.actor_of(person))


@pytest.mark.parametrize(
    "values, words",
    [
        ({"received_on": TODAY + timedelta(1)}, "today or earlier"),
        ({"effective_on": TODAY - timedelta(1)}, "cannot be before it"),
        ({"words": "  "}, "Add the letter"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(organisation, representative, values, words):
    with pytest.raises(Refused, match=words):
        received(organisation, representative, **values)
    assert not Resignation.objects.exists()


def test_one_is_open_at_a_time(organisation, representative):
    received(organisation, representative)
    with pytest.raises(Refused, match="already"):
        received(organisation, representative)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resignation.objects.create(
            organisation=organisation, received_on=TODAY, received_by_id=1, effective_on=LAST
        )


def test_confirmed_every_member_is_told_and_it_is_off_the_roll_after_its_last_day(
    organisation, representative, secretariat
):
    other = make.member()
    found = confirm(received(organisation, representative), impact=[{"title": "x"}], by=secretariat)
    assert found.impact == [{"title": "x"}]
    assert organisation in Organisation.objects.voting_on(LAST)
    assert organisation not in Organisation.objects.voting_on(AFTER)
    assert Message.objects.filter(to=other.representative.email, subject__contains="leaves")


def test_roles_end_by_themselves_the_day_after(organisation, representative, secretariat, member):
    later = make.SeatFactory(
        organisation=organisation, role=Role.SUBSTITUTE, starts=date(2027, 1, 1)
    )
    confirm(received(organisation, representative), by=secretariat)
    due.sweep(today=LAST)
    assert hats_of(member.representative, LAST)
    clock.set_today(AFTER, by=SYSTEM)
    due.sweep(today=AFTER)
    found = Resignation.objects.get()
    assert found.state == S.ENDED
    assert member.representative.seats.get().ends == LAST
    later.refresh_from_db()
    assert later.withdrawn_at
    assert hats_of(member.representative, AFTER) == []
    organisation.refresh_from_db()
    assert (organisation.membership, organisation.left) == ("former", LAST)
    assert organisation in Organisation.objects.voting_on(LAST)


def test_a_missed_night_ends_it_on_the_same_day(organisation, representative, secretariat, member):
    confirm(received(organisation, representative), by=secretariat)
    clock.set_today(AFTER + timedelta(9), by=SYSTEM)
    for _ in range(2):
        due.sweep(today=AFTER + timedelta(9))
    assert member.representative.seats.get().ends == LAST
    assert audit.history(organisation).filter(action="organisation.changed").count() == 1


def test_a_letter_found_late_takes_effect_at_once(organisation, representative, secretariat):
    came = TODAY - timedelta(5)
    found = received(organisation, representative, received_on=came, effective_on=None)
    assert confirm(found, by=secretariat).state == S.ENDED
    assert organisation not in Organisation.objects.on(TODAY)


def test_withdrawn_before_its_day_everything_is_as_it_was(
    organisation, representative, secretariat, member
):
    found = confirm(received(organisation, representative), by=secretariat)
    with pytest.raises(Refused, match="reason"):
        withdraw(found, reason=" ", by=representative)
    found = Resignation.objects.get()
    withdraw(found, reason="The board thought again", by=representative)
    clock.set_today(AFTER, by=SYSTEM)
    due.sweep(today=AFTER)
    assert organisation in Organisation.objects.voting_on(AFTER)
    assert member.representative.seats.get().ends is None
    assert DueItem.objects.get(kind="roll.membership_ends").cancelled_at


def test_once_it_took_effect_it_stays(organisation, representative, secretariat):
    confirm(received(organisation, representative), by=secretariat)
    clock.set_today(AFTER, by=SYSTEM)
    with pytest.raises(Refused, match="ended on 30 November 2026"):
        withdraw(Resignation.objects.get(), reason="Too late", by=secretariat)
    due.sweep(today=AFTER)
    with pytest.raises(Refused):
        withdraw(Resignation.objects.get(), reason="Too late", by=secretariat)


def test_only_the_secretariat_confirms_and_only_its_own_withdraws(
    organisation, representative, secretariat
):
    found = received(organisation, representative)
    with pytest.raises(Refused, match="Only the secretariat"):
        confirm(found, by=representative)
    with pytest.raises(Refused):
        withdraw(found, reason="Not ours", by=make.actor_of(make.member().representative))


def test_the_accountable_body_hands_over_first(office, secretariat):
    found = received(office.organisation, secretariat)
    with pytest.raises(Refused, match="record who takes over"):
        confirm(found, by=secretariat)
    Term.objects.filter(office=Office.ACCOUNTABLE_BODY).update(ends=LAST)
    assert confirm(Resignation.objects.get(), by=secretariat).state == S.CONFIRMED


def test_a_chair_whose_member_leaves_falls_out_of_office(secretariat):
    term = make.ChairFactory()
    confirm(received(term.organisation, secretariat), by=secretariat)
    clock.set_today(AFTER, by=SYSTEM)
    due.sweep(today=AFTER)
    term.refresh_from_db()
    assert term.ends == LAST


def test_the_impact_says_offices_roles_and_the_quorum_before_and_after(secretariat, office):
    term = make.ChairFactory()
    make.OrganisationFactory.create_batch(6)
    found = words_of(term.organisation)
    assert found["Quorum"] == ("3 of 8 members before, 2 of 7 after", False)
    assert found["Offices"] == ("Chairperson until 31 March 2027", True)
    assert found["Roles that end"][0] == "Representative"
    assert found["Open claims"] == ("None", False)


def test_an_advisers_going_changes_no_quorum(secretariat, adviser, member):
    assert "no vote" in words_of(adviser.seats.get().organisation)["Quorum"][0]


# --- Pages --------------------------------------------------------------------------------


def test_from_the_letter_to_the_confirmation_on_the_pages(
    organisation, member, office, as_user, send
):
    client = as_user(member.representative)
    url = reverse("membership", args=[organisation.pk])
    assert reverse("resignation_record", args=[organisation.pk]) in client.get(url).content.decode()
    response = send(
        "resignation_record", organisation.pk, received_on="21/10/2026",
        effective_on="30/11/2026", letter=SimpleUploadedFile("letter.pdf", hostile.pdf()),
    )  # fmt: skip
    assert response.url == url
    found = Resignation.objects.get()
    filechecks.check([found.letter_id])
    assert client.get(reverse("resignation_letter", args=[found.pk])).status_code == 200
    assert "What depends on it" in client.get(url).content.decode()
    assert client.get(reverse("resignation_confirm", args=[found.pk])).status_code == 403

    client = as_user(office.secretariat)
    page = client.get(reverse("resignation_confirm", args=[found.pk])).content.decode()
    assert "Quorum" in page
    assert send("resignation_confirm", found.pk).url == url
    assert Resignation.objects.get().impact[-1]["title"] == "Quorum"
    assert "Leaves on 30 November 2026" in client.get(url).content.decode()
    assert client.get(reverse("resignation_confirm", args=[found.pk])).status_code == 404
    assert send("resignation_withdraw", found.pk, reason="Thought again").url == url


def test_before_it_is_confirmed_other_members_see_nothing_of_it(
    organisation, representative, as_user
):
    found = received(organisation, representative)
    client = as_user(make.member().representative)
    page = client.get(reverse("membership", args=[organisation.pk])).content.decode()
    assert "waits to be confirmed" not in page
    assert client.get(reverse("resignation_letter", args=[found.pk])).status_code == 404
    assert client.get(reverse("resignation_withdraw", args=[found.pk])).status_code == 404


def test_confirmed_others_read_of_it_but_not_what_depends_on_it(
    organisation, representative, secretariat, as_user
):
    confirm(received(organisation, representative), impact=[{"title": "Zanzibar"}], by=secretariat)
    client = as_user(make.member().representative)
    page = client.get(reverse("membership", args=[organisation.pk])).content.decode()
    assert "Leaves on 30 November 2026" in page
    assert "Zanzibar" not in page
