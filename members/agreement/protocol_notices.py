"""Who is told what about protocols."""

from consortium.core import clock
from consortium.core.days import long_day
from members.notices import tell
from members.offices import holders
from members.states import Role

from .models import Protocol


def adopted(protocol: Protocol, *, by):
    for user in holders(Role.REPRESENTATIVE, day=clock.today()):
        tell(
            "protocol.adopted", protocol, user, f"Read the protocol: {protocol.title}",
            f"The members adopted version {protocol.number} of “{protocol.title}” on "
            f"{long_day(protocol.adopted_on)} ({protocol.minute}).",
            "Read it, share it with your staff, and say on its page that your organisation "
            "works by it.",
            link=protocol.get_absolute_url(), do="Read and acknowledge", by=by,
        )  # fmt: skip


def review_due(protocol: Protocol, *, by):
    people = holders(Role.SECRETARIAT, Role.STRATEGIC_OFFICER, day=clock.today())
    for user in people:
        tell(
            "protocol.review_due", protocol, user, f"Review the protocol: {protocol.title}",
            f"The review of “{protocol.title}” was due on {long_day(protocol.review_by)}. Keep "
            "it as it is until a later day, or begin a new version.",
            link=protocol.get_absolute_url(), do="Review it", by=by,
        )  # fmt: skip
