"""Minutes: they grow from what happened, are corrected, approved later, and then stay (GV11)."""

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction

import members.meetings.tasks as tasks
from consortium.core import clock, outbox
from consortium.core.actor import SYSTEM
from consortium.core.periods import LONDON
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from members.meetings.actions import (
    follow_up,
    interests,
    motions,
    presence,
    room,
    voting,
)
from members.meetings.actions import (
    minutes as verbs,
)
from members.meetings.actions.replies import reply
from members.meetings.facts import minutes as facts
from members.meetings.facts import moments, waiting
from members.meetings.models import (
    Correction,
    Decision,
    Meeting,
    Minutes,
    MinutesAddendum,
    MinuteSection,
)
from members.meetings.states import DecisionKind, ItemKind, Mark, MinutesState
from tests.factories import meetings as make

from .test_room_pages import token_of

pytestmark = pytest.mark.django_db
SECRET = "Salaries of named people"


@pytest.fixture
def held(here):
    """Four members, a vote with an interest and an objection, a decision, an action; one member
    sent apologies, and one item was for named people."""
    reply_meeting = make.meeting()
    away = here.members[5]
    reply(reply_meeting, user=away.representative, organisation=away.organisation,
          answer="apologies", by=away.by)  # fmt: skip
    room.begin(reply_meeting, by=here.chair)
    for each in here.members[:4]:
        presence.arrive(
            reply_meeting, user=each.representative, organisation=each.organisation,
            part="representative", by=here.secretariat,
        )  # fmt: skip
    meeting = Meeting.objects.get(pk=reply_meeting.pk)
    item = make.now_at(make.item(meeting, title="Shared training"))
    room.take_notes(item, notes="Much was said about travel.", by=here.secretariat)
    interests.declare(
        item, organisation=here.members[3].organisation, user=here.members[3].representative,
        what="They sell training.", by=here.members[3].by,
    )  # fmt: skip
    motion = motions.put(item, wording="We train together.", by=here.chair)
    motions.object_to(
        motion, organisation=here.members[2].organisation, user=here.members[2].representative,
        reason="It costs too much.", by=here.members[2].by,
    )  # fmt: skip
    voting.open_vote(motion, by=here.chair)
    for each, choice in zip(here.members[:3], ("for", "for", "against"), strict=True):
        voting.cast(motion, organisation=each.organisation, user=each.representative,
                    choice=choice, by=each.by)  # fmt: skip
    voting.close_vote(motion, by=here.chair)
    follow_up.record(
        meeting, task="Book the hall", organisation=here.members[0].organisation, item=item,
        due_on=clock.today() + timedelta(days=20), by=here.secretariat,
    )  # fmt: skip
    room.finish(item, by=here.chair)
    hidden = make.now_at(make.item(meeting, title=SECRET, mark=Mark.RESTRICTED))
    room.take_notes(hidden, notes="Figures by name.", by=here.secretariat)
    room.end(Meeting.objects.get(pk=meeting.pk), by=here.chair)
    return Meeting.objects.get(pk=meeting.pk)


@pytest.fixture
def draft(here, held):
    return verbs.begin(held, by=here.secretariat)


@pytest.fixture
def later(here):
    """The next meeting, with its blank item for minutes."""
    found = make.meeting(on=clock.today() + timedelta(days=60))
    make.item(found, kind=ItemKind.MINUTES, title="Minutes of the last meeting")
    return found


@pytest.fixture
def circulated(here, draft, later):
    return verbs.circulate(draft, by=here.secretariat)


def approve(here, later) -> Decision:
    clock.set_today(later.on, by=SYSTEM)
    room.begin(later, by=here.chair)
    later.refresh_from_db()
    make.arrive(later, *here.members)
    item = make.now_at(later.items.get(kind=ItemKind.MINUTES))
    motion = motions.put(
        item, wording=item.text, decision_kind=verbs.decision_kind(item), by=here.chair
    )
    return motions.agree(motion, by=here.chair)


@pytest.fixture
def approved(here, circulated, later):
    approve(here, later)
    return Minutes.objects.get(pk=circulated.pk)


