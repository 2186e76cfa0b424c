"""The pages of working together, as people use them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.pages import todos as home
from members.models import User
from members.states import Role
from members.working.actions import disputes, group_reports, groups, notes, service
from members.working.actions.groups import Who
from members.working.models import (
    Arrangement,
    Delivery,
    Dispute,
    Group,
    GroupMember,
    GroupReport,
    Proposal,
    Standard,
)
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db


def posted(client, url: str, data: dict, *, form_at: str = ""):
    """POST with the hidden fields of the page's form."""
    page = client.get(form_at or url).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    return client.post(url, {**hidden, **data})


@pytest.fixture
def clients(sign_in_as, chair, body):
    """The chair's browser and that of the body's representative."""
    return tuple(
        sign_in_as(User.objects.get(pk=actor.user_id), actor.hat) for actor in (chair, body)
    )


def titles(actor) -> list[str]:
    return [each.title for each in home.for_actor(actor, today=TODAY)]


def test_a_dispute_from_its_opening_to_its_end(clients, chair, body):
    ours, theirs = clients
    posted(
        ours, reverse("dispute_open"),
        {"title": "Payments", "clause": "8.1(4)", "about": "They came late."},
    )  # fmt: skip
    dispute = Dispute.objects.get()
    own = dispute.get_absolute_url()
    assert "They came late." in theirs.get(own).content.decode()
    wrong = posted(
        ours, reverse("dispute_step", args=[dispute.pk]), {"on": "1 January 2030", "words": "A"},
        form_at=own,
    )  # fmt: skip
    assert "today or earlier" in wrong.content.decode()
    posted(
        ours, reverse("dispute_third_party", args=[dispute.pk]),
        {"name": "Jo Middle", "why": "Knows neither."}, form_at=own,
    )  # fmt: skip
    proposal = Proposal.objects.get()
    assert "Answer in a dispute" in titles(body)
    assert "Answer in a dispute" not in titles(chair)
    agree = reverse("proposal_agree", args=[proposal.pk])
    assert ours.post(agree).status_code == 409
    assert theirs.post(agree).status_code == 302
    posted(
        theirs, reverse("dispute_outcome", args=[dispute.pk]), {"words": "Pay in 20 days."},
        form_at=own,
    )  # fmt: skip
    end = Proposal.objects.get(kind="outcome")
    declined = posted(
        ours, reverse("proposal_decline", args=[end.pk]), {"why": "Too long."}, form_at=own
    )
    assert declined.status_code == 302
    assert "Too long." in theirs.get(own).content.decode()
    ours.post(reverse("dispute_copy", args=[dispute.pk]))
    page = ours.get(own).content.decode()
    address = re.search(r'href="(/members/disputes/\d+/files/\d+/)"', page)[1]
    assert theirs.get(address).headers["Content-Type"] == "application/pdf"


def test_a_dispute_is_not_there_for_others(sign_in_as, chair, body, office, member):
    dispute = disputes.open_dispute(title="A", about="B", clause="8", by=chair)
    auditor = people.seated(Role.AUDITOR, office.organisation)
    own = dispute.get_absolute_url()
    assert sign_in_as(auditor).get(own).status_code == 200
    for user in (office.secretariat, office.finance, member.representative, member.claims_person):
        client = sign_in_as(user)
        for url in (own, reverse("disputes"), reverse("dispute_open")):
            assert client.get(url).status_code in (403, 404)
        assert client.post(reverse("dispute_step", args=[dispute.pk])).status_code in (403, 404)


def test_the_auditor_reads_and_never_acts(sign_in_as, chair, body, office):
    dispute = disputes.open_dispute(title="A", about="B", clause="8", by=chair)
    client = sign_in_as(people.seated(Role.AUDITOR, office.organisation))
    assert "Write a note" not in client.get(dispute.get_absolute_url()).content.decode()
    assert client.post(reverse("dispute_copy", args=[dispute.pk])).status_code == 403


