"""What people agreed to have shown, and who asked for the directory."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from consortium.core.appendonly import protect
from consortium.core.models.files import StoredFile
from members.roll.states import Asked, PublishItem


class ConsentQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at__isnull=True)


class PublishingConsent(models.Model):
    """A person's yes to one detail of theirs in the public directory, until they take it back."""

    user = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="consents")
    item = models.CharField(max_length=10, choices=PublishItem)
    given_at = models.DateTimeField()
    given_by_id = models.BigIntegerField()
    how = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_id = models.BigIntegerField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="a_person_says_yes_to_a_detail_once",
                fields=["user", "item"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_consent_taken_back_says_by_whom",
                condition=Q(ended_at__isnull=True, ended_by_id__isnull=True)
                | Q(ended_at__isnull=False, ended_by_id__isnull=False),
            ),
            models.CheckConstraint(
                name="a_consent_given_for_somebody_says_how",
                condition=Q(given_by_id=F("user_id")) | ~Q(how=""),
            ),
        ]

    def __str__(self):
        return f"{self.get_item_display()} of {self.user}"


class DirectoryRequest(models.Model):
    """Somebody asked for the directory as a document (5.7); the file is what they got."""

    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    how = models.CharField(max_length=6, choices=Asked)
    asked_on = models.DateField()
    asked_at = models.DateTimeField(auto_now_add=True)
    recorded_by_id = models.BigIntegerField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(null=True, blank=True)
    forgotten_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_directory_that_was_made_is_kept",
                condition=Q(file__isnull=True, made_at__isnull=True)
                | Q(file__isnull=False, made_at__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_forgotten_names_nobody",
                condition=Q(forgotten_on__isnull=True) | Q(name="", email=""),
            ),
        ]

    def __str__(self):
        return f"Directory asked for on {self.asked_on}"

    def get_absolute_url(self):
        return reverse("directory_requests")


protect(
    "roll_publishingconsent",
    allow_update_when=(
        "OLD.ended_at IS NULL AND NEW.id = OLD.id AND NEW.user_id = OLD.user_id "
        "AND NEW.item = OLD.item AND NEW.given_at = OLD.given_at "
        "AND NEW.given_by_id = OLD.given_by_id AND NEW.how = OLD.how"
    ),
    message="what somebody agreed to stays on record, and once taken back it stays so",
)
