"""Opening, closing and reopening the books of a quarter."""

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.periods import FinancialYear
from consortium.core.workflow import Refused, fire
from projects.funds.models import Period
from projects.funds.permissions import needs_finance
from projects.funds.states import PeriodState
from projects.funds.workflow import PERIOD

REOPENING = ("reopening_by_id", "reopening_reason", "reopened_by_id", "reopened_at")


@transaction.atomic
def open_year(year: FinancialYear, *, by: Actor) -> list[Period]:
    """Make the quarters of a financial year that are not there yet, open."""
    if not by.is_system and (reason := needs_finance(by)):
        raise Refused(reason)
    codes = [quarter.code for quarter in year.quarters]
    known = set(Period.objects.filter(quarter__in=codes).values_list("quarter", flat=True))
    made = []
    for quarter in year.quarters:
        if quarter.code not in known:
            made.append(
                Period.objects.create(quarter=quarter.code, starts=quarter.start, ends=quarter.end)
            )
            audit.record("period.opened", made[-1], after={"quarter": quarter.code}, by=by)
    return made


@transaction.atomic
def start_closing(period: Period, *, by: Actor) -> Period:
    """Say that a quarter's books are about to be closed; postings still go in."""
    changes = {"closing_by_id": by.user_id, "closing_at": clock.now()}
    # Closed once and reopened: the new closing has its own two people.
    changes |= {"closed_by_id": None, "closed_at": None, **_no_reopening()}
    return _fire(period, "start_closing", changes, by=by)


@transaction.atomic
def stop_closing(period: Period, *, by: Actor) -> Period:
    """Leave the books open after all."""
    return _fire(period, "stop_closing", {"closing_by_id": None, "closing_at": None}, by=by)


@transaction.atomic
def close_period(period: Period, *, by: Actor) -> Period:
    """Close a quarter's books: nothing can be dated into it from here on (M9)."""
    changes = {"closed_by_id": by.user_id, "closed_at": clock.now()}
    return _fire(period, "close", changes, by=by)


@transaction.atomic
def ask_to_reopen(period: Period, *, reason: str, by: Actor) -> Period:
    """The first of the two people a reopening needs, with the reason (SD7)."""
    changes = {**_no_reopening(), "reopening_by_id": by.user_id, "reopening_reason": reason.strip()}
    return _fire(period, "ask_to_reopen", changes, reason=reason, by=by)


@transaction.atomic
def reopen_period(period: Period, *, by: Actor) -> Period:
    """The second person agrees; it is listed in the annual report."""
    changes = {"reopened_by_id": by.user_id, "reopened_at": clock.now()}
    return _fire(period, "reopen", changes, by=by)


@transaction.atomic
def keep_closed(period: Period, *, by: Actor) -> Period:
    """Refuse, or take back, a wish to reopen."""
    return _fire(period, "keep_closed", _no_reopening(), by=by)


def _no_reopening() -> dict:
    return dict(zip(REOPENING, (None, "", None, None), strict=True))


def _fire(period: Period, move: str, changes: dict, *, reason: str = "", by: Actor) -> Period:
    stored = Period.objects.select_for_update().get(pk=period.pk)
    facts = {
        "today": clock.today(),
        "open_before": Period.objects.filter(quarter__lt=stored.quarter)
        .exclude(state=PeriodState.CLOSED)
        .exists(),
        "asked_by": stored.reopening_by_id if stored.state == PeriodState.CLOSED else None,
    }
    changes["version"] = stored.version + 1
    for name, value in changes.items():
        setattr(period, name, value)
    return fire(
        PERIOD,
        period,
        move,
        reason=reason or stored.reopening_reason,
        facts=facts,
        fields=changes,
        by=by,
    )
