"""Evidence: files numbered E1, E2, … on a claim, linked to the lines they prove (F6).

A draft's files can be removed. Once a claim was sent, files and links are only
added; what the submission held stays as it was.
"""

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from claims.actions.drafting.beginning import why_shut
from claims.actions.drafting.writing import sent_numbers
from claims.actions.flagging import look_over_soon
from claims.locks import lock_claim
from claims.models import Claim, ClaimLine, Evidence, EvidenceLink
from claims.permissions import can_fill_in
from claims.rules.matching import Matchable, line_for
from claims.states import HAS_BEEN_SENT, WITH_CHECKER, ClaimState
from consortium.core import audit, clock, files
from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.models.files import StoredFile
from consortium.core.workflow import Refused

TAKES_ADDITIONS = HAS_BEEN_SENT - {ClaimState.REJECTED}


@transaction.atomic
def add_evidence(
    claim: Claim, upload: UploadedFile, *, line_ids: Iterable[int] | None = None, by: Actor
) -> Evidence:
    """Take in one file and number it. `FileRefused` says why a file is not taken, and
    the claim is then as it was.

    `line_ids` says what it proves; with None a number in its name decides.
    """
    locked = _begin_adding(claim, by)
    stored = files.receive(upload, owner=locked, organisation_id=locked.organisation_id, by=by)
    return _number(locked, stored, line_ids, by=by)


@transaction.atomic
def reuse_evidence(
    claim: Claim, file_id: int, *, line_ids: Iterable[int] | None = None, by: Actor
) -> Evidence:
    """Put a file that the member has on any of its claims on this one, too."""
    locked = _begin_adding(claim, by)
    source = (
        Evidence.objects.filter(file=file_id, claim__organisation=locked.organisation_id)
        .select_related("file")
        .first()
    )
    if source is None or source.file.state == StoredFile.State.TOMBSTONED:
        raise Refused("There is no such file to use again.")
    here = locked.evidence.filter(file=file_id).first()
    if here:
        _link(here, list(line_ids or ()), locked, by=by)
        return here
    return _number(locked, source.file, line_ids, by=by)


def _begin_adding(claim: Claim, by: Actor) -> Claim:
    locked = lock_claim(claim.pk)
    reasons = [can_fill_in(by, locked)]
    if locked.state not in TAKES_ADDITIONS:
        reasons.append(why_shut(locked))
    reasons = [reason for reason in reasons if reason]
    if reasons:
        raise Refused(reasons)
    return locked


def _number(
    claim: Claim, stored: StoredFile, line_ids: Iterable[int] | None, *, by: Actor
) -> Evidence:
    last = claim.evidence.aggregate(last=Max("number"))["last"] or 0
    evidence = Evidence.objects.create(
        claim=claim,
        number=last + 1,
        file=stored,
        added_by_id=by.user_id,
        after_sending=claim.state != ClaimState.IN_PROGRESS,
    )
    if line_ids is None:
        matched = line_for(stored.name, _matchable(claim))
        line_ids = [matched] if matched else []
    _bump(claim)
    after = {"evidence": evidence.number, "sha256": stored.sha256}
    audit.record("claim.evidence_added", claim, after=after, by=by)
    _link(evidence, list(line_ids), claim, by=by)
    if claim.state in WITH_CHECKER:
        look_over_soon(claim)
    return evidence


def _matchable(claim: Claim) -> list[Matchable]:
    rows = claim.lines.filter(correction_of__isnull=True)
    return [Matchable(*row) for row in rows.values_list("pk", "number", "item__invoice_key")]


@transaction.atomic
def link_evidence(evidence: Evidence, line_ids: Iterable[int], *, by: Actor) -> None:
    """Say which lines of its claim a file proves, beside those it proves already."""
    locked = _begin_adding(evidence.claim, by)
    _link(evidence, list(line_ids), locked, by=by)
    _bump(locked)


