"""Which aims of the agreement something serves: a project, a decision, a meeting (R4)."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction

from consortium.core import audit
from consortium.core.actor import Actor
from consortium.core.workflow import Refused
from members.meetings.models import Decision, Meeting
from projects.models import Project
from projects.permissions import can_tag_aims
from projects.strategy.models import Aim

Serves = TypeVar("Serves", Project, Decision, Meeting)


@transaction.atomic
def tag_aims(record: Serves, aims: Iterable[Aim], *, by: Actor) -> Serves:
    """Say which aims it serves, in place of what was said before."""
    if not can_tag_aims(by):
        raise Refused("Only the secretariat or the strategic development officer can do this.")
    stored = type(record)._default_manager.select_for_update().get(pk=record.pk)
    before = _numbers(stored)
    stored.aims.set(aims)
    if (after := _numbers(stored)) != before:
        action = f"{stored._meta.model_name}.aims"
        audit.record(action, stored, before={"aims": before}, after={"aims": after}, by=by)
    return stored


def _numbers(record) -> list[int]:
    return sorted(record.aims.values_list("number", flat=True))
