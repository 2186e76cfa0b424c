"""The pages of events, as hosts, members and the public use them (R80)."""

import csv
import io
import re
from datetime import time, timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from consortium.core import clock
from consortium.core.actor import SYSTEM
from members.applications.permissions import visitor
from members.registers import feedback_forms
from members.registers.actions import attending, hosting, inviting, logging
from members.registers.event_links import SALT, own_path
from members.registers.models import Event, EventSignUp
from members.states import Role
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db
DAY = TODAY + timedelta(days=30)
TYPED = {
    "title": "Open morning", "about": "Groups show what they do.", "on": "20 November 2026",
    "starts_at": "6pm", "ends_at": "20.30", "place": "Example Library",
}  # fmt: skip
SAID = {"name": "Jo Reed", "email": "jo@example.net", "organisation": "Youth Club", "agreed": "on"}


@pytest.fixture
def officer(office):
    return people.actor_of(people.seated(Role.STRATEGIC_OFFICER, office.organisation))


@pytest.fixture
def client(sign_in_as, officer):
    return sign_in_as(people.User.objects.get(pk=officer.user_id))


@pytest.fixture
def member_client(sign_in_as, member):
    return sign_in_as(member.representative)


@pytest.fixture
def slow(monkeypatch):
    """Whoever sends has read the page for ten seconds."""
    monkeypatch.setattr(feedback_forms, "LEAST_SECONDS", -10)


@pytest.fixture
def announced(officer):
    def made(**more):
        values = {
            "title": "Open morning", "about": "Groups show what they do.", "on": DAY,
            "starts_at": time(18), "ends_at": time(20), "place": "Example Library", **more,
        }  # fmt: skip
        return hosting.announce(hosting.plan_event(values=values, by=officer), by=officer)

    return made


def signed_up(event, name="Jo Reed", email="jo@example.net", **more) -> EventSignUp:
    values = {"organisation": "Youth Club", "agreed": True, **more}
    return attending.sign_up(event, name=name, email=email, **values, by=visitor())


def act(event, name: str) -> str:
    return reverse("event_act", args=[event.pk, name])


def text(answer) -> str:
    return answer.content.decode()


# --- Hosts -----------------------------------------------------------------------------


def test_an_event_goes_from_its_plan_to_its_report(client, posted, officer, member_client):
    wrong = posted(client, reverse("event_new"), {**TYPED, "ends_at": "5pm"})
    assert "must end after it starts" in text(wrong)
    posted(client, reverse("event_new"), TYPED)
    event = Event.objects.get()
    page = event.get_absolute_url()
    assert (event.starts_at, event.ends_at) == (time(18), time(20, 30))
    council = logging.add_stakeholder(
        values={"name": "Example Council", "sector": "statutory"}, by=officer
    )
    posted(client, act(event, "stakeholders"), {"stakeholders": [council.pk]}, form_at=page)
    typed = {"organisation": "Food Bank", "email": "sam@bank.example"}
    posted(client, act(event, "typed"), typed, form_at=page)
    posted(client, act(event, "announce"), {}, form_at=page)
    made = signed_up(event, access_needs="Large print.")
    shown = text(client.get(page))
    for words in ("Example Council", "Food Bank", "jo@example.net", "Large print."):
        assert words in shown
    assert "Volunteer-friendly" in shown
    clock.set_today(event.on, by=SYSTEM)
    posted(client, act(event, "tick"), {"came": [made.pk]}, form_at=page)
    posted(client, act(event, "door"), {"organisation": "Food Bank", "people": "2"}, form_at=page)
    notes = {"notes": "More evenings.", "finish": "on"}
    done = posted(client, act(event, "notes"), notes, form_at=page)
    assert done.status_code == 302
    report = text(member_client.get(reverse("event_report", args=[event.pk])))
    for words in ("Example Council", "Food Bank", "Youth Club", "More evenings."):
        assert words in report
    assert "jo@example.net" not in report


def test_members_read_counts_and_organisations_and_no_people(member_client, announced, officer):
    event = announced()
    inviting.invite_typed(event, organisation="Food Bank", name="Sam Hill",
                          email="sam@bank.example", by=officer)  # fmt: skip
    signed_up(event, access_needs="Large print.")
    pages = [event.get_absolute_url(), reverse("events"), reverse("events_csv")]
    clock.set_today(DAY, by=SYSTEM)
    pages += [reverse(name, args=[event.pk]) for name in ("event_report", "event_report_pdf")]
    for page in pages:
        answer = member_client.get(page)
        found = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        for words in (b"Reed", b"jo@", b"Hill", b"sam@", b"Large print"):
            assert words not in found
    assert "1 asked, 1 signed up" in text(member_client.get(event.get_absolute_url()))


