"""A decision enters the register with the next number of its year, and has its consequences."""

from collections.abc import Callable
from datetime import date

from consortium.core import audit
from consortium.core.periods import FinancialYear
from members.meetings.models import Decision, DecisionYear, Motion

Consequence = Callable[..., None]
CONSEQUENCES: dict[str, Consequence] = {}


def follows(kind: str) -> Callable[[Consequence], Consequence]:
    """Register `function(motion, decision, *, by)`: what follows when a proposal of a kind is
    settled, in the same transaction. `decision` is None where it was not agreed."""

    def keep(function: Consequence) -> Consequence:
        CONSEQUENCES[kind] = function
        return function

    return keep


def next_number(label: str) -> int:
    """The next number of a financial year ("2026/27"), never given twice; its row stays locked."""
    DecisionYear.objects.get_or_create(financial_year=label)
    year = DecisionYear.objects.select_for_update().get(pk=label)
    year.last += 1
    year.save(update_fields=["last"])
    return year.last


def enter(motion: Motion, *, wording: str, on: date, by) -> Decision:
    """Put what was agreed into the register. `on`: the local day of the decision."""
    label = FinancialYear.containing(on).label
    about_kind, about_id = about(motion)
    decision = Decision.objects.create(
        financial_year=label,
        number=next_number(label),
        kind=motion.decision_kind,
        meeting=motion.meeting,
        item=motion.item,
        motion=motion,
        wording=wording,
        how=motion.how,
        mark=motion.mark,
        route=motion.route,
        decided_on=on,
        effective_on=motion.effective_on or on,
        about_kind=about_kind,
        about_id=about_id,
    )
    audit.record("decision.entered", decision, after=facts_of(decision), by=by)
    return decision


def facts_of(decision: Decision) -> dict:
    """A decision as the audit trail keeps it."""
    return {
        "reference": decision.reference,
        "kind": decision.kind,
        "wording": decision.wording,
        "how": decision.how,
        "effective_on": decision.effective_on,
    }


def follow(motion: Motion, decision: Decision | None, *, by) -> None:
    """Let what the kind of proposal brings with it happen."""
    consequence = CONSEQUENCES.get(motion.decision_kind)
    if consequence is not None:
        consequence(motion, decision, by=by)


def about(motion: Motion) -> tuple[str, str]:
    """The record that is decided about: that of the item's business, or the item's own."""
    if motion.item is None:
        return "", ""
    if business := motion.item.business:
        return business.object_kind, business.object_id
    return motion.item.about_kind, motion.item.about_id
