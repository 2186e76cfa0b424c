"""The duty matrix over all that was ever approved and paid (V21; SD1, SD3, SD4, SD7, SD9)."""

from collections.abc import Iterator
from itertools import combinations

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from claims.duties import DID, MATRIX, Duty
from claims.models import Approval, Claim, Override, Payment
from claims.rules.approvals import CHECKER_ABOVE, ONE_APPROVER, SEAT_AT_MEMBER, approvals_needed
from claims.rules.payment_rule import HOLD
from claims.states import HAS_BEEN_APPROVED, LIVE_PAYMENT, WaivedRule
from consortium.core.checks import ledger_check
from consortium.core.money import format_pence
from members.models import Seat
from members.registers.models import StandingInterest

APPROVED = sorted(HAS_BEEN_APPROVED)
# A member's own people fill in its claims and enter its bank details: what stands
# between the two is the office's call to check them (SD5).
AT_THE_MEMBER = ({Duty.PREPARE, Duty.EDIT_BANK}, {Duty.SUBMIT, Duty.EDIT_BANK})
CHUNK = 1000


def _claims():
    """Approved claims with their approvals, overrides and payments, a thousand at a time."""
    payments = Payment.objects.filter(state__in=sorted(LIVE_PAYMENT))
    return (
        Claim.objects.filter(state__in=APPROVED)
        .select_related("round__grant", "retention_release")
        .defer("flags", "state_reason", "hold_reason")
        .prefetch_related(
            Prefetch("approvals", Approval.objects.filter(taken_back_at__isnull=True)),
            "overrides",
            Prefetch("payments", payments.select_related("run", "account")),
        )
        .order_by("pk")
        .iterator(chunk_size=CHUNK)
    )


def _approvals(claim: Claim) -> list[Approval]:
    return [one for one in claim.approvals.all() if one.submission_number == claim.submissions_made]


def _waived(claim: Claim, person: int) -> set[str]:
    return {
        one.rule
        for one in claim.overrides.all()
        if one.approver_id == person and one.submission_number == claim.submissions_made
    }


@ledger_check("V21", "duties that came together in one person")
def duties_together() -> Iterator[str]:
    for claim in _claims():
        approvals = _approvals(claim)
        yield from _on_the_claim(claim, approvals)
        for payment in claim.payments.all():
            yield from _on_the_payment(claim, approvals, payment)


def _on_the_claim(claim: Claim, approvals: list[Approval]) -> Iterator[str]:
    done = _done(claim, approvals)
    yield from _clashes(claim, done)
    for one in approvals:
        if claim.own and one.by_organisation_id == claim.organisation_id:
            yield f"{claim}: the accountable body approved its own claim."
        if claim.hold_by_id == one.by_id and claim.round.grant.payment_rule == HOLD:
            yield f"{claim}: person {one.by_id} overrode the hold and approved it."


def _done(claim: Claim, approvals: list[Approval]) -> dict[Duty, set[int]]:
    return {
        Duty.PREPARE: {claim.prepared_by_id} - {None},
        Duty.SUBMIT: {claim.submitted_by_id} - {None},
        Duty.REVIEW: {claim.checked_by_id} - {None},
        Duty.APPROVE: {one.by_id for one in approvals},
    }


def _on_the_payment(claim: Claim, approvals: list[Approval], payment: Payment) -> Iterator[str]:
    run, account = payment.run, payment.account
    later = {
        Duty.AUTHORISE: {run.released_by_id} - {None},
        Duty.EXPORT: {run.exported_by_id} - {None},
        Duty.CONFIRM: {payment.confirmed_by_id} - {None},
        Duty.EDIT_BANK: {account.entered_by_id} if account else set(),
        Duty.VERIFY_BANK: {account.verified_by_id} - {None} if account else set(),
    }
    before = _done(claim, approvals)
    if not payment.for_claim and claim.retention_release:
        later[Duty.APPROVE] = before[Duty.APPROVE] | {claim.retention_release.decided_by_id}
    for found in _clashes(claim, before | later):
        if found not in set(_clashes(claim, before)):
            yield found


