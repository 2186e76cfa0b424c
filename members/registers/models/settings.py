"""By when feedback is acknowledged and answered, and when its giver is forgotten (R43)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

# Working days; days. The privacy page promises a year at the latest.
LONGEST_ANSWER, SHORTEST_MEMORY, LONGEST_MEMORY = 60, 30, 365


def acknowledge_days() -> int:
    return settings.FEEDBACK_ACKNOWLEDGE_WORKING_DAYS


def answer_days() -> int:
    return settings.FEEDBACK_ANSWER_WORKING_DAYS


def forget_days() -> int:
    return settings.FEEDBACK_FORGET_DAYS


class FeedbackSettings(models.Model):
    """One row; until somebody settles otherwise, what the environment says holds.

    `acknowledge_days` and `answer_days` are working days after it came. `forget_days` are days
    after its end, on which name and address of the person go.
    """

    acknowledge_days = models.PositiveSmallIntegerField(default=acknowledge_days)
    answer_days = models.PositiveSmallIntegerField(default=answer_days)
    forget_days = models.PositiveSmallIntegerField(default=forget_days)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "settings of feedback"
        verbose_name_plural = "settings of feedback"
        constraints = [
            models.CheckConstraint(name="feedback_is_settled_once", condition=Q(id=1)),
            models.CheckConstraint(
                name="feedback_is_acknowledged_before_it_is_answered",
                condition=Q(acknowledge_days__gte=1, answer_days__gt=F("acknowledge_days")),
            ),
        ]

    def __str__(self):
        return "settings of feedback"

    @classmethod
    def current(cls) -> "FeedbackSettings":
        """The row, or what holds until there is one. One query."""
        return cls.objects.first() or cls(pk=1)
