"""The task list of a claim: what to do, where, and how far it is."""

from dataclasses import dataclass

from django.db.models import Sum
from django.urls import reverse

from claims.facts.draft import Whole
from claims.facts.open import Opening
from claims.facts.sections import role_words, with_roles
from claims.facts.standing import quarters_to_come
from claims.models import Claim
from claims.rules.completeness import COMPLETED, IN_PROGRESS, NOT_STARTED, SectionState
from claims.states import ClaimState, Part
from projects.models import BudgetProfile


@dataclass(frozen=True)
class Task:
    title: str
    url: str
    status: str
    hint: str = ""
    label: str = ""


@dataclass(frozen=True)
class ProjectRow:
    """A project of the claim, and what the member is in it; `state` only of a draft."""

    section: object
    role: str
    planned: int
    claimed: int
    has_outputs: bool = True
    state: SectionState | None = None


def tasks_of(whole: Whole, opening: Opening) -> dict:
    """`tasks` for the list, `projects` for the table below it."""
    projects = list(project_rows(whole))
    return {
        "tasks": [*_parts(whole, opening, projects), _send(whole)],
        "projects": projects,
        "done": whole.done,
        "opening": opening,
    }


def _parts(whole: Whole, opening: Opening, projects: list[ProjectRow]):
    for part, name, hint in (
        (Part.SPEND, "Spend", _spend_hint(whole)),
        (Part.OUTPUTS, "Outputs", _of(projects, "outputs_state")),
        (Part.PROGRESS, "Progress", _of(projects, "progress_state")),
        (Part.EVIDENCE, "Evidence", _evidence_hint(whole)),
        (Part.FORECAST, "Forecast", _forecast_hint(whole)),
    ):
        status, label = whole.states[part], ""
        if whole.claim.state == ClaimState.CHANGES_REQUESTED:
            open_now = opening.touches(part)
            status, label = (IN_PROGRESS, "Open again") if open_now else (COMPLETED, "")
        yield Task(name, address(whole, part), status, hint, label)


def address(whole: Whole, part: Part, project: int | None = None) -> str:
    """Where a part is filled in; the first project that is not finished unless one is named."""
    pk = whole.claim.pk
    if part in (Part.EVIDENCE, Part.FORECAST):
        return reverse(f"claim_{part}", args=[pk])
    project = project or _first_open(whole, part)
    return reverse(f"claim_{part}", args=[pk, project]) if project else ""


def _first_open(whole: Whole, part: Part) -> int | None:
    if not whole.sections:
        return None
    states = {s.project: s for s in whole.draft.sections}
    for section in whole.sections:
        state = states[section.project_id]
        found = {
            Part.OUTPUTS: state.outputs_state,
            Part.PROGRESS: state.progress_state,
            Part.SPEND: spend_state(whole, section.project_id),
        }[part]
        if found != COMPLETED:
            return section.project_id
    return whole.sections[0].project_id


def spend_state(whole: Whole, project: int) -> str:
    """How far the spending of one project is."""
    if whole.claim.nil:
        return COMPLETED
    lines = [line for line in whole.draft.lines if line.project == project]
    unexplained = any(each.project == project for each in whole.draft.unexplained)
    if not lines:
        return IN_PROGRESS if unexplained else NOT_STARTED
    unfinished = any(line.gaps or line.faults for line in lines)
    return IN_PROGRESS if unfinished or unexplained else COMPLETED


def _spend_hint(whole: Whole) -> str:
    if whole.claim.nil:
        return "Nothing to claim this quarter"
    count = len(whole.lines)
    return "What you paid, line by line" if not count else _count(count, "line")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _of(projects: list[ProjectRow], attribute: str) -> str:
    done = sum(getattr(row.state, attribute) == COMPLETED for row in projects)
    if len(projects) < 2:
        return projects[0].section.project.name if projects else ""
    return f"{done} of {len(projects)} projects finished"


def _evidence_hint(whole: Whole) -> str:
    open_lines = sum(not line.proved for line in whole.draft.lines)
    if not whole.lines:
        return "Invoices, payslips, statements"
    return f"{_count(open_lines, 'line')} without evidence" if open_lines else "Every line has some"


def _forecast_hint(whole: Whole) -> str:
    return "" if quarters_to_come(whole.claim) else "No quarters of this year are left"


def _send(whole: Whole) -> Task:
    claim = whole.claim
    url = reverse("claim_review", args=[claim.pk])
    if claim.state not in (ClaimState.IN_PROGRESS, ClaimState.CHANGES_REQUESTED):
        return Task("Check and send", url, claim.state, "Read it through")
    problems = len(whole.must_fix)
    if problems:
        return Task("Check and send", url, NOT_STARTED, f"{_count(problems, 'thing')} to put right")
    return Task("Check and send", url, NOT_STARTED, "Everything is filled in", "Ready to send")


def project_rows(whole: Whole):
    """One row per section."""
    states = {s.project: s for s in whole.draft.sections}
    for section in whole.sections:
        budgets = [b for b in whole.budgets if b.project_id == section.project_id]
        lines = [line for line in whole.lines if line.budget_line.project_id == section.project_id]
        yield ProjectRow(
            section=section,
            role=role_words(section),
            planned=sum(budget.planned for budget in budgets),
            claimed=sum(line.claimed or 0 for line in lines),
            has_outputs=bool(states[section.project_id].outputs),
            state=states[section.project_id],
        )


def rows_as_sent(claim: Claim) -> list[ProjectRow]:
    """The rows of a claim that is out of the member's hands: sums only, in three queries."""
    lines = claim.lines.order_by().values_list("budget_line__project")
    claimed = dict(lines.annotate(total=Sum("claimed")))
    plan = BudgetProfile.objects.filter(
        quarter=claim.round.quarter,
        line__grant=claim.round.grant_id,
        line__organisation=claim.organisation_id,
    )
    planned = dict(plan.order_by().values_list("line__project").annotate(total=Sum("amount")))
    return [
        ProjectRow(
            section=section,
            role=role_words(section),
            planned=planned.get(section.project_id, 0),
            claimed=claimed.get(section.project_id) or 0,
        )
        for section in with_roles(claim)
    ]
