"""After the meetings: reports to boards, attendance by year, minutes in time, a year's votes."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from consortium.core import clock
from consortium.core.workflow import Refused
from members.meetings.actions import boards, follow_up, motions, voting
from members.meetings.facts import popolo
from members.meetings.facts.attendance import grid
from members.meetings.facts.report_back import report_back
from members.meetings.models import BoardReport, Meeting
from members.meetings.models.replies import Reply
from members.meetings.states import Mark, MeetingState, Part
from tests.factories import meetings as make

from .popolo_schema import faults

pytestmark = pytest.mark.django_db
YEAR = "2026/27"


@pytest.fixture
def meeting(here):
    return make.under_way(here, present=4)


def decided(here, meeting, wording, mark=Mark.MEETING):
    meeting.items.filter(state="now").update(state="done")
    item = make.now_at(make.item(meeting, title=wording, mark=mark))
    return motions.agree(motions.put(item, wording=wording, by=here.chair), by=here.chair)


def voted(here, meeting, *, secret=False):
    meeting.items.filter(state="now").update(state="done")
    item = make.now_at(make.item(meeting))
    motion = motions.put(item, wording="Train together.", by=here.chair)
    motions.object_to(
        motion, organisation=here.members[2].organisation, user=here.members[2].representative,
        reason="Cost.", by=here.members[2].by,
    )  # fmt: skip
    voting.open_vote(motion, secret=secret, by=here.chair)
    for each, choice in zip(here.members[:3], ("for", "for", "against"), strict=True):
        voting.cast(motion, organisation=each.organisation, user=each.representative,
                    choice=choice, by=each.by)  # fmt: skip
    return voting.close_vote(motion, by=here.chair)


def ended(meeting):
    meeting.motions.filter(state="put").update(state="withdrawn", withdrawn_why="No.")
    held = Meeting.objects.get(pk=meeting.pk)
    held.state, held.ended_at = MeetingState.HELD, held.began_at + timedelta(hours=2)
    held.save(update_fields=["state", "ended_at"])
    return held


class TestReportingToTheBoard:
    def test_members_own_decisions_are_in_it_and_those_for_named_people_are_not(
        self, here, meeting
    ):
        decided(here, meeting, "Train together.", Mark.MEMBERS)
        decided(here, meeting, "Dismiss the treasurer.", Mark.RESTRICTED)
        item = make.item(meeting, title="Salaries", mark=Mark.RESTRICTED)
        for words, at in (("Book the hall", None), ("Write the letter", item)):
            follow_up.record(
                meeting, task=words, item=at, organisation=here.members[0].organisation,
                due_on=clock.today() + timedelta(days=9), by=here.secretariat,
            )  # fmt: skip
        found = report_back(ended(meeting))
        assert [each.wording for each in found.decisions] == ["Train together."]
        assert [each.task for each in found.to_do] == ["Book the hall"]

    def test_that_it_was_reported_is_on_record_once_for_each_member(self, here, meeting):
        member, today = here.members[3], clock.today()
        with pytest.raises(Refused, match="not over yet"):
            boards.reported(meeting, on=today, by=member.by)
        held = ended(meeting)
        for wrong, words in (
            ({"on": held.on - timedelta(days=1)}, "not held yet"),
            ({"on": today + timedelta(days=1)}, "later than today"),
            ({"on": today, "by": here.secretariat}, "Only a member's"),
        ):
            with pytest.raises(Refused, match=words):
                boards.reported(held, **{"by": member.by, **wrong})
        boards.reported(held, on=today, by=member.by)
        with pytest.raises(Refused, match="already"):
            boards.reported(held, on=today, by=member.by)
        boards.reported(held, on=today, by=here.members[4].by)
        with pytest.raises(IntegrityError), transaction.atomic():
            BoardReport.objects.all().delete()

    def test_by_the_pages_and_nobody_sees_anothers_board(self, here, meeting, sign_in_as):
        held = ended(meeting)
        client, at = sign_in_as(here.members[3].representative), f"/meetings/{held.pk}/board/"
        token = client.get(at).context["form"]["token"].value()
        client.post(at, {"token": token, "on": "10 December 2026", "note": "They asked why."})
        assert "They asked why." in client.get("/meetings/boards/").content.decode()
        other = sign_in_as(here.members[4].representative)
        assert "They asked why." not in other.get("/meetings/boards/").content.decode()
        assert sign_in_as(here.office.secretariat).get(at).status_code == 403


class TestAttendance:
    def test_each_member_has_one_word_for_each_meeting(self, here, sign_in_as):
        held = make.meeting(on=date(2026, 9, 10), state=MeetingState.HELD)
        a, b, c, d, *_ = here.members
        make.arrive(held, a)
        make.arrive(held, b.substitute, part=Part.SUBSTITUTE, organisation=b.organisation)
        Reply.objects.create(
            meeting=held, user=c.representative, organisation=c.organisation,
            answer="apologies", answered_at=clock.now(),
        )  # fmt: skip
        make.meeting(on=date(2026, 9, 17), state=MeetingState.CANCELLED)
        found = grid(YEAR)
        words = {row.organisation: row.cells for row in found.rows}
        people = [each.organisation.name for each in (a, b, c, d)]
        assert [words[name] for name in people] == [
            ("Present",), ("Substitute",), ("Apologies",), ("Absent",)
        ]  # fmt: skip
        client = sign_in_as(a.representative)
        page = client.get("/meetings/attendance/2026/").content.decode()
        assert "1 of 1" in page
        sheet = client.get("/meetings/attendance/2026.csv").content.decode("utf-8-sig")
        assert "2026-09-10" in sheet
        assert "Apologies" in sheet
        assert client.get("/meetings/attendance/2025/").status_code == 200

    @pytest.mark.parametrize("count", [1, 4])
    def test_a_year_takes_as_many_queries_for_many_meetings(
        self, here, count, django_assert_num_queries
    ):
        for number in range(count):
            held = make.meeting(on=date(2026, 9, 10 + number), state=MeetingState.HELD)
            make.arrive(held, *here.members[: number + 1])
        with django_assert_num_queries(4):
            found = grid(YEAR)
        assert sum(row.there for row in found.rows) == sum(range(count + 1))


class TestTheYearsVotes:
    def test_they_are_popolo_with_open_votes_by_name_and_secret_ones_as_counts(self, here, meeting):
        voted(here, meeting)
        voted(here, meeting, secret=True)
        decided(here, meeting, "Agreed without a vote.")
        found = popolo.votes_of(YEAR, here.members[3].by)
        assert faults(found) == []
        one, two = found["vote_events"]
        assert {each["option"]: each["value"] for each in one["counts"]} == {
            "yes": 2, "no": 1, "abstain": 0, "not voting": 1, "absent": 2,
        }  # fmt: skip
        assert [each["option"] for each in one["votes"]].count("yes") == 2
        assert two["votes"] == []
        assert len(found["motions"]) == 3

    def test_what_somebody_may_not_read_is_not_in_it(self, here, meeting, sign_in_as):
        decided(here, meeting, "Salaries of named people.", Mark.RESTRICTED)
        answer = sign_in_as(here.adviser).get("/meetings/votes/2026.json")
        assert answer["Content-Type"] == "application/json"
        assert "Salaries" not in answer.content.decode()

    def test_the_schema_finds_what_is_wrong(self):
        assert faults({"vote_events": [{"counts": [{"option": "yes", "value": "two"}]}]})
        assert faults({"motions": [{"text": 5}]})
