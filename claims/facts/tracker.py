"""The claims of a quarter by state: counts, sums and rows (S31). Pence.

Everything is bounded by one quarter, so nothing here grows with the years.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from claims.facts.owing import members_owing
from claims.models import Claim, Round
from claims.states import ClaimState
from consortium.core.paging import SIZE, Page, by_key, first_page, is_first
from consortium.core.periods import Quarter
from consortium.core.prepared import prepared
from members.models import Organisation
from projects.models import BudgetLine

S = ClaimState
NOT_SENT_STATES = frozenset({S.IN_PROGRESS, S.AWAITING_SIGN_OFF, S.WITHDRAWN})
TABS: dict[str, tuple[str, frozenset]] = {
    "check": ("To check", frozenset({S.SUBMITTED})),
    "changes": ("Changes requested", frozenset({S.CHANGES_REQUESTED})),
    "approve": ("To approve", frozenset({S.CHECKED})),
    "waiting": ("Waiting", frozenset({S.WAITING})),
    "approved": ("Approved", frozenset({S.APPROVED, S.IN_RUN})),
    "paid": ("Paid", frozenset({S.PAID})),
    "not-sent": ("Not sent", NOT_SENT_STATES),
    "late": ("Late", NOT_SENT_STATES),
    "rejected": ("Rejected", frozenset({S.REJECTED})),
}
APPROVED_TABS = frozenset({"waiting", "approved", "paid"})
UNSENT_TABS = frozenset({"not-sent", "late"})


@dataclass(frozen=True)
class Filters:
    """What the address asks for; unknown words fall back to nothing asked."""

    quarter: Quarter
    tab: str = "check"
    grant: int | None = None
    member: str = ""
    flags: str = ""  # "with" or "without"
    only: str = ""  # "late", "nil" or "own"

    @property
    def states(self) -> frozenset:
        return TABS[self.tab][1]

    @property
    def narrow(self) -> bool:
        """Do they leave out some claims of the quarter and its grants?"""
        return bool(self.member or self.flags or self.only)


@dataclass
class Tally:
    """A tab: how many claims, and what they come to."""

    code: str
    label: str
    count: int = 0
    pence: int | None = None


@dataclass
class Board:
    """The tracker of one quarter; `rounds` are those open for its grants."""

    filters: Filters
    today: date
    rounds: list[Round] = field(default_factory=list)
    grants: list = field(default_factory=list)

    @property
    def scope(self) -> list[int]:
        return [round_.pk for round_ in self.rounds]

    @property
    def overdue(self) -> list[int]:
        """The rounds whose claims are late now."""
        return [round_.pk for round_ in self.rounds if round_.member_due < self.today]


def board_of(filters: Filters, *, today: date) -> Board:
    """One query: the quarter's opened rounds with their grants.

    Each has `expected`: how many members have a budget in it, and so owe a claim.
    """
    code, year = filters.quarter.code, filters.quarter.financial_year.label
    if filters.member:
        opened = list(_opened(quarter=code, year=year, who=named("", filters.member)))
    else:
        opened = _opened_to_all(quarter=code, year=year)
    chosen = [one for one in opened if filters.grant in (None, one.grant_id)]
    return Board(filters, today, chosen, [one.grant for one in opened])


def _opened(*, quarter: str, year: str, who: Q | None = None) -> QuerySet:
    return (
        Round.objects.filter(quarter=quarter, opened_at__isnull=False)
        .select_related("grant")
        .annotate(expected=members_owing(year, who=who))
        .order_by("grant__reference")
    )


@prepared
def _opened_to_all(*, quarter: str, year: str) -> QuerySet:
    return _opened(quarter=quarter, year=year)


def named(prefix: str, member: str) -> Q:
    if not member:
        return Q()
    return Q(**{f"{prefix}name__icontains": member}) | Q(
        **{f"{prefix}short_name__icontains": member}
    )


def claims_in(board: Board) -> QuerySet:
    """The quarter's claims as the filters narrow them, whatever their state."""
    filters = board.filters
    found = Claim.objects.filter(named("organisation__", filters.member), round__in=board.scope)
    if filters.flags:
        weight = "flag_weight__gt" if filters.flags == "with" else "flag_weight"
        found = found.filter(**{weight: 0})
    if filters.only:
        found = found.filter(**{filters.only: True})
    return found


