"""Who is told what about commitments to others."""

from consortium.core import clock
from consortium.core.days import long_day
from members.models import User
from members.notices import tell
from members.offices import holders
from members.states import Role

from .models import Commitment

OFFICE = Role.SECRETARIAT, Role.STRATEGIC_OFFICER


def owners(commitment: Commitment) -> list[User]:
    """Who sees to it: the member's representative; of the consortium's, the office."""
    today = clock.today()
    if commitment.organisation_id:
        owner = commitment.organisation_id
        return list(holders(Role.REPRESENTATIVE, day=today, organisation=owner))
    return list(holders(*OFFICE, day=today))


def _tell(kind: str, commitment: Commitment, people, subject: str, *lines: str, by) -> None:
    for user in people:
        tell(
            f"commitment.{kind}", commitment, user, subject, *lines,
            link=commitment.get_absolute_url(), do="See the commitment", by=by,
        )  # fmt: skip


def recorded(commitment: Commitment, *, by):
    _tell(
        "recorded", commitment, owners(commitment),
        f"A commitment of {commitment.who} is recorded",
        f"To {commitment.to_whom}, by {long_day(commitment.due_on)}: {commitment.promise}",
        "If that is not right, say so on its page.", by=by,
    )  # fmt: skip


def due_soon(commitment: Commitment, *, by):
    _tell(
        "due_soon", commitment, owners(commitment),
        f"Promised to {commitment.to_whom} by {long_day(commitment.due_on)}",
        commitment.promise, by=by,
    )  # fmt: skip


def late(commitment: Commitment, *, by):
    _tell(
        "late", commitment, owners(commitment), f"Was it kept? Promised to {commitment.to_whom}",
        f"It was to be done by {long_day(commitment.due_on)}: {commitment.promise}", by=by,
    )  # fmt: skip


def not_kept(commitment: Commitment, *, by):
    people = holders(*OFFICE, day=clock.today())
    _tell(
        "not_kept", commitment, people, f"{commitment.who} did not keep a commitment",
        f"To {commitment.to_whom}: {commitment.promise}", f"Why: {commitment.outcome}", by=by,
    )  # fmt: skip
