"""Building an agenda: in order, with what waits, agreed by the chair (S15, R33)."""

from datetime import date, time

import pytest

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.models.outbox import Message
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from members.actions.business import raise_business
from members.meetings.actions import agenda, items, room, taken
from members.meetings.actions.schedule import Plan, cancel_meeting, change_meeting, plan_meetings
from members.meetings.facts import seeing, waiting
from members.meetings.facts.waiting import Brought
from members.meetings.models import AgendaItem, Meeting
from members.meetings.states import ItemKind, ItemState, MeetingState
from members.models import MeetingBusiness
from members.registers.actions import seating
from tests.factories import meetings as make
from tests.factories import members as people

pytestmark = pytest.mark.django_db
MARCH = date(2027, 3, 11)


@pytest.fixture
def meeting(here):
    clock.set_today(date(2026, 10, 1), by=SYSTEM)
    december = Plan(on=date(2026, 12, 10), starts_at=time(14), ends_at=time(16), place="The Mill")
    march = Plan(on=MARCH, starts_at=time(14), ends_at=time(16), place="The Mill")
    return plan_meetings([december, march], by=here.secretariat)[0]


@pytest.fixture
def last(meeting):
    return Meeting.objects.get(on=MARCH)


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def titles(meeting: Meeting) -> list[str]:
    return [each.title for each in meeting.items.standing()]


def raised(title: str, here, *, invited=()) -> MeetingBusiness:
    about = people.OrganisationFactory()
    return raise_business(
        "membership_criteria", about, title=title, reason="Why.", invited=invited,
        by=here.secretariat,
    )  # fmt: skip


def test_an_item_goes_in_before_any_other_business(here, meeting):
    agenda.add_item(meeting, title="Shared training", minutes=15, by=here.secretariat)
    assert titles(meeting)[-2:] == ["Shared training", "Any other business"]


def test_begin_times_are_worked_out_from_the_minutes_planned(here, meeting):
    agenda.add_item(meeting, title="Shared training", minutes=25, by=here.secretariat)
    agenda.add_item(meeting, title="A word from outside", by=here.secretariat)
    found = seeing.agenda(fresh(meeting), here.secretariat)
    assert [each.at and f"{each.at:%H:%M}" for each in found] == [
        "14:00", "14:05", "14:10", "14:20", "14:30", "14:55", None,
    ]  # fmt: skip
    assert seeing.too_long(meeting, found) == 0


def test_a_plan_that_is_longer_than_the_meeting_says_by_how_much(here, meeting):
    agenda.add_item(meeting, title="Everything", minutes=100, by=here.secretariat)
    assert seeing.too_long(meeting, seeing.agenda(meeting, here.secretariat)) == 15


def test_an_item_moves_up_and_down_and_stops_at_the_ends(here, meeting):
    first = meeting.items.standing().first()
    agenda.move_item(first, up=True, version=fresh(meeting).version, by=here.secretariat)
    assert titles(meeting)[0] == first.title
    agenda.move_item(first, up=False, version=fresh(meeting).version, by=here.secretariat)
    assert titles(meeting)[1] == first.title


def test_an_order_that_was_dragged_on_a_stale_page_changes_nothing(here, meeting):
    ids = list(meeting.items.standing().values_list("pk", flat=True))
    old = fresh(meeting).version
    agenda.add_item(meeting, title="In between", by=here.secretariat)
    before = titles(meeting)
    with pytest.raises(Stale):
        agenda.order_items(meeting, ids[::-1], version=old, by=here.secretariat)
    with pytest.raises(Refused, match="other items now"):
        agenda.order_items(meeting, ids, version=fresh(meeting).version, by=here.secretariat)
    assert titles(meeting) == before


def test_plan_body_and_election_keep_their_order(here, last):
    ids = list(last.items.standing().values_list("pk", flat=True))
    body = last.items.get(kind=ItemKind.BODY)
    with pytest.raises(Refused, match="The plan comes first"):
        agenda.move_item(body, up=True, version=last.version, by=here.secretariat)
    others = [ids[-1], *ids[:-1]]
    agenda.order_items(last, others, version=fresh(last).version, by=here.secretariat)
    assert titles(last)[0] == "Any other business"


@pytest.mark.parametrize("kind", [ItemKind.PLAN, ItemKind.BODY, ItemKind.ELECTION])
def test_the_three_of_a_years_end_cannot_be_taken_off(here, last, kind):
    with pytest.raises(Refused, match="cannot be taken off"):
        agenda.remove_item(last.items.get(kind=kind), why="No time.", by=here.secretariat)


