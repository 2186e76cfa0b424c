"""How far a claim is filled in: the state of each part, what must be fixed, what is worth a look.

Pure: `facts.draft` gathers the values. Sentences are for people, in page order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from claims.rules.lines import Fault
from claims.states import Part
from consortium.core.days import day_with_weekday, long_day
from consortium.core.money import format_pence

PARTS = (Part.SPEND, Part.OUTPUTS, Part.PROGRESS, Part.EVIDENCE, Part.FORECAST)
NOT_STARTED, IN_PROGRESS, COMPLETED = "not_started", "in_progress", "completed"


@dataclass(frozen=True)
class LineState:
    """One line: what is missing, what is wrong, and how it is proved."""

    pk: int
    number: int
    label: str
    project: int
    claimed: int | None = None
    gaps: tuple[Fault, ...] = ()
    faults: tuple[Fault, ...] = ()
    evidence: int = 0
    evidence_due: date | None = None
    correction: bool = False
    invoice_date: date | None = None
    date_paid: date | None = None
    twins: tuple[str, ...] = ()  # "line 4 of EX-INF-26/2026-Q1/VAL"

    @property
    def proved(self) -> bool:
        return bool(self.evidence or self.evidence_due or self.correction)


@dataclass(frozen=True)
class OutputState:
    name: str
    actual: int | None
    target_to_date: int
    actual_to_date: int


@dataclass(frozen=True)
class SectionState:
    """A project's section; `progress_said` when anything stands in its narrative."""

    project: int
    name: str
    outputs: tuple[OutputState, ...] = ()
    outputs_done: bool = False
    progress_done: bool = False
    progress_said: bool = False

    @property
    def outputs_state(self) -> str:
        if not self.outputs or self.outputs_done:
            return COMPLETED
        said = any(output.actual is not None for output in self.outputs)
        return IN_PROGRESS if said else NOT_STARTED

    @property
    def progress_state(self) -> str:
        if self.progress_done:
            return COMPLETED
        return IN_PROGRESS if self.progress_said else NOT_STARTED


@dataclass(frozen=True)
class Unexplained:
    """A budget line over the grant's limits of variance without a reason."""

    budget_line: int
    project: int
    heading: str
    words: str  # "18% over profile"


@dataclass(frozen=True)
class OverBudget:
    project: int
    heading: str
    by: int


@dataclass(frozen=True)
class Draft:
    """A claim as its completeness sees it."""

    today: date
    due: date
    total: int = 0
    nil: bool = False
    lines: tuple[LineState, ...] = ()
    sections: tuple[SectionState, ...] = ()
    unexplained: tuple[Unexplained, ...] = ()
    over: tuple[OverBudget, ...] = ()
    forecasts_wanted: int = 0
    forecasts_made: int = 0


@dataclass(frozen=True)
class Problem:
    """A sentence, and where to go about it: a part, and a project or line in it."""

    part: Part
    words: str
    project: int | None = None
    line: int | None = None


def in_sentence(name: str) -> str:
    """A heading's or output's name in the middle of a sentence; "ICT support" stays as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def states(draft: Draft) -> dict[Part, str]:
    """How far each of the five parts is."""
    return {
        Part.SPEND: _spend(draft),
        Part.OUTPUTS: _together([s.outputs_state for s in draft.sections], draft),
        Part.PROGRESS: _together([s.progress_state for s in draft.sections], draft),
        Part.EVIDENCE: _evidence(draft),
        Part.FORECAST: _forecast(draft),
    }


def done(draft: Draft) -> int:
    """How many of the five parts are completed."""
    return sum(state == COMPLETED for state in states(draft).values())


def _spend(draft: Draft) -> str:
    if draft.nil:
        return COMPLETED
    if not draft.lines:
        return NOT_STARTED
    open_lines = any(line.gaps or line.faults for line in draft.lines)
    return IN_PROGRESS if open_lines or draft.unexplained or draft.total < 0 else COMPLETED


def _together(found: list[str], draft: Draft) -> str:
    if all(state == COMPLETED for state in found):
        return COMPLETED
    if draft.nil and all(state != IN_PROGRESS for state in found):
        return COMPLETED
    return NOT_STARTED if all(state == NOT_STARTED for state in found) else IN_PROGRESS


def _evidence(draft: Draft) -> str:
    if draft.nil:
        return COMPLETED
    if not draft.lines:
        return NOT_STARTED
    proved = sum(line.proved for line in draft.lines)
    if proved == len(draft.lines):
        return COMPLETED
    return IN_PROGRESS if proved else NOT_STARTED


def _forecast(draft: Draft) -> str:
    if draft.forecasts_made >= draft.forecasts_wanted:
        return COMPLETED
    return IN_PROGRESS if draft.forecasts_made else NOT_STARTED


def must_fix(draft: Draft) -> list[Problem]:
    """What stands against sending, in the order of the parts."""
    return [
        *_spend_problems(draft),
        *_section_problems(draft),
        *_evidence_problems(draft),
        *_forecast_problems(draft),
    ]


def _spend_problems(draft: Draft) -> Iterator[Problem]:
    if draft.nil and draft.lines:
        words = "This is a nil claim, but it has spend lines. Remove one or the other"
        yield Problem(Part.SPEND, words)
    if not draft.nil and not draft.lines:
        yield Problem(Part.SPEND, "Enter what you spent, or say that there is nothing to claim")
    for line in draft.lines:
        for fault in (*line.gaps, *line.faults):
            words = f"Line {line.number}: {fault.words}"
            yield Problem(Part.SPEND, words, line.project, line.pk)
    if draft.total < 0:
        words = (
            "Corrections come to more than the rest of this claim. Leave some for your next "
            "claim, or pay the difference back"
        )
        yield Problem(Part.SPEND, words)
    for each in () if draft.nil else draft.unexplained:
        words = f"Select why {in_sentence(each.heading)} is {each.words}"
        yield Problem(Part.SPEND, _of(draft, each.project) + words, each.project)


def _of(draft: Draft, project: int) -> str:
    """The project's name in front of a sentence, where a claim has several."""
    names = {section.project: section.name for section in draft.sections}
    return f"{names[project]}: " if len(names) > 1 and project in names else ""


