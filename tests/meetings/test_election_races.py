"""Two press at once at an election: one ballot is opened, and a member votes once (R72, GV1).

The verbs lock meeting and election, or meeting and proposal. The controls take the locks away
and let both come past the checks: then only the database's own rule is left, and without that
there are two of what may be there once.
"""

import threading
from contextlib import contextmanager
from datetime import date, time
from functools import partial

import pytest
from django.db import IntegrityError, connection

from consortium.core import clock, locks
from consortium.core.actor import SYSTEM
from consortium.core.appendonly import emptying
from consortium.core.workflow import Refused
from members.meetings.actions import ballots, body, candidates, motions, room, schedule, voting
from members.meetings.facts import results as said
from members.meetings.models import Ballot, Candidate, Election, Meeting, Motion
from members.meetings.states import Cast, ItemKind
from tests.factories import meetings as make
from tests.together import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MARCH = date(2027, 3, 11)


@pytest.fixture
def of():
    return make.consortium(members=4)


@pytest.fixture
def election(of):
    """The meeting is at the election; two stand, and everybody is there."""
    plan = schedule.Plan(on=MARCH, starts_at=time(14), ends_at=time(16), place="The Old Mill")
    schedule.plan_meetings([plan], by=of.secretariat)
    Election.objects.update(state="open")
    for one in of.members[2:]:
        candidates.nominate(
            Election.objects.get(), person=one.representative, organisation=one.organisation,
            by=one.by,
        )  # fmt: skip
    clock.set_today(MARCH, by=SYSTEM)
    meeting = Meeting.objects.get()
    room.begin(meeting, by=of.secretariat)
    make.arrive(meeting, *of.members)
    review = meeting.items.get(kind=ItemKind.BODY)
    room.start(review, by=of.secretariat)
    body.not_reviewed(review, by=of.secretariat)
    room.finish(review, by=of.secretariat)
    room.start(meeting.items.get(kind=ItemKind.ELECTION), by=of.secretariat)
    return Election.objects.get()


def opening(of, election) -> list:
    return [partial(ballots.ballot, election, by=by) for by in (of.chair, of.secretariat)]


def voting_for_one(of, motion) -> list:
    """Its representative's phone, and the secretariat that types a show of hands."""
    one, keys = of.members[3], [each["key"] for each in motion.options]
    vote = partial(voting.cast, motion, organisation=one.organisation, user=one.representative)
    return [
        partial(vote, choice=keys[0], by=one.by),
        partial(vote, choice=keys[1], way=Cast.HANDS, by=of.secretariat),
    ]


def unlocked(monkeypatch) -> None:
    """No lock is taken, and both are past the checks before either writes."""
    both, real = threading.Barrier(2), motions.refuse_if

    def then_meet(*reasons):
        real(*reasons)
        both.wait(20)

    def read(motion):
        found = Motion.objects.select_related("item").get(pk=motion.pk)
        return found.meeting, found

    for module in (motions, ballots):
        monkeypatch.setattr(module, "locked_meeting", lambda pk: Meeting.objects.get(pk=pk))
    monkeypatch.setattr(
        ballots, "locked_election",
        lambda pk: Election.objects.select_related("item__meeting").get(pk=pk),
    )  # fmt: skip
    monkeypatch.setattr(motions, "refuse_if", then_meet)
    monkeypatch.setattr(voting, "refuse_if", then_meet)
    monkeypatch.setattr(voting, "locked", read)


@contextmanager
def without(model, name: str):
    """The database does not keep this rule for a while; what came of it is taken away again."""
    (rule,) = [each for each in model._meta.constraints if each.name == name]
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, rule)
    try:
        yield
    finally:
        with emptying(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
        with connection.schema_editor() as editor:
            editor.add_constraint(model, rule)


def of_kind(results: list, kind) -> list:
    return [each for each in results if isinstance(each, kind)]


def test_chair_and_secretariat_open_one_ballot(of, election):
    results = all_at_once(opening(of, election))
    assert len(of_kind(results, Motion)) == Motion.objects.count() == 1
    (refused,) = of_kind(results, Refused)
    assert "Another proposal is before the meeting" in str(refused)


def test_without_the_locks_the_second_is_told_nothing_it_can_read(of, election, monkeypatch):
    unlocked(monkeypatch)
    monkeypatch.setattr(ballots, "open_vote", lambda motion, *, secret, by: motion)
    results = all_at_once(opening(of, election))
    assert len(of_kind(results, IntegrityError)) == Motion.objects.count() == 1


def test_without_locks_and_rule_two_ballots_are_open(of, election, monkeypatch):
    unlocked(monkeypatch)
    monkeypatch.setattr(ballots, "open_vote", lambda motion, *, secret, by: motion)
    with without(Motion, "one_thing_is_put_at_a_time"):
        all_at_once(opening(of, election))
        assert Motion.objects.count() == 2


@pytest.mark.parametrize("times", range(3))
def test_a_phone_and_a_show_of_hands_make_one_vote_of_a_member(of, election, times):
    motion = ballots.ballot(election, by=of.chair)
    results = all_at_once(voting_for_one(of, motion))
    assert len(of_kind(results, Ballot)) == Ballot.objects.count() == 1
    (refused,) = of_kind(results, Refused)
    assert "has voted already" in str(refused)
    closed = voting.close_vote(motion, by=of.chair)
    assert sum(closed.result["votes"].values()) == 1
    assert said.sentence(closed)


def test_without_the_locks_the_database_keeps_the_second_out(of, election, monkeypatch):
    motion = ballots.ballot(election, by=of.chair)
    unlocked(monkeypatch)
    results = all_at_once(voting_for_one(of, motion))
    assert Ballot.objects.count() == 1
    assert "could not be taken" in str(of_kind(results, Refused))


def test_without_locks_and_rule_a_member_votes_twice(of, election, monkeypatch):
    motion = ballots.ballot(election, by=of.chair)
    unlocked(monkeypatch)
    with without(Ballot, "a_member_votes_once"):
        results = all_at_once(voting_for_one(of, motion))
        assert len(of_kind(results, Ballot)) == Ballot.objects.count() == 2


@pytest.mark.parametrize("times", range(3))
def test_a_name_from_the_floor_and_the_ballot_take_their_locks_in_one_order(
    of, election, monkeypatch, times
):
    """Who opens the ballot finds nobody, or the one that was just nominated; no deadlock."""
    monkeypatch.setattr(locks, "ATTEMPTS", 1)  # nothing is tried again
    election.candidates.update(withdrawn_on=MARCH)
    one = of.members[2]
    floor = partial(
        candidates.nominate_from_floor, election, person=one.representative,
        organisation=one.organisation, nominated_by=one.organisation, by=of.secretariat,
    )  # fmt: skip
    results = all_at_once([floor, partial(ballots.ballot, election, by=of.chair)])
    assert len(of_kind(results, Candidate)) == 1
    assert len(of_kind(results, Motion)) + len(of_kind(results, Refused)) == 1