def test_members_change_nothing(member_client, announced):
    event = announced()
    assert member_client.get(reverse("event_new")).status_code == 403
    assert member_client.get(reverse("event_change", args=[event.pk])).status_code == 403
    for name in ("announce", "call_off", "notes", "typed"):
        assert member_client.post(act(event, name)).status_code == 403


def test_bad_input_is_said_on_the_page_and_changes_nothing(client, posted, announced):
    event = announced()
    made = signed_up(event)
    page = event.get_absolute_url()
    other = signed_up(announced(), "Kim Vale", "kim@example.net")
    clock.set_today(DAY, by=SYSTEM)
    for name, wrong in (
        ("tick", {"came": [other.pk]}), ("tick", {"came": ["x", "9" * 30]}),
        ("cancel_for", {"line": other.pk}), ("cancel_for", {"line": "-1"}),
        ("door", {"people": "0"}), ("door", {"people": "many"}), ("notes", {"notes": ""}),
        ("typed", {"organisation": "\x00", "email": "no"}), ("stakeholders", {}),
        ("call_off", {"reason": ""}),
    ):  # fmt: skip
        assert posted(client, act(event, name), wrong, form_at=page).status_code == 200, name
    assert client.post(act(event, "no-such-act")).status_code == 404
    assert client.get(reverse("event", args=[10**9])).status_code == 404
    made.refresh_from_db()
    event.refresh_from_db()
    assert (made.attended, made.cancelled_on, event.state) == (None, None, "open")


def test_a_move_asks_why_and_a_page_that_is_old_shows_both(client, posted, announced):
    event = announced()
    url = reverse("event_change", args=[event.pk])
    values = {**TYPED, "on": "21 November 2026"}
    assert "Say why it is moved" in text(posted(client, url, values))
    assert posted(client, url, {**values, "why": "The hall."}).status_code == 302
    event.refresh_from_db()
    assert (event.on.day, event.sequence) == (21, 1)
    stale = posted(client, url, {**values, "version": "1", "why": "x"})
    assert stale.status_code == 409


def test_there_is_no_report_before_its_day_or_of_what_was_called_off(client, announced, officer):
    event = announced()
    url = reverse("event_report", args=[event.pk])
    assert client.get(url).status_code == 404
    hosting.call_off(event, reason="Snow.", by=officer)
    clock.set_today(DAY + timedelta(days=1), by=SYSTEM)
    assert client.get(url).status_code == 404


