"""Who in the office is told about overdrafts: asked for, decided, ended, run out."""

from consortium.core import clock
from consortium.core.actor import SYSTEM
from consortium.core.days import long_day
from consortium.core.money import format_pence
from members.notices import tell
from members.offices import holders

from .models import OverdraftApproval
from .permissions import MOVE_MONEY


def overdraft_asked(overdraft: OverdraftApproval, *, by):
    """Everybody who may agree to it; not whoever asked."""
    fund = overdraft.fund
    _tell_others(
        "funds.overdraft_asked",
        overdraft,
        f"An overdraft of {fund.name} waits for a second person",
        f"{by.name} asks that {fund.name} may stand up to {format_pence(overdraft.limit)} below "
        f"nothing from {long_day(overdraft.starts)} to {long_day(overdraft.expires)}.",
        f"The reason: {overdraft.reason}",
        by=by,
    )


def overdraft_decided(overdraft: OverdraftApproval, *, by):
    agreed = overdraft.approved_by_id is not None
    word = "agreed to" if agreed else "refused"
    _tell_others(
        "funds.overdraft_decided",
        overdraft,
        f"The overdraft of {overdraft.fund.name} is {'agreed' if agreed else 'refused'}",
        f"{by.name} {word} {format_pence(overdraft.limit)} until {long_day(overdraft.expires)}.",
        by=by,
    )


def overdraft_ended(overdraft: OverdraftApproval, *, reason: str, by):
    _tell_others(
        "funds.overdraft_ended",
        overdraft,
        f"The overdraft of {overdraft.fund.name} is ended",
        f"{by.name} ended it before {long_day(overdraft.expires)}. The reason: {reason}",
        by=by,
    )


def overdraft_over(overdraft: OverdraftApproval, *, short: int):
    """Its last day is over. `short` is pence that the fund still stands below nothing."""
    still = (
        f"The fund still stands {format_pence(short)} below nothing. Nothing leaves it until its "
        "money has come in, or another overdraft is agreed."
        if short
        else "The fund does not need it any more."
    )
    _tell_others(
        "funds.overdraft_over",
        overdraft,
        f"The overdraft of {overdraft.fund.name} has run out",
        f"Its last day was {long_day(overdraft.expires)}.",
        still,
        by=SYSTEM,
    )


def _tell_others(kind: str, overdraft: OverdraftApproval, subject: str, *lines: str, by):
    for person in holders(*MOVE_MONEY, day=clock.today()):
        if person.pk != by.user_id:
            tell(
                kind,
                overdraft,
                person,
                subject,
                *lines,
                link=f"{overdraft.fund.get_absolute_url()}#overdraft",
                do="See the fund",
                by=by,
            )
