"""The accountable body is reviewed, goes on or is replaced; offices change on 1 April (8.4)."""

from datetime import date, time

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.due import sweep
from consortium.core.models import AuditRow, Message
from consortium.core.workflow import Refused
from members.hats import hats_of
from members.meetings import clock_elections  # noqa: F401 - the clock's doors
from members.meetings.actions import body, handing_over, motions, room, schedule
from members.meetings.models import BodyReview, HandOver, HandOverItem, Meeting
from members.meetings.states import ItemKind
from members.models import Term
from members.offices import accountable_body_or_none
from members.states import Office, Role
from tests.factories import meetings as make
from tests.factories import members as people

pytestmark = pytest.mark.django_db
MARCH, FIRST = date(2027, 3, 11), date(2027, 4, 1)


def swept(day: date) -> None:
    clock.set_today(day, by=SYSTEM)
    sweep(today=day)


@pytest.fixture
def item(here):
    """The review, which the meeting of March is at."""
    found = schedule.Plan(on=MARCH, starts_at=time(14), ends_at=time(16), place="The Old Mill")
    schedule.plan_meetings([found], by=here.secretariat)
    swept(MARCH)
    meeting = Meeting.objects.get(on=MARCH)
    room.begin(meeting, by=here.secretariat)
    make.arrive(meeting, *here.members)
    return room.start(meeting.items.get(kind=ItemKind.BODY), by=here.secretariat)


@pytest.fixture
def new(here):
    return here.members[3]


@pytest.fixture
def replaced(here, item, new):
    motion = body.propose_review(
        item, "replace", organisation=new.organisation, by=here.secretariat
    )
    motions.agree(motion, by=here.secretariat)
    return HandOver.objects.get()


class TestReview:
    def test_it_continues_by_decision_from_1_april(self, here, item):
        motion = body.propose_review(item, "continue", by=here.chair)
        decision = motions.agree(motion, by=here.chair)
        assert (decision.kind, decision.effective_on) == ("body", FIRST)
        term = Term.objects.get(office=Office.ACCOUNTABLE_BODY, starts=FIRST)
        assert term.organisation == here.members[0].organisation
        assert (term.decided, term.ends) == (decision.reference, date(2028, 3, 31))
        assert not HandOver.objects.exists()
        with pytest.raises(Refused, match="accountable body from 1 April 2027 already"):
            body.not_reviewed(item, by=here.chair)

    def test_left_unreviewed_at_the_meeting_it_continues(self, here, item):
        made = body.not_reviewed(item, by=here.secretariat)
        assert made.term.organisation == here.members[0].organisation
        assert made.motion is None
        assert AuditRow.objects.filter(action="body.not_reviewed").exists()

    def test_replaced_brings_term_and_check_list(self, here, replaced, new):
        term = Term.objects.get(office=Office.ACCOUNTABLE_BODY, starts=FIRST)
        assert term.organisation == new.organisation == replaced.new
        assert replaced.old == here.members[0].organisation
        assert replaced.parts.count() == 5
        told = Message.objects.filter(kind="elections.hand_over").values_list("to", flat=True)
        assert {new.representative.email, here.members[0].representative.email} <= set(told)

    def test_what_is_not_agreed_changes_nothing_and_something_else_can_be_put(
        self, here, item, new
    ):
        motion = body.propose_review(
            item, "replace", organisation=new.organisation, by=here.secretariat
        )
        motions.withdraw(motion, why="They do not want to.", by=here.secretariat)
        assert not Term.objects.filter(starts=FIRST).exists()
        motions.agree(
            body.propose_review(item, "continue", by=here.secretariat), by=here.secretariat
        )
        assert BodyReview.objects.filter(term__isnull=False).count() == 1

    @pytest.mark.parametrize(
        ("who", "words"),
        [("none", "Choose the member"), ("same", "is the accountable body already"),
         ("adviser", "not a full member")],
    )  # fmt: skip
    def test_only_another_full_member_replaces_it(self, here, item, who, words):
        adviser = here.adviser.seats.get().organisation
        chosen = {"none": None, "same": here.members[0].organisation, "adviser": adviser}[who]
        with pytest.raises(Refused, match=words):
            body.propose_review(item, "replace", organisation=chosen, by=here.secretariat)

    def test_only_who_presides_and_only_at_its_item(self, here, item):
        with pytest.raises(Refused, match="Only the secretariat, the chair"):
            body.not_reviewed(item, by=here.members[3].by)
        room.finish(item, by=here.secretariat)
        with pytest.raises(Refused, match="not at this item"):
            body.not_reviewed(item, by=here.secretariat)

    def test_what_was_recorded_stays(self, here, item):
        made = body.not_reviewed(item, by=here.secretariat)
        with pytest.raises(DatabaseError), transaction.atomic():
            BodyReview.objects.filter(pk=made.pk).update(for_year="2030/31")
        with pytest.raises(DatabaseError), transaction.atomic():
            BodyReview.objects.filter(pk=made.pk).delete()


