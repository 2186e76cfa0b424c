"""The pages of the registers, as people use them."""

import csv
import io

import pytest
from django.urls import reverse

from members.registers.actions import handling, logging, passing
from members.registers.models import Awareness, Feedback, FeedbackEntry, Representation, Stakeholder
from members.states import Role
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
LISTS = ("feedback_list", "feedback_summary", "awareness", "representations", "stakeholders")


def act(found, name: str) -> str:
    return reverse("feedback_act", args=[found.pk, name])


def table(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_secretariat_handles_a_complaint_from_the_first_day_to_the_last(
    sign_in_as, posted, office, give
):
    found, client = give(), sign_in_as(office.secretariat)
    page = found.get_absolute_url()
    assert "Nobody rang back." in client.get(page).content.decode()
    assert "jo@example.net" in client.get(page).content.decode()
    posted(client, act(found, "acknowledge"), {"words": ""}, form_at=page)
    empty = posted(client, act(found, "answer"), {"words": "", "outcome": "upheld"}, form_at=page)
    assert empty.status_code == 200
    posted(client, act(found, "answer"), {"words": "True.", "outcome": "upheld"}, form_at=page)
    refused = posted(client, act(found, "close"), {"lesson": ""}, form_at=page)
    assert "what was learned" in refused.content.decode()
    posted(client, act(found, "close"), {"lesson": "Ring back."}, form_at=page)
    found.refresh_from_db()
    assert found.state == "closed"
    assert "Ring back." in client.get(reverse("feedback_summary")).content.decode()


def test_the_secretariat_keys_in_a_letter_and_loses_sight_of_one_about_its_office(
    sign_in_as, posted, office, chair
):
    client, url = sign_in_as(office.secretariat), reverse("feedback_new")
    values = {"kind": "complaint", "about": "body", "words": "Too slow.", "how": "letter",
              "received_on": "20 October 2026"}  # fmt: skip
    answer = posted(client, url, values)
    found = Feedback.objects.get()
    assert (found.how, found.side, found.recorded_by_id) == (
        "letter", "chair", office.secretariat.pk,
    )  # fmt: skip
    assert answer.headers["Location"] == reverse("feedback_list")
    assert client.get(found.get_absolute_url()).status_code == 404


def test_others_find_nothing_there(sign_in_as, give, office, term):
    found = give()
    stranger = people.member().representative
    assert sign_in_as(stranger).get(found.get_absolute_url()).status_code == 404
    assert sign_in_as(stranger).post(act(found, "answer")).status_code == 404
    auditor = people.seated(Role.AUDITOR, office.organisation)
    assert sign_in_as(auditor).get(found.get_absolute_url()).status_code == 403
    about_body = give(about="body")
    assert sign_in_as(office.secretariat).get(about_body.get_absolute_url()).status_code == 404
    hat = f"chair:{term.organisation_id}"
    page = sign_in_as(term.holder, hat).get(about_body.get_absolute_url())
    assert "jo@example.net" in page.content.decode()
    assert sign_in_as(office.secretariat).post(act(found, "no-such-act")).status_code == 404


def test_a_member_reads_the_question_and_not_the_notes_or_the_person(
    sign_in_as, posted, give, secretariat, member
):
    found = give(about="member", organisation=member.organisation)
    passing.note(found, words="Careful with this one.", by=secretariat)
    passing.pass_on(found, organisation=member.organisation, question="Why?", by=secretariat)
    client = sign_in_as(member.representative)
    page = client.get(found.get_absolute_url()).content.decode()
    assert "Why?" in page
    assert "Careful" not in page
    assert "jo@example.net" not in page
    posted(
        client, act(found, "account"), {"words": "It was shut."}, form_at=found.get_absolute_url()
    )
    assert FeedbackEntry.objects.filter(kind="account").count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_no_more_queries_for_more_rows(
    rows, give, sign_in_as, office, django_assert_max_num_queries, member
):
    for _ in range(rows):
        give(about="member", organisation=member.organisation)
    client = sign_in_as(office.secretariat)
    client.get(reverse("feedback_list"))
    with django_assert_max_num_queries(9):
        assert client.get(reverse("feedback_list")).status_code == 200


def test_filters_and_the_table_agree(give, sign_in_as, office, secretariat):
    complaint, praise = give(), give(kind="compliment", words="Well done.")
    handling.answer(praise, words="Thanks.", outcome="none", by=secretariat)
    client = sign_in_as(office.secretariat)
    for query, wanted in (
        ("kind=compliment", praise), ("state=open", complaint), ("state=over", praise),
        ("q=well", praise), (f"q={complaint.reference}", complaint),
    ):  # fmt: skip
        rows = table(client.get(f"{reverse('feedback_csv')}?{query}"))
        assert [row[0] for row in rows[1:]] == [wanted.reference], query
        assert "jo@example.net" not in repr(rows)
    assert client.get(f"{reverse('feedback_list')}?kind=none&page=x").status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_every_list_says_when_it_is_empty(name, sign_in_as, office):
    assert sign_in_as(office.secretariat).get(reverse(name)).status_code == 200


def test_the_summary_comes_as_pdf(sign_in_as, office, give):
    give()
    answer = sign_in_as(office.finance).get(f"{reverse('feedback_summary_pdf')}?year=2026")
    assert answer.content.startswith(b"%PDF")


def test_awareness_is_logged_and_another_members_is_not_changed(
    sign_in_as, posted, member, secretariat
):
    client = sign_in_as(member.representative)
    values = {"what": "Talk", "kind": "talk", "sector": "vcs", "on_day": "1 October 2026"}
    posted(client, reverse("awareness_new"), values)
    entry = Awareness.objects.get()
    assert entry.organisation == member.organisation
    url = reverse("awareness_change", args=[entry.pk])
    posted(client, url, {**values, "what": "Long talk"})
    assert "Long talk" in client.get(reverse("awareness")).content.decode()
    other = sign_in_as(people.member().representative)
    assert other.get(url).status_code == 404
    posted(client, reverse("awareness_strike", args=[entry.pk]), {"reason": "Twice."})
    assert "Long talk" not in client.get(reverse("awareness")).content.decode()


def test_a_seat_is_given_and_reported_back(sign_in_as, posted, office, member):
    client = sign_in_as(office.secretariat)
    posted(
        client, reverse("representation_new"),
        {"body": "Forum", "seat": "Member", "organisation": member.organisation.pk,
         "position": "Chief officer", "mandate": "Speaks for us.", "starts": "1 October 2026",
         "report_by": "1 November 2026"},
    )  # fmt: skip
    found = Representation.objects.get()
    theirs = sign_in_as(member.representative)
    url = reverse("representation_report", args=[found.pk])
    values = {"on_day": "20 October 2026", "attended": "yes", "words": "They listened."}
    posted(theirs, url, values, form_at=found.get_absolute_url())
    assert "They listened." in client.get(found.get_absolute_url()).content.decode()
    assert sign_in_as(people.member().representative).post(url, values).status_code == 404
    rows = table(client.get(reverse("representations_csv")))
    assert rows[1][:3] == ["Forum", "Member", "Chief officer"]
    posted(client, reverse("representation_end", args=[found.pk]), {"on": "21 October 2026"})
    found.refresh_from_db()
    assert found.ends == TODAY


def test_people_of_stakeholders_are_for_those_who_may_use_them(
    sign_in_as, posted, office, member, secretariat
):
    client = sign_in_as(office.secretariat)
    posted(
        client, reverse("stakeholder_new"),
        {"name": "Council", "sector": "statutory", "contact_name": "Kim Vale"},
    )  # fmt: skip
    found = Stakeholder.objects.get()
    page = found.get_absolute_url()
    assert "Kim Vale" in client.get(page).content.decode()
    finance = sign_in_as(office.finance)
    assert "Kim Vale" not in finance.get(page).content.decode()
    assert "Kim Vale" not in repr(table(finance.get(reverse("stakeholders_csv"))))
    values = {"on_day": "20 October 2026", "how": "meeting", "words": "The budget."}
    posted(client, reverse("stakeholder_contact", args=[found.pk]), values, form_at=page)
    assert "The budget." in finance.get(page).content.decode()
    logging.end_stakeholder(found, reason="Merged.", by=secretariat)
    assert "Kim Vale" not in client.get(page).content.decode()
