"""What can be done with an event: for each act its form, who is offered it, its verb."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from consortium.core import clock
from consortium.core.versions import beside
from members.registers import event_forms as forms
from members.registers.actions import attending, hosting, inviting
from members.registers.models import Event
from members.registers.permissions import can_host
from members.registers.workflow import EVENT


@dataclass(frozen=True)
class Act:
    """`first`: shown open on the page. `verb(event, form, by)` does it, `said` is said then."""

    word: str
    form: type
    offers: Callable[[Event, object], bool]
    verb: Callable
    said: str
    first: bool = False


def _moves(name: str) -> Callable[[Event, object], bool]:
    return lambda event, actor: name in {each.name for each in EVENT.possible(event, actor)}


def _changes(event: Event, actor) -> bool:
    return can_host(actor) is None and not event.is_settled


def _has_come(event: Event, actor) -> bool:
    return _changes(event, actor) and event.on <= clock.today()


def _to_announce(event: Event, actor) -> bool:
    return _moves("open")(event, actor) and event.on >= clock.today()


def _signed_up(event: Event):
    return event.sign_ups.standing().filter(at_the_door=False)


def _to_tick(event: Event, actor) -> bool:
    return _has_come(event, actor) and _signed_up(event).exists()


def _to_take_off(event: Event, actor) -> bool:
    return _changes(event, actor) and event.invitees.filter(asked_on__isnull=True).exists()


def _to_cancel(event: Event, actor) -> bool:
    coming = event.on >= clock.today() and _changes(event, actor)
    return coming and _signed_up(event).exists()


def _to_forget(event: Event, actor) -> bool:
    named = _signed_up(event).exclude(name="", email="", access_needs="")
    return can_host(actor) is None and named.exists()


def _at_the_door(event: Event, actor) -> bool:
    return _has_come(event, actor) and event.sign_ups.filter(at_the_door=True).exists()


def write_notes(event: Event, form, by) -> None:
    given = form.cleaned_data
    with beside(form):
        found = hosting.note(event, words=given["notes"], version=given["version"], by=by)
    if given["finish"]:
        hosting.finish_report(found, by=by)


def _given(form) -> dict:
    return {name: form.cleaned_data[name] for name in form.declared_fields}


ACTS = {
    "announce": Act(
        "Announce it", forms.AnnounceForm, _to_announce,
        lambda event, form, by: hosting.announce(event, by=by),
        "It is announced. Everybody can sign up now.", first=True,
    ),
    "tick": Act(
        "Who came", forms.TickForm, _to_tick,
        lambda event, form, by: attending.tick(event, form.cleaned_data["came"], by=by),
        "Attendance is saved.", first=True,
    ),
    "door": Act(
        "Who came without having signed up", forms.DoorForm, _has_come,
        lambda event, form, by: attending.at_the_door(event, **_given(form), by=by),
        "They are counted.",
    ),
    "notes": Act("Write what came of it", forms.NotesForm, _has_come, write_notes, "Saved.", True),
    "stakeholders": Act(
        "Ask stakeholders", forms.StakeholdersForm, _changes,
        lambda event, form, by: inviting.invite_stakeholders(
            event, form.cleaned_data["stakeholders"], by=by
        ),
        "They are on the list.",
    ),
    "typed": Act(
        "Ask somebody who is not in the register", forms.TypedForm, _changes,
        lambda event, form, by: inviting.invite_typed(event, **_given(form), by=by),
        "They are on the list.",
    ),
    "take_off": Act(
        "Take somebody off the list", forms.TakeOffForm, _to_take_off,
        lambda event, form, by: inviting.take_off(form.cleaned_data["line"], by=by),
        "They are off the list.",
    ),
    "cancel_for": Act(
        "Somebody cannot come", forms.CancelForForm, _to_cancel,
        lambda event, form, by: attending.cancel(form.cleaned_data["line"], by=by),
        "Their sign-up is cancelled.",
    ),
    "not_at_the_door": Act(
        "Take out a line from the door", forms.NotAtTheDoorForm, _at_the_door,
        lambda event, form, by: attending.not_at_the_door(form.cleaned_data["line"], by=by),
        "The line is out.",
    ),
    "forget": Act(
        "Somebody asks to be forgotten", forms.ForgetForm, _to_forget,
        lambda event, form, by: attending.forget(form.cleaned_data["line"], by=by),
        "Their details are gone.",
    ),
    "reopen": Act(
        "Put the report right", forms.ReopenForm, _moves("reopen"),
        lambda event, form, by: hosting.reopen_report(
            event, reason=form.cleaned_data["reason"], by=by
        ),
        "The report is open again.",
    ),
    "call_off": Act(
        "Call it off", forms.CallOffForm, _moves("cancel"),
        lambda event, form, by: hosting.call_off(event, reason=form.cleaned_data["reason"], by=by),
        "It is called off.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    key: str
    word: str
    url: str
    form: object
    first: bool
    shown: bool


def offered(event: Event, actor, *, acting: str = "", form=None) -> list[Offer]:
    """The forms to show. One that was sent and refused comes back open."""
    return [
        Offer(
            key, act.word, reverse("event_act", args=[event.pk, key]),
            form if key == acting else act.form(auto_id=f"{key}_%s", event=event),
            act.first, key == acting,
        )
        for key, act in ACTS.items() if act.offers(event, actor)
    ]  # fmt: skip
