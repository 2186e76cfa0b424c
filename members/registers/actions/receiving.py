"""Taking feedback in, from anybody, and saying whom it is about (6.1, 10.9)."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock, due
from consortium.core.workingdays import add_working_days
from members.models import Organisation
from members.offices import accountable_body_id_on, chair_on
from members.registers import notices, rules
from members.registers.models import Feedback, FeedbackSettings
from members.registers.permissions import can_handle, can_key_in
from members.registers.states import About, How, Side

from .checks import locked, refuse_if

SOON, LATE = "feedback.due_soon", "feedback.late"
SOON_WORKING_DAYS = -3


@transaction.atomic
def receive(
    *,
    kind: str,
    about: str,
    words: str,
    organisation: Organisation | None = None,
    project=None,
    place: str = "",
    name: str = "",
    email: str = "",
    telephone: str = "",
    may_share: bool = False,
    how: str = How.SITE,
    received_on: date | None = None,
    by,
) -> Feedback:
    """Take one piece of feedback in; a name and an address may be left out.

    The days by which it is acknowledged and answered are settings, in working days.
    Those who handle it hear, and the person gets the reference where there is an address.
    """
    today = clock.today()
    received_on = received_on or today
    refuse_if(
        None if how == How.SITE else can_key_in(by),
        "" if words.strip() else "Write what you want to say.",
        *_names_nobody(about, organisation, project),
        "It cannot be received later than today." if received_on > today else "",
    )
    feedback = Feedback(
        kind=kind, words=words.strip(), how=How(how), place=" ".join(place.split()),
        received_on=received_on, recorded_on=today, recorded_by_id=by.user_id,
        name=" ".join(name.split()), email=email.strip().lower(), telephone=telephone.strip(),
        may_share=may_share,
    )  # fmt: skip
    place_it(feedback, about=about, organisation=organisation, project=project)
    return _taken_in(feedback, by=by)


def _names_nobody(about: str, organisation, project) -> list[str]:
    """What is about a member or a project says which."""
    return [
        "Choose the member." if about == About.MEMBER and organisation is None else "",
        "Choose the project." if about == About.PROJECT and project is None else "",
    ]


def _taken_in(feedback: Feedback, *, by) -> Feedback:
    """Saved with its days, on record, planned, and told to those who handle it."""
    came, days = feedback.received_on, FeedbackSettings.current()
    feedback.acknowledge_by = add_working_days(came, days.acknowledge_days)
    feedback.answer_by = add_working_days(came, days.answer_days)
    feedback.save(force_insert=True)
    audit.record("feedback.received", feedback, after=said_of(feedback), by=by)
    plan(feedback)
    notices.received(feedback, by=by)
    return feedback


def place_it(feedback: Feedback, *, about: str, organisation, project) -> None:
    """Set whom it is about, and with that its side. Nothing is saved."""
    today = clock.today()
    body_id, chair = accountable_body_id_on(today), chair_on(today)
    chairs_id = chair.organisation_id if chair else None
    owner = {About.BODY: body_id, About.CHAIR: chairs_id, About.CONSORTIUM: None}
    chosen = organisation.pk if organisation else None
    feedback.about, feedback.body_id = About(about), body_id
    feedback.organisation_id = owner.get(feedback.about, chosen)
    feedback.project = project if about == About.PROJECT else None
    feedback.side = Side(
        rules.first_side(
            kind=feedback.kind,
            organisation_id=feedback.organisation_id,
            body_id=body_id,
            chair_organisation_id=chairs_id,
        )
    )


def said_of(feedback: Feedback) -> dict:
    """What the audit keeps: never the words, and never who it came from."""
    return {
        "kind": feedback.kind, "about": feedback.about, "organisation": feedback.organisation_id,
        "project": feedback.project_id, "how": feedback.how, "side": feedback.side,
    }  # fmt: skip


def plan(feedback: Feedback) -> None:
    """Reminders for the day that counts now; earlier ones are called off."""
    due.cancel((SOON, LATE), feedback)
    day = feedback.next_day
    if day is None:
        return
    soon = add_working_days(day, SOON_WORKING_DAYS)
    if soon > clock.today():
        due.plan(SOON, feedback, soon)
    due.plan(LATE, feedback, add_working_days(day, 1))


@transaction.atomic
def route(
    feedback: Feedback, *, kind: str, about: str, organisation=None, project=None, by
) -> Feedback:
    """Put right what kind it is and whom it is about; with that it may change hands."""
    current = locked(feedback)
    refuse_if(
        can_handle(by, current),
        "" if current.is_open else "It is not open any more.",
        *_names_nobody(about, organisation, project),
    )
    before, was = said_of(current), current.side
    current.kind = kind
    place_it(current, about=about, organisation=organisation, project=project)
    if was != Side.OFFICE and current.side == Side.OFFICE:
        current.side = was  # what has left the office does not come back to it by a form
    elif was != current.side or current.second_id == current.organisation_id:
        current.second, current.handler = None, None
    current.save(
        update_fields=["kind", "about", "organisation", "project", "side", "body", "second",
                       "handler"]
    )  # fmt: skip
    audit.record("feedback.routed", current, before=before, after=said_of(current), by=by)
    if was != current.side:
        notices.handed_over(current, by=by)
    return current