def test_overrides_to_report_cannot_be_taken_off_nor_added_by_hand(here, meeting):
    found = items.put_item(
        meeting, kind=ItemKind.OVERRIDES, title="Overridden: the hall", by=here.secretariat
    )
    assert titles(meeting).index(found.title) == 4, "before all other business"
    with pytest.raises(Refused, match="cannot be taken off"):
        agenda.remove_item(found, why="No time.", by=here.secretariat)
    with pytest.raises(Refused, match="put on by the system"):
        agenda.add_item(meeting, kind=ItemKind.OVERRIDES, title="Mine", by=here.secretariat)


def test_an_item_is_taken_off_with_a_reason(here, meeting):
    item = agenda.add_item(meeting, title="Shared training", by=here.secretariat)
    with pytest.raises(Refused, match="Say why"):
        agenda.remove_item(item, why=" ", by=here.secretariat)
    agenda.remove_item(item, why="It waits for the report.", by=here.secretariat)
    assert fresh(item).state == ItemState.WITHDRAWN
    assert "Shared training" not in titles(meeting)


def test_business_taken_in_learns_its_day_and_waits_again_when_taken_off(here, meeting):
    business = raised("Criteria of membership", here, invited=[
        {"name": "Jo Instance", "email": "jo@example.org"}
    ])  # fmt: skip
    item = taken.take_business(meeting, business, by=here.secretariat)
    assert fresh(business).meeting_on == meeting.on
    assert business.invited == fresh(item).business.invited
    assert not waiting.business().exists()
    agenda.remove_item(item, why="They cannot come.", by=here.secretariat)
    assert fresh(business).meeting_on is None
    assert list(waiting.business()) == [business]
    mail = Message.objects.get(to="jo@example.org")
    assert "They cannot come." in mail.text


def test_business_stands_on_one_agenda_only(here, meeting, last):
    business = raised("Criteria of membership", here)
    taken.take_business(meeting, business, by=here.secretariat)
    with pytest.raises(Refused, match="on an agenda already"):
        taken.take_business(last, business, by=here.secretariat)


def test_a_moved_meeting_takes_its_business_along_and_a_cancelled_one_lets_it_wait(here, meeting):
    business = raised("Criteria of membership", here)
    taken.take_business(meeting, business, by=here.secretariat)
    moved = Plan(on=date(2026, 12, 17), starts_at=time(10), ends_at=time(12), place="The Mill")
    change_meeting(meeting, moved, why="Snow.", version=fresh(meeting).version, by=here.secretariat)
    assert fresh(business).meeting_on == date(2026, 12, 17)
    cancel_meeting(meeting, why="More snow.", by=here.secretariat)
    assert fresh(business).meeting_on is None
    (left,) = waiting.carried()
    again = taken.take_carried(Meeting.objects.get(on=MARCH), left, by=here.secretariat)
    assert again.business == business
    assert fresh(business).meeting_on == MARCH


def test_what_a_meeting_carried_over_comes_to_the_next_with_all_its_words(here, meeting, last):
    item = agenda.add_item(
        meeting, title="Shared training", text="As agreed.", minutes=15, by=here.secretariat
    )
    AgendaItem.objects.filter(pk=item.pk).update(state=ItemState.CARRIED, why="No time.")
    assert taken.take_all(last, by=here.secretariat) == 1
    new = last.items.get(carried_from=item)
    assert (new.title, new.text, new.minutes) == ("Shared training", "As agreed.", 15)
    assert taken.take_all(last, by=here.secretariat) == 0


def test_other_parts_bring_what_is_due_and_it_stands_once(here, meeting, monkeypatch):
    found = Brought(ItemKind.REVIEW, "Review: first step", about=("reviews.year", "2026/27"))
    monkeypatch.setattr(waiting, "SOURCES", [lambda meeting: [found]])
    assert [each.title for each in seeing.waiting(meeting)] == ["Review: first step"]
    taken.take_brought(meeting, found.key, by=here.secretariat)
    assert seeing.waiting(meeting) == []
    with pytest.raises(Refused, match="on an agenda already"):
        taken.take_brought(meeting, found.key, by=here.secretariat)


