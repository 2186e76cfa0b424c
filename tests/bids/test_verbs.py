"""Bids through their verbs: the route first, the figures agreed, sent and answered."""

from datetime import date, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

import projects.bids.tasks  # noqa: F401 - the clock's door
from consortium.core import audit, clock
from consortium.core.actor import SYSTEM
from consortium.core.due import sweep
from consortium.core.models import AuditRow, DueItem, Message
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from consortium.pages.demo.receipts import example_pdf
from members.meetings.actions import motions, overriding, taken
from members.meetings.models import Meeting
from members.meetings.states import DecisionKind, ItemState, Route
from members.models import MeetingBusiness, Term
from members.states import Role
from projects.bids import facts, rules
from projects.bids.actions import drafting, outcomes, putting, sending
from projects.bids.models import Bid, BidDecision, BidFigures
from projects.bids.states import BidRole, BidState
from tests.factories import bids as make
from tests.factories import meetings
from tests.factories.members import actor_of

pytestmark = pytest.mark.django_db


def reasons(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return " ".join(refused.value.reasons)


def told(kind: str) -> set[int]:
    return set(Message.objects.filter(kind=kind).values_list("recipient_user_id", flat=True))


def override(decision, here):
    return overriding.override(
        decision, term="Guidance note 7", clause="4.2", reason="It pays for lunch.",
        effect="Lunch is not claimed.", by=here.members[0].by,
        upload=SimpleUploadedFile("grant.pdf", example_pdf("A", heading="Condition 4.2")),
    )  # fmt: skip


class TestDrafting:
    def test_figures_are_saved_as_typed_and_need_not_add_up_yet(self, by):
        bid = make.drafted(by, amount=1_00)
        assert bid.amount == 1_00
        assert "must be the same" in reasons(sending.finish, bid, by=by)

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"amount": -1}, "cannot be negative"),
            ({"budget": [("Staff", 1), ("Staff", 2)]}, "stands there twice"),
            ({"budget": [("Staff", 0)]}, "above nothing"),
            ({"outputs": [("Groups", 0)]}, "above nothing"),
            ({"outcomes": [" "]}, "Enter the words"),
        ],
    )
    def test_rows_that_say_nothing_are_refused_in_words(self, by, wrong, words):
        bid = make.drafted(by)
        values = {"amount": 1, "budget": [], "outputs": [], "outcomes": [], **wrong}
        call = drafting.set_figures
        assert words in reasons(call, bid, **values, version=bid.version, by=by)

    def test_nobody_saves_over_anothers_change(self, by):
        bid = make.drafted(by)
        drafting.change(bid, values={"title": "Better"}, version=bid.version, by=by)
        with pytest.raises(Stale):
            drafting.change(bid, values={"title": "Other"}, version=bid.version, by=by)
        with pytest.raises(Stale):
            drafting.set_figures(
                bid, amount=1, budget=[], outputs=[], outcomes=[], version=bid.version, by=by
            )

    def test_shares_never_pass_the_amount_from_either_side(self, here, by):
        bid = make.drafted(by)
        one, two = (each.organisation for each in here.members[:2])
        drafting.set_partner(bid, one, role=BidRole.LEAD, share=30_000_00, by=by)
        more = {"role": BidRole.DELIVERY, "share": 2_000_01, "by": by}
        assert "more than" in reasons(drafting.set_partner, bid, two, **more)
        drafting.set_partner(bid, two, role=BidRole.DELIVERY, share=2_000_00, by=by)
        less = {
            "amount": 31_000_00,
            "budget": [],
            "outputs": [],
            "outcomes": [],
            "version": bid.version,
        }
        assert "more than" in reasons(drafting.set_figures, bid, **less, by=by)

    def test_a_bid_has_one_lead_who_can_be_changed(self, here, by):
        bid = make.drafted(by)
        one, two = (each.organisation for each in here.members[:2])
        partner = drafting.set_partner(bid, one, role=BidRole.LEAD, share=1, by=by)
        second = {"role": BidRole.LEAD, "share": 1, "by": by}
        assert "a lead partner already" in reasons(drafting.set_partner, bid, two, **second)
        drafting.leave(partner, by=by)
        drafting.set_partner(bid, two, **second)
        with pytest.raises(IntegrityError), transaction.atomic():
            bid.partners.create(organisation=one, role=BidRole.LEAD)

    def test_names_of_people_are_nowhere_in_the_trail(self, by):
        bid = make.drafted(by)
        sending.withdraw(make.drafted(by), reason="No time.", by=by)
        rows = AuditRow.objects.filter(object_kind="bids.bid")
        assert rows.count() > 3
        assert not any(bid.drafter.name in f"{row.before}{row.after}" for row in rows)


