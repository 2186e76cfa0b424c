"""Approving a claim: budget, ledger, outputs, state and notice in one transaction (model.md).

Locks: fund, grant, budget lines, claim, lines; the audit head last.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from claims.actions.flagging import look_over
from claims.facts.cash import fund_covers
from claims.facts.checking import facts_of
from claims.facts.duties import approvals_of, needed_for, who_may_not
from claims.locks import LockedClaim, lock_for_approval
from claims.models import Approval, Claim, ClaimLine
from claims.notices import checking as notices
from claims.rules.flags import flags_of, obstacles
from claims.rules.payment_rule import kept_back
from claims.states import HAS_BEEN_APPROVED, ClaimState, Decision
from claims.workflow import CLAIM
from consortium.core import audit, clock
from consortium.core.actor import SYSTEM, Actor
from consortium.core.days import long_day
from consortium.core.locks import retried
from consortium.core.money import format_pence
from consortium.core.versions import check_version
from consortium.core.workflow import Refused, fire
from consortium.core.workingdays import add_working_days
from members.models import User
from projects.actions.outputs import record_achieved
from projects.actions.spending import spend
from projects.funds import ledger
from projects.funds.states import JournalKind

APPROVAL_FIELDS = (
    "approved",
    "retained",
    "journal",
    "approved_at",
    "approved_by_id",
    "expected_on",
    "version",
)
LATE_PAYMENT_DAYS = 5  # working days to payment once the round's own date has gone by


@dataclass(frozen=True)
class Outcome:
    """What an approval came to. `more` approvals are still wanted; pence in `payable`."""

    claim: Claim
    approval: Approval
    more: int

    @property
    def payable(self) -> int:
        return self.claim.payable


@retried
@transaction.atomic
def approve(claim: Claim, *, note: str = "", version=None, by: Actor) -> Outcome:
    """Approve a checked claim; above the grant's limit the first of two only records itself.

    `Refused` with every reason at once: who may not, which budget line is short
    (M12), which flags stop it. Afterwards the claim waits for a payment run, for
    the funder's money, or is settled where there is nothing to pay.
    """
    locked = lock_for_approval(claim.pk)
    claim = locked.claim
    _tell_who_was_first(claim)
    if version is not None and claim.state == ClaimState.CHECKED:
        check_version(claim, version)
    amount = sum(line.approved or 0 for line in locked.lines)
    facts = {
        "collisions": who_may_not(claim, amount, by=by),
        "obstacles": what_stops(claim, locked.lines, by=by),
    }
    if against := CLAIM.reasons(claim, "approve", by, **facts):
        fire(CLAIM, claim, "approve", facts=facts, by=by)  # refuses in these words, and logs it
        raise Refused(against)
    approval, more = _record(claim, amount, note, by)
    if more:
        _wait_for_second(claim, approval, by)
    else:
        _complete(locked, amount, facts, by)
    return Outcome(claim, approval, more)


def _tell_who_was_first(claim: Claim) -> None:
    """Two approvers at once: the second reads who approved it, and when."""
    if claim.state not in HAS_BEEN_APPROVED:
        return
    last = approvals_of(claim).order_by("step").last()
    if last is None:
        raise Refused("This claim is approved already.")
    name = User.objects.filter(pk=last.by_id).values_list("name", flat=True).first()
    when = timezone.localtime(last.at)
    raise Refused(
        f"This claim is approved already: {name or 'somebody'} approved it for "
        f"{format_pence(last.amount)} on {long_day(when.date())} at {when:%H:%M}."
    )


def what_stops(claim: Claim, lines: list[ClaimLine], *, by: Actor) -> list[str]:
    """What about the claim itself stands against approving it, worked out now."""
    undecided = [line.number for line in lines if line.decision == Decision.PENDING]
    found = obstacles(flags_of(facts_of(claim)))
    if undecided:
        found.append(f"Decide these lines first: {', '.join(map(str, undecided))}.")
    return found


def _record(claim: Claim, amount: int, note: str, by: Actor) -> tuple[Approval, int]:
    """The row that says who approved, and how many more are wanted."""
    given = approvals_of(claim).count()
    approval = Approval.objects.create(
        claim=claim,
        submission_number=claim.submissions_made,
        step=given + 1,
        by_id=by.user_id,
        by_organisation_id=by.organisation_id,
        at=clock.now(),
        amount=amount,
        note=note.strip()[:300],
    )
    return approval, max(0, needed_for(claim, amount, by.user_id) - given - 1)


def _wait_for_second(claim: Claim, approval: Approval, by: Actor) -> None:
    claim.version += 1
    claim.save(update_fields=["version", "updated_at"])
    after = {"step": approval.step, "amount": approval.amount}
    audit.record("claim.approved_first", claim, after=after, reason=approval.note, by=by)
    notices.second_approval_wanted(claim, approval, by=by)


def _complete(locked: LockedClaim, amount: int, facts: dict, by: Actor) -> None:
    claim = locked.claim
    look_over(claim)  # before its own spending counts as spent
    _spend_budgets(locked.lines, by)
    claim.approved = amount
    grant = claim.round.grant
    claim.retained = kept_back(grant.payment_rule, amount, grant.retention_basis_points)
    claim.journal = _post(claim, locked.lines, by)
    _record_outputs(claim, by)
    claim.approved_at, claim.approved_by_id = clock.now(), by.user_id
    claim.expected_on = expected_payment(claim)
    claim.version += 1
    fire(CLAIM, claim, "approve", facts=facts, fields=APPROVAL_FIELDS, by=by)
    _free_parked(locked.lines)
    _on_the_way_to_payment(claim, by)
    notices.approved(claim, locked.lines, by=by)


def _spend_budgets(lines: list[ClaimLine], by: Actor) -> None:
    sums: dict[int, int] = defaultdict(int)
    for line in lines:
        sums[line.budget_line_id] += line.approved or 0
    spend(sums, by=by)


def _post(claim: Claim, lines: list[ClaimLine], by: Actor):
    """The journal of the approval; None for a claim that comes to nothing."""
    spent = [
        (line.budget_line.heading, line.budget_line.project.number, line.approved or 0)
        for line in lines
    ]
    entries = ledger.claim_entries(
        claim.round.grant, claim.organisation, spent, retained=claim.retained
    )
    if not entries:
        return None
    return ledger.post(
        JournalKind.CLAIM_APPROVED,
        entries,
        effective=clock.today(),
        description=f"{claim.organisation.short_name}, {claim.round.period.label}: claim approved",
        cause=claim,
        cause_url=claim.get_absolute_url(),
        by=by,
    )


def _record_outputs(claim: Claim, by: Actor) -> None:
    said = claim.outputs.filter(actual__isnull=False).values_list("share_id", "actual")
    record_achieved(dict(said), quarter=claim.round.quarter, by=by)


def expected_payment(claim: Claim):
    """The round's payment date, or a few working days from now where that has gone by."""
    today = clock.today()
    if claim.round.pay_due >= today:
        return claim.round.pay_due
    return add_working_days(today, LATE_PAYMENT_DAYS)


def _free_parked(lines: list[ClaimLine]) -> None:
    """A parked line is not paid now; its item can be claimed again in a later quarter."""
    parked = [line.pk for line in lines if line.decision == Decision.PARKED]
    ClaimLine.objects.filter(pk__in=parked).update(live=False)


def _on_the_way_to_payment(claim: Claim, by: Actor) -> None:
    """Settle what pays nothing; let wait what the fund's cash cannot pay yet."""
    system = replace(SYSTEM, ip=by.ip, request_id=by.request_id, task=by.task)
    if not claim.payable:
        claim.paid_on, claim.expected_on = clock.today(), None
        fire(CLAIM, claim, "settle", fields=["paid_on", "expected_on"], by=system)
    elif not fund_covers(claim):
        claim.expected_on = None
        fire(CLAIM, claim, "wait", fields=["expected_on"], by=system)
