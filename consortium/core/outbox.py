"""Mail, written in the transaction of the act it tells about, sent afterwards.

Losing the queue loses nothing: what is to be sent stands in the database (T7).
Sending claims rows by a conditional update, so two senders never take the same
one, and holds no lock while it talks to the mail server (T8).
"""

import datetime
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.db import IntegrityError, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone

from .actor import Actor
from .audit import kind_and_id
from .models.outbox import Message

log = structlog.get_logger(__name__)

BACKOFF_MINUTES = (1, 5, 15, 60, 240, 720, 1440)
STUCK_AFTER = datetime.timedelta(minutes=15)
MARK_EVERY = 20
State = Message.State
_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


def notify(
    kind: str,
    obj: Any,
    *,
    recipient_user_id: int | None = None,
    email: str = "",
    subject: str,
    template: str,
    context: Mapping,
    link: str = "",
    due_key: str | None = None,
    at_most_once: bool = False,
    private: bool = False,
    calendar: str = "",
    by: Actor,
) -> Message:
    """Queue one mail to a person or an address, in the caller's transaction.

    `template` names "email/<template>.txt" and ".html", rendered now with
    `context` plus `subject` and the absolute `link`. With a `due_key` the same
    recipient gets it once: asked again, the first message is given back (T1).
    A crash while sending may repeat a mail, unless `at_most_once`. A `private`
    mail holds a secret link: its text is not kept once it was sent. `calendar` is
    an iCalendar text with its METHOD, which mail programs offer to take up.
    """
    address = email or _address_of(recipient_user_id)
    if due_key and (earlier := _with_key(due_key, address)):
        return earlier
    text, html = _rendered(template, {**context, "subject": subject, "link": _absolute(link)})
    object_kind, object_id = kind_and_id(obj) if obj is not None else ("", "")
    message = _new_message(kind, address, subject, text, html)
    message.object_kind, message.object_id = object_kind, object_id
    message.recipient_user_id, message.link = recipient_user_id, link
    message.due_key, message.at_most_once, message.private = due_key or "", at_most_once, private
    message.created_by_id, message.calendar = by.user_id, calendar
    return _saved_once(message)


def _saved_once(message: Message) -> Message:
    if not message.due_key:
        message.save(force_insert=True)
        return message
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:  # somebody was quicker
        return Message.objects.get(due_key=message.due_key, to=message.to)
    return message


def _new_message(kind: str, to: str, subject: str, text: str, html: str = "") -> Message:
    now = timezone.now()
    message = Message(
        kind=kind,
        to=to,
        from_email=settings.DEFAULT_FROM_EMAIL,
        subject=" ".join(subject.split())[:255],
        text=text,
        html=html,
        created_at=now,
        next_attempt_at=now,
    )
    if not to:
        message.state, message.error = State.FAILED, "This person has no e-mail address."
    return message


def _with_key(due_key: str, address: str) -> Message | None:
    return Message.objects.filter(due_key=due_key, to=address).first()


def _address_of(user_id: int | None) -> str:
    if user_id is None:
        raise ValueError("notify needs a recipient_user_id or an email")
    people = get_user_model().objects.filter(pk=user_id, is_active=True)
    return people.values_list("email", flat=True).first() or ""


def _rendered(template: str, context: dict) -> tuple[str, str]:
    plain = get_template(f"email/{template}.txt").template
    text = plain.render(Context(context, autoescape=False))  # words, not markup
    return text.strip() + "\n", render_to_string(f"email/{template}.html", context)


def _absolute(link: str) -> str:
    if not link.startswith("/"):
        return link
    return getattr(settings, "SITE_URL", "http://localhost:8000").rstrip("/") + link


def keep_mail(mail: EmailMessage, *, kind: str = "account") -> list[Message]:
    """Put a mail made by Django or allauth into the outbox, a message per recipient.

    These hold sign-in links, so they are private. Attachments are refused with
    ValueError: the outbox carries words and links.
    """
    if mail.attachments:
        raise ValueError("The outbox carries no attachments; link to the file instead.")
    html = next(
        (a.content for a in getattr(mail, "alternatives", []) if a.mimetype == "text/html"), ""
    )
    kept = [
        _new_message(kind, to, str(mail.subject), str(mail.body), html) for to in mail.recipients()
    ]
    for message in kept:
        message.from_email, message.private = mail.from_email, True
        message.save(force_insert=True)
    return kept


def send_waiting(limit: int = 500) -> int:
    """Send up to `limit` messages whose time has come; gives how many left.

    Safe to run any number of times at once. Rows stuck in `sending` by a killed
    worker are taken up again first.
    """
    recover_stuck()
    claimed = _claim(limit)
    if not claimed:
        return 0
    try:
        with get_connection(delivery_backend()) as mailer:
            return _send_all(claimed, mailer)
    except OSError as error:  # the server cannot be reached; smtplib's errors are OSErrors
        _give_back(claimed, error)
        return 0


def delivery_backend() -> str:
    """The backend that really hands mail over; never the outbox itself."""
    chosen = getattr(settings, "OUTBOX_EMAIL_BACKEND", "") or settings.EMAIL_BACKEND
    if chosen == "consortium.core.mail.OutboxBackend":
        return "django.core.mail.backends.dummy.EmailBackend"
    return chosen