class TestTheRoute:
    def test_an_open_competition_waits_for_its_route(self, by):
        bid = make.drafted(by, competition=True)
        assert "first decides" in reasons(sending.finish, bid, by=by)

    def test_together_lets_the_bid_go_on(self, here, by):
        bid = make.drafted(by, competition=True)
        decision = make.together(here, bid, by=by)
        assert (decision.kind, decision.route) == (DecisionKind.GATE, Route.TOGETHER)
        assert facts.route_waits(bid) is None
        assert sending.finish(bid, by=by).state == BidState.READY

    def test_each_by_itself_stops_the_bid_of_the_consortium(self, here, by):
        bid = make.drafted(by, competition=True)
        make.together(here, bid, by=by, route=Route.APART)
        assert "each member applies by itself" in reasons(sending.finish, bid, by=by)

    def test_under_its_item_the_chair_says_which(self, here, by):
        bid = make.drafted(by, competition=True)
        _, item = make.under_way(here, putting.put_route(bid, by=by))
        assert "Choose how" in reasons(motions.put, item, wording="We apply.", by=here.chair)

    def test_an_overridden_route_counts_no_more(self, here, by):
        bid = make.drafted(by, competition=True)
        override(make.together(here, bid, by=by), here)
        assert "first decides" in reasons(sending.finish, bid, by=by)

    def test_a_bid_outside_a_competition_has_no_route(self, by):
        bid = make.drafted(by)
        assert "no open competition" in reasons(putting.put_route, bid, by=by)

    def test_the_deadline_is_no_way_round_it(self, here, by):
        bid = make.drafted(by, competition=True, deadline=clock.today())
        Bid.objects.filter(pk=bid.pk).update(state=BidState.READY)
        found = reasons(sending.send_subject, bid, on=clock.today(), by=by)
        assert "first decides" in found


