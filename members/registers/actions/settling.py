"""Settling by when feedback is answered, and when it is forgotten who gave it."""

from django.db import transaction

from consortium.core import audit
from consortium.core.versions import check_version
from members.registers.models import FeedbackSettings
from members.registers.models.settings import LONGEST_ANSWER, LONGEST_MEMORY, SHORTEST_MEMORY
from members.registers.permissions import can_key_in

from .checks import refuse_if
from .keeping import kept

SETTLED = ("acknowledge_days", "answer_days", "forget_days")


@transaction.atomic
def settle(
    *, acknowledge_days: int, answer_days: int, forget_days: int, version, by
) -> FeedbackSettings:
    """Change the days (working days; `forget_days` in days). What came before keeps its own."""
    FeedbackSettings.objects.get_or_create(pk=1)
    current = FeedbackSettings.objects.select_for_update().get(pk=1)
    check_version(current, version)
    memory = f"Enter {SHORTEST_MEMORY} to {LONGEST_MEMORY} days after which it is forgotten."
    refuse_if(
        can_key_in(by),
        "Acknowledge it one working day later or more." if acknowledge_days < 1 else "",
        "An answer comes later than the acknowledgement." if answer_days <= acknowledge_days
        else "",
        f"Answer within {LONGEST_ANSWER} working days." if answer_days > LONGEST_ANSWER else "",
        "" if SHORTEST_MEMORY <= forget_days <= LONGEST_MEMORY else memory,
    )  # fmt: skip
    before = kept(current, SETTLED)
    current.acknowledge_days, current.answer_days = acknowledge_days, answer_days
    current.forget_days = forget_days
    current.version += 1
    current.save(update_fields=[*SETTLED, "version"])
    audit.record(
        "feedback_settings.changed", current, before=before, after=kept(current, SETTLED), by=by
    )
    return current
