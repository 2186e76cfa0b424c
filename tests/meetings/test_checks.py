"""The checks of votes and decisions are silent on sound data, and name what is planted."""

import pytest

from consortium.core.appendonly import emptying
from consortium.core.checks import run_checks
from members.meetings.actions import motions, voting
from members.meetings.models import Ballot, Decision, Elector, Motion, Slip
from tests.factories import meetings as make

CODES = ("V22", "V23", "V24", "V25")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held(here):
    """An open vote, a secret one and a consensus."""
    meeting = make.under_way(here, present=4)
    item = make.now_at(make.item(meeting))
    for secret in (False, True):
        motion = motions.put(item, wording="Train together.", by=here.chair)
        motion = voting.open_vote(motion, secret=secret, by=here.chair)
        for one, choice in zip(here.members, ("for", "for", "against"), strict=False):
            voting.cast(
                motion, organisation=one.organisation, user=one.representative, choice=choice,
                by=one.by,
            )  # fmt: skip
        voting.close_vote(motion, by=here.chair)
    motions.agree(motions.put(item, wording="Meet again.", by=here.chair), by=here.chair)
    return here


def problems() -> dict[str, list[str]]:
    return {each.code: each.problems for each in run_checks(only=CODES) if each.problems}


def test_sound_votes_are_met_with_silence(held):
    assert problems() == {}


def one(secret=False) -> Motion:
    return Motion.objects.get(secret=secret, opened_at__isnull=False)


def a_vote_more():
    Ballot.objects.create(
        motion=one(), organisation=Elector.objects.filter(may_vote=False).first().organisation,
        choice="against", cast_by=Ballot.objects.first().cast_by,
    )  # fmt: skip


PLANTED = {
    "V22": [a_vote_more, lambda: Slip.objects.filter(choice="for").first().delete()],
    "V23": [
        lambda: Motion.objects.filter(pk=one().pk).update(wording="Other"),
        lambda: Motion.objects.filter(pk=one().pk).update(frozen="{}"),
        lambda: Elector.objects.filter(may_vote=True).update(out_by_interest=True, may_vote=False),
    ],
    "V24": [
        lambda: Ballot.objects.filter(choice="for").update(choice="against"),
        lambda: Slip.objects.filter(choice="for").update(choice="against"),
    ],
    "V25": [
        lambda: Decision.objects.filter(how="consensus").update(how="vote"),
        lambda: Decision.objects.first().delete(),
        lambda: Decision.objects.filter(number=3).update(number=4),
        lambda: Motion.objects.filter(opened_at__isnull=True).update(
            result={"quorum": {"members": 6, "needed": 2, "present": 1}}
        ),
    ],
}


@pytest.mark.parametrize(
    "code, nth", [(c, n) for c, plants in PLANTED.items() for n in range(len(plants))]
)
def test_a_planted_defect_is_named(held, code, nth):
    with emptying():
        PLANTED[code][nth]()
    assert code in problems()
