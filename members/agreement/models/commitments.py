"""What members and the consortium have promised to others, by when, and whether it was kept."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from members.agreement.states import CommitmentState
from members.models import Organisation

C = CommitmentState


class CommitmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=C.OPEN)

    def late(self, day):
        return self.open().filter(due_on__lt=day)


class Commitment(models.Model):
    """One promise to stakeholders or the sector (7.3); without a member, the consortium's."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    to_whom = models.CharField(max_length=120)
    promise = models.TextField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=C.choices, default=C.OPEN)
    made_on = models.DateField()
    made_by_id = models.BigIntegerField()
    outcome = models.CharField(max_length=500, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    settled_by_id = models.BigIntegerField(null=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="commitment_by_day")]
        constraints = [
            models.CheckConstraint(
                name="a_commitment_says_to_whom_and_what",
                condition=~Q(to_whom="") & ~Q(promise=""),
            ),
            models.CheckConstraint(
                name="a_settled_commitment_has_its_day",
                condition=Q(state=C.OPEN, settled_on__isnull=True)
                | ~Q(state=C.OPEN) & Q(settled_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_commitment_that_was_not_kept_says_why",
                condition=Q(state__in=[C.OPEN, C.KEPT]) | ~Q(outcome=""),
            ),
        ]

    def __str__(self):
        return f"Commitment to {self.to_whom}"

    @property
    def who(self) -> str:
        return self.organisation.name if self.organisation else "The consortium"

    def get_absolute_url(self):
        return reverse("commitment", args=[self.pk])
