"""Coming, apologies, a substitute; by one click from the mail (R46, R47)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from consortium.core import audit, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.workflow import Refused
from members.meetings import tasks  # noqa: F401 - its handlers
from members.meetings.actions import paper_planning, replies
from members.meetings.facts.replies import attendance, forecast
from members.meetings.models import Meeting, Reply
from members.meetings.models.replies import Answer
from members.meetings.replylinks import reply_path
from members.meetings.states import MeetingState, Part
from members.models import Seat
from tests.factories import meetings as make
from tests.factories.meetings import TODAY

pytestmark = pytest.mark.django_db
ON = TODAY + timedelta(days=28)


@pytest.fixture
def meeting(here):
    return make.meeting(on=ON)


def say(meeting, one, answer, *, by=None, **more):
    return replies.reply(
        meeting, user=one.representative, organisation=one.organisation, answer=answer,
        by=by or one.by, **more,
    )  # fmt: skip


def link_of(meeting, one) -> str:
    return reply_path(meeting, one.representative.pk, one.organisation.pk)


def test_the_last_word_counts_and_the_same_word_changes_nothing(here, meeting):
    one = here.members[0]
    first = say(meeting, one, Answer.COMING)
    say(meeting, one, Answer.COMING)
    assert audit.history(first).count() == 1
    say(meeting, one, Answer.APOLOGIES)
    assert Reply.objects.get().answer == Answer.APOLOGIES
    assert audit.history(first).count() == 2
    assert Meeting.objects.get(pk=meeting.pk).pulse == 2


def test_nobody_replies_for_another_but_the_secretariat(here, meeting):
    one, two = here.members[:2]
    for by in (two.by, here.chair):
        with pytest.raises(Refused, match="yourself alone"):
            say(meeting, one, Answer.COMING, by=by)
    entered = say(meeting, one, Answer.APOLOGIES, by=here.secretariat)
    assert entered.typed_by_id == here.office.secretariat.pk
    assert say(meeting, two, Answer.COMING).typed_by_id is None


def test_a_substitute_is_one_whom_the_member_named_and_hears_of_it(here, meeting):
    one, two = here.members[0], here.members[2]
    with pytest.raises(Refused, match="Choose who comes"):
        say(meeting, one, Answer.SUBSTITUTE)
    for other in (two.substitute, one.representative):
        with pytest.raises(Refused, match="Choose"):
            say(meeting, one, Answer.SUBSTITUTE, substitute=other)
    say(meeting, one, Answer.SUBSTITUTE, substitute=one.substitute)
    mails = Message.objects.filter(kind="meetings.substitute_wanted")
    assert [each.recipient_user_id for each in mails] == [one.substitute.pk]
    say(meeting, one, Answer.COMING)
    assert Reply.objects.get().substitute is None


def test_after_the_meeting_and_after_it_was_called_off_nothing_is_taken(here):
    for state in (MeetingState.HELD, MeetingState.CANCELLED):
        gone = make.meeting(on=TODAY - timedelta(days=7 if state == "held" else 8), state=state)
        with pytest.raises(Refused, match="is over"):
            say(gone, here.members[0], Answer.COMING)


def test_opening_the_link_changes_nothing_and_one_press_replies(here, meeting):
    one, client = here.members[0], Client()
    link = link_of(meeting, one)
    page = client.get(link)
    client.head(link)
    assert page.status_code == 200
    assert b"I cannot come" in page.content
    assert not Reply.objects.exists()
    assert client.post(link, {"answer": "apologies"}).status_code == 302
    found = Reply.objects.get()
    assert (found.user, found.answer, found.typed_by_id) == (one.representative, "apologies", None)
    assert b"You said: Apologies" in client.get(link).content
    client.post(link, {"answer": "substitute", "substitute": one.substitute.pk})
    assert Reply.objects.get().substitute == one.substitute
    row = audit.history(found).order_by("-sequence")[0]
    assert (row.actor_id, row.task) == (one.representative.pk, "mail link")


def test_a_link_opens_nothing_when_altered_over_or_without_the_role(here, meeting):
    one, client = here.members[0], Client()
    link = link_of(meeting, one)
    assert client.get(link.replace("reply/", "reply/x")).status_code == 410
    assert client.post("/meetings/reply/abc:def/", {"answer": "coming"}).status_code == 410
    clock.set_today(ON + timedelta(days=1), by=SYSTEM)
    assert client.post(link, {"answer": "coming"}).status_code == 410
    clock.set_today(TODAY, by=SYSTEM)
    Seat.objects.filter(user=one.representative).update(ends=TODAY - timedelta(days=1))
    assert client.post(link, {"answer": "coming"}).status_code == 410
    assert not Reply.objects.exists()


def test_a_wrong_answer_behind_the_link_is_told(here, meeting):
    link = link_of(meeting, here.members[0])
    page = Client().post(link, {"answer": "perhaps"})
    assert page.status_code == 200
    page = Client().post(link, {"answer": "substitute"})
    assert b"Choose who comes in your place" in page.content
    assert not Reply.objects.exists()


def test_the_forecast_counts_members_not_people(here, meeting):
    one, two, three, four = here.members[:4]
    say(meeting, one, Answer.COMING)
    say(meeting, two, Answer.REMOTE)
    say(meeting, three, Answer.SUBSTITUTE, substitute=three.substitute)
    replies.reply(
        meeting, user=three.substitute, organisation=three.organisation, answer=Answer.COMING,
        by=three.by_substitute,
    )  # fmt: skip
    say(meeting, four, Answer.APOLOGIES)
    adviser = make.make.actor_of(here.adviser)
    replies.reply(
        meeting, user=here.adviser, organisation=Seat.objects.get(user=here.adviser).organisation,
        answer=Answer.COMING, by=adviser,
    )  # fmt: skip
    found = forecast(meeting)
    assert found.sentence == "3 of 6 coming, quorum 2"
    assert (found.quorum.met, found.silent) == (True, 2)


def test_who_has_not_replied_is_asked_three_working_days_before(here, meeting):
    for one in here.members[:3]:
        say(meeting, one, Answer.COMING)
    paper_planning.plan_replies(meeting)
    day = paper_planning.reply_day(meeting)
    clock.set_today(day, by=SYSTEM)
    due.sweep(today=day)
    asked = Message.objects.filter(kind="meetings.reply_wanted")
    silent = {here.adviser.pk, *(each.representative.pk for each in here.members[3:])}
    assert {each.recipient_user_id for each in asked} == silent
    assert all(each.private for each in asked)


def test_who_is_asked_again_by_hand_hears_it_once_a_day(here, meeting):
    for _ in range(2):
        assert replies.remind(meeting, by=here.secretariat) == 7
    asked = Message.objects.filter(kind="meetings.reply_wanted")
    assert len(asked) == len({each.recipient_user_id for each in asked}) == 7
    clock.set_today(TODAY + timedelta(days=1), by=SYSTEM)
    replies.remind(meeting, by=here.secretariat)
    assert asked.all().count() == 14


def test_apologies_are_one_thing_and_absent_without_a_word_another(here):
    held = make.meeting(on=TODAY)
    say(held, here.members[1], Answer.APOLOGIES)
    make.arrive(held, here.members[0])
    make.arrive(
        held, here.members[2].substitute, part=Part.SUBSTITUTE,
        organisation=here.members[2].organisation,
    )  # fmt: skip
    held.state, held.began_at, held.ended_at = MeetingState.HELD, clock.now(), clock.now()
    held.save()
    found = {each.organisation_id: each.how for each in attendance(held)}
    hows = [found[each.organisation.pk] for each in here.members]
    assert hows == ["there", "apologies", "there", "absent", "absent", "absent"]


def test_the_tab_shows_names_to_who_prepares_and_the_forecast_to_all(here, meeting, sign_in_as):
    say(meeting, here.members[0], Answer.COMING)
    url = reverse("meeting_replies", args=[meeting.pk])
    mine = sign_in_as(here.members[3].representative).get(url).content.decode()
    office = sign_in_as(here.office.secretariat).get(url).content.decode()
    name = here.members[0].representative.name
    assert "1 of 6 coming, quorum 2" in mine
    assert "Are you coming?" in mine
    assert name not in mine
    assert name in office
    assert "Enter a reply" in office


def test_a_reply_from_the_page_and_one_that_is_entered_for_another(here, meeting, sign_in_as):
    one, two = here.members[3], here.members[4]
    client = sign_in_as(one.representative)
    page = client.get(reverse("meeting_replies", args=[meeting.pk])).content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    given = {"answer": "remote", "token": token}
    for _ in range(2):
        client.post(reverse("reply", args=[meeting.pk]), given)
    assert Reply.objects.get().answer == "remote"
    office = sign_in_as(here.office.secretariat)
    url = reverse("reply_for", args=[meeting.pk])
    token = office.get(url).content.decode().split('name="token" value="')[1].split('"')[0]
    key = f"{two.organisation.pk}-{two.representative.pk}"
    office.post(url, {"who": key, "answer": "apologies", "token": token})
    assert Reply.objects.get(user=two.representative).typed_by_id == here.office.secretariat.pk