def test_the_chair_agrees_and_a_later_change_takes_the_yes_away(here, meeting):
    agenda.ask_chair(meeting, by=here.secretariat)
    assert Message.objects.filter(kind="meetings.agenda_asked").count() == 1
    agenda.agree_agenda(meeting, version=fresh(meeting).version, by=here.chair)
    assert fresh(meeting).agreed_on == clock.today()
    agenda.add_item(meeting, title="One more", by=here.secretariat)
    assert fresh(meeting).agreed_on is None


def test_the_chair_agrees_what_they_have_seen_and_nobody_else_does(here, meeting):
    old = fresh(meeting).version
    agenda.add_item(meeting, title="One more", by=here.secretariat)
    with pytest.raises(Stale):
        agenda.agree_agenda(meeting, version=old, by=here.chair)
    with pytest.raises(Refused, match="Only the chair"):
        agenda.agree_agenda(meeting, version=old + 1, by=here.secretariat)


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.CANCELLED])
def test_the_agenda_of_a_meeting_that_is_over_stands(here, state):
    over = make.meeting(state=state)
    item = make.item(over)
    for verb in (
        lambda: agenda.add_item(over, title="Late", by=here.secretariat),
        lambda: agenda.change_item(item, version=1, title="Other", by=here.secretariat),
        lambda: agenda.remove_item(item, why="No.", by=here.secretariat),
        lambda: agenda.move_item(item, up=True, version=1, by=here.secretariat),
        lambda: taken.take_all(over, by=here.secretariat),
        lambda: agenda.agree_agenda(over, version=1, by=here.chair),
    ):
        with pytest.raises(Refused):
            verb()


def test_what_is_dealt_with_keeps_its_place_while_the_meeting_goes_on(here):
    meeting = make.meeting(state=MeetingState.OPEN)
    done, first, second = make.item(meeting), make.item(meeting), make.item(meeting)
    AgendaItem.objects.filter(pk=done.pk).update(state=ItemState.DONE)
    with pytest.raises(Refused, match="stays in its place"):
        agenda.move_item(first, up=True, version=1, by=here.secretariat)
    agenda.move_item(second, up=True, version=1, by=here.secretariat)
    assert list(meeting.items.standing()) == [done, second, first]


def test_items_are_read_by_their_mark(here, meeting):
    for mark in ("meeting", "members", "restricted"):
        agenda.add_item(meeting, title=mark, mark=mark, by=here.secretariat)
    adviser = people.actor_of(here.adviser)

    def seen(by):
        return [each.title for each in seeing.agenda(meeting, by) if not each.hidden][4:-1]

    assert seen(here.chair) == seen(here.secretariat) == ["meeting", "members", "restricted"]
    assert seen(here.members[2].by) == ["meeting", "members"]
    assert seen(adviser) == ["meeting"]


def test_what_a_meeting_did_not_reach_stands_on_the_next_agenda_when_it_ends(here, last):
    clock.set_today(date(2027, 2, 11), by=SYSTEM)
    meeting = make.under_way(here)
    unreached = make.item(meeting, title="Shared training")
    room.end(meeting, by=here.secretariat)
    assert last.items.get(carried_from=unreached).title == "Shared training"


def test_overrides_join_one_item_on_the_next_agenda(here, meeting, monkeypatch):
    text = ["1/2026: the hall"]

    def source(meeting):
        return [Brought(ItemKind.OVERRIDES, "Overridden", about=("x.y", 1), text="; ".join(text))]

    monkeypatch.setattr(waiting, "SOURCES", [source])
    taken.bring_next(by=here.secretariat)
    text.append("2/2026: the van")
    taken.bring_next(by=here.secretariat)
    (item,) = meeting.items.filter(kind=ItemKind.OVERRIDES)
    assert item.text == "1/2026: the hall; 2/2026: the van"


def test_what_the_chair_brings_back_from_a_regional_forum_comes_to_the_agenda(here, meeting):
    chair = here.members[1]
    values = {
        "body": "Eastern regional forum", "seat": "Chair of the consortium", "position": "",
        "organisation": chair.organisation, "person": chair.representative,
        "mandate": "Listens, and brings back.", "minute": "", "note": "",
        "starts": date(2026, 4, 1), "report_by": date(2026, 11, 2),
    }  # fmt: skip
    values = {name: values[name] for name in seating.FIELDS if name in values}
    seat = seating.give_seat(values=values, by=here.secretariat)
    seating.report(
        seat, on_day=clock.today(), attended=True, words="They plan cuts.", for_agenda=True,
        by=here.chair,
    )  # fmt: skip
    taken.take_all(meeting, by=here.secretariat)
    assert "Report back from Eastern regional forum" in titles(meeting)
