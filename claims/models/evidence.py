"""Invoices, statements, timesheets: files on the lines they prove."""

from django.db import models


class Evidence(models.Model):
    """A file on a claim, numbered within it; immutable once the claim is sent (F6)."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveIntegerField()
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by_id = models.BigIntegerField(null=True, blank=True)
    after_sending = models.BooleanField(default=False)

    class Meta:
        ordering = ["claim_id", "number"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                name="evidence_of_a_claim_is_numbered", fields=["claim", "number"]
            ),
        ]

    def __str__(self):
        return f"Evidence {self.number} of {self.claim}"


class EvidenceLink(models.Model):
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="links")
    line = models.ForeignKey(
        "claims.ClaimLine", on_delete=models.PROTECT, related_name="evidence_links"
    )

    class Meta:
        ordering = ["line_id", "evidence_id"]
        constraints = [
            models.UniqueConstraint(name="evidence_is_on_a_line_once", fields=["evidence", "line"]),
        ]

    def __str__(self):
        return f"{self.evidence} on line {self.line_id}"
