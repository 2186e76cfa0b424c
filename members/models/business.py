"""What waits for a meeting of the consortium, put there by any part of the house."""

from django.db import models
from django.db.models import Q


class MeetingBusiness(models.Model):
    """One piece of business for the next meeting; its agenda takes it from here.

    `kind` says what is to be decided, `object_kind` and `object_id` about which
    record. `invited` lists outsiders who come for this item alone, each with
    `name` and `email`: they have no vote and see this item's papers (5.3, R33).
    """

    kind = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    invited = models.JSONField(default=list, blank=True)
    raised_on = models.DateField()
    raised_by_id = models.BigIntegerField(null=True)
    meeting_on = models.DateField(null=True, blank=True)
    meeting_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    minute = models.CharField(max_length=120, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["raised_on", "id"]
        verbose_name_plural = "meeting business"
        constraints = [
            models.UniqueConstraint(
                name="a_thing_waits_for_one_meeting",
                fields=["kind", "object_kind", "object_id"],
                condition=Q(settled_on__isnull=True, dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="settled_business_names_its_minute",
                condition=Q(settled_on__isnull=True) | ~Q(minute=""),
            ),
        ]

    def __str__(self):
        return self.title
