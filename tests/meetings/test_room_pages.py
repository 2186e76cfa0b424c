"""The room's page, its parts for scripts, its pulse, and what is done from it (S17, S18)."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from consortium.core.workflow import Refused
from members.meetings.actions import follow_up, motions, presence, room, voting
from members.meetings.facts.cards import SOURCES, Card, room_cards
from members.meetings.models import Ballot, Presence
from members.meetings.states import ItemKind, ItemState, Mark, MeetingState, Part
from members.meetings.templatetags import room as drawn
from members.states import Role
from tests.factories import meetings as make
from tests.factories import members as people

pytestmark = pytest.mark.django_db


def at(meeting, act=""):
    return f"/meetings/{meeting.pk}/room/{act}"


def token_of(page) -> str:
    return re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]


def do(client, meeting, act, *, parts=False, token=None, **values):
    """One form of the page sent as a browser does."""
    token = token or token_of(client.get(at(meeting)))
    headers = {"X-Room": "parts"} if parts else {}
    return client.post(at(meeting, f"{act}/"), {"token": token, **values}, headers=headers)


@pytest.fixture
def office(here, sign_in_as):
    return sign_in_as(here.office.secretariat)


def test_the_secretariat_takes_a_meeting_from_its_beginning_to_its_end(here, office):
    meeting = make.meeting()
    item = make.item(meeting)
    first = here.members[2]
    do(office, meeting, "begin")
    for each in (here.members[0], first):
        do(
            office, meeting, "arrive", who=each.representative.pk,
            organisation=each.organisation.pk, part="representative",
        )  # fmt: skip
    do(office, meeting, "start", about=item.pk)
    page = office.get(at(meeting)).content.decode()
    assert "Quorum 2 of 6 members: 2 present" in page
    do(office, meeting, "notes", about=item.pk, notes="We talked.", seen=2)
    do(office, meeting, "put", about=item.pk, wording="That we share training.")
    motion = meeting.motions.get()
    answer = do(office, meeting, "agree", about=motion.pk)
    assert answer.url.endswith("#motion-title")
    page = office.get(answer.url).content.decode()
    assert "Agreed by consensus: Decision 1 of 2026/27" in page
    do(office, meeting, "finish", about=item.pk)
    do(office, meeting, "end")
    meeting.refresh_from_db()
    item.refresh_from_db()
    assert (meeting.state, item.state, item.notes) == ("held", "done", "We talked.")
    assert office.get(at(meeting)).status_code == 200


def test_a_member_checks_in_votes_and_reads_how_they_voted(here, sign_in_as):
    meeting = make.under_way(here, present=2)
    item = make.now_at(make.item(meeting))
    member = here.members[3]
    phone = sign_in_as(member.representative)
    do(phone, meeting, "check-in", mode="remote")
    motion = motions.put(item, wording="That we share.", by=here.chair)
    assert "I disagree" in phone.get(at(meeting)).content.decode()
    voting.open_vote(motion, by=here.chair)
    page = phone.get(at(meeting)).content.decode()
    assert page.count("vote-button") >= 3
    answer = do(phone, meeting, "vote", about=motion.pk, choice="for", way="self")
    page = phone.get(answer.url).content.decode()
    assert "You have voted For" in page
    assert "1 of 3</strong> have voted" in page
    again = do(phone, meeting, "vote", about=motion.pk, choice="against", way="self")
    assert "has voted already" in again.content.decode()
    assert Ballot.objects.get().choice == "for"


def test_one_tap_sent_twice_acts_once_and_says_the_same(here, sign_in_as):
    meeting = make.under_way(here, present=2)
    motion = motions.put(make.now_at(make.item(meeting)), wording="That.", by=here.chair)
    voting.open_vote(motion, by=here.chair)
    phone = sign_in_as(here.members[0].representative)
    token = token_of(phone.get(at(meeting)))
    answers = [
        do(phone, meeting, "vote", token=token, about=motion.pk, choice="for", way="self")
        for _ in range(2)
    ]
    assert [each.status_code for each in answers] == [302, 302]
    assert Ballot.objects.count() == 1


def test_every_button_tapped_twice_changes_things_once(here, office):
    meeting = make.meeting()
    item = make.item(meeting)
    for act, values in (
        ("begin", {}),
        ("guest", {"name": "Ada", "mode": "room"}),
        ("start", {"about": item.pk}),
        ("finish", {"about": item.pk}),
        ("end", {}),
    ):
        token = token_of(office.get(at(meeting)))
        for _ in range(2):
            assert do(office, meeting, act, token=token, **values).status_code == 302
    assert Presence.objects.count() == 1
    assert meeting.quorum_changes.count() == 1


def test_advisers_and_guests_see_no_vote_and_no_item_that_is_for_members(here, sign_in_as):
    meeting = make.under_way(here)
    presence.check_in(meeting, by=people.actor_of(here.adviser))
    client = sign_in_as(here.adviser)
    item = make.now_at(make.item(meeting, title="Open to all"))
    motion = motions.put(item, wording="That we share.", by=here.chair)
    voting.open_vote(motion, by=here.chair)
    page = client.get(at(meeting)).content.decode()
    assert "You advise, and have no vote." in page
    assert 'id="vote-0-for"' not in page
    answer = do(client, meeting, "vote", about=motion.pk, choice="for", way="self")
    assert "Only a member" in answer.content.decode()
    voting.close_vote(motion, by=here.chair)
    room.finish(item, by=here.chair)
    secret = make.item(meeting, title="Pay of staff", mark=Mark.MEMBERS)
    make.now_at(secret)
    motions.put(secret, wording="That pay rises.", by=here.chair)
    page = client.get(at(meeting)).content.decode()
    assert "Pay of staff" not in page
    assert "That pay rises" not in page
    assert "An item for members only" in page


def test_a_vote_under_an_item_for_members_tells_an_adviser_nothing_whatever_they_post(
    here, sign_in_as
):
    meeting = make.under_way(here, present=3)
    item = make.now_at(make.item(meeting, mark=Mark.MEMBERS))
    motion = motions.put(item, wording="That pay rises.", by=here.chair)
    voting.open_vote(motion, by=here.chair)
    one = here.members[0]
    voting.cast(motion, organisation=one.organisation, user=one.representative, choice="for",
                by=one.by)  # fmt: skip
    adviser = sign_in_as(here.adviser)
    token = token_of(adviser.get(at(meeting)))
    values = {"about": motion.pk, "who": one.organisation.pk, "way": "hands", "choice": "for"}
    answer = do(adviser, meeting, "vote", token=token, **values)
    assert "has voted already" not in answer.content.decode()
    voting.close_vote(motion, by=here.chair)
    answer = do(
        adviser, meeting, "close", token=token_of(adviser.get(at(meeting))), about=motion.pk
    )
    assert answer.status_code == 200
    assert "1 for" not in answer.content.decode()
    with pytest.raises(Refused):
        voting.close_vote(motion, by=one.by)
    assert voting.close_vote(motion, by=here.chair).result["votes"] == {"for": 1, "against": 0}


def test_a_vote_of_few_says_how_little_is_secret_in_it(here, office, sign_in_as):
    meeting = make.under_way(here, present=4)
    motion = motions.put(make.now_at(make.item(meeting)), wording="That.", by=here.chair)
    words = "Only 4 members can vote: people may guess who voted how."
    assert words in office.get(at(meeting)).content.decode()
    do(office, meeting, "call", about=motion.pk, secret="on")
    one = here.members[0]
    phone = sign_in_as(one.representative)
    assert words in phone.get(at(meeting)).content.decode()
    do(phone, meeting, "vote", about=motion.pk, choice="against", way="self")
    page = phone.get(at(meeting)).content.decode()
    assert "Nobody can see how" in page


def test_the_slips_of_a_secret_vote_on_paper_are_typed_together(here, office):
    meeting = make.under_way(here, present=3)
    motion = motions.put(make.now_at(make.item(meeting)), wording="That.", by=here.chair)
    voting.open_vote(motion, secret=True, by=here.chair)
    voters = [each.organisation.pk for each in here.members[:3]]
    wrong = do(
        office, meeting, "slips", about=motion.pk, voters=voters, slips_0="1", slips_1="1",
        slips_2="0",
    )  # fmt: skip
    assert "Count them again" in wrong.content.decode()
    do(
        office, meeting, "slips", about=motion.pk, voters=voters, slips_0="2", slips_1="1",
        slips_2="0",
    )  # fmt: skip
    assert voting.close_vote(motion, by=here.chair).result["votes"] == {"for": 2, "against": 1}


def test_a_show_of_hands_is_typed_by_who_runs_the_meeting_and_by_nobody_else(
    here, office, sign_in_as
):
    meeting = make.under_way(here, present=3)
    motion = motions.put(make.now_at(make.item(meeting)), wording="That.", by=here.chair)
    voting.open_vote(motion, by=here.chair)
    values = {"about": motion.pk, "who": here.members[0].organisation.pk, "way": "hands"}
    thief = sign_in_as(here.members[2].representative)
    assert "Only the" in do(thief, meeting, "vote", choice="for", **values).content.decode()
    do(office, meeting, "vote", choice="for", **values)
    ballot = Ballot.objects.get()
    assert (ballot.way, ballot.typed_by_id) == ("hands", here.office.secretariat.pk)
    assert ballot.cast_by == here.members[0].representative
    assert "1 for, 0 against, 0 abstained, 2 did not vote, 3 absent: agreed" in (
        do(office, meeting, "close", about=motion.pk, parts=True).content.decode()
    )


def test_without_a_quorum_decisions_are_locked_with_the_sentence(here, office):
    meeting = make.under_way(here, present=1)
    make.now_at(make.item(meeting))
    page = office.get(at(meeting)).content.decode()
    assert "Not quorate" in page
    assert "Quorum 2 of 6 members: 1 present, not quorate. Nothing can be decided now." in page
    assert "/room/put/" not in page


def test_the_pulse_says_nothing_while_nothing_changed_in_three_queries(here, sign_in_as):
    meeting = make.under_way(here)
    phone = sign_in_as(here.members[2].representative)
    phone.get(at(meeting))
    with CaptureQueriesContext(connection) as taken:
        answer = phone.get(at(meeting, "pulse/?seen=0"))
    assert answer.status_code == 204
    assert answer.content == b""
    assert answer["Cache-Control"] == "no-store"
    tables = [re.search(r'FROM "(\w+)"', each["sql"])[1] for each in taken]
    assert tables == ["django_session", "members_user", "meetings_meeting"]
    presence.check_in(meeting, by=people.actor_of(here.adviser))
    answer = phone.get(at(meeting, "pulse/?seen=0"))
    assert answer.status_code == 200
    assert 'data-pulse="1"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert phone.get("/meetings/999999/room/pulse/?seen=1").status_code == 404
    assert phone.get(at(meeting, "pulse/?seen=soup")).status_code == 200
    assert phone.get("/meetings/999999999999999999999/room/pulse/?seen=1").status_code == 404


def test_a_screen_that_only_follows_keeps_its_session_noted_as_in_use(here, sign_in_as):
    meeting = make.under_way(here)
    phone = sign_in_as(here.members[2].representative)
    phone.get(at(meeting))
    session = phone.session
    session["seen"] = 1  # as long ago as can be
    session.save()
    UserSession.objects.filter(session_key=session.session_key).delete()
    row = UserSession.objects.create(
        user=here.members[2].representative, session_key=session.session_key,
        ip="192.0.2.1", user_agent="A phone", last_seen_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    for _ in range(2):
        assert phone.get(at(meeting, "pulse/?seen=0")).status_code == 204
    before, row.last_seen_at = row.last_seen_at, None
    row.refresh_from_db()
    assert row.last_seen_at > before


def test_the_pulse_tells_nobody_anything_who_is_not_signed_in_or_has_no_part_here(here, client):
    meeting = make.under_way(here)
    assert client.get(at(meeting, "pulse/?seen=0")).status_code == 302
    client.force_login(people.UserFactory())
    answer = client.get(at(meeting, "pulse/?seen=soup"))
    assert answer.status_code == 403
    assert "data-pulse" not in answer.content.decode()


def test_screens_stop_looking_when_the_meeting_has_ended(here, office):
    meeting = make.under_way(here)
    assert 'data-live="yes"' in office.get(at(meeting)).content.decode()
    room.end(meeting, by=here.chair)
    page = office.get(at(meeting)).content.decode()
    assert 'data-live="no"' in page
    assert "Look again" not in page


def test_a_script_gets_the_parts_and_what_is_refused_with_its_reasons(here, office):
    meeting = make.under_way(here)
    item = make.item(meeting)
    answer = do(office, meeting, "start", parts=True, about=item.pk)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert f'data-said="Now: {item.title}."' in answer.content.decode()
    answer = do(office, meeting, "start", parts=True, about=item.pk)
    assert (answer.status_code, answer["X-Room-Refused"]) == (200, "yes")
    assert "already now" in answer.content.decode()
    answer = do(office, meeting, "carry", parts=True, about=item.pk, why="")
    assert answer["X-Room-Refused"] == "yes"
    assert 'href="#carry_why"' in answer.content.decode()


def test_what_was_typed_comes_back_when_it_is_refused(here, office):
    meeting = make.under_way(here)
    item = make.now_at(make.item(meeting))
    answer = do(office, meeting, "put", about=item.pk, wording="That we meet.", effective_on="soup")
    page = answer.content.decode()
    assert "That we meet." in page
    assert "soup" in page


def test_notes_that_somebody_else_has_saved_meanwhile_are_shown_beside(here, office):
    meeting = make.under_way(here)
    item = make.now_at(make.item(meeting))
    room.take_notes(item, notes="Hers", by=here.secretariat)
    answer = do(office, meeting, "notes", about=item.pk, notes="Mine", seen=1)
    assert answer.status_code == 409
    item.refresh_from_db()
    assert item.notes == "Hers"


@pytest.mark.parametrize("about", ["0", "-1", "soup", str(2**63), str(2**70), ""])
def test_a_number_that_is_no_row_of_this_meeting_is_not_found(here, office, about):
    meeting = make.under_way(here)
    assert do(office, meeting, "start", about=about).status_code == 404


def test_a_row_of_another_meeting_is_not_found(here, office):
    meeting = make.under_way(here)
    other = make.meeting(on=make.TODAY + timedelta(days=7))
    item = make.item(other)
    assert do(office, meeting, "start", about=item.pk).status_code == 404
    assert office.get(at(meeting, "soup/")).status_code == 405
    assert do(office, meeting, "soup").status_code == 404
    assert office.get("/meetings/999999/room/").status_code == 404


def test_a_meeting_is_typed_from_paper_in_its_pages_with_the_mark(here, office):
    meeting = make.meeting(on=make.TODAY - timedelta(days=2))
    wrong = do(office, meeting, "begin", from_paper="True", at="25:00")
    assert "must be a time of day" in wrong.content.decode()
    do(office, meeting, "begin", from_paper="True", at="2.05pm")
    page = office.get(at(meeting)).content.decode()
    assert "Typed from paper" in page
    one = here.members[2]
    values = {
        "who": one.representative.pk, "organisation": one.organisation.pk,
        "part": "representative",
    }  # fmt: skip
    assert "Enter the time" in do(office, meeting, "arrive", **values).content.decode()
    do(office, meeting, "arrive", at="14:10", **values)
    row = meeting.presences.get()
    do(office, meeting, "leave", about=row.pk, at="1500")
    do(office, meeting, "end", at="16:00")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.from_paper) == (MeetingState.HELD, True)
    assert "typed from paper" in office.get(at(meeting)).content.decode()
    for page in (meeting.get_absolute_url(), "/meetings/"):
        assert "Typed from paper" in office.get(page).content.decode()


def test_a_stand_in_runs_the_meeting_from_their_own_page(here, office, sign_in_as):
    meeting = make.meeting(state=MeetingState.OPEN)
    make.arrive(meeting, here.members[0], here.members[2])
    item = make.item(meeting)
    body = here.members[0]
    assert str(body.representative) in office.get(at(meeting)).content.decode()
    do(office, meeting, "stand-in", about=body.representative.pk)
    client = sign_in_as(body.representative)
    do(client, meeting, "start", about=item.pk)
    item.refresh_from_db()
    assert item.state == ItemState.NOW


def test_a_guest_is_ticked_and_their_name_taken_out(here, office):
    meeting = make.under_way(here)
    do(office, meeting, "guest", name="Ada Example", mode="room")
    row = meeting.presences.get(part=Part.GUEST)
    assert "Ada Example" in office.get(at(meeting)).content.decode()
    do(office, meeting, "forget", about=row.pk)
    assert "Ada Example" not in office.get(at(meeting)).content.decode()


def test_an_interest_is_declared_shown_and_taken_back(here, office, sign_in_as):
    meeting = make.under_way(here)
    item = make.now_at(make.item(meeting))
    member = here.members[3]
    phone = sign_in_as(member.representative)
    do(phone, meeting, "declare", about=item.pk, reason="We bid for it.")
    page = office.get(at(meeting)).content.decode()
    assert "We bid for it." in page
    assert "For this item, without members who have an interest" in page
    interest = item.interests.get()
    do(phone, meeting, "undeclare", about=interest.pk, why="Another fund.")
    interest.refresh_from_db()
    assert interest.struck_why == "Another fund."


def test_what_others_put_beside_the_room_is_shown_to_whom_it_is_for(here, office, sign_in_as):
    meeting = make.under_way(here)

    @room_cards
    def only_for_the_chair(actor, meeting):
        if not actor.has(Role.CHAIR):
            return []
        return [Card("A claim waits", "/claims/1/", "Look at it", lines=("The total fits",))]

    try:
        chair = here.members[1]
        client = sign_in_as(chair.representative, hat=f"chair:{chair.organisation.pk}")
        assert "A claim waits" in client.get(at(meeting)).content.decode()
        assert "A claim waits" not in office.get(at(meeting)).content.decode()
    finally:
        SOURCES.remove(only_for_the_chair)


FRAME = 4  # session, person, the demonstration's day and the hat: what every page asks
OWN = 6  # meeting, agenda, stays, who is named, proposals, and all that stands beside


@pytest.mark.parametrize("members", [1, 3, 30])
def test_the_room_asks_ten_times_of_any_number_of_members(sign_in_as, members):
    here = make.consortium(members)
    meeting = make.under_way(here)
    item = make.now_at(make.item(meeting))
    for _ in range(members):
        make.item(meeting)
    if members > 1:
        motion = motions.put(item, wording="That.", by=here.chair)
        voting.open_vote(motion, by=here.chair)
        for each in here.members[:-1]:
            voting.cast(
                motion, organisation=each.organisation, user=each.representative, choice="for",
                by=each.by,
            )  # fmt: skip
    for user in (here.office.secretariat, here.members[0].representative, here.adviser):
        client = sign_in_as(user)
        client.get(at(meeting))
        for address in (at(meeting), at(meeting, "pulse/?seen=none")):
            with CaptureQueriesContext(connection) as taken:
                client.get(address)
            asked = [each["sql"] for each in taken]
            assert len(asked) == FRAME + OWN, "\n".join(asked)


def test_the_item_for_actions_asks_no_more_and_shows_those_of_earlier_meetings(here, office):
    before = make.meeting(on=make.TODAY - timedelta(days=30), state=MeetingState.HELD)
    meeting = make.under_way(here)
    item = make.now_at(make.item(meeting, kind=ItemKind.ACTIONS))
    one = here.members[2].organisation
    for on, about, task in ((before, None, "Print leaflets"), (meeting, item, "Book the hall")):
        follow_up.record(
            on, task=task, item=about, organisation=one, due_on=make.TODAY + timedelta(days=9),
            by=here.secretariat,
        )  # fmt: skip
    office.get(at(meeting))
    with CaptureQueriesContext(connection) as taken:
        page = office.get(at(meeting)).content.decode()
    assert len(taken) == FRAME + OWN
    assert page.index("Book the hall") < page.index("From earlier meetings")
    assert page.index("From earlier meetings") < page.index("Print leaflets")
    assert "19 December 2026" in page


def test_the_sheet_for_paper_has_every_member_item_and_a_table_to_tick(here, office, sign_in_as):
    meeting = make.meeting()
    make.item(meeting, title="Shared training")
    from unittest.mock import patch

    with patch("members.meetings.reports.sheet.pdf.render_pdf", return_value=b"%PDF-") as made:
        answer = office.get(at(meeting, "sheet.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    context = made.call_args.args[1]
    assert [each.name for each in context["members"]] == sorted(
        each.organisation.name for each in here.members
    )
    assert [each.title for each in context["items"]] == ["Shared training"]
    phone = sign_in_as(here.members[3].representative)
    assert phone.get(at(meeting, "sheet.pdf")).status_code == 403


def test_a_meeting_that_was_held_says_who_was_there_and_when_there_was_a_quorum(here, office):
    meeting = make.meeting()
    rows = [presence.check_in(meeting, by=each.by) for each in here.members[2:4]]
    room.begin(meeting, by=here.secretariat)
    presence.leave(rows[0], by=here.members[2].by)
    room.end(meeting, by=here.chair)
    page = office.get(at(meeting)).content.decode()
    assert "Who was there" in page
    assert "a quorum, 2 of 6 members present" in page
    assert "no quorum, 1 of 6 members present" in page
    assert "Left before the end" in page
    assert "/room/arrive/" not in page


def test_after_an_open_vote_everybody_reads_who_voted_how_and_after_a_secret_one_nobody(
    here, office, sign_in_as
):
    meeting = make.under_way(here, present=3)
    item = make.now_at(make.item(meeting))
    phone, one = sign_in_as(here.members[2].representative), here.members[0]
    for secret in (False, True):
        motion = motions.put(item, wording="That.", by=here.chair)
        voting.open_vote(motion, secret=secret, by=here.chair)
        voting.cast(
            motion, organisation=one.organisation, user=one.representative, choice="against",
            by=one.by,
        )  # fmt: skip
        during = phone.get(at(meeting)).content.decode()
        assert "Who voted how" not in during
        assert ">Against<" not in during.split("Who has voted")[1]
        voting.close_vote(motion, by=here.chair)
        after = phone.get(at(meeting)).content.decode()
        assert ("Who voted how" in after) == (not secret)


def test_on_the_day_the_home_page_leads_into_the_room_until_one_is_there(here, sign_in_as):
    meeting = make.meeting()
    member = here.members[2]
    phone = sign_in_as(member.representative)
    words = "The meeting is today: say that you are here"
    assert words in phone.get("/").content.decode()
    presence.check_in(meeting, by=member.by)
    assert words not in phone.get("/").content.decode()


def test_a_meeting_that_nobody_has_typed_in_is_asked_for_from_the_secretariat(here, office):
    make.meeting(on=make.TODAY - timedelta(days=2))
    words = "Type what happened on 8 December 2026 from paper"
    assert words in office.get("/").content.decode()


@pytest.mark.parametrize("late", [False, True])
def test_the_small_forms_drawn_without_a_template_are_those_of_the_templates(here, late):
    meeting = make.under_way(here)
    motion = motions.put(make.now_at(make.item(meeting)), wording="That.", by=here.chair)
    name = 'Ann "&" Bob'
    context = {
        "meeting": meeting, "token": "t", "csrf_token": "c", "late": late, "typing_way": "paper",
        "put": SimpleNamespace(motion=motion),
    }  # fmt: skip
    act = {"act": "leave", "about": 7, "label": "Has left", "hint": name, "small": 1}
    assert drawn._act(context, "leave", 7, "Has left", name, timed=True) == (
        render_to_string("meetings/room/_act.html", {**context, **act}).strip()
    )
    assert drawn._act(context, "leave", 7, "Has left", name) == (
        render_to_string("meetings/room/_act.html", {**context, **act, "timeless": 1}).strip()
    )
    cast = {"choice": "for", "label": "For", "way": "paper", "who": 7, "hint": name, "small": 1}
    assert drawn._cast(context, {"organisation": 7, "name": name}, "for", "For") == (
        render_to_string("meetings/room/_cast.html", {**context, **cast}).strip()
    )


def test_who_is_named_and_not_here_can_be_ticked_in_the_room_or_remotely(here, office):
    meeting = make.under_way(here, present=1)
    page = office.get(at(meeting)).content.decode()
    one = here.members[2]
    assert f'Here<span class="visually-hidden">: {one.representative}</span>' in page
    assert f'id="remote-{one.representative.pk}-{one.organisation.pk}"' in page
    assert f"{here.adviser}, adviser" in page
    make.Meeting.objects.filter(pk=meeting.pk).update(from_paper=True)
    page = office.get(at(meeting)).content.decode()
    assert 'Time<span class="visually-hidden"> for ' in page
    assert 'id="remote-' not in page
