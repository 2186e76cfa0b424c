"""What pages and verbs ask: who is independent, and which standards were met."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q

from consortium.core import clock
from members.applications.models import Application
from members.models import Organisation
from members.registers.models import Feedback

from .models import Arrangement, Delivery, Standard
from .rules import Case, Tally, due_on, tally
from .states import Measured

MOST = 1000  # cases of one standard in one year


def is_ours(*names: str) -> bool:
    """Does one of these names belong to an organisation of the consortium, past or present?"""
    asked = Q()
    for name in filter(None, (" ".join(each.split()) for each in names)):
        asked |= Q(name__iexact=name) | Q(short_name__iexact=name)
    return bool(asked) and Organisation.objects.filter(asked).exists()


Source = Callable[[date, date], Iterable[tuple[str, date, date | None]]]
SOURCES: dict[str, Source] = {}


def measures(kind: str) -> Callable[[Source], Source]:
    """Register where the days of a standard come from: what, the day that counts, when done.

    An app above this one brings its own: meetings will for agendas and minutes.
    """

    def keep(source: Source) -> Source:
        SOURCES[kind] = source
        return source

    return keep


@measures(Measured.APPLICATIONS)
def applications(starts: date, ends: date):
    """From the day an application came in to the first question or the consultation."""
    found = Application.objects.filter(sent_on__gte=starts, sent_on__lte=ends)
    first = found.annotate(asked=Min("questions__asked_on")).order_by("sent_on", "pk")
    for each in first[:MOST]:
        steps = [day for day in (each.asked, each.consulted_on, each.decided_on) if day]
        yield f"Application {each.reference}", each.sent_on, min(steps, default=None)


@measures(Measured.FEEDBACK)
def feedback(starts: date, ends: date):
    """From the day feedback or a complaint came in to its answer, or to its end without one."""
    found = Feedback.objects.filter(received_on__gte=starts, received_on__lte=ends)
    for each in found.order_by("received_on", "pk").only(
        "pk", "received_on", "answered_on", "over_on"
    )[:MOST]:
        yield f"FB-{each.pk:04d}", each.received_on, each.answered_on or each.over_on


def cases_of(standard: Standard, *, starts: date, ends: date) -> list[Case]:
    """Every time the standard counted from `starts` to `ends`. One query."""
    first, last = max(starts, standard.starts), min(ends, standard.ends or ends)
    if standard.measured == Measured.HAND:
        found = Delivery.objects.filter(standard=standard, base_on__gte=first, base_on__lte=last)
        rows = found.values_list("item", "base_on", "due_on", "done_on")
        return [Case(*row) for row in rows.order_by("base_on", "pk")[:MOST]]
    source = SOURCES.get(standard.measured)
    return [
        Case(what, base, due_on(base=base, basis=standard.basis, days=standard.days), done)
        for what, base, done in (source(first, last) if source else ())
    ]


@dataclass(frozen=True)
class Line:
    """One row of the table of service (R87)."""

    standard: Standard
    tally: Tally


def service_table(*, starts: date, ends: date) -> list[Line]:
    """Every standard promised on some day from `starts` to `ends`, with what was met."""
    found = Standard.objects.filter(starts__lte=ends).filter(
        Q(ends__isnull=True) | Q(ends__gte=starts)
    )
    found = found.select_related("arrangement", "arrangement__organisation")
    return [
        Line(each, tally(cases_of(each, starts=starts, ends=ends), today=clock.today()))
        for each in found.order_by("arrangement__title", "pk")
    ]


def tally_of(arrangement: Arrangement, *, starts: date, ends: date) -> Tally:
    """All standards of one arrangement together."""
    found = [
        case
        for each in arrangement.standards.all()
        for case in cases_of(each, starts=starts, ends=ends)
    ]
    return tally(found, today=clock.today())
