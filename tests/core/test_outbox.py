"""Mail: queued with the act, sent once, and not lost by any crash."""

import datetime
import smtplib
import threading

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import connection, transaction
from django.utils import timezone

from consortium.core import outbox
from consortium.core.actor import SYSTEM
from consortium.core.models import Message
from consortium.core.tasks import send_outbox

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def words(settings, tmp_path):
    """Two templates of our own, so that nobody's wording is tested here."""
    folder = tmp_path / "email"
    folder.mkdir()
    (folder / "plain.txt").write_text("Dear {{ name }}\n{{ link }}\n")
    (folder / "plain.html").write_text("<p>Dear {{ name }}</p><a href='{{ link }}'>Open</a>")
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path]}
    ]
    settings.SITE_URL = "https://consortium.example"
    settings.DEFAULT_FROM_EMAIL = "Consortium <office@consortium.example>"


def queue(to="ben@example.org", **kwargs):
    values = {"subject": "Your claim", "template": "plain", "context": {"name": "Ben & <Co>"}}
    return outbox.notify("test", None, email=to, by=SYSTEM, **{**values, **kwargs})


class Broken:
    """A mail backend that refuses as it is told, by address."""

    refuse: dict = {}
    sent: list = []

    def __init__(self, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass

    def open(self):
        if "open" in self.refuse:
            raise self.refuse["open"]

    def close(self):
        pass

    def send_messages(self, messages):
        for message in messages:
            if error := self.refuse.get(message.to[0]):
                raise error
            self.sent.append(message.to[0])


@pytest.fixture
def broken(monkeypatch):
    Broken.refuse, Broken.sent = {}, []
    monkeypatch.setattr(outbox, "get_connection", lambda backend: Broken())
    return Broken


def test_a_mail_holds_both_bodies_and_an_absolute_link_when_it_is_queued():
    message = queue(link="/claims/5/")
    assert message.state == "waiting"
    assert message.text == "Dear Ben & <Co>\nhttps://consortium.example/claims/5/\n"
    assert "Dear Ben &amp; &lt;Co&gt;" in message.html
    assert mail.outbox == []


def test_a_rolled_back_act_sends_nothing():
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert outbox.send_waiting() == 0


def test_a_mail_is_sent_once_however_often_the_task_runs():
    message = queue()
    assert send_outbox() == 1
    assert send_outbox() == 0
    (sent,) = mail.outbox
    assert sent.to == ["ben@example.org"]
    assert sent.extra_headers["Message-ID"] == f"<outbox-{message.pk}@consortium.example>"
    assert sent.alternatives[0].mimetype == "text/html"
    message.refresh_from_db()
    assert message.state == "sent"
    assert message.sent_at


def test_the_same_due_key_to_the_same_recipient_is_one_message():
    first = queue(due_key="claim.due:claims.claim:5:2026-10-21")
    again = queue(due_key="claim.due:claims.claim:5:2026-10-21", subject="Another")
    other = queue("cara@example.org", due_key="claim.due:claims.claim:5:2026-10-21")
    assert again == first
    assert other != first
    assert Message.objects.count() == 2


def test_a_person_is_written_to_at_their_address_and_not_when_the_account_is_closed():
    people = get_user_model()
    ann = people.objects.create(email="ann@example.org", is_active=True)
    gone = people.objects.create(email="gone@example.org", is_active=False)
    to_ann = queue("", recipient_user_id=ann.pk)
    to_nobody = queue("", recipient_user_id=gone.pk)
    assert (to_ann.to, to_ann.recipient_user_id) == ("ann@example.org", ann.pk)
    assert (to_nobody.to, to_nobody.state) == ("", "failed")
    assert outbox.send_waiting() == 1


def test_a_subject_keeps_to_one_line():
    assert queue(subject="Your\nclaim\r\nBcc: x@y.z").subject == "Your claim Bcc: x@y.z"


def test_one_refused_address_does_not_hold_up_the_others(broken):
    broken.refuse = {"bad@example.org": smtplib.SMTPRecipientsRefused({"bad": (550, b"no")})}
    bad, good = queue("bad@example.org"), queue("good@example.org")
    assert outbox.send_waiting() == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (good.state, bad.state, bad.attempts) == ("sent", "waiting", 1)
    assert bad.next_attempt_at > timezone.now()
    assert "SMTPRecipientsRefused" in bad.error


def test_a_server_that_went_away_leaves_the_rest_waiting(broken):
    broken.refuse = {
        "b@example.org": smtplib.SMTPServerDisconnected("gone"),
        "open": ConnectionRefusedError("no server"),
    }
    for name in "abc":
        queue(f"{name}@example.org")
    assert outbox.send_waiting() == 1
    states = dict(Message.objects.values_list("to", "state"))
    assert states == {
        "a@example.org": "sent", "b@example.org": "waiting", "c@example.org": "waiting",
    }  # fmt: skip


def test_after_the_last_attempt_a_message_has_failed(broken):
    broken.refuse = {"bad@example.org": OSError("never")}
    message = queue("bad@example.org")
    for _ in range(len(outbox.BACKOFF_MINUTES) + 1):
        Message.objects.filter(state="waiting").update(next_attempt_at=timezone.now())
        outbox.send_waiting()
    message.refresh_from_db()
    assert message.state == "failed"
    assert message.attempts == len(outbox.BACKOFF_MINUTES) + 1


def stuck(**kwargs):
    message = queue(**kwargs)
    Message.objects.filter(pk=message.pk).update(
        state="sending", claimed_at=timezone.now() - outbox.STUCK_AFTER - MINUTE, attempts=1
    )
    return message


def test_what_a_killed_sender_held_is_sent_by_the_next():
    message = stuck()
    assert outbox.send_waiting() == 1
    message.refresh_from_db()
    assert message.state == "sent"


def test_what_may_not_repeat_fails_instead_of_being_sent_twice():
    message = stuck(at_most_once=True)
    assert outbox.send_waiting() == 0
    message.refresh_from_db()
    assert message.state == "failed"
    assert "may or may not" in message.error


def test_what_another_sender_holds_is_left_to_it():
    message = queue()
    Message.objects.update(state="sending", claimed_at=timezone.now())
    assert outbox.send_waiting() == 0
    message.refresh_from_db()
    assert message.state == "sending"


def test_the_text_of_a_private_mail_is_not_kept_after_it_was_sent(settings):
    settings.DEMO = False
    message = queue(private=True)
    outbox.send_waiting()
    assert "Dear Ben" in mail.outbox[0].body
    message.refresh_from_db()
    assert "Dear Ben" not in message.text + message.html


def test_the_demo_keeps_private_mail_to_be_read():
    message = queue(private=True)
    outbox.send_waiting()
    message.refresh_from_db()
    assert "Dear Ben" in message.text


def test_djangos_own_mails_take_the_same_way(settings):
    settings.EMAIL_BACKEND = "consortium.core.mail.OutboxBackend"
    assert send_mail("Reset", "A link", None, ["ann@example.org", "ben@example.org"]) == 1
    letter = EmailMultiAlternatives("Code", "text", None, ["cara@example.org"])
    letter.attach_alternative("<p>html</p>", "text/html")
    letter.send()
    kept = Message.objects.order_by("id")
    assert [(m.to, m.state, m.private) for m in kept] == [
        ("ann@example.org", "waiting", True),
        ("ben@example.org", "waiting", True),
        ("cara@example.org", "waiting", True),
    ]
    assert kept[2].html == "<p>html</p>"


def test_the_outbox_never_delivers_to_itself(settings):
    settings.EMAIL_BACKEND = "consortium.core.mail.OutboxBackend"
    settings.OUTBOX_EMAIL_BACKEND = ""
    assert outbox.delivery_backend() == "django.core.mail.backends.dummy.EmailBackend"
    settings.OUTBOX_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert outbox.delivery_backend() == "django.core.mail.backends.smtp.EmailBackend"


def test_an_attachment_is_refused_and_nothing_is_queued(settings):
    settings.EMAIL_BACKEND = "consortium.core.mail.OutboxBackend"
    letter = EmailMessage("x", "x", None, ["a@example.org"])
    letter.attach("a.txt", "x")
    with pytest.raises(ValueError, match="link to the file"):
        letter.send()
    assert not Message.objects.exists()


def test_a_chunk_takes_few_queries_however_many_mails(django_assert_max_num_queries):
    for number in range(60):
        queue(f"p{number}@example.org")
    with django_assert_max_num_queries(14):
        assert outbox.send_waiting() == 60


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_several_senders_at_once_send_each_mail_once():
    for number in range(200):
        queue(f"p{number}@example.org")

    def send():
        try:
            while outbox.send_waiting(limit=20):
                pass
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(m.to[0] for m in mail.outbox) == sorted(f"p{n}@example.org" for n in range(200))
    assert not Message.objects.exclude(state="sent").exists()
