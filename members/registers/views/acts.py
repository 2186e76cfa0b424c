"""What can be done to a piece of feedback: for each act its form, who is offered it, its verb."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from members.registers import feedback_forms as forms
from members.registers.actions import forgetting, handling, passing, receiving
from members.registers.models import Feedback
from members.registers.permissions import can_account, can_handle, can_look_with
from members.registers.states import About, FeedbackKind, Side
from members.registers.workflow import FEEDBACK


@dataclass(frozen=True)
class Act:
    """One act: its word, its form, who is offered it, the verb, and what is said then."""

    word: str
    form: type
    offers: Callable
    verb: Callable
    said: str


def moves(name: str) -> Callable:
    def offers(feedback: Feedback, actor) -> bool:
        return name in {move.name for move in FEEDBACK.possible(feedback, actor)}

    return offers


def _while_open(feedback: Feedback, actor) -> bool:
    return feedback.is_open and can_handle(actor, feedback) is None


def _second(feedback: Feedback, actor) -> bool:
    beside = feedback.about == About.CHAIR and feedback.side == Side.OFFICE
    return beside and feedback.is_grievance and _while_open(feedback, actor)


def _notes(feedback: Feedback, actor) -> bool:
    return can_look_with(actor, feedback) is None or _while_open(feedback, actor)


def _forgets(feedback: Feedback, actor) -> bool:
    gone = feedback.is_open or feedback.forgotten_on
    return not gone and can_handle(actor, feedback) is None


ACTS = {
    "account": Act(
        "Say what your organisation says", forms.AccountForm,
        lambda feedback, actor: feedback.is_open and can_account(actor, feedback) is None,
        lambda found, given, by: passing.account(found, words=given["words"], by=by),
        "It is sent to who handles this.",
    ),
    "acknowledge": Act(
        "Acknowledge it", forms.AcknowledgeForm, moves("acknowledge"),
        lambda found, given, by: handling.acknowledge(found, words=given["words"], by=by),
        "Acknowledged.",
    ),
    "look": Act(
        "Look into it", forms.LookForm, moves("look"),
        lambda found, given, by: handling.look(found, by=by), "You look into it.",
    ),
    "answer": Act(
        "Answer it", forms.AnswerForm, moves("answer"),
        lambda found, given, by: handling.answer(
            found, words=given["words"], outcome=given["outcome"], by=by
        ),
        "Answered.",
    ),
    "close": Act(
        "Close it", forms.CloseForm, moves("close"),
        lambda found, given, by: handling.close(found, lesson=given["lesson"], by=by), "Closed.",
    ),
    "appeal": Act(
        "They are not satisfied", forms.FurtherForm, moves("appeal"),
        lambda found, given, by: handling.appeal(found, words=given["words"], by=by),
        "Somebody else looks at it now.",
    ),
    "second": Act(
        "Ask another member to look at it", forms.SecondForm, _second,
        lambda found, given, by: passing.name_second(
            found, organisation=given["organisation"], by=by
        ),
        "That member is asked.",
    ),
    "pass": Act(
        "Pass it to a member", forms.PassForm, _while_open,
        lambda found, given, by: passing.pass_on(
            found, organisation=given["organisation"], question=given["question"], by=by
        ),
        "Passed on.",
    ),
    "note": Act(
        "Write a note", forms.WordsForm, _notes,
        lambda found, given, by: passing.note(found, words=given["words"], by=by), "Noted.",
    ),
    "route": Act(
        "Correct what it is about", forms.SubjectForm, _while_open,
        lambda found, given, by: receiving.route(
            found, kind=given["kind"], about=given["about"], organisation=given["organisation"],
            project=given["project"], by=by,
        ),
        "Corrected.",
    ),
    "withdraw": Act(
        "The person took it back", forms.WhyForm, moves("withdraw"),
        lambda found, given, by: handling.end(found, "withdraw", reason=given["reason"], by=by),
        "Recorded as withdrawn.",
    ),
    "drop": Act(
        "It is not for us", forms.WhyForm, moves("drop"),
        lambda found, given, by: handling.end(found, "drop", reason=given["reason"], by=by),
        "Recorded as not for us.",
    ),
    "forget": Act(
        "The person asks to be forgotten", forms.NothingForm, _forgets,
        lambda found, given, by: forgetting.forget_now(found, by=by),
        "Their words and details are gone.",
    ),
}  # fmt: skip
FIRST = {  # what is shown open: the next step of whoever handles it, or the member's part
    "received": "acknowledge", "acknowledged": "answer", "looking": "answer",
    "appealed": "answer", "answered": "close",
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    key: str
    word: str
    url: str
    form: object
    first: bool
    shown: bool


def offered(feedback: Feedback, actor, *, acting: str = "", form=None) -> list[Offer]:
    """The forms to show. One that was sent and refused comes back open."""
    if actor.impersonator_id:
        return []
    there = [key for key, act in ACTS.items() if act.offers(feedback, actor)]
    first = "account" if "account" in there else FIRST.get(feedback.state, "")
    return [
        Offer(
            key, ACTS[key].word, reverse("feedback_act", args=[feedback.pk, key]),
            form if key == acting else _blank(key, feedback), key == first, key == acting,
        )
        for key in there
    ]  # fmt: skip


def _blank(key: str, feedback: Feedback):
    initial = {}
    if key == "route":
        initial = {
            "kind": FeedbackKind(feedback.kind), "about": About(feedback.about),
            "organisation": feedback.organisation_id, "project": feedback.project_id,
        }  # fmt: skip
    return ACTS[key].form(auto_id=f"{key}_%s", initial=initial)
