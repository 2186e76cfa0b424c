from django.db import models


class DomainClock(models.Model):
    """The one row that says which day it is in a demonstration."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    day = models.DateField("day")
    moved_at = models.DateTimeField("moved at", auto_now=True)

    class Meta:
        verbose_name = "domain clock"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_domain_clock"),
        ]

    def __str__(self):
        return str(self.day)
