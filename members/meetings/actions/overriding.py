"""The accountable body does not carry out a decision that would breach a grant (8.2, R73, R74)."""

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile

from consortium.core import audit, clock, files
from consortium.core.locks import locked, retried
from members.meetings.facts.duties import terms
from members.meetings.models import AgendaItem, Decision, Override
from members.meetings.notices import decisions as notices
from members.meetings.permissions import can_override
from members.offices import accountable_body_on

from .checks import refuse_if
from .taken import bring_next


@retried
def override(
    decision: Decision,
    *,
    term: str,
    clause: str,
    reason: str,
    effect: str,
    upload: UploadedFile,
    term_key: str = "",
    by,
) -> Override:
    """Say which grant term it would breach, with the file that shows it. All members are told.

    `term_key` chooses a grant that is known here; otherwise `term` names guidance or contract.
    The decision stays in the register as it was taken. `FileRefused` says why a file cannot
    be taken.
    """
    current, today = locked(decision), clock.today()
    body = accountable_body_on(today)
    chosen = next((each for each in terms() if each.key == term_key), None)
    term = chosen.label if chosen else term.strip()
    words = {"clause": clause.strip(), "reason": reason.strip(), "effect": effect.strip()}
    refuse_if(
        can_override(by, body.pk),
        "This decision was overridden before." if current.is_overridden else "",
        *_missing(term, words),
    )
    made = Override(
        decision=current, body=body, term=term[:200], term_kind=chosen.kind if chosen else "",
        term_id=chosen.id if chosen else "", **words, on=today, by_id=by.user_id,
    )  # fmt: skip
    made.file = files.receive(upload, owner=current, organisation_id=body.pk, by=by)
    made.save(force_insert=True)
    after = {"decision": current.reference, "term": made.term, "clause": made.clause}
    audit.record("decision.overridden", made, after=after, reason=made.reason, by=by)
    notices.overridden(made, by=by)
    bring_next(by=by)
    return made


def _missing(term: str, words: Mapping[str, str]) -> list[str]:
    """What an override has to say and does not."""
    return [
        "" if term else "Enter which grant, guidance or contract the decision breaches.",
        "" if words["clause"] else "Enter which grant condition the decision breaches.",
        "" if words["reason"] else "Say how it would breach it.",
        "" if words["effect"] else "Say what happens instead.",
    ]


def report_all(item: AgendaItem, *, by) -> int:
    """The meeting is done with the item: every override made by then is reported to it (R74)."""
    waiting = Override.objects.to_report().filter(on__lte=item.meeting.on).select_for_update()
    told = list(waiting.select_related("decision"))
    for each in told:
        each.reported_at, each.reported_on = item.meeting, item.meeting.on
        each.save(update_fields=["reported_at", "reported_on"])
        after = {"meeting": item.meeting_id, "on": each.reported_on}
        audit.record("decision.override_reported", each, after=after, by=by)
    return len(told)
