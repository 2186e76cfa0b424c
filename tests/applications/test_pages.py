"""The public pages, the form behind the link, and the pages of the house."""

import io
import re

import pypdf
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.core import clock
from consortium.core.models import Job, Message
from members.applications import todos
from members.applications.actions import deciding, handling
from members.applications.actions.links import new_link
from members.applications.actions.papers import keep_paper
from members.applications.models import Application
from members.applications.reports import pack_pdf, pack_text, render
from members.applications.states import ApplicationState as S
from members.models import Organisation, User
from tests.factories import agreement as agreements
from tests.factories import applications as make
from tests.factories import members as people

from .conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def token_in(html: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', html)[1]


def posted(client, url: str, data: dict, *, form_at: str = ""):
    """POST with the hidden fields of the form that the page shows."""
    page = client.get(form_at or url).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    return client.post(url, {**hidden, **data})


# --- Public --------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["apply", "apply_check", "apply_start", "apply_link", "apply_sent"]
)
def test_anybody_reads_the_public_pages(client, office, name):
    response = client.get(reverse(name))
    assert response.status_code == 200


def test_the_check_explains_two_services_and_lets_three_go_on(client, office):
    url = reverse("apply_check")
    two = {
        "asked": "yes",
        "third_sector": "on",
        "based_here": "on",
        "services": ["needs", "support"],
    }
    page = client.get(url, two).content.decode()
    assert "3 of 5 services needed, you have 2." in page
    three = {**two, "services": ["needs", "support", "policy"]}
    assert client.get(url, three).headers["Location"] == reverse("apply_start")
    none = client.get(url, {"asked": "yes"}).content.decode()
    assert "you have 0" in none
    assert "third sector" in none


def test_the_pack_comes_as_plain_text_with_criteria_promises_and_form(client, office):
    response = client.get(reverse("apply_pack", args=["text"]))
    assert response.headers["Content-Type"].startswith("text/plain")
    text = response.content.decode()
    for words in ("5.1(5)", "Name someone who can speak", "Hours of paid staff", "signature"):
        assert words in text
    assert text == pack_text()
    assert client.get(reverse("apply_pack", args=["docx"])).status_code == 404


def test_the_pack_holds_the_agreement_that_is_in_force_and_no_later_one(client, office):
    by = people.actor_of(office.secretariat)
    version = agreements.opened(by=by)
    assert "To work together." not in pack_text()
    agreements.signed(version, people.seated("representative", office.organisation))
    agreements.opened(by=by, clauses=[("1", "Purpose", "To work alone.")])
    text = pack_text()
    assert "THE AGREEMENT" in text
    assert f"version {version.number}, in force from 21 October 2026" in text
    assert "1 Purpose\nTo work together." in text
    assert "To work alone." not in text
    pages = pypdf.PdfReader(io.BytesIO(pack_pdf(large=False))).pages
    assert "To work together." in "\n".join(page.extract_text() for page in pages)


def test_beginning_mails_a_link_and_says_nothing_else(client, office):
    response = posted(client, reverse("apply_start"), {"name": make.NAME, "email": make.EMAIL})
    assert response.status_code == 302
    application = Application.objects.get()
    mail = Message.objects.get(kind="applications.begun")
    assert (mail.to, application.state) == (make.EMAIL, S.DRAFT)
    assert make.EMAIL not in client.get(response.headers["Location"]).content.decode()


def test_strangers_do_not_learn_whether_somebody_applies(client, office):
    make.draft()
    answers = []
    for email in (make.EMAIL, "nobody@example.org"):
        response = posted(Client(), reverse("apply_link"), {"email": email})
        page = client.get(response.headers["Location"]).content.decode()
        page = re.sub(r'"X-CSRFToken": "[^"]+"', "", page)
        answers.append((response.status_code, response.headers["Location"], page))
    assert answers[0] == answers[1]


def test_links_are_not_sent_without_end(client, office, settings):
    settings.ACCOUNT_RATE_LIMITS = {"membership_link": "20/h/ip,2/h/key"}
    make.draft()
    for wanted in (302, 302, 429):
        response = posted(client, reverse("apply_link"), {"email": make.EMAIL})
        assert response.status_code == wanted
    assert "too often" in response.content.decode()
    assert Message.objects.filter(kind="applications.link").count() == 2


# --- The form ---------------------------------------------------------------------