class TestTheDraft:
    def test_it_grows_from_what_happened(self, here, draft):
        record = facts.read_by(draft, here.secretariat)
        assert {each["person"] for each in record["present"]} == {
            each.representative.name for each in here.members[:4]
        }
        assert record["apologies"][0]["organisation"] == here.members[5].organisation.name
        assert record["absent"] == [here.members[4].organisation.name]
        part = record["sections"][0]
        (motion,) = part["motions"]
        assert part["text"] == "Much was said about travel."
        assert part["interests"][0]["what"] == "They sell training."
        assert motion["objections"][0]["reason"] == "It costs too much."
        assert motion["result"].startswith("2 for, 1 against, 0 abstained")
        assert len(motion["fingerprint"]) == 64
        assert motion["decision"] == "Decision 1 of 2026/27"
        assert part["actions"][0]["task"] == "Book the hall"
        assert record["quorum"][0]["quorate"] is False

    def test_only_the_secretariat_begins_them_after_the_meeting_and_twice_is_once(self, here, held):
        with pytest.raises(Refused, match="Only the secretariat"):
            verbs.begin(held, by=here.members[2].by)
        with pytest.raises(Refused, match="not over yet"):
            verbs.begin(make.meeting(on=clock.today() + timedelta(days=9)), by=here.secretariat)
        one = verbs.begin(held, by=here.secretariat)
        assert verbs.begin(held, by=here.secretariat) == one

    def test_two_who_write_at_once_see_both_versions(self, here, draft, sign_in_as):
        part = draft.sections.first()
        client = sign_in_as(here.office.secretariat)
        at = f"/meetings/minutes/parts/{part.pk}/"
        form = client.get(at).context["form"]
        values = {"token": form["token"].value(), "version": form["version"].value(),
                  "title": part.title, "text": "My words"}  # fmt: skip
        verbs.write(part, title=part.title, text="Theirs", version=1, by=here.secretariat)
        page = client.post(at, values)
        assert page.status_code == 409
        assert "My words" in page.content.decode()
        assert "Theirs" in page.content.decode()
        with pytest.raises(Stale):
            verbs.write(part, title="X", text="", version=1, by=here.secretariat)

    def test_a_heading_of_its_own_stands_where_it_belongs(self, here, draft):
        first = draft.sections.first()
        verbs.add_heading(draft, title="A visitor spoke", text="", after=first, by=here.secretariat)
        assert [each.title for each in draft.sections.all()][1] == "A visitor spoke"

    def test_while_it_is_written_nobody_else_reads_it(self, here, draft, sign_in_as):
        page = sign_in_as(here.members[2].representative).get(draft.get_absolute_url())
        assert "being written" in page.content.decode()
        assert "travel" not in page.content.decode()


