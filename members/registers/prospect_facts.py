"""What is read together about prospects: the list, its stages with counts, gaps, figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from consortium.core.periods import FinancialYear
from members.applications.models import Application
from members.applications.states import ApplicationState
from members.models import Organisation, User
from members.roll.facts import members_by_short_name
from members.roll.models import Area, Profile, ProfileEntry
from members.roll.states import EntryKind, Service

from . import rules
from .models import Prospect, ProspectContact, ProspectService
from .states import IN_VIEW, ProspectState

S = ProspectState


def prospects(given: dict, *, owner_id: int | None):
    """As filtered, by name; `state` is "" for those in view, "due", "mine", "all" or a stage."""
    found = Prospect.objects.select_related("owner", "application").with_day()
    state = given.get("state") or ""
    if state in S.values:
        found = found.filter(state=state)
    elif state == "mine":
        found = found.in_view().filter(owner=owner_id)
    elif state != "all":
        found = found.in_view()
    if given.get("q"):
        words = given["q"]
        found = found.filter(
            Q(name__icontains=words) | Q(work__icontains=words) | Q(gap__icontains=words)
        )
    return found


def stages() -> dict[str, int]:
    """How many stand at each stage, also where none does. One query."""
    rows = Prospect.objects.order_by().values_list("state").annotate(Count("pk"))
    counted = dict(rows)
    return {state.value: counted.get(state.value, 0) for state in S}


def in_view(counts: Mapping[str, int]) -> int:
    return sum(counts[state] for state in IN_VIEW)


@dataclass(frozen=True)
class Said:
    """One contact, with who wrote it down as they are called today."""

    contact: ProspectContact
    who: str


def contacts(prospect: Prospect) -> list[Said]:
    """The log, newest first; two queries."""
    found = list(prospect.contacts.all()[:100])
    people = User.objects.filter(pk__in={each.recorded_by_id for each in found})
    names = dict(people.values_list("pk", "name"))
    return [Said(each, names.get(each.recorded_by_id, "")) for each in found]


def applications_to_match(prospect: Prospect):
    """Applications that were sent, went on, and belong to no prospect."""
    sent = Application.objects.filter(sent_on__isnull=False, prospect__isnull=True)
    return sent.exclude(state=ApplicationState.WITHDRAWN).order_by("name", "pk")


# --- Gaps -----------------------------------------------------------------------------


def service_offers(day: date) -> list[rules.Offer]:
    """Each service with the members that give it and the prospects that would; the scarcest
    first. Three queries."""
    members = {each.pk: each.short_name for each in members_by_short_name(day)}
    entries = ProfileEntry.objects.filter(
        kind=EntryKind.SERVICE, profile__organisation__in=list(members)
    )
    would = ProspectService.objects.filter(prospect__state__in=sorted(IN_VIEW))
    given = entries.values_list("code", "profile__organisation")
    return rules.offers(
        Service.choices,
        [(code, members[pk]) for code, pk in given],
        would.order_by("pk").values_list("code", "prospect__name"),
    )


def place_offers(day: date) -> list[rules.Offer]:
    """The same for places: who works there, and which prospect does. Three queries."""
    members = Organisation.objects.voting_on(day)
    areas = Area.objects.on(day)
    working = Profile.areas.through.objects.filter(
        area__in=areas, profile__organisation__in=members
    )
    there = Prospect.areas.through.objects.filter(
        area__in=areas, prospect__state__in=sorted(IN_VIEW)
    )
    return rules.offers(
        [(str(pk), name) for pk, name in areas.values_list("pk", "name")],
        [
            (str(area), name)
            for area, name in working.values_list("area", "profile__organisation__short_name")
        ],
        [(str(area), name) for area, name in there.values_list("area", "prospect__name")],
    )


def would_bring(prospect: Prospect, day: date) -> list[rules.Offer]:
    """What this one gives, and where it works, beside which members do already."""
    words = {Service(code).label for code in prospect.services}
    names = {area.name for area in prospect.areas.all()}
    found = [each for each in service_offers(day) if each.name in words]
    return found + [each for each in place_offers(day) if each.name in names]


# --- Figures ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """Prospects on one day, and what came of them in its financial year."""

    on: date
    year: FinancialYear
    stages: tuple[tuple[str, str, int], ...]  # (value, word, count) in their order
    in_view: int
    due: int
    added: int
    became: tuple[str, ...]
    let_go: int
    gaps: tuple[rules.Offer, ...]
    places: tuple[rules.Offer, ...]

    @property
    def sentence(self) -> str:
        """As in "12 prospects, 3 interested, 2 became members this year"."""
        interested = {value: count for value, _, count in self.stages}[S.INTERESTED]
        joined = len(self.became)
        return (
            f"{self.in_view} prospect{'' if self.in_view == 1 else 's'}, {interested} interested, "
            f"{joined} became {'a member' if joined == 1 else 'members'} this year"
        )


def figures(today: date) -> Figures:
    """On one page, without people; eight queries."""
    year, counts = FinancialYear.containing(today), stages()
    span = (year.start, min(year.end, today))
    of_year = Prospect.objects.aggregate(
        added=Count("pk", filter=Q(added_on__range=span)),
        let_go=Count("pk", filter=Q(state=S.NOT_NOW, ended_on__range=span)),
        due=Count("pk", filter=Q(next_on__lte=today) | Q(ask_again_on__lte=today)),
    )
    became = Prospect.objects.filter(became_on__range=span).order_by("became_on", "name")
    return Figures(
        on=today,
        year=year,
        stages=tuple((state.value, state.label, counts[state.value]) for state in S),
        in_view=in_view(counts),
        became=tuple(became.values_list("name", flat=True)),
        gaps=tuple(each for each in service_offers(today) if each.is_gap),
        places=tuple(each for each in place_offers(today) if each.is_gap),
        **of_year,
    )
