"""May these bank details be paid to today (M22)?"""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from claims.models import PayeeAccount
from claims.rules import bank
from claims.states import AccountState
from consortium.core.prepared import prepared

NONE = "There are no verified bank details."
CHANGED = "The bank details were changed and nobody has verified the new ones."


def why_not_usable(
    account: PayeeAccount | None, *, today: date, waiting: bool | None = None
) -> str:
    """Why a payment to these details stops today; empty when it may go.

    The first details that a member ever gave are no change, so they wait for
    nothing but the second person. `waiting` says whether newer ones wait, where
    that is known already.
    """
    if account is None:
        return NONE
    if account.state != AccountState.VERIFIED:
        return CHANGED
    if waiting is None:
        waiting = PayeeAccount.objects.filter(
            organisation_id=account.organisation_id, state=AccountState.WAITING
        ).exists()
    if waiting:
        return CHANGED
    return _too_new(account, today)


def payee_states(
    organisation_ids: Iterable[int], *, today: date
) -> dict[int, tuple[PayeeAccount | None, str]]:
    """By member: the account it is paid to today, and why it may not be used, if so."""
    wanted = set(organisation_ids)
    rows = _in_use(organisations=sorted(wanted))
    verified, waiting = {}, set()
    for account in rows:
        if account.state == AccountState.WAITING:
            waiting.add(account.organisation_id)
        else:
            verified[account.organisation_id] = account
    return {
        pk: (verified.get(pk), why_not_usable(verified.get(pk), today=today, waiting=pk in waiting))
        for pk in wanted
    }


@prepared
def _in_use(*, organisations: list[int]) -> QuerySet:
    states = [AccountState.VERIFIED, AccountState.WAITING]
    return PayeeAccount.objects.filter(organisation__in=organisations, state__in=states)


def _too_new(account: PayeeAccount, today: date) -> str:
    if account.number == 1:
        return ""
    left = days_left(account, today=today)
    if not left:
        return ""
    return f"The bank details were changed lately; they can be used in {in_working_days(left)}."


def in_working_days(number: int) -> str:
    """A number of working days in words, one of them in the singular."""
    return "1 working day" if number == 1 else f"{number} working days"


def days_left(account: PayeeAccount, *, today: date) -> int:
    """Working days until changed details can be used."""
    return bank.waiting_days_left(
        entered=account.entered_on, today=today, wait=settings.BANK_DETAILS_WAIT_DAYS
    )
