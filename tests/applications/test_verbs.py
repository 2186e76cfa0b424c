"""What people do with an application, and what is refused."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consortium.core import audit, auditcheck, clock, due
from consortium.core.actor import SYSTEM
from consortium.core.filetypes import FileRefused
from consortium.core.models import DueItem, Message
from consortium.core.models.files import StoredFile
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from members.agreement import todos as agreement_todos
from members.applications import tasks  # noqa: F401 - what the clock does
from members.applications.actions import deciding, filling, handling, replying, sending
from members.applications.actions.beginning import begin, send_links
from members.applications.actions.links import LinkRefused, application_of
from members.applications.models import Application, ApplicationLink
from members.applications.permissions import applicant, visitor
from members.applications.rules import LAPSE_DAYS, LINK_DAYS
from members.applications.states import ApplicationState as S
from members.applications.states import Finding, Part, Stance
from members.models import MeetingBusiness, Organisation
from tests.factories import agreement as agreements
from tests.factories import applications as make
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db


def mails(kind: str, to: str = make.EMAIL) -> list[Message]:
    return list(Message.objects.filter(kind=f"applications.{kind}", to=to))


# --- The link --------------------------------------------------------------------


def test_the_link_opens_its_application_and_only_its_hash_is_kept():
    application = make.draft()
    assert application_of(application.token) == application
    kept = ApplicationLink.objects.values_list("token_hash", flat=True)
    assert application.token not in list(kept)
    assert f"/apply/form/{application.token}/" in mails("begun")[0].text
    assert mails("begun")[0].private


def test_begun_again_from_the_same_address_it_is_the_same_application():
    first = make.draft()
    again = begin(name=make.NAME.upper(), email=make.EMAIL.upper(), by=visitor())
    assert again.pk == first.pk
    assert Application.objects.count() == 1
    with pytest.raises(LinkRefused, match="has ended"):
        application_of(first.token)
    assert application_of(again.token) == first


def test_a_link_opens_until_the_end_of_its_last_day():
    application = make.draft()
    clock.set_today(TODAY + timedelta(days=LINK_DAYS), by=SYSTEM)
    assert application_of(application.token) == application
    clock.set_today(TODAY + timedelta(days=LINK_DAYS + 1), by=SYSTEM)
    with pytest.raises(LinkRefused, match="has ended"):
        application_of(application.token)


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "", str.lower])
def test_a_link_that_was_tampered_with_opens_nothing(change):
    token = make.draft().token
    with pytest.raises(LinkRefused, match="opens nothing"):
        application_of(change(token))


def test_asked_for_again_the_link_goes_to_the_same_address_and_to_nobody_elses():
    application = make.draft()
    assert send_links("stranger@example.org", by=visitor()) == 0
    assert not Message.objects.filter(to="stranger@example.org").exists()
    assert send_links(make.EMAIL.upper(), by=visitor()) == 1
    assert len(mails("link")) == 1
    with pytest.raises(LinkRefused):
        application_of(application.token)


def test_the_applicant_is_warned_before_the_link_of_a_draft_ends():
    make.draft()
    clock.set_today(TODAY + timedelta(days=LINK_DAYS - 7), by=SYSTEM)
    due.sweep(today=clock.today())
    assert len(mails("link_ends")) == 1
    assert "/apply/form/" not in mails("link_ends")[0].text


def test_a_draft_that_nobody_goes_on_with_ends_and_is_forgotten():
    application = make.fill(make.draft())
    added = filling.add_file(application, make.an_upload(), code="needs", by=applicant(application))
    clock.set_today(TODAY + timedelta(days=LINK_DAYS + LAPSE_DAYS), by=SYSTEM)
    due.sweep(today=clock.today())
    application.refresh_from_db()
    assert application.state == S.WITHDRAWN
    assert (application.email, application.contact_name, application.about) == ("", "", "")
    assert StoredFile.objects.get(pk=added.file_id).state == StoredFile.State.TOMBSTONED


# --- Filling in -------------------------------------------------------------------


def test_a_form_with_two_services_is_saved_and_cannot_be_sent():
    application = make.fill(make.draft(), services=2)
    with pytest.raises(Refused, match="3 of 5 services needed, you have 2"):
        make.send(application)
    application.refresh_from_db()
    assert application.state == S.DRAFT
    assert application.points.filter(claimed=True).count() == 4


def test_all_that_is_missing_is_said_at_once():
    with pytest.raises(Refused) as refused:
        make.send(make.draft())
    assert len(refused.value.reasons) >= 6


def test_another_applicant_saves_nothing_here():
    mine, other = make.draft(), make.draft("Another", "another@example.org")
    with pytest.raises(Refused, match="Only the applicant"):
        filling.save_part(
            mine, Part.CONTACT, make.CONTACT, version=mine.version, by=applicant(other)
        )
    with pytest.raises(Refused, match="Only the applicant"):
        filling.add_file(mine, make.an_upload(), by=applicant(other))


def test_nobody_overwrites_what_a_colleague_has_just_saved():
    application = make.draft()
    by = applicant(application)
    filling.save_part(application, Part.CONTACT, make.CONTACT, version=1, by=by)
    with pytest.raises(Stale):
        filling.save_part(application, Part.CONTACT, make.CONTACT, version=1, by=by)


def test_a_page_that_saves_itself_is_not_in_its_own_way():
    application = make.draft()
    by, page = applicant(application), {"version": 1, "token": "the-token-of-one-page"}
    for _ in range(2):
        saved = filling.save_part(application, Part.CONTACT, make.CONTACT, **page, by=by)
    assert saved.version == 3
    with pytest.raises(Stale):
        filling.save_part(
            application, Part.CONTACT, make.CONTACT, version=1, token="another-page", by=by
        )


def test_files_are_taken_in_checked_and_capped(monkeypatch):
    application = make.draft()
    by = applicant(application)
    added = filling.add_file(application, make.an_upload(), code="needs", by=by)
    assert added.file.state == StoredFile.State.RECEIVED
    assert (added.file.owner_kind, added.file.owner_id) == (
        "applications.application",
        str(application.pk),
    )
    with pytest.raises(FileRefused):
        filling.add_file(application, SimpleUploadedFile("a.exe", b"MZ"), by=by)
    monkeypatch.setattr(filling, "MOST_FILES", 1)
    with pytest.raises(FileRefused, match="1 files"):
        filling.add_file(application, make.an_upload("b.pdf"), by=by)
    filling.remove_file(added, by=by)
    assert not application.evidence.exists()


# --- Sending and answering -----------------------------------------------------------


def test_sent_it_has_a_reference_a_frozen_copy_and_an_acknowledgement(office):
    application = make.received()
    assert application.reference == "M-2026-001"
    assert make.received("Second", "second@example.org").reference == "M-2026-002"
    assert application.snapshot["organisation"]["name"] == make.NAME
    assert len(application.sha256) == 64
    assert "M-2026-001" in mails("received")[0].subject
    assert application_of(application.token) == application
    assert mails("arrived", office.secretariat.email)
    assert not DueItem.objects.filter(handled_at=None, cancelled_at=None).exists()


def test_what_was_sent_stays_as_it_is():
    application = make.received()
    by = applicant(application)
    with pytest.raises(Refused, match="stays as it is"):
        filling.save_part(
            application, Part.CONTACT, make.CONTACT, version=application.version, by=by
        )
    with pytest.raises(Refused, match="Files can be added"):
        filling.add_file(application, make.an_upload(), by=by)


def test_without_the_declaration_nothing_is_sent():
    with pytest.raises(Refused, match="Tick the declaration"):
        make.send(make.fill(make.draft()), declared=False)


def test_a_member_does_not_apply(member):
    with pytest.raises(Refused, match="is a member already"):
        make.received(name=member.organisation.name)


def test_no_name_of_a_person_stands_in_the_audit_chain(secretariat):
    application = make.judge(make.received(), by=secretariat)
    sending.withdraw(application, by=applicant(application))
    rows = audit.history(application)
    assert all("Alex" not in str((row.before, row.after, row.reason)) for row in rows)
    assert auditcheck.verify()[1] == []


def test_one_question_goes_back_and_forth(secretariat, office):
    application = handling.ask(make.received(), text="How often?", by=secretariat)
    assert application.state == S.QUESTION
    assert "/apply/form/" in mails("question")[0].text
    by = applicant(application)
    filling.add_file(application, make.an_upload(), by=by)
    answered = sending.answer(application, text="Every week.", by=by)
    assert answered.state == S.RECEIVED
    assert answered.questions.get().answer == "Every week."
    assert mails("answered", office.secretariat.email)
    with pytest.raises(Refused, match="is already received"):
        sending.answer(application, text="Twice.", by=by)


def test_the_secretariat_goes_on_without_an_answer_and_says_why(secretariat):
    application = handling.ask(make.received(), text="How often?", by=secretariat)
    with pytest.raises(Refused, match="reason"):
        handling.go_on(application, reason=" ", by=secretariat)
    application = handling.go_on(application, reason="No reply to two calls", by=secretariat)
    assert application.state == S.RECEIVED
    assert application.questions.get().dropped_on == TODAY
    handling.ask(application, text="And now?", by=secretariat)


def test_an_unanswered_question_is_brought_to_mind(secretariat, office):
    application = handling.ask(make.received(), text="How often?", by=secretariat)
    clock.set_today(application.answer_by + timedelta(days=1), by=SYSTEM)
    due.sweep(today=clock.today())
    assert len(mails("question")) == 2
    assert mails("answer_late", office.secretariat.email)


def test_a_form_on_paper_is_keyed_in_by_the_secretariat_alone(secretariat, representative):
    application = make.paper(secretariat)
    with pytest.raises(Refused, match="Only the secretariat"):
        make.fill(application, by=representative)
    sent = make.send(make.fill(application, by=secretariat), by=secretariat)
    assert sent.on_paper
    assert not Message.objects.filter(to="").exists()
    asked = handling.ask(sent, text="How often?", by=secretariat)
    assert sending.answer(asked, text="By telephone: weekly.", by=secretariat).state == S.RECEIVED


# --- Judging and consulting -------------------------------------------------------


def test_not_met_and_unclear_need_a_reason(secretariat):
    application = make.received()
    for finding in (Finding.NOT_MET, Finding.UNCLEAR):
        with pytest.raises(Refused, match="say why"):
            handling.judge(application, {"needs": (finding, " ")}, by=secretariat)
    with pytest.raises(Refused, match="does not claim it"):
        handling.judge(application, {"policy": (Finding.MET, "")}, by=secretariat)


def test_members_are_asked_when_every_point_is_judged(secretariat, member):
    application = make.received()
    with pytest.raises(Refused, match="Say whether these are met"):
        handling.consult(application, reply_by=TODAY + timedelta(days=14), by=secretariat)
    application = make.judge(application, by=secretariat)
    with pytest.raises(Refused, match="or later"):
        handling.consult(application, reply_by=TODAY, by=secretariat)
    application = make.consulting(secretariat, name="Other", email="o@example.org")
    assert set(application.replies.values_list("organisation", flat=True)) == set(
        Organisation.objects.values_list("pk", flat=True)
    )
    assert mails("consulted", member.representative.email)


def test_a_member_replies_for_itself_and_may_change_it_until_the_last_day(
    secretariat, representative
):
    application = make.consulting(secretariat)
    replying.reply(application, stance=Stance.SUPPORT, by=representative)
    clock.set_today(application.reply_by, by=SYSTEM)
    with pytest.raises(Refused, match="Say why"):
        replying.reply(application, stance=Stance.OBJECT, by=representative)
    row = replying.reply(application, stance=Stance.OBJECT, reason="Doubt", by=representative)
    assert row.stance == Stance.OBJECT
    assert application.replies.exclude(stance="").count() == 1


def test_a_reply_after_the_day_changes_nothing(secretariat, representative):
    application = make.consulting(secretariat)
    clock.set_today(application.reply_by + timedelta(days=1), by=SYSTEM)
    with pytest.raises(Refused, match="over, so nothing was changed"):
        replying.reply(application, stance=Stance.SUPPORT, by=representative)
    assert not application.replies.exclude(stance="").exists()


def test_who_joined_later_was_not_asked(secretariat, member):
    application = make.consulting(secretariat)
    later = people.actor_of(people.member().representative)
    with pytest.raises(Refused, match="was not asked"):
        replying.reply(application, stance=Stance.SUPPORT, by=later)


def test_a_claims_person_does_not_speak_for_the_member(secretariat, member):
    application = make.consulting(secretariat)
    with pytest.raises(Refused, match="through its representative"):
        replying.reply(application, stance=Stance.SUPPORT, by=people.actor_of(member.claims_person))


def test_who_has_not_replied_is_reminded_and_the_clock_closes(secretariat, member, chair):
    other = people.member()
    application = make.consulting(secretariat)
    replying.reply(application, stance=Stance.SUPPORT, by=people.actor_of(other.representative))
    clock.set_today(application.reply_by, by=SYSTEM)
    due.sweep(today=clock.today())
    assert mails("reply_soon", member.representative.email)
    assert not mails("reply_soon", other.representative.email)
    clock.set_today(application.reply_by + timedelta(days=1), by=SYSTEM)
    due.sweep(today=clock.today())
    application.refresh_from_db()
    assert application.state == S.DECIDING
    assert due.sweep(today=clock.today()) == 0


def test_before_its_day_it_closes_only_when_everybody_has_replied(secretariat, member):
    application = make.consulting(secretariat)
    with pytest.raises(Refused, match="can still reply"):
        handling.close(application, by=secretariat)
    for organisation in Organisation.objects.all():
        seat = (
            people.seated("representative", organisation)
            if organisation != member.organisation
            else member.representative
        )
        replying.reply(application, stance=Stance.SUPPORT, by=people.actor_of(seat))
    assert handling.close(application, by=secretariat).state == S.DECIDING


# --- Deciding -----------------------------------------------------------------------


def test_admitted_it_is_a_member_that_votes_from_that_day(secretariat, member, chair):
    application = make.deciding_(secretariat)
    before = Organisation.objects.on(clock.today()).members().count()
    admitted = deciding.admit(application, reason="Welcome", by=chair)
    made = admitted.organisation
    assert made.name == make.NAME
    assert made.joined == clock.today()
    assert made.votes
    assert Organisation.objects.on(clock.today()).members().count() == before + 1
    assert Organisation.objects.on(clock.today() - timedelta(days=1)).members().count() == before
    assert mails("decided")[0].subject == "Welcome to the consortium"
    assert mails("decision", member.representative.email)


def test_admitted_it_is_asked_to_sign_and_its_representative_finds_that(secretariat, chair):
    version = agreements.opened(by=secretariat)
    made = deciding.admit(make.deciding_(secretariat), by=chair).organisation
    asked = Message.objects.get(kind="agreement.asked")
    assert asked.to == make.EMAIL
    assert "Name the person who speaks for you" in asked.text
    theirs = people.actor_of(people.seated("representative", made))
    assert [each.title for each in agreement_todos.todos(theirs, today=clock.today())] == [
        f"Sign version {version.number} of the partnership agreement"
    ]


def test_with_no_agreement_nothing_is_asked(secretariat, chair):
    deciding.admit(make.deciding_(secretariat), by=chair)
    assert not Message.objects.filter(kind="agreement.asked").exists()


def test_a_co_opted_adviser_becomes_a_full_member_under_its_own_name(secretariat, chair):
    known = people.OrganisationFactory(name=make.NAME, membership="co_opted")
    admitted = deciding.admit(make.deciding_(secretariat), by=chair)
    assert admitted.organisation_id == known.pk
    known.refresh_from_db()
    assert known.votes


def test_one_objection_takes_it_from_the_chair(secretariat, representative, chair):
    application = make.consulting(secretariat)
    replying.reply(application, stance=Stance.OBJECT, reason="Too new", by=representative)
    application = make.closed(application)
    for act in (deciding.admit, deciding.refuse):
        with pytest.raises(Refused, match="objects"):
            act(application, reason="Why", by=chair)
    waiting = deciding.put_to_meeting(application, by=secretariat)
    assert waiting.reason.endswith("objects.")
    assert waiting.invited == [{"name": "Alex Example", "email": make.EMAIL}]
    assert mails("invited")


def test_a_comment_to_be_cleared_up_and_an_unclear_point_do_so_too(
    secretariat, representative, chair
):
    application = make.judge(make.received(), by=secretariat, needs=Finding.UNCLEAR)
    application = handling.consult(
        application, reply_by=make.default_reply_day(TODAY), by=secretariat
    )
    replying.reply(
        application, stance=Stance.COMMENT, reason="Which area?", unclear=True, by=representative
    )
    with pytest.raises(Refused) as refused:
        deciding.admit(make.closed(application), by=chair)
    assert "“Finds local needs” is unclear." in refused.value.reasons
    assert any("cleared up" in each for each in refused.value.reasons)


def test_without_a_chair_it_goes_to_the_meeting(secretariat, member):
    application = make.deciding_(secretariat)
    assert deciding.put_to_meeting(application, by=secretariat).reason == "Nobody holds the chair."


def test_where_nothing_stands_against_the_chair_a_meeting_needs_a_reason(secretariat, chair):
    application = make.deciding_(secretariat)
    with pytest.raises(Refused, match="Say why a meeting should decide"):
        deciding.put_to_meeting(application, by=chair)
    deciding.put_to_meeting(application, reason="My own organisation has an interest", by=chair)


def test_the_chair_refuses_with_a_reason_that_the_letter_gives(secretariat, chair):
    application = make.deciding_(secretariat)
    with pytest.raises(Refused, match="Give a reason"):
        deciding.refuse(application, reason=" ", by=chair)
    refused = deciding.refuse(application, reason="Its work is elsewhere.", by=chair)
    assert refused.state == S.REFUSED
    assert "Its work is elsewhere." in mails("decided")[0].text
    assert not Organisation.objects.filter(name=make.NAME).exists()


def test_no_meeting_admits_with_fewer_than_three_services(secretariat, chair):
    application = make.judge(make.received(), by=secretariat, needs=Finding.NOT_MET)
    handling.consult(application, reply_by=make.default_reply_day(TODAY), by=secretariat)
    application.refresh_from_db()
    application = make.closed(application)
    deciding.put_to_meeting(application, by=secretariat)
    day = clock.today()
    with pytest.raises(Refused, match="3 services must be found met, and 2 are"):
        deciding.admit_at_meeting(application, on=day, minute="Item 5", by=secretariat)
    handling.judge(application, {"needs": (Finding.MET, "Shown at the meeting")}, by=secretariat)
    admitted = deciding.admit_at_meeting(application, on=day, minute="Item 5", by=secretariat)
    assert admitted.organisation.joined == day


def test_a_meeting_decides_with_its_minute_and_on_its_day(secretariat, chair):
    application = make.to_meeting(secretariat)
    raised = clock.today()
    deciding.name_the_meeting(application, day=raised + timedelta(days=3), by=secretariat)
    assert len(mails("invited")) == 2
    with pytest.raises(Refused, match="number of the minute"):
        deciding.refuse_at_meeting(application, on=raised, minute=" ", reason="x", by=secretariat)
    with pytest.raises(Refused, match="on the day of the meeting or later"):
        deciding.admit_at_meeting(
            application, on=raised + timedelta(days=3), minute="5", by=secretariat
        )
    clock.set_today(raised + timedelta(days=5), by=SYSTEM)
    on = raised + timedelta(days=3)
    refused = deciding.refuse_at_meeting(
        application, on=on, minute="Item 5", reason="Its work is elsewhere.", by=secretariat
    )
    assert (refused.state, refused.decided_on, refused.minute) == (S.REFUSED, on, "Item 5")
    business = MeetingBusiness.objects.get()
    assert (business.settled_on, business.minute) == (on, "Item 5")


def test_withdrawn_it_leaves_the_agenda_and_the_members_hear(secretariat, member, chair):
    application = make.to_meeting(secretariat)
    sending.withdraw(application, by=applicant(application))
    assert MeetingBusiness.objects.get().dropped_at
    assert mails("withdrawn", member.representative.email)
    with pytest.raises(Refused):
        deciding.admit_at_meeting(application, on=clock.today(), minute="5", by=secretariat)


def test_a_new_member_names_its_representative(secretariat, office, chair):
    application = make.deciding_(secretariat)
    naming = {"name": "Robin Example", "email": "robin@example.org", "by": applicant(application)}
    with pytest.raises(Refused, match="once the organisation is a member"):
        sending.name_representative(application, **naming)
    admitted = deciding.admit(application, by=chair)
    named = sending.name_representative(admitted, **naming)
    assert named.nominee_email == "robin@example.org"
    assert mails("representative", office.secretariat.email)
