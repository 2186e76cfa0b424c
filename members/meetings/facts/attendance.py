"""Who was at the meetings of a financial year: members by meetings (R46, R47)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Value

from members.meetings.models import Meeting, Presence
from members.meetings.models.replies import Answer, Reply
from members.meetings.states import MeetingState, Part
from members.models import Organisation

PRESENT, SUBSTITUTE, APOLOGIES, ABSENT, NOT_YET = (
    "Present", "Substitute", "Apologies", "Absent", "Not a member",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One member: a word for each meeting, in their order."""

    organisation: str
    cells: tuple[str, ...]
    days: tuple[date, ...]

    @property
    def named(self) -> list[tuple[date, str]]:
        """Each cell with the day of its meeting."""
        return list(zip(self.days, self.cells, strict=True))

    @property
    def there(self) -> int:
        """At how many meetings somebody was there for it."""
        return sum(each in (PRESENT, SUBSTITUTE) for each in self.cells)

    @property
    def asked(self) -> int:
        return sum(each != NOT_YET for each in self.cells)


@dataclass(frozen=True)
class Grid:
    meetings: tuple[Meeting, ...]
    rows: tuple[Row, ...]


def grid(label: str) -> Grid:
    """Of a financial year by its label, "2026/27": the meetings that were held, and every
    organisation that had a vote at one of them. Four queries."""
    held = Meeting.objects.of_year(label).filter(state=MeetingState.HELD)
    meetings = tuple(held.order_by("on", "starts_at"))
    stays: dict[tuple[int, int], set[str]] = {}
    rows = Presence.objects.standing().voting().filter(meeting__in=meetings)
    for meeting, organisation, part in rows.values_list("meeting_id", "organisation_id", "part"):
        stays.setdefault((meeting, organisation), set()).add(part)
    sent = Reply.objects.filter(meeting__in=meetings, answer=Answer.APOLOGIES)
    apologies = set(sent.values_list("meeting_id", "organisation_id"))
    voting, names = _voting(meetings)
    days = tuple(each.on for each in meetings)
    found = [
        Row(name, tuple(_word(each.pk, pk, voting, stays, apologies) for each in meetings), days)
        for pk, name in sorted(names.items(), key=lambda body: body[1])
    ]
    return Grid(meetings, tuple(found))


def _voting(meetings: Iterable[Meeting]) -> tuple[set[tuple[int, int]], dict[int, str]]:
    """(meeting, organisation) of every vote that there was, and the organisations' names. One
    query for all meetings, as who has a vote depends on the day."""
    asked = [
        Organisation.objects.voting_on(each.on).order_by().values_list(
            Value(each.pk, output_field=BigIntegerField()), "pk", "name"
        )
        for each in meetings
    ]  # fmt: skip
    rows = list(asked[0].union(*asked[1:], all=True)) if asked else []
    return {(meeting, pk) for meeting, pk, _ in rows}, {pk: name for _, pk, name in rows}


def _word(meeting: int, body: int, voting: set, stays: dict, apologies: set) -> str:
    if (meeting, body) not in voting:
        return NOT_YET
    parts = stays.get((meeting, body), set())
    if parts:
        return PRESENT if Part.REPRESENTATIVE in parts else SUBSTITUTE
    return APOLOGIES if (meeting, body) in apologies else ABSENT
