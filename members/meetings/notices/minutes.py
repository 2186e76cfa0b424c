"""Who is told what about minutes."""

from consortium.core import clock
from consortium.core.days import long_day
from members.meetings.facts.circulating import people_of
from members.meetings.models import Correction, Minutes
from members.models import User
from members.notices import tell
from members.offices import holders
from members.states import Role


def circulated(minutes: Minutes, *, by) -> list[User]:
    """Everybody who was invited to the meeting; the mail carries a link, never the file. Gives
    who was told."""
    people: dict[int, User] = {each.user.pk: each.user for each in people_of(minutes.meeting)}
    for user in holders(Role.SECRETARIAT, Role.STRATEGIC_OFFICER, day=clock.today()):
        people.setdefault(user.pk, user)
    day = long_day(minutes.meeting.on)
    for user in people.values():
        tell(
            "minutes.circulated", minutes, user, f"Draft minutes of {day}",
            f"The draft minutes of the meeting on {day} can be read now.",
            "If you were there and something is wrong in them, say so on their page. "
            "A later meeting approves them.",
            link=minutes.get_absolute_url(), do="Read the draft", by=by,
        )  # fmt: skip
    return list(people.values())


def correction_asked(made: Correction, *, by) -> None:
    for user in holders(Role.SECRETARIAT, day=clock.today()):
        if user.pk != by.user_id:
            tell(
                "minutes.correction_asked", made, user, f"A correction to the {_words(made)}",
                f"“{made.text}”", link=made.minutes.get_absolute_url(), do="Answer it", by=by,
            )  # fmt: skip


def correction_answered(made: Correction, *, by) -> None:
    if made.user.is_active and made.user_id != by.user_id:
        outcome = "taken" if made.state == "taken" else "not taken"
        tell(
            "minutes.correction_answered", made, made.user,
            f"Your correction to the {_words(made)} is {outcome}", f"“{made.text}”",
            made.answer, link=made.minutes.get_absolute_url(), do="Read the draft", by=by,
        )  # fmt: skip


def _words(made: Correction) -> str:
    return f"minutes of {long_day(made.minutes.meeting.on)}"
