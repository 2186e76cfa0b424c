"""A member that may no longer meet the criteria: a meeting talks about it, no more (R41)."""

from datetime import date

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.workflow import Refused
from members.actions import business
from members.models import Organisation
from members.roll import notices
from members.roll.models import CriteriaFinding
from members.roll.permissions import office
from members.states import Membership

from .checks import locked, refuse_if

BUSINESS = "membership_criteria"


@transaction.atomic
def find(organisation: Organisation, *, reason: str, follows: str = "", by) -> CriteriaFinding:
    """Note from which day and why a member may fall short, and put it to the next meeting.

    The agreement has no expulsion, so nothing else changes: it goes on as a member.
    """
    organisation = locked(organisation)
    reason = reason.strip()
    refuse_if(
        office(by),
        "" if organisation.membership == Membership.MEMBER else
        f"{organisation.name} is not a full member.",
        "" if reason else "Say which criterion, and why.",
        "This waits for a meeting already." if _open(organisation) else "",
    )  # fmt: skip
    finding = CriteriaFinding.objects.create(
        organisation=organisation,
        found_on=clock.today(),
        found_by_id=by.user_id,
        reason=reason,
        follows=follows.strip(),
    )
    audit.record("criteria.found", finding, after={"found_on": finding.found_on}, by=by)
    title = f"Criteria of membership: {organisation.name}"
    business.raise_business(BUSINESS, finding, title=title, reason=reason, by=by)
    notices.falls_short(finding, by=by)
    return finding


@transaction.atomic
def settle(finding: CriteriaFinding, *, on: date, outcome: str, minute: str, by) -> CriteriaFinding:
    """What the meeting of that day decided; `minute` says where it is written."""
    locked(finding.organisation)
    finding = CriteriaFinding.objects.select_for_update().get(pk=finding.pk)
    outcome, minute = outcome.strip(), minute.strip()
    refuse_if(
        office(by),
        "A meeting has settled this." if finding.settled_on else "",
        "" if outcome and minute else "Enter what was decided, and the minute.",
        "" if finding.found_on <= on <= clock.today() else
        "The meeting must be between the day it was noted and today.",
    )  # fmt: skip
    waiting = business.waiting_for(finding, kind=BUSINESS)
    if waiting is None:
        raise Refused("This does not wait for a meeting.")
    finding.settled_on, finding.outcome, finding.minute = on, outcome, minute
    finding.save(update_fields=["settled_on", "outcome", "minute"])
    business.settle(waiting, on=on, minute=minute, by=by)
    after = {"settled_on": on, "minute": minute}
    audit.record("criteria.settled", finding, after=after, by=by)
    return finding


def _open(organisation: Organisation) -> bool:
    return organisation.criteria_findings.filter(settled_on__isnull=True).exists()
