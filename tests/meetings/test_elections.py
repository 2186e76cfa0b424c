"""The chair is elected by the agreement's clauses: timetable, who can stand, ballot, lot (R72)."""

import hashlib
from datetime import date, time

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.due import sweep
from consortium.core.models import AuditRow, Message
from consortium.core.workflow import Refused
from consortium.core.workingdays import add_working_days
from members.actions import seats, terms
from members.meetings import clock_elections, todos  # noqa: F401 - the clock’s doors
from members.meetings.actions import ballots, body, candidates, elections, room, schedule, voting
from members.meetings.actions.schedule import Plan
from members.meetings.facts import elections as facts
from members.meetings.models import Candidate, Decision, Election, Lot, Meeting
from members.meetings.rules_elections import Standing, draw, next_step, timetable, why_not
from members.meetings.states import ItemKind, ItemState
from members.models import Seat, Term
from members.states import Office, Role
from tests.factories import meetings as make
from tests.factories import members as people

pytestmark = pytest.mark.django_db
MARCH = date(2027, 3, 11)
FIRST = date(2027, 4, 1)


def plan(on: date, **more) -> Plan:
    return Plan(on=on, starts_at=time(14), ends_at=time(16), place="The Old Mill", **more)


@pytest.fixture
def march(here):
    """The last meeting of 2026/27, as the schedule makes it."""
    schedule.plan_meetings([plan(MARCH)], by=here.secretariat)
    return Meeting.objects.get(on=MARCH)


@pytest.fixture
def election(march):
    return Election.objects.get()


def on(day: date) -> None:
    clock.set_today(day, by=SYSTEM)


def swept(day: date) -> None:
    on(day)
    sweep(today=day)


def nominated(election, one, by=None) -> Candidate:
    election.refresh_from_db()
    return candidates.nominate(
        election, person=one.representative, organisation=one.organisation, by=by or one.by
    )


@pytest.fixture
def begun(here, election, march):
    """The meeting of March under way with everybody there, at the election; body settled."""

    def at(*standing, secret=False):
        swept(election.opens_on)
        for one in standing:
            nominated(election, one)
        swept(MARCH)
        if secret:
            Election.objects.update(secret=True)
        room.begin(march, by=here.secretariat)
        make.arrive(march, *here.members)
        review = march.items.get(kind=ItemKind.BODY)
        room.start(review, by=here.secretariat)
        body.not_reviewed(review, by=here.secretariat)
        room.finish(review, by=here.secretariat)
        item = march.items.get(kind=ItemKind.ELECTION)
        room.start(item, by=here.secretariat)
        election.refresh_from_db()
        return election

    return at


def cast(motion, here, choices):
    for one, choice in zip(here.members, choices, strict=True):
        if choice:
            voting.cast(
                motion, organisation=one.organisation, user=one.representative, choice=choice,
                by=one.by,
            )  # fmt: skip


def closed(motion, here, choices):
    cast(motion, here, choices)
    return voting.close_vote(motion, by=here.secretariat)


GOOD = {"active": True, "member": True, "represents": True, "substitute": False,
        "of_body": False, "seat_at_body": False}  # fmt: skip


class TestWhoCanStand:
    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({}, ""),
            ({"active": False}, "closed"),
            ({"member": False}, "9.1: the chair comes from a full member"),
            ({"represents": False}, "9.1: they are not a member’s representative"),
            ({"represents": False, "substitute": True}, "9.1: a substitute is not"),
            ({"of_body": True}, "9.1: the accountable body of that term"),
            ({"seat_at_body": True}, "9.1: they have a role at the accountable body"),
            ({"of_body": True, "seat_at_body": True}, "9.1: the accountable body of that term"),
            ({"represents": False, "of_body": True}, "9.1: they are not a member’s"),
            ({"substitute": True}, ""),
        ],
    )
    def test_each_bar_names_its_clause(self, facts, words):
        answer = why_not(Standing(**{**GOOD, **facts}), starts=FIRST)
        assert words in answer
        assert bool(answer) == bool(words)

    def test_representatives_but_no_substitute_and_nobody_of_the_body(self, here):
        found = {each.user.pk: each.why_not for each in facts.everybody(FIRST)}
        for one in here.members[1:]:
            assert found[one.representative.pk] == ""
            assert "substitute" in found[one.substitute.pk]
        assert "accountable body" in found[here.members[0].representative.pk]

    def test_the_body_of_the_coming_year_counts_not_todays(self, here):
        people.TermFactory(
            organisation=here.members[2].organisation, starts=FIRST, ends=date(2028, 3, 31)
        )
        found = {each.user.pk: each.can_stand for each in facts.everybody(FIRST)}
        assert found[here.members[0].representative.pk]
        assert not found[here.members[2].representative.pk]


