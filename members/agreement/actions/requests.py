"""Asking members for something by a day, and what each makes of it (7.3)."""

from collections.abc import Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consortium.core import audit, clock, due, files
from consortium.core.workflow import fire
from consortium.core.workingdays import add_working_days
from members.agreement import request_notices as notices
from members.agreement.models import InformationRequest, RequestLine
from members.agreement.permissions import can_answer, can_ask
from members.agreement.workflow import REQUEST
from members.models import Organisation

from .checks import locked, refuse_if

SOON, LATE = "request.due_soon", "request.late"
SOON_WORKING_DAYS = -3


@transaction.atomic
def ask(
    *,
    title: str,
    what: str,
    due_on: date,
    organisations: Sequence[Organisation],
    template: UploadedFile | None = None,
    by,
) -> InformationRequest:
    """Ask each of these members; every one agrees to the day or proposes another.

    `template` is a file to fill in. `FileRefused` says why it cannot be taken.
    """
    today = clock.today()
    refuse_if(
        can_ask(by),
        "" if organisations else "Choose whom to ask.",
        "" if what.strip() else "Say what is needed.",
        "The day must be later than today." if due_on <= today else "",
    )
    request = InformationRequest.objects.create(
        title=title.strip(), what=what.strip(), asked_on=today, asked_by_id=by.user_id,
        due_on=due_on,
    )  # fmt: skip
    if template:
        request.template = files.receive(
            template, owner=request, organisation_id=by.organisation_id, by=by
        )
        request.save(update_fields=["template"])
    after = {"due_on": due_on, "organisations": [each.pk for each in organisations]}
    audit.record("request.asked", request, after=after, by=by)
    for each in organisations:
        line = RequestLine.objects.create(request=request, organisation=each, due_on=due_on)
        _plan(line)
        notices.asked(line, by=by)
    return request


def _plan(line: RequestLine) -> None:
    """Reminders for the day that counts now; those for an earlier one are called off."""
    due.cancel((SOON, LATE), line)
    soon = add_working_days(line.due_on, SOON_WORKING_DAYS)
    if soon > clock.today():
        due.plan(SOON, line, soon)
    due.plan(LATE, line, add_working_days(line.due_on, 1))


@transaction.atomic
def accept(line: RequestLine, *, by) -> RequestLine:
    """The member agrees to the day."""
    return fire(REQUEST, locked(line), "accept", by=by)


@transaction.atomic
def propose(line: RequestLine, *, day: date, why: str, by) -> RequestLine:
    """The member says by when it can; the day that was asked counts until that is agreed."""
    current = locked(line)
    current.proposed_on, current.proposal = day, why.strip()
    wrong = "The day must be later than today." if day <= clock.today() else ""
    fields, facts = ("proposed_on", "proposal"), {"day_refused": wrong}
    current = fire(REQUEST, current, "propose", facts=facts, fields=fields, by=by)
    notices.proposed(current, by=by)
    return current


@transaction.atomic
def agree(line: RequestLine, *, by) -> RequestLine:
    """The proposed day is agreed, and counts from now on."""
    current = locked(line)
    current.due_on = current.proposed_on or current.due_on
    current = fire(REQUEST, current, "agree", fields=("due_on",), by=by)
    _plan(current)
    notices.agreed(current, by=by)
    return current


@transaction.atomic
def decline(line: RequestLine, *, reason: str, by) -> RequestLine:
    """The day stays; the member is told why."""
    current = fire(REQUEST, locked(line), "decline", reason=reason, by=by)
    notices.declined(current, reason, by=by)
    return current


@transaction.atomic
def answer(line: RequestLine, *, text: str, upload: UploadedFile | None = None, by) -> RequestLine:
    """The member answers in words, with a file, or both."""
    current = locked(line)
    refuse_if(can_answer(by, current))
    if upload:
        current.file = files.receive(
            upload, owner=current, organisation_id=current.organisation_id, by=by
        )
    current.answer, current.answered_on = text.strip(), clock.today()
    current.answered_by_id = by.user_id
    fields = ("answer", "file", "answered_on", "answered_by_id")
    current = fire(REQUEST, current, "answer", fields=fields, by=by)
    due.cancel((SOON, LATE), current)
    notices.answered(current, by=by)
    return current


@transaction.atomic
def excuse(line: RequestLine, *, reason: str, by) -> RequestLine:
    """The answer is not needed any more, or came another way."""
    current = fire(REQUEST, locked(line), "excuse", reason=reason, by=by)
    due.cancel((SOON, LATE), current)
    return current
