"""The audit chain's tables. Written only by `consortium.core.audit`."""

from django.db import models

from consortium.core.appendonly import protect


class AuditRow(models.Model):
    """One thing that happened, chained to the row before it (AU2, AU4).

    No foreign keys: what a row says stays true when the things it names are
    gone. People are numbers here; their names live elsewhere, so that a person
    can be forgotten without breaking the chain (D3).
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    real_actor_id = models.BigIntegerField(null=True)
    hat = models.CharField(max_length=60, blank=True)
    actor_roles = models.CharField(max_length=300, blank=True)
    organisation_id = models.BigIntegerField(null=True)
    ip = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    task = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=120)
    object_kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64)
    object_label = models.CharField(max_length=120, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    grant = models.CharField(max_length=200, blank=True)
    prev_hash = models.CharField(max_length=64, unique=True)
    row_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-sequence"]
        indexes = [
            models.Index(fields=["object_kind", "object_id", "-sequence"], name="audit_by_object"),
            models.Index(fields=["actor_id", "-sequence"], name="audit_by_actor"),
            models.Index(fields=["action", "-sequence"], name="audit_by_action"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sequence__gte=1), name="audit_sequence_starts_at_one"
            ),
        ]

    def __str__(self):
        return f"{self.sequence} {self.action} {self.object_kind}:{self.object_id}"


class AuditHead(models.Model):
    """The last link: one row, locked last by every act that is recorded (AU5)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    row_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="audit_head_is_one_row"),
        ]

    def __str__(self):
        return f"{self.sequence} {self.row_hash[:12]}"


class PublishedHead(models.Model):
    """A head that left the house, in a mail or at the foot of a PDF (AU4)."""

    sequence = models.BigIntegerField()
    row_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    where = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["sequence"], name="published_head_by_sequence")]

    def __str__(self):
        return f"{self.sequence} {self.row_hash[:12]} in {self.where}"


protect(AuditRow._meta.db_table)
protect(PublishedHead._meta.db_table)
