"""What can be done with a prospect: for each act its form, who is offered it, its verb."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from members.registers import prospect_forms as forms
from members.registers.actions import matching, recruiting
from members.registers.models import Prospect
from members.registers.permissions import can_match, can_recruit
from members.registers.states import PURSUED, ProspectState
from members.registers.workflow import PROSPECT


@dataclass(frozen=True)
class Act:
    word: str
    form: type
    offers: Callable[[Prospect, object], bool]
    verb: Callable
    said: str


def _pursued(found, actor) -> bool:
    return found.is_pursued and can_recruit(actor) is None


def _moves(name: str) -> Callable[[Prospect, object], bool]:
    return lambda found, actor: name in {each.name for each in PROSPECT.possible(found, actor)}


def _can_be_matched(found, actor) -> bool:
    stage = found.state in {*PURSUED, ProspectState.NOT_NOW}
    return stage and can_match(actor) is None


def _names_somebody(found, actor) -> bool:
    there = found.contact_name or found.contact_email or found.contact_telephone
    return can_recruit(actor) is None and bool(there or found.last_contact)


ACTS = {
    "contact": Act(
        "Write down a contact", forms.MoveForm, _pursued,
        lambda found, given, by: recruiting.contact(
            found, **{name: given[name] for name in forms.MoveForm.field_order}, by=by
        ),
        "The contact is in the log.",
    ),
    "take_up": Act(
        "Take it up again", forms.TakeUpForm, _moves("take_up"),
        lambda found, given, by: recruiting.take_up(
            found, next_step=given["next_step"], next_on=given["next_on"], by=by
        ),
        "It is among the prospects again.",
    ),
    "match": Act(
        "They have applied", forms.MatchForm, _can_be_matched,
        lambda found, given, by: matching.match(found, given["application"], by=by),
        "Its application is known now.",
    ),
    "leave": Act(
        "Not now", forms.LeaveForm, _moves("leave"),
        lambda found, given, by: recruiting.leave(
            found, reason=given["reason"], ask_again_on=given["ask_again_on"], by=by
        ),
        "It is not pursued now.",
    ),
    "forget": Act(
        "The person there asks to be forgotten", forms.ForgetForm, _names_somebody,
        lambda found, given, by: recruiting.forget_person(found, by=by),
        "Their details are gone.",
    ),
}  # fmt: skip
FIRST = frozenset({"contact", "take_up"})  # shown open


@dataclass(frozen=True)
class Offer:
    key: str
    word: str
    url: str
    form: object
    first: bool
    shown: bool


def offered(found: Prospect, actor, *, acting: str = "", form=None) -> list[Offer]:
    """The forms to show. One that was sent and refused comes back open."""
    return [
        Offer(
            key, act.word, reverse("prospect_act", args=[found.pk, key]),
            form if key == acting
            else act.form(auto_id=f"{key}_%s", prospect=found, by=actor),
            key in FIRST, key == acting,
        )
        for key, act in ACTS.items() if act.offers(found, actor)
    ]  # fmt: skip
