"""The pages of decisions in writing: for whom, from the mail, and what they say (A19)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from consortium.core import audit, clock, filechecks
from consortium.core.actor import SYSTEM
from consortium.core.idempotency import new_token
from consortium.core.models import StoredFile
from members.meetings.actions import answering, written
from members.meetings.models import Ballot, Decision, MeetingSettings, Objection, WrittenProposal
from members.meetings.replylinks import token_for as reply_token
from members.meetings.rules_written import earliest_closing
from members.meetings.states import MotionState
from members.meetings.writtenlinks import answer_path, token_for
from members.models import Seat
from tests.factories import meetings as make
from tests.factories import written as write
from tests.factories.meetings import TODAY

pytestmark = pytest.mark.django_db


def link_of(found, one, user=None) -> str:
    return answer_path(found, (user or one.representative).pk, one.organisation.pk)


def hat_of(one) -> str:
    return f"member:{one.organisation.pk}"


@pytest.fixture
def clients(here, sign_in_as):
    """One signed in for each role, by its name."""
    one, chair = here.members[2], here.members[1]
    office = f"office:{here.office.organisation.pk}"
    return {
        "representative": sign_in_as(one.representative, hat_of(one)),
        "substitute": sign_in_as(one.substitute, hat_of(one)),
        "chair": sign_in_as(chair.representative, f"chair:{chair.organisation.pk}"),
        "secretariat": sign_in_as(here.office.secretariat, office),
        "finance": sign_in_as(here.office.finance, office),
        "adviser": sign_in_as(here.adviser),
        "nobody": Client(),
    }


def sends(**more):
    closes = earliest_closing(clock.today(), 6)
    return {
        "token": new_token(), "wording": "Buy the van.", "background": "The old one failed.",
        "closes_on": f"{closes:%d/%m/%Y}", "rule": "Simple majority of votes cast",
        "decision_kind": "general", "route": "", "mark": "meeting", "interest": "", **more,
    }  # fmt: skip


class TestOpeningThem:
    MAY = {
        "written_decisions": "representative substitute chair secretariat finance adviser",
        "written": "representative substitute chair secretariat finance adviser",
        "written_new": "chair secretariat",
        "written_settings": "secretariat",
        "written_enter": "secretariat",
        "written_withdraw": "chair secretariat",
    }

    @pytest.mark.parametrize("name", MAY)
    def test_each_page_is_for_whom_it_is_declared(self, here, clients, name):
        found = write.sent(here)
        one = name not in ("written_decisions", "written_new", "written_settings")
        url = reverse(name, args=[found.pk] if one else [])
        for role, client in clients.items():
            status = client.get(url).status_code
            if role == "nobody":
                assert status == 302, role
            else:
                assert (status == 200) == (role in self.MAY[name].split()), (role, status)

    @pytest.mark.parametrize(
        "name, may",
        [
            ("written_answer", "representative substitute"),
            ("written_close", "chair secretariat"),
            ("written_remind", "chair secretariat"),
        ],
    )
    def test_each_button_is_for_whom_it_is_declared(self, here, clients, name, may):
        found = write.sent(here)
        url = reverse(name, args=[found.pk])
        for role, client in clients.items():
            if role not in may.split():
                assert client.post(url, {"token": new_token()}).status_code in (302, 403, 404), role
            else:
                assert client.get(url).status_code == 405
        assert not Ballot.objects.exists()

    def test_one_for_members_only_is_not_for_others(self, here, clients):
        found = write.sent(here, mark="members")
        assert clients["adviser"].get(found.get_absolute_url()).status_code == 404
        assert clients["representative"].get(found.get_absolute_url()).status_code == 200
        page = clients["adviser"].get(reverse("written_decisions"))
        assert b"Buy the van" not in page.content

    def test_the_list_takes_as_many_queries_for_three_as_for_one(
        self, here, clients, django_assert_num_queries, django_assert_max_num_queries
    ):
        one = here.members[2]
        found = write.sent(here)
        answering.answer(found, organisation=one.organisation, user=one.representative,
                         choice="meeting", reason="Books.", by=one.by)  # fmt: skip
        client, url = clients["representative"], reverse("written_decisions")
        client.get(url)
        with django_assert_max_num_queries(30) as counted:
            client.get(url)
        for wording in ("Second.", "Third."):
            found = write.sent(here, wording=wording)
            answering.answer(found, organisation=one.organisation, user=one.representative,
                             choice="meeting", reason="Books.", by=one.by)  # fmt: skip
        with django_assert_num_queries(len(counted.captured_queries)):
            client.get(url)


class TestSwitchingAndSending:
    def test_off_it_says_so_everywhere_and_sends_nothing(self, here, clients):
        office = clients["secretariat"]
        page = office.get(reverse("written_decisions")).content.decode()
        assert "Decisions are taken at meetings alone" in page
        assert "Switch it on" in page
        assert "Put a proposal in writing" not in page
        assert b"has not allowed" in office.post(reverse("written_new"), sends()).content
        assert not WrittenProposal.objects.exists()
        assert b"Switch it on" not in clients["representative"].get(
            reverse("written_decisions")
        ).content  # fmt: skip

    def test_switched_on_by_naming_the_decision(self, here, clients):
        decision, office = write.decided(here), clients["secretariat"]
        url = reverse("written_settings")
        office.get(url)
        data = {"token": new_token(), "version": "1", "allowed": "on", "days": "5"}
        page = office.post(url, data)
        assert b"Name the decision" in page.content
        data |= {"token": new_token(), "decision": str(decision.pk)}
        assert office.post(url, data).status_code == 302
        assert MeetingSettings.current().written_decision == decision
        page = office.get(reverse("written_decisions")).content.decode()
        assert decision.reference in page

    def test_sent_from_the_page_with_a_paper_and_pressed_twice_once(self, here, clients):
        write.allowed(here)
        data = sends()
        paper = ("offer.csv", b"what,pounds\nvan,9000\n", "text/csv")
        url = reverse("written_new")
        answer = clients["chair"].post(url, {**data, "file": SimpleUploadedFile(*paper)})
        again = clients["chair"].post(url, {**data, "file": SimpleUploadedFile(*paper)})
        found = WrittenProposal.objects.get()
        assert answer.url == again.url == found.get_absolute_url()
        assert found.background == "The old one failed."
        page = clients["representative"].get(answer.url).content.decode()
        assert "still being looked at" in page
        filechecks.check(list(StoredFile.objects.values_list("pk", flat=True)))
        page = clients["representative"].get(answer.url).content.decode()
        assert "offer.csv" in page
        file = clients["representative"].get(reverse("written_file", args=[found.pk]))
        assert file.status_code == 200

    @pytest.mark.parametrize(
        "wrong, words",
        [
            ({"wording": ""}, "what is proposed"),
            ({"closes_on": "31/2/2027"}, "Answers until"),
            ({"closes_on": "11/12/2026"}, "5 clear working days"),
            ({"decision_kind": "gate"}, "how the competition is answered"),
            ({"rule": "All"}, "How answers are counted"),
            ({"interest": "They own it."}, "Name the members"),
        ],
    )
    def test_bad_input_comes_back_as_it_was_typed(self, here, clients, wrong, words):
        write.allowed(here)
        page = clients["secretariat"].post(reverse("written_new"), sends(**wrong))
        text = page.content.decode()
        assert page.status_code == 200
        assert words.lower() in text.lower()
        assert "The old one failed." in text
        assert not WrittenProposal.objects.exists()


class TestFromTheMail:
    def test_opening_the_link_changes_nothing_and_one_press_answers(self, here):
        found, one, client = write.sent(here), here.members[2], Client()
        link = link_of(found, one)
        client.get(link)
        page = client.get(link)
        client.head(link)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert b"I want this discussed at a meeting" in page.content
        assert not Ballot.objects.exists()
        assert client.post(link, {"answer": "against"}).status_code == 302
        ballot = Ballot.objects.get()
        assert (ballot.choice, ballot.cast_by, ballot.way) == (
            "against",
            one.representative,
            "self",
        )
        assert b"You answered: Against" in client.get(link).content
        row = audit.history(ballot).get()
        assert (row.actor_id, row.task) == (one.representative.pk, "mail link")

    def test_pressed_again_or_by_the_substitute_the_first_answer_stands(self, here):
        found, one = write.sent(here), here.members[2]
        Client().post(link_of(found, one), {"answer": "for"})
        for link in (link_of(found, one), link_of(found, one, one.substitute)):
            page = Client().post(link, {"answer": "against"})
            assert b"has answered already" in page.content
        page = Client().get(link_of(found, one, one.substitute)).content.decode()
        assert f"{escape(one.representative.name)} answered for" in page
        assert Ballot.objects.get().choice == "for"

    def test_a_wish_for_a_meeting_needs_its_reason(self, here):
        found, one = write.sent(here), here.members[2]
        link = link_of(found, one)
        page = Client().post(link, {"answer": "meeting", "reason": " "})
        assert b"Say why you want to discuss it" in page.content
        assert not Objection.objects.exists()
        Client().post(link, {"answer": "meeting", "reason": "Show us the books."})
        assert Objection.objects.get().reason == "Show us the books."
        page = Client().get(link).content.decode()
        assert "Show us the books." in page
        assert "once one is planned" in page

    def test_a_link_opens_nothing_when_altered_or_without_the_role(self, here):
        found, one = write.sent(here), here.members[2]
        link = link_of(found, one)
        token = token_for(found, one.representative.pk, one.organisation.pk)
        for wrong in ("abc:def", "x" + token, token[:-1]):
            url = reverse("written_by_link", args=[wrong])
            assert Client().get(url).status_code == 410
            assert Client().post(url, {"answer": "for"}).status_code == 410
        other = answer_path(found, one.representative.pk, here.members[3].organisation.pk)
        assert Client().post(other, {"answer": "for"}).status_code == 410
        Seat.objects.filter(user=one.representative).update(ends=TODAY - timedelta(days=1))
        assert Client().post(link, {"answer": "for"}).status_code == 410
        file = reverse("written_link_file", args=[token])
        assert Client().get(file).status_code == 410
        assert not Ballot.objects.exists()

    def test_a_token_to_reply_to_a_meeting_does_not_answer(self, here):
        write.sent(here)
        one, meeting = here.members[2], make.meeting(on=TODAY + timedelta(days=40))
        token = reply_token(meeting, one.representative.pk, one.organisation.pk)
        assert Client().get(reverse("written_by_link", args=[token])).status_code == 410

    def test_too_late_is_said_and_the_result_is_read_there_afterwards(self, here):
        found, one = write.sent(here), here.members[2]
        for each in here.members[3:]:
            answering.answer(found, organisation=each.organisation, user=each.representative,
                             choice="for", by=each.by)  # fmt: skip
        clock.set_today(found.closes_on + timedelta(days=1), by=SYSTEM)
        page = Client().post(link_of(found, one), {"answer": "for"})
        assert b"One that comes later does not count" in page.content
        assert b'value="against"' not in page.content
        written.close(found, by=SYSTEM)
        page = Client().get(link_of(found, one)).content.decode()
        assert "3 for, 0 against, 0 abstained, 3 did not answer: agreed" in page


class TestThePage:
    def test_a_member_answers_signed_in_and_sees_no_others_choice(self, here, clients):
        found = write.sent(here)
        other = here.members[3]
        answering.answer(found, organisation=other.organisation, user=other.representative,
                         choice="against", by=other.by)  # fmt: skip
        client, url = clients["substitute"], found.get_absolute_url()
        page = client.get(url).content.decode()
        assert "Has answered" in page
        assert "Quorum 2 of 6 members: 1 has answered, not quorate" in page
        assert '<td data-label="Answer"><div>Against' not in page
        data = {"token": new_token(), "answer": "for"}
        answer = client.post(reverse("written_answer", args=[found.pk]), data)
        assert answer.status_code == 302
        assert b"You answered: For" in client.get(url).content
        data = {"token": new_token(), "answer": "against"}
        page = clients["representative"].post(reverse("written_answer", args=[found.pk]), data)
        assert b"has answered already" in page.content

    def test_buttons_are_there_for_who_may_press_them(self, here, clients):
        found = write.sent(here)
        pages = {role: client.get(found.get_absolute_url()).content.decode()
                 for role, client in clients.items()}  # fmt: skip
        for role in ("representative", "substitute"):
            assert 'value="against"' in pages[role]
            assert "Withdraw it" not in pages[role]
        for role in ("finance", "adviser", "chair", "secretariat"):
            assert 'value="against"' not in pages[role]
        assert "Enter an answer" in pages["secretariat"]
        assert "Withdraw it" in pages["chair"]
        assert "Enter an answer" not in pages["chair"]
        assert "Close it now" not in pages["secretariat"]

    def test_the_secretariat_enters_what_came_by_mail(self, here, clients):
        found, one = write.sent(here), here.members[3]
        url = reverse("written_enter", args=[found.pk])
        key = f"{one.organisation.pk}-{one.representative.pk}"
        data = {"token": new_token(), "who": key, "answer": "abstain", "way": "mail", "reason": ""}
        office = clients["secretariat"]
        assert b"Who" in office.get(url).content
        assert b"It came" in office.post(url, {**data, "way": "hands"}).content
        assert office.post(url, {**data, "token": new_token(), "who": "1-1"}).status_code == 200
        assert not Ballot.objects.exists()
        assert office.post(url, {**data, "token": new_token()}).status_code == 302
        ballot = Ballot.objects.get()
        assert (ballot.choice, ballot.way) == ("abstain", "mail")
        page = office.get(found.get_absolute_url()).content.decode()
        assert "By e-mail, entered for them" in page

    def test_closed_by_two_presses_it_is_closed_once(self, here, clients):
        found = write.sent(here)
        for one in here.members:
            answering.answer(found, organisation=one.organisation, user=one.representative,
                             choice="for", by=one.by)  # fmt: skip
        office, url = clients["secretariat"], reverse("written_close", args=[found.pk])
        assert b"Close it now" in office.get(found.get_absolute_url()).content
        token = new_token()
        for sent in (token, token, new_token()):
            assert office.post(url, {"token": sent}).status_code == 302
        assert Decision.objects.filter(motion=found.motion).count() == 1
        page = office.get(found.get_absolute_url()).content.decode()
        assert "Agreed in writing" in page
        decision = Decision.objects.get(motion=found.motion)
        assert reverse("decision", args=[decision.pk]) in page
        page = office.get(reverse("decision", args=[decision.pk])).content.decode()
        assert found.get_absolute_url() in page
        assert b"In writing, between meetings" in office.get(reverse("decisions")).content
        (event,) = office.get("/meetings/votes/2026.json").json()["vote_events"]
        assert len(event["votes"]) == 6

    def test_too_early_the_button_says_why(self, here, clients):
        found = write.sent(here)
        url = reverse("written_close", args=[found.pk])
        page = clients["chair"].post(url, {"token": new_token()}, follow=True)
        assert b"Members can still answer" in page.content

    def test_withdrawn_from_the_page_with_its_reason(self, here, clients):
        found = write.sent(here)
        url = reverse("written_withdraw", args=[found.pk])
        assert clients["chair"].post(url, {"token": new_token(), "why": ""}).status_code == 200
        clients["chair"].post(url, {"token": new_token(), "why": "The garage has sold it."})
        found.motion.refresh_from_db()
        assert found.motion.state == MotionState.WITHDRAWN
        page = clients["representative"].get(found.get_absolute_url()).content.decode()
        assert "The garage has sold it." in page

    def test_reminded_from_the_page(self, here, clients):
        found = write.sent(here)
        url = reverse("written_remind", args=[found.pk])
        page = clients["secretariat"].post(url, {"token": new_token()}, follow=True)
        assert b"6 members are asked again" in page.content


class TestOnTheHomePage:
    def test_it_waits_for_who_can_answer_until_one_of_them_has(self, here, clients):
        found, one = write.sent(here), here.members[2]
        words = b"Answer in writing: Buy the van."
        for role in ("representative", "substitute"):
            assert words in clients[role].get("/").content
        for role in ("finance", "secretariat", "adviser"):
            assert words not in clients[role].get("/").content
        answering.answer(found, organisation=one.organisation, user=one.substitute, choice="for",
                         by=one.by_substitute)  # fmt: skip
        for role in ("representative", "substitute"):
            assert words not in clients[role].get("/").content


def test_afterwards_the_page_says_who_asked_for_a_meeting_and_not_how_others_had_answered(
    here, clients
):
    found, (one, two) = write.sent(here), here.members[2:4]
    answering.answer(found, organisation=two.organisation, user=two.representative,
                     choice="against", by=two.by)  # fmt: skip
    answering.answer(found, organisation=one.organisation, user=one.representative,
                     choice="meeting", reason="Show us the books.", by=one.by)  # fmt: skip
    page = clients["secretariat"].get(found.get_absolute_url()).content.decode()
    for words in ("Asks for a meeting", "Had answered", "Did not answer", "Show us the books."):
        assert words in page
    assert "<div>Against" not in page