class TestTimetable:
    def test_it_is_called_with_the_last_meeting_and_opens_by_itself(self, here, election, march):
        assert (election.state, election.for_year, election.kind) == (
            "planned", "2027/28", "yearly",
        )  # fmt: skip
        assert election.opens_on == add_working_days(MARCH, -40)
        assert election.closes_on == add_working_days(MARCH, -15)
        assert election.item.kind == ItemKind.ELECTION
        swept(election.opens_on)
        election.refresh_from_db()
        assert (election.state, election.called_on) == ("open", election.opens_on)
        told = set(Message.objects.filter(kind="elections.called").values_list("to", flat=True))
        assert {one.representative.email for one in here.members} <= told

    def test_it_reminds_and_closes_once_after_any_downtime(self, election):
        swept(election.opens_on)
        swept(election.closes_on)
        assert Message.objects.filter(kind="elections.closing").exists()
        swept(MARCH)
        sweep(today=MARCH)
        election.refresh_from_db()
        assert election.state == "closed"
        mails = Message.objects.filter(kind="elections.closed")
        assert mails.count() == mails.values("to").distinct().count() > 0
        assert "from the floor" in mails.first().text

    def test_a_meeting_that_moves_takes_its_days_along(self, here, election, march):
        swept(election.opens_on)
        schedule.change_meeting(
            march, plan(date(2027, 3, 25)), why="The hall is taken.",
            version=Meeting.objects.get(pk=march.pk).version, by=here.secretariat,
        )  # fmt: skip
        election.refresh_from_db()
        assert election.closes_on == add_working_days(date(2027, 3, 25), -15)
        assert Message.objects.filter(kind="elections.moved").exists()

    def test_a_later_last_meeting_takes_the_election_along(self, here, election):
        schedule.plan_meetings([plan(date(2027, 3, 30))], by=here.secretariat)
        election.refresh_from_db()
        assert election.item.meeting.on == date(2027, 3, 30)
        assert Election.objects.count() == 1

    @pytest.mark.parametrize("days", [0, 1, 3, 10, 20, 39, 60])
    def test_at_short_notice_the_days_still_stand_in_order(self, days):
        meeting = add_working_days(date(2026, 12, 10), days)
        found = timetable(meeting, today=date(2026, 12, 10))
        assert date(2026, 12, 10) <= found.opens <= found.closes <= max(meeting, found.opens)

    def test_settings_move_what_was_not_called_yet(self, here, election):
        elections.settle_elections(opens=30, closes=10, secret=True, version=1, by=here.secretariat)
        election.refresh_from_db()
        assert election.opens_on == add_working_days(MARCH, -30)
        assert election.secret
        with pytest.raises(Refused, match="before they close"):
            elections.settle_elections(
                opens=5, closes=10, secret=True, version=2, by=here.secretariat
            )


