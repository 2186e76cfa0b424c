"""Private files. Written only by `consortium.core.files`."""

from django.db import models
from django.db.models import Q

from consortium.core.appendonly import protect


class StoredFile(models.Model):
    """A file in the private store: random name on disk, the user's name as data (F3)."""

    class State(models.TextChoices):
        RECEIVED = "received", "Being checked"
        QUARANTINED = "quarantined", "Waiting for the virus check"
        CLEAN = "clean", "Checked"
        INFECTED = "infected", "Refused by the check"
        TOMBSTONED = "tombstoned", "Deleted"

    storage_name = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=120)
    extension = models.CharField(max_length=10)
    kind = models.CharField(max_length=100, help_text="media type, decided by us")
    size = models.BigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    ours = models.BooleanField(default=False, help_text="made by this site, frozen")
    uploaded_by_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    owner_kind = models.CharField(max_length=80, blank=True)
    owner_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    tombstoned_at = models.DateTimeField(null=True)
    tombstoned_by_id = models.BigIntegerField(null=True)
    tombstone_rule = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="a_file_is_not_empty"),
            models.CheckConstraint(
                condition=~Q(state="clean") | Q(checked_at__isnull=False),
                name="a_clean_file_was_checked",
            ),
            models.CheckConstraint(
                condition=~Q(state="tombstoned")
                | (Q(tombstoned_at__isnull=False) & ~Q(tombstone_rule="")),
                name="a_tombstone_says_when_and_by_which_rule",
            ),
        ]
        indexes = [
            models.Index(fields=["owner_kind", "owner_id"], name="files_by_owner"),
            models.Index(fields=["uploaded_by_id", "created_at"], name="files_by_uploader"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["received", "quarantined"]),
                name="files_waiting_for_a_check",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def may_be_served(self) -> bool:
        """Only what was checked is handed to anyone (F4)."""
        return self.state == self.State.CLEAN


# What a file is never changes; only what we know about it does.
protect(
    StoredFile._meta.db_table,
    allow_update_when=(
        "OLD.sha256 = NEW.sha256 AND OLD.size = NEW.size AND OLD.name = NEW.name "
        "AND OLD.storage_name = NEW.storage_name AND OLD.kind = NEW.kind "
        "AND (OLD.state <> 'tombstoned' OR NEW.state = 'tombstoned')"
    ),
    message="a stored file is never exchanged or removed",
)
