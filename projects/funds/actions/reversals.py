"""Taking a journal back by hand: one person asks, another agrees (SD7)."""

from datetime import date

from django.db import IntegrityError, transaction

from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.workflow import Refused
from projects.funds import ledger
from projects.funds.models import Journal, ReversalRequest
from projects.funds.permissions import needs_finance
from projects.funds.states import REVERSED_BY_HAND, ReversalState


@transaction.atomic
def ask_reversal(journal: Journal, *, effective: date, reason: str, by: Actor) -> ReversalRequest:
    """Ask for a journal to be reversed on a local day. A claim's or a payment's journal is
    taken back where it came from, never here."""
    against = [needs_finance(by)]
    if journal.kind not in REVERSED_BY_HAND:
        against.append(
            f"“{journal.get_kind_display()}” is taken back where it came from, not here."
        )
    if Journal.objects.filter(reverses=journal).exists():
        against.append(f"Journal {journal.number} is reversed already.")
    if not reason.strip():
        against.append("Say why the journal is reversed.")
    if reasons := [each for each in against if each]:
        raise Refused(reasons)
    try:
        with transaction.atomic():
            asked = ReversalRequest.objects.create(
                journal=journal,
                effective=effective,
                reason=reason.strip(),
                asked_at=clock.now(),
                asked_by_id=by.user_id,
            )
    except IntegrityError:
        raise Refused("Somebody has asked for this reversal already.") from None
    after = {"number": journal.number, "effective": effective}
    audit.record("journal.reversal_asked", journal, after=after, reason=reason, by=by)
    return asked


@transaction.atomic
def agree_reversal(request: ReversalRequest, *, by: Actor) -> Journal:
    """The second person agrees and the reversal is posted."""
    journal = request.journal
    ledger.lock_funds(journal.lines.values_list("fund_id", flat=True))
    asked = _decide(request, ReversalState.AGREED, by)
    return ledger.reverse(journal, effective=asked.effective, reason=asked.reason, by=by)


@transaction.atomic
def refuse_reversal(request: ReversalRequest, *, by: Actor) -> ReversalRequest:
    """Leave the journal as it is. Whoever asked may take it back by another person only."""
    asked = _decide(request, ReversalState.REFUSED, by)
    audit.record("journal.reversal_refused", asked.journal, reason=asked.reason, by=by)
    return asked


def _decide(request: ReversalRequest, state: str, by: Actor) -> ReversalRequest:
    asked = ReversalRequest.objects.select_for_update().get(pk=request.pk)
    against = [needs_finance(by)]
    if asked.state != ReversalState.ASKED:
        against.append("This is decided already.")
    if asked.asked_by_id == by.user_id:
        against.append("You asked for this reversal. Another person decides.")
    if reasons := [each for each in against if each]:
        raise Refused(reasons)
    asked.state, asked.decided_by_id, asked.decided_at = state, by.user_id, clock.now()
    asked.save(update_fields=["state", "decided_by_id", "decided_at"])
    return asked