def _section_problems(draft: Draft) -> Iterator[Problem]:
    if draft.nil:
        return
    for section in draft.sections:
        if section.outputs_state != COMPLETED:
            words = f"{section.name}: enter the outputs and say that they are finished"
            yield Problem(Part.OUTPUTS, words, section.project)
    for section in draft.sections:
        if not section.progress_done:
            words = f"{section.name}: write what was achieved and say that it is finished"
            yield Problem(Part.PROGRESS, words, section.project)


def _evidence_problems(draft: Draft) -> Iterator[Problem]:
    for line in draft.lines:
        if not line.proved:
            words = f"Line {line.number}, {line.label}: add evidence, or say when it will follow"
            yield Problem(Part.EVIDENCE, words, line.project, line.pk)


def _forecast_problems(draft: Draft) -> Iterator[Problem]:
    if not draft.nil and draft.forecasts_made < draft.forecasts_wanted:
        yield Problem(Part.FORECAST, "Look at the forecast and save it")


def worth_a_look(draft: Draft) -> list[Problem]:
    """What a checker will ask about; none of it stops the claim."""
    return [
        *_late(draft),
        *_over_budget(draft),
        *(problem for line in draft.lines for problem in _odd_line(line)),
        *_outputs_behind(draft),
    ]


def _late(draft: Draft) -> Iterator[Problem]:
    if draft.today > draft.due:
        due = day_with_weekday(draft.due)
        words = f"It was due on {due}. You can still send it; it is marked as late"
        yield Problem(Part.SPEND, words)


def _over_budget(draft: Draft) -> Iterator[Problem]:
    for over in draft.over:
        words = (
            f"{over.heading} goes {format_pence(over.by)} over the year's budget. You can send it, "
            "but only what is left can be approved until budget is moved"
        )
        yield Problem(Part.SPEND, _of(draft, over.project) + words, over.project)


def _odd_line(line: LineState) -> Iterator[Problem]:
    start = f"Line {line.number}, {line.label}"
    for twin in line.twins:
        words = f"{start}: looks the same as {twin}. Is it another one?"
        yield Problem(Part.SPEND, words, line.project, line.pk)
    if line.invoice_date and line.date_paid and line.invoice_date > line.date_paid:
        words = f"{start}: paid before the date of its invoice"
        yield Problem(Part.SPEND, words, line.project, line.pk)
    if line.claimed == 0 and not line.gaps:
        yield Problem(Part.SPEND, f"{start}: claims £0.00", line.project, line.pk)
    if line.evidence_due and not line.evidence:
        words = f"{start}: evidence is to follow by {long_day(line.evidence_due)}"
        yield Problem(Part.EVIDENCE, words, line.project, line.pk)


def _outputs_behind(draft: Draft) -> Iterator[Problem]:
    for section in draft.sections:
        for output in section.outputs:
            if output.actual is None and draft.nil and output.target_to_date:
                words = f"{section.name}: nothing is said about {in_sentence(output.name)}"
                yield Problem(Part.OUTPUTS, words, section.project)
            elif output.actual is not None and output.actual_to_date * 2 < output.target_to_date:
                words = (
                    f"{section.name}: {in_sentence(output.name)}, {output.actual_to_date} of "
                    f"{output.target_to_date} planned to date"
                )
                yield Problem(Part.OUTPUTS, words, section.project)