class TestFirstOfApril:
    def test_a_body_that_nobody_reviewed_goes_on_and_the_chair_falls_vacant(self, here, item):
        swept(date(2027, 3, 31))
        assert not Term.objects.filter(starts=FIRST).exists()
        swept(FIRST)
        sweep(today=FIRST)
        assert accountable_body_or_none(FIRST) == here.members[0].organisation
        assert not Term.objects.on(FIRST).filter(office=Office.CHAIR).exists()
        assert BodyReview.objects.get().outcome == "not_reviewed"

    def test_missed_days_are_caught_up_once_and_the_year_after_is_planned(self, here, item):
        swept(date(2027, 4, 20))
        assert accountable_body_or_none(date(2027, 4, 20)) == here.members[0].organisation
        swept(date(2028, 4, 1))
        assert accountable_body_or_none(date(2028, 4, 1)) == here.members[0].organisation

    def test_officers_of_the_old_body_lose_their_roles_and_those_of_the_new_gain_them(
        self, here, replaced, new
    ):
        coming = people.seated(Role.FINANCE_OFFICER, new.organisation)
        old = here.office.finance

        def in_office(user, day):
            return any("finance_officer" in hat.roles for hat in hats_of(user, day))

        last = date(2027, 3, 31)
        assert [in_office(old, last), in_office(coming, last)] == [True, False]
        assert [in_office(old, FIRST), in_office(coming, FIRST)] == [False, True]


class TestHandingOver:
    def test_the_old_body_gives_and_the_new_one_receives(self, here, replaced, new):
        old = here.members[0].by
        for part in replaced.parts.all():
            with pytest.raises(Refused, match="has not given this yet"):
                handing_over.tick(part, by=new.by)
            handing_over.tick(part, note="In the blue box.", by=old)
            with pytest.raises(Refused, match="given already"):
                handing_over.tick(part, by=old)
            handing_over.tick(part, by=new.by)
        replaced.refresh_from_db()
        assert replaced.finished_on == MARCH
        with pytest.raises(Refused, match="is finished"):
            handing_over.note_funders(replaced, words="Yes.", by=old)
        with pytest.raises(DatabaseError), transaction.atomic():
            HandOverItem.objects.update(given_on=FIRST)

    def test_nobody_else_has_a_part_in_it(self, here, replaced):
        with pytest.raises(Refused, match="Only the old and the new"):
            handing_over.tick(replaced.parts.first(), by=here.members[2].by)
        with pytest.raises(Refused, match="Only the old and the new"):
            handing_over.note_funders(replaced, words="Yes.", by=here.members[2].by)

    def test_the_page_the_note_of_funders_and_the_certificate(
        self, here, replaced, new, sign_in_as
    ):
        client = sign_in_as(here.members[0].representative)
        address = replaced.get_absolute_url()
        assert "5 of 5 parts are still open" in client.get(address).text
        part = replaced.parts.first()
        token = client.get(address).context["parts"][0].form["token"].value()
        tick = reverse("hand_over_tick", args=[part.pk])
        answer = client.post(tick, {"token": token, "note": "Six contracts."}, follow=True)
        assert "Six contracts." in answer.text
        assert "given already" in client.post(tick, {"token": "x" * 20, "note": ""}).text
        funders = reverse("hand_over_funders", args=[replaced.pk])
        token = client.get(funders).context["form"]["token"].value()
        said = client.post(funders, {"token": token, "funders": "The lottery agrees."}, follow=True)
        assert "The lottery agrees." in said.text
        pdf = client.get(reverse("hand_over_pdf", args=[replaced.pk]))
        assert pdf.content.startswith(b"%PDF")
        other = sign_in_as(here.members[2].representative)
        assert other.get(address).status_code == 200
        assert other.get(funders).status_code == 404
        assert other.post(tick, {"token": "x"}).status_code == 404

    def test_the_room_offers_the_three_outcomes(self, here, item, new, sign_in_as):
        client = sign_in_as(here.office.secretariat)
        room_page = reverse("meeting_room", args=[item.meeting_id])
        page = client.get(room_page)
        assert "Propose that it continues" in page.text
        act = reverse("meeting_room_act", args=[item.meeting_id, "review"])
        data = {"about": item.pk, "outcome": "replace", "who": new.organisation.pk}
        said = client.post(act, data | {"token": page.context["token"]()}, follow=True)
        assert f"{new.organisation.name} replaces" in said.text
        bad = client.post(act, data | {"token": page.context["token"](), "outcome": "sell"})
        assert bad.status_code == 200
        assert BodyReview.objects.count() == 1
