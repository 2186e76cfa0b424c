"""Papers of the meetings: sent on time, sent late with a reason, and in preparation."""

from datetime import date, datetime, time

from django.core.files.uploadedfile import SimpleUploadedFile

from consortium.core import filechecks
from consortium.core.periods import LONDON
from members.meetings.actions import access, circulation, packs, papers, replies
from members.meetings.actions.papers import Paper
from members.meetings.facts.moments import told
from members.meetings.facts.packs import contents_of
from members.meetings.models import Meeting
from members.meetings.reports.packs import render_pack
from members.meetings.states import Mark
from members.models import Organisation, User

from . import office
from .cast import BY_KEY, acting, representative_of
from .facts import read
from .meeting import SECRETARY, meeting_on
from .receipts import example_pdf

TABLE = "heading;pence\nRoom;12000\nTrainer;40000\n"


def circulated() -> None:
    """What went out before each meeting of the past, on its day; before the meetings are told."""
    for each in read("meeting_papers")["sent"]:
        meeting = meeting_on(date.fromisoformat(each["meeting"]))
        office.on(date.fromisoformat(each["asked"]))
        for row in each["papers"]:
            brought(asked(meeting, row), row)
        for number, sending in enumerate(each["circulations"], start=1):
            day = date.fromisoformat(sending["on"])
            office.on(day)
            for row in sending.get("papers", ()):
                brought(asked(meeting, row), row)
            with told(datetime.combine(day, time.fromisoformat(sending["at"]), LONDON)):
                circulation.circulate(
                    meeting, number=number, reason=sending.get("reason", ""),
                    words=sending.get("words", ""), by=acting(SECRETARY),
                )  # fmt: skip
        looked(meeting, each["opened"])
        answered(meeting, each["replies"])


def prepared() -> None:
    """December's: some are in, one is missing, one is for named people alone."""
    told_of = read("meeting_papers")["prepared"]
    meeting = meeting_on(date.fromisoformat(told_of["meeting"]))
    office.on(date.fromisoformat(told_of["asked"]))
    rows = [(asked(meeting, row), row) for row in told_of["papers"]]
    office.on(date.fromisoformat(told_of["brought"]))
    for paper, row in rows:
        if row.get("words"):
            brought(paper, row)
    answered(meeting, told_of["replies"])
    for each in told_of["needs"]:
        person = acting(each["who"], "member")
        access.write_need(_user(each["who"]), text=each["text"], by=person)
    points = {key: (True, words) for key, words in told_of["checked"].items()}
    access.check_access(meeting, points, by=acting(SECRETARY))
    contents = contents_of(meeting, "members")
    content, pages = render_pack(contents)
    packs.keep_pack(contents, content, pages=pages, by=acting(SECRETARY))


def _user(key: str) -> User:
    return User.objects.get(email=BY_KEY[key].email)


def asked(meeting: Meeting, row: dict) -> Paper:
    item = meeting.items.standing().filter(title__icontains=row["item"]).first()
    return papers.ask_paper(
        meeting, title=row["title"], owner=_user(row["owner"]) if row.get("owner") else None,
        due_on=date.fromisoformat(row["due"]) if row.get("due") else None,
        mark=Mark(row.get("mark", "meeting")), item=item if row["item"] else None,
        readers=[_user(key) for key in row.get("readers", ())], by=acting(SECRETARY),
    )  # fmt: skip


def brought(paper: Paper, row: dict) -> None:
    """A file with these words, which is checked at once."""
    name = row["file"]
    content = TABLE.encode() if name.endswith(".csv") else example_pdf(
        *row["words"], heading=f"Example paper: {row['title'].removeprefix('Example: ')}"
    )  # fmt: skip
    by = acting(SECRETARY)
    version = papers.bring(paper, SimpleUploadedFile(name, content), by=by)
    filechecks.check([version.file_id])


def looked(meeting: Meeting, people: list[str]) -> None:
    for key in people:
        circulation.looked_at(meeting, by=acting(key))


def answered(meeting: Meeting, rows: dict[str, str]) -> None:
    """What the representatives said, by the member's short name."""
    for slug, answer in rows.items():
        organisation, key = Organisation.objects.get(slug=slug), representative_of(slug)
        sends, _, substitute = answer.partition(":")
        replies.reply(
            meeting, user=_user(key), organisation=organisation, answer=sends,
            substitute=_user(substitute) if substitute else None, by=acting(key, "member"),
        )  # fmt: skip
