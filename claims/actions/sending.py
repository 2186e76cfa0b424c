"""A claim leaves the member: passed on, signed, frozen; and comes back, or is withdrawn.

Every verb takes `version`, the claim's as the page showed it: what is signed is
what was seen (C-ii).
"""

from django.db import transaction

from claims.actions import planning
from claims.actions.drafting.writing import undecide
from claims.actions.flagging import look_over_soon
from claims.actions.snapshot import declaration_for, sha256_of, snapshot_of
from claims.facts.draft import Whole
from claims.facts.open import open_request
from claims.locks import lock_claim
from claims.models import Claim, ClaimLine, Submission
from claims.notices import member as notices
from claims.permissions import can_fill_in, can_sign
from claims.states import ClaimState
from claims.workflow import CLAIM
from consortium.core import audit, clock, jobs
from consortium.core.actor import Actor
from consortium.core.locks import retried
from consortium.core.versions import check_version
from consortium.core.workflow import Refused, fire
from consortium.core.workingdays import add_working_days

SENT_FIELDS = (
    "submitted_at", "sent_on", "submitted_by_id", "submissions_made", "late", "claimed",
    "expected_on", "version",
)  # fmt: skip


@transaction.atomic
def pass_on(claim: Claim, *, version: int | str | None = None, by: Actor) -> Claim:
    """Send a filled-in claim to the representative for sign-off; it is locked meanwhile."""
    locked = _locked(claim, version)
    _pass_on(locked, Whole(locked), by)
    notices.to_sign(locked, by=by)
    return locked


def _locked(claim: Claim, version: int | str | None) -> Claim:
    locked = lock_claim(claim.pk)
    if version is not None:
        check_version(locked, version)
    return locked


def _pass_on(claim: Claim, whole: Whole, by: Actor) -> None:
    claim.passed_at = clock.now()
    claim.prepared_by_id = claim.prepared_by_id or by.user_id  # whoever changed it last
    claim.version += 1
    fields = ("passed_at", "prepared_by_id", "version")
    fire(CLAIM, claim, "pass_on", facts={"missing": _missing(whole)}, fields=fields, by=by)


def _missing(whole: Whole) -> list[str]:
    """Everything that stands against sending, as sentences."""
    missing = [problem.words for problem in whole.must_fix]
    if whole.claim.round.closed_at:
        missing.append(
            "This quarter is closed. Put what is left into your next claim as late items"
        )
    return missing


@transaction.atomic
def take_back(claim: Claim, *, version: int | str | None = None, by: Actor) -> Claim:
    """Fetch a claim back from the representative, to change it."""
    locked = _locked(claim, version)
    locked.version += 1
    fire(CLAIM, locked, "take_back", fields=("version",), by=by)
    return locked


@transaction.atomic
def send_back(claim: Claim, *, reason: str, version: int | str | None = None, by: Actor) -> Claim:
    """The representative does not sign, and says why."""
    locked = _locked(claim, version)
    locked.version += 1
    locked.state_reason = reason.strip()
    fields = ("version", "state_reason")
    fire(CLAIM, locked, "send_back", reason=reason, fields=fields, by=by)
    notices.sent_back(locked, by=by)
    return locked


@retried
@transaction.atomic
def sign(
    claim: Claim, *, declared: bool, version: int | str | None = None, by: Actor
) -> Submission:
    """The representative signs the declaration, and the claim is sent and frozen.

    A representative who filled the claim in signs it straight from the draft. It is
    late when the due day has gone by on the domain's clock (T5).
    """
    locked = _locked(claim, version)
    whole = Whole(locked)
    if locked.state == ClaimState.IN_PROGRESS and not can_sign(by, locked):
        _pass_on(locked, whole, by)
    locked.late = clock.today() > locked.round.member_due
    locked.state_reason = ""
    submission = _send(whole, "sign", declared=declared, by=by)
    planning.call_off(locked)
    return submission


@retried
@transaction.atomic
def answer(
    claim: Claim,
    *,
    text: str,
    declared: bool,
    version: int | str | None = None,
    by: Actor,
) -> Submission:
    """Answer the changes that were asked for, sign again, and send the next version."""
    locked = _locked(claim, version)
    request = open_request(locked)
    if request and not text.strip():
        raise Refused("Enter what you changed, or why nothing was")
    submission = _send(Whole(locked), "answer", declared=declared, by=by)
    if request:
        request.answer, request.answered_at = text.strip(), submission.submitted_at
        request.answered_by_id = by.user_id
        request.save(update_fields=["answer", "answered_at", "answered_by_id"])
        notices.changes_made(locked, request, by=by)
    return submission


