"""Who was at the meetings of a financial year: members by meetings (R46, R47)."""

from dataclasses import dataclass
from datetime import date

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

    organisation: Organisation
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
    organisation that had a vote at one of them. Three queries and one for each meeting."""
    held = Meeting.objects.of_year(label).filter(state=MeetingState.HELD)
    meetings = tuple(held.order_by("on", "starts_at"))
    stays: dict[tuple[int, int], set[str]] = {}
    rows = Presence.objects.standing().voting().filter(meeting__in=meetings)
    for meeting, organisation, part in rows.values_list("meeting_id", "organisation_id", "part"):
        stays.setdefault((meeting, organisation), set()).add(part)
    sent = Reply.objects.filter(meeting__in=meetings, answer=Answer.APOLOGIES)
    apologies = set(sent.values_list("meeting_id", "organisation_id"))
    voting, bodies = {}, {}
    for each in meetings:
        for body in Organisation.objects.voting_on(each.on):
            bodies[body.pk] = body
            voting.setdefault(each.pk, set()).add(body.pk)
    days = tuple(each.on for each in meetings)
    found = [
        Row(
            body,
            tuple(_word(each.pk, body.pk, voting, stays, apologies) for each in meetings),
            days,
        )
        for body in sorted(bodies.values(), key=lambda body: body.name)
    ]
    return Grid(meetings, tuple(found))


def _word(meeting: int, body: int, voting: dict, stays: dict, apologies: set) -> str:
    if body not in voting.get(meeting, ()):
        return NOT_YET
    parts = stays.get((meeting, body), set())
    if parts:
        return PRESENT if Part.REPRESENTATIVE in parts else SUBSTITUTE
    return APOLOGIES if (meeting, body) in apologies else ABSENT
