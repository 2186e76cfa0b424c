"""What came after the meetings of the past: actions, minutes, a correction, a report to a board."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from consortium.core import filechecks
from members.meetings.actions import boards, follow_up, minutes
from members.meetings.facts.minutes import whole
from members.meetings.facts.record import named
from members.meetings.models import Action, Meeting, Minutes
from members.meetings.reports.minutes import render_minutes
from members.meetings.states import MinutesState
from members.models import Organisation, User

from . import office
from .cast import BY_KEY, acting, representative_of
from .facts import read
from .meeting import SECRETARY, meeting_on
from .receipts import example_pdf


def told(day: date) -> None:
    """All that belongs to one meeting, before the next one is told."""
    facts, meeting = read("meeting_after"), meeting_on(day)
    sealed()
    rows = [each for each in facts["actions"] if each["meeting"] == day.isoformat()]
    made = [(recorded(meeting, row), row) for row in rows]
    written(meeting, facts["minutes"][day.isoformat()])
    for action, row in sorted(made, key=_ended):
        ended(action, row)
    for row in facts["boards"]:
        if row["meeting"] == day.isoformat():
            reported(meeting, row)


def _ended(pair: tuple[Action, dict]) -> str:
    row = pair[1]
    return (row.get("done") or row.get("dropped") or {"on": ""})["on"]


def recorded(meeting: Meeting, row: dict) -> Action:
    office.on(date.fromisoformat(row["on"]))
    item = meeting.items.standing().filter(title__icontains=row["item"]).first()
    body = Organisation.objects.get(slug=row["member"]) if row.get("member") else None
    return follow_up.record(
        meeting, task=row["task"], organisation=body, item=item,
        person=_user(row["person"]) if row.get("person") else None,
        due_on=date.fromisoformat(row["due"]), by=acting(SECRETARY),
    )  # fmt: skip


def ended(action: Action, row: dict) -> None:
    if dropped := row.get("dropped"):
        office.on(date.fromisoformat(dropped["on"]))
        follow_up.drop(action, why=dropped["why"], by=acting(SECRETARY))
    if done := row.get("done"):
        office.on(date.fromisoformat(done["on"]))
        who = row.get("person") or representative_of(row["member"])
        file = done.get("file")
        page = example_pdf(done["proof"], heading=row["task"].removeprefix("Example: "))
        upload = SimpleUploadedFile(file, page) if file else None
        made = follow_up.done(action, proof=done["proof"], upload=upload, by=acting(who, "member"))
        if made.file_id:
            filechecks.check([made.file_id])


def written(meeting: Meeting, row: dict) -> None:
    office.on(date.fromisoformat(row["begun"]))
    made = minutes.begin(meeting, by=acting(SECRETARY))
    for title, words in row.get("words", {}).items():
        part = made.sections.get(title__icontains=title)
        minutes.write(part, title=part.title, text=words, version=part.version,
                      by=acting(SECRETARY))  # fmt: skip
    if day := row.get("circulated"):
        office.on(date.fromisoformat(day))
        minutes.circulate(made, by=acting(SECRETARY))


def reported(meeting: Meeting, row: dict) -> None:
    """A representative has told their own board of it."""
    on = date.fromisoformat(row["on"])
    office.on(on)
    by = acting(representative_of(row["member"]), "member")
    boards.reported(meeting, on=on, note=row["note"], by=by)


def corrected() -> None:
    """The minutes of September go out late, and somebody who was there wants a correction."""
    row = read("meeting_after")["later"]
    office.on(date.fromisoformat(row["circulated"]))
    found = Minutes.objects.get(meeting__on=row["meeting"])
    found = minutes.circulate(found, by=acting(SECRETARY))
    office.on(date.fromisoformat(row["asked_on"]))
    part = found.sections.get(title__icontains=row["part"])
    minutes.ask_correction(found, section=part, text=row["text"], by=acting(row["who"], "member"))


def sealed() -> None:
    """The PDF of what has been approved, as the task keeps it."""
    for each in Minutes.objects.filter(state=MinutesState.APPROVED, file__isnull=True):
        content = render_minutes(each, named(whole(each)))
        minutes.keep_pdf(each, content, by=acting(SECRETARY))


def _user(key: str) -> User:
    return User.objects.get(email=BY_KEY[key].email)
