"""Who is told about one paper: its owner, and the secretariat."""

from consortium.core import clock
from consortium.core.days import day_with_weekday, long_day
from members.meetings.models import Meeting, Paper, PaperVersion
from members.notices import tell
from members.offices import holders
from members.states import Role


def paper_asked(paper: Paper, *, by) -> None:
    """The owner hears what is wanted by when."""
    if paper.owner is None or paper.owner_id == by.user_id:
        return
    until = f" by {day_with_weekday(paper.due_on)}" if paper.due_on else ""
    tell(
        "meetings.paper_asked", paper, paper.owner, f"Bring a paper{until}: {paper.title}",
        f"The meeting on {day_with_weekday(paper.meeting.on)} needs “{paper.title}” from you"
        f"{until}.", link=paper.get_absolute_url(), do="Add the paper", by=by,
    )  # fmt: skip


def paper_soon(paper: Paper, *, by) -> None:
    """Seven working days before the meeting it has not come yet."""
    if paper.owner is None or not paper.owner.is_active:
        return
    asked = f"It was asked for by {long_day(paper.due_on)}." if paper.due_on else ""
    tell(
        "meetings.paper_soon", paper, paper.owner, f"Still missing: {paper.title}",
        f"The meeting is on {day_with_weekday(paper.meeting.on)}, and “{paper.title}” has not "
        "come yet.", asked, link=paper.get_absolute_url(), do="Add the paper", by=by,
    )  # fmt: skip


def paper_brought(version: PaperVersion, *, by) -> None:
    """The secretariat hears what others bring."""
    paper = version.paper
    for user in holders(Role.SECRETARIAT, day=clock.today()):
        if user.pk != by.user_id:
            tell(
                "meetings.paper_brought", paper, user, f"In: {paper.title}",
                f"{version} of “{paper.title}” is here for the meeting on "
                f"{day_with_weekday(paper.meeting.on)}.", version.note,
                link=paper.get_absolute_url(), do="See the paper", by=by,
            )  # fmt: skip


def pack_failed(meeting: Meeting, *, by) -> None:
    for user in holders(Role.SECRETARIAT, day=clock.today()):
        tell(
            "meetings.pack_failed", meeting, user, "The pack of papers could not be made",
            "One of the papers cannot be put into one file with the others. They can be read one "
            "by one.", link=meeting.get_absolute_url(), do="See the meeting", by=by,
        )  # fmt: skip