class TestTheCirculatedDraft:
    def test_everybody_who_was_invited_is_told_once(self, here, circulated):
        with pytest.raises(Refused):
            verbs.circulate(circulated, by=here.secretariat)
        outbox.send_waiting()
        told = [to for each in mail.outbox if "Draft minutes" in each.subject for to in each.to]
        people = {each.representative.email for each in here.members}
        assert people | {here.adviser.email} <= set(told)
        assert len(told) == len(set(told))

    def test_it_stands_on_the_next_agenda_to_be_approved(self, here, circulated, later):
        item = later.items.get(kind=ItemKind.MINUTES)
        assert item.title == str(circulated)
        assert "approved as a true record" in item.text
        assert verbs.decision_kind(item) == DecisionKind.MINUTES
        assert [each for each in waiting.brought(later) if each.kind == ItemKind.MINUTES] == []

    def test_an_item_that_somebody_takes_off_meanwhile_is_left_alone(
        self, here, draft, later, monkeypatch
    ):
        item, lock = later.items.get(kind=ItemKind.MINUTES), verbs.locked_meeting

        def somebody_was_quicker(pk):
            later.items.filter(pk=item.pk).update(state="withdrawn", why="Not now.")
            return lock(pk)

        monkeypatch.setattr(verbs, "locked_meeting", somebody_was_quicker)
        verbs.circulate(draft, by=here.secretariat)
        item.refresh_from_db()
        assert (item.state, item.about_kind) == ("withdrawn", "")

    def test_when_it_went_round_is_told_by_the_meetings_own_clock(self, here, draft):
        with moments.told(datetime(2026, 12, 10, 18, 5, tzinfo=LONDON)):
            circulated = verbs.circulate(draft, by=here.secretariat)
        assert circulated.circulated_at.astimezone(LONDON).isoformat()[:16] == "2026-12-10T18:05"

    def test_without_a_next_meeting_it_waits_for_one(self, here, draft):
        verbs.circulate(draft, by=here.secretariat)
        following = make.meeting(on=clock.today() + timedelta(days=90))
        assert [each.title for each in waiting.brought(following)] == [str(draft)]

    def test_an_item_for_named_people_is_left_out_for_an_adviser_and_the_public(
        self, here, approved, sign_in_as
    ):
        page = sign_in_as(here.adviser).get(approved.get_absolute_url()).content.decode()
        assert SECRET not in page
        assert "An item for named people only" in page
        public = json.dumps(facts.public(approved))
        assert SECRET not in public
        assert "Figures by name" not in public
        assert "user" not in public

    def test_a_correction_is_asked_for_by_who_was_there_and_answered_in_words(
        self, here, circulated
    ):
        with pytest.raises(Refused, match="who was at the meeting"):
            verbs.ask_correction(circulated, text="No.", by=here.members[5].by)
        with pytest.raises(Refused, match="Say what"):
            verbs.ask_correction(circulated, text=" ", by=here.members[2].by)
        asked = verbs.ask_correction(circulated, text="It was trains.", by=here.members[2].by)
        with pytest.raises(Refused, match="Only the secretariat"):
            verbs.answer_correction(asked, taken=True, answer="Yes.", by=here.members[2].by)
        with pytest.raises(Refused, match="Say what was changed"):
            verbs.answer_correction(asked, taken=True, answer="", by=here.secretariat)
        verbs.answer_correction(asked, taken=True, answer="Changed.", by=here.secretariat)
        with pytest.raises(Refused, match="answered already"):
            verbs.answer_correction(asked, taken=False, answer="No.", by=here.secretariat)
        outbox.send_waiting()
        letter = mail.outbox[-1]
        assert "is taken" in letter.subject
        assert letter.to == [here.members[2].representative.email]