def _clashes(claim: Claim, done: dict[Duty, set[int]]) -> list[str]:
    above = claim.approved > claim.round.grant.second_approval_limit
    found = []
    for one, other in combinations(done, 2):
        bar = None if {one, other} in AT_THE_MEMBER else MATRIX.get(frozenset({one, other}))
        if bar is None or (bar.above_limit_only and (not above or claim.own)):
            continue
        for person in sorted(done[one] & done[other]):
            if _may_all_the_same(frozenset({one, other}), _waived(claim, person)):
                continue
            found.append(f"{claim}: person {person} {DID[one]}, and {DID[other]}.")
    return found


def _may_all_the_same(pair: frozenset[Duty], waived: set[str]) -> bool:
    """Did the chair let this person do both (SD10)?"""
    if pair == {Duty.REVIEW, Duty.APPROVE}:
        return CHECKER_ABOVE in waived
    if pair in ({Duty.APPROVE, Duty.AUTHORISE}, {Duty.APPROVE, Duty.EXPORT}):
        return WaivedRule.APPROVER_RELEASES in waived
    return False


@ledger_check("V21", "claims approved by too few, or for another sum")
def too_few_approvals() -> Iterator[str]:
    for claim in _claims():
        approvals = _approvals(claim)
        limit = claim.round.grant.second_approval_limit
        needed = approvals_needed(claim.approved, limit, own=claim.own)
        alone = any(ONE_APPROVER in _waived(claim, one.by_id) for one in approvals)
        if len({one.by_id for one in approvals}) < (1 if alone else needed):
            yield (
                f"{claim}: {format_pence(claim.approved)} takes {needed} approvals, "
                f"it has {len(approvals)}."
            )
        if claim.approved_by_id not in {one.by_id for one in approvals}:
            yield f"{claim}: person {claim.approved_by_id} approved it, and no approval says so."
        for one in approvals:
            if one.amount != claim.approved:
                yield (
                    f"{claim}: person {one.by_id} approved {format_pence(one.amount)}, "
                    f"the claim says {format_pence(claim.approved)}."
                )


@ledger_check("V21", "claims approved by somebody tied to the member")
def approved_from_inside() -> Iterator[str]:
    """SD3. The few approvers with any seat at the claiming member, or an interest in it, are
    looked at one by one. An interest counts that was in the register when they approved."""
    rows = (
        Approval.objects.filter(
            claim__state__in=APPROVED,
            submission_number=F("claim__submissions_made"),
            taken_back_at__isnull=True,
        )
        .filter(_tied_there(Seat) | _tied_there(StandingInterest))
        .select_related("claim__round")
        .order_by("pk")
    )
    for approval in rows.iterator():
        claim = approval.claim
        period = claim.round.period
        there = Q(user=approval.by_id, organisation=claim.organisation_id)
        seats = Seat.objects.overlapping(period.start, period.end).filter(there)
        interests = StandingInterest.objects.overlapping(period.start, period.end).filter(
            there, registered_at__lte=approval.at
        )
        waived = Override.objects.filter(
            claim=claim, approver=approval.by_id, rule=SEAT_AT_MEMBER,
            submission_number=claim.submissions_made,
        )  # fmt: skip
        if waived.exists():
            continue
        if seats.exists():
            yield f"{claim}: person {approval.by_id} approved it with a seat at the member."
        elif interests.exists():
            yield f"{claim}: person {approval.by_id} approved it with an interest in the member."


def _tied_there(model: type[Seat | StandingInterest]) -> Q:
    same = model.objects.filter(
        user=OuterRef("by_id"), organisation=OuterRef("claim__organisation_id")
    )
    return Q(Exists(same))