def test_the_chair_writes_a_note_and_looks_again(clients, chair):
    ours, _ = clients
    posted(
        ours, reverse("chair_note_new"),
        {"kind": "tension", "title": "A quarrel", "words": "They do not speak."},
    )  # fmt: skip
    note = notes.ChairNote.objects.get()
    own = note.get_absolute_url()
    posted(
        ours, reverse("chair_note_step", args=[note.pk]),
        {"on": "20 October 2026", "words": "I rang."}, form_at=own,
    )  # fmt: skip
    notes.ChairNote.objects.update(look_again_on=TODAY)
    assert "Look again at a private note" in titles(chair)
    assert "I rang." in ours.get(own).content.decode()
    assert ours.post(reverse("chair_note_hand_over", args=[note.pk])).status_code == 302
    assert ours.post(reverse("chair_note_delete", args=[note.pk])).status_code == 302
    assert ours.get(own).status_code == 404


def test_a_group_from_its_minute_to_its_report(sign_in_as, office, member):
    client, theirs = sign_in_as(office.secretariat), sign_in_as(member.representative)
    posted(
        client, reverse("group_new"),
        {"name": "Volunteers", "remit": "The week.", "minute": "Minute 3",
         "starts": "1 October 2026", "review_by": "1 October 2027"},
    )  # fmt: skip
    group = Group.objects.get()
    join = reverse("group_join", args=[group.pk])
    assert theirs.get(join).status_code == 404
    posted(client, join, {"user": member.representative.pk, "role": "convenor",
                          "starts": "1 October 2026"})  # fmt: skip
    no_yes = posted(theirs, join, {"name": "Kim", "role": "member", "starts": "2 October 2026"})
    assert "agreed to be named" in no_yes.content.decode()
    posted(theirs, join, {"name": "Kim", "works_for": "Council", "agreed_on": "1 October 2026",
                          "role": "member", "starts": "2 October 2026"})  # fmt: skip
    posted(theirs, reverse("group_meeting", args=[group.pk]),
           {"on": "9 October 2026", "place": "Luton", "notes": "We planned."})  # fmt: skip
    posted(client, reverse("group_report_ask", args=[group.pk]),
           {"title": "The week", "due_on": "30 November 2026"})  # fmt: skip
    report = GroupReport.objects.get()
    actor = people.actor_of(member.representative)
    assert "Report of a group: The week" in titles(actor)
    sent = posted(theirs, reverse("group_report_send", args=[report.pk]), {"text": "Well done."},
                  form_at=report.get_absolute_url())  # fmt: skip
    assert sent.status_code == 302
    copy = sign_in_as(office.finance).get(reverse("group_report_copy", args=[report.pk]))
    assert copy.headers["Content-Type"] == "application/pdf"
    page = theirs.get(group.get_absolute_url()).content.decode()
    for words in ("Kim", "Council", "We planned.", "The week", member.representative.name):
        assert words in page
    outsider = GroupMember.objects.get(outside=True)
    theirs.post(reverse("group_forget", args=[group.pk, outsider.pk]))
    assert "Kim" not in client.get(group.get_absolute_url()).content.decode()
    posted(client, reverse("group_end", args=[group.pk]),
           {"on": "21 October 2026", "why": "Minute 9"})  # fmt: skip
    assert "We planned." in client.get(group.get_absolute_url()).content.decode()


def test_another_member_changes_no_group(sign_in_as, secretariat, member):
    group = groups.set_up(name="A", remit="B", minute="C", starts=TODAY,
                          review_by=TODAY + timedelta(days=9), by=secretariat)  # fmt: skip
    client = sign_in_as(member.representative)
    for name in ("group_new", "group_review", "group_end", "group_report_ask"):
        args = [] if name == "group_new" else [group.pk]
        assert client.get(reverse(name, args=args)).status_code == 403
    assert client.get(reverse("group_meeting", args=[group.pk])).status_code == 404


