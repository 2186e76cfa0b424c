"""Who is told what about actions: the owner, and who keeps the list."""

from consortium.core import clock
from consortium.core.days import long_day
from members.meetings.models import Action
from members.models import User
from members.notices import tell
from members.offices import holders
from members.states import Role


def owners(action: Action) -> list[User]:
    """The person; where nobody is named, who speaks for the organisation."""
    if action.person_id:
        return [action.person] if action.person.is_active else []
    roles = (Role.REPRESENTATIVE,)
    return list(holders(*roles, day=clock.today(), organisation=action.organisation_id))


def _tell(action: Action, kind: str, subject: str, *lines: str, people=None, by) -> None:
    for user in owners(action) if people is None else people:
        if by is None or user.pk != by.user_id:
            tell(
                kind, action, user, subject, f"“{action.task}”", *lines,
                link=action.get_absolute_url(), do="Open it", by=by,
            )  # fmt: skip


def recorded(action: Action, *, by) -> None:
    day = long_day(action.due_on)
    words = f"It is to be done by {day}. When it is, say so on its page."
    _tell(action, "action.recorded", f"An action for you, until {day}", words, by=by)


def due_soon(action: Action, *, by) -> None:
    until = f"It is to be done by {long_day(action.due_on)}."
    _tell(action, "action.due_soon", f"To be done by {long_day(action.due_on)}", until, by=by)


def late(action: Action, *, by) -> None:
    """The owner and the secretariat."""
    words = f"It was to be done by {long_day(action.due_on)}. If it is done, say how."
    people = [*owners(action), *holders(Role.SECRETARIAT, day=clock.today())]
    unique = {user.pk: user for user in people}.values()
    _tell(action, "action.late", "An action is late", words, people=unique, by=by)


def done(action: Action, *, by) -> None:
    people = holders(Role.SECRETARIAT, day=clock.today())
    _tell(action, "action.done", "An action is done", action.proof, people=people, by=by)


def dropped(action: Action, *, by) -> None:
    _tell(action, "action.dropped", "An action is dropped", f"Why: {action.why}", by=by)
