"""Many vote at once, and somebody closes: every vote is counted or refused, none in between.

The verbs lock meeting and proposal. The control takes the locks away and plants the moment
at which they matter: then a vote is cast that nobody counts.
"""

import threading
from contextlib import suppress
from functools import partial

import pytest

from consortium.core.workflow import Refused
from members.meetings.actions import voting
from members.meetings.actions.motions import put
from members.meetings.facts import moments
from members.meetings.models import Ballot, Meeting, Motion, Slip
from members.meetings.states import MotionState, Outcome
from tests.factories import meetings as make
from tests.together import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


AYE_NO = ("for", "against")


def opened(of, *, secret=False) -> Motion:
    meeting = make.under_way(of)
    motion = put(make.now_at(make.item(meeting)), wording="Train together.", by=of.chair)
    return voting.open_vote(motion, secret=secret, by=of.chair)


def vote(motion, one, *, choice="for", user=None, by=None):
    return partial(
        voting.cast, motion, organisation=one.organisation, user=user or one.representative,
        choice=choice, by=by or one.by,
    )  # fmt: skip


def tried(act):
    try:
        return act()
    except Refused as refused:
        return refused


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_a_hundred_members_vote_while_the_vote_closes(secret):
    of = make.consortium(members=100)
    motion = opened(of, secret=secret)
    queue = [
        vote(motion, one, choice=("for", "against")[n % 2]) for n, one in enumerate(of.members)
    ]
    results, enough = [], threading.Event()

    def voters():
        """One connection of the twenty-five over which a hundred hands come in."""
        while queue:
            with suppress(IndexError):
                results.append(tried(queue.pop()))
            if len(results) >= 30:
                enough.set()

    def closing():
        enough.wait(30)
        return voting.close_vote(motion, by=of.chair)

    closed, *_ = all_at_once([closing, *[voters] * 25], seconds=60)
    assert closed.state == MotionState.CLOSED
    motion.refresh_from_db()
    cast = [each for each in results if isinstance(each, Ballot)]
    late = [each for each in results if isinstance(each, Refused)]
    assert len(cast) + len(late) == 100
    assert len(cast) >= 30
    assert all("closed at" in str(each) for each in late)
    assert Ballot.objects.count() == len(cast) == sum(motion.result["votes"].values())
    assert motion.result["not_voted"] == len(late)
    if secret:
        assert Slip.objects.exclude(choice="").count() == len(cast)


def test_a_representative_on_two_screens_and_a_substitute_make_one_vote():
    of = make.consortium(members=4)
    one = of.members[2]
    meeting = make.under_way(of)
    make.arrive(meeting, one.substitute, part="substitute", organisation=one.organisation)
    motion = put(make.now_at(make.item(meeting)), wording="Train.", by=of.chair)
    motion = voting.open_vote(motion, by=of.chair)
    meeting.presences.filter(user=one.representative).update(left_at=moments.now())
    results = all_at_once(
        [vote(motion, one, user=one.substitute, by=one.by_substitute, choice=choice)
         for choice in ("for", "against", "for", "abstain")]
    )  # fmt: skip
    assert Ballot.objects.count() == 1
    assert sum(isinstance(each, Ballot) for each in results) == 1
    assert all("has voted already" in str(e) for e in results if isinstance(e, Refused))


def between_count_and_closing(monkeypatch, late_vote):
    """The count is made, and before it is written down somebody votes."""
    real, counted = voting.tally, threading.Event()

    def tally(motion, meeting):
        found = real(motion, meeting)
        counted.set()
        late_vote()
        return found

    monkeypatch.setattr(voting, "tally", tally)
    return counted


def in_a_thread(act, results: list) -> threading.Thread:
    thread = threading.Thread(target=lambda: results.extend(all_at_once([act])))
    thread.start()
    return thread


def votes_while_it_is_counted(monkeypatch) -> tuple[Motion, list]:
    of = make.consortium(members=4)
    motion, results, threads = opened(of), [], []

    def late_vote():
        threads.append(in_a_thread(vote(motion, of.members[3]), results))
        threads[0].join(1)

    between_count_and_closing(monkeypatch, late_vote)
    voting.close_vote(motion, by=of.chair)
    threads[0].join(20)
    motion.refresh_from_db()
    return motion, results


def test_who_votes_while_it_is_counted_waits_and_is_told_that_it_closed(monkeypatch):
    motion, (result,) = votes_while_it_is_counted(monkeypatch)
    assert isinstance(result, Refused)
    assert "closed at" in str(result)
    assert (motion.state, motion.ballots.count()) == (MotionState.CLOSED, 0)
    assert motion.result["not_voted"] == 4


def test_without_the_locks_that_vote_is_cast_and_not_counted(monkeypatch):
    def unlocked(motion):
        return Meeting.objects.get(pk=motion.meeting_id), Motion.objects.get(pk=motion.pk)

    monkeypatch.setattr(voting, "locked", unlocked)
    monkeypatch.setattr(voting, "beat", lambda meeting: None)
    motion, _ = votes_while_it_is_counted(monkeypatch)
    assert motion.outcome == Outcome.NOT_AGREED
    assert motion.ballots.count() == 1  # and nobody has counted it
    assert motion.result["votes"]["for"] == 0
