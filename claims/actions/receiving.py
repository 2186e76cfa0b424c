"""Money from the funder: recorded once, and the claims that waited for it can be paid."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from claims.actions.fees import settle_fees
from claims.facts.cash import cash_to_plan, queue_of
from claims.locks import lock_claims
from claims.models import Claim, FunderClaim, MoneyReceived
from claims.notices import money as notices
from claims.permissions_money import an_officer
from claims.rules.runs import covered
from claims.states import ClaimState, PaymentKind
from claims.workflow import CLAIM
from claims.workflow_money import FUNDER_CLAIM
from consortium.core import audit, clock
from consortium.core.locks import retried
from consortium.core.money import format_pence
from consortium.core.workflow import Refused, fire
from projects.funds import ledger
from projects.funds.models import Grant
from projects.funds.states import JournalKind


@retried
@transaction.atomic
def record_money(
    grant: Grant,
    *,
    amount: int,
    received_on: date,
    bank_reference: str,
    funder_claim: FunderClaim | None = None,
    by,
) -> MoneyReceived:
    """Money (pence) that came for a grant, as the bank statement shows it.

    With `funder_claim` it settles that claim in part or whole. The same receipt
    twice is refused. Claims that waited become payable, the oldest first.
    """
    ledger.lock_funds([grant.fund_id])
    if funder_claim:
        funder_claim = FunderClaim.objects.select_for_update().get(pk=funder_claim.pk)
    faults = _faults(grant, amount, received_on, bank_reference, funder_claim, by)
    if faults:
        raise Refused(faults)
    journal = ledger.post(
        JournalKind.MONEY_RECEIVED,
        ledger.receipt_entries(grant, amount),
        effective=received_on,
        description=f"Received for {grant.reference}: {bank_reference}"[:240],
        cause=funder_claim,
        cause_url=funder_claim.get_absolute_url() if funder_claim else reverse("money_received"),
        by=by,
    )
    money = MoneyReceived.objects.create(
        grant=grant,
        funder_claim=funder_claim,
        received_on=received_on,
        amount=amount,
        bank_reference=bank_reference.strip(),
        journal=journal,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
        example=grant.example,
    )
    audit.record(
        "claims.money_received",
        money,
        after={"amount": amount, "received_on": received_on, "reference": bank_reference},
        by=by,
    )
    if funder_claim:
        _settle(funder_claim, amount, by=by)
    wake_waiting(grant.fund_id, by=by)
    return money


@transaction.atomic
def wake_waiting(fund_id: int, *, by) -> list[Claim]:
    """Claims of a fund that its cash now covers go back to approved, in date order."""
    ledger.lock_funds([fund_id])
    waiting = Claim.objects.filter(state=ClaimState.WAITING, round__grant__fund_id=fund_id)
    claims = {claim.pk: claim for claim in lock_claims(waiting.values_list("pk", flat=True))}
    woken = []
    for due in covered(queue_of([fund_id]), cash_to_plan([fund_id]))[0]:
        claim = claims.get(due.claim)
        if claim and due.kind == PaymentKind.CLAIM:
            fire(CLAIM, claim, "cash_came", by=by)
            notices.money_has_come(claim, by=by)
            woken.append(claim)
    return woken


def _faults(grant, amount, received_on, bank_reference, funder_claim, by) -> list[str]:
    found = [an_officer(by, grant)]
    bank_reference = bank_reference.strip()
    if amount <= 0:
        found.append("Enter the amount that came, above nothing.")
    if received_on > clock.today():
        found.append("The day it came cannot be after today.")
    if not bank_reference:
        found.append("Enter the reference on the bank statement.")
    if funder_claim and funder_claim.grant_id != grant.pk:
        found.append("That funder claim belongs to another grant.")
    elif funder_claim and amount > funder_claim.open_amount:
        still = format_pence(max(0, funder_claim.open_amount))
        found.append(f"{still} is still to come for that claim. Record the rest without it.")
    same = MoneyReceived.objects.filter(
        grant=grant, received_on=received_on, amount=amount, bank_reference=bank_reference
    )
    if same.exists():
        found.append("This receipt is recorded already.")
    return [fault for fault in found if fault]


def _settle(funder_claim: FunderClaim, amount: int, *, by) -> None:
    """Move the funder claim on, and its fee to the accountable body once it is whole."""
    funder_claim.received += amount
    whole = funder_claim.open_amount <= 0
    move = "receive" if whole else "receive_part"
    fire(FUNDER_CLAIM, funder_claim, move, fields=("received",), by=by)
    if whole:
        settle_fees(funder_claim, by=by)