def test_the_list_is_filtered_and_comes_as_a_table(client, announced):
    announced(title="Evening")
    announced(title="Morning", starts_at=time(9))
    url = reverse("events")
    assert "Morning" in text(client.get(url))
    friendly = text(client.get(f"{url}?state=friendly"))
    assert "Evening" in friendly
    assert ">Morning<" not in friendly
    assert client.get(f"{url}?state=x&page=x&q=%00").status_code == 200
    answer = client.get(reverse("events_csv"), {"q": "morning"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["Morning"]
    assert rows[1][4] == "No"


# --- The public ---------------------------------------------------------------------------


@pytest.mark.usefixtures("slow")
def test_anybody_signs_up_without_an_account_and_cancels_by_their_link(posted, announced):
    event, anybody = announced(), Client()
    url = event.get_public_url()
    assert url in text(anybody.get(reverse("events_public")))
    answer = posted(anybody, url, SAID)
    assert answer.headers["Location"] == reverse("event_signed_up", args=[event.pk])
    assert "Reed" not in text(anybody.get(answer.headers["Location"]))
    made = EventSignUp.objects.get()
    assert (made.name, made.organisation, made.agreed_on) == ("Jo Reed", "Youth Club", TODAY)
    own = own_path(made)
    assert "Jo Reed" in text(anybody.get(own))
    made.refresh_from_db()
    assert made.cancelled_on is None  # a scanner that opens the link cancels nothing
    posted(anybody, own, {})
    shown = text(anybody.get(own))
    assert "not signed up any more" in shown
    assert "Jo Reed" not in shown


@pytest.mark.usefixtures("slow")
def test_the_answer_does_not_tell_whether_an_address_was_known(posted, announced):
    url = announced().get_public_url()
    answers = [posted(Client(), url, SAID) for _ in range(2)]
    assert len({(each.status_code, each.headers["Location"]) for each in answers}) == 1
    assert EventSignUp.objects.count() == 1


@pytest.mark.usefixtures("slow")
def test_a_double_click_signs_up_once(announced):
    url, anybody = announced().get_public_url(), Client()
    hidden = dict(
        re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text(anybody.get(url)))
    )
    first, second = (anybody.post(url, {**hidden, **SAID}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert EventSignUp.objects.count() == 1


@pytest.mark.usefixtures("slow")
def test_bad_sign_ups_are_a_plain_page(posted, announced):
    url = announced().get_public_url()
    for wrong in (
        {"name": ""}, {"email": "no"}, {"agreed": ""}, {"name": "\x00"}, {"name": "x" * 200},
        {"website": "https://spam.example"}, {"begun": "made up"},
    ):  # fmt: skip
        assert posted(Client(), url, {**SAID, **wrong}).status_code == 200
    assert not EventSignUp.objects.exists()


def test_what_is_sent_at_once_is_asked_for_again_and_not_lost(posted, announced):
    page = text(posted(Client(), announced().get_public_url(), SAID))
    assert "sooner than anybody reads" in page
    assert "Jo Reed" in page


@pytest.mark.usefixtures("slow")
def test_too_many_for_one_address_wait(posted, announced):
    url = announced().get_public_url()
    answers = [posted(Client(), url, SAID).status_code for _ in range(5)]
    assert answers == [302] * 4 + [429]


def test_what_is_not_announced_is_not_there(officer, announced):
    planned = hosting.plan_event(
        values={"title": "Secret", "about": "x", "on": DAY, "starts_at": time(9),
                "ends_at": time(10), "place": "x"},
        by=officer,
    )  # fmt: skip
    anybody = Client()
    assert anybody.get(planned.get_public_url()).status_code == 404
    assert "Secret" not in text(anybody.get(reverse("events_public")))
    hosting.call_off(planned, reason="x", by=officer)
    assert anybody.get(planned.get_public_url()).status_code == 404


@pytest.mark.usefixtures("slow")
def test_closed_full_and_called_off_are_said_and_take_nobody(posted, announced, officer):
    event = announced(places=1)
    url = event.get_public_url()
    posted(Client(), url, SAID)
    other = {**SAID, "email": "kim@example.net"}
    assert "All places are taken" in text(posted(Client(), url, other))
    hosting.call_off(event, reason="Snow.", by=officer)
    assert "Snow." in text(posted(Client(), url, other))
    clock.set_today(DAY + timedelta(days=1), by=SYSTEM)
    assert Client().get(url).status_code == 200
    assert EventSignUp.objects.count() == 1


@pytest.mark.parametrize(
    "token",
    ["guessed", signing.dumps(1, salt="another"), signing.dumps([1], salt=SALT),
     signing.dumps(True, salt=SALT), signing.dumps(10**30, salt=SALT)],
    ids=["guessed", "another salt", "a list", "a truth", "too large"],
)  # fmt: skip
def test_a_link_that_is_not_ours_opens_nothing(token, announced):
    signed_up(announced())
    url = reverse("event_mine", args=[token])
    assert Client().get(url).status_code == 404
    assert Client().post(url).status_code == 404


def test_after_the_event_the_link_shows_and_cancels_nothing(announced, posted):
    made = signed_up(announced())
    clock.set_today(DAY + timedelta(days=1), by=SYSTEM)
    assert "Cancel my sign-up" not in text(Client().get(own_path(made)))
    posted(Client(), own_path(made), {}, form_at=reverse("events_public"))
    made.refresh_from_db()
    assert made.cancelled_on is None


# --- Queries ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["events", "events_public", "event", "event_report"])
def test_more_rows_take_no_more_queries(name, client, announced, officer, rows_and_queries):
    event = announced()
    clock.set_today(TODAY, by=SYSTEM)

    def grow(number: int) -> None:
        announced()
        signed_up(event, f"Jo {number}", f"jo{number}@example.net")
        council = logging.add_stakeholder(
            values={"name": f"Council {number}", "sector": "statutory"}, by=officer
        )
        inviting.invite_stakeholders(event, [council], by=officer)

    one = name in ("event", "event_report")
    url = reverse(name, args=[event.pk] if one else [])
    if name == "event_report":
        Event.objects.update(on=TODAY)
    assert rows_and_queries(client, url, grow)


@pytest.fixture
def rows_and_queries(django_assert_max_num_queries):
    """Whether a page with three rows takes no more queries than with one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def same(client, url, grow) -> bool:
        counts = []
        for upto in (1, 3):
            for number in range(len(counts) * 10, len(counts) * 10 + upto):
                grow(number)
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                assert client.get(url).status_code == 200
            counts.append(len(found))
        return counts[1] <= counts[0] <= 30

    return same
