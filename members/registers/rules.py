"""Plain rules of the registers: who handles a complaint, and what a year of feedback says.

"About the AB: goes to CH; about CH: to the AB and another member" (R101).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

OFFICE, CHAIR, MEMBER = "office", "chair", "member"
KINDS = ("compliment", "suggestion", "concern", "complaint")
GRIEVANCES = frozenset({"concern", "complaint"})
NOT_COUNTED = frozenset({"dropped"})


def first_side(
    *,
    kind: str,
    organisation_id: int | None,
    body_id: int | None,
    chair_organisation_id: int | None,
) -> str:
    """Who handles it first: the office, but for a grievance about its own organisation.

    Where nobody holds the chair, that goes to the other members.

    >>> first_side(kind="complaint", organisation_id=1, body_id=1, chair_organisation_id=2)
    'chair'
    """
    if kind not in GRIEVANCES or organisation_id is None or organisation_id != body_id:
        return OFFICE
    if chair_organisation_id is None or chair_organisation_id == organisation_id:
        return MEMBER
    return CHAIR


def next_side(side: str, *, organisation_id: int | None, chair_organisation_id: int | None) -> str:
    """Who looks at it anew when somebody is not satisfied: never who answered before,
    but for another member, which follows on the one before it.
    """
    free = chair_organisation_id is not None and chair_organisation_id != organisation_id
    return CHAIR if side == OFFICE and free else MEMBER


@dataclass(frozen=True)
class Line:
    """One piece of feedback as the figures need it."""

    kind: str
    about: str
    state: str
    acknowledge_by: date
    acknowledged_on: date | None
    answer_by: date
    answered_on: date | None


@dataclass(frozen=True)
class Timing:
    """How many were in time, late, or are not due yet. The three are all there are."""

    in_time: int = 0
    late: int = 0
    to_come: int = 0

    @property
    def total(self) -> int:
        return self.in_time + self.late + self.to_come


@dataclass(frozen=True)
class Tally:
    """A period's figures; the totals of kinds and of subjects are the same number."""

    total: int
    kinds: tuple[tuple[str, int], ...]
    abouts: tuple[tuple[str, int], ...]
    acknowledged: Timing
    answered: Timing


def tally(lines: Iterable[Line], *, today: date) -> Tally:
    """Count by kind and subject, and what was acknowledged and answered in time.

    What was not for us is not counted. What was withdrawn before its day is not late.
    """
    rows = [line for line in lines if line.state not in NOT_COUNTED]
    kinds, abouts = Counter(row.kind for row in rows), Counter(row.about for row in rows)
    return Tally(
        total=len(rows),
        kinds=tuple((kind, kinds[kind]) for kind in KINDS),
        abouts=tuple(sorted(abouts.items())),
        acknowledged=_timing(
            [(row.acknowledge_by, row.acknowledged_on) for row in rows if _counts(row)], today
        ),
        answered=_timing([(row.answer_by, row.answered_on) for row in rows if _counts(row)], today),
    )


def _counts(row: Line) -> bool:
    return row.state != "withdrawn"


def _timing(days: list[tuple[date, date | None]], today: date) -> Timing:
    found = Counter(_said(by, done, today) for by, done in days)
    return Timing(found["in_time"], found["late"], found["to_come"])


def _said(by: date, done: date | None, today: date) -> str:
    if done is not None:
        return "in_time" if done <= by else "late"
    return "late" if today > by else "to_come"


# --- Prospects ------------------------------------------------------------------------

LONGEST_WAIT_YEARS = 2


def next_step_refusals(step: str, day: date | None, *, today: date) -> list[str]:
    """Why this cannot be the next step with a prospect; empty when it can."""
    reasons = []
    if not step.strip():
        reasons.append("Say what the next step is.")
    if day is None:
        reasons.append("Say by when the next step is done.")
    elif day < today:
        reasons.append("The next step must be today or later.")
    return reasons