def _link(evidence: Evidence, line_ids: list[int], claim: Claim, *, by: Actor) -> None:
    lines = list(claim.lines.filter(pk__in=line_ids))
    if len(lines) != len(set(line_ids)):
        raise Refused("Choose lines of this claim.")
    there = set(evidence.links.values_list("line_id", flat=True))
    new = [line for line in lines if line.pk not in there]
    EvidenceLink.objects.bulk_create(EvidenceLink(evidence=evidence, line=line) for line in new)
    if new:
        after = {"evidence": evidence.number, "lines": sorted(line.number for line in new)}
        audit.record("claim.evidence_linked", claim, after=after, by=by)


@transaction.atomic
def unlink_evidence(evidence: Evidence, line_id: int, *, by: Actor) -> None:
    """Take a file off a line of a draft; what was sent so stays so."""
    locked = _begin_taking(evidence.claim, by)
    link = evidence.links.filter(line=line_id).select_related("line").first()
    if link is None:
        return
    if is_frozen(evidence, locked) and link.line.number in sent_numbers(locked):
        raise Refused(f"E{evidence.number} was sent with line {link.line.number}, so it stays.")
    number = link.line.number
    link.delete()
    _bump(locked)
    before = {"evidence": evidence.number, "lines": [number]}
    audit.record("claim.evidence_unlinked", locked, before=before, by=by)


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: Actor) -> None:
    """Take a file out of a draft; what was sent stays (F6)."""
    locked = _begin_taking(evidence.claim, by)
    if is_frozen(evidence, locked):
        raise Refused(
            f"E{evidence.number} was sent with the claim, so it stays. You can add a better one."
        )
    before = {"evidence": evidence.number, "sha256": evidence.file.sha256}
    stored = evidence.file
    evidence.links.all().delete()
    evidence.delete()
    _bump(locked)
    audit.record("claim.evidence_removed", locked, before=before, by=by)
    if not Evidence.objects.filter(file=stored).exists():
        files.tombstone(stored, rule="Taken out of a draft claim before it was sent", by=by)


def _begin_taking(claim: Claim, by: Actor) -> Claim:
    locked = lock_claim(claim.pk)
    reasons = [reason for reason in (can_fill_in(by, locked), why_shut(locked)) if reason]
    if reasons:
        raise Refused(reasons)
    return locked


def is_frozen(evidence: Evidence, claim: Claim) -> bool:
    """Was it part of a submission, or added to one afterwards?"""
    return evidence.after_sending or (
        claim.submitted_at is not None and evidence.added_at <= claim.submitted_at
    )


@transaction.atomic
def promise_evidence(line: ClaimLine, day: date | None, *, by: Actor) -> ClaimLine:
    """Say by when the evidence of a line will follow; None takes the promise back."""
    locked = _begin_adding(line.claim, by)
    if day is not None:
        _refuse_strange_day(day, locked)
    if day is None and locked.state != ClaimState.IN_PROGRESS:
        raise Refused("A promise that was sent stays until the evidence has come.")
    current = locked.lines.select_for_update().get(pk=line.pk)
    before, current.evidence_due = current.evidence_due, day
    current.save(update_fields=["evidence_due"])
    _bump(locked)
    audit.record(
        "claim.evidence_promised",
        locked,
        before={"line": current.number, "evidence_due": before},
        after={"line": current.number, "evidence_due": day},
        by=by,
    )
    return current


def _refuse_strange_day(day: date, claim: Claim) -> None:
    today, last = clock.today(), claim.round.funder_due
    if day < today:
        raise Refused(f"The day it will follow must be {long_day(today)} or later")
    if today <= last < day:
        raise Refused(
            f"The day it will follow must be {long_day(last)} or earlier, "
            "when the claim goes to the funder"
        )


def _bump(claim: Claim) -> None:
    claim.version += 1
    claim.save(update_fields=["version", "updated_at"])
