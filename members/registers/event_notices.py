"""Who is told what about events: who is asked, who signed up, and who holds them."""

from collections.abc import Iterable

from django.conf import settings

from consortium.core import clock, outbox
from consortium.core.days import day_with_weekday, long_day
from members.models import Consortium
from members.notices import SENDER, tell
from members.offices import holders

from . import event_calendar as calendar
from .event_links import own_path
from .models import Event, EventInvitee, EventSignUp
from .permissions import HOSTS


def kept() -> str:
    """What we promise about their details."""
    days = settings.EVENT_FORGET_DAYS
    return f"Your name and address are deleted {days} days after the event, or when you cancel."


def when(event: Event) -> str:
    """As in "Thu 10 December 2026, 18:00 to 20:00"."""
    return f"{day_with_weekday(event.on)}, {event.starts_at:%H:%M} to {event.ends_at:%H:%M}"


def where(event: Event) -> str:
    if event.place and event.link:
        return f"{event.place}, and remotely: {event.link}"
    return event.place or f"Remotely: {event.link}"


def _facts(event: Event) -> list[str]:
    return [f"{when(event)}.", f"{where(event)}.", event.access]


def _write(
    kind: str, obj: EventInvitee | EventSignUp, subject: str, lines: Iterable[str], *,
    link: str = "", do: str = "", method: calendar.Method | None = None, by,
) -> None:  # fmt: skip
    """To somebody without an account; nothing where we have no address of theirs.

    `obj` is their own row, so that the copy of the mail is emptied when they are forgotten.
    """
    if not obj.email:
        return
    event = obj.event
    entry = ""
    if method:
        entry = calendar.message(event, method=method, to=obj.email, stamp=clock.now())
    outbox.notify(
        f"event.{kind}", obj, email=obj.email, subject=subject, template="registers/event",
        context={"name": obj.name, "lines": [line for line in lines if line], "do": do,
                 "sender": SENDER},
        link=link, private=isinstance(obj, EventSignUp), calendar=entry, by=by,
    )  # fmt: skip


def _tell_signed_up(
    kind: str, sign_up: EventSignUp, subject: str, lines: Iterable[str], *,
    method: calendar.Method | None = None, by,
) -> None:  # fmt: skip
    _write(
        kind, sign_up, subject, lines, link=own_path(sign_up),
        do="See your sign-up, or cancel it", method=method, by=by,
    )  # fmt: skip


def invited(invitee: EventInvitee, *, by) -> None:
    event = invitee.event
    _write(
        "invited", invitee, f"You are invited: {event.title}, {long_day(event.on)}",
        [f"{Consortium.names()['consortium_name']} invites {invitee.body}.", event.about,
         *_facts(event), _until(event)],
        link=event.get_public_url(), do="Sign up", by=by,
    )  # fmt: skip


def _until(event: Event) -> str:
    return f"Sign up until {long_day(event.sign_up_until)}." if event.sign_up_until else ""


def signed_up(sign_up: EventSignUp, *, by) -> None:
    event = sign_up.event
    _tell_signed_up(
        "signed_up", sign_up, f"You are signed up: {event.title}, {long_day(event.on)}",
        [f"You are signed up for “{event.title}”.", *_facts(event),
         "If you cannot come, cancel by the link, so that somebody else has your place.", kept()],
        method="REQUEST", by=by,
    )  # fmt: skip


def signed_up_before(sign_up: EventSignUp, *, by) -> None:
    """Somebody signed up once more with that address: nothing changes, and only they hear."""
    event = sign_up.event
    _tell_signed_up(
        "signed_up_before", sign_up, f"You were signed up already: {event.title}",
        [f"You signed up for “{event.title}” before, and that stands.", *_facts(event)], by=by,
    )  # fmt: skip


def reminded_invitee(invitee: EventInvitee, *, by) -> None:
    event = invitee.event
    _write(
        "reminded", invitee, f"Will you come? {event.title}, {long_day(event.on)}",
        [f"We have asked {invitee.body}, and nobody has signed up with this address yet.",
         *_facts(event), _until(event)],
        link=event.get_public_url(), do="Sign up", by=by,
    )  # fmt: skip


def reminded(sign_up: EventSignUp, *, by) -> None:
    event = sign_up.event
    _tell_signed_up(
        "soon", sign_up, f"Soon: {event.title}, {long_day(event.on)}",
        ["We look forward to seeing you.", *_facts(event)], by=by,
    )  # fmt: skip


def changed(event: Event, people: Iterable, *, before: dict, why: str, by) -> None:
    """Everybody who was asked or signed up hears, with what their calendar needs."""
    moved = (before["on"], before["starts_at"]) != (event.on, event.starts_at)
    subject = f"{f'Moved to {long_day(event.on)}' if moved else 'Changed'}: {event.title}"
    old = f"{day_with_weekday(before['on'])}, {before['starts_at']:%H:%M}"
    lines = [f"It was planned for {old}." if moved else "", f"It is now: {when(event)}.",
             f"{where(event)}.", event.access, why]  # fmt: skip
    for one in people:
        if isinstance(one, EventSignUp):
            _tell_signed_up("changed", one, subject, lines, method="REQUEST", by=by)
        else:
            link = event.get_public_url()
            _write("changed", one, subject, lines, link=link, do="See the event", by=by)


def cancelled(event: Event, people: Iterable, *, by) -> None:
    subject = f"Called off: {event.title}, {long_day(event.on)}"
    lines = [f"“{event.title}” on {when(event)} does not take place.", event.cancelled_why]
    for one in people:
        method: calendar.Method | None = "CANCEL" if isinstance(one, EventSignUp) else None
        _write("cancelled", one, subject, lines, method=method, by=by)


def report_due(event: Event, *, by) -> None:
    for user in holders(*HOSTS, day=clock.today()):
        tell(
            "event.report_due", event, user, f"Write up: {event.title}",
            f"“{event.title}” was on {long_day(event.on)}. Tick who came, and write what came "
            "of it.", link=event.get_absolute_url(), do="Write the report", by=by,
        )  # fmt: skip
