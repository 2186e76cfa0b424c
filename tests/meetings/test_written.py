"""Decisions in writing, between meetings: only where allowed, and with the rules of a vote (A19,
GV13)."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.checks import run_checks
from consortium.core.models import Message
from consortium.core.workflow import Refused
from members.meetings import tasks  # noqa: F401 - its handlers
from members.meetings.actions import (
    agenda,
    answering,
    minutes,
    room,
    setting,
    taken,
    written,
)
from members.meetings.facts.record import record_of
from members.meetings.models import (
    AgendaItem,
    Ballot,
    Decision,
    MeetingSettings,
    Motion,
    Objection,
    WrittenProposal,
)
from members.meetings.rules import fingerprint
from members.meetings.states import Cast, ItemKind, ItemState, MotionState, Outcome
from members.models import Organisation, Seat
from members.states import Role
from tests.factories import meetings as make
from tests.factories import written as write
from tests.factories.meetings import TODAY

pytestmark = pytest.mark.django_db
AFTER = TODAY + timedelta(days=40)


def say(found, one, choice, *, user=None, by=None, **more):
    return answering.answer(
        found, organisation=one.organisation, user=user or one.representative, choice=choice,
        by=by or one.by, **more,
    )  # fmt: skip


def on(found, days=0):
    clock.set_today(found.closes_on + timedelta(days=days), by=SYSTEM)


def swept():
    return due.sweep(today=clock.today())


def again(found) -> Motion:
    return Motion.objects.get(pk=found.motion_id)


class TestTheSwitch:
    def settle(self, here, **fields):
        values = {"allowed": True, "decision": None, "days": 5,
                  "version": MeetingSettings.current().version, **fields}  # fmt: skip
        return setting.settle_written(by=fields.pop("by", here.secretariat), **values)

    def test_it_is_off_until_a_decision_of_the_consortium_is_named(self, here):
        assert not MeetingSettings.current().written_allowed
        with pytest.raises(Refused, match="has not allowed written decisions"):
            written.send(wording="Buy it.", closes_on=AFTER, by=here.secretariat)
        with pytest.raises(Refused, match="Name the decision"):
            self.settle(here)
        decision = write.allowed(here)
        found = MeetingSettings.current()
        assert (found.written_allowed, found.written_decision) == (True, decision)
        assert write.sent(here).allowed_by == decision
        row = audit.history(found).get(action="written.settled")
        assert row.after["written_decision"] == decision.pk

    def test_the_database_refuses_both_without_the_verb(self, here):
        MeetingSettings.objects.get_or_create(pk=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            MeetingSettings.objects.update(written_allowed=True)
        with pytest.raises(DatabaseError), transaction.atomic():
            Motion.objects.create(wording="Buy it.", put_at=clock.now(), put_by_id=1)

    def test_the_secretariat_alone_turns_it(self, here):
        decision = write.decided(here)
        MeetingSettings.objects.get_or_create(pk=1)
        for by in (here.chair, here.members[0].by, make.make.actor_of(here.office.finance)):
            with pytest.raises(Refused, match="Only the secretariat"):
                setting.settle_written(allowed=True, decision=decision, days=5, version=1, by=by)

    def test_a_decision_in_writing_allows_no_others(self, here):
        found = write.sent(here)
        for one in here.members:
            say(found, one, "for")
        written.close(found, by=here.secretariat)
        with pytest.raises(Refused, match="Only a meeting can allow"):
            self.settle(here, decision=Decision.objects.get(motion=found.motion))

    def test_off_again_what_was_sent_goes_on(self, here):
        found = write.sent(here)
        self.settle(here, allowed=False)
        with pytest.raises(Refused, match="has not allowed"):
            write.written.send(wording="Another.", closes_on=AFTER, by=here.secretariat)
        say(found, here.members[2], "for")
        on(found, 1)
        swept()
        assert again(found).state == MotionState.CLOSED

    @pytest.mark.parametrize("days", [0, 31])
    def test_days_to_answer_are_a_sensible_number(self, here, days):
        with pytest.raises(Refused, match="1 to 30"):
            self.settle(here, allowed=False, days=days)


class TestSending:
    def test_every_full_member_of_the_day_is_frozen_with_its_people(self, here):
        found = write.sent(here, background="The old one failed its test.")
        motion = again(found)
        assert motion.state == MotionState.VOTING
        frozen = json.loads(motion.frozen)
        assert fingerprint(motion.frozen) == motion.frozen_sha256
        assert frozen["rule"]["name"] == "Simple majority of votes cast"
        assert frozen["closes_on"] == found.closes_on.isoformat()
        assert frozen["quorum"] == {"members": 6, "needed": 2}
        assert len(frozen["electorate"]) == 6
        one = here.members[2]
        mine = motion.electors.get(organisation=one.organisation)
        assert set(mine.speakers) == {one.representative.pk, one.substitute.pk}
        assert mine.may_vote
        names = [each.representative.name for each in here.members]
        assert not any(name in motion.frozen for name in names)

    def test_everybody_who_can_answer_gets_a_link_of_their_own(self, here):
        found = write.sent(here)
        mails = Message.objects.filter(kind="meetings.written_sent")
        people = {each.representative.pk for each in here.members}
        people |= {each.substitute.pk for each in here.members}
        assert set(mails.values_list("recipient_user_id", flat=True)) == people
        assert mails.count() == 12 == mails.values("link").distinct().count()
        assert all(each.private for each in mails)
        assert found.motion.wording in mails[0].text

    def test_a_closing_day_leaves_the_clear_days_and_is_a_working_day(self, here):
        write.allowed(here)
        for day in (None, TODAY, TODAY + timedelta(days=4), TODAY - timedelta(days=400)):
            with pytest.raises(Refused, match="5 clear working days"):
                write.sent(here, closes_on=day or TODAY)
        with pytest.raises(Refused, match="5 clear working days"):
            written.send(wording="Buy.", closes_on=None, by=here.secretariat)
        with pytest.raises(Refused, match="Choose a working day"):
            write.sent(here, closes_on=TODAY + timedelta(days=16))  # 26 December
        assert not WrittenProposal.objects.exists()

    @pytest.mark.parametrize(
        "fields, words",
        [
            ({"wording": "  "}, "Write down what is proposed"),
            ({"rule": "Majority of the members present"}, "how the answers are counted"),
            ({"decision_kind": "election"}, "decided at a meeting"),
            ({"decision_kind": "minutes"}, "decided at a meeting"),
            ({"decision_kind": "gate"}, "how the competition is answered"),
            ({"route": "together"}, "Only how a competition"),
            ({"mark": "restricted"}, "Choose who may read it"),
            ({"interest": "They own the garage."}, "Name the members"),
        ],
    )
    def test_bad_input_is_said(self, here, fields, words):
        write.allowed(here)
        with pytest.raises(Refused, match=words):
            write.sent(here, **fields)
        assert not WrittenProposal.objects.exists()

    def test_only_the_secretariat_and_the_chair_send(self, here):
        write.allowed(here)
        write.sent(here, by=here.chair)
        others = (here.members[0].by, make.make.actor_of(here.adviser),
                  make.make.actor_of(here.office.finance))  # fmt: skip
        for by in others:
            with pytest.raises(Refused, match="Only the secretariat and the chair"):
                write.sent(here, by=by)

    def test_a_paper_goes_with_it(self, here):
        paper = SimpleUploadedFile("offer.csv", b"what,pounds\nvan,9000\n", "text/csv")
        found = write.sent(here, upload=paper)
        assert found.file.name == "offer.csv"

    def test_two_members_can_never_decide_where_one_is_out_by_an_interest(self, here):
        bodies = [each.organisation for each in here.members[1:]]
        with pytest.raises(Refused, match="Too few members could answer"):
            write.sent(here, out=bodies, interest="They own the garage.")

    def test_what_was_sent_stays(self, here):
        found = write.sent(here)
        with pytest.raises(DatabaseError), transaction.atomic():
            WrittenProposal.objects.update(closes_on=AFTER)
        with pytest.raises(DatabaseError), transaction.atomic():
            found.delete()


class TestAnswering:
    def test_a_member_answers_once_whoever_comes_second(self, here):
        found, one = write.sent(here), here.members[2]
        say(found, one, "for")
        with pytest.raises(Refused, match="has answered already, on"):
            say(found, one, "against", user=one.substitute, by=one.by_substitute)
        with pytest.raises(Refused, match="has answered already"):
            say(found, one, "meeting", reason="Wait.")
        ballot = Ballot.objects.get()
        assert (ballot.choice, ballot.way, ballot.typed_by_id) == ("for", Cast.SELF, None)

    def test_the_database_keeps_one_answer_a_member_and_none_too_late(self, here):
        found, one = write.sent(here), here.members[2]
        ballot = say(found, one, "for")
        row = {"motion": found.motion, "organisation": one.organisation}
        with pytest.raises(DatabaseError), transaction.atomic():
            Ballot.objects.create(
                **row, choice="against", cast_by=one.substitute, cast_at=ballot.cast_at
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            Objection.objects.create(
                **row, user=one.substitute, reason="No.", at=ballot.cast_at, typed_by_id=1
            )
        row["organisation"] = here.members[3].organisation
        with pytest.raises(DatabaseError), transaction.atomic():
            Ballot.objects.create(
                **row, choice="for", cast_by=one.substitute, cast_at=found.closes_at
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            Ballot.objects.update(choice="against")

    def test_a_late_answer_is_refused_before_the_clock_has_closed_it(self, here):
        found, one = write.sent(here), here.members[2]
        on(found)
        say(found, here.members[3], "for")
        on(found, 1)
        assert again(found).state == MotionState.VOTING
        for choice in ("for", "meeting"):
            with pytest.raises(Refused, match="One that comes later does not count"):
                say(found, one, choice, reason="Wait.")
        swept()
        with pytest.raises(Refused, match="One that comes later"):
            say(found, one, "for")
        assert Ballot.objects.count() == 1

    def test_nobody_answers_for_another(self, here):
        found, (one, two) = write.sent(here), here.members[2:4]
        with pytest.raises(Refused, match="another member"):
            say(found, one, "for", user=two.representative, by=two.by)
        with pytest.raises(Refused, match="another person's place"):
            say(found, one, "for", by=one.by_substitute)
        for by in (here.chair, make.make.actor_of(here.adviser),
                   make.make.actor_of(here.office.finance)):  # fmt: skip
            with pytest.raises(Refused):
                say(found, one, "for", by=by)
        adviser = Organisation.objects.get(membership="co_opted")
        with pytest.raises(Refused, match="had no vote"):
            answering.answer(
                found, organisation=adviser, user=here.adviser, choice="for",
                way=Cast.MAIL, by=here.secretariat,
            )  # fmt: skip
        assert not Ballot.objects.exists()

    def test_a_substitute_named_after_it_was_sent_does_not_answer(self, here):
        found, one = write.sent(here), here.members[2]
        new = make.make.seated(Role.SUBSTITUTE, one.organisation)
        by = make.make.actor_of(new, f"member:{one.organisation.pk}")
        with pytest.raises(Refused, match="named when this was sent"):
            say(found, one, "for", user=new, by=by)
        assert not Ballot.objects.exists()

    def test_a_representative_who_took_over_since_answers(self, here):
        found, one = write.sent(here), here.members[2]
        clock.set_today(TODAY + timedelta(days=2), by=SYSTEM)
        Seat.objects.filter(user=one.representative).update(ends=TODAY)
        new = make.make.SeatFactory(
            role=Role.REPRESENTATIVE, organisation=one.organisation,
            user=make.make.UserFactory(), starts=TODAY + timedelta(days=1),
        ).user  # fmt: skip
        by = make.make.actor_of(new, f"member:{one.organisation.pk}")
        with pytest.raises(Refused, match="Only the member's representative"):
            say(found, one, "for", way=Cast.PAPER, by=here.secretariat)
        assert say(found, one, "for", user=new, by=by).cast_by == new

    def test_the_secretariat_types_what_came_on_paper_or_by_mail(self, here):
        found, (one, two) = write.sent(here), here.members[2:4]
        typed = say(found, one, "for", way=Cast.PAPER, by=here.secretariat)
        assert (typed.way, typed.typed_by_id) == ("paper", here.office.secretariat.pk)
        assert typed.cast_by == one.representative
        say(found, two, "abstain", way=Cast.MAIL, by=here.secretariat)
        for by in (here.chair, here.members[4].by):
            with pytest.raises(Refused, match="Only the secretariat"):
                say(found, here.members[4], "for", way=Cast.MAIL, by=by)
        with pytest.raises(Refused, match="how the answer came in"):
            say(found, here.members[4], "for", way=Cast.HANDS, by=here.secretariat)
        with pytest.raises(Refused):
            say(found, here.members[4], "for", by=here.secretariat)

    def test_bad_answers_are_refused(self, here):
        found, one = write.sent(here), here.members[2]
        for choice in ("", "perhaps"):
            with pytest.raises(Refused, match="Choose one of the answers"):
                say(found, one, choice)
        with pytest.raises(Refused, match="Say why"):
            say(found, one, "meeting", reason="  ")
        assert again(found).state == MotionState.VOTING

    def test_a_member_with_an_interest_does_not_answer(self, here):
        one = here.members[2]
        found = write.sent(here, out=[one.organisation], interest="They own the garage.")
        with pytest.raises(Refused, match="declared an interest"):
            say(found, one, "for")
        with pytest.raises(Refused, match="declared an interest"):
            say(found, one, "meeting", reason="But.")

    def test_a_member_that_resigned_meanwhile_stands_in_it_as_it_was_sent(self, here):
        found, gone = write.sent(here), here.members[2]
        say(found, gone, "against")
        Organisation.objects.filter(pk=gone.organisation.pk).update(
            joined=TODAY - timedelta(days=900), left=TODAY + timedelta(days=1), membership="former"
        )
        say(found, here.members[3], "for")
        on(found, 1)
        assert Organisation.objects.voting_on(clock.today()).count() == 5
        swept()
        motion = again(found)
        assert motion.result["quorum"] == {"members": 6, "needed": 2, "present": 2}
        assert (motion.outcome, motion.result["votes"]) == (
            Outcome.TIED, {"for": 1, "against": 1}
        )  # fmt: skip


class TestAMeetingInstead:
    def test_one_wish_withdraws_it_and_the_next_agenda_has_it_by_itself(self, here):
        found, one = write.sent(here), here.members[2]
        meeting = make.meeting(on=AFTER)
        say(found, here.members[3], "for")
        asked = say(found, one, "meeting", reason="We want to see the books.")
        motion = again(found)
        assert motion.state == MotionState.WITHDRAWN
        assert motion.withdrawn_why.startswith(one.organisation.name)
        assert asked.user == one.representative
        item = meeting.items.get(kind=ItemKind.GENERAL)
        assert "We want to see the books." in item.text
        assert (item.purpose, item.about_id) == ("decide", str(found.pk))
        mails = Message.objects.filter(kind="meetings.written_to_meeting")
        assert mails.count() >= 13
        assert "We want to see the books." in mails[0].text
        with pytest.raises(Refused, match="was withdrawn"):
            say(found, here.members[4], "for")
        on(found, 1)
        swept()
        assert again(found).state == MotionState.WITHDRAWN
        assert not Decision.objects.filter(motion=found.motion_id).exists()

    def test_where_no_meeting_is_planned_it_waits_for_one(self, here):
        found = write.sent(here)
        say(found, here.members[2], "meeting", reason="We want to see the books.")
        meeting = make.meeting(on=AFTER)
        taken.bring_next(by=here.secretariat)
        taken.bring_next(by=here.secretariat)
        assert meeting.items.filter(about_id=str(found.pk)).count() == 1

    def test_taken_off_it_comes_again_and_carried_over_it_comes_once(self, here):
        found = write.sent(here)
        first, second = make.meeting(on=AFTER), make.meeting(on=AFTER + timedelta(days=30))
        say(found, here.members[2], "meeting", reason="Books.")
        (item,) = first.items.all()
        agenda.remove_item(item, why="Not now.", by=here.secretariat)
        taken.bring_next(by=here.secretariat)
        (item,) = first.items.standing()
        AgendaItem.objects.filter(pk=item.pk).update(state=ItemState.CARRIED, why="No time.")
        type(first).objects.filter(pk=first.pk).update(state="cancelled", cancelled_why="Snow.")
        taken.bring_next(by=here.secretariat)
        taken.bring_next(by=here.secretariat)
        assert second.items.standing().filter(about_id=str(found.pk)).count() == 1


class TestClosing:
    def test_agreed_it_has_a_number_of_its_year_and_everybody_is_told(self, here):
        found = write.sent(here)
        for one, choice in zip(here.members, ("for", "for", "for", "against"), strict=False):
            say(found, one, choice)
        on(found, 1)
        swept()
        motion = again(found)
        decision = Decision.objects.get(motion=motion)
        assert (decision.how, decision.meeting, decision.number) == ("written", None, 2)
        assert decision.decided_on == found.closes_on == decision.effective_on
        assert motion.result["quorum"] == {"members": 6, "needed": 2, "present": 4}
        assert motion.result["not_voted"] == 2
        mails = Message.objects.filter(kind="meetings.written_closed")
        assert mails.count() >= 13
        assert mails[0].subject == "Decision 2 of 2026/27"
        assert "3 for, 1 against, 0 abstained, 2 did not answer: agreed" in mails[0].text
        assert not [
            line for each in run_checks(only=["V22", "V23", "V24", "V25"]) for line in each.problems
        ]

    def test_closed_again_it_is_the_same_and_counts_once(self, here):
        found = write.sent(here)
        for one in here.members:
            say(found, one, "for")
        first = written.close(found, by=here.secretariat)
        second = written.close(found, by=here.chair)
        on(found, 1)
        swept()
        assert first.closed_at == second.closed_at == again(found).closed_at
        assert Decision.objects.filter(motion=found.motion).count() == 1
        assert audit.history(first).filter(action="written.close").count() == 1
        assert Decision.objects.get(motion=found.motion).decided_on == TODAY

    def test_it_is_not_closed_while_somebody_can_still_answer(self, here):
        found = write.sent(here)
        say(found, here.members[2], "for")
        say(found, here.members[3], "for")
        on(found)
        for by in (here.secretariat, here.chair):
            with pytest.raises(Refused, match="Members can still answer"):
                written.close(found, by=by)
        swept()
        assert again(found).state == MotionState.VOTING
        on(found, 1)
        for by in (here.members[2].by, make.make.actor_of(here.office.finance)):
            with pytest.raises(Refused, match="Only the secretariat and the chair"):
                written.close(found, by=by)
        assert written.close(found, by=here.chair).outcome == Outcome.AGREED

    def test_without_a_quorum_of_answers_nothing_is_decided_and_a_meeting_has_it(self, here):
        found, meeting = write.sent(here), make.meeting(on=AFTER)
        say(found, here.members[2], "for")
        on(found, 1)
        swept()
        assert again(found).outcome == Outcome.INQUORATE
        assert not Decision.objects.filter(motion=found.motion).exists()
        (item,) = meeting.items.all()
        assert "no quorum when it closed" in item.text
        taken.bring_next(by=here.secretariat)
        assert meeting.items.count() == 1

    def test_who_is_out_by_an_interest_is_in_the_number_and_not_in_the_quorum(self, here):
        out = [each.organisation for each in here.members[:4]]
        found = write.sent(here, out=out, interest="They own the garage.")
        say(found, here.members[4], "for")
        on(found, 1)
        swept()
        assert again(found).result["quorum"] == {"members": 6, "needed": 2, "present": 1}
        assert again(found).outcome == Outcome.INQUORATE

    def test_a_majority_of_all_counts_those_who_say_nothing(self, here):
        found = write.sent(here, rule="Majority of all members")
        for one in here.members[:3]:
            say(found, one, "for")
        on(found, 1)
        swept()
        assert again(found).outcome == Outcome.NOT_AGREED

    def test_closed_after_the_year_is_over_it_belongs_to_the_day_it_closed(self, here):
        clock.set_today(TODAY.replace(year=2027, month=3, day=15), by=SYSTEM)
        found = write.sent(here, closes_on=TODAY.replace(year=2027, month=3, day=31))
        for one in here.members[:3]:
            say(found, one, "for")
        on(found, 5)
        swept()
        decision = Decision.objects.get(motion=found.motion)
        assert (decision.financial_year, decision.decided_on) == ("2026/27", found.closes_on)

    def test_withdrawn_by_who_put_it_nobody_has_to_answer(self, here):
        found, meeting = write.sent(here), make.meeting(on=AFTER)
        with pytest.raises(Refused, match="Give a reason"):
            written.withdraw(found, why=" ", by=here.secretariat)
        with pytest.raises(Refused, match="Only the secretariat and the chair"):
            written.withdraw(found, why="No.", by=here.members[2].by)
        written.withdraw(found, why="The garage has sold it.", by=here.chair)
        assert not meeting.items.exists()
        with pytest.raises(Refused, match="The garage has sold it"):
            say(found, here.members[2], "for")
        on(found, 1)
        assert swept() == 0
        assert again(found).state == MotionState.WITHDRAWN


class TestAfterwards:
    def test_the_next_meeting_notes_it_in_its_minutes_once(self, here):
        found = write.sent(here)
        for one in here.members:
            say(found, one, "for")
        meeting = make.meeting(on=found.closes_on + timedelta(days=7))
        written.close(found, by=here.secretariat)
        (item,) = meeting.items.all()
        assert (item.kind, item.purpose) == (ItemKind.WRITTEN, "note")
        assert "Decision 2 of 2026/27: Buy the van." in item.text
        with pytest.raises(Refused, match="cannot be taken off"):
            agenda.remove_item(item, why="No.", by=here.secretariat)
        second = write.sent(here, wording="Paint it green.")
        for one in here.members:
            say(second, one, "against")
        written.close(second, by=here.secretariat)
        (item,) = meeting.items.all()
        assert "Paint it green." in item.text
        clock.set_today(meeting.on, by=SYSTEM)
        type(meeting).objects.filter(pk=meeting.pk).update(
            state="open", began_at=make.moments.now()
        )
        make.arrive(meeting, *here.members)
        room.finish(make.now_at(item), by=here.secretariat)
        noted = WrittenProposal.objects.filter(noted_at=meeting)
        assert [each.motion.wording for each in noted.order_by("pk")] == [
            "Buy the van.", "Paint it green.",
        ]  # fmt: skip
        later = make.meeting(on=meeting.on + timedelta(days=60))
        taken.bring_next(by=here.secretariat)
        assert not later.items.exists()
        meeting.refresh_from_db()
        room.end(meeting, by=here.secretariat)
        record = record_of(minutes.begin(meeting, by=here.secretariat))
        (part,) = [each for each in record["sections"] if each["kind"] == "written"]
        first, other = part["noted"]
        assert (first["decision"], first["wording"]) == ("Decision 2 of 2026/27", "Buy the van.")
        assert first["fingerprint"] == again(found).frozen_sha256
        assert other["decision"] == ""
        assert other["result"].endswith("not agreed")
        page = render_to_string("meetings/_record.html", {"record": record})
        assert "Noted:" in page
        assert "6 against" in page

    def test_what_members_alone_read_stands_on_no_agenda_with_its_words(self, here):
        found, meeting = write.sent(here, mark="members"), make.meeting(on=AFTER)
        for one in here.members:
            say(found, one, "for")
        written.close(found, by=here.secretariat)
        assert "Buy the van" not in meeting.items.get().text


class TestReminders:
    def test_two_working_days_before_those_who_have_not_answered(self, here):
        found, one = write.sent(here), here.members[2]
        say(found, one, "for")
        day = due.DueItem.objects.get(kind=written.SOON).due_at
        assert TODAY < day < found.closes_on
        clock.set_today(day, by=SYSTEM)
        swept()
        swept()
        asked = Message.objects.filter(kind="meetings.written_reminder")
        assert asked.count() == 10
        people = {one.representative.pk, one.substitute.pk}
        assert not asked.filter(recipient_user_id__in=people).exists()

    def test_the_button_asks_again_and_not_once_it_is_over(self, here):
        found = write.sent(here)
        assert written.remind(found, by=here.chair) == 6
        asked = Message.objects.filter(kind="meetings.written_reminder").count()
        assert written.remind(found, by=here.secretariat) == 6
        again = Message.objects.filter(kind="meetings.written_reminder").count()
        assert again == asked  # each once a day
        with pytest.raises(Refused, match="Only the secretariat and the chair"):
            written.remind(found, by=here.members[2].by)
        on(found, 1)
        with pytest.raises(Refused, match="last day for answers"):
            written.remind(found, by=here.secretariat)
