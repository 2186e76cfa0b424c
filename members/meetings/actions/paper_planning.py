"""The days on which owners are reminded of papers, and people of their replies (R47, R71)."""

from datetime import date

from consortium.core import clock, due
from consortium.core.workingdays import add_working_days
from members.meetings.models import Meeting, Paper

PAPER_SOON, REPLIES_SOON = "meeting.paper_soon", "meeting.replies_soon"
PAPER_DAYS, REPLY_DAYS = 7, 3


def paper_day(meeting: Meeting) -> date:
    """When owners are reminded: seven working days before the meeting."""
    return add_working_days(meeting.on, -PAPER_DAYS)


def reply_day(meeting: Meeting) -> date:
    """When those who have not replied are reminded: three working days before the meeting."""
    return add_working_days(meeting.on, -REPLY_DAYS)


def plan_paper(paper: Paper) -> None:
    """Remind its owner, unless that day has gone."""
    day = paper_day(paper.meeting)
    if paper.owner_id and day > clock.today():
        due.plan(PAPER_SOON, paper, day)


def plan_replies(meeting: Meeting) -> None:
    day = reply_day(meeting)
    if day > clock.today():
        due.plan(REPLIES_SOON, meeting, day)


def replan(meeting: Meeting) -> None:
    """For a meeting that was moved or called off: reminders follow its new day, or go."""
    papers = list(meeting.papers.standing())
    due.cancel(REPLIES_SOON, meeting)
    for paper in papers:
        due.cancel(PAPER_SOON, paper)
    if not meeting.is_live:
        return
    for paper in papers:
        plan_paper(paper)
    if meeting.circulations.exists():
        plan_replies(meeting)
