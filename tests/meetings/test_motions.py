"""Consensus first, then a vote; every member votes once; nothing without a quorum."""

import hashlib
import json

import pytest
from django.db import IntegrityError, transaction

from consortium.core import audit, clock
from consortium.core.models import UsedToken
from consortium.core.workflow import Refused
from members.meetings.actions import motions, voting
from members.meetings.facts import moments
from members.meetings.facts.votes import tally
from members.meetings.models import AgendaItem, Ballot, Decision, Elector, Interest, Presence
from members.meetings.rules import fingerprint
from members.meetings.states import Cast, Choice, ItemKind, ItemState, MotionState, Outcome, Part
from tests.factories import meetings as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(here):
    return make.under_way(here, present=4)


@pytest.fixture
def item(meeting):
    return make.now_at(make.item(meeting))


@pytest.fixture
def put(here, item):
    return motions.put(item, wording="Train together.", by=here.chair)


@pytest.fixture
def voting_on(here, put):
    return voting.open_vote(put, by=here.chair)


def vote(motion, one, choice, **more):
    by = more.pop("by", one.by)
    user = more.pop("user", one.representative)
    return voting.cast(
        motion, organisation=one.organisation, user=user, choice=choice, by=by, **more
    )


def leave(meeting, one):
    Presence.objects.filter(meeting=meeting, organisation=one.organisation).update(
        left_at=moments.now()
    )


class TestConsensus:
    def test_nobody_disagrees_and_it_is_a_decision_with_a_number(self, here, put, meeting):
        decision = motions.agree(put, by=here.chair)
        assert decision.reference == "Decision 1 of 2026/27"
        assert (decision.how, decision.wording) == ("consensus", "Train together.")
        assert decision.decided_on == decision.effective_on == meeting.on
        put.refresh_from_db()
        assert (put.state, put.outcome) == (MotionState.CLOSED, Outcome.AGREED)
        meeting.refresh_from_db()
        assert meeting.pulse == 2

    def test_who_disagrees_says_why_and_stands_in_the_way_of_consensus(self, here, put):
        one = here.members[2]
        with pytest.raises(Refused, match="Say why you disagree"):
            motions.object_to(
                put, organisation=one.organisation, user=one.representative, reason=" ", by=one.by
            )
        made = motions.object_to(
            put, organisation=one.organisation, user=one.representative, reason="Dear.", by=one.by
        )
        with pytest.raises(Refused, match="Somebody disagrees"):
            motions.agree(put, by=here.chair)
        motions.withdraw_objection(made, by=one.by)
        assert motions.agree(put, by=here.chair).how == "consensus"

    def test_nobody_disagrees_for_another_member_or_from_outside_the_room(self, here, put):
        one, absent = here.members[2], here.members[5]
        with pytest.raises(Refused, match="Only the secretariat, the chair"):
            motions.object_to(
                put, organisation=one.organisation, user=one.representative, reason="No.",
                by=here.members[3].by,
            )  # fmt: skip
        with pytest.raises(Refused, match="Nobody is here who speaks"):
            motions.object_to(
                put, organisation=absent.organisation, user=absent.representative, reason="No.",
                by=absent.by,
            )  # fmt: skip

    def test_without_a_quorum_nothing_is_put_or_agreed(self, here, put, meeting):
        for one in here.members[1:4]:
            leave(meeting, one)
        with pytest.raises(Refused, match="Quorum 2 of 6 members: 1 present, not quorate"):
            motions.agree(put, by=here.chair)
        motions.withdraw(put, why="No quorum", by=here.chair)
        with pytest.raises(Refused, match="Nothing can be decided now"):
            motions.put(put.item, wording="Anything", by=here.chair)

    def test_what_kind_of_decision_it_is_follows_from_the_item(self, here, meeting, put):
        motions.withdraw(put, why="Later", by=here.chair)
        meeting.items.update(state="done")
        item = make.now_at(make.item(meeting, title="Plan", kind=ItemKind.PLAN))
        assert motions.put(item, wording="Adopt it.", by=here.chair).decision_kind == "plan"

    def test_one_thing_is_put_at_a_time_and_only_about_the_item_of_now(self, here, put, meeting):
        with pytest.raises(Refused, match="Another proposal is before the meeting"):
            motions.put(put.item, wording="Second", by=here.chair)
        later = make.item(meeting, title="Later")
        motions.withdraw(put, why="Later", by=here.chair)
        with pytest.raises(Refused, match="not at this item"):
            motions.put(later, wording="Second", by=here.chair)


