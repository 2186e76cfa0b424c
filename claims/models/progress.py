"""What was delivered, what is expected, and why spending differs from the plan."""

from django.db import models
from django.db.models import Q

from claims.states import VarianceKind


class OutputFigure(models.Model):
    """What a member delivered this quarter of one output; empty is not yet said."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="outputs")
    share = models.ForeignKey("projects.OutputShare", on_delete=models.PROTECT, related_name="+")
    actual = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["claim_id", "share_id"]
        constraints = [
            models.UniqueConstraint(
                name="an_output_is_reported_once_in_a_claim", fields=["claim", "share"]
            ),
        ]

    def __str__(self):
        return f"{self.share} in {self.claim}"


class Forecast(models.Model):
    """What a budget line is expected to spend in a later quarter, in pence."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="forecasts")
    budget_line = models.ForeignKey(
        "projects.BudgetLine", on_delete=models.PROTECT, related_name="+"
    )
    quarter = models.CharField(max_length=7)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["claim_id", "budget_line_id", "quarter"]
        constraints = [
            models.UniqueConstraint(
                name="one_forecast_per_line_and_quarter",
                fields=["claim", "budget_line", "quarter"],
            ),
            models.CheckConstraint(name="a_forecast_is_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self):
        return f"{self.budget_line} {self.quarter}"


class VarianceReason(models.Model):
    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="variance_reasons"
    )
    budget_line = models.ForeignKey(
        "projects.BudgetLine", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=VarianceKind)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["claim_id", "budget_line_id"]
        constraints = [
            models.UniqueConstraint(
                name="one_variance_reason_per_line", fields=["claim", "budget_line"]
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text}"
