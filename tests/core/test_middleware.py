"""What a view forgets to catch still ends on a page in plain words."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from consortium.core.iplookup import client_ip
from consortium.core.middleware import Headers, way_back

pytestmark = pytest.mark.django_db


def test_a_refusal_shows_all_its_reasons_and_a_way_back(site, client):
    page = client.post("/refuses/", headers={"referer": "http://testserver/claims/12/"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "The period is closed." in text
    assert "You prepared this claim yourself." in text
    assert 'href="http://testserver/claims/12/"' in text


@pytest.mark.parametrize(
    "referer", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_the_way_back_never_leaves_the_site(rf, referer):
    assert way_back(rf.get("/", headers={"referer": referer})) == "/"


def test_a_row_that_somebody_else_holds_is_said_in_words(site, client):
    page = client.post("/busy/")
    assert page.status_code == 503
    assert page["Retry-After"] == "5"
    assert "Somebody else is saving" in page.content.decode()


def test_any_other_database_fault_stays_a_fault(site, client):
    with pytest.raises(OperationalError):
        client.get("/broken/")


def test_each_answer_names_its_request_and_not_as_the_visitor_says(site, client):
    first = client.get("/open/", headers={"x-request-id": "forged\r\nline"})
    second = client.get("/open/")
    assert len(first["X-Request-ID"]) == 32
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_pages_are_kept_by_nobody_else_and_may_not_use_the_camera(site, client):
    page = client.get("/open/")
    assert page["Cache-Control"] == "private, no-cache"
    assert "camera=()" in page["Permissions-Policy"]


def test_signing_out_takes_the_pages_out_of_the_browser(rf, settings):
    def leave(request):
        response = HttpResponse()
        response.delete_cookie(settings.SESSION_COOKIE_NAME)
        return response

    assert Headers(leave)(rf.get("/"))["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in Headers(lambda request: HttpResponse())(rf.get("/"))


def test_a_request_reads_the_date_once(site, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/days/")


def test_a_form_from_elsewhere_is_refused_in_plain_words(site):
    page = Client(enforce_csrf_checks=True).post("/send/", {"amount": "5"})
    assert page.status_code == 403
    assert "nothing was saved" in page.content.decode()
    assert "CSRF verification" not in page.content.decode()
    assert site.DONE == []


def test_more_than_we_can_take_is_refused_in_plain_words(site, client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    page = client.post("/send/", "amount=" + "5" * 1000, "application/x-www-form-urlencoded")
    assert page.status_code == 400
    assert "more was sent at once than we can take" in page.content.decode()


@pytest.mark.parametrize(
    "remote, ip",
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:DB8::0:1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("<script>", ""),
        ("", ""),
    ],
)
def test_an_address_is_kept_in_one_spelling_or_not_at_all(rf, remote, ip):
    assert client_ip(rf.get("/", REMOTE_ADDR=remote)) == ip


def test_the_page_of_a_fault_names_the_request(rf):
    from consortium.core.views import fault

    request = rf.get("/")
    request.request_id = "0123456789abcdef"
    answer = fault(request)
    assert answer.status_code == 500
    assert "<code>0123456789abcdef</code>" in answer.content.decode()
