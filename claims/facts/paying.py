"""Who did what to a payment, for the duty matrix (SD1, SD5); what stops one from going."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from claims.duties import Doer, Duty, bank_clashes, collisions
from claims.facts.accounts import why_not_usable
from claims.facts.duties import doer
from claims.models import Approval, Claim, ClaimLine, Override, PayeeAccount, Payment, Submission
from claims.permissions import OFFICERS
from claims.states import AccountState, WaivedRule
from consortium.core.actor import Actor
from consortium.core.prepared import prepared
from members.offices import why_role_waits

History = dict[Duty, set[Doer]]


def histories_of(payments: list[Payment]) -> dict[int, History]:
    """By payment: everything done so far to its claim, run and bank details. Three queries."""
    claims = {payment.claim_id: payment.claim for payment in payments}
    preparers, signed, approved = _prepared(claims), _signed(claims), _approved(claims)
    return {payment.pk: _history(payment, preparers, signed, approved) for payment in payments}


def _prepared(claims) -> dict[int, set[int]]:
    """Whoever entered a line has prepared the claim, too."""
    found: dict[int, set[int]] = defaultdict(set)
    entered = ClaimLine.objects.filter(claim__in=claims, item__created_by_id__isnull=False)
    rows = entered.order_by().values_list("claim_id", "item__created_by_id").distinct()
    for claim, person in [*rows, *((c.pk, c.prepared_by_id) for c in claims.values())]:
        if person:
            found[claim].add(person)
    return found


def _signed(claims) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Submission.objects.filter(claim__in=claims).order_by()
    for claim, person in rows.values_list("claim_id", "submitted_by_id"):
        found[claim].add(person)
    for claim in claims.values():
        if claim.submitted_by_id:
            found[claim.pk].add(claim.submitted_by_id)
    return found


def _approved(claims) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for claim, number, person in _standing_approvals(claims=list(claims)):
        if claims[claim].submissions_made == number:
            found[claim].add(person)
    return found


@prepared
def _standing_approvals(*, claims: list[int]) -> QuerySet:
    rows = Approval.objects.filter(claim__in=claims, taken_back_at__isnull=True).order_by()
    return rows.values_list("claim_id", "submission_number", "by_id")


def _history(payment: Payment, preparers, signed, approved) -> History:
    claim, run, account = payment.claim, payment.run, payment.account
    history: History = {
        Duty.PREPARE: {Doer(person, claim.organisation_id) for person in preparers[claim.pk]},
        Duty.SUBMIT: {Doer(person, claim.organisation_id) for person in signed[claim.pk]},
        Duty.APPROVE: {Doer(person) for person in approved[claim.pk]},
    }
    for duty, person in (
        (Duty.REVIEW, claim.checked_by_id),
        (Duty.AUTHORISE, run.released_by_id),
        (Duty.EXPORT, run.exported_by_id),
        (Duty.CONFIRM, payment.confirmed_by_id),
        (Duty.EDIT_BANK, account.entered_by_id if account else None),
        (Duty.VERIFY_BANK, account.verified_by_id if account else None),
    ):
        if person:
            history[duty] = {Doer(person)}
    if not payment.for_claim and claim.retention_release:
        # Whoever let it go a second time stands where the approvers stand.
        history[Duty.APPROVE].add(Doer(claim.retention_release.decided_by_id))
    return history


def collisions_of(
    payments: list[Payment],
    *,
    by: Actor,
    duty: Duty = Duty.AUTHORISE,
    histories: dict[int, History] | None = None,
) -> dict[int, list[str]]:
    """By payment: what the duty matrix has against this person doing this to it.

    Where the chair let this person release what they approved, because nobody else
    is left, that one rule is silent (SD10).
    """
    histories = histories_of(payments) if histories is None else histories
    waived = _waived(payments, by) if duty in (Duty.AUTHORISE, Duty.EXPORT) else set()
    found = {}
    for payment in payments:
        claim, history = payment.claim, dict(histories[payment.pk])
        if (claim.pk, claim.submissions_made) in waived:
            history.pop(Duty.APPROVE, None)
        found[payment.pk] = collisions(
            duty,
            doer(by),
            history,
            above_limit=claim.approved > claim.round.grant.second_approval_limit,
            own=claim.own,
        )
    return found


def _waived(payments: Iterable[Payment], by: Actor) -> set[tuple[int, int]]:
    """(claim, submission) where the chair lets this person release in spite of approving."""
    rows = Override.objects.filter(
        claim__in=[payment.claim_id for payment in payments],
        rule=WaivedRule.APPROVER_RELEASES,
        approver=by.user_id,
    )
    return set(rows.values_list("claim_id", "submission_number"))


def bank_collisions(
    claims: Iterable[Claim], accounts: Mapping[int, PayeeAccount | None]
) -> dict[int, str]:
    """By claim: who checked or approved it and entered or verified the details it is paid to.

    That a member's own people fill in its claims and enter its bank details is as
    it should be: the second person's call is what stands between (SD5).
    """
    claims = {claim.pk: claim for claim in claims if not claim.own}
    approved, found = _approved(claims), {}
    for pk, claim in claims.items():
        account = accounts.get(claim.organisation_id)
        if account is None:
            continue
        if {claim.checked_by_id, *approved[pk]} & {account.entered_by_id}:
            found[pk] = "Who entered the bank details checked or approved this claim."
        elif account.verified_by_id in approved[pk]:
            found[pk] = (
                "Who verified the bank details approved this claim. "
                "Somebody else of the office verifies them once more."
            )
    return found


def payment_collisions(payment: Payment, *, by: Actor, duty: Duty = Duty.AUTHORISE) -> list[str]:
    """The same for one payment."""
    return collisions_of([payment], by=by, duty=duty)[payment.pk]


def bank_stops(payments: list[Payment], *, today: date) -> dict[int, str]:
    """By payment: why its bank details may not be paid to today; empty where they may."""
    waiting = set(
        PayeeAccount.objects.filter(
            organisation__in=[payment.organisation_id for payment in payments],
            state=AccountState.WAITING,
        ).values_list("organisation_id", flat=True)
    )
    return {
        payment.pk: ""
        if payment.internal
        else why_not_usable(
            payment.account, today=today, waiting=payment.organisation_id in waiting
        )
        for payment in payments
    }


def stops_by_payment(payments: list[Payment], *, by: Actor, today: date) -> dict[int, list[str]]:
    """By payment: what stands against this person releasing it today."""
    histories, banks = histories_of(payments), bank_stops(payments, today=today)
    duties = collisions_of(payments, by=by, histories=histories)
    clashes = {pk: bank_clashes(history) for pk, history in histories.items()}
    return {
        payment.pk: [
            *duties[payment.pk],
            *clashes[payment.pk],
            *([banks[payment.pk]] if banks[payment.pk] else []),
        ]
        for payment in payments
    }


def stops_of(payments: list[Payment], *, by: Actor, today: date) -> list[str]:
    """The same as sentences that name the payee."""
    found = stops_by_payment(payments, by=by, today=today)
    waits = why_role_waits(by, *OFFICERS, day=today)
    return [
        *([waits] if waits else []),
        *(
            f"{payment.organisation.short_name}: {reason}"
            for payment in payments
            for reason in found[payment.pk]
        ),
    ]