class TestTheFigures:
    def test_without_a_decision_nothing_is_sent(self, by):
        bid = make.ready(by)
        assert "has not agreed" in reasons(sending.send, bid, on=clock.today(), by=by)

    def test_what_a_meeting_agrees_is_linked_with_what_it_agreed(self, here, by):
        bid = make.ready(by)
        decision = make.figures_agreed(here, bid, by=by)
        link = BidDecision.objects.get(bid=bid)
        assert decision.kind == DecisionKind.BUDGET
        assert (decision.about_kind, decision.about_id) == ("bids.bid", str(bid.pk))
        assert link.figures.digest == rules.digest_of(facts.figures(bid))
        business = MeetingBusiness.objects.get(kind=facts.FIGURES)
        assert business.minute == decision.reference
        assert sending.send(bid, on=clock.today(), by=by).state == BidState.SUBMITTED

    def test_changed_figures_need_a_new_decision_and_show_what_differs(self, here, by):
        bid = make.ready(by)
        make.figures_agreed(here, bid, by=by)
        sending.reopen(bid, by=by)
        bid.refresh_from_db()
        drafting.set_figures(
            bid, amount=30_000_01, budget=[("Staff", 30_000_01)], outputs=make.OUTPUTS,
            outcomes=make.OUTCOMES, version=bid.version, by=by,
        )  # fmt: skip
        bid = sending.finish(bid, by=by)
        assert "has not agreed" in reasons(sending.send, bid, on=clock.today(), by=by)
        differs = facts.standing(bid, facts.figures(bid)).differs
        assert "Travel: £2,000.00 was agreed, nothing is it now." in differs
        assert len(differs) == 3

    def test_changed_back_to_what_was_agreed_they_are_agreed(self, here, by):
        bid = make.ready(by)
        make.figures_agreed(here, bid, by=by)
        sending.reopen(bid, by=by)
        for outcomes_now in (["Other"], make.OUTCOMES):
            bid.refresh_from_db()
            drafting.set_figures(
                bid, amount=bid.amount, budget=make.BUDGET[::-1], outputs=make.OUTPUTS,
                outcomes=outcomes_now, version=bid.version, by=by,
            )  # fmt: skip
        sending.finish(bid, by=by)
        assert sending.send(bid, on=clock.today(), by=by).state == BidState.SUBMITTED

    def test_an_overridden_decision_counts_no_more(self, here, by):
        bid = make.ready(by)
        override(make.figures_agreed(here, bid, by=by), here)
        assert "has not agreed" in reasons(sending.send, bid, on=clock.today(), by=by)

    def test_what_was_frozen_and_linked_stays(self, here, by):
        make.figures_agreed(here, make.ready(by), by=by)
        for rows in (BidFigures.objects.all(), BidDecision.objects.all()):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(on=date(2020, 1, 1))
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.delete()

    def test_a_meeting_that_does_not_agree_leaves_it_waiting_and_says_so(self, here, by):
        bid = make.ready(by)
        business = putting.put_figures(bid, by=by)
        _, item = make.under_way(here, business)
        motion = motions.put(item, wording="Agree it.", by=here.chair)
        outcomes.decided(motion, None, by=here.chair)
        assert facts.figures_wait(bid) == business
        assert not BidDecision.objects.exists()
        assert told("bids.not_agreed") >= {bid.drafter_id, by.user_id}

    def test_changing_them_takes_them_off_the_agenda(self, here, by):
        bid = make.ready(by)
        meeting = meetings.meeting(on=clock.today() + timedelta(days=20))
        business = putting.put_figures(bid, by=by)
        item = taken.take_business(meeting, business, by=here.secretariat)
        sending.reopen(bid, by=by)
        item.refresh_from_db()
        assert item.state == ItemState.WITHDRAWN
        assert facts.figures_wait(bid) is None

    def test_while_a_meeting_is_at_them_they_stay(self, here, by):
        bid = make.ready(by)
        make.under_way(here, putting.put_figures(bid, by=by))
        assert "under way" in reasons(sending.reopen, bid, by=by)
        assert Bid.objects.get(pk=bid.pk).state == BidState.READY

    def test_another_kind_of_decision_under_the_item_is_not_taken_for_it(self, here, by):
        bid = make.ready(by)
        _, item = make.under_way(here, putting.put_figures(bid, by=by))
        motion = motions.put(
            item, wording="Talk later.", decision_kind=DecisionKind.GENERAL, by=here.chair
        )
        motions.agree(motion, by=here.chair)
        assert not BidDecision.objects.exists()


