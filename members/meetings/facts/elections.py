"""Who can stand and why not, which body counts, and where an election is held (9.1, A5, A6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from consortium.core import clock
from consortium.core.days import long_day
from consortium.core.periods import FinancialYear
from members import oneperson
from members.meetings.models import AgendaItem, Candidate, Election, Meeting
from members.meetings.rules_elections import Standing, why_not
from members.meetings.states import ItemKind, ItemState, Outcome
from members.meetings.states_elections import ElectionKind, ElectionState
from members.models import Organisation, Seat, Term, User
from members.offices import accountable_body_or_none, chair_on
from members.rules import term_ends
from members.states import Office, Role

from . import results

ROLES = (Role.REPRESENTATIVE, Role.SUBSTITUTE)


def starts_on(election: Election, *, meeting: Meeting | None = None) -> date:
    """The first day of the term: 1 April, or the day after the meeting where that has gone by."""
    first = FinancialYear.parse(election.for_year).start
    after = meeting.on if meeting else clock.today()
    return max(first, after + timedelta(days=1))


def last_item(item: AgendaItem | None) -> AgendaItem | None:
    """The item that took this one's place, however often it was carried over."""
    while item is not None:
        following = AgendaItem.objects.filter(carried_from=item).select_related("meeting").first()
        if following is None:
            return item
        item = following
    return None


def coming_body(day: date) -> Organisation | None:
    """The accountable body on the first day of a term: the one that the review has put there,
    or today's, which goes on unless a meeting says otherwise (A6, R76)."""
    return accountable_body_or_none(day) or accountable_body_or_none(clock.today())


def body_is_open(election: Election) -> AgendaItem | None:
    """The review of the accountable body that the same meeting still has to take first (A6);
    None where it was taken, or that year's body is settled already."""
    if election.kind != ElectionKind.YEARLY or election.item is None:
        return None
    first = FinancialYear.parse(election.for_year).start
    if Term.objects.on(first).filter(office=Office.ACCOUNTABLE_BODY).exists():
        return None
    items = election.item.meeting.items
    return items.filter(kind=ItemKind.BODY, state=ItemState.PLANNED).first()


@dataclass(frozen=True)
class Person:
    """A representative, or somebody else who is asked about, with why they cannot stand."""

    user: User
    organisation: Organisation
    role: str
    why_not: str

    @property
    def can_stand(self) -> bool:
        return not self.why_not


def everybody(starts: date) -> list[Person]:
    """Each member's representatives and substitutes of today, with the answer. Six queries."""
    today = clock.today()
    seats = Seat.objects.on(today).filter(role__in=ROLES, user__is_active=True)
    seats = seats.select_related("user", "organisation").order_by("organisation__name", "role")
    members = set(Organisation.objects.voting_on(today).values_list("pk", flat=True))
    found = [seat for seat in seats if seat.organisation_id in members]
    answers = reasons([(seat.user, seat.organisation) for seat in found], starts=starts)
    return [
        Person(seat.user, seat.organisation, seat.get_role_display(), why)
        for seat, why in zip(found, answers, strict=True)
    ]


def reasons(pairs: Iterable[tuple[User, Organisation]], *, starts: date) -> list[str]:
    """Why each of these (person, their organisation) cannot be chair from `starts`; "" if they
    can."""
    today, ends, pairs = clock.today(), term_ends(starts), list(pairs)
    users = [user.pk for user, _ in pairs]
    body = coming_body(starts)
    now = _seats(Seat.objects.on(today), users)
    then = _seats(Seat.objects.on(starts), users)
    at_body = set()
    if body:
        rows = Seat.objects.overlapping(starts, ends).filter(user__in=users, organisation=body)
        at_body = set(rows.values_list("user_id", flat=True))
    members = set(Organisation.objects.voting_on(today).values_list("pk", flat=True))
    return [
        why_not(
            Standing(
                active=user.is_active,
                member=own.pk in members,
                represents=(user.pk, own.pk, Role.REPRESENTATIVE) in now & then,
                substitute=(user.pk, own.pk, Role.SUBSTITUTE) in now,
                of_body=body is not None and own.pk == body.pk,
                seat_at_body=user.pk in at_body,
            ),
            starts=starts,
        )
        for user, own in pairs
    ]


def _seats(seats, users) -> set:
    rows = seats.filter(user__in=users, role__in=ROLES)
    return {tuple(row) for row in rows.values_list("user_id", "organisation_id", "role")}


def why_one_cannot(user: User, organisation: Organisation, *, starts: date) -> str:
    """As `reasons` for one person, and whether they count as one person with another (SD2)."""
    (why,) = reasons([(user, organisation)], starts=starts)
    return why or next(iter(oneperson.against_role(user, Role.CHAIR, day=starts)), "")


def candidates(election: Election) -> list[Candidate]:
    """All that were nominated, each with `why_not`: why they cannot stand now."""
    rows = election.candidates.select_related("person", "organisation", "nominated_by")
    found = list(rows)
    meeting = election.item.meeting if election.item else None
    starts = starts_on(election, meeting=meeting)
    answers = reasons([(each.person, each.organisation) for each in found], starts=starts)
    for each, why in zip(found, answers, strict=True):
        each.why_not = why if election.state != ElectionState.DECLARED else ""
    return found


def ballots(election: Election) -> list:
    """The closed ballots of an election in their order, on every item where it was held."""
    item, found = election.item, []
    while item is not None:
        held = item.motions.filter(decision_kind="election", state="closed")
        found = [*held.prefetch_related("ballots", "electors__organisation"), *found]
        item = item.carried_from
    return found


def labels(election: Election) -> dict[str, str]:
    """Names of the candidates by their key, for screens; what is frozen holds no names (D3)."""
    rows = election.candidates.select_related("person", "organisation")
    return {each.key: f"{each.person}, {each.organisation.short_name}" for each in rows}


def option_label(candidate: Candidate) -> str:
    """What stands for a candidate in what is frozen and in the register: the office, no name."""
    return f"The representative of {candidate.organisation.name}"


def declaration(election: Election) -> str:
    """The text for the minutes, with the counts; empty while nobody is declared. No names: who
    the representative was stands in the register of offices."""
    if election.state != ElectionState.DECLARED:
        return ""
    term = election.term
    lines = [f"Round {each.round}: {results.sentence(each)}." for each in ballots(election)]
    lot = election.lots.filter(motion__item=election.item).exclude(chosen="").first()
    if lot:
        lines.append(f"The lot was drawn with the seed {lot.seed} ({lot.method}).")
    lines.append(
        f"The representative of {term.organisation.name} is declared elected as chair from "
        f"{long_day(term.starts)} to {long_day(term.ends)} ({election.decision.reference})."
    )
    return "\n".join(lines)


def was_tied(motion) -> list[str]:
    """The keys between which a ballot was tied."""
    if motion is None or motion.outcome != Outcome.TIED or not motion.result:
        return []
    return list(motion.result.get("tied") or [])


def vacant(day: date) -> bool:
    """Is the chair's office empty on that day?"""
    return chair_on(day) is None
