"""Releasing what was kept back from a member until the final report (M17)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from claims.states import RetentionState


class RetentionRelease(models.Model):
    """Everything kept back from one member under one grant, released by two people. Pence.

    The claims it releases name it (`Claim.retention_release`); each is then paid the
    part that was kept back, in a payment run.
    """

    grant = models.ForeignKey(
        "funds.Grant", on_delete=models.PROTECT, related_name="retention_releases"
    )
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="retention_releases"
    )
    state = models.CharField(max_length=7, choices=RetentionState, default=RetentionState.ASKED)
    amount = models.BigIntegerField()
    report_accepted_on = models.DateField()
    report = models.CharField(max_length=200, help_text="The report, and who accepted it how.")
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    refused_reason = models.CharField(max_length=200, blank=True)
    journal = models.OneToOneField(
        "funds.Journal", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    example = models.BooleanField(default=False)

    class Meta:
        verbose_name = "release"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_members_retention_is_asked_for_once",
                fields=["grant", "organisation"],
                condition=Q(state=RetentionState.ASKED),
                violation_error_message="Somebody has asked for this release already.",
            ),
            models.CheckConstraint(
                name="a_release_has_an_amount_and_a_report",
                condition=Q(amount__gt=0) & ~Q(report=""),
            ),
            models.CheckConstraint(
                name="who_asks_for_a_release_does_not_agree_to_it",
                condition=Q(decided_by_id__isnull=True)
                | Q(state=RetentionState.REFUSED)
                | ~Q(decided_by_id=F("asked_by_id")),
            ),
            models.CheckConstraint(
                name="an_agreed_release_says_who_and_has_its_journal",
                condition=~Q(state=RetentionState.AGREED)
                | (
                    Q(decided_by_id__isnull=False)
                    & Q(decided_at__isnull=False)
                    & Q(journal__isnull=False)
                ),
            ),
        ]

    def __str__(self):
        return f"Kept back from {self.organisation.short_name}, {self.grant.reference}"

    def get_absolute_url(self):
        return reverse("retention", args=[self.grant_id])
