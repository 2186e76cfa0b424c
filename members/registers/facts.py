"""What is read together in the registers: lists with their filters, courses, figures."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from consortium.core import clock
from consortium.core.periods import FinancialYear, Quarter
from members.agreement.models import Protocol
from members.agreement.states import ProtocolKind
from members.models import User

from . import rules
from .models import Awareness, Feedback, FeedbackEntry, Representation, Stakeholder
from .permissions import sees_course
from .states import About, EntryKind, FeedbackKind, FeedbackState, Sector

MEMBERS_LINES = (EntryKind.QUESTION, EntryKind.ACCOUNT)
FIRST_YEAR = 2008


def feedback_for(actor, *, given: dict):
    """What this person may read, as filtered; the newest first."""
    found = Feedback.objects.visible_to(actor).select_related(
        "organisation", "project", "passed_to"
    )
    if given.get("kind"):
        found = found.filter(kind=given["kind"])
    if given.get("state") == "open":
        found = found.open()
    elif given.get("state") == "late":
        found = late(found)
    elif given.get("state") == "over":
        found = found.exclude(pk__in=found.open().values("pk"))
    if given.get("organisation"):
        found = found.filter(organisation=given["organisation"])
    if given.get("q"):
        words = given["q"]
        about = Q(words__icontains=words) | Q(place__icontains=words)
        number = words.upper().removeprefix("FB-").lstrip("0")
        if number.isascii() and number.isdigit() and len(number) < 10:
            about |= Q(pk=int(number))
        found = found.filter(about)
    return found


def late(found, day: date | None = None):
    """Open, and past the day that counts now."""
    day = day or clock.today()
    first = Q(state=FeedbackState.RECEIVED)
    return found.open().filter(first & Q(acknowledge_by__lt=day) | ~first & Q(answer_by__lt=day))


@dataclass(frozen=True)
class Step:
    """One line of a course, with who wrote it as they are called today."""

    entry: FeedbackEntry
    who: str


def course(feedback: Feedback, actor) -> list[Step]:
    """The lines that this person may read, oldest first. Two queries."""
    lines = feedback.entries.select_related("organisation")
    if not sees_course(actor, feedback):
        lines = lines.filter(kind__in=MEMBERS_LINES)
        lines = lines.filter(Q(kind=EntryKind.QUESTION) | Q(organisation=actor.organisation_id))
    found = list(lines)
    names = dict(
        User.objects.filter(pk__in={line.made_by_id for line in found}).values_list("pk", "name")
    )
    return [Step(line, _who(line, names)) for line in found]


def _who(line: FeedbackEntry, names: dict[int, str]) -> str:
    place = line.organisation.short_name if line.organisation else ""
    return ", ".join(filter(None, [names.get(line.made_by_id or 0, ""), place]))


# --- Figures --------------------------------------------------------------------


@dataclass(frozen=True)
class Summary:
    """One year of feedback: four quarters, their sum, and what was learned."""

    year: FinancialYear
    quarters: list[tuple[Quarter, rules.Tally]]
    total: rules.Tally
    abouts: list[tuple[str, int]]
    lessons: list[str]

    @property
    def rows(self) -> list[tuple[str, list[int], int]]:
        """By kind: its word, the four quarters, the year."""
        sums = dict(self.total.kinds)
        return [
            (kind.label, [dict(tally.kinds)[kind] for _, tally in self.quarters], sums[kind])
            for kind in FeedbackKind
        ]


def summary(year: FinancialYear, today: date) -> Summary:
    """Counts without names, for every member (R43). Two queries."""
    found = Feedback.objects.filter(received_on__range=(year.start, year.end))
    names = (
        "kind", "about", "state", "acknowledge_by", "acknowledged_on", "answer_by", "answered_on",
    )  # fmt: skip
    lines = [(on, rules.Line(*rest)) for on, *rest in found.values_list("received_on", *names)]

    def between(first: date, last: date) -> rules.Tally:
        return rules.tally([line for on, line in lines if first <= on <= last], today=today)

    quarters = [(each, between(each.start, each.end)) for each in year.quarters]
    total = between(year.start, year.end)
    closed = Feedback.objects.filter(over_on__range=(year.start, year.end)).exclude(lesson="")
    lessons = list(closed.order_by("over_on", "pk").values_list("lesson", flat=True)[:200])
    abouts = [(About(code).label, count) for code, count in total.abouts]
    return Summary(year, quarters, total, abouts, lessons)


def years(today: date) -> list[FinancialYear]:
    """The years to choose from: from the first feedback to today, newest first."""
    first = Feedback.objects.order_by("received_on").values_list("received_on", flat=True).first()
    now = FinancialYear.containing(today)
    start = FinancialYear.containing(first).start.year if first else now.start.year
    return [FinancialYear(number) for number in range(now.start.year, start - 1, -1)]


# --- Awareness, representation, stakeholders ------------------------------------------


def awareness(given: dict):
    """The log as filtered, the newest first."""
    found = Awareness.objects.standing().select_related("organisation")
    for name in ("kind", "sector", "organisation"):
        if given.get(name):
            found = found.filter(**{name: given[name]})
    if given.get("q"):
        found = found.filter(Q(what__icontains=given["q"]) | Q(place__icontains=given["q"]))
    return found


def awareness_counts(year: FinancialYear) -> list[tuple[str, list[int], int]]:
    """By audience: its word, how many in each quarter, and in the year (R5). One query."""
    rows = Awareness.objects.standing().filter(on_day__range=(year.start, year.end))
    counts: Counter[tuple[str, str]] = Counter()
    for sector, on_day in rows.values_list("sector", "on_day"):
        counts[sector, Quarter.containing(on_day).code] += 1
    table = []
    for sector in Sector:
        cells = [counts[sector.value, quarter.code] for quarter in year.quarters]
        table.append((sector.label, cells, sum(cells)))
    return table


def representation(given: dict):
    """Seats as filtered: those of today, what has ended, or all."""
    today = clock.today()
    found = Representation.objects.select_related("organisation", "person")
    found = found.annotate(reported=Count("reports"))
    if given.get("state", "now") in ("", "now"):
        found = found.exclude(ends__lt=today)
    elif given["state"] == "ended":
        found = found.filter(ends__lt=today)
    elif given["state"] == "due":
        found = found.report_due(today)
    if given.get("organisation"):
        found = found.filter(organisation=given["organisation"])
    if given.get("q"):
        found = found.filter(Q(body__icontains=given["q"]) | Q(seat__icontains=given["q"]))
    return found


def protocol_of_representation() -> Protocol | None:
    """The protocol that 10.9 asks for, where one is in use."""
    return Protocol.objects.in_use().filter(kind=ProtocolKind.REPRESENTATION).first()


def stakeholders(given: dict):
    """Who stands in the register, by name; with `state` "ended": who has left it."""
    found = Stakeholder.objects.select_related("keeper")
    if given.get("state") == "ended":
        found = found.filter(ended_on__isnull=False)
    else:
        found = found.current()
    if given.get("sector"):
        found = found.filter(sector=given["sector"])
    if given.get("organisation"):
        found = found.filter(keeper=given["organisation"])
    if given.get("q"):
        found = found.filter(Q(name__icontains=given["q"]) | Q(interest__icontains=given["q"]))
    return found
