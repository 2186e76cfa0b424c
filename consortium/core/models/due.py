"""Dates on which something is to be done. Written only by `consortium.core.due`."""

from django.db import models


class DueItem(models.Model):
    """One thing due on one local day; its key is what makes it happen once (T1, T2)."""

    kind = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64)
    recipient = models.CharField(max_length=120, blank=True)
    due_at = models.DateField()
    created_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    coalesced_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    cancelled_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_kind", "object_id", "recipient", "due_at"],
                name="a_thing_is_due_once",
            ),
            models.CheckConstraint(
                condition=models.Q(handled_at__isnull=True) | models.Q(cancelled_at__isnull=True),
                name="a_due_item_is_handled_or_cancelled_not_both",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(handled_at__isnull=True, cancelled_at__isnull=True),
                name="due_items_open",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.object_kind}:{self.object_id} on {self.due_at}"

    @property
    def key(self) -> str:
        """The due key for `outbox.notify`: kind, object and day."""
        return f"{self.kind}:{self.object_kind}:{self.object_id}:{self.due_at.isoformat()}"
