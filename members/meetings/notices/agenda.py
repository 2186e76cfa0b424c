"""Who is told about the agenda: the chair is asked, the secretariat hears the answer."""

from consortium.core import clock, outbox
from consortium.core.days import long_day
from members.meetings.models import AgendaItem, Meeting
from members.models import User
from members.notices import tell
from members.offices import chair_on, holders
from members.states import Role


def chair() -> User | None:
    term = chair_on(clock.today())
    return term.holder if term else None


def chair_asked(meeting: Meeting, *, by) -> None:
    user = chair()
    if user:
        tell(
            "meetings.agenda_asked", meeting, user,
            f"Agree the agenda for {long_day(meeting.on)}",
            "The secretariat has drawn up the agenda. Look at it, and agree it with one press.",
            "If something is to be changed, write to the secretariat.",
            link=meeting.get_absolute_url(), do="See the agenda", by=by,
        )  # fmt: skip


def agreed(meeting: Meeting, *, by) -> None:
    for user in holders(Role.SECRETARIAT, day=clock.today()):
        if user.pk != by.user_id:
            tell(
                "meetings.agenda_agreed", meeting, user,
                f"The chair has agreed the agenda for {long_day(meeting.on)}",
                "It can go out with the papers.",
                link=meeting.get_absolute_url(), do="See the agenda", by=by,
            )  # fmt: skip


def invited_not_now(item: AgendaItem, *, why: str, by) -> None:
    """Who was invited from outside to an item that was taken off the agenda."""
    day = long_day(item.meeting.on)
    for each in item.business.invited if item.business else []:
        if each.get("email"):
            outbox.notify(
                "meetings.invited_not_now", item.meeting, email=each["email"],
                subject=f"Not on {day}: {item.title}", template="members/notice",
                context={"name": each.get("name", ""), "do": "", "lines": [
                    f"“{item.title}” is no longer on the agenda of the meeting on {day}: {why}",
                    "It waits for another meeting. You will hear of its day."]},
                by=by,
            )  # fmt: skip
