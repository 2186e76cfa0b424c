"""The table of roles says what the site does, because it asks the site."""

from html import unescape

import pytest
from django.urls import reverse

from consortium.pages import roles
from members import permissions
from members.states import Role
from tests.factories import members as make

pytestmark = pytest.mark.django_db

EXPECTED = """
    Fill in the own member's claim               | RC
    Sign and send it                             | R
    See every member's claims                    | FSTA
    See the receipts of every member             | FSA
    Check claims                                 | FS
    Approve members' claims                      | FS
    Approve the accountable body's own claim     | VH
    Enter a member's bank details                | RCT
    Verify bank details that another entered     | FST
    Prepare a payment run                        | FS
    Release a run that another prepared          | FS
    Confirm payments that another released       | FS
    Sign a claim to a funder                     | FS
    See the books and funds                      | FSTA
    Move money between funds, close books        | FS
    Set up funders and grants                    | F
    See every member's budget                    | FSTAHD
    Change budgets                               | FS
    Set up projects and partners                 | FT
"""
LETTERS = {
    "R": Role.REPRESENTATIVE, "C": Role.CLAIMS_PERSON, "V": Role.REVIEWER,
    "F": Role.FINANCE_OFFICER, "S": Role.SECOND_APPROVER, "T": Role.SECRETARIAT,
    "H": Role.CHAIR, "A": Role.AUDITOR, "D": Role.STRATEGIC_OFFICER,
}  # fmt: skip


def rows():
    return {row.words: row for _, group in roles.table() for row in group}


def test_money_and_claims_are_for_whom_we_think():
    found = rows()
    for line in EXPECTED.strip().splitlines():
        words, _, who = (part.strip() for part in line.partition("|"))
        wanted = {roles.name_of(LETTERS[letter]) for letter in who}
        assert {name for name, may in found[words].cells if may} == wanted, words


def test_every_verb_about_people_has_words_and_a_row():
    assert set(permissions.ALLOWED) <= set(roles.VERBS)
    for verb, who in permissions.ALLOWED.items():
        cells = rows()[roles.VERBS[verb]].cells
        assert {name for name, may in cells if may} == {roles.name_of(role) for role in who}


def test_there_is_no_row_for_nobody_and_a_paragraph_for_every_role():
    assert all(row.anybody for row in rows().values())
    assert {role.value for role in Role} <= set(roles.PARAGRAPHS)


def test_an_auditor_only_sees():
    auditor = roles.name_of(Role.AUDITOR)
    allowed = [row.words for row in rows().values() if dict(row.cells)[auditor]]
    assert allowed
    assert all(words.startswith("See ") for words in allowed)


@pytest.mark.parametrize("role", [Role.CLAIMS_PERSON, Role.AUDITOR, Role.STRATEGIC_OFFICER])
def test_everybody_who_is_signed_in_reads_it(client, role):
    user = make.seated(role, make.OrganisationFactory())
    client.force_login(user)
    page = unescape(client.get(reverse("access_roles")).content.decode())
    for each in Role:
        assert each.label in page
    assert "Yours now" in page


def test_signed_out_nobody_reads_it(client):
    assert client.get(reverse("access_roles")).status_code == 302
