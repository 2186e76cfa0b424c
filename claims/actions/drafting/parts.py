"""The parts beside spending: nil, outputs, progress, forecast, reasons for variances.

Each takes `seen`, the mark of what the page showed (`facts.marks`); when somebody
has saved something else meanwhile it raises `Stale` and writes nothing (C-ii).
"""

from collections.abc import Mapping

from django.db import transaction

from claims.actions.drafting.beginning import begin, end
from claims.facts import marks
from claims.facts.standing import quarters_to_come
from claims.models import Claim, ClaimSection, Forecast, OutputFigure, VarianceReason
from claims.states import Part, VarianceKind
from consortium.core.actor import Actor
from consortium.core.money import MAX_PENCE
from consortium.core.versions import Stale
from consortium.core.workflow import Refused
from projects.models import BudgetLine, OutputShare

NARRATIVE = ("achieved", "not_achieved", "next_quarter", "equality")
LIMITS = {"achieved": 1500, "not_achieved": 1000, "next_quarter": 1000, "equality": 600}


@transaction.atomic
def set_nil(claim: Claim, *, nil: bool, by: Actor) -> Claim:
    """Say that nothing was spent this quarter, or take that back. Lines must be gone first."""
    locked, _ = begin(claim, asks=lambda opening: opening.part(Part.SPEND), by=by)
    if nil and locked.lines.exists():
        raise Refused("This claim has spend lines, so it is not a nil claim. Remove them first.")
    if locked.nil != nil:
        locked.nil = nil
        end(locked, "nil_set", before={"nil": not nil}, after={"nil": nil}, by=by)
    return locked


@transaction.atomic
def save_outputs(
    claim: Claim,
    project_id: int,
    figures: Mapping[int, tuple[int | None, str]],
    *,
    done: bool,
    seen: str | None = None,
    by: Actor,
) -> ClaimSection:
    """What was delivered in one project: {output share: (figure or None, note)}.

    `done` says that the section is finished; it needs a figure for every output.
    """
    locked, _ = begin(claim, asks=lambda opening: opening.part(Part.OUTPUTS, project_id), by=by)
    section = _section(locked, project_id)
    _unchanged(section, seen, marks.outputs)
    shares = _shares(locked, project_id)
    if set(figures) - set(shares):
        raise Refused("One of these outputs is not yours in this project.")
    silent = [
        share.output.name for pk, share in shares.items() if figures.get(pk, (None,))[0] is None
    ]
    if done and silent:
        raise Refused([f"Enter the figure for {name}, 0 if there were none" for name in silent])
    before = marks.outputs_of(section)
    for pk, (actual, note) in figures.items():
        OutputFigure.objects.update_or_create(
            claim=locked, share_id=pk, defaults={"actual": actual, "note": note}
        )
    section.outputs_done = done
    section.save(update_fields=["outputs_done"])
    _end_if_changed(locked, "outputs_saved", before, marks.outputs_of(section), by=by)
    return section


@transaction.atomic
def save_progress(
    claim: Claim,
    project_id: int,
    texts: Mapping[str, str],
    *,
    done: bool,
    seen: str | None = None,
    by: Actor,
) -> ClaimSection:
    """The narrative of one project: achieved, not_achieved, next_quarter, equality.

    `done` says that it is finished; it needs to say what was achieved.
    """
    locked, _ = begin(claim, asks=lambda opening: opening.part(Part.PROGRESS, project_id), by=by)
    section = _section(locked, project_id)
    _unchanged(section, seen, marks.progress)
    too_long = [
        f"{_label(name)} must be {LIMITS[name]:,} characters or fewer"
        for name in NARRATIVE
        if len(texts.get(name, "")) > LIMITS[name]
    ]
    if too_long:
        raise Refused(too_long)
    if done and not texts.get("achieved", "").strip():
        raise Refused("Enter what was achieved this quarter")
    before = marks.progress_of(section)
    for name in NARRATIVE:
        setattr(section, name, texts.get(name, getattr(section, name)).strip())
    section.progress_done = done
    section.save(update_fields=[*NARRATIVE, "progress_done"])
    changed = marks.progress_of(section)
    names = {name: "changed" for name in NARRATIVE if before[name] != changed[name]}
    if before != changed:
        after = {"project": project_id, "done": done, **names}
        end(locked, "progress_saved", after=after, by=by)
    return section


