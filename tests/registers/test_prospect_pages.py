"""The pages of prospects, as people use them."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from members.registers.actions import logging, recruiting, seating
from members.registers.models import Prospect
from members.states import Role
from tests.factories import applications as apply
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
SOON = TODAY + timedelta(days=7)


@pytest.fixture
def client(sign_in_as, office):
    return sign_in_as(office.secretariat)


@pytest.fixture
def add(secretariat, office):
    def added(name="Example Carers Forum", **more):
        values = {
            "name": name, "work": "Speaks for carers.", "owner": office.secretariat,
            "contact_name": "Kim Vale", "services": ["voice"], "next_step": "Ring them.",
            "next_on": SOON, **more,
        }  # fmt: skip
        return recruiting.add_prospect(values=values, by=secretariat)

    return added


def act(found, name: str) -> str:
    return reverse("prospect_act", args=[found.pk, name])


def text(answer) -> str:
    return answer.content.decode()


def test_a_prospect_goes_from_the_form_to_an_invitation(client, posted, office):
    values = {
        "name": "Example Carers Forum", "work": "Speaks for carers.", "services": ["voice"],
        "owner": office.secretariat.pk, "next_step": "Ring them.", "next_on": "28 October 2026",
    }  # fmt: skip
    empty = posted(client, reverse("prospect_new"), {**values, "next_on": ""})
    assert empty.status_code == 200
    posted(client, reverse("prospect_new"), values)
    found = Prospect.objects.get()
    page = found.get_absolute_url()
    contact = {"on_day": "20 October 2026", "how": "telephone", "words": "They are keen.",
               "move": "invite", "next_step": "Send the pack.",
               "next_on": "2 November 2026"}  # fmt: skip
    posted(client, act(found, "contact"), contact, form_at=page)
    shown = text(client.get(page))
    assert "They are keen." in shown
    assert "Send the pack." in shown
    assert "A voice with councils" in shown
    found.refresh_from_db()
    assert found.state == "invited"


def test_a_double_click_is_one_contact(client, add):
    found = add()
    form = recruiting_form(client, found)
    for _ in range(2):
        client.post(act(found, "contact"), form)
    assert found.contacts.count() == 1


def recruiting_form(client, found) -> dict:
    import re

    page = text(client.get(found.get_absolute_url()))
    token = re.search(r'name="token" value="([^"]*)"', page)
    assert token, "the form has its token"
    return {"token": token[1], "on_day": "20 October 2026", "how": "email", "words": "A letter.",
            "move": "approach", "next_step": "Ring.", "next_on": "2 November 2026"}  # fmt: skip


def test_bad_input_is_said_on_the_page_and_changes_nothing(client, posted, add):
    found = add()
    page = found.get_absolute_url()
    wrong = posted(client, act(found, "contact"), {"on_day": "never", "move": "join"}, form_at=page)
    assert wrong.status_code == 200
    early = posted(
        client, act(found, "leave"), {"reason": "No.", "ask_again_on": "1 May 2020"}, form_at=page
    )
    assert "later than today" in text(early)
    assert client.post(act(found, "no-such-act")).status_code == 404
    assert client.get(reverse("prospect", args=[10**9])).status_code == 404
    found.refresh_from_db()
    assert found.state == "identified"


def test_it_is_begun_from_a_stakeholder_or_a_seat(client, secretariat, member):
    known = logging.add_stakeholder(
        values={"name": "Example Halls", "sector": "vcs", "contact_name": "Jo Reed"}, by=secretariat
    )
    seat = seating.give_seat(
        values={"body": "Health Forum", "seat": "Member", "organisation": member.organisation,
                "position": "Manager", "mandate": "Speaks.", "starts": TODAY},
        by=secretariat,
    )  # fmt: skip
    new = reverse("prospect_new")
    assert f"{new}?stakeholder={known.pk}" in text(client.get(known.get_absolute_url()))
    assert f"{new}?representation={seat.pk}" in text(client.get(seat.get_absolute_url()))
    page = text(client.get(f"{new}?stakeholder={known.pk}"))
    assert 'value="Example Halls"' in page
    assert 'value="Jo Reed"' in page
    assert "Met at Health Forum" in text(client.get(f"{new}?representation={seat.pk}"))
    assert client.get(f"{new}?stakeholder=x&representation={'9' * 40}").status_code == 200


def test_it_is_changed_matched_left_and_taken_up(client, posted, add):
    found = add()
    page = found.get_absolute_url()
    change = reverse("prospect_change", args=[found.pk])
    values = {"name": found.name, "work": "Speaks for all carers.", "owner": found.owner_id,
              "next_step": "Ring.", "next_on": "28 October 2026"}  # fmt: skip
    posted(client, change, values)
    assert "all carers" in text(client.get(page))
    posted(client, act(found, "leave"), {"reason": "No money."}, form_at=page)
    assert "No money." in text(client.get(page))
    step = {"next_step": "Ask again.", "next_on": "30 October 2026"}
    posted(client, act(found, "take_up"), step, form_at=page)
    sent = apply.received()
    assert sent.reference in text(client.get(page))
    posted(client, act(found, "match"), {"application": sent.pk}, form_at=page)
    found.refresh_from_db()
    assert found.application == sent


def test_members_and_the_auditor_see_nothing_of_it(sign_in_as, add, office, member):
    found = add()
    auditor = people.seated(Role.AUDITOR, office.organisation)
    for user in (member.representative, auditor, office.finance):
        asked = sign_in_as(user)
        for url in (reverse("prospects"), found.get_absolute_url(), reverse("prospect_figures")):
            assert asked.get(url).status_code == 403
        assert "Prospects" not in text(asked.get(reverse("stakeholders")))


def test_the_officer_reads_how_far_an_application_is_but_does_not_open_it(sign_in_as, add, office):
    found = add(apply.NAME)
    sent = apply.received()
    officer = people.seated(Role.STRATEGIC_OFFICER, office.organisation)
    page = text(sign_in_as(officer).get(found.get_absolute_url()))
    assert sent.reference in page
    assert sent.get_absolute_url() not in page


def test_the_list_is_filtered_by_stage_with_counts(client, add, secretariat):
    add()
    recruiting.leave(add("Example Two"), reason="No.", by=secretariat)
    url = reverse("prospects")
    shown = text(client.get(url))
    assert "Identified (1)" in shown
    assert "Not now (1)" in shown
    assert "Example Two" not in shown
    first = "Example Carers Forum"
    for query, wanted in (
        ("state=not_now", ["Example Two"]), ("q=carers", [first]), ("state=mine", [first]),
        ("state=all", [first, "Example Two"]),
    ):  # fmt: skip
        answer = client.get(f"{reverse('prospects_csv')}?{query}")
        body = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(body)))[1:]
        assert [row[0] for row in rows] == wanted, query
        assert "Kim Vale" not in body
    assert client.get(f"{url}?state=none&page=x").status_code == 200


def test_empty_lists_and_figures_say_so(client):
    assert "No prospect is written down yet" in text(client.get(reverse("prospects")))
    assert "0 prospects" in text(client.get(reverse("prospect_figures")))


def test_the_figures_come_as_pdf(client, add):
    add()
    assert "1 prospect, 0 interested" in text(client.get(reverse("prospect_figures")))
    assert client.get(reverse("prospect_figures_pdf")).content.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["prospects", "prospect_figures", "prospects_csv"])
def test_more_rows_take_no_more_queries(name, client, add):
    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            answer = client.get(reverse(name))
            for _ in getattr(answer, "streaming_content", ()):
                pass
        return len(found)

    add()
    count()
    one = count()
    for number in range(2):
        add(f"Example Number {number}")
    assert count() == one


def test_a_longer_log_takes_no_more_queries(
    client, add, secretariat, django_assert_max_num_queries
):
    found = add()
    talk = {"on_day": TODAY, "how": "email", "words": "x", "next_step": "y", "next_on": SOON}
    for rows in (1, 3):
        while found.contacts.count() < rows:
            recruiting.contact(found, **talk, by=secretariat)
        client.get(found.get_absolute_url())
        with django_assert_max_num_queries(22):
            client.get(found.get_absolute_url())
