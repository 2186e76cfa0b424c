"""The checker's verbs: decide lines, mark as checked, reject (R62)."""

from dataclasses import dataclass

from django.db import transaction

from claims.actions.flagging import alike, look_over, look_over_sent
from claims.duties import Duty, collisions
from claims.facts.checking import facts_of
from claims.facts.duties import approvals_of, doer, history_of
from claims.locks import lock_claim, lock_line, lock_lines
from claims.models import Claim, ClaimLine
from claims.notices import checking as notices
from claims.permissions import can_check
from claims.rules.flags import flags_of, is_clean
from claims.states import WITH_CHECKER, ClaimState, Decision
from claims.workflow import CLAIM
from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.money import format_pence
from consortium.core.versions import check_version
from consortium.core.workflow import Refused, fire


@dataclass(frozen=True)
class Ruling:
    """What is decided about a line. `approved` pence are needed only to reduce it."""

    decision: str
    approved: int | None = None
    reason: str = ""


@transaction.atomic
def decide_line(line: ClaimLine, ruling: Ruling, *, version=None, by: Actor) -> ClaimLine:
    """Accept, reduce, disallow or park one line; `Refused` with every reason against it.

    `version` is that of the line. Decided again, the last word counts; the audit
    trail keeps all of them.
    """
    claim = lock_claim(line.claim_id)
    line = lock_line(line.pk)
    _with_checker(claim, by)
    if version is not None:
        check_version(line, version)
    faults, approved = _amount(line, ruling)
    if faults:
        raise Refused(faults)
    before = _decided(line)
    _write(line, ruling, approved, by)
    _touch(claim)
    audit.record(
        "claim.line_decided", claim, before=before, after=_decided(line),
        reason=line.reason, by=by,
    )  # fmt: skip
    look_over(claim)
    return line


def _with_checker(claim: Claim, by: Actor) -> None:
    against = [can_check(by, claim)]
    if claim.state != ClaimState.SUBMITTED:
        words = claim.get_state_display().lower()
        against.append(f"This claim is {words}, so its lines are not decided now.")
    if against := [reason for reason in against if reason]:
        raise Refused(against)


def _amount(line: ClaimLine, ruling: Ruling) -> tuple[list[str], int]:
    """Faults of a ruling, and the pence it approves."""
    claimed, reason = line.claimed or 0, ruling.reason.strip()
    if ruling.decision == Decision.ACCEPTED:
        return [], claimed
    faults = []
    if ruling.decision == Decision.PENDING or ruling.decision not in Decision:
        faults.append("Choose what is decided about the line.")
    if not reason:
        faults.append("Give a reason; the member will read it.")
    if ruling.decision != Decision.REDUCED:
        return faults, 0
    approved = ruling.approved
    low, high = sorted((0, claimed))
    if approved is None:
        faults.append("Enter the amount that is accepted.")
    elif not low <= approved <= high or approved == claimed:
        faults.append(f"The amount accepted must be less than the {format_pence(claimed)} claimed.")
    return faults, approved or 0


def _write(line: ClaimLine, ruling: Ruling, approved: int, by: Actor) -> None:
    line.decision, line.approved = ruling.decision, approved
    accepted = ruling.decision == Decision.ACCEPTED
    line.reason = "" if accepted else ruling.reason.strip()[:300]
    line.decided_by_id, line.decided_at = by.user_id, clock.now()
    line.version += 1
    line.save(
        update_fields=["decision", "approved", "reason", "decided_by_id", "decided_at", "version"]
    )


def _decided(line: ClaimLine) -> dict:
    return {
        "line": line.number,
        "decision": line.decision,
        "claimed": line.claimed,
        "approved": line.approved,
    }


def _touch(claim: Claim) -> None:
    claim.version += 1
    claim.save(update_fields=["version", "updated_at"])


@transaction.atomic
def accept_the_rest(claim: Claim, *, version=None, by: Actor) -> int:
    """Accept every line that is not decided yet, in full; gives how many."""
    claim = lock_claim(claim.pk)
    lines = lock_lines(claim)
    _with_checker(claim, by)
    if version is not None:
        check_version(claim, version)
    count = _accept_pending(claim, lines, by)
    if not count:
        raise Refused("Every line is decided already.")
    _touch(claim)
    look_over(claim)
    return count


