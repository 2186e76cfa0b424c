"""Rounds: a grant's quarter opened for claims, with its dates, and closed again (R59)."""

from datetime import date

from django.db import transaction

from claims.actions import planning
from claims.locks import lock_round
from claims.models import Claim, Round
from claims.states import ClaimState
from consortium.core import audit, clock, due
from consortium.core.actor import Actor
from consortium.core.periods import Quarter
from consortium.core.workflow import Refused
from members.models import Organisation
from members.states import Role
from projects.funds.models import Grant
from projects.funds.rules import claim_dates
from projects.models import BudgetLine, OutputShare

DATES = ("opens", "member_due", "check_due", "pay_due", "funder_due")
NOT_SENT = (ClaimState.IN_PROGRESS, ClaimState.AWAITING_SIGN_OFF)


def can_open_rounds(actor: Actor, record=None) -> str | None:
    if actor.is_system or actor.has(Role.FINANCE_OFFICER):
        return None
    return "Only a finance officer of the accountable body opens and closes quarters."


@transaction.atomic
def open_round(grant: Grant, quarter: Quarter, *, by: Actor) -> Round:
    """Open a grant's quarter for its members' claims; opened before, the round that is there.

    Its dates come from the grant's calendar in working days. Opening and reminders
    are planned for each member with a budget or outputs in that year, and the
    opening of the grant's next quarter for its own day.
    """
    reasons = [reason for reason in (can_open_rounds(by), _outside(grant, quarter)) if reason]
    if reasons:
        raise Refused(reasons)
    dates = claim_dates(quarter, grant)
    round, created = Round.objects.get_or_create(
        grant=grant,
        quarter=quarter.code,
        defaults={name: getattr(dates, name) for name in DATES}
        | {"opened_at": clock.now(), "opened_by_id": by.user_id},
    )
    if created:
        members = members_of(round)
        planning.plan_round(round, members.values_list("pk", flat=True))
        plan_opening(grant, quarter.next())
        after = {"grant": grant.reference, "quarter": quarter.code}
        audit.record("round.opened", round, after=after, by=by)
    return round


def _outside(grant: Grant, quarter: Quarter) -> str | None:
    if quarter.end < grant.starts or quarter.start > grant.ends:
        return f"{grant} does not run in {quarter.label}."
    return None


def members_of(round: Round):
    """The organisations with something to claim: a budget or outputs in the grant and year."""
    year = round.period.financial_year.label
    budgets = BudgetLine.objects.filter(grant=round.grant_id, financial_year=year)
    shares = OutputShare.objects.filter(output__grant=round.grant_id, output__financial_year=year)
    ids = set(budgets.values_list("organisation_id", flat=True))
    ids.update(shares.values_list("organisation_id", flat=True))
    found = Organisation.objects.filter(pk__in=ids)
    return found.exclude(left__lt=round.period.start)


def plan_opening(grant: Grant, quarter: Quarter) -> None:
    """Have the clock open a quarter on the day its claims may come."""
    if quarter.start <= grant.ends:
        due.plan(planning.ROUND_OPENS, grant, claim_dates(quarter, grant).opens)


def plan_openings(*, today: date | None = None) -> int:
    """Every running grant has the opening of its present quarter planned; gives how many.

    Idempotent; the clock's daily sweep asks it, so that a new grant needs no thought.
    """
    today = today or clock.today()
    grants = Grant.objects.running(today)
    for grant in grants:
        plan_opening(grant, Quarter.containing(today))
    return len(grants)


@transaction.atomic
def close_round(round: Round, *, by: Actor) -> Round:
    """Take no more claims for a quarter. What was sent goes its way."""
    locked = lock_round(round.pk)
    if reason := can_open_rounds(by):
        raise Refused(reason)
    if locked.closed_at:
        raise Refused(f"Claims for {locked.period.label} are closed already.")
    if clock.today() <= locked.member_due:
        raise Refused("A quarter stays open until its due day has gone by.")
    locked.closed_at, locked.closed_by_id = clock.now(), by.user_id
    locked.save(update_fields=["closed_at", "closed_by_id"])
    due.cancel(planning.REMINDERS, locked)
    open_claims = Claim.objects.filter(round=locked, state__in=NOT_SENT).count()
    after = {"closed": locked.quarter, "not_sent": open_claims}
    audit.record("round.closed", locked, after=after, by=by)
    return locked


@transaction.atomic
def reopen_round(round: Round, *, reason: str, by: Actor) -> Round:
    """Take claims for a closed quarter again."""
    locked = lock_round(round.pk)
    reasons = [can_open_rounds(by), None if reason.strip() else "Give a reason."]
    if not locked.closed_at:
        reasons.append(f"Claims for {locked.period.label} are open.")
    if reasons := [each for each in reasons if each]:
        raise Refused(reasons)
    locked.closed_at, locked.closed_by_id = None, None
    locked.save(update_fields=["closed_at", "closed_by_id"])
    audit.record("round.reopened", locked, reason=reason, by=by)
    return locked