class TestLinkingByHand:
    @pytest.fixture
    def decision(self, here):
        meeting = meetings.under_way(here)
        item = meetings.now_at(meetings.item(meeting, title="A bid"))
        motion = motions.put(
            item, wording="That the bid goes out.", decision_kind=DecisionKind.BUDGET, by=here.chair
        )
        return motions.agree(motion, by=here.chair)

    def test_a_decision_in_other_words_is_linked_once(self, by, decision):
        bid = make.ready(by)
        outcomes.link(bid, decision, by=by)
        assert facts.standing(bid, facts.figures(bid)).agreed_on == clock.today()
        assert "linked already" in reasons(outcomes.link, bid, decision, by=by)

    def test_linked_it_leaves_the_agenda_that_it_waited_on(self, here, by, decision):
        bid = make.ready(by)
        later = meetings.meeting(on=clock.today() + timedelta(days=20))
        business = putting.put_figures(bid, by=by)
        item = taken.take_business(later, business, by=here.secretariat)
        outcomes.link(bid, decision, by=by)
        item.refresh_from_db()
        assert item.state == ItemState.WITHDRAWN
        assert facts.figures_wait(bid) is None

    def test_figures_changed_after_it_need_a_new_one(self, by, decision):
        clock.set_today(clock.today() + timedelta(days=1), by=SYSTEM)
        bid = make.ready(by)
        assert "changed after" in reasons(outcomes.link, bid, decision, by=by)

    def test_a_bid_that_is_drafted_still_is_not_agreed(self, by, decision):
        bid = make.drafted(by)
        assert "is ready first" in reasons(outcomes.link, bid, decision, by=by)

    def test_an_overridden_one_and_one_of_another_bid_are_none(self, here, by, decision):
        other = make.ready(by)
        of_other = make.figures_agreed(here, other, by=by)
        bid = make.ready(by)
        assert "something else" in reasons(outcomes.link, bid, of_other, by=by)
        override(decision, here)
        decision.refresh_from_db()
        assert "is overridden" in reasons(outcomes.link, bid, decision, by=by)
        assert facts.to_link(bid, by) == []


class TestSubjectToAgreement:
    @pytest.fixture
    def next_one(self, here):
        return meetings.meeting(on=clock.today() + timedelta(days=30))

    def test_before_the_next_meeting_it_can_be_sent_and_the_chair_is_told(self, here, by, next_one):
        bid = make.ready(by, deadline=clock.today() + timedelta(days=3))
        sent = sending.send_subject(bid, on=clock.today(), by=by)
        assert (sent.state, sent.chair_told_on) == (BidState.SUBJECT, clock.today())
        assert here.members[1].representative.pk in told("bids.sent_subject")

    def test_with_nobody_in_the_chair_every_representative_is_told(self, here, by, next_one):
        Term.objects.filter(office="chair").update(ends=clock.today() - timedelta(days=1))
        bid = make.ready(by, deadline=clock.today() + timedelta(days=3))
        sending.send_subject(bid, on=clock.today(), by=by)
        assert {each.representative.pk for each in here.members} <= told("bids.sent_subject")

    def test_it_stands_on_the_next_agenda_by_itself(self, here, by, next_one):
        next_one.agreed_on = clock.today()
        next_one.save(update_fields=["agreed_on"])
        bid = make.ready(by, deadline=clock.today() + timedelta(days=3))
        sending.send_subject(bid, on=clock.today(), by=by)
        item = next_one.items.get()
        assert (item.business.kind, item.about_id) == (facts.FIGURES, str(bid.pk))
        assert "Staff: £30,000.00" in item.text
        assert item.business.meeting_on == next_one.on
        next_one.refresh_from_db()
        assert next_one.agreed_on is None  # the chair's yes was to another agenda

    def test_without_a_meeting_it_waits_for_the_first_that_is_planned(self, here, by):
        bid = make.ready(by, deadline=clock.today() + timedelta(days=3))
        sending.send_subject(bid, on=clock.today(), by=by)
        later = meetings.meeting(on=clock.today() + timedelta(days=60))
        assert taken.take_all(later, by=SYSTEM) == 1

    def test_what_stands_on_an_agenda_already_is_not_put_there_twice(self, here, by, next_one):
        bid = make.ready(by, deadline=clock.today() + timedelta(days=3))
        taken.take_business(next_one, putting.put_figures(bid, by=by), by=here.secretariat)
        sending.send_subject(bid, on=clock.today(), by=by)
        assert next_one.items.count() == 1

    def test_agreed_it_is_sent_like_any_other(self, here, by, next_one):
        bid = make.ready(by, deadline=clock.today() + timedelta(days=3))
        sending.send_subject(bid, on=clock.today(), by=by)
        clock.set_today(next_one.on, by=SYSTEM)
        Meeting.objects.filter(pk=next_one.pk).update(state="open", began_at=clock.now())
        meetings.arrive(next_one, *here.members)
        item = meetings.now_at(next_one.items.get())
        motions.agree(motions.put(item, wording="Agreed.", by=here.chair), by=here.chair)
        bid.refresh_from_db()
        assert bid.state == BidState.SUBMITTED
        assert not Bid.objects.subject().exists()

    def test_a_meeting_before_the_deadline_comes_first(self, here, by, next_one):
        bid = make.ready(by, deadline=next_one.on)
        assert "comes before" in reasons(sending.send_subject, bid, on=clock.today(), by=by)

    def test_what_is_agreed_is_sent_as_it_is(self, here, by, next_one):
        bid = make.ready(by, deadline=clock.today() + timedelta(days=3))
        make.figures_agreed(here, bid, by=by)
        assert "agreed these figures" in reasons(sending.send_subject, bid, on=clock.today(), by=by)

    def test_recorded_after_it_was_agreed_it_keeps_both_days(self, here, by):
        sent_on = clock.today() - timedelta(days=2)
        bid = make.ready(by, deadline=sent_on)
        make.figures_agreed(here, bid, by=by)
        assert "before the consortium agreed" in reasons(sending.send, bid, on=sent_on, by=by)
        sent = sending.send_subject(bid, on=sent_on, by=by)
        assert (sent.state, sent.sent_on) == (BidState.SUBMITTED, sent_on)
        assert facts.figures_wait(bid) is None

    def test_the_database_wants_the_chair_told(self, by):
        bid = make.ready(by)
        with pytest.raises(IntegrityError), transaction.atomic():
            Bid.objects.filter(pk=bid.pk).update(state=BidState.SUBJECT, sent_on=clock.today())


