"""What an organisation was to the consortium, written down when it ends."""

from datetime import date, timedelta

from consortium.core import audit
from consortium.core.days import long_day
from consortium.core.workflow import Refused
from members.models import EarlierMembership, Organisation
from members.states import Membership

A_DAY = timedelta(days=1)
STANDING = (Membership.MEMBER, Membership.CO_OPTED)


def keep_membership(organisation: Organisation, *, last: date, reason: str) -> None:
    """Write down what `organisation` was up to and including `last`; it must be locked.

    Nothing to write for one that is a former member already, or that never began.
    """
    if organisation.membership not in STANDING:
        return
    last = min(last, organisation.left or last)
    if organisation.joined and last < organisation.joined:
        raise Refused(
            f"{organisation.name} is on the roll from {long_day(organisation.joined)}. Another "
            "membership begins after that day."
        )
    EarlierMembership.objects.create(
        organisation=organisation,
        kind=organisation.membership,
        starts=organisation.joined,
        ends=last,
        reason=reason[:200],
    )


def begin_membership(
    organisation: Organisation, kind: str, *, joined: date, left: date | None = None, reason="", by
) -> Organisation:
    """From `joined` the organisation is of that kind; what it was before stays on record.

    The organisation must be locked, and the caller's verb has checked who may.
    """
    keep_membership(organisation, last=joined - A_DAY, reason=reason)
    if organisation.earlier_memberships.filter(ends__gte=joined).exists():
        raise Refused("On some of these days it had an earlier membership.")
    before = _facts(organisation)
    organisation.membership, organisation.joined, organisation.left = kind, joined, left
    return _saved(organisation, before, reason=reason, by=by)


def end_membership(organisation: Organisation, *, last: date, reason: str, by) -> Organisation:
    """`last` was its last day: from the day after it is a former member or adviser."""
    keep_membership(organisation, last=last, reason=reason)
    before = _facts(organisation)
    organisation.membership, organisation.left = Membership.FORMER, last
    return _saved(organisation, before, reason=reason, by=by)


def _saved(organisation: Organisation, before: dict, *, reason: str, by) -> Organisation:
    organisation.save(update_fields=["membership", "joined", "left"])
    after = _facts(organisation)
    audit.record(
        "organisation.changed", organisation, before=before, after=after, reason=reason, by=by
    )
    return organisation


def _facts(organisation: Organisation) -> dict:
    return {name: getattr(organisation, name) for name in ("membership", "joined", "left")}
