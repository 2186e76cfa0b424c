"""Actions: recorded, carried from agenda to agenda, reminded of, done with proof (S21)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

import members.meetings.tasks  # noqa: F401 - the doors of the clock
from consortium.core import audit, clock, filechecks, outbox
from consortium.core.actor import SYSTEM
from consortium.core.due import sweep
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from consortium.pages.demo.receipts import example_pdf
from members.meetings import todos
from members.meetings.actions import follow_up
from members.meetings.models import Action
from members.meetings.states import ActionState, ItemKind, Mark, MeetingState
from members.meetings.workflow.actions import ACTION
from tests.factories import meetings as make

from .test_room_pages import do, token_of

pytestmark = pytest.mark.django_db
IN_TEN = timedelta(days=10)


@pytest.fixture
def meeting(here):
    return make.under_way(here, present=4)


@pytest.fixture
def owner(here):
    return here.members[3]


def recorded(here, meeting, owner, **more) -> Action:
    values = {"task": "Book the hall", "organisation": owner and owner.organisation,
              "due_on": clock.today() + IN_TEN, "by": here.secretariat, **more}  # fmt: skip
    return follow_up.record(meeting, **values)


@pytest.fixture
def action(here, meeting, owner):
    return recorded(here, meeting, owner)


def letters(words: str) -> list:
    outbox.send_waiting()
    return [each for each in mail.outbox if words in each.subject]


class TestReading:
    def test_who_is_to_do_it_reads_it_whatever_its_mark_and_nobody_else_beside(
        self, here, meeting, sign_in_as
    ):
        item = make.item(meeting, mark=Mark.MEMBERS)
        made = recorded(here, meeting, None, organisation=None, person=here.adviser, item=item)
        adviser = sign_in_as(here.adviser)
        assert "Book the hall" in adviser.get(made.get_absolute_url()).content.decode()
        made.person, made.organisation = None, here.members[3].organisation
        made.save()
        assert adviser.get(made.get_absolute_url()).status_code == 404


class TestRecording:
    def test_it_is_on_record_its_owner_is_told_and_the_room_looks_again(self, here, meeting, owner):
        pulse = meeting.pulse
        made = recorded(here, meeting, owner, item=make.item(meeting, mark=Mark.MEMBERS))
        meeting.refresh_from_db()
        assert meeting.pulse == pulse + 1
        assert made.mark == Mark.MEMBERS
        assert audit.history(made).count() == 1
        (letter,) = letters("An action for you")
        assert letter.to == [owner.representative.email]

    def test_it_says_what_who_and_by_when(self, here, meeting, owner):
        yesterday = clock.today() - timedelta(days=1)
        for wrong, words in (
            ({"task": " "}, "what is to be done"),
            ({"organisation": None}, "who is to do it"),
            ({"due_on": yesterday}, "today or later"),
            ({"by": owner.by}, "Only the secretariat"),
            ({"item": make.item(make.meeting(on=clock.today() + IN_TEN))}, "another meeting"),
        ):
            with pytest.raises(Refused, match=words):
                recorded(here, meeting, owner, **wrong)
        assert not Action.objects.exists()

    def test_none_before_a_meeting_and_some_after_it(self, here, owner):
        with pytest.raises(Refused, match="has not begun"):
            recorded(here, make.meeting(on=clock.today() + IN_TEN), owner)
        held = make.meeting(on=clock.today() - IN_TEN, state=MeetingState.HELD)
        assert recorded(here, held, owner, by=here.chair).state == ActionState.OPEN

    def test_in_the_room_a_double_tap_records_one(self, here, meeting, owner, sign_in_as):
        item = make.now_at(make.item(meeting))
        office = sign_in_as(here.office.secretariat)
        token = token_of(office.get(f"/meetings/{meeting.pk}/room/"))
        values = {"about": item.pk, "task": "Book it", "who": f"o{owner.organisation.pk}",
                  "due_on": "20 December 2026", "token": token}  # fmt: skip
        do(office, meeting, "action", **values)
        do(office, meeting, "action", **values)
        made = Action.objects.get()
        assert (made.item, made.organisation) == (item, owner.organisation)
        assert "Book it" in office.get(f"/meetings/{meeting.pk}/room/").content.decode()

    @pytest.mark.parametrize("who", ["", "x", "o0", "p999999", "o" + "9" * 20])
    def test_in_the_room_an_owner_that_makes_no_sense_records_nothing(
        self, here, meeting, sign_in_as, who
    ):
        item = make.now_at(make.item(meeting))
        office = sign_in_as(here.office.secretariat)
        answer = do(office, meeting, "action", about=item.pk, task="It", who=who,
                    due_on="20 December 2026")  # fmt: skip
        assert answer.status_code in (200, 404)
        assert not Action.objects.exists()


class TestItsLife:
    def test_every_cell_of_its_table(self, here, meeting, owner):
        for state in ActionState:
            for move, who in (("done", owner.by), ("drop", here.chair)):
                found = recorded(here, meeting, owner)
                if state == ActionState.DONE:
                    found = follow_up.done(found, proof="Booked.", by=owner.by)
                elif state == ActionState.DROPPED:
                    found = follow_up.drop(found, why="Not needed.", by=here.chair)
                names = [each.name for each in ACTION.possible(found, who)]
                assert (move in names) is (state == ActionState.OPEN)

    def test_done_wants_words_or_a_file(self, action, owner):
        with pytest.raises(Refused, match="Say how it was done"):
            follow_up.done(action, proof=" ", by=owner.by)
        page = SimpleUploadedFile("hall.pdf", example_pdf("Booked.", heading="Hall"))
        made = follow_up.done(action, upload=page, by=owner.by)
        filechecks.check([made.file_id])
        assert made.ended_on == clock.today()
        assert letters("is done")

    def test_another_member_cannot_finish_it_and_the_secretariat_can(self, here, action):
        with pytest.raises(Refused, match="Only its owner"):
            follow_up.done(action, proof="Ha.", by=here.members[4].by)
        with pytest.raises(Refused, match="Only the secretariat"):
            follow_up.drop(action, why="No.", by=here.members[3].by)
        assert follow_up.done(action, proof="They told us.", by=here.secretariat)

    def test_a_person_named_is_its_owner_and_not_their_colleague(self, here, meeting, owner):
        made = recorded(here, meeting, owner, person=owner.substitute)
        with pytest.raises(Refused, match="Only its owner"):
            follow_up.done(made, proof="Done.", by=owner.by)
        assert follow_up.done(made, proof="Done.", by=owner.by_substitute)

    def test_twice_is_refused_and_the_database_keeps_it(self, here, action, owner):
        follow_up.done(action, proof="Booked.", by=owner.by)
        with pytest.raises(Refused):
            follow_up.done(action, proof="Again.", by=owner.by)
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(proof="Another.")
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=action.pk).delete()

    def test_a_change_keeps_what_it_was_and_a_stale_page_is_told(self, here, action, owner):
        values = {"task": "Book a room", "organisation": owner.organisation, "person": None,
                  "due_on": action.due_on + IN_TEN, "by": here.secretariat}  # fmt: skip
        follow_up.change(action, version=1, **values)
        assert audit.history(action).order_by("sequence").last().before["task"] == "Book the hall"
        with pytest.raises(Stale):
            follow_up.change(action, version=1, **values)


class TestReminders:
    def test_three_days_before_and_once_late(self, here, action, owner):
        clock.set_today(action.due_on - timedelta(days=3), by=SYSTEM)
        sweep(today=clock.today())
        assert letters("To be done by")[0].to == [owner.representative.email]
        clock.set_today(action.due_on + timedelta(days=1), by=SYSTEM)
        sweep(today=clock.today())
        told = {to for each in letters("is late") for to in each.to}
        assert told == {owner.representative.email, here.office.secretariat.email}

    def test_what_is_done_reminds_nobody(self, action, owner):
        follow_up.done(action, proof="Booked.", by=owner.by)
        clock.set_today(action.due_on + timedelta(days=1), by=SYSTEM)
        sweep(today=clock.today())
        assert not letters("is late")

    def test_it_waits_on_the_home_page_of_its_owner_alone(self, here, action, owner):
        def seen(by):
            return [each.title for each in todos.todos(by, today=clock.today())]

        assert action.task in seen(owner.by)
        assert action.task not in seen(here.members[4].by)


class TestPages:
    def test_it_stands_on_the_next_agenda_until_it_is_done(self, here, action, owner, sign_in_as):
        following = make.meeting(on=clock.today() + IN_TEN)
        make.item(following, kind=ItemKind.ACTIONS, title="Actions from earlier meetings")
        reader = sign_in_as(owner.representative)
        assert "Book the hall" in reader.get(f"/meetings/{following.pk}/").content.decode()
        follow_up.done(action, proof="Booked.", by=owner.by)
        assert "Book the hall" not in reader.get(f"/meetings/{following.pk}/").content.decode()

    def test_filters_show_mine_open_and_late(self, here, action, owner, sign_in_as):
        reader, other = sign_in_as(owner.representative), sign_in_as(here.members[4].representative)
        assert "Book the hall" in reader.get("/meetings/actions/?which=mine").content.decode()
        assert "Book the hall" not in other.get("/meetings/actions/?which=mine").content.decode()
        assert "Book the hall" in other.get("/meetings/actions/").content.decode()
        late = "/meetings/actions/?which=late"
        assert "Book the hall" not in other.get(late).content.decode()
        clock.set_today(action.due_on + timedelta(days=1), by=SYSTEM)
        assert "Book the hall" in other.get(late).content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_takes_the_same_queries_for_any_rows(
        self, here, meeting, owner, sign_in_as, django_assert_max_num_queries, rows
    ):
        for n in range(rows):
            recorded(here, meeting, owner, task=f"No. {n}")
        client = sign_in_as(owner.representative)
        client.get("/meetings/actions/")
        with django_assert_max_num_queries(8):
            assert client.get("/meetings/actions/").status_code == 200

    def test_the_owner_marks_it_done_by_the_page(self, here, action, owner, sign_in_as):
        client, at = sign_in_as(owner.representative), f"/meetings/actions/{action.pk}/"
        page = client.get(f"{at}done/")
        values = {"token": page.context["form"]["token"].value(), "proof": "Booked."}
        client.post(f"{at}done/", values)
        assert "Booked." in client.get(at).content.decode()
        other = sign_in_as(here.members[4].representative)
        assert other.get(f"{at}done/").status_code == 404
        assert other.get(f"{at}change/").status_code == 403

    def test_one_of_an_item_for_members_is_not_there_for_an_adviser(
        self, here, meeting, owner, sign_in_as
    ):
        made = recorded(here, meeting, owner, item=make.item(meeting, mark=Mark.MEMBERS))
        assert sign_in_as(here.adviser).get(made.get_absolute_url()).status_code == 404
