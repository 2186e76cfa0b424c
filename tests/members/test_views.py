"""The pages: who may open them, what they show, what they do with bad input."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.core.models import AuditRow
from members.actions import invite_person
from members.models import Organisation, Seat, Term, User
from members.states import Office, Role
from tests.factories.members import (
    ChairFactory,
    ConsortiumFactory,
    OrganisationFactory,
    SeatFactory,
    TermFactory,
    UserFactory,
    member,
    seated,
)

FORMS = ["organisation_add", "people_invite", "term_start"]


@pytest.fixture
def page(sign_in, office):
    """`page(name, *args, **query)`: the page as the secretariat sees it."""
    client = sign_in(office.secretariat)
    return lambda name, *args, **query: client.get(reverse(name, args=args), query)


@pytest.fixture
def send(sign_in, office):
    """`send(name, *args, **fields)`: fill in the form of a page and send it."""
    client = sign_in(office.secretariat)

    def sent(name, /, *args, **fields):
        url = reverse(name, args=args)
        text = client.get(url).content.decode()
        token = re.search(r'name="token" value="([^"]+)"', text)[1]
        return client.post(url, {"token": token, **fields})

    return sent


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_roll_shows_who_speaks_for_whom(page, member):
    ChairFactory()
    shown = words(page("organisations"))
    assert member.organisation.name in shown
    assert member.representative.name in shown
    assert "Accountable body" in shown
    assert "1 member without a representative" in shown


def test_the_roll_of_a_day_in_the_past(page):
    seat = SeatFactory(ends="2026-09-01")
    SeatFactory(organisation=seat.organisation, starts="2026-09-02")
    assert seat.user.name in words(page("organisations", on="2026-09-01"))
    assert seat.user.name not in words(page("organisations", on="1 Oct 2026"))


@pytest.mark.parametrize("typed", ["rubbish", "2026-13-45", "1e5", "٣", "99999999999", "1/1/0000"])
def test_a_day_that_is_none_is_said_at_the_field_and_today_shown(page, typed):
    answer = page("organisations", on=typed)
    assert answer.status_code == 200
    assert "On must" in words(answer)
    assert "Roll of members on 21 October 2026" in words(answer)


@pytest.mark.parametrize("name", ["organisation", "person", "seat_end", "term_end", "seat_give"])
@pytest.mark.parametrize("pk", ["999999", "9223372036854775807", "9223372036854775808", "0", "-1"])
def test_what_is_not_there_is_404(sign_in, office, name, pk):
    address = reverse(name, args=[1]).replace("/1/", f"/{pk}/")
    assert sign_in(office.secretariat).get(address).status_code == 404


def test_contacts_are_for_ones_own_organisation_and_the_office(sign_in, office, member):
    other = seated(Role.REPRESENTATIVE, OrganisationFactory())
    url = reverse("organisation", args=[member.organisation.pk])
    for user, sees in (
        (member.claims_person, True),
        (office.secretariat, True),
        (office.finance, True),
        (other, False),
    ):
        text = words(sign_in(user).get(url))
        assert (member.representative.email in text) is sees
        assert member.representative.name in text


def test_history_of_roles_is_shown_with_its_days(page, member):
    SeatFactory(
        organisation=member.organisation, starts="2025-04-01", ends="2026-03-31", user__name="Elder"
    )
    SeatFactory(
        organisation=member.organisation,
        role=Role.AUDITOR,
        starts="2026-12-01",
        user__name="Comer",
    )
    shown = words(page("organisation", member.organisation.pk))
    assert re.search(r"Elder.*31 Mar 2026.*Ended", shown)
    assert re.search(r"Comer.*1 Dec 2026.*Starts later", shown)


@pytest.mark.parametrize("name", ["people", "person", "people_invite", "seat_give", "person_close"])
def test_members_see_no_personal_pages(sign_in, member, name):
    args = [] if name in ("people", "people_invite") else [member.representative.pk]
    answer = sign_in(member.representative).get(reverse(name, args=args))
    assert answer.status_code == 403


def test_the_auditor_reads_and_changes_nothing(sign_in, member):
    auditor = seated(Role.AUDITOR, member.organisation)
    client = sign_in(auditor)
    person = reverse("person", args=[member.representative.pk])
    assert client.get(person).status_code == 200
    assert "Give a role" not in words(client.get(person))
    before = AuditRow.objects.count()
    seat = member.representative.seats.get()
    for url in (
        reverse("seat_end", args=[seat.pk]),
        reverse("person_close", args=[member.representative.pk]),
        reverse("people_invite"),
    ):
        assert client.post(url, {"reason": "x", "ends": "2026-10-21"}).status_code == 403
    assert AuditRow.objects.count() == before


def test_inviting_sends_a_letter_and_shows_the_person(send, member):
    answer = send(
        "people_invite",
        name="Nadia Rahman",
        email="nadia@example.org",
        organisation=member.organisation.pk,
        role=Role.CLAIMS_PERSON,
        starts="21 October 2026",
    )
    person = User.objects.get(email="nadia@example.org")
    assert answer.url == reverse("person", args=[person.pk])
    assert person.seats.get().role == Role.CLAIMS_PERSON


def test_a_double_click_invites_once(sign_in, office, member):
    client = sign_in(office.secretariat)
    url = reverse("people_invite")
    text = client.get(url).content.decode()
    fields = {
        "token": re.search(r'name="token" value="([^"]+)"', text)[1],
        "name": "N",
        "email": "n@example.org",
        "organisation": member.organisation.pk,
        "role": Role.CLAIMS_PERSON,
        "starts": "21 October 2026",
    }
    first = client.post(url, fields)
    second = client.post(url, fields)
    assert second.url == first.url
    assert AuditRow.objects.filter(action="person.invited").count() == 1


@pytest.mark.parametrize(
    "fields,words_shown",
    [
        ({"email": "not an address"}, "name@example.org"),
        ({"starts": "31 February 2026"}, "no 31 February 2026"),
        ({"starts": "22/10/2026", "ends": "21/10/2026"}, "Last day must be on or after"),
        ({"role": "king"}, "Select the role from the list"),
        ({"organisation": "999999"}, "Select the organisation from the list"),
        ({"organisation": "9" * 40}, "Select the organisation from the list"),
        ({"name": ""}, "Enter the full name"),
        ({"name": "x" * 500}, "120 characters or fewer"),
        ({"name": "a\x00b"}, "cannot be kept"),
        ({"role": Role.FINANCE_OFFICER}, "is not the accountable body"),
        ({"role": Role.REPRESENTATIVE}, "one representative at a time"),
    ],
)
def test_bad_input_is_said_plainly_and_nothing_typed_is_lost(send, member, fields, words_shown):
    typed = {
        "name": "Nadia Rahman",
        "email": "nadia@example.org",
        "telephone": "01582 123456",
        "organisation": member.organisation.pk,
        "role": Role.CLAIMS_PERSON,
        "starts": "21 October 2026",
        **fields,
    }
    answer = send("people_invite", **typed)
    assert answer.status_code == 200
    assert words_shown in words(answer)
    assert "01582 123456" in words(answer)
    assert not User.objects.filter(email="nadia@example.org").exists()


def test_someone_who_is_here_is_not_invited_again(send, member):
    answer = send(
        "people_invite",
        name="N",
        email=member.representative.email.upper(),
        organisation=member.organisation.pk,
        role=Role.AUDITOR,
        starts="21/10/2026",
    )
    assert "is here already" in words(answer)


def test_a_role_is_given_and_ended_by_the_pages(send, member):
    person = UserFactory()
    answer = send(
        "seat_give",
        person.pk,
        organisation=member.organisation.pk,
        role=Role.AUDITOR,
        starts="21/10/2026",
        ends="31/3/2027",
    )
    assert answer.status_code == 302
    seat = person.seats.get()
    answer = send("seat_end", seat.pk, ends="21 Oct 2026", reason="Done")
    assert answer.url == member.organisation.get_absolute_url()
    assert str(Seat.objects.get(pk=seat.pk).ends) == "2026-10-21"


def test_a_role_to_come_is_taken_back_by_the_same_page(send, member):
    seat = SeatFactory(organisation=member.organisation, role=Role.AUDITOR, starts="2026-12-01")
    assert send("seat_end", seat.pk, reason="").status_code == 200
    assert send("seat_end", seat.pk, reason="Wrong day").status_code == 302
    seat.refresh_from_db()
    assert seat.withdrawn_at


def test_a_representative_is_replaced_by_the_page(send, member):
    person = UserFactory()
    fields = {
        "organisation": member.organisation.pk,
        "role": Role.REPRESENTATIVE,
        "starts": "22/10/2026",
    }
    assert "one representative at a time" in words(send("seat_give", person.pk, **fields))
    assert send("seat_give", person.pk, replaces="on", **fields).status_code == 302


def test_an_account_is_closed_and_opened_by_the_pages(send, member):
    person = member.claims_person
    assert "Enter the reason" in words(send("person_close", person.pk, reason=""))
    assert send("person_close", person.pk, reason="Left").status_code == 302
    assert not User.objects.get(pk=person.pk).is_active
    assert send("person_invite_again", person.pk).status_code == 302
    assert User.objects.get(pk=person.pk).is_active


def test_the_secretary_cannot_close_their_own_account(page, send, office):
    assert "Close the account" not in words(page("person", office.secretariat.pk))
    answer = send("person_close", office.secretariat.pk, reason="Tired")
    assert "themselves" in words(answer)


def test_a_persons_details_are_corrected(send, secretariat):
    person = invite_person(name="Nadja", email="typo@example.org", by=secretariat).user
    answer = send(
        "person_change", person.pk, name="Nadia", email="right@example.org", telephone="1"
    )
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.name, person.email) == ("Nadia", "right@example.org")


def test_an_organisation_is_added_and_changed_by_the_pages(send):
    fields = {"name": "Centre", "short_name": "C", "membership": "member"}
    assert send("organisation_add", **fields).status_code == 302
    made = Organisation.objects.get(name="Centre")
    assert "here already" in words(send("organisation_add", **fields))
    answer = send("organisation_change", made.pk, **fields, joined="1/4/2026", left="1/3/2026")
    assert "on or after the day of joining" in words(answer)
    answer = send("organisation_change", made.pk, **fields, about="Helps groups")
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.about == "Helps groups"


def test_terms_are_recorded_and_ended_by_the_pages(send, page, member):
    fields = {
        "office": Office.CHAIR,
        "organisation": member.organisation.pk,
        "holder": member.representative.pk,
        "starts": "21/10/2026",
    }
    assert send("term_start", **fields).status_code == 302
    assert "holds this office" in words(send("term_start", **fields))
    term = Term.objects.get(office=Office.CHAIR)
    assert "cannot end on its first day" in words(send("term_end", term.pk, ends="21/10/2026"))
    assert send("term_end", term.pk, ends="31/12/2026").status_code == 302
    assert "31 Dec 2026" in words(page("offices"))


def test_search_finds_people_by_any_part_of_name_or_address(page, member):
    person = UserFactory(name="Zoë O'Neill", email="zoe@example.org")
    assert person.name.split("'")[0] in words(page("people", q="zoë"))
    assert "Zoë" in words(page("people", q="ZOE@"))
    for asked in ("%", "_", "nobody here", "x" * 5000, "\x00"):
        assert page("people", q=asked).status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999", ""])
def test_a_page_number_that_is_none_gives_a_page(page, number):
    assert page("people", page=number).status_code == 200
    assert page("organisations", page=number).status_code == 200


def queries(page, *args, **query):
    with CaptureQueriesContext(connection) as counted:
        assert page(*args, **query).status_code == 200
    return len(counted)


def test_lists_take_as_many_queries_for_three_rows_as_for_one(page, office):
    ConsortiumFactory()  # its name comes with the hats
    first = member()
    ChairFactory(organisation=first.organisation, holder=first.representative)
    names = [
        ("organisations",),
        ("organisation", first.organisation.pk),
        ("people",),
        ("person", first.representative.pk),
        ("offices",),
    ]
    for name in names:
        page(*name)
    before = [queries(page, *name) for name in names]
    for year in (2023, 2024):
        member()
        SeatFactory(organisation=first.organisation, role=Role.AUDITOR)
        SeatFactory(user=first.representative, role=Role.AUDITOR)
        ChairFactory(
            organisation=first.organisation,
            holder=first.representative,
            starts=f"{year}-04-01",
            ends=f"{year + 1}-03-31",
        )
        TermFactory(starts=f"{year}-04-01", ends=f"{year + 1}-03-31")
    assert [queries(page, *name) for name in names] == before
    assert before[0] <= 8
    assert max(before) <= 10


def test_looking_changes_nothing(page, office, member):
    before = AuditRow.objects.count()
    seat = member.claims_person.seats.get()
    for name, *args in (
        ("organisations",),
        ("organisation", member.organisation.pk),
        ("offices",),
        ("people",),
        ("person", member.claims_person.pk),
        ("seat_end", seat.pk),
        ("person_close", member.claims_person.pk),
        ("person_invite_again", member.claims_person.pk),
        *((form,) for form in FORMS),
    ):
        assert page(name, *args).status_code == 200
    assert AuditRow.objects.count() == before
    assert Seat.objects.get(pk=seat.pk).ends is None


def test_names_are_shown_as_text(page):
    seat = SeatFactory(user__name="<script>alert(1)</script>", organisation__name="<b>B</b>")
    for answer in (
        page("organisations"),
        page("organisation", seat.organisation_id),
        page("person", seat.user_id),
        page("people"),
    ):
        assert "<script>alert" not in answer.content.decode()
        assert "<b>B</b>" not in answer.content.decode()


def test_fifty_rows_a_page_and_a_way_to_the_next(page):
    OrganisationFactory.create_batch(60)
    first, second = page("organisations"), page("organisations", page="2")
    assert len(first.context["rows"]) == 50
    assert "page=2" in words(first)
    assert len(second.context["rows"]) == 11
    assert "page=1" in words(second)
