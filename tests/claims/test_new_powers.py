"""Who was given a role, or changed a limit, does not use it on the same day (SD6)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from claims.actions import runs
from claims.actions.approving import approve
from claims.actions.retention import agree_release, ask_release
from claims.facts.duties import limit_for
from claims.states import RetentionState, RunState
from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.workflow import Refused
from members.actions import seat_person
from members.states import Role
from projects.funds.actions import grants
from tests.factories.checking import TODAY, decided, ground, sent
from tests.factories.members import UserFactory, actor_of
from tests.factories.paying import approved, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def on():
    return ground(cash=1_000_00)


@pytest.fixture
def newcomer(on):
    """A second approver since today."""
    return give(UserFactory(), on)


def give(user, on):
    seat_person(
        user, on.office.organisation, Role.SECOND_APPROVER, starts=TODAY,
        by=actor_of(on.office.secretariat),
    )  # fmt: skip
    return user


def test_a_role_that_was_given_today_approves_from_tomorrow_on(on, newcomer):
    claim = decided(sent(on), by=on.checker)
    with pytest.raises(Refused, match="from tomorrow on"):
        approve(claim, by=actor_of(newcomer))
    clock.set_today(TODAY + timedelta(days=1), by=SYSTEM)
    assert approve(claim, by=actor_of(newcomer)).more == 0


def test_nor_does_it_release_a_run(on, newcomer):
    run = runs.prepare_run([approved(on)], pay_on=TODAY, by=on.second)
    with pytest.raises(Refused, match="from tomorrow on"):
        runs.release(run, by=actor_of(newcomer))
    clock.set_today(TODAY + timedelta(days=1), by=SYSTEM)
    assert runs.release(run, by=actor_of(newcomer)).state == RunState.RELEASED


def test_nor_does_it_release_what_was_kept_back():
    on = ground(cash=1_000_00, payment_rule="retention", retention_basis_points=1_000)
    newcomer = actor_of(give(UserFactory(), on))
    paid(on, approved(on))
    asked = ask_release(
        on.grant, on.member.organisation, report_accepted_on=TODAY, report="R", by=on.checker
    )
    with pytest.raises(Refused, match="from tomorrow on"):
        agree_release(asked, by=newcomer)
    clock.set_today(TODAY + timedelta(days=1), by=SYSTEM)
    assert agree_release(asked, by=newcomer).state == RetentionState.AGREED


def test_what_the_system_gave_at_the_beginning_counts_at_once(on):
    user = UserFactory()
    seat_person(user, on.office.organisation, Role.SECOND_APPROVER, starts=TODAY, by=SYSTEM)
    claim = decided(sent(on), by=on.checker)
    assert approve(claim, by=actor_of(user)).more == 0


def raise_the_limit(on, by):
    on.grant.second_approval_limit = 50_00
    on.grant.save()
    grants.update_grant(on.grant, {"second_approval_limit": 90_000_00}, by=by)


def test_who_raised_the_limit_is_held_to_the_old_one_for_a_day(on):
    raise_the_limit(on, on.second)
    claim = decided(sent(on, (100_00,)), by=on.checker)
    claim.round.grant.refresh_from_db()
    assert limit_for(claim, on.third.user_id) == 90_000_00
    assert limit_for(claim, on.second.user_id) == 50_00
    assert approve(claim, by=on.second).more == 1


def test_everybody_else_works_by_the_new_limit_and_they_after_a_day(on):
    raise_the_limit(on, on.second)
    claim = decided(sent(on, (100_00,)), by=on.checker)
    claim.round.grant.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert limit_for(claim, on.second.user_id) == 90_000_00
    assert approve(claim, by=on.third).more == 0


def test_who_lowered_it_gains_nothing(on):
    grants.update_grant(on.grant, {"second_approval_limit": 10_00}, by=on.second)
    claim = decided(sent(on, (100_00,)), by=on.checker)
    claim.round.grant.refresh_from_db()
    assert limit_for(claim, on.second.user_id) == 10_00
