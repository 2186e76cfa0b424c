"""Asking the member to change named parts of a claim (practice 4, row 6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from claims.actions.checking import CHECK_FIELDS, forget_check
from claims.locks import lock_claim, lock_lines
from claims.models import ChangePart, ChangeRequest, Claim, ClaimLine
from claims.notices import checking as notices
from claims.states import WITH_CHECKER, Decision, Part
from claims.workflow import CLAIM
from consortium.core import clock
from consortium.core.actor import Actor
from consortium.core.versions import check_version
from consortium.core.workflow import Refused, fire


@dataclass(frozen=True)
class Asked:
    """One part to open again: of a project's section, of one line, or of the whole claim."""

    part: str
    section: int | None = None
    line: int | None = None


@transaction.atomic
def ask_changes(
    claim: Claim, parts: Sequence[Asked], *, message: str, version=None, by: Actor
) -> ChangeRequest:
    """Send a claim back with one message; only `parts` open again.

    What was decided about lines that open again is forgotten, for they may change.
    """
    claim = lock_claim(claim.pk)
    lines = lock_lines(claim)
    if version is not None and claim.state in WITH_CHECKER:
        check_version(claim, version)
    if faults := _faults(claim, lines, parts):
        raise Refused(faults)
    forget_check(claim)
    fire(CLAIM, claim, "ask_changes", reason=message, fields=CHECK_FIELDS, by=by)
    request = ChangeRequest.objects.create(
        claim=claim, message=message.strip(), asked_at=clock.now(), asked_by_id=by.user_id
    )
    ChangePart.objects.bulk_create(
        ChangePart(request=request, part=asked.part, section_id=asked.section, line_id=asked.line)
        for asked in dict.fromkeys(parts)
    )
    _forget_decisions(claim, lines, parts)
    notices.changes_asked(request, by=by)
    return request


def _faults(claim: Claim, lines: Sequence[ClaimLine], parts: Sequence[Asked]) -> list[str]:
    if not parts:
        return ["Select at least one part to be changed."]
    sections = set(claim.sections.values_list("pk", flat=True))
    numbers = {line.pk for line in lines}
    faults = [
        "A part that was selected is not in this claim."
        for asked in parts
        if asked.part not in Part
        or (asked.section is not None and asked.section not in sections)
        or (asked.line is not None and asked.line not in numbers)
    ]
    return faults[:1]


def _forget_decisions(claim: Claim, lines: Sequence[ClaimLine], parts: Sequence[Asked]) -> None:
    projects = dict(claim.sections.values_list("pk", "project_id"))
    open_lines = {asked.line for asked in parts if asked.line}
    open_projects = {projects.get(a.section) for a in parts if a.part == Part.SPEND and a.section}
    everything = any(a.part == Part.SPEND and not a.section and not a.line for a in parts)
    again = [
        line.pk
        for line in lines
        if everything or line.pk in open_lines or line.budget_line.project_id in open_projects
    ]
    ClaimLine.objects.filter(pk__in=again).update(
        decision=Decision.PENDING, approved=None, reason="", decided_by_id=None, decided_at=None
    )
