"""What waits to be put on an agenda: left over, raised elsewhere, brought by other parts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from consortium.core.audit import kind_and_id
from members.actions.business import WAITS
from members.meetings.models import AgendaItem, ItemProposal, Meeting
from members.meetings.models.agenda import ProposalState
from members.meetings.rules_agenda import LAST_KINDS, STANDING_KINDS
from members.meetings.states import LIVE, ItemKind, ItemState, Mark, MeetingState, Purpose
from members.models import MeetingBusiness


@dataclass(frozen=True)
class Brought:
    """Something that another part of the site wants on the next agenda. `about`: the record, or
    a (kind, id) pair; it is on an agenda as long as an item there is about the same. `at_once`:
    it goes there by itself, before items are called for."""

    kind: ItemKind
    title: str
    about: Any
    text: str = ""
    minutes: int | None = 10
    purpose: Purpose = Purpose.DISCUSS
    at_once: bool = False
    mark: Mark = Mark.MEETING

    @property
    def key(self) -> str:
        return "/".join((self.kind, *kind_and_id(self.about)))


Source = Callable[[Meeting], Iterable[Brought]]
SOURCES: list[Source] = []


def brings(source: Source) -> Source:
    """Register `function(meeting) -> [Brought, …]`: reviews bring the steps that are due, and
    overrides bring what is not reported yet. Asked on every page of an agenda: few queries."""
    SOURCES.append(source)
    return source


def every(meeting: Meeting) -> list[Brought]:
    """All that other parts bring, on an agenda or not."""
    return [each for source in SOURCES for each in source(meeting)]


def brought(meeting: Meeting) -> list[Brought]:
    """What other parts bring and no agenda has yet, in the order of registration."""
    found = every(meeting)
    if not found:
        return []
    there = AgendaItem.objects.filter(meeting__state__in=sorted(LIVE)).standing()
    on_one = set(there.values_list("kind", "about_kind", "about_id"))
    return [each for each in found if (str(each.kind), *kind_and_id(each.about)) not in on_one]


def carried():
    """Items that a meeting carried over and no later one has taken in; also what was on the
    agenda of a meeting that was called off. Not the three of a year's end, which the system
    carries itself, nor what stands on every agenda."""
    kept = Q(state=ItemState.CARRIED) | Q(
        state=ItemState.PLANNED, meeting__state=MeetingState.CANCELLED
    )
    rows = AgendaItem.objects.filter(kept, carried_to__isnull=True)
    left_out = sorted({*LAST_KINDS, *STANDING_KINDS} - {ItemKind.MINUTES})
    rows = rows.exclude(kind__in=left_out).exclude(
        kind=ItemKind.MINUTES, meeting__state=MeetingState.CANCELLED
    )
    return rows.select_related("meeting", "business").order_by("meeting__on", "position")


def business():
    """Business that waits and is on no agenda to come, nor carried over from one."""
    here = AgendaItem.objects.filter(business=OuterRef("pk"))
    open_now = here.filter(
        state__in=[ItemState.PLANNED, ItemState.NOW], meeting__state__in=sorted(LIVE)
    )
    left = carried().filter(business=OuterRef("pk")).order_by()
    rows = MeetingBusiness.objects.filter(WAITS)
    return rows.exclude(Exists(open_now)).exclude(Exists(left)).order_by("raised_on", "pk")


def proposals(meeting: Meeting):
    """What members have proposed for this meeting and nobody has answered."""
    rows = ItemProposal.objects.filter(meeting=meeting, state=ProposalState.SENT)
    return rows.select_related("organisation", "proposed_by")
