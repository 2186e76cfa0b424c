"""Reminding a member of a claim that has not come: by hand, once a day at most."""

from django.db import transaction

from claims.models import Claim, Round
from claims.notices import checking as notices
from claims.permissions import OFFICERS
from claims.states import ClaimState
from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.models.outbox import Message
from consortium.core.workflow import Refused
from members.models import Organisation
from members.states import Role
from projects.models import BudgetLine

CHASERS = (*OFFICERS, Role.SECRETARIAT)
NOT_SENT = frozenset(
    {ClaimState.IN_PROGRESS, ClaimState.AWAITING_SIGN_OFF, ClaimState.CHANGES_REQUESTED}
)


def can_chase(actor) -> str | None:
    if actor.has(*CHASERS):
        return None
    return "Only the accountable body's office can send reminders."


def chase_key(round_: Round, organisation_id: int, day) -> str:
    return f"claims.chased:{round_.pk}:{organisation_id}:{day.isoformat()}"


@transaction.atomic
def chase(round_: Round, organisation: Organisation, *, by: Actor) -> int:
    """Mail a member about a claim that is not sent; gives how many people were told.

    Whether or not the claim was started. Twice on one day is refused.
    """
    round_ = Round.objects.select_for_update(of=("self",)).select_related("grant").get(pk=round_.pk)
    claim = Claim.objects.filter(round=round_, organisation=organisation).first()
    key = chase_key(round_, organisation.pk, clock.today())
    against = [can_chase(by), _nothing_to_chase(round_, organisation, claim)]
    if Message.objects.filter(due_key=key).exists():
        against.append(f"{organisation.short_name} was reminded today already.")
    if against := [words for words in against if words]:
        raise Refused(against)
    told = notices.chased(round_, organisation, claim, key=key, by=by)
    if not told:
        raise Refused(f"{organisation.name} has nobody to remind: no representative is seated.")
    after = {"organisation_id": organisation.pk, "people": told}
    audit.record("claim.chased", claim or round_, after=after, by=by)
    return told


def _nothing_to_chase(round_: Round, organisation: Organisation, claim: Claim | None) -> str | None:
    if claim and claim.state not in NOT_SENT:
        return (
            f"This claim is {claim.get_state_display().lower()}, so there is nothing to remind of."
        )
    if round_.opened_at is None or round_.closed_at is not None:
        return "This quarter is not open for claims."
    if claim is None and not _has_budget(round_, organisation):
        return f"{organisation.short_name} has no budget in this grant."
    return None


def _has_budget(round_: Round, organisation: Organisation) -> bool:
    return BudgetLine.objects.filter(
        grant=round_.grant_id,
        organisation=organisation,
        financial_year=round_.period.financial_year.label,
    ).exists()
