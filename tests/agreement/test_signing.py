"""Versions and signatures: which version stands, and what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.versions import Stale
from consortium.core.workflow import Refused, every_cell
from members.agreement import facts, rules, tasks, todos
from members.agreement.actions import signing, versions
from members.agreement.models import Agreement, Clause, Signature
from members.agreement.states import AgreementState as S
from members.agreement.workflow import AGREEMENT
from members.states import Membership, Role
from tests.factories import agreement as make
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(office):
    """The accountable body's representative: it is a member like any other."""
    return people.seated(Role.REPRESENTATIVE, office.organisation)


def both(agreement, member, body):
    return make.signed(agreement, member.representative, body)


# --- Which version stands (A21) -------------------------------------------------------


def test_a_version_is_in_force_with_the_last_members_signature(secretariat, member, body):
    first = make.opened(by=secretariat)
    make.signed(first, member.representative)
    assert (first.state, facts.standing()) == (S.SIGNING, None)
    make.signed(first, body)
    assert (first.state, first.stands_from) == (S.STANDING, TODAY)
    assert facts.standing() == first


def test_the_old_version_stands_until_all_have_signed_the_new(secretariat, member, body):
    first = both(make.opened(by=secretariat), member, body)
    second = make.opened(by=secretariat)
    make.signed(second, body)
    assert facts.standing() == first
    assert list(facts.unsigned(second)) == [member.organisation]
    make.signed(second, member.representative)
    first.refresh_from_db()
    assert (facts.standing(), first.state, first.over_on) == (second, S.REPLACED, TODAY)


def test_a_new_member_has_both_versions_to_sign_and_the_new_one_is_enough(
    secretariat, member, body
):
    first = both(make.opened(by=secretariat), member, body)
    second = make.opened(by=secretariat)
    new = people.member()
    assert facts.to_sign(new.organisation.pk) == [second, first]
    make.signed(second, new.representative)
    assert facts.to_sign(new.organisation.pk) == []


def test_where_the_last_unsigned_member_leaves_the_secretariat_brings_it_into_force(
    secretariat, member, body
):
    version = make.signed(make.opened(by=secretariat), body)
    with pytest.raises(Refused, match="Not signed yet"):
        signing.bring_into_force(version, by=secretariat)
    left = member.organisation
    left.membership, left.left = Membership.FORMER, TODAY - timedelta(days=1)
    left.save(update_fields=["membership", "left"])
    titles = [each.title for each in todos.todos(secretariat, today=TODAY)]
    assert titles == ["Bring the agreement into force"]
    assert signing.bring_into_force(version, by=secretariat).state == S.STANDING


def test_a_co_opted_organisation_signs_nothing(secretariat, member):
    adviser = people.OrganisationFactory(membership=Membership.CO_OPTED)
    version = make.opened(by=secretariat)
    assert adviser not in facts.unsigned(version)
    assert facts.to_sign(adviser.pk) == []
    with pytest.raises(Refused, match="Only a full member"):
        make.on_paper(version, adviser, by=secretariat)


# --- Signing --------------------------------------------------------------------------


def test_who_signs_is_the_representative_with_name_and_tick(secretariat, member, representative):
    version = make.opened(by=secretariat)
    with pytest.raises(Refused) as refused:
        signing.sign(version, name=" ", position="", declared=False, by=representative)
    assert len(refused.value.reasons) == 2
    substitute = people.actor_of(people.seated(Role.SUBSTITUTE, member.organisation))
    for other in (secretariat, substitute, replace(representative, impersonator_id=9)):
        with pytest.raises(Refused):
            signing.sign(version, name="A", position="B", declared=True, by=other)
    assert not Signature.objects.exists()


def test_signing_twice_leaves_one_signature(secretariat, member, body):
    version = make.signed(make.opened(by=secretariat), member.representative)
    with pytest.raises(Refused, match="has signed already"):
        make.signed(version, member.representative)
    given = Signature.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            agreement=version, organisation=member.organisation, how="typed", name="A",
            position="B", signed_on=TODAY, text_sha256="a", given_at=clock.now(),
        )  # fmt: skip
    assert given.text_sha256 == version.text_sha256


def test_a_signature_is_told_to_the_member_and_stands_in_the_audit(secretariat, member, body):
    version = make.opened(by=secretariat)
    make.on_paper(version, member.organisation, by=secretariat)
    told = Message.objects.filter(kind="agreement.signed", to=member.representative.email)
    assert told.count() == 1
    actions = [row.action for row in audit.history(version)]
    assert actions[-1] == "agreement.signed"


def test_on_paper_it_needs_a_day_that_can_be(secretariat, member, body):
    version = make.opened(by=secretariat)
    for days, words in ((1, "today or earlier"), (-1, "older than the decision")):
        with pytest.raises(Refused, match=words):
            make.on_paper(
                version, member.organisation, by=secretariat, signed_on=TODAY + timedelta(days=days)
            )
    kept = make.on_paper(version, member.organisation, by=secretariat)
    assert kept.scan.owner_kind == "agreement.agreement"


