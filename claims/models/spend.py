"""What was bought, and how much of it is claimed from which budget line."""

from django.db import models
from django.db.models import F, Q

from claims.states import NEEDS_REASON, Decision


class SpendItem(models.Model):
    """One thing a member paid for. Amounts in pence; empty while a draft is filled in.

    `supplier_key` and `invoice_key` are the plain letters and digits of what was
    typed; the duplicate check compares them (M15).
    """

    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="spend_items"
    )
    supplier = models.CharField("supplier or post", max_length=120)
    supplier_key = models.CharField(max_length=120, blank=True)
    description = models.CharField(max_length=200, blank=True)
    invoice_number = models.CharField(max_length=60, blank=True)
    invoice_key = models.CharField(max_length=60, blank=True)
    invoice_date = models.DateField(null=True, blank=True)
    date_paid = models.DateField(null=True, blank=True)
    gross = models.BigIntegerField(null=True, blank=True)
    recoverable_vat = models.BigIntegerField(default=0)
    created_by_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["organisation", "supplier_key", "invoice_key", "gross"],
                name="spend_items_that_look_alike",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="recoverable_vat_is_part_of_the_gross",
                condition=Q(recoverable_vat__gte=0)
                & (Q(gross__isnull=True) | Q(gross__gte=F("recoverable_vat"))),
                violation_error_message="VAT you can recover must be less than the gross amount.",
            ),
        ]

    def __str__(self):
        return f"{self.supplier} {self.invoice_number}".strip()

    @property
    def claimable(self):
        """Pence of it that may be claimed at all (M29)."""
        return None if self.gross is None else self.gross - self.recoverable_vat


class ClaimLine(models.Model):
    """A share of a spend item claimed from a budget line, and what was decided about it.

    Pence; only a correction of a paid line may be negative. `share` in basis points.
    """

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    item = models.ForeignKey(SpendItem, on_delete=models.PROTECT, related_name="lines")
    budget_line = models.ForeignKey(
        "projects.BudgetLine", on_delete=models.PROTECT, related_name="claim_lines"
    )
    share = models.PositiveIntegerField(default=10_000)
    method = models.CharField(max_length=120, blank=True)
    claimed = models.BigIntegerField(null=True, blank=True)
    late_item = models.BooleanField(default=False)
    late_reason = models.CharField(max_length=200, blank=True)
    evidence_due = models.DateField(null=True, blank=True)
    correction_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    approved = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    live = models.BooleanField(default=True, help_text="Not of a rejected or withdrawn claim.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["claim_id", "number"]
        indexes = [models.Index(fields=["budget_line", "claim"], name="lines_of_a_budget_line")]
        constraints = [
            models.UniqueConstraint(
                name="lines_of_a_claim_are_numbered", fields=["claim", "number"]
            ),
            models.UniqueConstraint(
                name="a_spend_item_meets_a_budget_line_once",
                fields=["item", "budget_line"],
                condition=Q(correction_of__isnull=True, live=True),
            ),
            models.CheckConstraint(
                name="only_a_correction_is_negative",
                condition=Q(correction_of__isnull=False)
                | Q(claimed__isnull=True)
                | Q(claimed__gte=0),
                violation_error_message="Only a correction of an earlier line can be negative.",
            ),
            models.CheckConstraint(
                name="approved_lies_between_nothing_and_claimed",
                condition=Q(approved__isnull=True)
                | Q(claimed__gte=0, approved__gte=0, approved__lte=F("claimed"))
                | Q(claimed__lt=0, approved__lte=0, approved__gte=F("claimed")),
            ),
            models.CheckConstraint(
                name="a_line_share_is_a_part_of_the_whole",
                condition=Q(share__gt=0) & Q(share__lte=10_000),
            ),
            models.CheckConstraint(
                name="less_than_claimed_needs_a_reason",
                condition=~Q(decision__in=sorted(NEEDS_REASON)) | ~Q(reason=""),
                violation_error_message="Say why the line is not accepted in full.",
            ),
            models.CheckConstraint(
                name="a_decided_line_says_how_much_and_who",
                condition=Q(decision=Decision.PENDING)
                | (Q(approved__isnull=False) & Q(decided_by_id__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"Line {self.number} of {self.claim}"
