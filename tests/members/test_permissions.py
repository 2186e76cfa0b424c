"""The whole table: every role × every verb."""

from dataclasses import replace

import pytest

from consortium.core.actor import SYSTEM, Actor
from members.permissions import ALLOWED, ONLY_OTHERS, SEEING, may, refusal
from members.states import Role

OTHERS_TOO = {
    "see_person": {Role.SECRETARIAT, Role.FINANCE_OFFICER, Role.AUDITOR},
    # The second person who agrees that somebody is made nameless.
    "decide_erasure": {Role.SECRETARIAT, Role.FINANCE_OFFICER},
}


def in_role(role):
    return Actor(user_id=1, name="A", hat="x:1", roles=frozenset({role}), organisation_id=1)


class Somebody:
    def __init__(self, pk):
        self.pk = pk


@pytest.mark.parametrize("verb", sorted(ALLOWED))
@pytest.mark.parametrize("role", list(Role))
def test_only_the_secretariat_acts_and_only_the_office_and_auditors_look(role, verb):
    expected = role in OTHERS_TOO.get(verb, {Role.SECRETARIAT})
    assert (refusal(verb, in_role(role)) is None) is expected
    assert may(verb)(in_role(role)) is expected


@pytest.mark.parametrize("verb", sorted(ONLY_OTHERS))
def test_nobody_does_it_for_themselves(verb):
    secretary = in_role(Role.SECRETARIAT)
    assert refusal(verb, secretary, user=Somebody(2)) is None
    assert "themselves" in refusal(verb, secretary, user=Somebody(1))


@pytest.mark.parametrize("verb", sorted(ALLOWED))
def test_who_looks_through_anothers_eyes_changes_nothing(verb):
    looking = replace(in_role(Role.SECRETARIAT), impersonator_id=9)
    assert (refusal(verb, looking) is None) is (verb in SEEING)


@pytest.mark.parametrize("verb", sorted(ALLOWED))
def test_a_person_in_no_hat_may_nothing_and_the_system_everything(verb):
    nobody = Actor(user_id=1, name="A", hat="-", roles=frozenset(), organisation_id=None)
    assert refusal(verb, nobody)
    assert refusal(verb, SYSTEM) is None


def test_every_verb_has_its_row():
    from members import actions

    assert set(actions.__all__) - set(ALLOWED) == {"accept_invitation", "describe_consortium"}