def ask_again_refusals(day: date | None, *, today: date) -> list[str]:
    """Why nobody can be asked again on this day; None: they are not asked again.

    Until then the person there stays named, so it is not put off for ever.
    """
    if day is None:
        return []
    if day <= today:
        return ["The day to ask again must be later than today."]
    if (day - today).days > LONGEST_WAIT_YEARS * 366:
        return [f"Ask again within {LONGEST_WAIT_YEARS} years."]
    return []


@dataclass(frozen=True)
class Offer:
    """One service: which members give it, and which prospects would."""

    name: str
    members: tuple[str, ...]
    prospects: tuple[str, ...]

    @property
    def is_gap(self) -> bool:
        """Nobody gives it, or one member alone."""
        return len(self.members) < 2


def offers(
    names: Iterable[tuple[str, str]],
    members: Iterable[tuple[str, str]],
    prospects: Iterable[tuple[str, str]],
) -> list[Offer]:
    """Each (code, word) with who gives it, from pairs (code, who); the scarcest first."""
    given: dict[str, list[str]] = {}
    would: dict[str, list[str]] = {}
    for pairs, into in ((members, given), (prospects, would)):
        for code, who in pairs:
            into.setdefault(code, []).append(who)
    found = [
        Offer(word, tuple(sorted(given.get(code, []))), tuple(sorted(would.get(code, []))))
        for code, word in names
    ]
    return sorted(found, key=lambda each: len(each.members))


# --- Events ---------------------------------------------------------------------------

EVENING = time(17)
SATURDAY = 5


def volunteer_friendly(on: date, starts_at: time) -> bool:
    """In the evening or at a weekend, when people come who work or study by day (R110).

    >>> volunteer_friendly(date(2026, 11, 27), time(17, 0))
    True
    """
    return on.weekday() >= SATURDAY or starts_at >= EVENING


def sign_up_refusals(
    *, on: date, until: date | None, places: int | None, taken: int, today: date
) -> list[str]:
    """Why nobody can sign up any more; empty while they can. `until` and `on` count in full."""
    if today > on:
        return ["This event is over."]
    if until and today > until:
        return ["Sign-up is closed."]
    if places is not None and taken >= places:
        return ["All places are taken."]
    return []


@dataclass(frozen=True)
class Attendance:
    """One standing sign-up as the report of an event needs it; `attended` None: not ticked."""

    organisation: str
    people: int
    attended: bool | None
    at_the_door: bool


@dataclass(frozen=True)
class EventReport:
    """Who was asked and who came, by organisation; nobody is named.

    `asked`: (organisation, how many came from it). `came`: (organisation, people), the most
    first; "" is for those who came for themselves.
    """

    asked: tuple[tuple[str, int], ...]
    came: tuple[tuple[str, int], ...]
    signed_up: int
    stayed_away: int
    at_the_door: int

    @property
    def people(self) -> int:
        return sum(count for _, count in self.came)

    @property
    def bodies(self) -> int:
        """How many organisations somebody came from."""
        return sum(1 for name, _ in self.came if name)


def event_report(asked: Iterable[str], lines: Iterable[Attendance]) -> EventReport:
    """Count who came; an organisation is one however it was typed, in the first spelling."""
    rows = list(lines)
    spelt: dict[str, str] = {}
    people: Counter[str] = Counter()
    for row in rows:
        name = _one_way(row.organisation)
        spelt.setdefault(name, " ".join(row.organisation.split()))
        if row.attended:
            people[name] += row.people
    invited = {_one_way(name): " ".join(name.split()) for name in asked}
    signed = [row for row in rows if not row.at_the_door]
    return EventReport(
        asked=tuple((word, people[name]) for name, word in sorted(invited.items())),
        came=tuple((invited.get(name, spelt[name]), count) for name, count in _most_first(people)),
        signed_up=len(signed),
        stayed_away=sum(1 for row in signed if row.attended is False),
        at_the_door=sum(row.people for row in rows if row.at_the_door and row.attended),
    )


def _one_way(name: str) -> str:
    return " ".join(name.split()).casefold()


def _most_first(people: Counter[str]) -> list[tuple[str, int]]:
    return sorted(people.items(), key=lambda row: (-row[1], row[0]))