def test_service_is_recorded_and_its_table_read_by_all(sign_in_as, office, member, secretariat):
    client, theirs = sign_in_as(office.secretariat), sign_in_as(member.claims_person)
    posted(
        client, reverse("arrangement_new"),
        {"title": "Secretariat", "organisation": office.organisation.pk, "does": "Minutes.",
         "hours": "Mondays", "minute": "Minute 2", "starts": "1 April 2026",
         "review_by": "31 March 2027"},
    )  # fmt: skip
    arrangement = Arrangement.objects.get()
    posted(
        client, reverse("standard_new", args=[arrangement.pk]),
        {"title": "Draft minutes", "days": "10", "basis": "after", "event": "the meeting",
         "measured": "hand", "starts": "1 April 2026"},
    )  # fmt: skip
    standard = Standard.objects.get()
    posted(
        client, reverse("delivery_new", args=[standard.pk]),
        {"what": "Minutes of 10 September", "base_on": "10 September 2026"},
    )  # fmt: skip
    secretary = people.actor_of(office.secretariat)
    assert "Record when it was done: Minutes of 10 September" in titles(secretary)
    posted(client, reverse("delivery_done", args=[Delivery.objects.get().pk]),
           {"on": "15 September 2026"})  # fmt: skip
    page = theirs.get(reverse("service")).content.decode()
    for words in ("Mondays", "within 10 working days after the meeting", "100%"):
        assert words in page
    assert theirs.get(reverse("arrangement_new")).status_code == 403
    copy = theirs.get(reverse("service_copy", args=[2026]))
    assert copy.content.startswith(b"%PDF")
    posted(client, reverse("arrangement_review", args=[arrangement.pk]),
           {"note": "Good.", "review_by": "30 September 2027"})  # fmt: skip
    assert "1 of 1 met" in theirs.get(arrangement.get_absolute_url()).content.decode()
    change = reverse("arrangement_change", args=[arrangement.pk])
    posted(client, change, {"does": "Minutes and agendas."})
    assert "Minutes and agendas." in theirs.get(reverse("service")).content.decode()


def _fill(count: int, *, secretariat, chair):
    """`count` more of each thing that stands in a list."""
    for number in range(count):
        key = f"{count}-{number}"
        group = groups.set_up(name=key, remit="B", minute="C", starts=TODAY,
                              review_by=TODAY + timedelta(days=9), by=secretariat)  # fmt: skip
        groups.join(group, Who(name="Kim", agreed_on=TODAY), starts=TODAY, by=secretariat)
        groups.record_meeting(group, on=TODAY, place="A", notes="B", by=secretariat)
        group_reports.ask_report(group, title=key, due_on=TODAY + timedelta(days=9), by=secretariat)
        disputes.open_dispute(title=key, about="B", clause="8", by=chair)
        notes.write_note(kind="tension", title=key, words="B", by=chair)
        service.arrange(
            title=key, organisation=people.OrganisationFactory(), does="A", minute="M",
            starts=TODAY, review_by=TODAY + timedelta(days=9), by=secretariat,
        )  # fmt: skip


@pytest.mark.parametrize("name", ["groups", "disputes", "chair_notes", "service"])
def test_no_list_asks_more_for_more_rows(name, clients, secretariat, chair):
    ours, _ = clients
    counts = []
    for more in (1, 2):
        _fill(more, secretariat=secretariat, chair=chair)
        ours.get(reverse(name))
        with CaptureQueriesContext(connection) as asked:
            assert ours.get(reverse(name)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_groups_page_asks_the_same_for_many_members(sign_in_as, secretariat, office):
    group = groups.set_up(name="A", remit="B", minute="C", starts=TODAY,
                          review_by=TODAY + timedelta(days=9), by=secretariat)  # fmt: skip
    client, counts = sign_in_as(office.secretariat), []
    for more in (1, 3):
        for number in range(more):
            user = people.UserFactory()
            groups.join(group, Who(user=user), starts=TODAY, by=secretariat)
            groups.record_meeting(group, on=TODAY, place=f"{number}", notes="B", by=secretariat)
        client.get(group.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            client.get(group.get_absolute_url())
        counts.append(len(asked))
    assert counts[0] == counts[1]
