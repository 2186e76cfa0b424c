"""Leave for a fund to fall below nothing: one person asks, another agrees (M5, SD7)."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from consortium.core import audit, clock, due
from consortium.core.actor import Actor
from consortium.core.days import long_day
from consortium.core.locks import retried
from consortium.core.workflow import Refused, fire
from projects.funds import ledger, notices
from projects.funds.models import Fund, OverdraftApproval
from projects.funds.permissions import needs_finance
from projects.funds.states import OverdraftState
from projects.funds.workflow import OVERDRAFT

OVER = "overdraft.over"
MOST_DAYS = 366  # a year: what lasts longer is no bridge to money that will come


@transaction.atomic
def ask_overdraft(
    fund: Fund, *, limit: int, starts: date, expires: date, reason: str, minute: str, by: Actor
) -> OverdraftApproval:
    """Ask that a fund may stand up to `limit` pence below nothing on days from and to.

    Nothing counts before another person has agreed, and never backwards.
    """
    (fund,) = ledger.lock_funds([fund.pk])
    against = [needs_finance(by), *_faults(limit, starts, expires, reason, minute)]
    against.append(_other(fund, starts, expires))
    if reasons := [each for each in against if each]:
        raise Refused(reasons)
    try:
        with transaction.atomic():
            asked = OverdraftApproval.objects.create(
                fund=fund,
                limit=limit,
                starts=starts,
                expires=expires,
                reason=reason.strip(),
                minute=minute.strip(),
                asked_at=clock.now(),
                asked_by_id=by.user_id,
            )
    except IntegrityError:
        raise Refused("Somebody has asked for an overdraft of this fund already.") from None
    after = {"fund": fund.code, "limit": limit, "starts": starts, "expires": expires}
    audit.record("overdraft.ask", asked, after=after | {"minute": minute}, reason=reason, by=by)
    notices.overdraft_asked(asked, by=by)
    return asked


def _faults(limit: int, starts: date, expires: date, reason: str, minute: str) -> list[str]:
    found = []
    if limit <= 0:
        found.append("Enter how far below nothing the fund may stand.")
    if starts < clock.today():
        found.append("An overdraft counts from today at the earliest, never backwards.")
    if expires < starts:
        found.append("The last day cannot be before the first.")
    elif (expires - starts).days >= MOST_DAYS:
        found.append("An overdraft lasts a year at most.")
    if not reason.strip():
        found.append("Say why the fund needs it, and what money will cover it.")
    if not minute.strip():
        found.append("Say where it is minuted.")
    return found


def _other(fund: Fund, starts: date, expires: date, but: int | None = None) -> str:
    """Why no other counts in these days: one at a time, so that a limit is what it says."""
    rows = OverdraftApproval.objects.filter(
        fund=fund, state=OverdraftState.AGREED, starts__lte=expires, expires__gte=starts
    )
    other = rows.exclude(pk=but).first()
    if other is None:
        return ""
    return f"An overdraft is agreed until {long_day(other.expires)}. End that one first."


@retried
@transaction.atomic
def agree_overdraft(overdraft: OverdraftApproval, *, by: Actor) -> OverdraftApproval:
    """The second person agrees; it counts from its first day, or from today."""
    fund = _locked(overdraft)
    overdraft.starts = max(overdraft.starts, clock.today())
    overdraft.approved_at, overdraft.approved_by_id = clock.now(), by.user_id
    other = _other(fund, overdraft.starts, overdraft.expires, but=overdraft.pk)
    overdraft = fire(
        OVERDRAFT,
        overdraft,
        "agree",
        reason=overdraft.reason,
        facts={"today": clock.today(), "other": other},
        fields=_agreed_fields(overdraft),
        by=by,
    )
    ledger.keep_leave(fund, day=clock.today())
    due.plan(OVER, overdraft, overdraft.expires + timedelta(days=1))
    notices.overdraft_decided(overdraft, by=by)
    return overdraft


def _agreed_fields(overdraft: OverdraftApproval) -> tuple[str, ...]:
    """Days that are over are refused in words, so they are not moved on."""
    who = ("approved_at", "approved_by_id")
    return who if overdraft.expires < clock.today() else ("starts", *who)


@transaction.atomic
def refuse_overdraft(overdraft: OverdraftApproval, *, by: Actor) -> OverdraftApproval:
    """The fund gets no overdraft; whoever asked may take it back, too."""
    _locked(overdraft)
    overdraft = fire(OVERDRAFT, overdraft, "refuse", by=by)
    notices.overdraft_decided(overdraft, by=by)
    return overdraft


@retried
@transaction.atomic
def end_overdraft(overdraft: OverdraftApproval, *, reason: str, by: Actor) -> OverdraftApproval:
    """End it before its last day; today is the last. Not while the fund stands on it."""
    fund = _locked(overdraft)
    overdraft.ended_at, overdraft.ended_on = clock.now(), clock.today()
    overdraft.ended_by_id = by.user_id
    overdraft = fire(
        OVERDRAFT,
        overdraft,
        "end",
        reason=reason,
        facts={"today": clock.today(), "short": short_of(fund)},
        fields=("ended_at", "ended_on", "ended_by_id"),
        by=by,
    )
    ledger.keep_leave(fund, day=clock.today() + timedelta(days=1))
    due.cancel(OVER, overdraft)
    notices.overdraft_ended(overdraft, reason=reason, by=by)
    return overdraft


@transaction.atomic
def overdraft_over(overdraft: OverdraftApproval) -> None:
    """Its last day is over: the clock takes the leave away and says how the fund stands."""
    fund = _locked(overdraft)
    overdraft = OverdraftApproval.objects.select_related("fund").get(pk=overdraft.pk)
    if overdraft.state == OverdraftState.AGREED and overdraft.expires < clock.today():
        ledger.keep_leave(fund, day=clock.today())
        notices.overdraft_over(overdraft, short=short_of(fund))


def _locked(overdraft: OverdraftApproval) -> Fund:
    (fund,) = ledger.lock_funds([overdraft.fund_id])
    return fund


def short_of(fund: Fund) -> int:
    """Pence that a fund stands below nothing now, in cash or in balance."""
    now = ledger.standing(fund)
    return max(0, -now.cash, -now.balance)
