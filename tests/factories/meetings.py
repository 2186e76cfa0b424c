"""A consortium of members with their people, and meetings in any state, for tests.

The rows of a meeting's frame are made directly; what happens in it goes through the verbs.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from consortium.core import clock
from consortium.core.actor import Actor
from consortium.core.periods import LONDON, FinancialYear
from members.meetings.facts import moments
from members.meetings.models import AgendaItem, Meeting, Presence
from members.meetings.states import ItemKind, ItemState, MeetingState, Part, Purpose
from members.models import Organisation, User
from members.states import Membership, Role

from . import members as make

TODAY = date(2026, 12, 10)  # a Thursday


@dataclass(frozen=True)
class Member:
    """A member with its representative and a named substitute."""

    organisation: Organisation
    representative: User
    substitute: User

    @property
    def by(self) -> Actor:
        return make.actor_of(self.representative, f"member:{self.organisation.pk}")

    @property
    def by_substitute(self) -> Actor:
        return make.actor_of(self.substitute, f"member:{self.organisation.pk}")


@dataclass(frozen=True)
class Consortium:
    """`members[0]` is the accountable body, `members[1]` the chair's organisation."""

    office: make.OfficePeople
    members: tuple[Member, ...]
    adviser: User

    @property
    def secretariat(self) -> Actor:
        return make.actor_of(self.office.secretariat)

    @property
    def chair(self) -> Actor:
        one = self.members[1]
        return make.actor_of(one.representative, f"chair:{one.organisation.pk}")


def member(organisation: Organisation | None = None) -> Member:
    body = organisation or make.OrganisationFactory()
    return Member(body, make.seated(Role.REPRESENTATIVE, body), make.seated(Role.SUBSTITUTE, body))


def consortium(members: int = 6) -> Consortium:
    """That many full members, the first accountable and the second in the chair, and an adviser."""
    make.ConsortiumFactory()
    office = make.office()
    everybody = (member(office.organisation), *(member() for _ in range(members - 1)))
    if members > 1:
        make.ChairFactory(
            holder=everybody[1].representative, organisation=everybody[1].organisation
        )
    advising = make.OrganisationFactory(membership=Membership.CO_OPTED)
    return Consortium(office, everybody, make.seated(Role.ADVISER, advising))


def meeting(*, on: date | None = None, state=MeetingState.PLANNED, **fields) -> Meeting:
    """A meeting from two to four, today unless `on` says otherwise, in a state."""
    on = on or clock.today()
    begins = datetime.combine(on, time(14), tzinfo=LONDON)
    times = {}
    if state in (MeetingState.OPEN, MeetingState.HELD):
        times["began_at"] = begins
    if state == MeetingState.HELD:
        times["ended_at"] = begins + timedelta(hours=2)
    if state == MeetingState.CANCELLED:
        times["cancelled_why"] = "Snow."
    values = {
        "on": on,
        "financial_year": FinancialYear.containing(on).label,
        "starts_at": time(14),
        "ends_at": time(16),
        "place": "The Old Mill, Bedford",
        **times,
        **fields,
    }
    return Meeting.objects.create(state=state, **values)


def item(of: Meeting, *, title: str = "Shared training", **fields) -> AgendaItem:
    """An item at the foot of the agenda, to be decided."""
    last = of.items.order_by("-position").values_list("position", flat=True).first()
    values = {"kind": ItemKind.GENERAL, "purpose": Purpose.DECIDE, **fields}
    return AgendaItem.objects.create(meeting=of, title=title, position=(last or 0) + 1, **values)


def now_at(one: AgendaItem) -> AgendaItem:
    """The item that the meeting is at."""
    one.state, one.began_at = ItemState.NOW, moments.now()
    one.save(update_fields=["state", "began_at"])
    return one


def arrive(of: Meeting, *people: Member | User, part: str = "", organisation=None) -> None:
    """Members' representatives (or users, as `part`) come in."""
    for each in people:
        user = each.representative if isinstance(each, Member) else each
        at = each.organisation if isinstance(each, Member) else organisation
        Presence.objects.create(
            meeting=of,
            user=user,
            organisation=at,
            part=part or Part.REPRESENTATIVE,
            arrived_at=moments.now(),
        )


def under_way(of: Consortium, *, present: int | None = None, **fields) -> Meeting:
    """A meeting that goes on today with so many members there (all), the first ones."""
    found = meeting(state=MeetingState.OPEN, **fields)
    arrive(found, *of.members[: len(of.members) if present is None else present])
    return found
