"""Who the consortium says it is: its names and area, its vision and mission (1.1, 2.1, 3)."""

from datetime import date
from typing import Any

from django.db import transaction

from consortium.core import audit, clock
from consortium.core.versions import check_version
from members.actions.organisations import describe_consortium
from members.agreement import notices
from members.agreement.models import Statement
from members.agreement.permissions import can_keep
from members.models import Consortium

from .checks import refuse_if

DESCRIBED = (
    "formal_name", "profile_name", "other_names", "purpose", "area_of_benefit", "region", "portal",
    "strategy_name", "strategy_starts", "strategy_ends",
)  # fmt: skip


@transaction.atomic
def describe(*, values: dict[str, Any], version: int | str | None, by) -> Consortium:
    """Correct names, purpose, area and strategy; `values` by the names in DESCRIBED.

    `Stale` where somebody else has saved them since the page was opened.
    """
    starts, ends = values.get("strategy_starts"), values.get("strategy_ends")
    backwards = starts and ends and ends < starts
    refuse_if(
        can_keep(by), "The strategy ends before it starts." if backwards else "",
    )  # fmt: skip
    current = Consortium.objects.select_for_update().get(pk=1)
    check_version(current, version)
    changed = {
        name: values[name]
        for name in DESCRIBED
        if name in values and values[name] != getattr(current, name)
    }
    if not changed:
        return current
    return describe_consortium(**changed, version=current.version + 1, by=by)


@transaction.atomic
def restate(*, vision: str, mission: str, decided_on: date, minute: str, by) -> Statement:
    """Keep a new vision and mission as a meeting decided them; the ones before stay on record."""
    vision, mission, minute = vision.strip(), mission.strip(), minute.strip()
    consortium = Consortium.objects.select_for_update().get(pk=1)
    last = Statement.objects.first()
    same = last and (last.vision, last.mission) == (vision, mission)
    early = last and decided_on < last.decided_on
    refuse_if(
        can_keep(by),
        "" if vision and mission else "Enter both, the vision and the mission.",
        "" if minute else "Enter the minute of the decision.",
        "The day of the decision must be today or earlier." if decided_on > clock.today() else "",
        "There is a later decision already." if early else "",
        "These are the words that hold now." if same else "",
    )
    statement = Statement.objects.create(
        number=last.number + 1 if last else 1,
        vision=vision,
        mission=mission,
        decided_on=decided_on,
        minute=minute,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    consortium.vision, consortium.mission = vision, mission
    consortium.version += 1
    consortium.save(update_fields=["vision", "mission", "version"])
    after = {"number": statement.number, "decided_on": decided_on, "minute": minute}
    audit.record("consortium.restated", consortium, after=after, by=by)
    if last:
        notices.restated(statement, by=by)
    return statement
