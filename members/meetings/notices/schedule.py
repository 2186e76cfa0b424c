"""Who is told of dates, changes and cancellations, each with what their calendar needs."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.urls import reverse

from consortium.core import clock, outbox
from consortium.core.days import day_with_weekday, long_day
from members.meetings import calendar
from members.meetings.facts.invited import invitees
from members.meetings.facts.notice import Days
from members.meetings.models import AgendaItem, Meeting
from members.models import MeetingBusiness, User
from members.notices import tell
from members.offices import holders
from members.states import Role

VACANT = (
    "Until a chair is elected the office is vacant, and each meeting appoints somebody to stand "
    "in (9.3). The accountable body goes on."
)


def when(meeting: Meeting) -> str:
    """As in "Thu 10 December 2026, 14:00 to 16:00"."""
    day = day_with_weekday(meeting.on)
    return f"{day}, {meeting.starts_at:%H:%M} to {meeting.ends_at:%H:%M}"


def where(meeting: Meeting) -> str:
    if meeting.place and meeting.link:
        return f"{meeting.place}, and remotely"
    return meeting.place or "Remotely, by the link on the meeting's page"


def invite(
    kind: str, meeting: Meeting, user: User, subject: str, *lines: str, method: calendar.Method,
    by,
) -> None:  # fmt: skip
    """A mail about one meeting with its entry for the person's calendar."""
    outbox.notify(
        kind, meeting, recipient_user_id=user.pk, email=user.email, subject=subject,
        template="members/notice",
        context={"name": user.name, "lines": [line for line in lines if line],
                 "do": "See the meeting"},
        link=meeting.get_absolute_url(),
        calendar=calendar.message(meeting, method=method, to=user.email, stamp=clock.now()),
        by=by,
    )  # fmt: skip


def planned(meetings: Sequence[Meeting], *, by) -> None:
    """One mail a date and person, as calendars take up one invitation at a time."""
    people = invitees()
    for meeting in meetings:
        for user in people:
            invite(
                "meetings.planned", meeting, user, f"{meeting.title}: {long_day(meeting.on)}",
                f"A meeting is planned: {when(meeting)}.", f"{where(meeting)}.", meeting.access,
                "It is the last meeting of the financial year." if meeting.is_last else "",
                method="REQUEST", by=by,
            )  # fmt: skip


def changed(meeting: Meeting, *, before: dict, why: str, by) -> None:
    old = f"{day_with_weekday(before['on'])}, {before['starts_at']:%H:%M}"
    moved = (before["on"], before["starts_at"]) != (meeting.on, meeting.starts_at)
    subject = f"Moved to {long_day(meeting.on)}" if moved else "Changed"
    for user in invitees():
        invite(
            "meetings.changed", meeting, user, f"{subject}: {meeting.title}",
            f"It was planned for {old}." if moved else "",
            f"It is now: {when(meeting)}. {where(meeting)}.", meeting.access, why,
            method="REQUEST", by=by,
        )  # fmt: skip


def cancelled(meeting: Meeting, *, by) -> None:
    for user in invitees():
        invite(
            "meetings.cancelled", meeting, user,
            f"Cancelled: {meeting.title}, {long_day(meeting.on)}",
            f"The meeting of {when(meeting)} does not take place.", meeting.cancelled_why,
            method="CANCEL", by=by,
        )  # fmt: skip


def invited_called_off(business: MeetingBusiness, meeting: Meeting, *, by) -> None:
    """People from outside who were invited to one item."""
    for each in business.invited:
        if each.get("email"):
            outbox.notify(
                "meetings.invited_called_off", meeting, email=each["email"],
                subject=f"Cancelled: the meeting on {long_day(meeting.on)}",
                template="members/notice",
                context={"name": each.get("name", ""), "do": "", "lines": [
                    f"The meeting of {when(meeting)} does not take place: "
                    f"{meeting.cancelled_why}", f"“{business.title}” waits for another meeting. "
                    "You will hear of its day."]},
                by=by,
            )  # fmt: skip


