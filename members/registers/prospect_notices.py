"""Who is told what about prospects: whoever looks after one, and the office where nobody does."""

from consortium.core import clock
from consortium.core.days import long_day
from members.models import User
from members.notices import tell
from members.offices import holders
from members.states import Role

from .models import Prospect
from .permissions import RECRUITS
from .states import ProspectState


def keepers(prospect: Prospect) -> list[User]:
    """Its owner while they have a role in this; after that the secretariat."""
    today = clock.today()
    owner = list(holders(*RECRUITS, day=today).filter(pk=prospect.owner_id))
    return owner or list(holders(Role.SECRETARIAT, day=today))


def _tell(kind: str, prospect: Prospect, subject: str, *lines: str, by) -> None:
    for user in keepers(prospect):
        if user.pk != by.user_id:
            tell(
                f"prospect.{kind}", prospect, user, subject, *lines,
                link=prospect.get_absolute_url(), do=f"See {prospect.name}", by=by,
            )  # fmt: skip


def given(prospect: Prospect, *, by):
    _tell(
        "given", prospect, f"Yours to look after: {prospect.name}",
        f"We would like to have {prospect.name} as a member, and you look after that.",
        f"Next, by {long_day(prospect.next_on)}: {prospect.next_step}" if prospect.next_on else "",
        by=by,
    )  # fmt: skip


def step_due(prospect: Prospect, *, by):
    if prospect.ask_again_on:
        _tell(
            "ask_again", prospect, f"Ask again: {prospect.name}",
            f"Today is the day to ask {prospect.name} again whether it would like to join.",
            f"Last time: {prospect.reason}", by=by,
        )  # fmt: skip
        return
    _tell(
        "step_due", prospect, f"Today: {prospect.name}", prospect.next_step,
        "Write down what came of it, with the next step and its day.", by=by,
    )  # fmt: skip


def applied(prospect: Prospect, *, by):
    _tell(
        "applied", prospect, f"{prospect.name} has applied",
        f"The application of {prospect.name} came in today. The secretariat reads it now.", by=by,
    )  # fmt: skip


def decided(prospect: Prospect, *, by):
    if prospect.state == ProspectState.MEMBER:
        words = f"{prospect.name} is a member since {long_day(prospect.became_on)}."
    else:
        words = prospect.reason
    _tell("decided", prospect, f"{prospect.name}: decided", words, by=by)
