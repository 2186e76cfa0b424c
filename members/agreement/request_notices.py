"""Who is told what about requests to members."""

from consortium.core import clock
from consortium.core.days import long_day
from members.notices import tell
from members.offices import holders
from members.states import Role

from .models import RequestLine


def to_member(kind: str, line: RequestLine, subject: str, *lines: str, do: str, by) -> None:
    roles = Role.REPRESENTATIVE, Role.INFORMATION_OFFICER
    for user in holders(*roles, day=clock.today(), organisation=line.organisation_id):
        tell(
            f"request.{kind}", line, user, subject, *lines, link=line.get_absolute_url(), do=do,
            by=by,
        )  # fmt: skip


def to_office(kind: str, line: RequestLine, subject: str, *lines: str, by) -> None:
    for user in holders(Role.SECRETARIAT, Role.STRATEGIC_OFFICER, day=clock.today()):
        tell(
            f"request.{kind}", line, user, subject, *lines, link=line.get_absolute_url(),
            do="See the request", by=by,
        )  # fmt: skip


def asked(line: RequestLine, *, by):
    to_member(
        "asked", line, f"We need from you: {line.request.title}", line.request.what,
        f"By {long_day(line.due_on)}. Agree to that day, or propose another.",
        do="Answer", by=by,
    )  # fmt: skip


def due_soon(line: RequestLine, *, by):
    to_member(
        "due_soon", line, f"Due on {long_day(line.due_on)}: {line.request.title}",
        "We still need your answer.", do="Answer", by=by,
    )  # fmt: skip


def late(line: RequestLine, *, by):
    words = f"The answer of {line.organisation.name} was due on {long_day(line.due_on)}."
    subject = f"Late: {line.request.title}"
    to_member("late", line, subject, words, do="Answer now", by=by)
    to_office("late", line, subject, words, by=by)


def proposed(line: RequestLine, *, by):
    to_office(
        "proposed", line, f"{line.organisation.name} proposes another day",
        f"For “{line.request.title}”: {long_day(line.proposed_on)} in place of "
        f"{long_day(line.due_on)}.", line.proposal, by=by,
    )  # fmt: skip


def agreed(line: RequestLine, *, by):
    to_member(
        "agreed", line, f"Agreed: {line.request.title} by {long_day(line.due_on)}",
        "The day that you proposed counts now.", do="See the request", by=by,
    )  # fmt: skip


def declined(line: RequestLine, reason: str, *, by):
    to_member(
        "declined", line, f"The day stays: {line.request.title}",
        f"We need your answer by {long_day(line.due_on)}.", reason, do="Answer", by=by,
    )  # fmt: skip


def answered(line: RequestLine, *, by):
    to_office(
        "answered", line, f"{line.organisation.name} has answered: {line.request.title}", by=by
    )