class TestVoting:
    def test_three_for_one_against_is_agreed_and_enters_the_register(self, here, voting_on):
        for one, choice in zip(here.members, ("for", "for", "for", "against"), strict=False):
            vote(voting_on, one, choice)
        closed = voting.close_vote(voting_on, by=here.chair)
        assert closed.outcome == Outcome.AGREED
        assert closed.result["votes"] == {"for": 3, "against": 1}
        assert (closed.result["abstained"], closed.result["absent"]) == (0, 2)
        assert Decision.objects.get().how == "vote"

    def test_a_tie_is_not_agreed_and_nobody_has_a_casting_vote(self, here, voting_on):
        vote(voting_on, here.members[0], "for")
        vote(voting_on, here.members[1], "against")
        vote(voting_on, here.members[2], "abstain")
        closed = voting.close_vote(voting_on, by=here.chair)
        assert closed.outcome == Outcome.TIED
        assert not Decision.objects.exists()
        assert closed.result["abstained"] == closed.result["not_voted"] == 1

    def test_what_was_tied_is_brought_back_in_the_same_words(self, here, voting_on):
        vote(voting_on, here.members[0], "for")
        vote(voting_on, here.members[1], "against")
        tied = voting.close_vote(voting_on, by=here.chair)
        again = motions.put(tied.item, wording=tied.wording, by=here.chair)
        motions.agree(again, by=here.chair)
        assert Decision.objects.get().wording == tied.wording

    def test_a_member_votes_once_whoever_comes_second(self, here, meeting, put):
        one = here.members[2]
        make.arrive(meeting, one.substitute, part=Part.SUBSTITUTE, organisation=one.organisation)
        motion = voting.open_vote(put, by=here.chair)
        vote(motion, one, "for")
        for again in ({}, {"user": one.substitute, "by": one.by_substitute}):
            with pytest.raises(Refused, match="has voted already"):
                vote(motion, one, "against", **again)
        assert Ballot.objects.get().choice == "for"

    def test_a_substitute_votes_in_the_absence_of_the_representative_only(self, here, meeting, put):
        one, other = here.members[4], here.members[2]
        make.arrive(meeting, one.substitute, part=Part.SUBSTITUTE, organisation=one.organisation)
        make.arrive(
            meeting, other.substitute, part=Part.SUBSTITUTE, organisation=other.organisation
        )
        motion = voting.open_vote(put, by=here.chair)
        assert vote(motion, one, "for", user=one.substitute, by=one.by_substitute)
        with pytest.raises(Refused, match="representative is here"):
            vote(motion, other, "for", user=other.substitute, by=other.by_substitute)

    def test_a_substitute_who_comes_after_the_opening_does_not_vote(self, here, meeting, voting_on):
        one = here.members[2]
        leave(meeting, one)
        make.arrive(meeting, one.substitute, part=Part.SUBSTITUTE, organisation=one.organisation)
        with pytest.raises(Refused, match="here when the vote opened"):
            vote(voting_on, one, "for", user=one.substitute, by=one.by_substitute)

    def test_a_member_whose_people_come_after_the_opening_is_not_in_the_electorate(
        self, here, meeting, voting_on
    ):
        one = here.members[5]
        make.arrive(meeting, one)
        with pytest.raises(Refused, match="Nobody was here for"):
            vote(voting_on, one, "for")

    def test_who_has_left_does_not_vote_and_a_vote_that_was_cast_before_stands(
        self, here, meeting, voting_on
    ):
        vote(voting_on, here.members[2], "against")
        for one in (here.members[2], here.members[3]):
            leave(meeting, one)
        with pytest.raises(Refused, match="at the meeting for this member"):
            vote(voting_on, here.members[3], "for")
        closed = voting.close_vote(voting_on, by=here.chair)
        assert closed.result["votes"]["against"] == 1

    def test_closing_without_a_quorum_decides_nothing_and_carries_the_item_over(
        self, here, meeting, voting_on
    ):
        for one in here.members[:4]:
            vote(voting_on, one, "for")
        for one in here.members[:3]:
            leave(meeting, one)
        closed = voting.close_vote(voting_on, by=here.chair)
        assert closed.outcome == Outcome.INQUORATE
        assert not Decision.objects.exists()
        assert AgendaItem.objects.get(pk=closed.item_id).state == ItemState.CARRIED

    def test_who_came_after_the_opening_does_not_make_up_for_voters_who_left(
        self, here, meeting, voting_on
    ):
        vote(voting_on, here.members[0], "for")
        for one in here.members[1:4]:
            leave(meeting, one)
        make.arrive(meeting, here.members[4], here.members[5])
        assert voting.close_vote(voting_on, by=here.chair).outcome == Outcome.INQUORATE

    def test_an_interest_takes_the_member_out_of_count_and_vote(self, here, item, put):
        one = here.members[1]
        Interest.objects.create(
            item=item, organisation=one.organisation, user=one.representative, what="We bid.",
            declared_at=clock.now(), typed_by_id=one.representative.pk,
        )  # fmt: skip
        motion = voting.open_vote(put, by=here.chair)
        with pytest.raises(Refused, match="declared an interest"):
            vote(motion, one, "for")
        assert motion.electors.filter(may_vote=True).count() == 3
        assert tally(motion, motion.meeting)[1].sentence == "Quorum 2 of 6 members: 3 present"

    def test_a_resignation_between_opening_and_closing_changes_nothing_in_it(
        self, here, meeting, voting_on
    ):
        gone = here.members[3].organisation
        gone.left, gone.membership = meeting.on, "former"
        gone.save()
        vote(voting_on, here.members[3], "for")
        closed = voting.close_vote(voting_on, by=here.chair)
        assert closed.result["quorum"]["members"] == 6
        assert closed.outcome == Outcome.AGREED

    def test_a_late_vote_is_refused_with_the_time_of_closing(self, here, voting_on):
        voting.close_vote(voting_on, by=here.chair)
        with pytest.raises(Refused, match=r"closed at \d\d:\d\d"):
            vote(voting_on, here.members[0], "for")

    def test_closing_twice_gives_the_same_result(self, here, voting_on):
        vote(voting_on, here.members[0], "for")
        first = voting.close_vote(voting_on, by=here.chair)
        again = voting.close_vote(voting_on, by=here.secretariat)
        assert (again.result, again.closed_by_id) == (first.result, first.closed_by_id)
        assert Decision.objects.count() == 1

    def test_hands_are_typed_by_the_secretariat_and_say_so(self, here, voting_on):
        ballot = vote(voting_on, here.members[0], "for", way=Cast.HANDS, by=here.secretariat)
        assert (ballot.way, ballot.typed_by_id) == ("hands", here.office.secretariat.pk)
        with pytest.raises(Refused, match="Only the secretariat, the chair"):
            vote(voting_on, here.members[2], "for", way=Cast.HANDS, by=here.members[2].by)

    def test_nobody_votes_in_anothers_place_or_for_another_member(self, here, voting_on):
        one, other = here.members[2], here.members[3]
        with pytest.raises(Refused, match="another member"):
            vote(voting_on, one, "for", by=other.by)
        with pytest.raises(Refused, match="another person's place"):
            vote(voting_on, one, "for", user=one.substitute)
        with pytest.raises(Refused, match="Choose one of the answers"):
            vote(voting_on, one, "perhaps")

    def test_the_electorate_is_frozen_with_its_hash_and_without_a_persons_name(
        self, here, voting_on
    ):
        assert fingerprint(voting_on.frozen) == voting_on.frozen_sha256
        assert all(one.representative.name not in voting_on.frozen for one in here.members)
        assert voting_on.electors.count() == 6