class TestSendingAndAnswers:
    @pytest.fixture
    def bid(self, here, by):
        """Agreed, with its deadline today at noon."""
        found = make.ready(by, deadline=clock.today(), deadline_at=time(12))
        make.figures_agreed(here, found, by=by)
        return found

    @pytest.mark.parametrize(("at", "late"), [(time(12), False), (time(12, 1), True)])
    def test_late_is_recorded_as_late(self, by, bid, at, late):
        assert sending.send(bid, on=clock.today(), at=at, by=by).late is late

    def test_a_day_later_is_late_whatever_the_time(self, by, bid):
        clock.set_today(clock.today() + timedelta(days=1), by=SYSTEM)
        assert sending.send(bid, on=clock.today(), by=by).late

    def test_on_the_day_itself_the_time_is_asked_for(self, by, bid):
        assert "12:00" in reasons(sending.send, bid, on=clock.today(), by=by)

    def test_nothing_was_sent_tomorrow(self, by, bid):
        tomorrow = clock.today() + timedelta(days=1)
        assert "future" in reasons(sending.send, bid, on=tomorrow, by=by)

    def test_an_award_has_an_amount_and_partners_hear_it(self, here, by, bid):
        member = here.members[3]
        drafting.set_partner(bid, member.organisation, role=BidRole.DELIVERY, share=1, by=by)
        bid = sending.send(bid, on=clock.today(), at=time(11), by=by)
        assert "amount" in reasons(sending.award, bid, on=clock.today(), amount=0, by=by)
        before = clock.today() - timedelta(days=1)
        assert "cannot have answered" in reasons(sending.award, bid, on=before, amount=1, by=by)
        won = sending.award(bid, on=clock.today(), amount=20_000_00, by=by)
        assert (won.state, won.awarded) == (BidState.AWARDED, 20_000_00)
        assert member.representative.pk in told("bids.answered")

    def test_a_refusal_ends_what_waits_for_a_meeting(self, here, by):
        bid = make.ready(by, deadline=clock.today())
        meetings.meeting(on=clock.today() + timedelta(days=9))
        bid = sending.send_subject(bid, on=clock.today(), by=by)
        refused = sending.refuse(bid, on=clock.today(), by=by)
        assert refused.state == BidState.REFUSED
        assert facts.waiting(bid) == {}

    def test_withdrawn_it_says_why_and_nothing_waits(self, by):
        bid = make.drafted(by, competition=True)
        putting.put_route(bid, by=by)
        assert "reason" in reasons(sending.withdraw, bid, reason=" ", by=by)
        sending.withdraw(bid, reason="No time.", by=by)
        assert facts.waiting(bid) == {}
        assert audit.history(bid).filter(action="bid.withdraw", reason="No time.").exists()

    def test_what_is_sent_stays_as_it_is(self, by, bid):
        bid = sending.send(bid, on=clock.today(), at=time(11), by=by)
        call = drafting.change
        found = reasons(call, bid, values={"title": "Other"}, version=bid.version, by=by)
        assert "stays as it is" in found


