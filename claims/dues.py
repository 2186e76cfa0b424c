"""What the clock does about claims: open quarters, tell members, remind them (R59, T1, T2)."""

from claims.actions import planning, rounds
from claims.facts.draft import Whole
from claims.models import Claim, Round
from claims.notices import member as notices
from claims.states import WITH_MEMBER, ClaimState
from consortium.core.actor import SYSTEM
from consortium.core.due import handles
from consortium.core.periods import Quarter
from projects.funds.models import Grant


@handles(planning.ROUND_OPENS)
def open_round_when_due(item, late: bool) -> None:
    """Open the quarter whose claims may come from this day on."""
    grant = Grant.objects.filter(pk=item.object_id).first()
    if grant is not None:
        rounds.open_round(grant, Quarter.containing(item.due_at).previous(), by=SYSTEM)


@handles(planning.OPENING, coalesce=True)
def tell_opening(item, late: bool) -> None:
    found = _still_wanted(item)
    if found:
        round, organisation_id, claim = found
        if claim is None:
            notices.opening(round, organisation_id)


@handles(planning.DUE_SOON, coalesce=True)
def remind(item, late: bool) -> None:
    found = _still_wanted(item)
    if found:
        round, organisation_id, claim = found
        notices.due_soon(round, organisation_id, item.due_at, done=_done(claim))


@handles(planning.OVERDUE, coalesce=True)
def chase(item, late: bool) -> None:
    found = _still_wanted(item)
    if found:
        round, organisation_id, claim = found
        notices.overdue(round, organisation_id, item.due_at, done=_done(claim))


def _still_wanted(item) -> tuple[Round, int, Claim | None] | None:
    """The round, the member and its claim so far; None when nothing is waited for any more."""
    round = Round.objects.filter(pk=item.object_id).select_related("grant").first()
    if round is None or round.closed_at or not round.opened_at:
        return None
    organisation_id = int(item.recipient.removeprefix("organisation:"))
    claim = Claim.objects.filter(round=round, organisation=organisation_id).first()
    if claim is not None and claim.state not in WITH_MEMBER:
        return None
    return round, organisation_id, claim


def _done(claim: Claim | None) -> int | None:
    if claim is None or claim.state == ClaimState.WITHDRAWN:
        return None
    return Whole(claim).done
