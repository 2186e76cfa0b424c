"""Where every claim of a quarter stands: members × grants, or × the projects of one (S31)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Sum

from claims.facts.tracker import NOT_SENT_STATES, Board, budgets_of, named
from claims.models import Claim, ClaimLine, Round
from members.models import Organisation
from projects.models import Project

MEMBERS_A_PAGE = 25


@dataclass
class Cell:
    """A member's claim under one grant, with its projects. Pence; `claim` None: not started."""

    round: Round
    claim: Claim | None
    projects: list[tuple[Project, int]] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.claim.get_state_display() if self.claim else "not_started"

    @property
    def open(self) -> bool:
        """Is it still to come from the member?"""
        return self.claim is None or self.claim.state in NOT_SENT_STATES

    @property
    def claimed(self) -> int:
        return sum(amount for _, amount in self.projects)

    @property
    def by_project(self) -> dict[int, int]:
        return {project.pk: amount for project, amount in self.projects}


@dataclass
class Row:
    """A member with one cell a round; None where it has no budget there."""

    organisation: Organisation
    cells: list[Cell | None] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(cell.claimed for cell in self.cells if cell)


@dataclass
class Grid:
    """`projects` are the columns where the board shows one grant, else empty."""

    rounds: list[Round]
    rows: list[Row] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    older: str = ""

    def amounts(self, row: Row) -> list[int | None]:
        """Where one grant is shown: the row's pence in each project, None without a budget."""
        cell = row.cells[0]
        if cell is None:
            return [None] * len(self.projects)
        return [cell.by_project.get(project.pk) for project in self.projects]


def grid_of(board: Board, *, after: str = "") -> Grid:
    """One page of members, by name; four queries however many there are."""
    members = _members(board, after)
    more, members = len(members) > MEMBERS_A_PAGE, members[:MEMBERS_A_PAGE]
    owed = _owed(board, members)
    claims = {
        (claim.organisation_id, claim.round_id): claim
        for claim in Claim.objects.filter(organisation__in=members, round__in=board.scope)
    }
    sums = _sums(claims)
    grid = Grid(board.rounds, older=members[-1].name if more else "")
    for member in members:
        cells = [_cell(member, round_, owed, claims, sums) for round_ in board.rounds]
        grid.rows.append(Row(member, cells))
    if len(board.rounds) == 1:
        found = {p.pk: p for row in grid.rows for c in row.cells if c for p, _ in c.projects}
        grid.projects = sorted(found.values(), key=lambda project: project.number)
    return grid


def _members(board: Board, after: str) -> list[Organisation]:
    owing = budgets_of(board).values("organisation_id")
    found = Organisation.objects.filter(named("", board.filters.member), pk__in=owing)
    if after:
        found = found.filter(name__gt=after)
    return list(found.order_by("name")[: MEMBERS_A_PAGE + 1])


def _owed(board: Board, members) -> dict[tuple[int, int], list[Project]]:
    """By (member, grant): the projects in which the member has a budget."""
    rows = (
        budgets_of(board)
        .filter(organisation__in=members)
        .order_by("project__number")
        .values_list(
            "organisation_id", "grant_id", "project_id", "project__number", "project__name"
        )
        .distinct()
    )
    found: dict[tuple[int, int], list[Project]] = defaultdict(list)
    for organisation, grant, pk, number, name in rows:
        found[organisation, grant].append(Project(pk=pk, number=number, name=name))
    return found


def _sums(claims: dict) -> dict[tuple[int, int], int]:
    rows = (
        ClaimLine.objects.filter(claim__in=[claim.pk for claim in claims.values()])
        .order_by()
        .values_list("claim_id", "budget_line__project_id")
        .annotate(total=Sum("claimed"))
    )
    return {(claim, project): total or 0 for claim, project, total in rows}


def _cell(member, round_, owed, claims, sums) -> Cell | None:
    projects = owed.get((member.pk, round_.grant_id))
    claim = claims.get((member.pk, round_.pk))
    if not projects:
        return None
    key = claim.pk if claim else 0
    return Cell(round_, claim, [(project, sums.get((key, project.pk), 0)) for project in projects])