class TestReminders:
    def test_14_7_and_1_days_before_writers_and_drafter_hear_of_the_deadline(self, here, by):
        bid = make.drafted(by, deadline=clock.today() + timedelta(days=30))
        for heard, days in enumerate((14, 7, 1), start=1):
            clock.set_today(bid.deadline - timedelta(days=days), by=SYSTEM)
            sweep(today=clock.today())
            now = Message.objects.filter(kind="bids.deadline", recipient_user_id=bid.drafter_id)
            assert now.count() == heard
        assert {here.office.finance.pk, by.user_id} <= told("bids.deadline")

    def test_a_moved_deadline_moves_them(self, by):
        bid = make.drafted(by, deadline=clock.today() + timedelta(days=30))
        later = clock.today() + timedelta(days=60)
        drafting.change(bid, values={"deadline": later}, version=bid.version, by=by)
        waits = DueItem.objects.filter(
            kind="bid.deadline", handled_at__isnull=True, cancelled_at__isnull=True
        )
        days = sorted((later - each.due_at).days for each in waits)
        assert days == [1, 7, 14]

    def test_a_bid_that_is_sent_needs_none(self, here, by):
        bid = make.ready(by, deadline=clock.today() + timedelta(days=3))
        make.figures_agreed(here, bid, by=by)
        sending.send(bid, on=clock.today(), by=by)
        clock.set_today(clock.today() + timedelta(days=2), by=SYSTEM)
        sweep(today=clock.today())
        assert told("bids.deadline") == set()


def test_who_may_not_write_is_refused_by_every_verb(here, by):
    stranger = actor_of(here.office.approver)
    bid, whole = make.drafted(by, competition=True), make.ready(by)
    partner = drafting.set_partner(
        whole, here.members[2].organisation, role=BidRole.LEAD, share=1, by=by
    )
    today, only = clock.today(), "Only the finance officer"
    details = {
        "title": "T",
        "funder": bid.funder,
        "programme": "P",
        "deadline": today,
        "drafter": bid.drafter,
    }
    figures = {"amount": 1, "budget": [], "outputs": [], "outcomes": [], "version": bid.version}
    organisation = here.members[0].organisation
    for call, args, more in (
        (drafting.draft, (), details),
        (drafting.change, (bid,), {"values": {}, "version": bid.version}),
        (drafting.set_figures, (bid,), figures),
        (drafting.set_partner, (bid, organisation), {"role": BidRole.LEAD, "share": 0}),
        (drafting.leave, (partner,), {}),
        (putting.put_route, (bid,), {}),
        (putting.put_figures, (whole,), {}),
        (sending.finish, (bid,), {}),
        (sending.reopen, (whole,), {}),
        (sending.send, (whole,), {"on": today}),
        (sending.send_subject, (whole,), {"on": today}),
        (sending.award, (whole,), {"on": today, "amount": 1}),
        (sending.refuse, (whole,), {"on": today}),
        (sending.withdraw, (whole,), {"reason": "Because"}),
    ):
        assert only in reasons(call, *args, **more, by=stranger), call.__name__
    assert Role.SECOND_APPROVER in stranger.roles
