"""What pages and verbs ask: who is independent, and which standards were met."""

from collections.abc import Callable, Collection, Iterable
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
    for each in first:
        steps = [day for day in (each.asked, each.consulted_on, each.decided_on) if day]
        yield f"Application {each.reference}", each.sent_on, min(steps, default=None)


@measures(Measured.FEEDBACK)
def feedback(starts: date, ends: date):
    """From the day feedback or a complaint came in to its answer, or to its end without one."""
    found = Feedback.objects.filter(received_on__gte=starts, received_on__lte=ends)
    for each in found.order_by("received_on", "pk").only(
        "pk", "received_on", "answered_on", "over_on"
    ):
        yield f"FB-{each.pk:04d}", each.received_on, each.answered_on or each.over_on


def cases_of(standard: Standard, *, starts: date, ends: date) -> list[Case]:
    """Every time the standard counted from `starts` to `ends`. One query."""
    return cases_by_standard([standard], starts=starts, ends=ends)[standard.pk]


def cases_by_standard(
    standards: Collection[Standard], *, starts: date, ends: date
) -> dict[int, list[Case]]:
    """The same of many: one query for what is recorded by hand, one for each other measure."""
    by_hand = [each.pk for each in standards if each.measured == Measured.HAND]
    written = Delivery.objects.filter(standard__in=by_hand, base_on__range=(starts, ends))
    found: dict[int, list[Case]] = {each.pk: [] for each in standards}
    names = ("standard_id", "item", "base_on", "due_on", "done_on")
    for pk, *row in written.order_by("base_on", "pk").values_list(*names) if by_hand else ():
        found[pk].append(Case(*row))
    kinds = {each.measured for each in standards} & SOURCES.keys()
    taken = {kind: list(SOURCES[kind](starts, ends)) for kind in kinds}
    for each in standards:
        last = min(ends, each.ends or ends)
        found[each.pk] = [case for case in found[each.pk] if each.starts <= case.base <= last]
        found[each.pk] += [
            Case(what, base, due_on(base=base, basis=each.basis, days=each.days), done)
            for what, base, done in taken.get(each.measured, ())
            if each.starts <= base <= last
        ]
    return found


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
    standards = list(found.order_by("arrangement__title", "pk"))
    cases, today = cases_by_standard(standards, starts=starts, ends=ends), clock.today()
    return [Line(each, tally(cases[each.pk], today=today)) for each in standards]


def tally_of(arrangement: Arrangement, *, starts: date, ends: date) -> Tally:
    """All standards of one arrangement together."""
    cases = cases_by_standard(list(arrangement.standards.all()), starts=starts, ends=ends)
    return tally([case for each in cases.values() for case in each], today=clock.today())