def _secretariat() -> Iterable[User]:
    return holders(Role.SECRETARIAT, day=clock.today())


def days_moved(meeting: Meeting, days: Days, *, by) -> None:
    for user in _secretariat():
        tell(
            "meetings.days_moved", meeting, user,
            f"Papers now by {long_day(days.circulate)}: {meeting.title}",
            f"A bank holiday or a setting has changed the days before the meeting on "
            f"{long_day(meeting.on)}.",
            f"Items are proposed until {long_day(days.propose)}, and papers are in time until "
            f"{long_day(days.circulate)}.",
            link=meeting.get_absolute_url(), do="See the meeting", by=by,
        )  # fmt: skip


def papers_soon(meeting: Meeting, circulate: date, *, by) -> None:
    today = clock.today()
    left = "today" if circulate == today else f"on {long_day(circulate)}"
    for user in _secretariat():
        tell(
            "meetings.papers_due", meeting, user,
            f"Papers are due out {left}: {long_day(meeting.on)}",
            f"The last day on which agenda and papers are in time for the meeting on "
            f"{long_day(meeting.on)} is {long_day(circulate)}.",
            "" if meeting.agreed_on else "The chair has not agreed the agenda yet.",
            link=meeting.get_absolute_url(), do="See the agenda", by=by,
        )  # fmt: skip


def meeting_soon(meeting: Meeting, *, by) -> None:
    for user in invitees():
        tell(
            "meetings.soon", meeting, user, f"Next: {meeting.title}, {long_day(meeting.on)}",
            f"{when(meeting)}. {where(meeting)}.", meeting.access,
            link=meeting.get_absolute_url(), do="See the agenda", by=by,
        )  # fmt: skip


def schedule_wanted(label: str, by_day: date, *, late: bool, by) -> None:
    """The dates of the financial year `label` are not out."""
    subject = f"Dates of {label} are not out" if late else f"Publish the dates of {label}"
    for user in _secretariat():
        tell(
            "meetings.schedule_wanted", ("meetings.year", label), user, subject,
            f"The dates of the meetings in {label} are to be out by the December meeting, "
            f"{long_day(by_day)}.",
            link=reverse("meetings_plan"), do="Plan the year", by=by,
        )  # fmt: skip


def year_over(label: str, *, left: Sequence[AgendaItem], meeting: Meeting, by) -> None:
    """The last meeting has not settled its three items by 31 March (A3)."""
    what = "; ".join(item.title for item in left)
    waits = (
        f"They come first on {long_day(meeting.on)}."
        if meeting.is_live and meeting.on >= clock.today()
        else "No meeting is planned. They come first at the next one that is."
    )
    for user in _of_both_years():
        tell(
            "meetings.year_over", ("meetings.year", label), user,
            f"Not settled by 31 March: the last meeting of {label}",
            f"These were not dealt with: {what}.", waits, VACANT,
            link=meeting.get_absolute_url(), do="See the meeting", by=by,
        )  # fmt: skip


def never_planned(label: str, meeting: Meeting | None, *, by) -> None:
    """The year is over, and no meeting was planned that could be its last (A3)."""
    waits = (
        f"They come first on {long_day(meeting.on)}."
        if meeting
        else "No meeting is planned. Plan one soon: they come first there."
    )
    for user in _of_both_years():
        tell(
            "meetings.year_over", ("meetings.year", label), user,
            f"No last meeting was held in {label}",
            "The year is over, and no meeting was planned that could look at the plan, review "
            "the accountable body and elect the chair.", waits, VACANT,
            link=meeting.get_absolute_url() if meeting else reverse("meetings"),
            do="See the meeting" if meeting else "See the meetings", by=by,
        )  # fmt: skip


def _of_both_years() -> Iterable[User]:
    """Everybody who is invited, the secretariat, and who was either on the day before: on 1 April
    a term may have ended."""
    before = holders(Role.SECRETARIAT, Role.CHAIR, day=clock.today() - timedelta(days=1))
    return {user.pk: user for user in (*invitees(), *_secretariat(), *before)}.values()
