"""The funder's link to a claim that was sent: it holds for a year, can be ended and made anew."""

from django.db import transaction

from claims.actions.funder_claims.assembling import lock_funder_claim
from claims.models import FunderClaim
from claims.notices import funder as notices
from claims.permissions_money import an_officer
from claims.rules.funder import end_of_link
from claims.states import SENT_FUNDER_CLAIM, FunderClaimState
from consortium.core import audit, clock
from consortium.core.actor import Actor
from consortium.core.workflow import Refused


@transaction.atomic
def new_link(funder_claim: FunderClaim, *, by: Actor) -> FunderClaim:
    """A new link for a year, mailed to the funder's contact; every link before it has ended."""
    made = _locked(funder_claim, by)
    if made.state == FunderClaimState.REPLACED:
        raise Refused("A newer version takes the place of this one. Make the link there.")
    before = {"ends": made.link_ends}
    made.link_number += 1
    made.link_ends = end_of_link(clock.today())
    made.save(update_fields=["link_number", "link_ends"])
    to = made.grant.funder.contact_email
    after = {"number": made.link_number, "ends": made.link_ends, "to": to}
    audit.record("claims.funder_link_made", made, before=before, after=after, by=by)
    notices.link_made(made, by=by)
    return made


@transaction.atomic
def end_link(funder_claim: FunderClaim, *, reason: str, by: Actor) -> FunderClaim:
    """Nobody opens the claim by a link from now on: it came into the wrong hands."""
    made = _locked(funder_claim, by)
    if not reason.strip():
        raise Refused("Say why the link ends.")
    if made.link_ends is None:
        raise Refused("This claim has no link that holds.")
    before = {"number": made.link_number, "ends": made.link_ends}
    made.link_ends = None
    made.save(update_fields=["link_ends"])
    audit.record("claims.funder_link_ended", made, before=before, reason=reason.strip(), by=by)
    return made


def _locked(funder_claim: FunderClaim, by: Actor) -> FunderClaim:
    made = lock_funder_claim(funder_claim)
    if reason := an_officer(by, made):
        raise Refused(reason)
    if made.state not in SENT_FUNDER_CLAIM:
        raise Refused("A claim has a link for the funder once it is sent.")
    return made