def test_each_part_is_saved_as_it_is(client):
    application = make.draft()
    base = f"/apply/form/{application.token}/"
    posted(client, f"{base}part/contact/", {"contact_name": "", "telephone": "01234"})
    posted(client, f"{base}part/work/", {"staff_hours": "1,200", "work_budget": "£45,000"})
    posted(client, f"{base}service/needs/", {"claimed": "on", "what": "", "where": ""})
    application.refresh_from_db()
    assert (application.telephone, application.staff_hours) == ("01234", 1200)
    assert application.work_budget == 45_000_00
    assert application.points.get(code="needs").claimed
    page = client.get(base).content.decode()
    assert "3 of 5 services needed, you have 1." in page
    assert "Say what you do" in page


def test_a_figure_that_cannot_be_read_is_said_and_nothing_is_lost(client):
    application = make.draft()
    url = f"/apply/form/{application.token}/part/work/"
    response = posted(client, url, {"staff_hours": "many", "work_note": "Words"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "must be a whole number" in page
    assert 'value="many"' in page
    assert "Words" in page


def test_it_saves_itself_while_one_types(client):
    application = make.draft()
    url = f"/apply/form/{application.token}/part/contact/"
    answer = posted(client, url, {"contact_name": "Alex", "autosave": "1"}).json()
    application.refresh_from_db()
    assert application.contact_name == "Alex"
    assert answer["version"] == application.version


def test_files_come_with_a_service_and_a_bad_one_is_said(client):
    application = make.draft()
    url = f"/apply/form/{application.token}/service/needs/"
    page = client.get(url).content.decode()
    data = {"token": token_in(page), "version": application.version, "claimed": "on", "what": "W"}
    response = client.post(url, {**data, "files": [make.an_upload(), make.an_upload("x.exe")]})
    assert response.headers["Location"] == url
    assert application.evidence.count() == 1
    assert "must be a PDF" in client.get(url).content.decode()


def test_check_and_send_gives_the_reference(client, office):
    application = make.fill(make.draft())
    base = f"/apply/form/{application.token}/"
    response = posted(client, f"{base}send/", {"declared_name": "Alex Example", "declared": "on"})
    assert response.headers["Location"] == base
    page = client.get(base).content.decode()
    assert "Application sent" in page
    assert "M-2026-001" in page
    assert Job.objects.filter(kind="applications.paper").count() == 1


def test_what_is_missing_is_listed_with_links(client):
    application = make.fill(make.draft(), services=2)
    page = client.get(f"/apply/form/{application.token}/send/").content.decode()
    assert "It cannot be sent yet" in page
    assert "Send the application</button>" not in page


def test_the_applicant_answers_on_the_same_page(client, secretariat):
    application = handling.ask(make.received(), text="How often?", by=secretariat)
    base = f"/apply/form/{application.token}/"
    assert "How often?" in client.get(base).content.decode()
    posted(client, f"{base}answer/", {"text": "Every week."}, form_at=base)
    application.refresh_from_db()
    assert application.state == S.RECEIVED
    assert "Every week." in client.get(base).content.decode()


def test_the_invitation_is_a_calendar_file(client, secretariat, chair):
    application = make.to_meeting(secretariat)
    deciding.name_the_meeting(application, day=clock.today(), place="The hall", by=secretariat)
    token, _ = new_link(application)
    response = client.get(f"/apply/form/{token}/meeting.ics")
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert b"LOCATION:The hall" in response.content


# --- The house -----------------------------------------------------------------------


def test_the_board_takes_as_many_queries_for_three_as_for_one(
    sign_in_as, secretariat, office, member
):
    client = sign_in_as(office.secretariat)
    make.consulting(secretariat)
    client.get(reverse("applications"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("applications"))
    for number in (2, 3):
        make.consulting(secretariat, name=f"Other {number}", email=f"o{number}@example.org")
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("applications"))
    assert len(three) == len(one)


def test_one_application_takes_as_many_queries_for_eight_members_as_for_two(
    sign_in_as, secretariat, office, member
):
    client = sign_in_as(office.secretariat)
    few = make.consulting(secretariat)
    for _ in range(6):
        people.OrganisationFactory()
    many = make.consulting(secretariat, name="Other", email="o@example.org", services=5)
    counts = []
    for application in (few, many):
        client.get(application.get_absolute_url())
        with CaptureQueriesContext(connection) as found:
            client.get(application.get_absolute_url())
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_todos_take_as_many_queries_for_three_as_for_one(secretariat, chair, representative):
    def counted():
        with CaptureQueriesContext(connection) as found:
            for actor in (secretariat, chair, representative):
                list(todos.todos(actor, today=clock.today()))
        return len(found)

    make.consulting(secretariat, name="A", email="a@example.org")
    make.deciding_(secretariat)
    one = counted()
    clock.set_today(TODAY, by=secretariat)
    for number in (2, 3):
        make.deciding_(secretariat, name=f"Other {number}", email=f"o{number}@example.org")
        clock.set_today(TODAY, by=secretariat)
    assert counted() == one


def test_each_finds_what_waits_for_them(secretariat, chair, member, representative, office):
    def words(actor):
        return [each.title for each in todos.todos(actor, today=clock.today())]

    make.received()
    assert words(secretariat) == [f"Check the application of {make.NAME}"]
    assert words(representative) == []
    application = make.consulting(secretariat, name="Second", email="s@example.org")
    assert words(representative) == ["Reply about Second"]
    make.closed(application)
    assert words(chair) == ["Decide on the application of Second"]
    assert words(representative) == []


def test_who_a_new_member_named_waits_for_an_invitation(secretariat, chair, office):
    application = deciding.admit(make.deciding_(secretariat), by=chair)
    application.nominee_name = "Robin Example"
    application.save(update_fields=["nominee_name"])

    def words():
        return [each.title for each in todos.todos(secretariat, today=clock.today())]

    assert words() == [f"Invite Robin Example to speak for {make.NAME}"]
    people.seated("representative", application.organisation)
    assert words() == []


def test_a_representative_replies_and_a_claims_person_cannot(sign_in_as, secretariat, member):
    application = make.consulting(secretariat)
    url = application.get_absolute_url()
    assert sign_in_as(member.claims_person).get(url).status_code == 403
    client = sign_in_as(member.representative)
    response = posted(client, f"{url}reply/", {"stance": "object", "reason": ""}, form_at=url)
    assert "Say why" in response.content.decode()
    posted(client, f"{url}reply/", {"stance": "object", "reason": "Too new"}, form_at=url)
    assert application.replies.get(organisation=member.organisation).reason == "Too new"


def test_a_late_reply_gets_a_plain_page(sign_in_as, secretariat, member):
    application = make.consulting(secretariat)
    client = sign_in_as(member.representative)
    url = application.get_absolute_url()
    page = client.get(url).content.decode()
    make.closed(application)
    response = client.post(f"{url}reply/", {"token": token_in(page), "stance": "support"})
    assert "so nothing was changed" in response.content.decode()
    assert not application.replies.exclude(stance="").exists()


def test_the_secretariat_keys_in_a_paper_form(sign_in_as, office):
    client = sign_in_as(office.secretariat)
    response = posted(
        client, reverse("application_new"), {"name": make.NAME, "received_on": "20/10/2026"}
    )
    application = Application.objects.get()
    assert response.headers["Location"] == f"{application.get_absolute_url()}form/"
    posted(
        client,
        f"{application.get_absolute_url()}form/service/needs/",
        {"claimed": "on", "what": "Words"},
    )
    assert application.points.get(code="needs").claimed
    assert not Message.objects.filter(kind__startswith="applications.").exists()


def test_sent_twice_the_chairs_decision_is_made_once(sign_in_as, secretariat, chair):
    application = make.deciding_(secretariat)
    user = User.objects.get(pk=chair.user_id)
    client = sign_in_as(user, chair.hat)
    url = f"{application.get_absolute_url()}admit/"
    data = {"token": token_in(client.get(url).content.decode()), "reason": ""}
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 302
    assert Organisation.objects.filter(name=make.NAME).count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["copy", "letter"])
def test_papers_are_kept_and_served_as_they_were_made(sign_in_as, office, secretariat, chair, kind):
    application = deciding.admit(make.deciding_(secretariat), by=chair)
    content = render(application, kind)
    stored = keep_paper(application, kind, content, by=secretariat)
    assert keep_paper(application, kind, b"%PDF-other", by=secretariat) == stored
    client = sign_in_as(office.secretariat)
    response = client.get(f"{application.get_absolute_url()}{kind}.pdf")
    assert response.content == content
    assert content.startswith(b"%PDF-")
