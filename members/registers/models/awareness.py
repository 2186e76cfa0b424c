"""Awareness work by the consortium and its members (4.1); the log that 7.6 asks for, too."""

from django.db import models
from django.db.models import Q

from members.models import Organisation
from members.registers.states import AwarenessKind, Sector


class AwarenessQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(struck_on__isnull=True)


class Awareness(models.Model):
    """One event, talk or leaflet. Without a member it is the consortium's own."""

    what = models.CharField(max_length=160)
    kind = models.CharField(max_length=8, choices=AwarenessKind)
    sector = models.CharField("audience", max_length=10, choices=Sector)
    on_day = models.DateField()
    place = models.CharField(max_length=80, blank=True)
    reached = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="awareness"
    )
    recorded_by_id = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    struck_on = models.DateField(null=True, blank=True)
    struck_by_id = models.BigIntegerField(null=True, blank=True)

    objects = AwarenessQuerySet.as_manager()

    class Meta:
        ordering = ["-on_day", "-id"]
        verbose_name = "entry in the awareness log"
        verbose_name_plural = "awareness log"
        indexes = [models.Index(fields=["-on_day", "-id"], name="awareness_newest")]
        constraints = [
            models.CheckConstraint(name="awareness_work_has_a_name", condition=~Q(what="")),
        ]

    def __str__(self):
        return self.what

    @property
    def who(self) -> str:
        return self.organisation.name if self.organisation else "The consortium"