def _label(name: str) -> str:
    return str(getattr(ClaimSection._meta.get_field(name), "verbose_name", name)).capitalize()


@transaction.atomic
def save_forecast(
    claim: Claim,
    amounts: Mapping[int, Mapping[str, int]],
    *,
    seen: str | None = None,
    by: Actor,
) -> None:
    """What the year's later quarters will spend: {budget line: {quarter code: pence}}."""
    locked, _ = begin(claim, asks=lambda opening: opening.part(Part.FORECAST), by=by)
    _unchanged(locked, seen, marks.forecast)
    _refuse_strange_forecasts(locked, amounts)
    before = marks.forecast_of(locked)
    for budget_line, by_quarter in amounts.items():
        for quarter, amount in by_quarter.items():
            Forecast.objects.update_or_create(
                claim=locked,
                budget_line_id=budget_line,
                quarter=quarter,
                defaults={"amount": amount},
            )
    _end_if_changed(locked, "forecast_saved", before, marks.forecast_of(locked), by=by)


def _refuse_strange_forecasts(claim: Claim, amounts) -> None:
    own = set(_budget_lines(claim).values_list("pk", flat=True))
    quarters = set(quarters_to_come(claim))
    if set(amounts) - own or any(set(row) - quarters for row in amounts.values()):
        raise Refused("A forecast is for your own headings and the quarters still to come.")
    if any(not 0 <= amount < MAX_PENCE for row in amounts.values() for amount in row.values()):
        raise Refused("A forecast must be £0.00 or more.")


@transaction.atomic
def save_variance_reason(
    claim: Claim, budget_line_id: int, *, kind: str, text: str, by: Actor
) -> VarianceReason:
    """Why a heading is over or under its profile: a kind and one sentence."""
    asked = _budget_lines(claim).filter(pk=budget_line_id).first()
    if asked is None:
        raise Refused("This budget heading is not yours.")
    locked, _ = begin(
        claim, asks=lambda opening: opening.touches(Part.SPEND, asked.project_id), by=by
    )
    if kind not in VarianceKind.values:
        raise Refused("Select why spending differs from the plan")
    if not text.strip():
        raise Refused("Enter one sentence about the difference")
    reason, _ = VarianceReason.objects.update_or_create(
        claim=locked, budget_line_id=budget_line_id, defaults={"kind": kind, "text": text.strip()}
    )
    after = {"budget_line": budget_line_id, "kind": kind}
    end(locked, "variance_explained", after=after, by=by)
    return reason


def _section(claim: Claim, project_id: int) -> ClaimSection:
    found = claim.sections.select_for_update().filter(project=project_id).first()
    if found is None:
        raise Refused("This project is not part of the claim.")
    found.claim = claim
    return found


def _shares(claim: Claim, project_id: int) -> dict[int, OutputShare]:
    year = claim.round.period.financial_year.label
    found = OutputShare.objects.filter(
        organisation=claim.organisation_id,
        output__grant=claim.round.grant_id,
        output__financial_year=year,
        output__project=project_id,
    )
    return {share.pk: share for share in found.select_related("output")}


def _budget_lines(claim: Claim):
    return BudgetLine.objects.filter(
        grant=claim.round.grant_id,
        organisation=claim.organisation_id,
        financial_year=claim.round.period.financial_year.label,
    )


def _unchanged(record, seen: str | None, mark) -> None:
    if seen is not None and seen != mark(record):
        raise Stale(record)


def _end_if_changed(claim: Claim, action: str, before: dict, after: dict, *, by: Actor) -> None:
    if before != after:
        end(claim, action, before=before, after=after, by=by)