def _claim(limit: int) -> list[Message]:
    """Take waiting rows for this sender alone, by a conditional update (T1)."""
    now, token = timezone.now(), uuid.uuid4().hex
    due = Message.objects.filter(state=State.WAITING, next_attempt_at__lte=now)
    ids = list(due.order_by("next_attempt_at", "id").values_list("id", flat=True)[:limit])
    if not ids:
        return []
    Message.objects.filter(id__in=ids, state=State.WAITING).update(
        state=State.SENDING, claimed_at=now, claim_token=token, attempts=F("attempts") + 1
    )
    return list(Message.objects.filter(claim_token=token, state=State.SENDING).order_by("id"))


def _send_all(messages: Sequence[Message], mailer) -> int:
    """Hand over one by one, marking in groups: a crash repeats at most one group."""
    sent, unmarked = 0, []
    try:
        for number, message in enumerate(messages):
            try:
                mailer.send_messages([as_mail(message)])
            except OSError as error:
                _give_back([message], error)
                if gone := _reopen(mailer):
                    _give_back(messages[number + 1 :], gone)
                    break
                continue
            sent += 1
            unmarked.append(message)
            if len(unmarked) >= MARK_EVERY:
                _mark_sent(unmarked)
                unmarked = []
    finally:
        _mark_sent(unmarked)
    return sent


def _reopen(mailer) -> OSError | None:
    """After one mail was refused the session may be gone; start a new one or say why not."""
    try:
        mailer.close()
        mailer.open()
    except OSError as error:
        return error
    return None


def as_mail(message: Message) -> EmailMultiAlternatives:
    """The mail to hand over; its Message-ID is the row's, so a repeat can be recognised."""
    host = message.from_email.rpartition("@")[2].strip("<> ") or "localhost"
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        message.from_email,
        [message.to],
        headers={"Message-ID": f"<outbox-{message.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.calendar:
        method = _METHOD.search(message.calendar)
        kind = f"text/calendar; method={method[1] if method else 'PUBLISH'}"
        mail.attach_alternative(message.calendar, kind)
        mail.attach("meeting.ics", message.calendar, "text/calendar")
    return mail


def _mark_sent(messages: Iterable[Message]) -> None:
    ids = [message.pk for message in messages]
    if not ids:
        return
    taken = Message.objects.filter(pk__in=ids, state=State.SENDING)
    taken.update(state=State.SENT, sent_at=timezone.now(), error="")
    if not settings.DEMO:
        gone = "This mail held a private link; its text is not kept."
        Message.objects.filter(pk__in=ids, private=True).update(text=gone, html="", calendar="")


def _give_back(messages: Iterable[Message], error: Exception) -> None:
    """Let messages wait for the next try, or fail after the last."""
    text, now = f"{type(error).__name__}: {error}"[:500], timezone.now()
    for message in messages:
        taken = Message.objects.filter(pk=message.pk, state=State.SENDING)
        if message.attempts > len(BACKOFF_MINUTES):
            taken.update(state=State.FAILED, error=text)
            log.error("mail_failed", message_id=message.pk, error=text)
            continue
        wait = datetime.timedelta(minutes=BACKOFF_MINUTES[message.attempts - 1])
        taken.update(state=State.WAITING, next_attempt_at=now + wait, error=text)


def recover_stuck() -> int:
    """Free rows whose sender died: again for most kinds, failed for `at_most_once`."""
    stuck = Message.objects.filter(state=State.SENDING, claimed_at__lt=timezone.now() - STUCK_AFTER)
    unsure = "The sender stopped while this was being sent; it may or may not have arrived."
    lost = stuck.filter(at_most_once=True).update(state=State.FAILED, error=unsure)
    again = stuck.filter(at_most_once=False).update(state=State.WAITING)
    if lost or again:
        log.warning("mail_recovered", again=again, failed=lost)
    return lost + again


def oldest_waiting() -> datetime.datetime | None:
    """Since when the oldest unsent message waits: the watchdog's question (V29)."""
    open_states = Q(state=State.WAITING) | Q(state=State.SENDING)
    return (
        Message.objects.filter(open_states)
        .order_by("created_at")
        .values_list("created_at", flat=True)
        .first()
    )


@transaction.atomic
def forget_recipient(user_id: int, *, address: str) -> int:
    """Empty our copies of the mails to a person who was made nameless; gives how many (D3).

    What is still on its way keeps its address until it has gone.
    """
    gone = Message.objects.filter(recipient_user_id=user_id, state__in=(State.SENT, State.FAILED))
    return gone.update(to=address, subject="Removed", text="Removed", html="", calendar="", link="")


@transaction.atomic
def forget_outsiders(obj: Any) -> int:
    """Empty our copies of the mails about `obj` to people without an account; gives how many."""
    object_kind, object_id = kind_and_id(obj)
    theirs = Message.objects.filter(
        object_kind=object_kind, object_id=object_id, recipient_user_id=None
    )
    gone = theirs.filter(state__in=(State.SENT, State.FAILED, State.WAITING))
    return gone.update(
        to="", state=State.FAILED, subject="Removed", text="Removed", html="", link="",
        calendar="",
        error="The person was forgotten.",
    )  # fmt: skip


@transaction.atomic
def replace_name(name: str, *, by_name: str) -> int:
    """Put another name for a person's in our copies of mails to others; gives how many."""
    named = Q(subject__contains=name) | Q(text__contains=name) | Q(html__contains=name)
    fields = ("subject", "text", "html")
    return Message.objects.filter(named).update(
        **{field: Replace(field, Value(name), Value(by_name)) for field in fields}
    )