def test_what_was_keyed_in_by_mistake_is_struck_out_and_stays_readable(secretariat, member, body):
    version = make.opened(by=secretariat)
    wrong = make.on_paper(version, member.organisation, by=secretariat)
    signing.strike(wrong, reason="The page is another member's.", by=secretariat)
    assert member.organisation in facts.unsigned(version)
    make.signed(version, member.representative)
    assert Signature.objects.filter(organisation=member.organisation).count() == 2
    own = version.signatures.standing().get()
    with pytest.raises(Refused, match="signed this itself"):
        signing.strike(own, reason="No", by=secretariat)


def test_a_given_signature_is_neither_changed_nor_deleted(secretariat, member, body):
    make.signed(make.opened(by=secretariat), member.representative)
    for change in ({"position": "B"}, {"text_sha256": "b"}, {"signed_on": TODAY.replace(day=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.get().delete()


# --- Versions -------------------------------------------------------------------------


def test_the_words_of_an_opened_version_stay(secretariat, member):
    version = make.opened(by=secretariat)
    clause = version.clauses.first()
    with pytest.raises(Refused, match="Only a draft"):
        versions.put_clause(
            version, ref="1", title="Other", text="Other", clause=clause, by=secretariat
        )
    for act in (
        lambda: Clause.objects.filter(pk=clause.pk).update(text="Other"),
        lambda: Clause.objects.filter(pk=clause.pk).delete(),
        lambda: Clause.objects.create(agreement=version, position=9, ref="9", text="x"),
        lambda: Agreement.objects.filter(pk=version.pk).update(title="Other"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_new_version_starts_from_the_words_before_it(secretariat, member, body):
    first = both(make.opened(by=secretariat), member, body)
    second = versions.draft_version(by=secretariat)
    assert second.words() == first.words()
    clause = second.clauses.get(ref="5.1")
    versions.put_clause(second, ref="5.1", title="Who", text="All.", clause=clause, by=secretariat)
    versions.put_clause(second, ref="2", title="Names", text="Ours.", after=1, by=secretariat)
    assert [ref for ref, _, _ in second.words()] == ["1", "2", "5.1"]
    assert rules.changes(second.words(), first.words()) == {"2": "new", "5.1": "changed"}
    with pytest.raises(Refused, match="a draft already"):
        versions.draft_version(by=secretariat)
    with pytest.raises(Refused, match="clause 1 already"):
        versions.put_clause(second, ref="1", title="A", text="B", by=secretariat)


def test_a_stale_page_overwrites_nothing(secretariat):
    version = make.draft(by=secretariat)
    versions.describe(version, title="New", changed="", version="1", by=secretariat)
    with pytest.raises(Stale):
        versions.describe(version, title="Other", changed="", version="1", by=secretariat)


def test_opening_says_everything_that_is_missing(secretariat, member):
    empty = versions.draft_version(by=secretariat)
    with pytest.raises(Refused) as refused:
        versions.open_for_signing(
            empty, adopted_on=TODAY + timedelta(days=1), minute=" ", by=secretariat
        )
    assert len(refused.value.reasons) == 3
    empty.refresh_from_db()
    assert (empty.state, empty.text_sha256) == (S.DRAFT, "")


def test_given_up_the_earlier_version_stays(secretariat, member, body):
    first = both(make.opened(by=secretariat), member, body)
    second = make.opened(by=secretariat)
    versions.drop(second, reason="A clause is missing.", by=secretariat)
    assert facts.standing() == first
    assert Message.objects.filter(kind="agreement.dropped").exists()
    make.opened(by=secretariat)


@pytest.mark.parametrize(("state", "move"), every_cell(AGREEMENT, S.values))
def test_each_move_starts_where_the_table_says(state, move, secretariat):
    version = Agreement(state=state, number=1)
    assert (move in AGREEMENT.possible(version, secretariat)) is (
        state in move.sources and not move.who(secretariat, version)
    )
    nobody = replace(secretariat, roles=frozenset())
    assert AGREEMENT.possible(version, nobody) == []


# --- The clock and the home page ------------------------------------------------------


def test_who_has_not_signed_is_reminded_twice_and_not_once_it_stands(secretariat, member, body):
    assert tasks.REMIND in due.handlers
    version = make.signed(make.opened(by=secretariat), body)
    for days in (14, 28):
        clock.set_today(TODAY + timedelta(days=days), by=SYSTEM)
        due.sweep(today=clock.today())
    reminded = Message.objects.filter(kind="agreement.reminded")
    assert {each.to for each in reminded} == {member.representative.email}
    assert reminded.count() == 2
    make.signed(version, member.representative)
    assert not due._open().filter(kind=tasks.REMIND).exists()


def test_home_leads_the_representative_to_sign(secretariat, member, representative):
    version = make.opened(by=secretariat)
    (todo,) = todos.todos(representative, today=TODAY)
    assert todo.url == f"/members/agreement/{version.pk}/sign/"
    make.signed(version, member.representative)
    assert list(todos.todos(representative, today=TODAY)) == []


def test_a_member_that_was_admitted_is_asked(secretariat, member, body):
    both(make.opened(by=secretariat), member, body)
    silent = people.OrganisationFactory(office_email="office@new.example.org")
    assert len(signing.ask_to_sign(silent, by=secretariat)) == 1
    asked = Message.objects.get(kind="agreement.asked")
    assert asked.to == "office@new.example.org"
    assert "/agreement.pdf" in asked.text