class TestApproved:
    def test_a_decision_of_a_later_meeting_seals_them(self, approved):
        assert approved.state == MinutesState.APPROVED
        assert approved.approved_by.kind == DecisionKind.MINUTES
        assert hashlib.sha256(approved.sealed.encode()).hexdigest() == approved.sealed_sha256
        assert "Much was said about travel." in approved.sealed

    def test_no_names_of_people_stand_in_what_is_sealed(self, here, approved):
        for each in here.members:
            assert each.representative.name not in approved.sealed

    def test_then_nothing_changes_neither_by_verb_nor_in_the_database(self, here, approved):
        part = approved.sections.first()
        for verb in (
            lambda: verbs.write(part, title="X", text="Y", version=1, by=here.secretariat),
            lambda: verbs.add_heading(approved, title="X", text="", by=here.secretariat),
            lambda: verbs.ask_correction(approved, text="X", by=here.members[2].by),
        ):
            with pytest.raises(Refused, match="approved"):
                verb()
        for rows, values in (
            (Minutes.objects, {"sealed": "{}"}),
            (Minutes.objects, {"state": "draft"}),
            (MinuteSection.objects, {"text": "Other words"}),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.all().update(**values)
        with pytest.raises(IntegrityError), transaction.atomic():
            MinuteSection.objects.create(minutes=approved, position=99, title="Late")

    def test_what_is_wrong_is_added_below_with_a_decision_or_a_note(self, here, approved):
        with pytest.raises(Refused, match="Choose a decision"):
            verbs.add_correction(approved, text="It was Bedford.", by=here.secretariat)
        verbs.add_correction(
            approved, text="It was Bedford.", note="A slip of the pen.", by=here.secretariat
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            MinutesAddendum.objects.update(text="No.")

    def test_the_record_reads_as_it_was_sealed_whatever_happens_later(self, here, approved):
        before = facts.whole(approved)
        here.members[0].organisation.name = "Another name"
        here.members[0].organisation.save()
        assert facts.whole(Minutes.objects.get(pk=approved.pk)) == before

    def test_its_pdf_is_kept_once_by_the_task(self, here, approved, monkeypatch):
        work = type("Work", (), {"actor": here.secretariat})()
        made = []
        monkeypatch.setattr(
            tasks.clock_minutes, "render_minutes",
            lambda minutes, record: made.append(record) or b"%PDF-1.7 minutes",
        )  # fmt: skip
        for _ in range(2):
            tasks.clock_minutes.sealed_pdf(work, minutes=approved.pk)
        assert len(made) == 1
        assert Minutes.objects.get(pk=approved.pk).file.name.startswith("minutes-2026-12-10")

    def test_not_agreed_leaves_them_a_draft(self, here, circulated):
        assert verbs.approved(None, None, by=here.chair) is None
        assert Minutes.objects.get().state == MinutesState.CIRCULATED


class TestPages:
    def test_from_the_first_draft_to_the_answer_by_the_pages(self, here, held, later, sign_in_as):
        office, at = sign_in_as(here.office.secretariat), f"/meetings/{held.pk}/minutes/"

        def post(client, url, page, **values):
            token = page.context["form"]["token"].value()
            return client.post(url, {"token": token, **values})

        token = token_of(office.get(at))  # as the button sends it
        assert office.post(f"{at}begin/", {"token": token}).status_code == 302
        token = token_of(office.get(at))
        assert office.post(f"{at}circulate/", {"token": token}).status_code == 302
        reader = sign_in_as(here.members[2].representative)
        form = reader.get(f"{at}correct/")
        assert post(reader, f"{at}correct/", form, text="It was trains.").status_code == 302
        asked = Correction.objects.get()
        url = f"/meetings/minutes/corrections/{asked.pk}/"
        assert post(office, url, office.get(url), taken="no", answer="It was.").status_code == 302
        shown = reader.get(at).content.decode()
        assert "It was trains." in shown
        assert "Declined" in shown
        assert sign_in_as(here.members[5].representative).get(f"{at}correct/").status_code == 404

    def test_the_page_takes_the_same_queries_for_any_items(
        self, here, draft, sign_in_as, django_assert_max_num_queries
    ):
        client, url = sign_in_as(here.office.secretariat), draft.get_absolute_url()
        client.get(url)
        for n in range(3):
            verbs.add_heading(draft, title=f"No. {n}", text="", by=here.secretariat)
        with django_assert_max_num_queries(36):
            assert client.get(url).status_code == 200


class TestWhoOpenedTheDraft:
    def test_everybody_who_got_it_is_listed_and_the_first_look_signed_in_counts(
        self, here, circulated, sign_in_as
    ):
        receipts = circulated.receipts
        people = {each.representative for each in here.members} | {here.adviser}
        assert people <= {each.user for each in receipts.all()}
        assert not receipts.filter(opened_at__isnull=False).exists()
        one = here.members[2].representative
        client = sign_in_as(one)
        client.get(circulated.get_absolute_url())
        first = receipts.get(opened_at__isnull=False)
        assert first.user == one
        client.get(circulated.get_absolute_url())
        first.refresh_from_db()
        assert receipts.get(opened_at__isnull=False).opened_at == first.opened_at

    def test_the_pdf_counts_and_a_look_through_anothers_eyes_does_not(self, here, circulated):
        one = here.members[2]
        assert verbs.opened(circulated, by=replace(one.by, impersonator_id=1)) == 0
        assert verbs.opened(circulated, by=one.by) == 1
        assert verbs.opened(circulated, by=one.by) == 0
        assert verbs.opened(circulated, by=SYSTEM) == 0

    def test_the_secretariat_and_the_chair_see_it_and_nobody_else(
        self, here, circulated, sign_in_as
    ):
        verbs.opened(circulated, by=here.members[2].by)
        at = circulated.get_absolute_url()
        page = sign_in_as(here.office.secretariat).get(at).text
        looked = circulated.receipts.filter(opened_at__isnull=False).count()
        assert f"{looked} of {circulated.receipts.count()} people" in page
        assert "Who has opened the draft" in page
        assert (
            "Who has opened the draft"
            not in sign_in_as(here.members[3].representative).get(at).text
        )

    def test_once_approved_a_look_is_no_look_at_the_draft(self, here, approved):
        assert verbs.opened(approved, by=here.members[2].by) == 0

    def test_what_was_opened_stays(self, here, circulated):
        verbs.opened(circulated, by=here.members[2].by)
        opened = circulated.receipts.filter(opened_at__isnull=False)
        for change in (
            lambda: opened.update(opened_at=None),
            lambda: opened.update(opened_at=clock.now()),
            lambda: circulated.receipts.update(user=here.adviser),
            lambda: circulated.receipts.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