def tallies(board: Board) -> list[Tally]:
    """Every tab with its count and sum; one query."""
    found = {code: Tally(code, label) for code, (label, _) in TABS.items()}
    overdue = set(board.overdue)
    sent_in: dict[int, int] = defaultdict(int)
    narrow = board.filters.narrow
    rows = _counted(claims_in(board)) if narrow else _all_counted(rounds=board.scope)
    for row in rows:
        code = next((c for c, (_, states) in TABS.items() if row["state"] in states), None)
        if code in UNSENT_TABS or code is None:
            continue
        sent_in[row["round_id"]] += row["n"]
        tally = found[code]
        tally.count += row["n"]
        sum_of = "approved_sum" if code in APPROVED_TABS else "claimed_sum"
        tally.pence = (tally.pence or 0) + (row[sum_of] or 0)
    if board.filters.flags or board.filters.only:  # these ask for claims that exist
        return [t for t in found.values() if t.code not in UNSENT_TABS and _shown(t)]
    for round_ in board.rounds:
        missing = max(0, round_.expected - sent_in[round_.pk])
        found["not-sent"].count += missing
        found["late"].count += missing if round_.pk in overdue else 0
    return [tally for tally in found.values() if _shown(tally)]


def _counted(claims: QuerySet) -> QuerySet:
    sums = {"claimed_sum": Sum("claimed"), "approved_sum": Sum("approved")}
    return claims.order_by().values("round_id", "state").annotate(n=Count("pk"), **sums)


@prepared
def _all_counted(*, rounds: list[int]) -> QuerySet:
    return _counted(Claim.objects.filter(round__in=rounds))


def _shown(tally: Tally) -> bool:
    return tally.code != "rejected" or tally.count > 0


def budgets_of(board: Board) -> QuerySet:
    return BudgetLine.objects.filter(
        named("organisation__", board.filters.member),
        grant__in=[round_.grant_id for round_ in board.rounds],
        financial_year=board.filters.quarter.financial_year.label,
    )


def rows_of(board: Board) -> tuple[QuerySet, tuple[str, ...]]:
    """The claims of a tab of sent ones, and the key their pages follow.

    Work waits with the clean ones first, then the oldest; what is done shows the newest.
    """
    states = board.filters.states
    return _in_states(claims_in(board), states), _key(states)


def page_of(board: Board, query: Mapping) -> Page:
    """One page of `rows_of`."""
    if board.filters.narrow or not is_first(query):
        found, key = rows_of(board)
        return by_key(found, query, fields=key)
    states = board.filters.states
    return first_page(_first_rows(rounds=board.scope, states=states), fields=_key(states))


@prepared
def _first_rows(*, rounds: list[int], states: frozenset) -> QuerySet:
    found = _in_states(Claim.objects.filter(round__in=rounds), states)
    return found.order_by(*_key(states))[: SIZE + 1]


def _in_states(claims: QuerySet, states: frozenset) -> QuerySet:
    return (
        claims.filter(state__in=sorted(states))
        .select_related("organisation", "round__grant")
        .defer("flags", "state_reason", "hold_reason")
    )


def _key(states: frozenset) -> tuple[str, ...]:
    if S.SUBMITTED in states:
        return "flag_weight", "submitted_at", "id"
    if states & {S.CHANGES_REQUESTED, S.CHECKED, S.WAITING}:
        return "submitted_at", "id"
    return "-submitted_at", "-id"


def unsent(board: Board) -> QuerySet:
    """Members who owe a claim and have not sent it, one row per round, by name.

    Each row is an `Organisation` with `grant_owed`; whoever has not started is among them.
    """
    rounds = board.overdue if board.filters.tab == "late" else board.scope
    by_grant = {round_.grant_id: round_ for round_ in board.rounds if round_.pk in rounds}
    sent = Claim.objects.filter(
        organisation=OuterRef("organisation_id"),
        round__in=rounds,
        round__grant=OuterRef("grant_id"),
    ).exclude(state__in=sorted(NOT_SENT_STATES))
    return (
        budgets_of(board)
        .filter(grant__in=list(by_grant))
        .filter(~Exists(sent))
        .order_by("organisation__name", "organisation_id", "grant_id")
        .values_list(
            "organisation_id", "organisation__name", "organisation__short_name", "grant_id"
        )
        .distinct()
    )


@dataclass(frozen=True)
class Unsent:
    """A member's claim that has not come; `claim` None where it is not started."""

    organisation: Organisation
    round: Round
    claim: Claim | None
    chased: bool = False

    @property
    def state(self) -> str:
        return self.claim.get_state_display() if self.claim else "not_started"


def unsent_rows(board: Board, triples) -> list[Unsent]:
    """The drafts behind rows of `unsent`, in one query."""
    rounds = {round_.grant_id: round_ for round_ in board.rounds}
    drafts = Claim.objects.filter(
        organisation__in={row[0] for row in triples}, round__in=board.scope
    )
    by_key = {(draft.organisation_id, draft.round_id): draft for draft in drafts}
    return [
        Unsent(
            Organisation(pk=pk, name=name, short_name=short),
            rounds[grant],
            by_key.get((pk, rounds[grant].pk)),
        )
        for pk, name, short, grant in triples
    ]