@transaction.atomic
def ready_to_answer(claim: Claim, *, text: str, by: Actor) -> None:
    """A claims person has made the changes: keep the answer, and tell the representative."""
    locked = lock_claim(claim.pk)
    if reason := can_fill_in(by, locked):
        raise Refused(reason)
    request = open_request(locked)
    if request is None or locked.state != ClaimState.CHANGES_REQUESTED:
        raise Refused("No changes are asked for.")
    if not text.strip():
        raise Refused("Enter what you changed, or why nothing was")
    request.answer = text.strip()
    request.save(update_fields=["answer"])
    audit.record("claim.answer_drafted", locked, after={"request": request.pk}, by=by)
    notices.answer_to_sign(locked, by=by)


def _send(whole: Whole, move: str, *, declared: bool, by: Actor) -> Submission:
    """Fire the move, freeze the claim as submission n+1, and have its PDF made."""
    claim = whole.claim
    claim.submitted_at, claim.submitted_by_id = clock.now(), by.user_id
    claim.sent_on = clock.today()
    claim.submissions_made += 1
    claim.claimed = whole.draft.total
    claim.expected_on = payment_expected(claim)
    claim.version += 1
    facts = {"missing": _missing(whole), "declared": declared}
    fields = (*SENT_FIELDS, "state_reason")
    fire(CLAIM, claim, move, facts=facts, fields=fields, by=by)
    submission = _freeze(whole, by)
    jobs.start(
        "claims.submission_pdf",
        label=f"PDF of claim {claim.reference}",
        args={"submission_id": submission.pk},
        by=by,
    )
    look_over_soon(claim)
    notices.sent(claim, submission, by=by)
    return submission


def _freeze(whole: Whole, by: Actor) -> Submission:
    claim, words = whole.claim, declaration_for(whole.claim)
    number = claim.submissions_made
    snapshot = snapshot_of(
        whole, number=number, signatory=by.name, declaration=words, late=claim.late
    )
    return Submission.objects.create(
        claim=claim,
        number=number,
        submitted_at=claim.submitted_at,
        sent_on=claim.sent_on,
        submitted_by_id=by.user_id,
        signatory=by.name,
        declaration=words,
        late=claim.late,
        claimed=claim.claimed,
        snapshot=snapshot,
        sha256=sha256_of(snapshot),
    )


def check_expected(claim: Claim):
    """The day by which the member hears; later than the round's where the claim came late."""
    grant = claim.round.grant
    return _later(claim, claim.round.check_due, grant.check_days - grant.member_days)


def payment_expected(claim: Claim):
    """The day on which the money should come, where nothing is asked back."""
    grant = claim.round.grant
    return _later(claim, claim.round.pay_due, grant.pay_days - grant.member_days)


def _later(claim: Claim, day, working_days: int):
    return max(day, add_working_days(claim.sent_on or clock.today(), working_days))


@transaction.atomic
def withdraw(claim: Claim, *, reason: str, version: int | str | None = None, by: Actor) -> Claim:
    """Take a claim back that was sent and not yet checked. Its lines count nowhere meanwhile."""
    locked = _locked(claim, version)
    locked.version += 1
    locked.state_reason = reason.strip()
    fields = ("version", "state_reason")
    fire(CLAIM, locked, "withdraw", reason=reason, fields=fields, by=by)
    for line in locked.lines.select_for_update():
        undecide(line)
        line.live = False
        line.save()
    locked.changes.filter(answered_at__isnull=True).update(
        answer="The claim was withdrawn.", answered_at=clock.now(), answered_by_id=by.user_id
    )
    planning.plan_reminders(locked.round, [locked.organisation_id])
    notices.withdrawn(locked, by=by)
    return locked


@transaction.atomic
def start_again(claim: Claim, *, by: Actor) -> Claim:
    """Take a withdrawn claim up again as a draft, as far as what it claims is still free."""
    locked = lock_claim(claim.pk)
    if locked.round.closed_at:
        raise Refused("This quarter is closed. Put it into your next claim as late items.")
    locked.version += 1
    locked.state_reason = ""
    fire(CLAIM, locked, "start_again", fields=("version", "state_reason"), by=by)
    taken = _taken_meanwhile(locked)
    if taken:
        raise Refused(taken)
    locked.lines.update(live=True)
    return locked


def _taken_meanwhile(claim: Claim) -> list[str]:
    """Lines whose item is claimed from the same heading elsewhere by now."""
    found = []
    for line in claim.lines.filter(correction_of__isnull=True).select_related("item"):
        twin = (
            ClaimLine.objects.filter(
                item=line.item_id, budget_line=line.budget_line_id, live=True,
                correction_of__isnull=True,
            )
            .exclude(claim=claim)
            .select_related("claim")
            .first()
        )  # fmt: skip
        if twin:
            found.append(f"Line {line.number} is claimed in {twin.claim.reference} meanwhile.")
    return found
