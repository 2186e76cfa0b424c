"""The demo's mailbox: everybody's mail, readable signed out, and only in the demo."""

import pytest
from django.core.mail import send_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.core import outbox
from consortium.core.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def through_the_outbox(settings):
    settings.EMAIL_BACKEND = "consortium.core.mail.OutboxBackend"
    settings.DEMO = True


def test_a_password_reset_can_be_read_signed_out(client):
    send_mail("Reset", "Go to http://localhost:8000/reset/x/ <now>", None, ["ann@example.org"])
    outbox.send_waiting()
    page = client.get(reverse("outbox")).content.decode()
    message = Message.objects.get()
    assert reverse("outbox_message", args=[message.pk]) in page
    page = client.get(reverse("outbox_message", args=[message.pk])).content.decode()
    assert '<a href="http://localhost:8000/reset/x/"' in page
    assert "&lt;now&gt;" in page


def test_outside_the_demo_there_is_no_such_page(client, settings):
    send_mail("Reset", "secret", None, ["ann@example.org"])
    settings.DEMO = False
    assert client.get(reverse("outbox")).status_code == 404
    message = Message.objects.get()
    assert client.get(reverse("outbox_message", args=[message.pk])).status_code == 404


def test_the_list_can_be_narrowed_to_one_address(client):
    for name in ("ann", "ben"):
        send_mail(f"Hello {name}", "x", None, [f"{name}@example.org"])
    page = client.get(reverse("outbox"), {"to": "BEN@"}).content.decode()
    assert "Hello ben" in page
    assert "Hello ann" not in page


def test_a_long_list_is_paged_and_costs_the_same_queries(client):
    def seen(number):
        for each in range(number):
            send_mail(f"Mail {each}", "x", None, ["ann@example.org"])
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("outbox")).content.decode()
        return len(queries), page

    few, page = seen(3)
    assert "?older=" not in page
    many, page = seen(60)
    assert many == few
    assert "?older=" in page
    assert page.count("<tr>") == 51


@pytest.mark.parametrize("address", ["/outbox/9223372036854775808/", "/outbox/0/", "/outbox/x/",
                                     "/outbox/12345/", "/outbox/?older=x_y"])  # fmt: skip
def test_addresses_that_make_no_sense_are_not_errors(client, address):
    assert client.get(address).status_code in (200, 404)
