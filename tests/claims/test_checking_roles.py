"""Every verb of checking and approving, asked of every hat: a table."""

from contextlib import suppress
from dataclasses import replace

import pytest
from django.db import transaction

from claims.actions.approving import approve
from claims.actions.asking import Asked, ask_changes
from claims.actions.chasing import chase
from claims.actions.checking import (
    Ruling,
    accept_the_rest,
    add_note,
    check,
    check_clean,
    decide_line,
    reject,
    uncheck,
)
from claims.actions.clearing import accept_outputs, clear_duplicate
from claims.actions.overriding import override
from claims.actions.reviewing import assign_reviewer, end_assignment
from claims.models import Claim
from claims.states import Decision, Part, WaivedRule
from consortium.core.actor import SYSTEM
from consortium.core.workflow import Refused
from members.states import Role
from tests.factories.checking import a_line, attach, decided, ground, own_claim, sent
from tests.factories.members import member, seated
from tests.factories.projects import budget_of

pytestmark = pytest.mark.django_db

# F finance officer, S second approver, T secretariat, A auditor, H chair, R representative
# and C claims person of the claiming member, O representative of another, X the system.
HATS = "FSTAHRCOX"


def people(on):
    auditor = seated(Role.AUDITOR, on.outsider.organisation)
    return {
        "F": on.second,
        "S": on.third,
        "T": on.actor(on.office.secretariat),
        "A": on.actor(auditor),
        "H": on.chair_actor,
        "R": on.actor(on.member.representative),
        "C": on.actor(on.member.claims_person),
        "O": on.actor(on.outsider.claims_person),
        "X": SYSTEM,
    }


def to_check(on):
    return sent(on, (100_00,))


def checked(on):
    return decided(sent(on, (100_00,)), by=on.checker)


def behind(on):
    return sent(on, (100_00,), outputs=1)


def own(on):
    return own_claim(on)


def own_checked(on):
    return decided(own_claim(on), by=on.checker)


def own_named(on):
    claim = own_claim(on)
    reviewer = seated(Role.REVIEWER, on.member.organisation)
    assign_reviewer(claim, user=reviewer, by=on.checker)
    return claim


def alike(on):
    first = sent(on, (100_00,))
    item = first.lines.get().item
    other = sent(on, (), round=ground(beside=on).round)
    attach(
        a_line(other, 1, 5_00, on.budgets[0], supplier=item.supplier, invoice=item.invoice_number)
    )
    return other


def stuck(on):
    """Too large for the checker, and nobody else is left."""
    on.grant.second_approval_limit = 50_00
    on.grant.save()
    claim = decided(sent(on, (100_00,)), by=on.checker)
    Claim.objects.filter(pk=claim.pk).update(prepared_by_id=on.office.approver.pk)
    return claim


def idle(on):
    organisation = member().organisation
    budget_of(on.grant, organisation, on.project)
    on.made.append(organisation)
    return to_check(on)


def pair(claim):
    mine = claim.lines.get().item_id
    other = claim.lines.model.objects.exclude(claim=claim).get().item_id
    return {"item": mine, "other": other}


# verb → (the claim it is tried on, the call, who may)
VERBS = {
    "decide a line": (
        to_check,
        lambda on, c, by: decide_line(
            c.lines.get(), Ruling(Decision.DISALLOWED, None, "No"), by=by
        ),
        "FS",
    ),
    "accept the rest": (to_check, lambda on, c, by: accept_the_rest(c, by=by), "FS"),
    "check a clean one": (to_check, lambda on, c, by: check_clean(c, by=by), "FS"),
    "check": (lambda on: sent(on, ()), lambda on, c, by: check(c, by=by), "FS"),
    "uncheck": (checked, lambda on, c, by: uncheck(c, reason="Why", by=by), "FS"),
    "reject": (to_check, lambda on, c, by: reject(c, reason="Why", by=by), "FS"),
    "note": (to_check, lambda on, c, by: add_note(c, text="Note", by=by), "FS"),
    "ask for changes": (
        to_check,
        lambda on, c, by: ask_changes(c, [Asked(Part.FORECAST)], message="Why", by=by),
        "FS",
    ),
    "clear a look-alike": (
        alike,
        lambda on, c, by: clear_duplicate(c, **pair(c), reason="Two", by=by),
        "FS",
    ),
    "accept outputs": (behind, lambda on, c, by: accept_outputs(c, reason="Why", by=by), "FS"),
    "approve": (checked, lambda on, c, by: approve(c, by=by), "FS"),
    "approve the body's own": (own_checked, lambda on, c, by: approve(c, by=by), "H"),
    "name a reviewer": (
        own,
        lambda on, c, by: assign_reviewer(c, user=on.member.claims_person, by=by),
        "FSTH",
    ),
    "relieve the reviewer": (own_named, lambda on, c, by: end_assignment(c, by=by), "FSTH"),
    "override a rule": (
        stuck,
        lambda on, c, by: override(
            c, rule=WaivedRule.CHECKER_ABOVE, approver=on.office.finance.pk, reason="Why", by=by
        ),
        "H",
    ),
    "remind": (idle, lambda on, c, by: chase(on.round, on.made[-1], by=by), "FST"),
}


@pytest.fixture
def on():
    return ground(cash=1_000_00)


@pytest.mark.parametrize("verb", VERBS)
def test_every_hat_is_let_or_refused_as_the_table_says(on, verb):
    make, call, allowed = VERBS[verb]
    claim, did = make(on), ""
    for letter, by in people(on).items():
        with suppress(Refused), transaction.atomic():
            call(on, claim, by)
            did += letter
            transaction.set_rollback(True)
    assert did == "".join(letter for letter in HATS if letter in allowed)


@pytest.mark.parametrize("verb", ["approve", "approve the body's own"])
def test_nobody_approves_through_somebody_elses_eyes(on, verb):
    """Whoever sees the site through another's eyes approves nothing (SD2)."""
    make, call, allowed = VERBS[verb]
    claim = make(on)
    by = replace(people(on)[allowed[0]], impersonator_id=999)
    with pytest.raises(Refused, match="signed in for somebody else"):
        call(on, claim, by)
