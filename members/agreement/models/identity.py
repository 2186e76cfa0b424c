"""What the consortium says it is for: vision and mission in their versions (3.1, 3.2)."""

from django.db import models
from django.db.models import Q

from consortium.core.appendonly import protect


class Statement(models.Model):
    """Vision and mission together as a meeting decided them; the newest one holds."""

    number = models.PositiveIntegerField(unique=True)
    vision = models.TextField()
    mission = models.TextField()
    decided_on = models.DateField()
    minute = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="a_statement_has_its_words_and_its_minute",
                condition=~Q(vision="") & ~Q(mission="") & ~Q(minute=""),
            ),
        ]

    def __str__(self):
        return f"Vision and mission, version {self.number}"


protect("agreement_statement", message="a vision stays on record as it was decided")
