"""The register of interests: what ties a person to a member, beside a seat there (SD3)."""

from django.db import models
from django.db.models import F, Q

from consortium.core.appendonly import protect
from members.models import Organisation, User


class StandingInterestQuerySet(models.QuerySet):
    def overlapping(self, starts, ends):
        """Those that stood on any day from `starts` to `ends`, both included."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=starts), starts__lte=ends)

    def on(self, day):
        return self.overlapping(day, day)


class StandingInterest(models.Model):
    """One tie of one person to one organisation, from its first day to its last.

    What was registered is never changed, but for its last day and, where the person is made
    nameless, its words.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="interests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    registered_at = models.DateTimeField()
    registered_by_id = models.BigIntegerField()

    objects = StandingInterestQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "organisation__name", "id"]
        verbose_name = "registered interest"
        indexes = [
            models.Index(fields=["organisation", "user"], name="interests_by_organisation"),
        ]
        constraints = [
            models.CheckConstraint(name="an_interest_is_in_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="an_interest_ends_after_it_began",
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
            ),
            models.UniqueConstraint(
                name="an_interest_stands_once",
                fields=["user", "organisation"],
                condition=Q(ends__isnull=True),
                violation_error_message="This interest is in the register already.",
            ),
        ]

    def __str__(self):
        return f"Interest in {self.organisation}"

    @property
    def audit_label(self) -> str:
        return f"interest {self.pk}"


protect(
    "registers_standinginterest",
    allow_update_when="OLD.user_id = NEW.user_id AND OLD.organisation_id = NEW.organisation_id"
    " AND OLD.starts = NEW.starts AND OLD.registered_at = NEW.registered_at"
    " AND (OLD.ends IS NULL OR OLD.ends = NEW.ends)"
    " AND (OLD.words = NEW.words OR NEW.words = 'Forgotten')",
    message="what is in the register of interests stays; only its last day is added",
)
