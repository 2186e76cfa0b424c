"""Who did what to a claim, for the duty matrix (SD1, SD3)."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Value

from claims.duties import Doer, Duty
from claims.models import Approval, Claim, Override, Submission
from claims.rules.approvals import (
    INTEREST,
    ONE_APPROVER,
    Question,
    SeatHeld,
    against_approving,
    approvals_needed,
)
from claims.rules.payment_rule import HOLD
from consortium.core import audit, clock
from consortium.core.actor import Actor
from members.models import Seat
from members.offices import why_role_waits
from members.registers.models import StandingInterest
from members.states import Role

APPROVE_BY_SEAT = (Role.FINANCE_OFFICER, Role.SECOND_APPROVER, Role.REVIEWER)
LIMIT_WAITS = timedelta(hours=24)


def history_of(claim: Claim) -> dict[Duty, set[Doer]]:
    """Who prepared, signed and checked a claim; whoever entered a line has prepared it, too."""
    found: dict[Duty, set[Doer]] = defaultdict(set)
    member = claim.organisation_id
    entered = claim.lines.filter(item__created_by_id__isnull=False)
    people = set(entered.values_list("item__created_by_id", flat=True))
    for person in {*people, claim.prepared_by_id} - {None}:
        found[Duty.PREPARE].add(Doer(person, member))
    signed = Submission.objects.filter(claim=claim).values_list("submitted_by_id", flat=True)
    for person in {*signed, claim.submitted_by_id} - {None}:
        found[Duty.SUBMIT].add(Doer(person, member))
    if claim.checked_by_id:
        found[Duty.REVIEW].add(Doer(claim.checked_by_id))
    return dict(found)


def doer(by: Actor) -> Doer:
    return Doer(by.user_id, by.organisation_id)


def question_of(claim: Claim, amount: int, *, by: Actor | None = None) -> Question:
    """Everything about a claim that decides who may approve it for `amount` pence."""
    period = claim.round.period
    return Question(
        history=history_of(claim),
        amount=amount,
        limit=limit_for(claim, by.user_id if by else None),
        own=claim.own,
        starts=period.start,
        ends=period.end,
        approved=set(approvals_of(claim).values_list("by_id", flat=True)),
        impersonated=bool(by and by.impersonator_id),
    )


def limit_for(claim: Claim, user_id: int | None) -> int:
    """Above how many pence a second person approves, for this approver.

    Who changed the limit lately is held to the lower of what it was and is (SD6).
    """
    grant = claim.round.grant
    limit = grant.second_approval_limit
    if user_id is None:
        return limit
    since = clock.now() - LIMIT_WAITS
    changes = audit.history(grant).filter(action="grant.changed", actor_id=user_id, at__gte=since)
    before = (row.before.get("second_approval_limit", limit) for row in changes if row.before)
    return min([limit, *before])


def approvals_of(claim: Claim):
    """The approvals that stand, of what was last submitted."""
    return Approval.objects.filter(
        claim=claim, submission_number=claim.submissions_made, taken_back_at__isnull=True
    )


def seats_held(user_ids, claim: Claim) -> dict[int, list[SeatHeld]]:
    """By person: seats at the claiming member and registered interests in it that touch the
    claim's quarter. One query."""
    period = claim.round.period
    seats = Seat.objects.overlapping(period.start, period.end).filter(
        user__in=user_ids, organisation=claim.organisation_id
    )
    ties = StandingInterest.objects.overlapping(period.start, period.end).filter(
        user__in=user_ids, organisation=claim.organisation_id
    )
    rows = (
        seats.order_by()
        .values_list("user_id", "role", "starts", "ends")
        .union(
            ties.order_by()
            .annotate(role=Value(INTEREST))
            .values_list("user_id", "role", "starts", "ends")
        )
    )
    found: dict[int, list[SeatHeld]] = defaultdict(list)
    for person, role, starts, ends in rows:
        found[person].append(SeatHeld(role, starts, ends))
    return found


def who_may_not(claim: Claim, amount: int, *, by: Actor) -> list[str]:
    """Why this person may not approve the claim for `amount` pence (SD1, SD3, SD4, SD7, SD9)."""
    question = question_of(claim, amount, by=by)
    seats = seats_held([by.user_id], claim).get(by.user_id, ())
    found = against_approving(question, doer(by), seats, waived=waived_for(claim, by.user_id))
    if waits := why_role_waits(by, *APPROVE_BY_SEAT, day=clock.today()):
        found.append(waits)
    if claim.own and by.organisation_id is None:
        found.append("Choose the hat of your own organisation to approve this claim.")
    if claim.round.grant.payment_rule == HOLD and claim.hold_by_id == by.user_id:
        found.append("You overrode the grant's hold, so somebody else must approve it.")
    return found


def waivers_of(claim: Claim) -> dict[int, set[str]]:
    """By person: the rules that the chair has overridden for this submission (SD10)."""
    found: dict[int, set[str]] = defaultdict(set)
    given = Override.objects.filter(claim=claim, submission_number=claim.submissions_made)
    for person, rule in given.values_list("approver_id", "rule"):
        found[person].add(rule)
    return found


def waived_for(claim: Claim, user_id: int | None) -> set[str]:
    """The same for one person."""
    return waivers_of(claim).get(user_id, set())


def needed_for(claim: Claim, amount: int, user_id: int | None = None) -> int:
    """How many approvals it takes; one where the chair lets this person do it alone (SD10)."""
    needed = approvals_needed(amount, limit_for(claim, user_id), own=claim.own)
    if needed > 1 and user_id and ONE_APPROVER in waived_for(claim, user_id):
        return 1
    return needed
