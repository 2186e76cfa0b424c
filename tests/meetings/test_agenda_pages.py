"""The pages of schedule, agenda and proposals, as people use them (S14, S15)."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.idempotency import new_token
from members.meetings.actions import proposals
from members.meetings.actions.schedule import Plan, plan_meetings
from members.meetings.models import ItemProposal, Meeting, MeetingSettings
from members.meetings.states import MeetingState

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Meeting of the consortium", "starts_at": "2pm", "ends_at": "16.00",
    "place": "The Mill", "link": "", "access": "Step-free.",
}  # fmt: skip


@pytest.fixture
def office(here, sign_in_as):
    clock.set_today(date(2026, 10, 1), by=SYSTEM)
    return sign_in_as(here.office.secretariat)


@pytest.fixture
def meeting(here, office):
    return planned(here, date(2026, 12, 10))


def planned(here, on: date) -> Meeting:
    plan = Plan(on=on, starts_at=time(14), ends_at=time(16), place="The Mill")
    return plan_meetings([plan], by=here.secretariat)[0]


def post(client, name: str, *args, **data):
    return client.post(reverse(name, args=args), {"token": new_token(), **data})


def test_a_years_dates_are_looked_at_before_they_go_out(here, office):
    days = "10 December 2026\n25/12/2026"
    looked = post(office, "meetings_plan", days=days, **TYPED).content.decode()
    assert "2 Dec 2026" in looked
    assert "Not a working day." in looked
    assert '<input type="hidden" name="days" value="10 December 2026' in looked
    assert not Meeting.objects.exists()
    answer = post(office, "meetings_plan", days="10 December 2026", sure="yes", **TYPED)
    assert answer["Location"] == "/meetings/?year=2026"
    found = Meeting.objects.get()
    assert (found.starts_at, found.ends_at) == (time(14), time(16))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"days": "31 June 2026"}, "31 June 2026"),
        ({"days": "Thursday"}, "Thursday"),
        ({"days": ""}, "Dates"),
        ({"days": "10 December 2026", "ends_at": "1pm"}, "must end after it starts"),
        ({"days": "10 December 2026", "place": ""}, "a place, or a link"),
        ({"days": "10 December 2026", "starts_at": "25:00"}, "must be a time"),
        ({"days": "10 December 2026", "link": "not a link"}, "Link for joining remotely"),
    ],
    ids=["no such day", "no date", "nothing", "ends first", "nowhere", "no hour", "no link"],
)
def test_what_cannot_be_read_is_shown_again_with_what_to_do(office, typed, words):
    page = post(office, "meetings_plan", **{**TYPED, **typed}).content.decode()
    assert "There is a problem" in page
    assert words in page
    assert not Meeting.objects.exists()


def test_pressed_twice_it_is_planned_once(office):
    data = {"token": new_token(), "days": "10 December 2026", "sure": "yes", **TYPED}
    for _ in range(2):
        assert office.post(reverse("meetings_plan"), data).status_code == 302
    assert Meeting.objects.count() == 1


def test_a_meeting_is_moved_and_cancelled_on_its_pages(office, meeting):
    page = office.get(reverse("meeting_change", args=[meeting.pk])).content.decode()
    assert "10 December 2026" in page
    answer = post(
        office, "meeting_change", meeting.pk, on="17 December 2026", why="Snow.",
        proposals_until="", version=meeting.version, **TYPED,
    )  # fmt: skip
    assert answer.status_code == 302
    stale = post(
        office, "meeting_change", meeting.pk, on="18 December 2026", why="Snow.",
        proposals_until="", version=meeting.version, **TYPED,
    )  # fmt: skip
    assert stale.status_code == 409
    post(office, "meeting_cancel", meeting.pk, why="More snow.")
    found = Meeting.objects.get()
    assert (found.on, found.state) == (date(2026, 12, 17), MeetingState.CANCELLED)
    assert "More snow." in office.get(found.get_absolute_url()).content.decode()


def test_items_are_added_moved_by_button_dragged_and_taken_off(office, meeting):
    post(office, "agenda_add", meeting.pk, title="Shared training", purpose="decide",
         minutes="20", mark="meeting", text="", leads="")  # fmt: skip
    item = meeting.items.get(title="Shared training")
    meeting.refresh_from_db()
    post(office, "agenda_order", meeting.pk, up=item.pk, version=meeting.version)
    ids = list(meeting.items.standing().values_list("pk", flat=True))
    assert ids.index(item.pk) == 3
    meeting.refresh_from_db()
    order = ",".join(map(str, [item.pk, *[pk for pk in ids if pk != item.pk]]))
    post(office, "agenda_order", meeting.pk, order=order, version=meeting.version)
    assert meeting.items.standing().first() == item
    post(office, "item_remove", item.pk, why="No time.")
    assert item not in meeting.items.standing()


@pytest.mark.parametrize(
    "typed",
    [{}, {"up": "x"}, {"order": "1,2;drop"}, {"order": "99999999999999999999"}, {"up": str(2**70)}],
    ids=["nothing", "a word", "odd signs", "too large an order", "too large a number"],
)
def test_an_order_that_makes_no_sense_changes_nothing(office, meeting, typed):
    answer = post(office, "agenda_order", meeting.pk, version=meeting.version, **typed)
    assert answer.status_code == 200
    meeting.refresh_from_db()
    assert meeting.version == Meeting.objects.get().version


@pytest.mark.parametrize("take", ["", "business:x", "item:99", "brought:none", "other:1"], ids=str)
def test_taking_in_what_is_not_there_is_refused(office, meeting, take):
    assert post(office, "agenda_take", meeting.pk, take=take).status_code in (404, 409, 422, 400)


def test_the_chair_agrees_with_one_press(here, sign_in_as, meeting, office):
    chair = sign_in_as(
        here.members[1].representative, hat=f"chair:{here.members[1].organisation.pk}"
    )
    assert "Do you agree this agenda?" in chair.get(meeting.get_absolute_url()).content.decode()
    meeting.refresh_from_db()
    post(chair, "agenda_agree", meeting.pk, version=meeting.version)
    meeting.refresh_from_db()
    assert meeting.agreed_on == clock.today()
    assert "1 October 2026" in office.get(meeting.get_absolute_url()).content.decode()


def test_a_representative_proposes_and_reads_the_answer(here, sign_in_as, meeting, office):
    member = sign_in_as(here.members[2].representative)
    post(member, "item_propose", meeting.pk, title="A calendar", text="For all.", purpose="decide")
    other = sign_in_as(here.members[3].representative)
    page = reverse("meeting_proposals", args=[meeting.pk])
    assert "A calendar" in office.get(page).content.decode()
    assert "A calendar" not in other.get(page).content.decode()
    post(office, "item_proposal_decline", ItemProposal.objects.get().pk, answer="Next time.")
    assert "Next time." in member.get(page).content.decode()


def test_anothers_proposal_cannot_be_told_from_a_missing_one(here, sign_in_as, meeting):
    found = proposals.propose(meeting, title="Ours", text="Ours.", by=here.members[2].by)
    other = sign_in_as(here.members[3].representative)
    assert post(other, "item_proposal_take_back", found.pk).status_code == 404
    assert post(other, "item_proposal_take_back", 2**40).status_code == 404


def test_standing_items_and_notice_are_settled_for_meetings_to_come(here, office):
    found = MeetingSettings.current()
    data = {
        "version": found.version, "clear_days": "7", "cut_off": "12:00", "call_days": "25",
        "propose_days": "12", "title_0": "A quiet minute", "kind_0": "welcome", "minutes_0": "2",
        **{f"kind_{n}": "general" for n in range(1, 8)},
    }  # fmt: skip
    answer = post(office, "meetings_settings", **data)
    assert answer.status_code == 302, answer.content.decode()
    meeting = planned(here, date(2026, 12, 10))
    assert [each.title for each in meeting.items.standing()][0] == "A quiet minute"
    assert "30 November 2026" in office.get(meeting.get_absolute_url()).content.decode()


def test_the_schedule_comes_as_pdf(here, office, meeting):
    answer = office.get("/meetings/schedule/2026.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_pages_ask_as_often_for_one_meeting_as_for_three(here, office, meeting):
    def queries(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert office.get(url).status_code == 200
        return len(seen)

    places = (reverse("meetings"), meeting.get_absolute_url(),
              reverse("meeting_proposals", args=[meeting.pk]))  # fmt: skip
    for url in places:
        office.get(url)
    one = [queries(url) for url in places]
    for month in (1, 2):
        planned(here, date(2027, month, 14))
        proposals.propose(meeting, title="More", text="More.", by=here.members[2].by)
    assert [queries(url) for url in places] == one
