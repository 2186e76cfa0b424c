"""For whom something is done (R88, 10.2): the rule as a table, and the words that people read."""

from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from consortium.core import audit, clock
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from members.behalf import names_for
from members.rules import BODY, CONSORTIUM, MEMBER, done_for
from members.states import Role
from tests.factories import members as make
from tests.factories.applications import received

pytestmark = pytest.mark.django_db
MONEY = ("claims.claim", "claims.payeeaccount", "funds.journal", "funds.grant",
         "projects.virement", "projects.budgetline")  # fmt: skip
OTHER = ("working.group", "agreement.agreement", "members.seat", "registers.prospect",
         "projects.project", "applications.application", "meetings.meeting")  # fmt: skip
FOR = {  # role: (for money, for anything else)
    "representative": (MEMBER, MEMBER), "substitute": (MEMBER, MEMBER),
    "claims_person": (MEMBER, MEMBER), "information_officer": (MEMBER, MEMBER),
    "reviewer": (MEMBER, MEMBER), "adviser": (MEMBER, MEMBER),
    "finance_officer": (BODY, BODY), "second_approver": (BODY, BODY),
    "secretariat": (BODY, CONSORTIUM), "strategic_officer": (CONSORTIUM, CONSORTIUM),
    "chair": (CONSORTIUM, CONSORTIUM), "auditor": ("", ""),
}  # fmt: skip


def test_the_table_names_every_role():
    assert set(FOR) == {role.value for role in Role}


@pytest.mark.parametrize("role", sorted(FOR))
def test_each_role_acts_for_somebody_in_money_and_in_all_else(role):
    money, other = FOR[role]
    for kinds, whom in ((MONEY, money), (OTHER, other)):
        for kind in kinds:
            assert done_for(kind=kind, action="x.changed", roles=[role]) == (role, whom), kind


@pytest.mark.parametrize(
    ("roles", "kind", "action", "wanted"),
    [
        # One who is both in the office: what it is about decides.
        (["finance_officer", "secretariat"], "funds.journal", "journal.posted",
         ("finance_officer", BODY)),
        (["finance_officer", "secretariat"], "working.group", "group.set_up",
         ("secretariat", CONSORTIUM)),
        (["second_approver", "secretariat"], "claims.claim", "claim.approve",
         ("second_approver", BODY)),
        # 5.3: how it finds an applicant's points is the accountable body's view.
        (["secretariat"], "applications.application", "application.judged",
         ("secretariat", BODY)),
        (["secretariat"], "applications.application", "application.consult",
         ("secretariat", CONSORTIUM)),
        # In the chair's place for the body's own claim; for the own member otherwise.
        (["representative", "reviewer"], "claims.claim", "claim.approve",
         ("reviewer", CONSORTIUM)),
        (["representative", "reviewer"], "claims.claim", "claim.sign",
         ("representative", MEMBER)),
        (["claims_person", "representative"], "claims.claim", "claim.sign",
         ("representative", MEMBER)),
        ([], "claims.claim", "claim.close", ("", "")),
    ],
    ids=["money", "group", "approval", "points", "members asked", "reviewer", "own claim",
         "two roles", "nobody"],
)  # fmt: skip
def test_where_roles_or_acts_differ(roles, kind, action, wanted):
    assert done_for(kind=kind, action=action, roles=roles) == wanted


# --- In words ------------------------------------------------------------------------


def acted(by, action="group.set_up", obj=("working.group", "1")):
    with transaction.atomic():
        return audit.record(action, obj, by=by)


@pytest.fixture
def office():
    return make.office()


def test_it_is_said_with_name_role_and_for_whom(office):
    officer = make.seated(Role.STRATEGIC_OFFICER, office.organisation)
    member = make.member()
    rows = [
        acted(make.actor_of(office.secretariat)),
        acted(make.actor_of(officer)),
        acted(make.actor_of(office.finance), obj=("funds.journal", "1")),
        acted(make.actor_of(member.representative)),
    ]
    names = names_for(rows)
    assert [names.who(row) for row in rows] == [
        f"{office.secretariat.name}, secretariat, for the consortium",
        f"{officer.name}, strategic development officer, for the consortium",
        f"{office.finance.name}, finance officer, for the accountable body",
        f"{member.representative.name}, representative, for {member.organisation.short_name}",
    ]


def test_what_people_do_to_their_own_account_is_for_nobody(office):
    by = make.actor_of(office.secretariat)
    row = acted(by, "person.password_set", office.secretariat)
    assert names_for([row]).who(row) == office.secretariat.name


def test_the_clock_and_outsiders_act_for_nobody():
    row = acted(SYSTEM)
    assert names_for([row]).who(row) == "The system"
    assert names_for([row]).who(row, nobody="The applicant") == "The applicant"


def test_it_changes_nothing_that_is_hashed(office):
    """The words come from the row's roles, as they were on the day, not from today's."""
    by = make.actor_of(office.secretariat)
    row = acted(by)
    assert row.actor_roles == "secretariat"
    assert "for the" not in repr(audit.content_of(vars(row)))
    office.secretariat.seats.update(ends=clock.today())
    assert "for the consortium" in names_for([row]).who(row)


def test_names_take_one_query_however_many_rows(office):
    by = make.actor_of(office.secretariat)
    rows = [acted(by) for _ in range(3)]
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as queries:
            names_for(some)
        assert len(queries) == 1


def test_mails_to_people_outside_say_who_writes_and_for_whom():
    received("Example New", "new@example.org")
    mail = Message.objects.filter(to="new@example.org").latest("pk")
    for text in (mail.text, mail.html):
        assert "The secretariat, for the consortium" in text


def test_the_letter_of_a_decision_says_for_whom_the_secretariat_writes(office):
    letter = render_to_string(
        "pdf/applications/letter.html", {"house": {"body": "VCASB"}, "letter": {"admitted": True}}
    )
    assert "VCASB, secretariat, for the consortium" in letter


def test_who_is_gone_is_somebody(office):
    row = acted(replace(make.actor_of(office.secretariat), user_id=10**9))
    assert names_for([row]).who(row).startswith("Somebody, secretariat")
