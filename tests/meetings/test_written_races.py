"""Two of one member answer at once, and somebody answers while it is counted: one answer a
member, and every answer counted or refused.

The verbs lock the proposal. The controls take the lock away and plant the moment at which it
matters: then a member has answered twice, or an answer is in that nobody counted.
"""

import threading
from functools import partial

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.workflow import Refused
from members.meetings.actions import answering, written
from members.meetings.models import Ballot, Decision, Motion, Objection, WrittenProposal
from members.meetings.states import MotionState
from tests.factories import meetings as make
from tests.factories import written as write
from tests.factories.meetings import TODAY
from tests.together import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def of(db):
    clock.set_today(TODAY, by=SYSTEM)
    return make.consortium(members=4)


def say(found, one, choice, *, user=None, by=None):
    return partial(
        answering.answer, found, organisation=one.organisation, user=user or one.representative,
        choice=choice, reason="We want to see the books.", by=by or one.by,
    )  # fmt: skip


def in_a_thread(act, results: list) -> threading.Thread:
    thread = threading.Thread(target=lambda: results.extend(all_at_once([act])))
    thread.start()
    return thread


def unlocked(found):
    found = WrittenProposal.objects.select_related("motion").get(pk=found.pk)
    return found, found.motion


def test_representative_and_substitute_press_at_once_and_one_answer_counts(of):
    found, one = write.sent(of), of.members[2]
    mine = partial(say, found, one)
    other = partial(mine, user=one.substitute, by=one.by_substitute)
    results = all_at_once([mine("for"), other("against"), mine("abstain"), other("for")])
    assert Ballot.objects.count() == 1
    assert sum(isinstance(each, Ballot) for each in results) == 1
    assert all("has answered already" in str(e) for e in results if isinstance(e, Refused))


def asks_for_a_meeting_before_the_vote_is_written(monkeypatch, of):
    """The substitute has voted, and before that is committed the representative asks for a
    meeting."""
    found, one = write.sent(of), of.members[2]
    real, results, threads = answering._vote, [], []

    def vote(motion, **given):
        ballot = real(motion, **given)
        threads.append(in_a_thread(say(found, one, "meeting"), results))
        threads[0].join(1)
        return ballot

    monkeypatch.setattr(answering, "_vote", vote)
    say(found, one, "for", user=one.substitute, by=one.by_substitute)()
    threads[0].join(20)
    return Motion.objects.get(pk=found.motion_id), results


def test_who_comes_second_waits_and_is_told_that_it_is_answered(monkeypatch, of):
    motion, (result,) = asks_for_a_meeting_before_the_vote_is_written(monkeypatch, of)
    assert isinstance(result, Refused)
    assert "has answered already" in str(result)
    assert (motion.state, Objection.objects.count()) == (MotionState.VOTING, 0)


def test_without_the_lock_one_member_has_answered_twice(monkeypatch, of):
    monkeypatch.setattr(answering, "locked", unlocked)
    motion, _ = asks_for_a_meeting_before_the_vote_is_written(monkeypatch, of)
    assert (Ballot.objects.count(), Objection.objects.count()) == (1, 1)
    assert motion.state == MotionState.WITHDRAWN


def answers_while_it_is_counted(monkeypatch, of):
    """The count is made, and before it is written down the last member answers."""
    found, last = write.sent(of), of.members[3]
    for one in of.members[:3]:
        say(found, one, "for")()
    monkeypatch.setattr(written.facts, "can_close", lambda found: True)
    real, results, threads = written.facts.tally, [], []

    def tally(motion):
        counted = real(motion)
        threads.append(in_a_thread(say(found, last, "against"), results))
        threads[0].join(1)
        return counted

    monkeypatch.setattr(written.facts, "tally", tally)
    written.close(found, by=of.chair)
    threads[0].join(20)
    return Motion.objects.get(pk=found.motion_id), results


def test_who_answers_while_it_is_counted_waits_and_is_refused(monkeypatch, of):
    motion, (result,) = answers_while_it_is_counted(monkeypatch, of)
    assert isinstance(result, Refused)
    assert (motion.ballots.count(), motion.result["not_voted"]) == (3, 1)


def test_without_the_lock_that_answer_is_in_and_not_counted(monkeypatch, of):
    monkeypatch.setattr(written, "locked", unlocked)
    monkeypatch.setattr(answering, "locked", unlocked)
    motion, _ = answers_while_it_is_counted(monkeypatch, of)
    assert motion.ballots.count() == 4
    assert motion.result["votes"]["against"] == 0  # and nobody has counted it


def test_the_clock_and_two_presses_close_it_once(of):
    found = write.sent(of)
    for one in of.members:
        say(found, one, "for")()
    press = partial(written.close, found)
    results = all_at_once([partial(press, by=by) for by in (of.chair, of.secretariat, SYSTEM)])
    assert [each.outcome for each in results] == ["agreed"] * 3
    assert Decision.objects.filter(motion=found.motion).count() == 1