class TestSecretVotes:
    def test_voters_and_slips_have_nothing_in_common(self, here, put):
        motion = voting.open_vote(put, secret=True, by=here.chair)
        for one, choice in zip(here.members, ("for", "against", "abstain"), strict=False):
            vote(motion, one, choice)
        assert set(motion.ballots.values_list("choice", "cast_at")) == {("", None)}
        assert sorted(motion.slips.values_list("choice", flat=True)) == [
            "", "abstain", "against", "for",
        ]  # fmt: skip
        said = [str(row.after) for row in audit.history(motion.ballots.first())]
        assert said
        assert not any("for" in each or "against" in each for each in said)
        assert voting.close_vote(motion, by=here.chair).outcome == Outcome.TIED

    def test_closing_writes_every_slip_anew_and_then_they_stay(self, here, put):
        motion = voting.open_vote(put, secret=True, by=here.chair)
        for one, choice in zip(here.members, ("for", "for", "against"), strict=False):
            vote(motion, one, choice)
        before = dict(motion.slips.values_list("pk", "choice"))
        voting.close_vote(motion, by=here.chair)
        after = dict(motion.slips.values_list("pk", "choice"))
        assert sorted(after.values()) == sorted(before.values())
        assert not before.keys() & after.keys()
        with pytest.raises(IntegrityError), transaction.atomic():
            motion.slips.all().delete()

    def test_no_fingerprint_of_a_form_tells_what_was_chosen(self, here, put, sign_in_as):
        motion = voting.open_vote(put, secret=True, by=here.chair)
        one = here.members[2]
        client = sign_in_as(one.representative)
        values = {"token": "a-token-of-sixteen", "about": motion.pk, "choice": "for"}
        address = f"/meetings/{motion.meeting_id}/room/vote/"
        assert client.post(address, values).status_code == 302
        kept = UsedToken.objects.get(user_id=one.representative.pk)
        fields = [("about", [str(motion.pk)]), ("choice", ["for"])]
        said = json.dumps([address, fields, []])
        assert kept.body_hash != hashlib.sha256(said.encode()).hexdigest()
        assert "for" not in str(kept.result).lower().split()

    def test_hands_are_not_raised_in_a_secret_vote(self, here, put):
        motion = voting.open_vote(put, secret=True, by=here.chair)
        with pytest.raises(Refused, match="everybody votes for themselves"):
            vote(motion, here.members[0], "for", way=Cast.HANDS, by=here.secretariat)

    def test_slips_of_paper_are_typed_together_and_have_to_add_up(self, here, put):
        motion = voting.open_vote(put, secret=True, by=here.chair)
        voters = {one.organisation: one.representative for one in here.members[:3]}
        with pytest.raises(Refused, match="3 members put in a slip, and 2 slips were counted"):
            voting.type_slips(motion, voters=voters, counts={"for": 2}, by=here.secretariat)
        voting.type_slips(
            motion, voters=voters, counts={"for": 2, "abstain": 1}, by=here.secretariat
        )
        assert voting.close_vote(motion, by=here.chair).outcome == Outcome.AGREED


