"""Events for stakeholders: planning, announcing, moving, calling off, reporting (9.1, R80)."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from consortium.core import audit, clock, due
from consortium.core.versions import check_version
from consortium.core.workflow import fire
from members.registers import event_notices as notices
from members.registers.event_facts import people_to_tell
from members.registers.models import Event
from members.registers.permissions import can_host
from members.registers.states import EventState
from members.registers.workflow import EVENT

from .checks import locked, refuse_if
from .inviting import send_invitations
from .keeping import kept, put

ASK_AGAIN, SOON = "event.ask_again", "event.soon"
ACCESS_OVER, REPORT, FORGET = "event.access_over", "event.report", "event.forget"
CLOCK = (ASK_AGAIN, SOON, ACCESS_OVER, REPORT, FORGET)
ASK_AGAIN_DAYS, SOON_DAYS = 10, 2
A_DAY = timedelta(days=1)
WHEN = ("on", "starts_at", "ends_at")
WHERE = ("place", "link")
FIELDS = ("title", "about", *WHEN, *WHERE, "access", "places", "sign_up_until")


def _wrong(values: dict) -> list[str]:
    until = values.get("sign_up_until")
    named = values["title"].strip() and values["about"].strip()
    return [
        "" if named else "Say what it is called, and what it is about.",
        "It must end after it starts." if values["ends_at"] <= values["starts_at"] else "",
        "Sign-up must close by the day of the event." if until and until > values["on"] else "",
    ]


@transaction.atomic
def plan_event(*, values: dict, by) -> Event:
    """Write an event down; nobody hears of it before it is announced.

    `values`: title, about, on, starts_at, ends_at, place, link, access, places,
    sign_up_until. One that has been may be written down to be reported.
    """
    refuse_if(can_host(by), *_wrong(values))
    event = Event(recorded_by_id=by.user_id)
    put(event, FIELDS, values)
    event.save(force_insert=True)
    audit.record("event.planned", event, after=kept(event, FIELDS), by=by)
    plan(event)
    return event


@transaction.atomic
def change_event(event: Event, *, values: dict, why: str = "", version, by) -> Event:
    """Put it right, or move it. Once it is announced, everybody hears of another day or place."""
    current = locked(event)
    check_version(current, version)
    before = kept(current, FIELDS)
    told = current.state == EventState.OPEN and _differ(current, values, (*WHEN, *WHERE))
    refuse_if(can_host(by), *_wrong(values), *_against_change(current, values, why))
    put(current, FIELDS, values)
    current.version += 1
    current.sequence += 1 if told else 0
    current.save(update_fields=[*FIELDS, "version", "sequence"])
    after = kept(current, FIELDS)
    audit.record("event.changed", current, before=before, after=after, reason=why, by=by)
    plan(current)
    if told and current.on >= clock.today():
        people = people_to_tell(current)
        notices.changed(current, people, before=before, why=why.strip(), by=by)
    return current


def _differ(event: Event, values: dict, names) -> bool:
    return any(getattr(event, name) != values.get(name, "") for name in names)


def _against_change(event: Event, values: dict, why: str) -> list[str]:
    """What stands against these values for this event, beside what is wrong with them alone."""
    if event.is_settled:
        return ["It is called off or reported, so it stays as it is."]
    if event.state != EventState.OPEN:
        return []
    today, moved = clock.today(), _differ(event, values, ("on", "starts_at"))
    taken = event.sign_ups.standing().filter(at_the_door=False).count()
    places = values.get("places")
    few = places is not None and places < taken and places != event.places
    nowhere = not values.get("place", "").strip() and not values.get("link", "").strip()
    return [
        "It has been, so its day stays." if moved and event.on < today else "",
        "It cannot be moved to a day that is over."
        if moved and event.on >= today > values["on"] else "",
        "Say why it is moved: everybody is told." if moved and not why.strip() else "",
        f"{taken} have signed up, so there must be as many places." if few else "",
        "Say where it is, or give a link for joining." if nowhere else "",
    ]  # fmt: skip


@transaction.atomic
def announce(event: Event, *, by) -> Event:
    """Open the page on which everybody signs up, and mail who is asked."""
    current, today = locked(event), clock.today()
    current.opened_on = today
    current = fire(EVENT, current, "open", facts={"today": today}, fields=("opened_on",), by=by)
    send_invitations(current, by=by)
    return current


@transaction.atomic
def call_off(event: Event, *, reason: str, by) -> Event:
    """It does not take place. Who was asked or signed up hears, unless its day is over."""
    current = locked(event)
    was_open = current.state == EventState.OPEN
    current.cancelled_why, current.sequence = reason.strip()[:300], current.sequence + 1
    current = fire(
        EVENT, current, "cancel", reason=reason, facts={"today": clock.today()},
        fields=("cancelled_why", "sequence"), by=by,
    )  # fmt: skip
    plan(current)
    if was_open and current.on >= clock.today():
        notices.cancelled(current, people_to_tell(current), by=by)
    return current


@transaction.atomic
def note(event: Event, *, words: str, version, by) -> Event:
    """Write down what came of it. Every member reads it."""
    current = locked(event)
    check_version(current, version)
    refuse_if(
        can_host(by),
        "It is called off or reported, so its notes stay." if current.is_settled else "",
        "It has not been yet." if current.on > clock.today() else "",
    )
    current.notes = words.strip()
    current.version += 1
    current.save(update_fields=["notes", "version"])
    audit.record("event.noted", current, by=by)
    return current


@transaction.atomic
def finish_report(event: Event, *, by) -> Event:
    """From now on attendance and notes stay as they are."""
    current, today = locked(event), clock.today()
    current.reported_on = today
    current = fire(EVENT, current, "report", facts={"today": today}, fields=("reported_on",), by=by)
    due.cancel(REPORT, current)
    return current


@transaction.atomic
def reopen_report(event: Event, *, reason: str, by) -> Event:
    """Put right what was written or ticked."""
    current = locked(event)
    current.reported_on = None
    return fire(EVENT, current, "reopen", reason=reason, fields=("reported_on",), by=by)


def plan(event: Event) -> None:
    """What the clock does about it, by the day that counts now; earlier plans are called off."""
    due.cancel(CLOCK, event)
    day, today = event.on, clock.today()
    if not event.forgotten_on:
        forget_on = day + timedelta(days=settings.EVENT_FORGET_DAYS)
        due.plan(ACCESS_OVER, event, max(day, today) + A_DAY)
        due.plan(FORGET, event, max(forget_on, today + A_DAY))
    if event.is_settled:
        return
    if day >= today:
        due.plan(REPORT, event, day + A_DAY)
    for kind, days in ((ASK_AGAIN, ASK_AGAIN_DAYS), (SOON, SOON_DAYS)):
        if day - timedelta(days=days) > today:
            due.plan(kind, event, day - timedelta(days=days))
