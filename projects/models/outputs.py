"""What projects deliver: outputs, each partner's share, and its profile."""

from django.db import models


class Output(models.Model):
    grant = models.ForeignKey("funds.Grant", on_delete=models.PROTECT, related_name="outputs")
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="outputs"
    )
    financial_year = models.CharField(max_length=7)
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=160)
    unit = models.CharField(max_length=40)
    target = models.PositiveIntegerField()
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["project_id", "code"]
        constraints = [
            models.UniqueConstraint(
                name="an_output_code_is_used_once",
                fields=["grant", "financial_year", "project", "code"],
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"


class OutputShare(models.Model):
    """One partner's part of an output; `achieved` is the running sum of approved figures."""

    output = models.ForeignKey(Output, on_delete=models.PROTECT, related_name="shares")
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="output_shares"
    )
    target = models.PositiveIntegerField()
    achieved = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["output_id", "organisation_id"]
        constraints = [
            models.UniqueConstraint(
                name="one_share_of_an_output_per_partner", fields=["output", "organisation"]
            ),
        ]

    def __str__(self):
        return f"{self.output}: {self.organisation}"


class OutputProfile(models.Model):
    """A share's target for one quarter, and what was approved for it."""

    share = models.ForeignKey(OutputShare, on_delete=models.PROTECT, related_name="profile")
    quarter = models.CharField(max_length=7)
    target = models.PositiveIntegerField()
    achieved = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["share_id", "quarter"]
        constraints = [
            models.UniqueConstraint(
                name="one_output_profile_row_per_quarter", fields=["share", "quarter"]
            ),
        ]

    def __str__(self):
        return f"{self.share} {self.quarter}"
