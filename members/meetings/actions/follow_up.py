"""Actions: recorded in the room or afterwards, moved, done with proof, dropped (S21)."""

from datetime import date, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consortium.core import audit, clock, due, files
from consortium.core.versions import check_version
from consortium.core.workflow import fire
from members.meetings.models import Action, AgendaItem, Meeting
from members.meetings.notices import actions as notices
from members.meetings.permissions_after import can_keep_actions, can_record_action
from members.meetings.states import MeetingState
from members.meetings.workflow.actions import ACTION
from members.models import Organisation, User

from .checks import locked_meeting, refuse_if
from .pulse import beat

SOON, LATE = "action.due_soon", "action.late"
KINDS = (SOON, LATE)
BEFORE = timedelta(days=3)
BEGUN = (MeetingState.OPEN, MeetingState.HELD)


@transaction.atomic
def record(
    meeting: Meeting,
    *,
    task: str,
    organisation: Organisation | None = None,
    person: User | None = None,
    due_on: date,
    item: AgendaItem | None = None,
    by,
) -> Action:
    """Somebody is to do something until a local day. The owner is told.

    Read by whoever reads the item that it belongs to.
    """
    current, task = locked_meeting(meeting.pk), " ".join(task.split())
    refuse_if(
        can_record_action(by, current),
        "" if current.state in BEGUN else "The meeting has not begun.",
        "" if task else "Say what is to be done.",
        "" if organisation or person else "Choose who is to do it.",
        _day_refusal(due_on),
        "This item belongs to another meeting."
        if item is not None and item.meeting_id != current.pk
        else "",
    )
    made = Action.objects.create(
        meeting=current, item=item, task=task[:300], organisation=organisation, person=person,
        due_on=due_on, mark=item.mark if item else "meeting", recorded_on=clock.today(),
        recorded_by_id=by.user_id,
    )  # fmt: skip
    audit.record("action.recorded", made, after=facts_of(made), by=by)
    plan_reminders(made)
    notices.recorded(made, by=by)
    beat(current)
    return made


def _day_refusal(day: date) -> str:
    return "The day must be today or later." if day < clock.today() else ""


def facts_of(action: Action) -> dict:
    """An action as the audit trail keeps it: people as numbers."""
    return {
        "task": action.task, "due_on": action.due_on, "organisation": action.organisation_id,
        "person": action.person_id, "meeting": action.meeting_id, "item": action.item_id,
    }  # fmt: skip


def plan_reminders(action: Action) -> None:
    due.cancel(KINDS, action)
    if action.due_on - BEFORE >= clock.today():
        due.plan(SOON, action, action.due_on - BEFORE)
    due.plan(LATE, action, action.due_on + timedelta(days=1))


@transaction.atomic
def change(
    action: Action,
    *,
    task: str,
    organisation: Organisation | None,
    person: User | None,
    due_on: date,
    version,
    by,
) -> Action:
    """Other words, another owner or day. The history keeps what it was; a new owner is told."""
    current = Action.objects.select_for_update().get(pk=action.pk)
    check_version(current, version)
    task = " ".join(task.split())
    refuse_if(
        can_keep_actions(by),
        "" if current.state == "open" else "It is done or dropped already.",
        "" if task else "Say what is to be done.",
        "" if organisation or person else "Choose who is to do it.",
        _day_refusal(due_on) if due_on != current.due_on else "",
    )
    before, owner = facts_of(current), (current.organisation, current.person)
    current.task, current.due_on = task[:300], due_on
    current.organisation, current.person = organisation, person
    current.version += 1
    current.save()
    audit.record("action.changed", current, before=before, after=facts_of(current), by=by)
    plan_reminders(current)
    if owner != (organisation, person):
        notices.recorded(current, by=by)
    return current


@transaction.atomic
def done(action: Action, *, proof: str = "", upload: UploadedFile | None = None, by) -> Action:
    """Done, with words or a file that show it. Whoever keeps the list is told."""
    current = Action.objects.select_for_update().get(pk=action.pk)
    current.proof, current.ended_on = proof.strip(), clock.today()
    current.version += 1
    facts = {"proof": bool(current.proof or upload)}
    if upload and not ACTION.reasons(current, ACTION.move("done"), by, **facts):
        current.file = files.receive(
            upload, owner=current, organisation_id=by.organisation_id, by=by
        )
    fields = ("proof", "file", "ended_on", "version")
    current = fire(ACTION, current, "done", facts=facts, fields=fields, by=by)
    due.cancel(KINDS, current)
    notices.done(current, by=by)
    return current


@transaction.atomic
def drop(action: Action, *, why: str, by) -> Action:
    """Not to be done any more, and why. The owner is told."""
    current = Action.objects.select_for_update().get(pk=action.pk)
    current.why, current.ended_on = why.strip()[:300], clock.today()
    current.version += 1
    fields = ("why", "ended_on", "version")
    current = fire(ACTION, current, "drop", reason=current.why, fields=fields, by=by)
    due.cancel(KINDS, current)
    notices.dropped(current, by=by)
    return current
