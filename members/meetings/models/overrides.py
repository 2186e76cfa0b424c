"""An override by the accountable body: a record beside the decision (8.2, R73, R74; GV14)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consortium.core.models.files import StoredFile
from members.models import Organisation

from .decisions import Decision
from .meetings import Meeting


class OverrideQuerySet(models.QuerySet):
    def to_report(self):
        """Those that no meeting has been told of yet, the oldest first."""
        return self.filter(reported_at__isnull=True).order_by("on", "pk")


class Override(models.Model):
    """Which term of a grant the decision would breach, and what the body does instead.

    The decision beside it is not changed. `term_kind` and `term_id` name the grant's record
    where one was chosen; `term` is how it was called on the day.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="override")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    term_kind = models.CharField(max_length=80, blank=True)
    term_id = models.CharField(max_length=64, blank=True)
    term = models.CharField("grant, guidance or contract", max_length=200)
    clause = models.CharField("clause or condition", max_length=200)
    reason = models.TextField("what it would breach")
    effect = models.TextField("what happens instead")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("day")
    by_id = models.BigIntegerField()
    reported_at = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="overrides_reported"
    )
    reported_on = models.DateField(null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="an_override_names_term_clause_reason_and_effect",
                condition=~Q(term="") & ~Q(clause="") & ~Q(reason="") & ~Q(effect=""),
            ),
            models.CheckConstraint(
                name="what_was_reported_says_where_and_when",
                condition=Q(reported_at__isnull=True, reported_on__isnull=True)
                | Q(reported_at__isnull=False, reported_on__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Override of {self.decision}"

    @property
    def audit_label(self) -> str:
        return f"override {self.pk}"

    def get_absolute_url(self):
        return reverse("decision", args=[self.decision_id])
