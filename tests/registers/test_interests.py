"""The register of interests: who is in it, who writes, and what it keeps (SD3)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.core import audit
from consortium.core.workflow import Refused
from members.actions.erasing import ALSO as FORGETTERS
from members.registers.actions import declaring
from members.registers.models import StandingInterest
from tests.factories import members as make

from .conftest import TODAY

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@pytest.fixture
def declare(member, representative):
    """`declare(**more)`: the representative's interest in another member."""

    def declared(by=representative, **more):
        given = {
            "user": member.representative, "organisation": make.OrganisationFactory(),
            "words": "Trustee there", "starts": TODAY - MONTH,
        }  # fmt: skip
        return declaring.declare_interest(**{**given, **more}, by=by)

    return declared


def test_one_registers_ones_own_and_no_name_goes_into_the_record(declare, member):
    made = declare(words="  Trustee there ")
    assert made.words == "Trustee there"
    (row,) = audit.history(made)
    assert row.after["user"] == member.representative.pk
    assert member.representative.name not in str(row.after)
    assert "Trustee" not in str(row.after)


def test_the_secretariat_writes_down_what_came_on_paper_and_nobody_else_does(
    declare, secretariat, chair
):
    assert declare(by=secretariat).registered_by_id == secretariat.user_id
    with pytest.raises(Refused, match="somebody else's interest"):
        declare(by=chair)


def test_an_auditor_and_somebody_who_only_looks_change_nothing(declare, representative):
    auditor = make.seated("auditor", make.OrganisationFactory())
    with pytest.raises(Refused, match="auditor reads"):
        declare(user=auditor, by=make.actor_of(auditor))
    with pytest.raises(Refused, match="change nothing"):
        declare(by=replace(representative, impersonator_id=1))


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"words": " "}, "Say what the interest is"),
        ({"starts": TODAY + timedelta(days=1)}, "cannot be in the future"),
    ],
    ids=["no words", "to come"],
)
def test_bad_input_is_told(declare, more, why):
    with pytest.raises(Refused, match=why):
        declare(**more)
    assert not StandingInterest.objects.exists()


def test_it_stands_once_in_the_verb_and_in_the_database(declare, representative):
    made = declare()
    with pytest.raises(Refused, match="in the register already"):
        declare(organisation=made.organisation)
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)
    again = StandingInterest.objects.get()
    declaring.end_interest(again, on=TODAY, by=representative)
    assert declare(organisation=again.organisation).pk != again.pk


def test_its_last_day_is_today_or_later_and_is_said_once(declare, representative):
    made = declare()
    with pytest.raises(Refused, match="today or later"):
        declaring.end_interest(made, on=TODAY - timedelta(days=1), by=representative)
    declaring.end_interest(made, on=TODAY, by=representative)
    with pytest.raises(Refused, match="ended already"):
        declaring.end_interest(made, on=TODAY, by=representative)
    assert StandingInterest.objects.on(TODAY).exists()
    assert not StandingInterest.objects.on(TODAY + timedelta(days=1)).exists()


@pytest.mark.parametrize(
    "change", [{"starts": TODAY}, {"words": "Nothing"}, {"ends": TODAY + MONTH}], ids=str
)
def test_what_was_registered_cannot_be_changed_past_the_verbs(declare, representative, change):
    made = declaring.end_interest(declare(), on=TODAY, by=representative)
    with pytest.raises(DatabaseError), transaction.atomic():
        StandingInterest.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        StandingInterest.objects.filter(pk=made.pk).delete()


def test_it_is_in_the_persons_copy_and_its_words_go_with_the_name(declare, member, secretariat):
    made = declare()
    (row,) = declaring.interests_of(member.representative)
    assert (row["words"], row["until"]) == ("Trustee there", "")
    assert declaring.forget_interests_of in FORGETTERS
    declaring.forget_interests_of(member.representative, by=secretariat)
    made.refresh_from_db()
    assert made.words == "Forgotten"


class TestPages:
    def test_a_member_registers_sees_and_ends_it(self, member, sign_in_as, posted):
        client = sign_in_as(member.representative)
        other = make.OrganisationFactory(name="Example Carers")
        new = reverse("interest_new")
        assert "Whose interest" not in client.get(new).content.decode()
        answer = posted(
            client, new, {"organisation": other.pk, "words": "Employed", "starts": "1 May 2026"}
        )
        assert answer.url == reverse("interests")
        made = StandingInterest.objects.get()
        page = client.get(reverse("interests")).content.decode()
        assert "Employed" in page
        end = reverse("interest_end", args=[made.pk])
        assert end in page
        wrong = posted(client, end, {"on": "1 May 2026"})
        assert "today or later" in wrong.content.decode()
        assert posted(client, end, {"on": "22 October 2026"}).status_code == 302
        assert "Employed" in client.get(reverse("interests")).content.decode()

    def test_another_cannot_end_it_and_the_secretariat_can(self, declare, office, sign_in_as):
        made = declare()
        stranger = sign_in_as(make.member().representative)
        end = reverse("interest_end", args=[made.pk])
        assert stranger.get(end).status_code == 404
        assert end not in stranger.get(reverse("interests")).content.decode()
        assert sign_in_as(office.secretariat).get(end).status_code == 200

    def test_the_secretariat_says_whose_it_is(self, office, member, sign_in_as, posted):
        other = make.OrganisationFactory()
        posted(
            sign_in_as(office.secretariat), reverse("interest_new"),
            {"user": member.representative.pk, "organisation": other.pk, "words": "Trustee",
             "starts": "1 May 2026"},
        )  # fmt: skip
        assert StandingInterest.objects.get().user == member.representative

    def test_the_list_takes_as_many_queries_for_three(
        self, declare, member, sign_in_as, django_assert_num_queries
    ):
        client = sign_in_as(member.representative)
        url = reverse("interests")
        declare()
        client.get(url)
        with CaptureQueriesContext(connection) as one:
            client.get(url)
        declare()
        declare()
        with django_assert_num_queries(len(one)):
            client.get(url)