def _accept_pending(claim: Claim, lines: list[ClaimLine], by: Actor) -> int:
    pending = [line for line in lines if line.decision == Decision.PENDING]
    if not pending:
        return 0
    for line in pending:
        _write(line, Ruling(Decision.ACCEPTED), line.claimed or 0, by)
    after = {
        "lines": [line.number for line in pending],
        "decision": Decision.ACCEPTED,
        "approved": sum(line.approved for line in pending),
    }
    audit.record("claim.lines_accepted", claim, after=after, by=by)
    return len(pending)


@transaction.atomic
def check(claim: Claim, *, version=None, by: Actor) -> Claim:
    """Mark a claim as checked: every line decided, by somebody who may (SD1, SD4)."""
    claim = lock_claim(claim.pk)
    lines = lock_lines(claim)
    if version is not None and claim.state == ClaimState.SUBMITTED:
        check_version(claim, version)
    return _check(claim, lines, by)


@transaction.atomic
def check_clean(claim: Claim, *, by: Actor) -> Claim:
    """Accept all lines of a clean claim and mark it as checked: for many at once.

    Worked out anew here; `Refused` names the flags of one that is not clean.
    """
    claim = lock_claim(claim.pk)
    lines = lock_lines(claim)
    _with_checker(claim, by)
    found = flags_of(facts_of(claim))
    if not is_clean(found):
        raise Refused([flag.words for flag in found if not is_clean([flag])])
    _accept_pending(claim, lines, by)
    return _check(claim, lines, by)


def _check(claim: Claim, lines: list[ClaimLine], by: Actor) -> Claim:
    facts = {
        "undecided": [line.number for line in lines if line.decision == Decision.PENDING],
        "collisions": collisions(Duty.REVIEW, doer(by), history_of(claim), own=claim.own),
    }
    claim.checked_at, claim.checked_by_id = clock.now(), by.user_id
    claim.version += 1
    fire(
        CLAIM, claim, "check", facts=facts,
        fields=["checked_at", "checked_by_id", "version"], by=by,
    )  # fmt: skip
    found = look_over(claim)
    notices.checked(claim, found, by=by)
    return claim


@transaction.atomic
def uncheck(claim: Claim, *, reason: str, version=None, by: Actor) -> Claim:
    """Back to checking; an approval that was given for it is taken back with it."""
    claim = lock_claim(claim.pk)
    if version is not None and claim.state == ClaimState.CHECKED:
        check_version(claim, version)
    forget_check(claim)
    fire(CLAIM, claim, "uncheck", reason=reason, fields=CHECK_FIELDS, by=by)
    return claim


CHECK_FIELDS = ("checked_at", "checked_by_id", "version")


def forget_check(claim: Claim) -> None:
    """The claim leaves "checked" backwards: who checked it, and approvals so far, fall away."""
    claim.checked_at = claim.checked_by_id = None
    claim.version += 1
    approvals_of(claim).update(taken_back_at=clock.now())


@transaction.atomic
def reject(claim: Claim, *, reason: str, version=None, by: Actor) -> Claim:
    """Turn a claim down as a whole, with a reason; its spend items are free again."""
    claim = lock_claim(claim.pk)
    lines = lock_lines(claim)
    if version is not None and claim.state in WITH_CHECKER:
        check_version(claim, version)
    claim.state_reason = reason.strip()
    forget_check(claim)
    fire(CLAIM, claim, "reject", reason=reason, fields=(*CHECK_FIELDS, "state_reason"), by=by)
    ClaimLine.objects.filter(pk__in=[line.pk for line in lines]).update(live=False)
    others = alike(look_over(claim))
    notices.rejected(claim, by=by)
    if others:
        look_over_sent(_claims_with(others))
    return claim


def _claims_with(items: set[int]) -> list[int]:
    return list(ClaimLine.objects.filter(item__in=items).values_list("claim_id", flat=True))


@transaction.atomic
def add_note(claim: Claim, *, text: str, by: Actor) -> None:
    """A note for the office in the claim's history; the member does not see it."""
    claim = lock_claim(claim.pk)
    against = can_check(by, claim)
    if against or not text.strip():
        raise Refused(against or "Write the note first.")
    audit.record("claim.noted", claim, reason=text, by=by)
