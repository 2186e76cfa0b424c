"""Setting up a fund, and moving money between funds."""

from datetime import date

from django.db import transaction

from consortium.core import audit
from consortium.core.actor import Actor
from consortium.core.money import format_pence
from consortium.core.saving import saved
from consortium.core.workflow import Refused
from projects.funds import ledger
from projects.funds.models import Fund, Grant, Journal
from projects.funds.permissions import needs_finance
from projects.funds.states import JournalKind, TransferReason


@transaction.atomic
def create_fund(
    *,
    code: str,
    name: str,
    purpose: str = "",
    restricted: bool = True,
    example: bool = False,
    by: Actor,
) -> Fund:
    """A fund with the row it stands in. One fund is unrestricted: the body's own means."""
    if not by.is_system and (reason := needs_finance(by)):
        raise Refused(reason)
    fund = Fund(
        code=code.strip(),
        name=name.strip(),
        purpose=purpose,
        restricted=restricted,
        example=example,
    )
    saved(fund)
    ledger.open_position(fund)
    audit.record(
        "fund.created", fund, after={"code": code, "name": name, "restricted": restricted}, by=by
    )
    return fund


@transaction.atomic
def bring_forward(fund: Fund, amount: int, *, effective: date, reason: str, by: Actor) -> Journal:
    """Post what a fund held (pence, all cash) when its books here began."""
    if not by.is_system and (against := needs_finance(by)):
        raise Refused(against)
    return ledger.post(
        JournalKind.OPENING,
        ledger.opening_entries(fund, amount),
        effective=effective,
        description="Balance brought forward",
        reason=reason,
        by=by,
    )


@transaction.atomic
def transfer(
    source: Fund,
    target: Fund,
    amount: int,
    *,
    why: str,
    reason: str,
    effective: date,
    by: Actor,
) -> Journal:
    """Move pence between funds. Out of a restricted fund only for a `TransferReason` (M6)."""
    against = [needs_finance(by)]
    if source.pk == target.pk:
        against.append("Choose two different funds.")
    if source.restricted and why not in TransferReason.values:
        against.append("Say what allows money to leave this restricted fund.")
    if not reason.strip():
        against.append("Say why the money is moved.")
    if reasons := [each for each in against if each]:
        raise Refused(reasons)
    ground = f" ({TransferReason(why).label})" if why else ""
    return ledger.post(
        JournalKind.TRANSFER,
        ledger.transfer_entries(source, target, amount),
        effective=effective,
        description=f"{format_pence(amount)} from {source.code} to {target.code}{ground}"[:240],
        reason=reason,
        by=by,
    )


def take_fee(
    grant: Grant,
    target: Fund,
    amount: int,
    *,
    effective: date,
    description: str,
    cause=None,
    cause_url: str = "",
    by: Actor,
) -> Journal:
    """Post a management fee that the grant allows; for the verb of the claim that holds it.

    Must run inside `transaction.atomic`. Pence; the fee is earned from the funder
    and moves, as cash, to the unrestricted fund.
    """
    if target.restricted:
        raise Refused("A management fee goes to the accountable body's own means.")
    return ledger.post(
        JournalKind.FEE,
        ledger.fee_entries(grant, target, amount),
        effective=effective,
        description=description,
        cause=cause,
        cause_url=cause_url,
        by=by,
    )
