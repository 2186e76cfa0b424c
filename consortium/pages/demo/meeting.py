"""Meetings of the year: held on time, late, without a quorum, in preparation, and the last one.

Here stands the frame: the year's dates. What happened at each is told beside it.
"""

from datetime import date, time

from members.meetings.actions import agenda, proposals, schedule, taken
from members.meetings.actions.schedule import Plan
from members.meetings.models import Meeting
from members.meetings.states import Purpose

from . import office
from .cast import acting, representative_of
from .facts import read

SECRETARY = "ruth_okafor"


def published() -> None:
    """On the first day of the story: the dates of 2026/27."""
    office.on(date(2026, 4, 1))
    rows = read("meetings")["schedule"]
    plans = [
        Plan(
            on=date.fromisoformat(each["on"]),
            starts_at=time.fromisoformat(each["starts_at"]),
            ends_at=time.fromisoformat(each["ends_at"]),
            place=each["place"],
            link=each["link"],
            access=each["access"],
        )
        for each in rows
    ]
    schedule.plan_meetings(plans, by=acting(SECRETARY))


def meeting_on(day: date) -> Meeting:
    return Meeting.objects.get(on=day)


def prepared() -> None:
    """The December meeting in preparation: items called for early, proposed, answered."""
    office.on(date(2026, 10, 19))
    by, meeting = acting(SECRETARY), meeting_on(date(2026, 12, 10))
    proposals.call_for_items(meeting, by=by)
    taken.take_all(meeting, by=by)
    office.on(date(2026, 10, 20))
    for each in read("meetings")["proposals"]:
        made = proposals.propose(
            meeting, title=each["title"], text=each["text"], purpose=each["purpose"],
            by=acting(representative_of(each["member"]), "member"),
        )  # fmt: skip
        if each["answer"] == "taken":
            proposals.take(made, minutes=15, answer=each["words"], by=by)
        elif each["answer"] == "declined":
            proposals.decline(made, answer=each["words"], by=by)
    agenda.add_item(
        meeting, title="Dates of the meetings in 2027/28", purpose=Purpose.DECIDE, minutes=10,
        text="The dates are out by this meeting, so that everybody can plan the year.",
        leads="Secretariat", by=by,
    )  # fmt: skip