class TestTheDatabaseItself:
    def refused(self, act):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()

    def ballot(self, motion, one, **more):
        values = {"choice": "for", "cast_by": one.representative, "cast_at": clock.now(), **more}
        return Ballot.objects.create(motion=motion, organisation=one.organisation, **values)

    def test_a_second_vote_of_a_member_is_refused(self, here, voting_on):
        vote(voting_on, here.members[0], "for")
        self.refused(lambda: self.ballot(voting_on, here.members[0]))

    def test_a_vote_of_who_may_not_or_of_a_member_outside_is_refused(self, here, voting_on):
        self.refused(lambda: self.ballot(voting_on, here.members[5]))
        self.refused(lambda: self.ballot(voting_on, make.member()))

    def test_a_vote_before_opening_or_after_closing_is_refused(self, here, put):
        self.refused(lambda: self.ballot(put, here.members[0]))
        motion = voting.open_vote(put, by=here.chair)
        voting.close_vote(motion, by=here.chair)
        self.refused(lambda: self.ballot(motion, here.members[0]))

    def test_a_secret_vote_keeps_no_choice_beside_the_member(self, here, put):
        motion = voting.open_vote(put, secret=True, by=here.chair)
        self.refused(lambda: self.ballot(motion, here.members[0]))

    @pytest.mark.parametrize("change", ["choice", "delete"])
    def test_a_vote_that_is_cast_stands(self, here, voting_on, change):
        ballot = vote(voting_on, here.members[0], "for")
        found = Ballot.objects.filter(pk=ballot.pk)
        self.refused(found.delete if change == "delete" else lambda: found.update(choice="against"))

    def test_what_was_frozen_or_decided_is_not_changed(self, here, voting_on):
        found = type(voting_on).objects.filter(pk=voting_on.pk)
        self.refused(lambda: found.update(wording="Other"))
        self.refused(lambda: Elector.objects.filter(motion=voting_on).update(may_vote=False))
        vote(voting_on, here.members[0], Choice.FOR)
        voting.close_vote(voting_on, by=here.chair)
        self.refused(lambda: found.update(outcome="not_agreed"))
        self.refused(lambda: Decision.objects.update(wording="Other"))
        self.refused(Decision.objects.all().delete)
        assert Decision.objects.update(review_on=clock.today()) == 1
