"""Members × projects of one quarter: where every claim stands at a glance (S31)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Sum

from claims.facts.tracker import Board, budgets_of, named
from claims.models import Claim, ClaimLine
from members.models import Organisation

MEMBERS_A_PAGE = 25


@dataclass
class Cell:
    """A member's part in a project. `claimed` pence; `claim` None where it is not started."""

    claim: Claim | None
    claimed: int = 0

    @property
    def state(self) -> str:
        return self.claim.get_state_display() if self.claim else "Not started"


@dataclass
class Row:
    organisation: Organisation
    cells: list[Cell | None] = field(default_factory=list)
    total: int = 0


@dataclass
class Grid:
    """`columns` are (grant, project) pairs; a cell is None where the member has no budget."""

    columns: list[tuple] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    spans: list[tuple] = field(default_factory=list)
    older: str = ""


def grid_of(board: Board, *, after: str = "") -> Grid:
    """One page of members, by name; four queries however many there are."""
    budgets = budgets_of(board).select_related("project").order_by()
    pairs = budgets.values_list(
        "grant_id", "project_id", "project__number", "project__name"
    ).distinct()
    grants = {round_.grant_id: round_ for round_ in board.rounds}
    order = {grant: position for position, grant in enumerate(grants)}
    columns = sorted(pairs, key=lambda pair: (order[pair[0]], pair[2]))
    members = _members(board, after)
    more, members = len(members) > MEMBERS_A_PAGE, members[:MEMBERS_A_PAGE]
    owed = set(
        budgets.filter(organisation__in=members).values_list(
            "organisation_id", "grant_id", "project_id"
        )
    )
    claims = {
        (claim.organisation_id, claim.round_id): claim
        for claim in Claim.objects.filter(organisation__in=members, round__in=board.scope)
    }
    sums = _sums(claims)
    grid = Grid(columns=columns, older=members[-1].name if more else "")
    grid.spans = _spans(columns, grants)
    for member in members:
        grid.rows.append(_row(member, columns, grants, owed, claims, sums))
    return grid


def _members(board: Board, after: str) -> list[Organisation]:
    owing = budgets_of(board).values("organisation_id")
    found = Organisation.objects.filter(named("", board.filters.member), pk__in=owing)
    if after:
        found = found.filter(name__gt=after)
    return list(found.order_by("name")[: MEMBERS_A_PAGE + 1])


def _sums(claims: dict) -> dict[tuple[int, int], int]:
    rows = (
        ClaimLine.objects.filter(claim__in=[claim.pk for claim in claims.values()])
        .order_by()
        .values_list("claim_id", "budget_line__project_id")
        .annotate(total=Sum("claimed"))
    )
    return {(claim, project): total or 0 for claim, project, total in rows}


def _spans(columns: list[tuple], grants: dict) -> list[tuple]:
    counted: dict[int, int] = defaultdict(int)
    for grant, *_ in columns:
        counted[grant] += 1
    return [(grants[grant].grant, count) for grant, count in counted.items()]


def _row(member, columns, grants, owed, claims, sums) -> Row:
    row = Row(member)
    for grant, project, *_ in columns:
        if (member.pk, grant, project) not in owed:
            row.cells.append(None)
            continue
        claim = claims.get((member.pk, grants[grant].pk))
        claimed = sums.get((claim.pk, project), 0) if claim else 0
        row.cells.append(Cell(claim, claimed))
        row.total += claimed
    return row