class TestNominating:
    def test_whoever_is_nominated_says_yes_by_themself(self, here, election):
        swept(election.opens_on)
        one, other = here.members[2], here.members[3]
        made = nominated(election, one, by=other.by)
        assert made.state == "asked"
        assert Message.objects.filter(kind="elections.nominated", to=one.representative.email)
        (asked,) = [each for each in todos.todos(one.by, today=clock.today())
                    if each.title.startswith("Say whether you stand")]  # fmt: skip
        assert asked.url == reverse("candidate_yes", args=[made.pk])
        with pytest.raises(Refused, match="Only the candidate"):
            candidates.consent(made, by=other.by)
        done = candidates.consent(made, statement="I listen.", by=one.by)
        assert (done.state, done.statement) == ("stands", "I listen.")
        with pytest.raises(Refused, match="said yes already"):
            candidates.consent(made, by=one.by)
        assert candidates.withdraw_candidate(made, by=one.by).state == "withdrawn"

    def test_who_says_no_can_be_nominated_again(self, here, election):
        swept(election.opens_on)
        made = nominated(election, here.members[2], by=here.members[3].by)
        assert candidates.decline(made, by=here.members[2].by).state == "declined"
        assert nominated(election, here.members[2]).state == "stands"

    def test_who_cannot_stand_is_refused_with_the_clause(self, here, election):
        swept(election.opens_on)
        with pytest.raises(Refused, match="9.1: the accountable body"):
            nominated(election, here.members[0], by=here.members[2].by)
        one = here.members[2]
        with pytest.raises(Refused, match="9.1: a substitute"):
            candidates.nominate(
                election, person=one.substitute, organisation=one.organisation, by=one.by
            )

    @pytest.mark.parametrize("state", ["planned", "closed"])
    def test_only_while_nominations_are_open(self, here, election, state):
        Election.objects.update(state=state)
        with pytest.raises(Refused, match="Nominations are"):
            nominated(election, here.members[2])

    def test_only_a_members_voice_nominates_and_once(self, here, election):
        swept(election.opens_on)
        with pytest.raises(Refused, match="Only a member's representative"):
            nominated(election, here.members[2], by=here.secretariat)
        nominated(election, here.members[2])
        with pytest.raises(Refused, match="nominated already"):
            nominated(election, here.members[2], by=here.members[3].by)

    def test_what_was_said_stays_on_record_and_no_name_is_audited(self, here, election):
        swept(election.opens_on)
        made = nominated(election, here.members[2])
        for change in ({"nominated_on": FIRST}, {"consented_on": None}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Candidate.objects.filter(pk=made.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Candidate.objects.filter(pk=made.pk).delete()
        rows = AuditRow.objects.filter(action__startswith="candidate.")
        name = here.members[2].representative.name
        assert rows
        assert all(name not in str(row.after) + str(row.before) for row in rows)

    def test_a_statement_is_in_the_persons_copy_and_goes_with_the_name(self, here, election):
        swept(election.opens_on)
        one = here.members[2]
        made = nominated(election, one, by=here.members[3].by)
        candidates.consent(made, statement="I listen.", by=one.by)
        (row,) = candidates.statements(one.representative)
        assert row["words"] == "I listen."
        candidates.forget_statements(one.representative, by=SYSTEM)
        made.refresh_from_db()
        assert made.statement == ""
        assert candidates.statements(one.representative) == []


class TestBallot:
    def test_one_candidate_is_confirmed_and_takes_office_on_1_april(self, here, begun):
        election = begun(here.members[2])
        motion = ballots.ballot(election, by=here.chair)
        assert [each["key"] for each in motion.options] == ["for", "against"]
        closed(motion, here, ["for"] * 4 + ["against", "abstain"])
        election.refresh_from_db()
        assert election.state == "declared"
        term = Term.objects.get(office=Office.CHAIR, starts=FIRST)
        assert (term.holder, term.ends) == (here.members[2].representative, date(2028, 3, 31))
        decision = Decision.objects.get(kind="election")
        assert term.decided == decision.reference
        assert decision.effective_on == FIRST
        item = motion.item
        item.refresh_from_db()
        assert "is declared elected as chair" in item.notes
        assert room.finish(item, by=here.secretariat).state == ItemState.DONE

    def test_a_member_that_is_renamed_while_they_vote_changes_nothing(self, here, begun):
        election = begun(here.members[2])
        motion = ballots.ballot(election, by=here.chair)
        here.members[2].organisation.name = "Example Newly Named"
        here.members[2].organisation.save()
        closed(motion, here, ["for"] * 6)
        election.refresh_from_db()
        assert election.term.holder == here.members[2].representative

    def test_of_several_the_one_with_most_votes(self, here, begun):
        one, two = here.members[2], here.members[3]
        election = begun(one, two)
        motion = ballots.ballot(election, by=here.secretariat)
        a, b = (each["key"] for each in motion.options)
        closed(motion, here, [a, b, b, b, a, "abstain"])
        election.refresh_from_db()
        assert election.term.holder == two.representative
        frozen = motion.frozen
        assert one.representative.name not in frozen
        assert two.representative.name not in frozen

    def test_a_tie_is_voted_on_again_and_then_the_lot_decides(self, here, begun):
        election = begun(here.members[2], here.members[3], here.members[4])
        motion = ballots.ballot(election, by=here.secretariat)
        a, b, c = (each["key"] for each in motion.options)
        closed(motion, here, [a, a, b, b, c, ""])
        with pytest.raises(Refused, match="only after a second ballot"):
            ballots.draw_lot(election, by=here.secretariat)
        again = ballots.ballot(election, by=here.secretariat)
        assert again.round == 2
        assert {each["key"] for each in again.options} == {a, b}
        closed(again, here, [a, a, a, b, b, b])
        with pytest.raises(Refused, match="The lot decides"):
            ballots.ballot(election, by=here.secretariat)
        with pytest.raises(Refused, match="Draw the seed first"):
            ballots.apply_lot(election, by=here.secretariat)
        lot = ballots.draw_lot(election, by=here.secretariat)
        assert lot.seed
        assert not lot.chosen
        with pytest.raises(Refused, match="drawn already"):
            ballots.draw_lot(election, by=here.secretariat)
        decision = ballots.apply_lot(election, by=here.secretariat)
        lot.refresh_from_db()
        sums = {
            hashlib.sha256(f"{lot.seed}:{key}".encode()).hexdigest(): key for key in (a, b)
        }  # what anybody can do with the seed and the named method
        assert lot.chosen == sums[min(sums)]
        election.refresh_from_db()
        assert election.term.decided == decision.reference
        assert lot.seed in facts.declaration(election)
        assert "3 for the representative of" in facts.declaration(election)
        with pytest.raises(DatabaseError), transaction.atomic():
            Lot.objects.update(seed="0")

    def test_nobody_nominated_means_nominations_from_the_floor(self, here, begun):
        election = begun()
        with pytest.raises(Refused, match="from the floor"):
            ballots.ballot(election, by=here.secretariat)
        one = here.members[4]
        made = candidates.nominate_from_floor(
            election, person=one.representative, organisation=one.organisation,
            nominated_by=here.members[5].organisation, by=here.secretariat,
        )  # fmt: skip
        assert made.stands
        assert made.consent_typed_by_id == here.secretariat.user_id
        with pytest.raises(Refused, match="only where nobody does"):
            candidates.nominate_from_floor(
                election, person=here.members[5].representative,
                organisation=here.members[5].organisation,
                nominated_by=here.members[5].organisation, by=here.secretariat,
            )  # fmt: skip
        closed(ballots.ballot(election, by=here.secretariat), here, ["for"] * 6)
        election.refresh_from_db()
        assert election.term.holder == one.representative

    def test_voted_down_it_is_put_off_and_comes_first_at_the_next_meeting(self, here, begun):
        election = begun(here.members[2])
        motion = ballots.ballot(election, by=here.secretariat)
        closed(motion, here, ["against"] * 6)
        election.refresh_from_db()
        assert election.state == "put_off"
        assert "Nobody was elected" in election.why
        motion.item.refresh_from_db()
        assert motion.item.state == ItemState.CARRIED
        room.end(motion.meeting, by=here.secretariat)
        swept(FIRST)
        assert facts.vacant(FIRST)
        (may,) = schedule.plan_meetings([plan(date(2027, 5, 6))], by=here.secretariat)
        election.refresh_from_db()
        assert election.item.meeting_id == may.pk

    def test_held_late_the_term_begins_on_the_next_day(self, here, begun):
        election = begun(here.members[2])
        room.carry(election.item, why="No time.", by=here.secretariat)
        room.end(election.item.meeting, by=here.secretariat)
        swept(date(2027, 4, 12))
        (may,) = schedule.plan_meetings([plan(date(2027, 5, 6))], by=here.secretariat)
        on(date(2027, 5, 6))
        room.begin(may, by=here.secretariat)
        make.arrive(may, *here.members)
        election.refresh_from_db()
        room.start(election.item, by=here.secretariat)
        closed(ballots.ballot(election, by=here.secretariat), here, ["for"] * 6)
        term = Term.objects.get(office=Office.CHAIR, starts=date(2027, 5, 7))
        assert term.ends == date(2028, 3, 31)

    def test_without_a_quorum_at_the_close_it_is_put_off(self, here, begun):
        election = begun(here.members[2])
        motion = ballots.ballot(election, by=here.secretariat)
        motion.meeting.presences.exclude(organisation=here.members[0].organisation).update(
            left_at=motion.opened_at
        )
        voting.close_vote(motion, by=here.secretariat)
        election.refresh_from_db()
        assert election.state == "put_off"
        assert "quorum" in election.why
        assert not Decision.objects.filter(kind="election").exists()

    def test_the_body_is_reviewed_first(self, here, election, march):
        swept(election.opens_on)
        nominated(election, here.members[2])
        swept(MARCH)
        room.begin(march, by=here.secretariat)
        make.arrive(march, *here.members)
        room.start(march.items.get(kind=ItemKind.ELECTION), by=here.secretariat)
        with pytest.raises(Refused, match="first: who can stand depends on it"):
            ballots.ballot(election, by=here.secretariat)

    def test_who_stands_is_asked_again_at_the_ballot(self, here, begun):
        one = here.members[2]
        election = begun(one, here.members[3])
        Seat.objects.filter(user=one.representative).update(ends=MARCH)
        motion = ballots.ballot(election, by=here.secretariat)
        assert len(motion.options) == 2
        assert motion.wording.startswith(
            f"The representative of {here.members[3].organisation.name}"
        )

    def test_who_can_no_longer_hold_it_at_the_declaration_gets_no_term(self, here, begun):
        one = here.members[2]
        election = begun(one)
        motion = ballots.ballot(election, by=here.secretariat)
        cast(motion, here, ["for"] * 6)
        Seat.objects.filter(user=one.representative).update(ends=MARCH)
        voting.close_vote(motion, by=here.secretariat)
        election.refresh_from_db()
        assert election.state == "put_off"
        assert "9.1" in election.why
        assert not Term.objects.filter(office=Office.CHAIR, starts=FIRST).exists()

    def test_an_item_with_no_result_is_not_finished(self, here, begun):
        election = begun(here.members[2])
        with pytest.raises(Refused, match="Nobody is elected yet"):
            room.finish(election.item, by=here.secretariat)
        room.end(election.item.meeting, by=here.secretariat)
        election.refresh_from_db()
        assert election.state == "put_off"

    def test_only_who_presides_opens_a_ballot(self, here, begun):
        election = begun(here.members[2])
        with pytest.raises(Refused, match="Only the secretariat, the chair"):
            ballots.ballot(election, by=here.members[3].by)

    def test_what_is_declared_stays(self, here, begun):
        election = begun(here.members[2])
        closed(ballots.ballot(election, by=here.secretariat), here, ["for"] * 6)
        with pytest.raises(Refused, match="declared"):
            ballots.ballot(election, by=here.secretariat)
        with pytest.raises(DatabaseError), transaction.atomic():
            Election.objects.update(for_year="2030/31")


class TestRules:
    @pytest.mark.parametrize(
        ("tied", "round", "step"),
        [((), 1, ""), (("a",), 1, ""), (("a", "b"), 1, "again"), (("a", "b"), 2, "lot"),
         (("a", "b", "c"), 3, "lot")],
    )  # fmt: skip
    def test_what_follows_a_tie(self, tied, round, step):
        assert next_step(tied=tied, round=round) == step

    def test_a_lot_falls_the_same_in_any_order_and_on_each_in_turn(self):
        seeds = [f"{n:032x}" for n in range(200)]
        drawn = [draw(seed, ["c1", "c2"]) for seed in seeds]
        assert drawn == [draw(seed, ["c2", "c1"]) for seed in seeds]
        assert 60 < drawn.count("c1") < 140


class TestVacancy:
    def test_a_chair_who_stops_representing_brings_a_by_election_at_the_next_meeting(self, here):
        schedule.plan_meetings([plan(date(2027, 1, 14)), plan(MARCH)], by=here.secretariat)
        chair = here.members[1]
        seat = Seat.objects.get(user=chair.representative, role=Role.REPRESENTATIVE)
        seats.end_seat(seat, ends=date(2026, 12, 10), by=here.secretariat)
        made = Election.objects.get(kind="by")
        assert (made.for_year, made.state) == ("2026/27", "open")
        assert made.item.meeting.on == date(2027, 1, 14)
        assert made.opens_on <= made.closes_on < date(2027, 1, 14)
        assert Message.objects.filter(kind="elections.vacant").exists()
        on(date(2027, 1, 14))
        meeting = made.item.meeting
        nominated_by = here.members[2]
        room.begin(meeting, by=here.secretariat)
        make.arrive(meeting, *here.members[2:])
        room.start(made.item, by=here.secretariat)
        candidates.nominate_from_floor(
            made, person=nominated_by.representative, organisation=nominated_by.organisation,
            nominated_by=nominated_by.organisation, by=here.secretariat,
        )  # fmt: skip
        motion = ballots.ballot(made, by=here.secretariat)
        for one in here.members[2:]:
            voting.cast(
                motion, organisation=one.organisation, user=one.representative, choice="for",
                by=one.by,
            )  # fmt: skip
        voting.close_vote(motion, by=here.secretariat)
        term = Term.objects.get(office=Office.CHAIR, starts=date(2027, 1, 15))
        assert term.ends == date(2027, 3, 31)

    def test_a_resignation_before_the_last_meeting_waits_for_the_yearly_election(
        self, here, election
    ):
        term = Term.objects.get(office=Office.CHAIR)
        terms.end_term(term, ends=date(2027, 1, 31), reason="Resigned", by=here.secretariat)
        assert not Election.objects.filter(kind="by").exists()

    def test_without_a_meeting_it_waits_for_the_first_that_is_planned(self, here):
        term = Term.objects.get(office=Office.CHAIR)
        terms.end_term(term, ends=date(2026, 12, 10), reason="Died", by=here.secretariat)
        made = Election.objects.get(kind="by")
        assert made.item is None
        schedule.plan_meetings([plan(date(2027, 1, 14)), plan(MARCH)], by=here.secretariat)
        made.refresh_from_db()
        assert made.item.meeting.on == date(2027, 1, 14)

    def test_one_at_a_time(self, here):
        term = Term.objects.get(office=Office.CHAIR)
        terms.end_term(term, ends=date(2026, 12, 10), reason="Resigned", by=here.secretariat)
        other = people.ChairFactory(
            organisation=here.members[2].organisation, holder=here.members[2].representative,
            starts=date(2026, 12, 11), ends=date(2027, 3, 31),
        )  # fmt: skip
        terms.end_term(other, ends=date(2026, 12, 20), reason="Resigned", by=here.secretariat)
        assert Election.objects.filter(kind="by").count() == 1


class TestPages:
    def test_everybody_reads_and_representatives_nominate(self, here, election, sign_in_as):
        swept(election.opens_on)
        client = sign_in_as(here.members[2].representative)
        assert "Nominations open" in client.get(reverse("elections")).text
        page = client.get(reverse("election", args=[election.pk]))
        assert "9.1: the accountable body of that term" in page.text
        address = reverse("election_nominate", args=[election.pk])
        token = client.get(address).context["form"]["token"].value()
        one = here.members[3]
        who = f"{one.representative.pk}:{one.organisation.pk}"
        answer = client.post(address, {"token": token, "who": who}, follow=True)
        assert "is asked whether they agree" in answer.text
        client.post(address, {"token": token, "who": who})
        made = Candidate.objects.get()
        other = sign_in_as(one.representative)
        yes = reverse("candidate_yes", args=[made.pk])
        assert client.get(yes).status_code == 404
        token = other.get(yes).context["form"]["token"].value()
        assert (
            "You stand" in other.post(yes, {"token": token, "statement": "Yes."}, follow=True).text
        )
        out = reverse("candidate_withdraw", args=[made.pk])
        token = other.get(reverse("election", args=[election.pk])).context["form"]["token"].value()
        assert "not stand any more" in other.post(out, {"token": token}, follow=True).text

    def test_the_decision_names_who_was_elected_and_keeps_the_office_alone(
        self, here, begun, sign_in_as
    ):
        one = here.members[2]
        closed(ballots.ballot(begun(one), by=here.chair), here, ["for"] * 6)
        decision = Decision.objects.get(kind="election")
        page = sign_in_as(here.members[3].representative).get(decision.get_absolute_url())
        assert f"<strong>{one.representative}</strong>" in page.text
        assert "chair from 1 April 2027 to 31 March 2028" in page.text
        name = one.representative.name
        assert name not in decision.wording
        assert all(name not in str(row.after) for row in AuditRow.objects.all())

    @pytest.mark.parametrize("who", ["", "x:y", "999999:1", "1"])
    def test_nobody_else_is_nominated_by_a_made_up_form(self, here, election, sign_in_as, who):
        swept(election.opens_on)
        client = sign_in_as(here.members[2].representative)
        address = reverse("election_nominate", args=[election.pk])
        token = client.get(address).context["form"]["token"].value()
        assert client.post(address, {"token": token, "who": who}).status_code == 200
        assert not Candidate.objects.exists()

    def test_the_room_leads_from_nomination_to_declaration_with_names(
        self, here, begun, sign_in_as
    ):
        one, two = here.members[2], here.members[3]
        election = begun(one, two)
        meeting = election.item.meeting
        client = sign_in_as(here.office.secretariat)
        address = reverse("meeting_room", args=[meeting.pk])
        page = client.get(address)
        assert "Open the ballot" in page.text
        act = reverse("meeting_room_act", args=[meeting.pk, "ballot"])
        data = {"token": page.context["token"](), "about": election.item_id}
        assert "The ballot is open" in client.post(act, data, follow=True).text
        phone = sign_in_as(one.representative).get(address).text
        assert two.representative.name in phone
        motion = meeting.motions.get(decision_kind="election")
        key = motion.options[1]["key"]
        closed(motion, here, [key] * 6)
        page = client.get(address).text
        assert f"<strong>{two.representative.name}</strong>" in page
        record = client.get(reverse("election_csv", args=[election.pk])).text
        assert motion.frozen_sha256 in record
        assert two.representative.name in record
        pdf = client.get(reverse("election_pdf", args=[election.pk]))
        assert pdf.content.startswith(b"%PDF")
        assert "is declared elected" in client.get(reverse("election", args=[election.pk])).text

    def test_a_secret_ballot_records_no_choice_of_a_member(self, here, begun, sign_in_as):
        election = begun(here.members[2], here.members[3], secret=True)
        motion = ballots.ballot(election, by=here.secretariat)
        assert motion.secret
        key = motion.options[0]["key"]
        closed(motion, here, [key] * 6)
        client = sign_in_as(here.office.secretariat)
        rows = client.get(reverse("election_csv", args=[election.pk])).text.splitlines()
        name = f",{here.members[2].organisation.name},"
        ends = [row.rpartition(name)[2] for row in rows if name in row]
        assert ends == ["voted,"]

    def test_floor_and_lot_are_pressed_in_the_room(self, here, begun, sign_in_as):
        election = begun()
        meeting = election.item.meeting
        client = sign_in_as(here.office.secretariat)
        address = reverse("meeting_room", args=[meeting.pk])
        page = client.get(address)
        assert "Nominate from the floor" in page.text
        one = here.members[2]
        data = {
            "token": page.context["token"](), "about": election.item_id,
            "who": f"{one.representative.pk}:{one.organisation.pk}",
            "nominated_by": one.organisation.pk,
        }  # fmt: skip
        act = reverse("meeting_room_act", args=[meeting.pk, "floor"])
        assert "Ask whether they agree" in client.post(act, data).text
        data |= {"token": client.get(address).context["token"](), "agreed": "on"}
        assert "is nominated" in client.post(act, data, follow=True).text
        for bad in ({"about": 999999}, {"who": "1:2"}, {"nominated_by": 999999}):
            data["token"] = client.get(address).context["token"]()
            assert client.post(act, data | bad).status_code in (200, 404)

    def test_settings_are_the_secretariats(self, here, march, sign_in_as):
        address = reverse("elections_settings")
        assert sign_in_as(here.members[2].representative).get(address).status_code == 403
        client = sign_in_as(here.office.secretariat)
        form = client.get(address).context["form"]
        data = {"token": form["token"].value(), "version": form["version"].value(),
                "opens": "30", "closes": "10"}  # fmt: skip
        assert "Saved" in client.post(address, data, follow=True).text
        assert Election.objects.get().opens_on == add_working_days(MARCH, -30)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_lists_take_as_many_queries_for_many(
        self, here, election, sign_in_as, rows, django_assert_max_num_queries
    ):
        swept(election.opens_on)
        for one in here.members[2 : 2 + rows]:
            nominated(election, one)
        client = sign_in_as(here.members[1].representative)
        client.get(reverse("elections"))
        with django_assert_max_num_queries(36):
            client.get(reverse("election", args=[election.pk]))
