"""The meeting on its day: begun, taken from item to item, ended; and typed from paper."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.periods import LONDON
from consortium.core.versions import Stale
from consortium.core.workflow import Refused, every_cell
from members.meetings.actions import interests, motions, presence, room, stand_in, voting
from members.meetings.facts import moments
from members.meetings.facts.quorum import room_of
from members.meetings.rules_presence import Stay, quorum_over_time
from members.meetings.states import ItemKind, ItemState, MeetingState, Outcome, Part
from members.meetings.workflow.room import ITEM, ROOM
from members.models import Organisation
from members.states import Membership
from tests.factories import meetings as make
from tests.factories import members as people

pytestmark = pytest.mark.django_db


def refusal(verb, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    return str(refused.value)


ALLOWED = {
    ("meeting", "planned", "begin"): "open",
    ("meeting", "open", "end"): "held",
    ("item", "planned", "start"): "now",
    ("item", "done", "start"): "now",
    ("item", "carried", "start"): "now",
    ("item", "now", "finish"): "done",
    ("item", "planned", "carry"): "carried",
    ("item", "now", "carry"): "carried",
    ("item", "now", "put_back"): "planned",
}
CELLS = [
    *(("meeting", str(state), move.name) for state, move in every_cell(ROOM, MeetingState.values)),
    *(("item", str(state), move.name) for state, move in every_cell(ITEM, ItemState.values)),
]


@pytest.mark.parametrize("cell", CELLS, ids="-".join)
def test_every_cell_of_the_tables_is_as_they_say(here, cell):
    noun, state, move = cell
    if noun == "meeting":
        record = make.meeting(state=state)
        verb = {"begin": room.begin, "end": room.end}[move]
    else:
        meeting = make.under_way(here)
        record = make.item(meeting, state=state, why="Because.")
        verb = getattr(room, move)
    values = {"why": "No time."} if move == "carry" else {}
    if cell in ALLOWED:
        assert verb(record, **values, by=here.secretariat).state == ALLOWED[cell]
    else:
        assert "This " in refusal(verb, record, **values, by=here.secretariat)


@pytest.mark.parametrize("who", ["member", "adviser", "looking"])
def test_only_the_secretariat_the_chair_and_a_stand_in_take_the_meeting_along(here, who):
    by = {
        "member": here.members[2].by,
        "adviser": people.actor_of(here.adviser),
        "looking": replace(here.secretariat, impersonator_id=1),
    }[who]
    meeting = make.under_way(here)
    item = make.now_at(make.item(meeting))
    planned = make.meeting(starts_at=time(17), ends_at=time(18))
    for verb, record in (
        (room.begin, planned), (room.end, meeting), (room.finish, item), (room.put_back, item),
    ):  # fmt: skip
        assert "Only the" in refusal(verb, record, by=by) or who == "looking"
    refusal(room.carry, item, why="Late", by=by)
    refusal(room.take_notes, item, notes="x", by=by)


def test_a_meeting_begins_on_its_day_and_not_before(here):
    early = make.meeting(on=make.TODAY + timedelta(days=1))
    late = make.meeting(on=make.TODAY - timedelta(days=1))
    assert "later day" in refusal(room.begin, early, by=here.chair)
    assert "from paper" in refusal(room.begin, late, by=here.chair)
    today = make.meeting()
    assert room.begin(today, by=here.chair).state == MeetingState.OPEN


def test_beginning_twice_is_refused_and_changes_nothing(here):
    meeting = room.begin(make.meeting(), by=here.chair)
    assert "already under way" in refusal(room.begin, meeting, by=here.secretariat)
    assert meeting.quorum_changes.count() == 1


def test_one_item_is_on_at_a_time_and_the_meeting_goes_back_to_one(here):
    meeting = make.under_way(here)
    first, second = make.item(meeting, title="First"), make.item(meeting, title="Second")
    room.start(first, by=here.chair)
    assert "“First”" in refusal(room.start, second, by=here.chair)
    began = room.finish(first, by=here.chair).began_at
    room.start(second, by=here.chair)
    room.finish(second, by=here.chair)
    again = room.start(first, by=here.chair)
    assert (again.state, again.began_at, again.ended_at) == (ItemState.NOW, began, None)


def test_an_item_that_stands_on_another_agenda_is_not_taken_up_again(here):
    meeting = make.under_way(here)
    item = make.item(meeting)
    room.carry(item, why="No quorum.", by=here.chair)
    later = make.meeting(on=make.TODAY + timedelta(days=30))
    make.item(later, carried_from=item)
    assert "another meeting's agenda" in refusal(room.start, item, by=here.chair)


def test_carrying_over_needs_its_reason(here):
    item = make.item(make.under_way(here))
    assert "reason" in refusal(room.carry, item, why=" ", by=here.chair)
    assert room.carry(item, why="The paper came late.", by=here.chair).why == "The paper came late."


def test_an_item_is_not_left_while_a_proposal_is_before_the_meeting(here):
    meeting = make.under_way(here)
    item = make.now_at(make.item(meeting))
    motion = motions.put(item, wording="That we share training.", by=here.chair)
    for verb in (room.finish, room.put_back):
        assert "Settle the proposal" in refusal(verb, item, by=here.chair)
    assert "Settle the proposal" in refusal(room.carry, item, why="Late.", by=here.chair)
    assert "Settle the proposal" in refusal(room.end, meeting, by=here.chair)
    motions.withdraw(motion, why="Not today.", by=here.chair)
    room.finish(item, by=here.chair)


def test_notes_are_kept_and_nobody_overwrites_anothers(here):
    item = make.now_at(make.item(make.under_way(here)))
    seen = item.version
    item = room.take_notes(item, notes=" We talked. ", version=seen, by=here.secretariat)
    assert item.notes == "We talked."
    with pytest.raises(Stale):
        room.take_notes(item, notes="Mine", version=seen, by=here.secretariat)


def test_the_end_finishes_the_item_that_is_on_and_carries_what_was_not_reached(here):
    meeting = make.under_way(here)
    now, later = make.now_at(make.item(meeting)), make.item(meeting)
    meeting = room.end(meeting, by=here.chair)
    now.refresh_from_db()
    later.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    assert now.state == ItemState.DONE
    assert (later.state, later.why) == (ItemState.CARRIED, room.NOT_REACHED)
    assert "already held" in refusal(room.end, meeting, by=here.chair)


def test_an_interest_takes_the_member_out_of_that_item_until_it_is_struck_with_a_reason(here):
    meeting = make.under_way(here, present=2)
    item, member = make.now_at(make.item(meeting)), here.members[0]
    who = {"organisation": member.organisation, "user": member.representative}
    made = interests.declare(item, **who, what="We bid for it.", by=member.by)
    assert not room_of(meeting, item=item).quorum.met
    assert room_of(meeting, item=item).meeting_quorum.met
    assert "already" in refusal(interests.declare, item, **who, what="Again", by=member.by)
    assert "Say why" in refusal(interests.strike, made, why=" ", by=member.by)
    interests.strike(made, why="It was another fund.", by=here.secretariat)
    assert room_of(meeting, item=item).quorum.met
    assert "before" in refusal(interests.strike, made, why="Twice", by=here.secretariat)


def test_an_interest_is_declared_by_who_is_here_and_for_nobody_else(here):
    meeting = make.under_way(here, present=2)
    item, away, other = make.item(meeting), here.members[4], here.members[0]
    who = {"organisation": away.organisation, "user": away.representative}
    assert "not here" in refusal(interests.declare, item, **who, what="Ours", by=away.by)
    who = {"organisation": other.organisation, "user": other.representative}
    words = refusal(interests.declare, item, **who, what="Theirs", by=here.members[1].by)
    assert "Only the secretariat" in words
    assert "Say what" in refusal(interests.declare, item, **who, what="", by=other.by)


def test_no_interest_changes_while_the_vote_is_open(here):
    meeting = make.under_way(here)
    item, member = make.now_at(make.item(meeting)), here.members[3]
    who = {"organisation": member.organisation, "user": member.representative}
    made = interests.declare(item, **who, what="We bid.", by=member.by)
    voting.open_vote(motions.put(item, wording="That we bid.", by=here.chair), by=here.chair)
    assert "vote on this item is open" in refusal(
        interests.strike, made, why="Mistake", by=member.by
    )
    other = here.members[4]
    who = {"organisation": other.organisation, "user": other.representative}
    assert "vote on this item is open" in refusal(
        interests.declare, item, **who, what="Me too", by=other.by
    )


def without_chair(here):
    """A meeting where all but the chair are here."""
    meeting = make.meeting(state=MeetingState.OPEN)
    make.arrive(meeting, here.members[0], *here.members[2:])
    return meeting


def test_the_accountable_bodys_representative_may_stand_in_for_this_meeting(here):
    meeting = without_chair(here)
    item = make.item(meeting, kind=ItemKind.STAND_IN, title="Stand-in")
    body = here.members[0]
    row = stand_in.appoint(meeting, user=body.representative, by=here.members[2].by)
    item.refresh_from_db()
    assert (row.organisation, item.state) == (body.organisation, ItemState.DONE)
    start = make.item(meeting)
    room.start(start, by=body.by)  # who stands in presides
    assert "already" in refusal(
        stand_in.appoint, meeting, user=body.representative, by=here.secretariat
    )


def test_nobody_stands_in_while_the_chair_is_here_and_only_representatives_may(here):
    meeting = without_chair(here)
    two = here.members[2]
    guest = people.UserFactory()
    assert "Only a member's representative" in refusal(
        stand_in.appoint, meeting, user=guest, by=here.secretariat
    )
    make.arrive(meeting, here.members[1])
    assert "chair is here" in refusal(
        stand_in.appoint, meeting, user=two.representative, by=here.secretariat
    )


def test_standing_in_ends_when_the_chair_takes_over_or_when_they_leave(here):
    meeting = without_chair(here)
    two = here.members[2]
    stand_in.appoint(meeting, user=two.representative, by=here.secretariat)
    assert "not here" in refusal(stand_in.take_over, meeting, by=here.secretariat)
    presence.leave(meeting.presences.get(user=two.representative), by=two.by)
    assert not meeting.stand_ins.filter(ended_at__isnull=True).exists()
    assert "Only the" in refusal(room.end, meeting, by=two.by)
    three = here.members[3]
    stand_in.appoint(meeting, user=three.representative, by=here.secretariat)
    make.arrive(meeting, here.members[1])
    stand_in.take_over(meeting, by=here.chair)
    assert "Nobody stands in" in refusal(stand_in.take_over, meeting, by=here.chair)
    item = make.item(meeting)
    assert "Only the" in refusal(room.start, item, by=three.by)


def test_a_member_who_leaves_mid_vote_lowers_the_quorum_of_the_closing(here):
    meeting = make.under_way(here, present=2)
    item = make.now_at(make.item(meeting))
    motion = motions.put(item, wording="That we share.", by=here.chair)
    motion = voting.open_vote(motion, by=here.chair)
    one = here.members[0]
    voting.cast(
        motion, organisation=one.organisation, user=one.representative, choice="for", by=one.by
    )
    presence.leave(meeting.presences.get(user=one.representative), by=one.by)
    motion = voting.close_vote(motion, by=here.chair)
    item.refresh_from_db()
    assert motion.outcome == Outcome.INQUORATE
    assert item.state == ItemState.CARRIED
    assert [each.quorate for each in meeting.quorum_changes.all()] == [False]
    later = make.arrive(meeting, one)
    assert later is None
    assert room.start(item, by=here.chair).state == ItemState.NOW


def test_who_resigns_between_opening_and_closing_stays_in_the_frozen_electorate(here):
    meeting = make.under_way(here, present=3)
    item = make.now_at(make.item(meeting))
    motion = motions.put(item, wording="That we share.", by=here.chair)
    motion = voting.open_vote(motion, by=here.chair)
    gone = Organisation.objects.filter(pk=here.members[5].organisation.pk)
    gone.update(membership=Membership.FORMER, left=make.TODAY - timedelta(days=1))
    assert room_of(meeting).quorum.members == 5
    for each in here.members[:3]:
        voting.cast(
            motion,
            organisation=each.organisation,
            user=each.representative,
            choice="for",
            by=each.by,
        )
    motion = voting.close_vote(motion, by=here.chair)
    assert motion.outcome == Outcome.AGREED
    assert motion.electors.count() == 6
    assert motion.result["quorum"]["members"] == 6


def test_a_meeting_typed_from_paper_takes_the_times_of_its_day(here):
    meeting = make.meeting(on=make.TODAY - timedelta(days=3))
    assert "Enter the time" in refusal(room.begin, meeting, from_paper=True, by=here.secretariat)
    meeting = room.begin(meeting, from_paper=True, at=time(14, 5), by=here.secretariat)
    assert meeting.from_paper
    assert meeting.began_at == datetime.combine(meeting.on, time(14, 5), tzinfo=LONDON)
    assert "typed from paper" in refusal(presence.check_in, meeting, by=here.members[0].by)
    rows = [
        presence.arrive(
            meeting,
            user=each.representative,
            organisation=each.organisation,
            part=Part.REPRESENTATIVE,
            at=at,
            by=here.secretariat,
        )
        for each, at in zip(here.members, (time(14, 5), time(14, 5), time(14, 30)), strict=False)
    ]
    for words, at in (("Enter the time", None), ("not begun", time(13))):
        assert words in refusal(presence.leave, rows[0], at=at, by=here.secretariat)
    assert "came later" in refusal(presence.leave, rows[2], at=time(14, 10), by=here.secretariat)
    presence.leave(rows[1], at=time(14, 20), by=here.secretariat)
    presence.leave(rows[0], at=time(15, 30), by=here.secretariat)
    assert "somebody came or left" in refusal(room.end, meeting, at=time(15), by=here.secretariat)
    room.end(meeting, at=time(16), by=here.secretariat)
    found = [
        (f"{each.at.astimezone(LONDON):%H:%M}", each.quorate, each.present)
        for each in meeting.quorum_changes.all()
    ]
    assert found == [
        ("14:05", True, 2), ("14:20", False, 1), ("14:30", True, 2), ("15:30", False, 1),
    ]  # fmt: skip


def test_no_time_later_than_now_and_none_for_a_meeting_that_goes_on_now(here):
    meeting = make.meeting()
    with moments.told(datetime.combine(make.TODAY, time(14, 30), tzinfo=LONDON)):
        assert "later than now" in refusal(
            room.begin, meeting, from_paper=True, at=time(15), by=here.secretariat
        )
        assert "begins now" in refusal(room.begin, meeting, at=time(14), by=here.secretariat)
        meeting = room.begin(meeting, by=here.secretariat)
        assert "typed from paper" in refusal(room.end, meeting, at=time(14), by=here.secretariat)


def test_the_quorum_over_time_fits_a_count_made_minute_by_minute():
    began = datetime(2026, 12, 10, 14, tzinfo=LONDON)

    def at(minute):
        return began + timedelta(minutes=minute)

    stays = [
        Stay(1, at(-5), at(40)), Stay(1, at(10), at(50)), Stay(2, at(0), at(20)),
        Stay(3, at(20), None), Stay(2, at(45), at(46)),
    ]  # fmt: skip
    found = quorum_over_time(stays, members=6, began=began)
    said = {}
    for minute in range(61):
        here = {
            each.organisation
            for each in stays
            if each.arrived <= at(minute) and not (each.left and each.left <= at(minute))
        }
        said[minute] = len(here) >= 2
    state, expected = None, []
    for minute, met in said.items():
        if met != state:
            expected.append((at(minute), met))
        state = met
    assert [(moment, quorum.met) for moment, quorum in found] == expected


def test_over_the_clock_change_who_leaves_by_an_earlier_time_of_day_leaves_later(here):
    night = date(2026, 10, 25)
    clock.set_today(night, by=SYSTEM)
    meeting = make.meeting(state=MeetingState.OPEN)
    before = datetime.combine(night, time(1, 50), tzinfo=LONDON)
    after = datetime.combine(night, time(1, 10), tzinfo=LONDON).replace(fold=1)
    with moments.told(before):
        row = presence.check_in(meeting, by=here.members[2].by)
    with moments.told(after):
        row = presence.leave(row, by=here.members[2].by)
    assert row.left_at - row.arrived_at == timedelta(minutes=20)


def test_the_room_of_a_moved_demonstration_keeps_its_day(here):
    clock.set_today(make.TODAY + timedelta(days=1), by=SYSTEM)
    assert moments.now().date() == make.TODAY + timedelta(days=1)
